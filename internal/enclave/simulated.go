package enclave

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// KindSimulated names evidence made by software below a development root.
const KindSimulated = "simulated"

const (
	quoteMagic  = "copquote"
	quoteBody   = 114
	quoteDomain = "coppice simulated quote v1\x00"
	certMagic   = "copscert"
	certBody    = 57
	certDomain  = "coppice simulated certificate v1\x00"
	simVersion  = 1
	flagDebug   = 1

	// Certificates are valid from a little before (clocks differ) for as long as a manufacturer's commonly are.
	certBefore = time.Hour
	certLife   = 7 * 365 * 24 * time.Hour
)

// SimulatedConfig configures a simulated platform.
type SimulatedConfig struct {
	Measurement common.Hash      // usually ExecutableMeasurement()
	Clock       func() time.Time // nil is time.Now
	Random      io.Reader        // of the platform key
	Debug       bool             // claims that memory is readable from outside, which policies refuse
}

// Simulated is the attester of the simulated kind. Its platform key lives as long as the process.
type Simulated struct {
	root     *DevelopmentRoot
	cfg      SimulatedConfig
	platform ed25519.PrivateKey
}

// NewSimulated makes a platform key; the root certifies it with each quote.
func NewSimulated(root *DevelopmentRoot, cfg SimulatedConfig) (*Simulated, error) {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Measurement == (common.Hash{}) {
		return nil, fmt.Errorf("%w: a platform without a measurement", ErrMalformed)
	}
	var seed [ed25519.SeedSize]byte
	if _, err := io.ReadFull(cfg.Random, seed[:]); err != nil {
		return nil, fmt.Errorf("enclave: reading randomness for a platform key: %w", err)
	}
	return &Simulated{root: root, cfg: cfg, platform: ed25519.NewKeyFromSeed(seed[:])}, nil
}

// Kind returns KindSimulated.
func (s *Simulated) Kind() string { return KindSimulated }

// Measurement returns the configured measurement.
func (s *Simulated) Measurement() common.Hash { return s.cfg.Measurement }

// Attest signs a quote at the clock's time.
func (s *Simulated) Attest(ctx context.Context, reportData [64]byte) (*Evidence, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	now := s.cfg.Clock()
	cert := make([]byte, 0, certBody+ed25519.SignatureSize)
	cert = append(cert, certMagic...)
	cert = append(cert, simVersion)
	cert = append(cert, s.platform.Public().(ed25519.PublicKey)...)
	cert = binary.BigEndian.AppendUint64(cert, uint64(now.Add(-certBefore).Unix()))
	cert = binary.BigEndian.AppendUint64(cert, uint64(now.Add(certLife).Unix()))
	cert = append(cert, sign(s.root.private, certDomain, cert)...)

	quote := make([]byte, 0, quoteBody+ed25519.SignatureSize)
	quote = append(quote, quoteMagic...)
	var flags byte
	if s.cfg.Debug {
		flags |= flagDebug
	}
	quote = append(quote, simVersion, flags)
	quote = append(quote, s.cfg.Measurement[:]...)
	quote = append(quote, reportData[:]...)
	quote = binary.BigEndian.AppendUint64(quote, uint64(now.Unix()))
	quote = append(quote, sign(s.platform, quoteDomain, quote)...)
	return &Evidence{Version: EvidenceVersion, Kind: KindSimulated, Quote: quote, Certs: [][]byte{cert}}, nil
}

func verifySimulated(_ context.Context, e *Evidence, anchors [][]byte, now time.Time) (*Claims, error) {
	if len(e.Certs) != 1 {
		return nil, fmt.Errorf("%w: %d certificates, want 1", ErrMalformed, len(e.Certs))
	}
	cert, quote := e.Certs[0], e.Quote
	if err := checkShape(cert, certMagic, certBody, "certificate"); err != nil {
		return nil, err
	}
	if err := checkShape(quote, quoteMagic, quoteBody, "quote"); err != nil {
		return nil, err
	}
	trusted := false
	for _, a := range anchors {
		if len(a) == ed25519.PublicKeySize && verifySignature(ed25519.PublicKey(a), certDomain, cert, certBody) {
			trusted = true
			break
		}
	}
	if !trusted {
		return nil, ErrUntrusted
	}
	notBefore, notAfter := seconds(cert[41:49]), seconds(cert[49:57])
	switch {
	case now.Before(notBefore):
		return nil, fmt.Errorf("%w: before %s", ErrNotYetValid, notBefore.Format(time.RFC3339))
	case now.Unix() > notAfter.Unix():
		return nil, fmt.Errorf("%w: on %s", ErrExpired, notAfter.Format(time.RFC3339))
	}
	if !verifySignature(ed25519.PublicKey(cert[9:41]), quoteDomain, quote, quoteBody) {
		return nil, ErrQuote
	}
	if quote[9]&^flagDebug != 0 {
		return nil, fmt.Errorf("%w: flags %#x", ErrMalformed, quote[9])
	}
	at := seconds(quote[106:114])
	if at.Before(notBefore) || at.After(notAfter) {
		return nil, ErrOutsideCertificate
	}
	return &Claims{
		Kind:        KindSimulated,
		Measurement: common.Hash(quote[10:42]),
		ReportData:  [64]byte(quote[42:106]),
		Debug:       quote[9]&flagDebug != 0,
		TCB:         TCBNotApplicable,
		Time:        at,
	}, nil
}

func checkShape(b []byte, magic string, body int, what string) error {
	if len(b) != body+ed25519.SignatureSize || !bytes.HasPrefix(b, []byte(magic)) {
		return fmt.Errorf("%w: not a simulated %s", ErrMalformed, what)
	}
	if b[8] != simVersion {
		return fmt.Errorf("%w: simulated %s of version %d, this program reads %d", ErrVersion, what, b[8], simVersion)
	}
	return nil
}

func sign(key ed25519.PrivateKey, domain string, body []byte) []byte {
	return ed25519.Sign(key, append([]byte(domain), body...))
}

func verifySignature(key ed25519.PublicKey, domain string, b []byte, body int) bool {
	return ed25519.Verify(key, append([]byte(domain), b[:body]...), b[body:])
}

// seconds reads a time; numbers beyond the year 9999 are cut there so that comparing them cannot overflow.
func seconds(b []byte) time.Time {
	return time.Unix(int64(min(binary.BigEndian.Uint64(b), 253402300799)), 0).UTC()
}

// ExecutableMeasurement returns the SHA-256 of the file this process runs from, computed once.
var ExecutableMeasurement = sync.OnceValues(func() (common.Hash, error) {
	// The file that runs, also when another one lies at its path by now.
	f, err := os.Open("/proc/self/exe")
	if err != nil {
		path, pathErr := os.Executable()
		if pathErr != nil {
			return common.Hash{}, fmt.Errorf("enclave: finding the executable: %w", pathErr)
		}
		if f, err = os.Open(path); err != nil {
			return common.Hash{}, fmt.Errorf("enclave: measuring the executable: %w", err)
		}
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return common.Hash{}, fmt.Errorf("enclave: measuring the executable: %w", err)
	}
	return common.Hash(h.Sum(nil)), nil
})
