package bundle

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/export"
	"github.com/coppice-network/coppice/internal/sandbox"
)

// FormatResults is the first field of every results document.
const FormatResults = "coppice-results/1"

// Bounds of a result.
const (
	MaxReason     = 500      // bytes
	MaxIdentity   = 256      // bytes
	MaxAttributes = 1 << 20  // bytes of canonical JSON, metadata likewise
	MaxCanonical  = 16 << 20 // bytes
)

// ProofContext is what a proof may know beyond the file. It is the same for every validator, so that the result is, too.
type ProofContext struct {
	Owner  common.Address `json:"owner"`
	DLP    uint64         `json:"dlp"`
	FileID uint64         `json:"fileId"`
	Now    int64          `json:"now"` // seconds since 1970: the time of the block that opened the job, never a clock
}

// Results is results.json, a proof's finding. Scores are finite and from 0 to 1; 0 of the four parts may also mean "not assessed". If
// Valid is false, Score is 0 and Reason says why.
type Results struct {
	Format       string  `json:"format"`
	Valid        bool    `json:"valid"`
	Score        float64 `json:"score"`
	Authenticity float64 `json:"authenticity"`
	Ownership    float64 `json:"ownership"`
	Quality      float64 `json:"quality"`
	Uniqueness   float64 `json:"uniqueness"`
	Reason       string  `json:"reason,omitempty"`

	// Identity names the account the data comes from, such as "fitbit:1503960366", empty if the bundle does not know. The same
	// identity under another wallet is refused; only a keyed hash of it leaves the validator.
	Identity string `json:"identity,omitempty"`

	// Canonical is what the fingerprint is made of: the bundle's own choice, else the canonical JSON of the file, else its bytes; of
	// several files a digest of each of theirs, and a digest of what is longer than MaxCanonical. It is the same whether a file came
	// alone or in an archive.
	Canonical []byte `json:"canonical,omitempty"`

	Attributes json.RawMessage `json:"attributes,omitempty"` // a canonical JSON object
	Metadata   json.RawMessage `json:"metadata,omitempty"`   // a canonical JSON object
}

// ProofJob is the argument of a proof worker ("bundle.proof.<runtime>"). Its inputs are "entry" and "file"; it returns a Results without
// Canonical, which it writes to the output "canonical".
type ProofJob struct {
	Entry   string       `json:"entry"`
	Reads   Reads        `json:"reads"`
	Context ProofContext `json:"context"`
}

// Reads is what a bundle reads of a contributed file.
type Reads struct {
	Members []string `json:"members"` // which files of an archive
	Bytes   int64    `json:"bytes"`   // of them together, and of a file that it reads whole
}

// Open opens a contributed file for the bundle. Errors are those of export.Open.
func (r Reads) Open(file io.ReaderAt, size int64) (*export.Export, error) {
	return export.Open(file, size, export.Patterns(r.Members), export.Limits{Read: r.Bytes})
}

func (b *Bundle) reads() Reads {
	r := Reads{Members: b.Manifest.Members, Bytes: int64(b.Manifest.Limits.withDefaults(b.Manifest.Kind).MaxUnpackedMiB) << 20}
	if len(r.Members) == 0 {
		r.Members = export.DefaultPatterns
	}
	return r
}

// room is what each runtime itself occupies beyond what the bundle may use.
const room = 64 << 20

// RunProof judges a file: all of file, see MaxCopied. Errors: ErrBundle, sandbox.ErrInputTooLarge, those of file, and those of this machine.
func RunProof(ctx context.Context, r sandbox.Runner, b *Bundle, file io.Reader, pc ProofContext) (*Results, sandbox.Usage, error) {
	if err := b.must(Proof); err != nil {
		return nil, sandbox.Usage{}, err
	}
	l := b.Manifest.Limits.withDefaults(Proof)
	run, err := r.Run(ctx, sandbox.Spec{
		Worker:  b.worker("proof"),
		Args:    ProofJob{Entry: b.Manifest.Entry, Reads: b.reads(), Context: pc},
		Inputs:  []sandbox.Input{{Name: "entry", Data: b.Entry()}, exported(file)},
		Outputs: []string{"canonical"},
		Limits: sandbox.Limits{Memory: l.memory() + room, CPU: l.cpu(), Wall: l.wall(), Input: b.MaxInput() + int64(len(b.Entry())),
			Output: MaxCanonical},
	})
	if err != nil {
		return nil, usageOf(err), b.blame(err)
	}
	defer run.Close()
	res := new(Results)
	if err := json.Unmarshal(run.Value, res); err != nil {
		return nil, run.Usage, &Error{Bundle: b.Manifest.Name, Class: ErrBundleOutput, Detail: "its result cannot be read", Log: run.Log, Usage: run.Usage}
	}
	if res.Canonical, err = run.Bytes("canonical"); err != nil {
		return nil, run.Usage, err
	}
	if err := res.check(); err != nil {
		return nil, run.Usage, &Error{Bundle: b.Manifest.Name, Class: ErrBundleOutput, Detail: err.Error(), Log: run.Log, Usage: run.Usage}
	}
	return res, run.Usage, nil
}

// check does not trust the child: it may have been taken over by what it parsed.
func (r *Results) check() error {
	if r.Format != FormatResults {
		return fmt.Errorf("its result has the format %q, want %q", r.Format, FormatResults)
	}
	for name, v := range map[string]float64{"score": r.Score, "authenticity": r.Authenticity, "ownership": r.Ownership, "quality": r.Quality, "uniqueness": r.Uniqueness} {
		if !(v >= 0 && v <= 1) || math.Signbit(v) {
			return fmt.Errorf("its %s is not from 0 to 1", name)
		}
	}
	if len(r.Reason) > MaxReason || len(r.Identity) > MaxIdentity || !utf8.ValidString(r.Reason) || !utf8.ValidString(r.Identity) {
		return fmt.Errorf("its reason or identity is too long")
	}
	if len(r.Attributes) > MaxAttributes || len(r.Metadata) > MaxAttributes {
		return fmt.Errorf("its attributes or metadata exceed %d bytes", MaxAttributes)
	}
	if !r.Valid {
		r.Score = 0
		if r.Reason == "" {
			r.Reason = "the file is not valid"
		}
	}
	return nil
}

// MaxCopied is up to which size, in bytes, a contributed file is copied into memory before a bundle starts. Of a larger one, if it is an
// *os.File or *io.SectionReader, the bundle gets what it reads, when it reads it.
const MaxCopied = 32 << 20

func exported(r io.Reader) sandbox.Input {
	switch f := r.(type) {
	case *io.SectionReader:
		if f.Size() > MaxCopied {
			return sandbox.Input{Name: "file", At: f, Size: f.Size()}
		}
	case *os.File:
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && info.Size() > MaxCopied {
			return sandbox.Input{Name: "file", At: f, Size: info.Size()}
		}
	}
	return sandbox.Input{Name: "file", Reader: r}
}

func usageOf(err error) sandbox.Usage {
	var f *sandbox.Failure
	if asFailure(err, &f) {
		return f.Usage
	}
	return sandbox.Usage{}
}
