package blob

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/fault"
)

func serve(t *testing.T, h http.Handler) *Client {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return &Client{BaseURL: srv.URL, HTTP: srv.Client()}
}

func TestClientAndHandler(t *testing.T) {
	s := openStore(t, Config{})
	c := serve(t, Handler(s, HandlerConfig{}))
	for _, b := range [][]byte{nil, []byte("small"), testContent(1, 3*ChunkSize+1)} {
		addr := put(t, c, b)
		if !addr.Equals(sumOf(t, b)) {
			t.Fatalf("%s", addr)
		}
		mustGet(t, c, addr, b)
		if has, err := c.Has(t.Context(), addr); err != nil || !has {
			t.Fatalf("Has = %v %v", has, err)
		}
	}
	missing := sumOf(t, []byte("missing"))
	if has, err := c.Has(t.Context(), missing); err != nil || has {
		t.Fatalf("Has = %v %v", has, err)
	}
	_, err := c.Get(t.Context(), missing)
	wantErr(t, err, ErrNotFound)
	_, err = c.Get(t.Context(), cid.Undef)
	wantErr(t, err, ErrAddress)
}

func TestClientUploadsFromTheReadersPosition(t *testing.T) {
	c := serve(t, Handler(openStore(t, Config{}), HandlerConfig{}))
	r := strings.NewReader("skip this, send that")
	if _, err := r.Seek(11, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	addr, n, err := c.Put(t.Context(), r)
	if err != nil || n != 9 || !addr.Equals(sumOf(t, []byte("send that"))) {
		t.Fatalf("%s %d %v", addr, n, err)
	}
}

func TestHandlerRefuses(t *testing.T) {
	s := openStore(t, Config{})
	damaged := testContent(2, 10)
	bad := put(t, s, damaged)
	damage(t, s.cfg.Dir, damaged)
	h := Handler(s, HandlerConfig{MaxBytes: 100})
	for name, tc := range map[string]struct {
		method, path string
		body         io.Reader
		status       int
		code         fault.Code
	}{
		"not an address":      {"GET", "/v1/blobs/nonsense", nil, 400, fault.Invalid},
		"not here":            {"GET", "/v1/blobs/" + emptyFile, nil, 404, fault.NotFound},
		"damaged":             {"GET", "/v1/blobs/" + bad.String(), nil, 500, fault.Integrity},
		"too long, announced": {"POST", "/v1/blobs", bytes.NewReader(make([]byte, 101)), 413, fault.Limit},
		"too long, streamed":  {"POST", "/v1/blobs", struct{ io.Reader }{bytes.NewReader(make([]byte, 101))}, 413, fault.Limit},
	} {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(tc.method, tc.path, tc.body))
			var f fault.Error
			if err := json.Unmarshal(w.Body.Bytes(), &f); err != nil || w.Code != tc.status || f.Code != tc.code {
				t.Fatalf("%d %s %v, want %d %s", w.Code, w.Body, err, tc.status, tc.code)
			}
			if strings.Contains(w.Body.String(), s.cfg.Dir) {
				t.Fatal("the answer shows a path of the node")
			}
		})
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/v1/blobs", bytes.NewReader(make([]byte, 100))))
	if w.Code != 201 {
		t.Fatalf("exactly the limit: %d %s", w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("DELETE", "/v1/blobs/"+emptyFile, nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Fatalf("DELETE: %d", w.Code)
	}
}

func TestDownloadCutOffByDamage(t *testing.T) {
	s := openStore(t, Config{})
	c := serve(t, Handler(s, HandlerConfig{}))
	b := testContent(3, 4*ChunkSize)
	addr := put(t, s, b)
	damage(t, s.cfg.Dir, b[2*ChunkSize:3*ChunkSize])
	if _, err := get(t.Context(), c, addr); err == nil {
		t.Fatal("a cut-off download ended regularly")
	}
}

func TestClientDoesNotBelieveTheNode(t *testing.T) {
	other := sumOf(t, []byte("something else")).String()
	answer := func(reply string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			if r.Method == "POST" {
				w.WriteHeader(201)
			}
			io.WriteString(w, reply)
		})
	}
	for name, reply := range map[string]string{
		"another address": `{"cid":"` + other + `","size":7}`,
		"another size":    `{"cid":"` + sumOf(t, []byte("content")).String() + `","size":8}`,
		"nothing":         `{}`,
	} {
		t.Run("upload: "+name, func(t *testing.T) {
			_, _, err := serve(t, answer(reply)).Put(t.Context(), strings.NewReader("content"))
			wantErr(t, err, ErrMismatch)
		})
	}
	t.Run("upload: not JSON", func(t *testing.T) {
		if _, _, err := serve(t, answer("<html>")).Put(t.Context(), strings.NewReader("content")); err == nil {
			t.Fatal("accepted")
		}
	})
	t.Run("upload: an answer before the content", func(t *testing.T) {
		early := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(201)
			io.WriteString(w, `{"cid":"`+other+`","size":7}`)
		})
		_, _, err := serve(t, early).Put(t.Context(), bytes.NewReader(testContent(4, 8<<20)))
		if err == nil {
			t.Fatal("accepted")
		}
	})
	t.Run("download: other content", func(t *testing.T) {
		_, err := get(t.Context(), serve(t, answer("other content")), sumOf(t, []byte("content")))
		wantErr(t, err, ErrMismatch)
	})
	for status, want := range map[int]error{404: ErrNotFound, 413: ErrTooLarge, 507: ErrNoSpace, 500: ErrRemote, 302: ErrRemote} {
		t.Run("upload: "+http.StatusText(status), func(t *testing.T) {
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(status) })
			_, _, err := serve(t, h).Put(t.Context(), strings.NewReader("content"))
			wantErr(t, err, want)
		})
	}
}

