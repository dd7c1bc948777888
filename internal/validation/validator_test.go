package validation

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/attestation"
	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
	_ "github.com/coppice-network/coppice/internal/bundle/script"
	"github.com/coppice-network/coppice/internal/dispatch"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/pooled"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/seal"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}

var (
	owner   = common.HexToAddress("0xa11ce")
	me      = common.HexToAddress("0x7a11")
	errAway = errors.New("away")
)

const chainID, dlp, opened = 7, 4, 1_700_000_000

// rig is a validator with one open job, over real bundles in the real sandbox; everything else is made up.
type rig struct {
	t            *testing.T
	intake, self *seal.Identity
	content      []byte // of the pooled copy, sealed
	broken       error  // where its ciphertext ends
	script       string
	fail         map[string]error // by what fails
	stored       map[[32]byte][]byte
	recorded     []ledger.Proof
	secrets      []string // what was asked of the DataDAO's secrets
	bundle       *bundle.Bundle
	disputable   bool // others are asked, and whoever they contradict loses bond
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, intake: identity(t, 1), self: identity(t, 2), fail: map[string]error{}, stored: map[[32]byte][]byte{}}
	r.script = `return proof(valid = True, score = doc["worth"], quality = 1.0, identity = "band:7", attributes = {"days": 3})`
	r.contribute(`{"worth": 0.8666666666666667}`)
	return r
}

