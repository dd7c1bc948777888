package contribution

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/coppice-network/coppice/internal/vana"
)

// maxContent bounds what an encrypted file may unfold to where the DataDAO states no limit.
const maxContent = 16 << 30

// encryptedSuffixes are what clients add to the name of a file that they encrypt.
var encryptedSuffixes = []string{".enc", ".pgp", ".gpg", ".asc"}

// Encrypted returns an Examine for files that a client of the Vana network has encrypted with their owner's signature. The signature is
// given as text; it must be the owner's, over the message that all of these clients have signed, so that nobody contributes another's
// file by its password alone. The errors are vana.ErrSignature and vana.ErrSigner. Those of the Examine are ErrFile and those of
// vana.OpenFile, which says how the content is kept from the disk. A file brought in so and the same file in plain are one contribution.
func Encrypted(owner address, signature string) (func(path string, limit int64) (Source, error), error) {
	s, err := vana.ParseSignature(signature)
	if err != nil {
		return nil, err
	}
	if err := s.Check(vana.Seed, owner); err != nil {
		return nil, err
	}
	// A client whose wallet writes signatures in another form has encrypted with that form.
	passwords := []string{s.Password()}
	if given := strings.TrimSpace(signature); given != passwords[0] {
		passwords = append(passwords, given)
	}
	return func(path string, limit int64) (Source, error) { return openEncrypted(path, limit, passwords) }, nil
}

func openEncrypted(path string, limit int64, passwords []string) (Source, error) {
	size, err := regular(path)
	if err != nil {
		return Source{}, err
	}
	if limit <= 0 {
		limit = maxContent
	}
	f, err := vana.OpenFile(onDisk(path), size, limit, passwords...)
	if err != nil {
		return Source{}, fmt.Errorf("%s: %w", path, err)
	}
	if f.Size() == 0 {
		return Source{}, fmt.Errorf("%w: what is encrypted in %s is empty", ErrFile, path)
	}
	open := func() (io.ReadCloser, error) {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		return io.NopCloser(r), nil
	}
	return Source{Name: plainName(path), Digest: f.Digest(), Size: f.Size(), Open: open}, nil
}

// plainName is what a file was called before it was encrypted.
func plainName(path string) string {
	name := filepath.Base(path)
	for _, suffix := range encryptedSuffixes {
		if short, ok := strings.CutSuffix(name, suffix); ok && short != "" {
			return short
		}
	}
	return name
}

// onDisk is a file that is open only while it is read, since thousands may be contributed at once.
type onDisk string

func (path onDisk) ReadAt(b []byte, at int64) (int, error) {
	f, err := os.Open(string(path))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return f.ReadAt(b, at)
}
