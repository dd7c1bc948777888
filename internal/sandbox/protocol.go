package sandbox

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// childArg is the private first argument. Parent and child are the same binary, so its version can only differ if that rule is broken.
const childArg = "--sandbox-child=1"

// Descriptors of the child beyond the standard three.
const (
	fdJob    = 3 // sealed memfd: the job as JSON
	fdAnswer = 4 // pipe: frames of the child, first hello, then final
	fdFirst  = 5 // inputs (a served one has two: to ask, and for answers), then outputs
)

// job is what the parent tells the child.
type job struct {
	Worker  string          `json:"worker"`
	Args    json.RawMessage `json:"args,omitempty"`
	Inputs  []jobInput      `json:"inputs,omitempty"`
	Outputs []string        `json:"outputs,omitempty"`
	Memory  int64           `json:"memory"`
	CPU     time.Duration   `json:"cpu"`
	Output  int64           `json:"output"`
	OwnUser bool            `json:"ownUser"` // the child has its own user namespace, so a limit on processes counts only its own
	Layers  []string        `json:"layers"`  // what the parent arranged
}

// jobInput is an input as the child finds it.
type jobInput struct {
	Name   string `json:"name"`
	Served bool   `json:"served,omitempty"`
	Size   int64  `json:"size,omitempty"` // of a served one
}

// files is how many descriptors the job brings.
func (j job) files() int {
	n := len(j.Inputs) + len(j.Outputs)
	for _, in := range j.Inputs {
		if in.Served {
			n++
		}
	}
	return n
}

// hello is the child's first frame, written by our code before the worker starts.
type hello struct {
	Layers      []string `json:"layers,omitempty"`
	Unavailable string   `json:"unavailable,omitempty"`
}

// final is the child's last frame.
type final struct {
	Failed bool            `json:"failed,omitempty"`
	Code   string          `json:"code,omitempty"`
	Detail string          `json:"detail,omitempty"`
	Value  json.RawMessage `json:"value,omitempty"`
}

var errFrameTooLarge = errors.New("sandbox: frame too large")

// maxFrame leaves room for the envelope around a value of MaxValue.
const maxFrame = MaxValue + 1<<20

func writeFrame(w io.Writer, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("sandbox: encode frame: %w", err)
	}
	if len(body) > maxFrame {
		return errFrameTooLarge
	}
	frame := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(body)), uint32(len(body)))
	_, err = w.Write(append(frame, body...))
	return err
}

func readFrame(r io.Reader, v any) error {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return err
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > maxFrame {
		return errFrameTooLarge
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return err
	}
	return json.Unmarshal(body, v)
}
