package blob

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/fault"
)

// ErrRemote: the node answered with an error of its own; the text is the node's.
var ErrRemote = errors.New("blob: node answered")

// Client is a content-addressed store behind HTTP (see Handler). It believes nothing: an upload's address is computed here and
// compared, a download is verified.
//
// A refused connection (a node that is just starting) is tried again with growing pauses until the context's deadline; without a
// deadline, eight times. What ends without an answer, or in the middle of one, is ErrUnreachable.
type Client struct {
	BaseURL string       // of the node, such as http://127.0.0.1:8545
	HTTP    *http.Client // nil = http.DefaultClient

	pause func(ctx context.Context, attempt int) error // a test's clock; nil = 50 ms doubling up to 2 s
}

var _ Blobs = (*Client)(nil)

// Put uploads r and returns the address, which has been computed here and agrees with the node's. Only an io.Seeker can be sent again
// after a refused connection. Errors: ErrMismatch, ErrNoSpace, ErrTooLarge, ErrRemote, ErrUnreachable, and those of r.
func (c *Client) Put(ctx context.Context, r io.Reader) (cid.Cid, int64, error) {
	seeker, again := r.(io.ReadSeeker)
	var start int64
	if again {
		var err error
		if start, err = seeker.Seek(0, io.SeekCurrent); err != nil {
			again = false // a pipe that only looks like a file
		}
	}
	var body *upload
	resp, err := c.do(ctx, again, func() (*http.Request, error) {
		if body != nil {
			body.Close()
			if _, err := seeker.Seek(start, io.SeekStart); err != nil {
				return nil, err
			}
		}
		body = &upload{r: r, h: NewHasher()}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url(""), body)
		if err == nil {
			req.Header.Set("Content-Type", "application/octet-stream")
		}
		return req, err
	})
	if body != nil {
		body.Close()
	}
	if err != nil && body != nil && body.err != nil {
		return cid.Undef, 0, fmt.Errorf("upload to %s: read the input: %w", c.BaseURL, body.err)
	}
	if err != nil {
		return cid.Undef, 0, fmt.Errorf("upload to %s: %w", c.BaseURL, unanswered(err))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		return cid.Undef, 0, fmt.Errorf("upload to %s: %w", c.BaseURL, remoteError(resp))
	}
	var reply putReply
	if err := json.NewDecoder(io.LimitReader(answer{resp.Body}, 4096)).Decode(&reply); err != nil {
		return cid.Undef, 0, fmt.Errorf("upload to %s: read the answer: %w", c.BaseURL, err)
	}
	got, size := body.h.Sum()
	if reply.CID != got.String() || reply.Size != size {
		return cid.Undef, 0, fmt.Errorf("upload to %s: %w: sent %d bytes of %s, the node stored %d of %q", c.BaseURL, ErrMismatch, size, got, reply.Size, clip(reply.CID))
	}
	return got, size, nil
}

// upload hashes what is sent. A node may answer before it has read everything, and the transport goes on reading for a while then: Close
// makes sure that neither the caller's reader nor the hash is touched afterwards.
type upload struct {
	mu     sync.Mutex
	r      io.Reader
	h      *Hasher
	err    error // of r
	closed bool
}

func (u *upload) Read(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.closed {
		return 0, ErrClosed
	}
	n, err := u.r.Read(p)
	u.h.Write(p[:n])
	if err != nil && err != io.EOF {
		u.err = err
	}
	return n, err
}

func (u *upload) Close() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.closed = true
	return nil
}

// Get downloads content. Reading ends with an error wrapping ErrMismatch instead of io.EOF if it does not have the address: nothing
// read may be trusted before io.EOF.
func (c *Client) Get(ctx context.Context, want cid.Cid) (io.ReadCloser, error) {
	resp, err := c.request(ctx, http.MethodGet, want)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		return nil, fmt.Errorf("download %s: %w", want, remoteError(resp))
	}
	return struct {
		io.Reader
		io.Closer
	}{Verify(answer{resp.Body}, want), resp.Body}, nil
}

// answer is a node's: reading it fails when the connection does.
type answer struct{ body io.Reader }

func (a answer) Read(p []byte) (int, error) {
	n, err := a.body.Read(p)
	if err != io.EOF {
		err = unanswered(err)
	}
	return n, err
}

// unanswered names a connection that could not be made or kept. A caller who has stopped waiting is no matter of the node's.
func unanswered(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnreachable, err)
}

// Has asks the node whether it stores the content.
func (c *Client) Has(ctx context.Context, want cid.Cid) (bool, error) {
	resp, err := c.request(ctx, http.MethodHead, want)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
		return true, nil
	case http.StatusNotFound:
		return false, nil
	}
	return false, fmt.Errorf("ask for %s: %w", want, remoteError(resp))
}

func (c *Client) request(ctx context.Context, method string, want cid.Cid) (*http.Response, error) {
	if _, _, err := DigestOf(want); err != nil {
		return nil, err
	}
	resp, err := c.do(ctx, true, func() (*http.Request, error) {
		return http.NewRequestWithContext(ctx, method, c.url("/"+want.String()), nil)
	})
	if err != nil {
		return nil, fmt.Errorf("ask %s for %s: %w", c.BaseURL, want, unanswered(err))
	}
	return resp, nil
}

func (c *Client) url(tail string) string {
	return strings.TrimSuffix(c.BaseURL, "/") + "/v1/blobs" + tail
}

// attempts is how often a refused connection is tried without a deadline.
const attempts = 8

func (c *Client) do(ctx context.Context, again bool, build func() (*http.Request, error)) (*http.Response, error) {
	client, pause := c.HTTP, c.pause
	if client == nil {
		client = http.DefaultClient
	}
	if pause == nil {
		pause = backOff
	}
	_, deadline := ctx.Deadline()
	for n := 0; ; n++ {
		req, err := build()
		if err != nil {
			return nil, err
		}
		resp, err := client.Do(req)
		if err == nil || !again || !errors.Is(err, syscall.ECONNREFUSED) || !deadline && n+1 >= attempts {
			return resp, err
		}
		if stop := pause(ctx, n); stop != nil {
			return nil, fmt.Errorf("%w (after %d attempts: %w)", stop, n+1, err)
		}
	}
}

func backOff(ctx context.Context, attempt int) error {
	t := time.NewTimer(min(50*time.Millisecond<<min(attempt, 10), 2*time.Second))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// remoteError turns an answer other than success into the error that the store behind it had.
func remoteError(resp *http.Response) error {
	var f fault.Error
	if err := json.NewDecoder(io.LimitReader(resp.Body, 4096)).Decode(&f); err != nil || f.Message == "" {
		f.Message = resp.Status
	}
	switch resp.StatusCode {
	case http.StatusNotFound:
		return fmt.Errorf("%w: %q", ErrNotFound, clip(f.Message))
	case http.StatusRequestEntityTooLarge:
		return fmt.Errorf("%w: %q", ErrTooLarge, clip(f.Message))
	case http.StatusInsufficientStorage:
		return fmt.Errorf("%w: %q", ErrNoSpace, clip(f.Message))
	}
	return fmt.Errorf("%w %d: %q", ErrRemote, resp.StatusCode, clip(f.Message))
}
