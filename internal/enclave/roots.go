package enclave

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/coppice-network/coppice/internal/durable"
)

// Roots holds the trusted public keys of each kind of evidence. What an anchor's bytes mean is the kind's affair.
type Roots map[string][]hexutil.Bytes

const (
	developmentRootPublic = "coppice-development-root/1:"
	developmentRootSecret = "coppice-development-root-secret/1:"
	sealingRootSecret     = "coppice-sealing-root-secret/1:"
)

// Errors of root files.
var (
	// ErrRootFile means: not a well-formed root file or public root.
	ErrRootFile = errors.New("enclave: not a well-formed root")
	// ErrInside means: a root's file would lie inside the directory of the validator it stands above.
	ErrInside = errors.New("enclave: the root's file must lie outside the validator's directory")
)

// DevelopmentRoot is the key pair that stands in a manufacturer's place for simulated evidence.
type DevelopmentRoot struct{ private ed25519.PrivateKey }

// OpenDevelopmentRoot reads the root's file, or creates it with 32 bytes of random when there is none; two processes that start at
// once end with the same root. The file must lie outside validatorDir (ErrInside): who copies a validator's directory must not get
// the manufacturer along. Other errors: ErrRootFile, ErrVersion.
func OpenDevelopmentRoot(path, validatorDir string, random io.Reader) (*DevelopmentRoot, error) {
	seed, err := openSecretFile(path, validatorDir, developmentRootSecret, random)
	if err != nil {
		return nil, fmt.Errorf("development root %s: %w", path, err)
	}
	return &DevelopmentRoot{private: ed25519.NewKeyFromSeed(seed[:])}, nil
}

// Public returns the root's public form for the network file, which ParseDevelopmentRoot reads.
func (r *DevelopmentRoot) Public() string {
	return developmentRootPublic + hex.EncodeToString(r.private.Public().(ed25519.PublicKey))
}

// Roots returns roots that trust this root only.
func (r *DevelopmentRoot) Roots() Roots {
	return Roots{KindSimulated: {hexutil.Bytes(r.private.Public().(ed25519.PublicKey))}}
}

// ParseDevelopmentRoot returns roots that trust one public development root only. The errors are ErrRootFile and ErrVersion.
func ParseDevelopmentRoot(public string) (Roots, error) {
	key, err := parseRootLine(public, developmentRootPublic)
	if err != nil {
		return nil, err
	}
	return Roots{KindSimulated: {key[:]}}, nil
}

// openSecretFile reads or creates a file that holds one line: the prefix with its version, and 32 bytes in hexadecimal.
func openSecretFile(path, validatorDir, prefix string, random io.Reader) ([32]byte, error) {
	if err := outside(path, validatorDir); err != nil {
		return [32]byte{}, err
	}
	for {
		b, err := os.ReadFile(path)
		if err == nil {
			line, ok := bytes.CutSuffix(b, []byte("\n"))
			if !ok || len(b) > 256 {
				return [32]byte{}, fmt.Errorf("%w: want one line", ErrRootFile)
			}
			return parseRootLine(string(line), prefix)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return [32]byte{}, err
		}
		var secret [32]byte
		if _, err := io.ReadFull(random, secret[:]); err != nil {
			return [32]byte{}, fmt.Errorf("reading randomness: %w", err)
		}
		if err = os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
			err = durable.Create(path, []byte(prefix+hex.EncodeToString(secret[:])+"\n"), 0o600)
		}
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return [32]byte{}, err
		}
		// Whoever was first has written it; read what is there.
	}
}

func parseRootLine(s, prefix string) ([32]byte, error) {
	digits, ok := strings.CutPrefix(s, prefix)
	if !ok {
		name := prefix[:strings.LastIndexByte(prefix, '/')+1]
		if strings.HasPrefix(s, name) {
			return [32]byte{}, fmt.Errorf("%w: this program reads %q", ErrVersion, prefix)
		}
		return [32]byte{}, fmt.Errorf("%w: it does not begin with %q", ErrRootFile, prefix)
	}
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) != 32 || hex.EncodeToString(b) != digits {
		return [32]byte{}, fmt.Errorf("%w: want 64 hexadecimal digits", ErrRootFile)
	}
	return [32]byte(b), nil
}

// outside refuses a path in dir or below it, also by way of symbolic links.
func outside(path, dir string) error {
	p, err := resolve(path)
	if err != nil {
		return err
	}
	d, err := resolve(dir)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(d, p)
	if err != nil {
		return err
	}
	if rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return fmt.Errorf("%w: %s is inside %s", ErrInside, path, dir)
	}
	return nil
}

// resolve follows the links of as much of the path as exists.
func resolve(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(abs)
	if err == nil {
		return real, nil
	}
	parent := filepath.Dir(abs)
	if !errors.Is(err, fs.ErrNotExist) || parent == abs {
		return "", err
	}
	above, err := resolve(parent)
	if err != nil {
		return "", err
	}
	return filepath.Join(above, filepath.Base(abs)), nil
}
