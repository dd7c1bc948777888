package blob

import (
	"context"
	"errors"
	"io"
)

// Input is what is being stored: it ends with the context, counts what passes, and keeps its own error, so that a broken source is not
// taken for a broken store. Readers get another error in its place: the chunker takes everything that is io.ErrUnexpectedEOF for a regular
// end, and an upload that the network cut off would be stored as if it were whole.
type Input struct {
	ctx context.Context
	r   io.Reader
	N   int64 // bytes read
	Err error // of the reader or the context, other than io.EOF
}

// NewInput returns r as an Input.
func NewInput(ctx context.Context, r io.Reader) *Input { return &Input{ctx: ctx, r: r} }

var errInput = errors.New("the input failed")

// Read implements io.Reader.
func (c *Input) Read(p []byte) (int, error) {
	if c.Err = c.ctx.Err(); c.Err != nil {
		return 0, errInput
	}
	n, err := c.r.Read(p)
	c.N += int64(n)
	if err != nil && err != io.EOF {
		c.Err = err
		return n, errInput
	}
	return n, err
}
