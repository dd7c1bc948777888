package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Guest is what a worker sees of the world.
type Guest struct {
	job     job
	inputs  map[string]int
	served  map[string]*servedAt
	outputs map[string]int
	value   json.RawMessage
}

func newGuest(j job) *Guest {
	g := &Guest{job: j, inputs: map[string]int{}, served: map[string]*servedAt{}, outputs: map[string]int{}}
	fd := fdFirst
	for _, in := range j.Inputs {
		if in.Served {
			g.served[in.Name] = &servedAt{ask: os.NewFile(uintptr(fd), "ask"), answers: os.NewFile(uintptr(fd+1), "answers"), size: in.Size}
			fd += 2
			continue
		}
		g.inputs[in.Name] = fd
		fd++
	}
	for _, name := range j.Outputs {
		g.outputs[name] = fd
		fd++
	}
	return g
}

// Args decodes Spec.Args into v.
func (g *Guest) Args(v any) error {
	if err := json.Unmarshal(g.job.Args, v); err != nil {
		return fmt.Errorf("sandbox: decode arguments of %s: %w", g.job.Worker, err)
	}
	return nil
}

// Memory returns Limits.Memory in bytes, for engines that take a limit of their own (give them less).
func (g *Guest) Memory() int64 { return g.job.Memory }

// OutputLimit returns Limits.Output in bytes.
func (g *Guest) OutputLimit() int64 { return g.job.Output }

// InputPath returns a path by which the process can open an input for reading, for libraries that insist on one.
func (g *Guest) InputPath(name string) (string, error) { return path(g.inputs, "input", name) }

// OutputPath returns a path by which the process can open an output for reading and writing.
func (g *Guest) OutputPath(name string) (string, error) { return path(g.outputs, "output", name) }

func path(fds map[string]int, what, name string) (string, error) {
	fd, ok := fds[name]
	if !ok {
		return "", fmt.Errorf("sandbox: no %s %q: %w", what, name, fs.ErrNotExist)
	}
	return fmt.Sprintf("/proc/self/fd/%d", fd), nil
}

// InputAt gives an input, served or not, for reading anywhere in it. It needs no closing.
func (g *Guest) InputAt(name string) (io.ReaderAt, int64, error) {
	if s, ok := g.served[name]; ok {
		return s, s.size, nil
	}
	f, err := g.Input(name)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, fmt.Errorf("sandbox: input %s: %w", name, err)
	}
	return f, info.Size(), nil
}

// Input opens an input that is not served at its beginning; each call gives a file with its own offset. The caller closes it.
func (g *Guest) Input(name string) (*os.File, error) {
	p, err := g.InputPath(name)
	if err != nil {
		return nil, err
	}
	return os.Open(p)
}

// ReadInput returns a whole input, served or not.
func (g *Guest) ReadInput(name string) ([]byte, error) {
	r, size, err := g.InputAt(name)
	if err != nil {
		return nil, err
	}
	if f, ok := r.(io.Closer); ok {
		defer f.Close()
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), b); err != nil {
		return nil, fmt.Errorf("sandbox: input %s: %w", name, err)
	}
	return b, nil
}

// HasInput reports whether the run has an input of this name.
func (g *Guest) HasInput(name string) bool {
	_, whole := g.inputs[name]
	_, served := g.served[name]
	return whole || served
}

// Output opens an output for writing at its beginning. The caller closes it.
func (g *Guest) Output(name string) (*os.File, error) {
	p, err := g.OutputPath(name)
	if err != nil {
		return nil, err
	}
	return os.OpenFile(p, os.O_RDWR, 0)
}

// Log is where remarks go; the parent keeps the first Limits.Log bytes.
func (g *Guest) Log() io.Writer { return os.Stderr }

// Return sets the answer of the run: v as JSON, at most MaxValue bytes. The last call counts.
func (g *Guest) Return(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("sandbox: encode answer of %s: %w", g.job.Worker, err)
	}
	if len(b) > MaxValue {
		return Refuse(CodeOutputTooLarge, "the answer has %d bytes, more than %d", len(b), MaxValue)
	}
	g.value = b
	return nil
}

// answer turns the end of a worker into the last frame.
func (g *Guest) answer(err error) final {
	if err == nil {
		return final{Value: g.value}
	}
	f := final{Failed: true, Detail: oneLine(err.Error(), 4000)}
	var r *Refusal
	if errors.As(err, &r) {
		f.Code = r.Code
	}
	if errors.Is(err, errFileTooBig) {
		f.Code = CodeOutputTooLarge
	}
	return f
}