func identity(t *testing.T, n byte) *seal.Identity {
	t.Helper()
	id, err := seal.IdentityFromSeed([32]byte{n})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// contribute seals content as its owner does.
func (r *rig) contribute(content string) {
	r.contributeAs(seal.PooledHeader{Owner: owner, ChainID: chainID, DLP: dlp, ReplyTo: r.self.Recipient().String()}, content, r.intake)
}

func (r *rig) contributeAs(h seal.PooledHeader, content string, to *seal.Identity) {
	r.t.Helper()
	var b bytes.Buffer
	w, err := seal.SealPooled(&b, rand.Reader, h, to.Recipient())
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := io.WriteString(w, content); err != nil {
		r.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		r.t.Fatal(err)
	}
	r.content = b.Bytes()
}

func (r *rig) file() pooled.File {
	return pooled.File{ID: 9, DLP: dlp, Owner: owner, Digest: sha256.Sum256(r.content)}
}

// run does the job as a dispatch.Loop would.
func (r *rig) run() error {
	r.t.Helper()
	b, err := bundle.PackFS(fstest.MapFS{
		bundle.ManifestName: {Data: []byte(`{"format":"coppice-bundle/1","kind":"proof","name":"test","runtime":"starlark","entry":"proof.star","limits":{"maxInputMiB":1}}`)},
		"proof.star":        {Data: []byte("def prove(file, context):\n    doc = file.json()\n    " + r.script + "\n")},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	if r.bundle, err = bundle.Open(b); err != nil {
		r.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(r.t.Context())
	defer cancel()
	batcher := dispatch.NewBatcher(8, func(_ context.Context, p []ledger.Proof) error {
		if err := r.fail["record"]; err != nil {
			return err
		}
		r.recorded = append(r.recorded, p...)
		return nil
	}, func(context.Context, ledger.Proof) error { return nil })
	ended := make(chan error)
	go func() { ended <- batcher.Run(ctx) }()
	v := &Validator{
		Me: me, ChainID: chainID, Registry: common.HexToAddress("0x7e9"), Jobs: r, Files: pooled.Opener{Store: files{r}, Keys: r, ChainID: chainID}, Bundles: r,
		Secrets: r, Intake: r, Store: r, Runner: runner{r, sandbox.NewProcess()}, Record: batcher,
		Disputable: func(context.Context, *big.Int) (bool, error) { return r.disputable, r.fail["terms"] },
	}
	tasks, err := v.Tasks(ctx)
	if err != nil || len(tasks) != 1 {
		r.t.Fatalf("%d tasks, %v", len(tasks), err)
	}
	if tasks[0].Key != "proof/77" || tasks[0].Subject != ledger.ProofSubject(big.NewInt(77)) || tasks[0].Opening.At != opened {
		r.t.Errorf("the task is %+v", tasks[0])
	}
	err = tasks[0].Run(ctx, ledger.Lease{Try: 1})
	cancel()
	if e := <-ended; e != nil {
		r.t.Error(e)
	}
	return err
}

func (r *rig) OpenProofJobs(context.Context) ([]Job, error) {
	return []Job{{ID: big.NewInt(77), File: r.file(), Opening: ledger.Opening{At: opened, Block: 5, SetID: 1}}}, r.fail["jobs"]
}

func (r *rig) ProofBundle(context.Context, uint64) ([32]byte, *bundle.Bundle, error) {
	return r.bundle.Digest, r.bundle, r.fail["bundle"]
}

func (r *rig) OpenFile(_ context.Context, _ pooled.File, src io.Reader) (*seal.Opened, error) {
	if err := r.fail["keys"]; err != nil {
		return nil, err
	}
	return seal.Open(src, r.intake)
}

func (r *rig) Recipient(context.Context, uint64) (seal.Recipient, error) {
	return r.intake.Recipient(), r.fail["intake"]
}

func (r *rig) PutFor(ctx context.Context, dao, file uint64, content []byte) (cid.Cid, error) {
	if dao != dlp || file != r.file().ID {
		r.t.Errorf("stored for file %d of DataDAO %d", file, dao)
	}
	id, _, err := r.Put(ctx, bytes.NewReader(content))
	return id, err
}

func (r *rig) Fingerprint(_ uint64, canonical []byte) ([32]byte, error) {
	r.secrets = append(r.secrets, "fingerprint of "+string(canonical))
	return [32]byte{0xf1}, r.fail["fingerprint"]
}

func (r *rig) IdentityTag(_ uint64, claim string) ([32]byte, error) {
	r.secrets = append(r.secrets, "tag of "+claim)
	return [32]byte{0x1d}, r.fail["tag"]
}

func (r *rig) Put(_ context.Context, src io.Reader) (cid.Cid, int64, error) {
	b, err := io.ReadAll(src)
	if err != nil {
		return cid.Undef, 0, err
	}
	if err := r.fail["store"]; err != nil {
		return cid.Undef, 0, err
	}
	r.stored[sha256.Sum256(b)] = b
	return blob.Sum(bytes.NewReader(b))
}

// files serves the pooled copy.
type files struct{ r *rig }

func (f files) GetFor(_ context.Context, _ uint64, id cid.Cid) (io.ReadCloser, error) {
	if want := blob.FromDigest(sha256.Sum256(f.r.content), 0); id != want {
		return nil, fmt.Errorf("asked for %s, want %s", id, want)
	}
	src := io.Reader(bytes.NewReader(f.r.content))
	if f.r.broken != nil {
		src = io.MultiReader(bytes.NewReader(f.r.content[:len(f.r.content)-100]), iotest.ErrReader(f.r.broken))
	}
	return io.NopCloser(src), f.r.fail["fetch"]
}

// runner is the sandbox, if it is there.
type runner struct {
	r *rig
	sandbox.Runner
}

func (s runner) Run(ctx context.Context, spec sandbox.Spec) (*sandbox.Result, error) {
	if err := s.r.fail["sandbox"]; err != nil {
		return nil, err
	}
	return s.Runner.Run(ctx, spec)
}

// findings opens the document of the recorded proof as the contributor, or as the DataDAO, does.
func (r *rig) findings(as *seal.Identity) (*attestation.Document, error) {
	r.t.Helper()
	sealed, ok := r.stored[r.recorded[0].ResultDigest]
	if !ok {
		r.t.Fatal("the findings are not stored")
	}
	plain, err := seal.OpenBytes(sealed, as)
	if err != nil {
		return nil, err
	}
	return attestation.Decode(plain)
}

// TestValid: a valid file is recorded with its score, fingerprint and identity, and contributor and DataDAO are told what was found.
func TestValid(t *testing.T) {
	r := newRig(t)
	if err := r.run(); err != nil {
		t.Fatal(err)
	}
	if len(r.recorded) != 1 {
		t.Fatalf("%d proofs were recorded", len(r.recorded))
	}
	p := r.recorded[0]
	if p.JobID.Int64() != 77 || p.FileID != 9 || p.DLP != dlp || p.Owner != owner || p.ContentDigest != sha256.Sum256(r.content) || p.BundleDigest != r.bundle.Digest ||
		p.Score.String() != "866666666666666700" || p.Fingerprint != [32]byte{0xf1} || p.Identity != [32]byte{0x1d} || p.Lease != 1 {
		t.Errorf("the proof is %+v", p)
	}
	if want := []string{`fingerprint of {"worth":0.8666666666666667}`, "tag of band:7"}; !slices.Equal(r.secrets, want) {
		t.Errorf("the secrets were asked for %q", r.secrets)
	}
	for _, as := range []*seal.Identity{r.self, r.intake} {
		d, err := r.findings(as)
		if err != nil {
			t.Fatal(err)
		}
		if d.ChainID != chainID || d.JobID != "77" || d.FileID != 9 || d.DLP != dlp || d.Owner != owner || d.Validator != me || d.Time != opened || !d.Valid ||
			d.Score != p.Score.String() || d.ContentDigest != p.ContentDigest || d.BundleDigest != p.BundleDigest || d.Reason != "" {
			t.Errorf("the findings are %+v", d)
		}
		if s := string(d.Results); !strings.Contains(s, `"score":0.8666666666666667`) || !strings.Contains(s, `"days":3`) || strings.Contains(s, "canonical") {
			t.Errorf("the results are %s", s)
		}
	}
	if _, err := r.findings(identity(t, 9)); !errors.Is(err, seal.ErrNotForUs) {
		t.Errorf("a stranger got %v", err)
	}
}

// TestScoreZero: what is no contribution is recorded with score 0 and a reason, without fingerprint and identity.
func TestScoreZero(t *testing.T) {
	mib := 1 << 20
	for name, c := range map[string]struct {
		arrange func(r *rig)
		reason  string // part of it
		results bool   // the bundle had its say
		unread  bool   // nobody knows whom to tell but the DataDAO
	}{
		"the bundle finds it invalid": {func(r *rig) { r.script = `return proof(valid = False, reason = "no activity")` }, "no activity", true, false},
		"the bundle gives it nothing": {func(r *rig) { r.contribute(`{"worth": 0}`) }, "", true, false},
		"a score too small to count":  {func(r *rig) { r.contribute(`{"worth": 1e-19}`) }, "", true, false},
		"a score above one":           {func(r *rig) { r.contribute(`{"worth": 1.5}`) }, "proof bundle failed on this file", false, false},
		"an exception":                {func(r *rig) { r.contribute(`{"other": 1}`) }, "proof bundle failed on this file", false, false},
		"not what the bundle reads":   {func(r *rig) { r.contribute(`hello`) }, "", true, false},
		"a bundle without end":        {func(r *rig) { r.script = "x = [i for i in range(1000000000)]" }, "proof bundle failed on this file", false, false},
		"too large":                   {func(r *rig) { r.contribute(`"` + strings.Repeat("x", mib-1) + `"`) }, "larger than the 1 MiB", false, false},
		"much too large":              {func(r *rig) { r.contribute(strings.Repeat("x", 3*mib)) }, "larger than the 1 MiB", false, false},
		"damaged at its end":          {func(r *rig) { r.content[len(r.content)-1] ^= 1 }, "damaged", false, true},
		"damaged after the first chunk": {func(r *rig) {
			r.contribute(`{"worth": 1, "x": "` + strings.Repeat("x", 200<<10) + `"}`)
			r.content[len(r.content)-1] ^= 1
		}, "damaged", false, false},
		"somebody else's": {func(r *rig) {
			r.contributeAs(seal.PooledHeader{Owner: me, ChainID: chainID, DLP: dlp, ReplyTo: r.self.Recipient().String()}, `{"worth": 1}`, r.intake)
		}, "sealed by another wallet", false, true},
		"of another DataDAO": {func(r *rig) {
			r.contributeAs(seal.PooledHeader{Owner: owner, ChainID: chainID, DLP: 5}, `{"worth": 1}`, r.intake)
		}, "another network or DataDAO", false, true},
		"sealed to somebody else": {func(r *rig) {
			r.contributeAs(seal.PooledHeader{Owner: owner, ChainID: chainID, DLP: dlp}, `{"worth": 1}`, r.self)
		}, "not sealed to this DataDAO's intake key", false, true},
		"not sealed": {func(r *rig) { r.content = []byte(`{"worth": 1}`) }, "damaged or not sealed", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			c.arrange(r)
			if err := r.run(); err != nil {
				t.Fatal(err)
			}
			if len(r.recorded) != 1 {
				t.Fatalf("%d proofs were recorded", len(r.recorded))
			}
			p := r.recorded[0]
			if p.Score.Sign() != 0 || p.Fingerprint != [32]byte{} || p.Identity != [32]byte{} || p.FileID != 9 || p.ContentDigest != sha256.Sum256(r.content) || p.Lease != 1 {
				t.Errorf("the proof is %+v", p)
			}
			if len(r.secrets) != 0 {
				t.Errorf("the secrets were asked for %q", r.secrets)
			}
			d, err := r.findings(r.intake)
			if err != nil {
				t.Fatal(err)
			}
			if d.Valid || d.Score != "0" || !strings.Contains(d.Reason, c.reason) || (d.Results != nil) != c.results {
				t.Errorf("the findings are %+v", d)
			}
			for _, internal := range []string{"pooled:", "bundle:", "seal:", "sandbox:"} {
				if strings.Contains(d.Reason, internal) {
					t.Errorf("the reason %q is not for people", d.Reason)
				}
			}
			if _, err := r.findings(r.self); errors.Is(err, seal.ErrNotForUs) != c.unread {
				t.Errorf("the contributor got %v", err)
			}
		})
	}
}

// TestLargestFile: a file of exactly the DataDAO's limit is accepted.
func TestLargestFile(t *testing.T) {
	r := newRig(t)
	head, tail := `{"worth":1,"x":"`, `"}`
	r.contribute(head + strings.Repeat("x", 1<<20-len(head)-len(tail)) + tail)
	if err := r.run(); err != nil {
		t.Fatal(err)
	}
	if len(r.recorded) != 1 || r.recorded[0].Score.String() != "1000000000000000000" {
		t.Errorf("recorded %+v", r.recorded)
	}
}

// TestLargeFindings: attributes that do not fit into the document are left out; score and reason are not.
func TestLargeFindings(t *testing.T) {
	r := newRig(t)
	r.script = `return proof(valid = True, score = 0.5, attributes = {"x": "x" * 300000})`
	if err := r.run(); err != nil {
		t.Fatal(err)
	}
	d, err := r.findings(r.self)
	if err != nil {
		t.Fatal(err)
	}
	if d.Results != nil || !d.Valid || d.Score != "500000000000000000" {
		t.Errorf("the findings are %+v", d)
	}
	if n := len(r.stored[r.recorded[0].ResultDigest]); n > attestation.MaxBytes {
		t.Errorf("they have %d bytes", n)
	}
}

// TestNoIdentity: a bundle that does not know whose account it is gives no tag.
func TestNoIdentity(t *testing.T) {
	r := newRig(t)
	r.script = `return proof(valid = True, score = 1)`
	if err := r.run(); err != nil {
		t.Fatal(err)
	}
	if p := r.recorded[0]; p.Identity != [32]byte{} || p.Fingerprint == [32]byte{} || len(r.secrets) != 1 {
		t.Errorf("the proof is %+v, the secrets were asked for %q", p, r.secrets)
	}
}

// TestNotRecorded: what this validator could not do is left to the next try.
func TestNotRecorded(t *testing.T) {
	for name, c := range map[string]struct {
		arrange func(r *rig)
		want    error
	}{
		"the file is not to be had":   {fails("fetch", errAway), errAway},
		"the file breaks off":         {func(r *rig) { r.broken = errAway }, errAway},
		"a large file breaks off":     {func(r *rig) { r.contribute(strings.Repeat("x", 300<<10)); r.broken = errAway }, errAway},
		"the keys are not here":       {fails("keys", errAway), errAway},
		"the bundle is not to be had": {fails("bundle", errAway), errAway},
		"there is no sandbox":         {fails("sandbox", &sandbox.Failure{Kind: sandbox.Unavailable}), sandbox.ErrUnavailable},
		"no fingerprint can be made":  {fails("fingerprint", errAway), errAway},
		"no tag can be made":          {fails("tag", errAway), errAway},
		"there is no intake key":      {fails("intake", errAway), errAway},
		"the store is full":           {fails("store", errAway), errAway},
		"the chain refuses":           {fails("record", errAway), errAway},
		"too slow, and disputable":    {disputed(sandbox.Failure{Kind: sandbox.TimedOut, Usage: sandbox.Usage{CPU: time.Hour}}), dispatch.ErrGivenUp},
		"too small, and disputable":   {disputed(sandbox.Failure{Kind: sandbox.OutOfMemory}), dispatch.ErrGivenUp},
		"crashed, and disputable":     {disputed(sandbox.Failure{Kind: sandbox.Crashed}), dispatch.ErrGivenUp},
		"too slow, and nobody knows": {func(r *rig) {
			fails("sandbox", &sandbox.Failure{Kind: sandbox.OutOfMemory})(r)
			r.fail["terms"] = errAway
		}, errAway},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			c.arrange(r)
			if err := r.run(); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if len(r.recorded) != 0 {
				t.Errorf("it was recorded: %+v", r.recorded)
			}
		})
	}
}

func fails(what string, err error) func(*rig) { return func(r *rig) { r.fail[what] = err } }

func disputed(end sandbox.Failure) func(*rig) {
	return func(r *rig) { r.fail["sandbox"], r.disputable = &end, true }
}

// TestMachineLimits: a limit that another machine may not meet is a finding only where nobody loses bond for it; what every machine finds
// is one anywhere.
func TestMachineLimits(t *testing.T) {
	for name, c := range map[string]struct {
		end        sandbox.Failure
		disputable bool
	}{
		"too slow, undisputed":     {sandbox.Failure{Kind: sandbox.TimedOut, Usage: sandbox.Usage{CPU: time.Hour}}, false},
		"too small, undisputed":    {sandbox.Failure{Kind: sandbox.OutOfMemory}, false},
		"too many steps, disputed": {sandbox.Failure{Kind: sandbox.Rejected, Code: bundle.CodeSteps}, true},
		"an exception, disputed":   {sandbox.Failure{Kind: sandbox.Rejected, Code: bundle.CodeFailed}, true},
	} {
		r := newRig(t)
		r.fail["sandbox"], r.disputable = &c.end, c.disputable
		if err := r.run(); err != nil || len(r.recorded) != 1 || r.recorded[0].Score.Sign() != 0 {
			t.Errorf("%s: %v, recorded %+v", name, err, r.recorded)
		}
	}
}

func TestTasksWithoutIndex(t *testing.T) {
	r := newRig(t)
	r.fail["jobs"] = errAway
	if _, err := (&Validator{Jobs: r}).Tasks(t.Context()); !errors.Is(err, errAway) {
		t.Errorf("got %v", err)
	}
}