// refusing is a network whose first connections are refused.
type refusing struct {
	http.RoundTripper
	left int
}

func (r *refusing) RoundTrip(req *http.Request) (*http.Response, error) {
	if r.left--; r.left >= 0 {
		if req.Body != nil {
			// A transport may have read some of the body before it fails.
			io.CopyN(io.Discard, req.Body, 3)
			req.Body.Close()
		}
		return nil, &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
	return r.RoundTripper.RoundTrip(req)
}

func TestClientRetriesRefusedConnections(t *testing.T) {
	client := func(t *testing.T, refusals int) (c *Client, pauses *int) {
		c = serve(t, Handler(openStore(t, Config{}), HandlerConfig{}))
		c.HTTP = &http.Client{Transport: &refusing{c.HTTP.Transport, refusals}}
		pauses = new(int)
		c.pause = func(ctx context.Context, n int) error { *pauses++; return ctx.Err() }
		return c, pauses
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	t.Run("until the node answers", func(t *testing.T) {
		c, pauses := client(t, 20)
		b := testContent(5, ChunkSize+1)
		addr, _, err := c.Put(ctx, bytes.NewReader(b))
		if err != nil || *pauses != 20 {
			t.Fatalf("%v after %d pauses", err, *pauses)
		}
		mustGet(t, c, addr, b)
	})
	t.Run("eight times without a deadline", func(t *testing.T) {
		c, pauses := client(t, 1000)
		_, _, err := c.Put(context.Background(), strings.NewReader("x"))
		wantErr(t, err, syscall.ECONNREFUSED)
		if *pauses != attempts-1 {
			t.Fatalf("%d pauses", *pauses)
		}
	})
	t.Run("not what cannot be read twice", func(t *testing.T) {
		c, pauses := client(t, 1)
		_, _, err := c.Put(ctx, struct{ io.Reader }{strings.NewReader("x")})
		wantErr(t, err, syscall.ECONNREFUSED)
		if *pauses != 0 {
			t.Fatalf("%d pauses", *pauses)
		}
	})
	t.Run("not after the context", func(t *testing.T) {
		c, _ := client(t, 1000)
		ended, cancel := context.WithDeadline(t.Context(), time.Now().Add(time.Hour))
		c.pause = func(ctx context.Context, n int) error {
			if n == 2 {
				cancel()
			}
			return ctx.Err()
		}
		_, err := c.Get(ended, sumOf(t, nil))
		wantErr(t, err, context.Canceled)
	})
	t.Run("no other error", func(t *testing.T) {
		boom := errors.New("boom")
		c := &Client{BaseURL: "http://node.invalid", HTTP: &http.Client{Transport: failing{boom}}, pause: func(context.Context, int) error {
			t.Error("tried again")
			return nil
		}}
		_, err := c.Has(ctx, sumOf(t, nil))
		wantErr(t, err, boom)
	})
}

type failing struct{ err error }

func (f failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

// TestClientCutOff: a connection that ends without an answer, or in the middle of one, is told from an answer and from a bad input.
func TestClientCutOff(t *testing.T) {
	addr := sumOf(t, []byte("content"))
	failing := io.MultiReader(strings.NewReader("some"), iotest.ErrReader(errors.New("bad sector")))
	gone := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		panic(http.ErrAbortHandler)
	}))
	half := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "7")
		io.WriteString(w, "con")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}))
	for name, c := range map[string]struct {
		do   func() error
		lost bool
	}{
		"an upload":                   {func() error { _, _, err := gone.Put(t.Context(), strings.NewReader("content")); return err }, true},
		"a question":                  {func() error { _, err := gone.Has(t.Context(), addr); return err }, true},
		"a download":                  {func() error { _, err := gone.Get(t.Context(), addr); return err }, true},
		"the middle of a download":    {func() error { r, err := half.Get(t.Context(), addr); return errors.Join(err, drain(r)) }, true},
		"an input that does not read": {func() error { _, _, err := gone.Put(t.Context(), failing); return err }, false},
		"somebody who does not wait": {func() error {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, err := gone.Has(ctx, addr)
			return err
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.do(); err == nil || errors.Is(err, ErrUnreachable) != c.lost {
				t.Errorf("got %v, want ErrUnreachable: %v", err, c.lost)
			}
		})
	}
}

func drain(r io.Reader) error {
	if r == nil {
		return nil
	}
	_, err := io.Copy(io.Discard, r)
	return err
}
