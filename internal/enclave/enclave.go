// Package enclave produces evidence of what runs in a secure environment, verifies it, judges it, and keeps secrets at rest for it.
//
// # Genuine is not accepted
//
// Three steps are kept apart, and each has its own errors:
//
//   - An [Attester] produces [Evidence] that binds 64 bytes of report data to the code that runs.
//   - [Verify] answers "is it genuine?": signed by a platform below one of the [Roots]. It yields [Claims] and decides nothing else.
//   - [Policy.Judge] answers "do we accept it?": kind, hardware, debug, measurement, platform status, revocation, age and report
//     data. Every field of a policy must be stated; a policy that leaves one open is refused before it judges anything.
//
// A [ValidatorDocument] is what validators publish: who they are, the key that reaches their secure environment, and evidence
// whose report data binds both to one chain and one registry.
//
// # Kinds
//
// A kind of evidence is a name, an Attester, and one line in the table of verifiers. Hardware kinds (TDX, SEV-SNP) join there. What
// exists today is [KindSimulated]: the same structures and the same path, with Ed25519 keys below a development root in place of a
// manufacturer's. Its claims say Hardware false, and any policy that demands hardware refuses it with [ErrNotHardware]; no code
// here asks whether it runs in development.
//
// # The simulated kind, byte by byte
//
// The quote, 178 bytes (integers big-endian):
//
//	0    8   magic "copquote"
//	8    1   version 1
//	9    1   flags: bit 0 debug, others zero
//	10   32  measurement: SHA-256 of the executable
//	42   64  report data
//	106  8   time of signing, Unix seconds
//	114  64  Ed25519 signature of the platform key over "coppice simulated quote v1\x00" and bytes 0 to 113
//
// Its only certificate, 121 bytes:
//
//	0    8   magic "copscert"
//	8    1   version 1
//	9    32  platform key (Ed25519)
//	41   8   not before, Unix seconds
//	49   8   not after, Unix seconds, inclusive
//	57   64  Ed25519 signature of the development root over "coppice simulated certificate v1\x00" and bytes 0 to 56
//
// What the simulation does not give: whoever can read the development root's file can sign any evidence, and whoever has root on the
// host can read the process. It lets every check be exercised, and protects nobody.
package enclave

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// EvidenceVersion is the version of Evidence that this program writes and reads.
const EvidenceVersion = 1

const (
	maxQuoteBytes = 32 << 10
	maxCerts      = 16
	maxCertBytes  = 16 << 10
)

// Errors of Verify: the evidence is not genuine, or not known to be.
var (
	ErrVersion            = errors.New("enclave: unknown version")
	ErrKind               = errors.New("enclave: unknown kind of evidence")
	ErrMalformed          = errors.New("enclave: malformed evidence")
	ErrNoRoot             = errors.New("enclave: no trusted root for this kind of evidence")
	ErrUntrusted          = errors.New("enclave: the certificate is not below a trusted root")
	ErrExpired            = errors.New("enclave: the certificate has expired")
	ErrNotYetValid        = errors.New("enclave: the certificate is not valid yet")
	ErrQuote              = errors.New("enclave: the quote's signature does not hold")
	ErrOutsideCertificate = errors.New("enclave: the quote was signed outside its certificate's validity")
)

// Evidence is what a platform says, opaque but for its kind. As JSON its byte fields are base64.
type Evidence struct {
	Version int      `json:"version"`
	Kind    string   `json:"kind"`
	Quote   []byte   `json:"quote"`
	Certs   [][]byte `json:"certs"` // from the platform key's certificate towards the root, without the root
}

// Attester produces evidence about the code it runs in.
type Attester interface {
	// Kind names the kind of evidence.
	Kind() string
	// Measurement is what Claims.Measurement of this attester's evidence will be.
	Measurement() common.Hash
	// Attest binds reportData, usually a SHA-512, into new evidence.
	Attest(ctx context.Context, reportData [64]byte) (*Evidence, error)
}

// TCBStatus says how up to date the platform's firmware is.
type TCBStatus string

// The statuses. A platform whose status nobody looked up is TCBUnchecked, never TCBUpToDate.
const (
	TCBUpToDate      TCBStatus = "up-to-date"
	TCBOutOfDate     TCBStatus = "out-of-date"
	TCBUnchecked     TCBStatus = "unchecked"
	TCBNotApplicable TCBStatus = "not-applicable" // software
)

// Claims is what genuine evidence says.
type Claims struct {
	Kind              string
	Hardware          bool        // false: no hardware stands behind it
	Measurement       common.Hash // of the code
	ReportData        [64]byte    // what the code bound
	Debug             bool        // true: its memory can be read from outside
	TCB               TCBStatus
	RevocationChecked bool // true: revocation lists were consulted and do not name any of the certificates
	Time              time.Time
}

// verifier checks evidence of one kind below the anchors given for that kind.
type verifier func(ctx context.Context, e *Evidence, anchors [][]byte, now time.Time) (*Claims, error)

// verifiers is the register of kinds.
var verifiers = map[string]verifier{
	KindSimulated: verifySimulated,
}

// Verify answers whether evidence is genuine: well formed, of a known version and kind, and signed below one of the roots at the
// time now. It judges nothing; pass the claims to Policy.Judge.
func Verify(ctx context.Context, e *Evidence, roots Roots, now time.Time) (*Claims, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if e == nil {
		return nil, fmt.Errorf("%w: none", ErrMalformed)
	}
	if e.Version != EvidenceVersion {
		return nil, fmt.Errorf("%w: evidence of version %d, this program reads %d", ErrVersion, e.Version, EvidenceVersion)
	}
	verify, ok := verifiers[e.Kind]
	if !ok {
		return nil, fmt.Errorf("%w: %.40q", ErrKind, e.Kind)
	}
	if len(e.Quote) > maxQuoteBytes || len(e.Certs) > maxCerts {
		return nil, fmt.Errorf("%w: too large", ErrMalformed)
	}
	for _, c := range e.Certs {
		if len(c) > maxCertBytes {
			return nil, fmt.Errorf("%w: a certificate of %d bytes", ErrMalformed, len(c))
		}
	}
	anchors := roots[e.Kind]
	if len(anchors) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoRoot, e.Kind)
	}
	plain := make([][]byte, len(anchors))
	for i, a := range anchors {
		plain[i] = a
	}
	return verify(ctx, e, plain, now)
}
