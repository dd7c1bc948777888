package sandbox

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
)

func init() {
	// hash reads its input in order, in large and small pieces.
	Register("test.hash", func(_ context.Context, g *Guest) error {
		r, size, err := g.InputAt("in")
		if err != nil {
			return err
		}
		h := sha256.New()
		n, err := io.CopyBuffer(struct{ io.Writer }{h}, io.NewSectionReader(r, 0, size), make([]byte, 3<<20+1))
		if err != nil {
			return err
		}
		return g.Return([]any{n, hex.EncodeToString(h.Sum(nil))})
	})
	// backwards reads single bytes from the end, in several goroutines, and what lies behind the end.
	Register("test.backwards", func(_ context.Context, g *Guest) error {
		r, size, err := g.InputAt("in")
		if err != nil {
			return err
		}
		got := make([]byte, size)
		var wg sync.WaitGroup
		errs := make([]error, size)
		for i := range got {
			wg.Go(func() { _, errs[i] = r.ReadAt(got[i:i+1], size-1-int64(i)) })
		}
		wg.Wait()
		n, end := r.ReadAt(make([]byte, 10), size-1)
		if n != 1 || end != io.EOF {
			return errors.New("reading over the end gave more than the end")
		}
		return errors.Join(errors.Join(errs...), g.Return(string(got)))
	})
	// greedy asks for what it may not have.
	Register("test.greedy", func(_ context.Context, g *Guest) error {
		s := g.served["in"]
		for _, ask := range []struct {
			off int64
			n   int
		}{{s.size + 1, 1}, {1 << 62, 1}, {0, maxServed + 1}} {
			s.size = 1<<62 + 10
			if _, err := s.piece(make([]byte, ask.n), ask.off); err == nil {
				return errors.New("it was given")
			}
		}
		return g.Return("refused")
	})
	// whole gives back its input, served or not.
	Register("test.whole", func(_ context.Context, g *Guest) error {
		b, err := g.ReadInput("in")
		if err != nil {
			return err
		}
		return g.Return([]any{string(b), g.HasInput("in"), g.HasInput("out")})
	})
}

// endless gives as much as is asked for.
type endless struct{}

func (endless) ReadAt(p []byte, off int64) (int, error) {
	for i := range p {
		p[i] = byte((off + int64(i)) >> 10)
	}
	return len(p), nil
}

// broken fails from a place on.
type broken struct {
	from int64
	err  error
}

func (b broken) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > b.from {
		return 0, b.err
	}
	return len(p), nil
}

func TestServedInput(t *testing.T) {
	const size = 300<<20 + 7 // beyond what the guest may occupy
	want := sha256.New()
	if _, err := io.Copy(want, io.NewSectionReader(endless{}, 0, size)); err != nil {
		t.Fatal(err)
	}
	r, err := NewProcess().Run(t.Context(), Spec{
		Worker: "test.hash", Inputs: []Input{{Name: "in", At: endless{}, Size: size}}, Limits: Limits{Memory: 128 << 20 * memoryFactor},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, w := string(r.Value), `[314572807,"`+hex.EncodeToString(want.Sum(nil))+`"]`; got != w {
		t.Errorf("the guest read %s, want %s", got, w)
	}
}

func TestServedAnywhere(t *testing.T) {
	at := strings.NewReader("stressed desserts?")
	for name, in := range map[string]Input{
		"served": {Name: "in", At: at, Size: at.Size()},
		"copied": {Name: "in", Reader: io.NewSectionReader(at, 0, at.Size())},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := NewProcess().Run(t.Context(), Spec{Worker: "test.backwards", Inputs: []Input{{Name: "before", Data: []byte("x")}, in}, Outputs: []string{"after"}})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if string(r.Value) != `"?stressed desserts"` {
				t.Errorf("read backwards: %s", r.Value)
			}
		})
	}
	for _, size := range []int64{0, 5} {
		r, err := NewProcess().Run(t.Context(), Spec{Worker: "test.whole", Inputs: []Input{{Name: "in", At: at, Size: size}}})
		if err != nil {
			t.Fatal(err)
		}
		if want := `["` + "stressed"[:size] + `",true,false]`; string(r.Value) != want {
			t.Errorf("the first %d bytes: %s, want %s", size, r.Value, want)
		}
	}
}

func TestServedRefuses(t *testing.T) {
	at := bytes.NewReader(make([]byte, 100))
	r, err := NewProcess().Run(t.Context(), Spec{Worker: "test.greedy", Inputs: []Input{{Name: "in", At: at, Size: 100}}})
	if err != nil || string(r.Value) != `"refused"` {
		t.Errorf("a guest that asks for too much: %v, %v", r, err)
	}
	if _, err := NewProcess().Run(t.Context(), Spec{Worker: "test.hash", Inputs: []Input{{Name: "in", At: endless{}, Size: 1 << 20}}, Limits: Limits{Input: 1<<20 - 1}}); !errors.Is(err, ErrInputTooLarge) {
		t.Errorf("an input beyond the limit: %v", err)
	}
	for _, in := range []Input{{Name: "in", At: at, Size: -1}, {Name: "in", At: at, Size: 1, Data: []byte("x")}} {
		if _, err := NewProcess().Run(t.Context(), Spec{Worker: "test.hash", Inputs: []Input{in}}); !errors.Is(err, ErrSpec) {
			t.Errorf("a wrong input: %v", err)
		}
	}
}

func TestServedSourceFails(t *testing.T) {
	away := errors.New("the block is away")
	before := openFiles(t)
	for name, src := range map[string]struct {
		io.ReaderAt
		want error
	}{
		"at once":        {broken{0, away}, away},
		"later":          {broken{5 << 20, away}, away},
		"ends too early": {bytes.NewReader(make([]byte, 4<<20)), io.ErrUnexpectedEOF},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := NewProcess().Run(t.Context(), Spec{Worker: "test.hash", Inputs: []Input{{Name: "in", At: src, Size: 8 << 20}}, Outputs: []string{"out"}})
			var f *Failure
			if !errors.Is(err, src.want) || errors.As(err, &f) || r != nil {
				t.Errorf("got %v, %v; want the source's own error", r, err)
			}
		})
	}
	if after := openFiles(t); after > before {
		t.Errorf("%d descriptors before, %d after", before, after)
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}
