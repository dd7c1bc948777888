package wallet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

// externalFormat is the version of the file of an account whose key is kept elsewhere.
const externalFormat = "coppice-signer/1"

// External says how an account's external signer is reached; see package wallet/external. It is stored as the account's file.
type External struct {
	URL          SignerURL `json:"url"`
	Transactions string    `json:"transactions"`    // JSON-RPC method that signs a transaction
	TypedData    string    `json:"typedData"`       // JSON-RPC method that signs EIP-712 data
	AsText       bool      `json:"typedDataAsText"` // whether it takes the data as a string that holds JSON
	// Salt and Recipient are what the signer answered when it was added: its signature over the salt led to a personal identity whose
	// recipient has this digest. No data is sealed to it; a signer that no longer comes to it is not deterministic.
	Salt      common.Hash `json:"checkSalt"`
	Recipient common.Hash `json:"checkRecipient"`
}

type externalFile struct {
	Version string         `json:"version"`
	Address common.Address `json:"address"`
	External
}

// SignerURL is where a signer listens: http, https, or unix with the path of a socket. It may carry credentials and prints without
// them.
type SignerURL string

// ErrSignerURL means: not the URL of a signer that this program would use.
var ErrSignerURL = fmt.Errorf("wallet: not a signer's URL")

// ParseSignerURL reads a URL. Without TLS only this machine is accepted: the signatures that personal copies hang on would pass
// readable over the network. Errors are ErrSignerURL and never repeat the URL.
func ParseSignerURL(text string) (SignerURL, error) {
	text = strings.TrimSpace(text)
	u, err := url.Parse(text)
	switch {
	case err != nil || text == "" || strings.ContainsAny(text, " \t\r\n"):
		return "", fmt.Errorf("%w: want http://, https:// or unix:/path", ErrSignerURL)
	case u.Fragment != "":
		return "", fmt.Errorf("%w: it has a fragment", ErrSignerURL)
	case u.Scheme == "unix":
		if !filepath.IsAbs(u.Path) || u.Host != "" || u.RawQuery != "" {
			return "", fmt.Errorf("%w: want unix:/path, an absolute one", ErrSignerURL)
		}
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return "", fmt.Errorf("%w: want http://, https:// or unix:/path", ErrSignerURL)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return "", fmt.Errorf("%w: without TLS it must be on this machine; your signatures would pass readable over the network", ErrSignerURL)
	}
	return SignerURL(text), nil
}

func loopback(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return a.IsLoopback()
	}
	return host == "localhost"
}

// Secret reports whether the URL has parts that commonly are credentials: a user, a query.
func (s SignerURL) Secret() bool {
	u, err := url.Parse(string(s))
	return err != nil || u.User != nil || u.RawQuery != ""
}

// String names scheme and host, or the socket; a path or query of an HTTP URL may be a credential.
func (s SignerURL) String() string {
	u, err := url.Parse(string(s))
	if err != nil {
		return "a malformed URL"
	}
	if u.Scheme == "unix" {
		return "unix:" + u.Path
	}
	host := u.Hostname()
	if u.Port() != "" {
		host = net.JoinHostPort(host, u.Port())
	}
	return u.Scheme + "://" + host
}

// GoString and Format keep credentials out of every way of printing.
func (s SignerURL) GoString() string { return s.String() }

// Format implements fmt.Formatter.
func (s SignerURL) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

var methodName = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)

// parseExternal reads the file of an account whose key is kept elsewhere, strictly.
func parseExternal(b []byte) (common.Address, External, error) {
	fail := func(format string, args ...any) (common.Address, External, error) {
		return common.Address{}, External{}, fmt.Errorf("%w: "+format, append([]any{ErrKeyFile}, args...)...)
	}
	if len(b) > maxKeyFileBytes {
		return fail("%d bytes are too many", len(b))
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var f externalFile
	if err := d.Decode(&f); err != nil {
		return fail("%v", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return fail("something follows it")
	}
	if f.Version != externalFormat {
		return common.Address{}, External{}, fmt.Errorf("%w: %.40q", ErrVersion, f.Version)
	}
	if f.Address == (common.Address{}) {
		return fail("no address")
	}
	if !methodName.MatchString(f.Transactions) || !methodName.MatchString(f.TypedData) {
		return fail("no method")
	}
	if _, err := ParseSignerURL(string(f.URL)); err != nil {
		return fail("%v", err)
	}
	return f.Address, f.External, nil
}

// AddExternal adds an account whose key is kept by an external signer. Errors: those of New, ErrSignerURL.
func (s *Store) AddExternal(name string, address common.Address, e External) (Account, error) {
	if IsFaucet(address) {
		return Account{}, fmt.Errorf("%w: %s", ErrFaucetKey, address)
	}
	b, err := json.Marshal(externalFile{externalFormat, address, e})
	if err != nil {
		return Account{}, fmt.Errorf("wallet: storing account %s: %w", name, err)
	}
	if _, _, err := parseExternal(b); err != nil {
		return Account{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.vacant(name, address); err != nil {
		return Account{}, err
	}
	if err := s.create(name, b); err != nil {
		return Account{}, err
	}
	return Account{Name: name, Address: address, Signer: e.URL.String()}, nil
}

// External returns how the signer of an account is reached. The error is ErrNotFound, or ErrKeyFile for an account whose key is here.
func (s *Store) External(nameOrAddress string) (Account, External, error) {
	b, a, err := s.find(nameOrAddress)
	if err != nil {
		return Account{}, External{}, err
	}
	if a.Signer == "" {
		return Account{}, External{}, fmt.Errorf("%w: the key of %s is in the keystore", ErrKeyFile, a.Name)
	}
	_, e, err := parseExternal(b)
	return a, e, err
}
