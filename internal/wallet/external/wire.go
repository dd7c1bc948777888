package external

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/ethereum/go-ethereum/rpc"

	"github.com/coppice-network/coppice/internal/wallet"
)

const (
	dialPatience = 5 * time.Second
	// maxAnswer is far more than a signed transaction, of at most 128 KiB, takes in hex.
	maxAnswer = 1 << 20
)

// wire is a JSON-RPC connection to a signer. Each call dials anew, or takes a kept HTTP connection: a signer may be restarted between
// two commands, or while a person thinks.
type wire struct {
	at       wallet.SignerURL
	patience time.Duration
	http     *http.Client // nil for a socket
}

func newWire(at wallet.SignerURL, patience time.Duration) (*wire, error) {
	if _, err := wallet.ParseSignerURL(string(at)); err != nil {
		return nil, err
	}
	w := &wire{at: at, patience: patience}
	if strings.HasPrefix(string(at), "unix:") {
		return w, nil
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: dialPatience}).DialContext
	w.http = &http.Client{
		Transport:     bounded{transport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errRedirect },
	}
	return w, nil
}

var (
	errStatus   = errors.New("HTTP status")
	errRedirect = errors.New("it redirects elsewhere")
	errTooLong  = fmt.Errorf("the answer is longer than %d bytes", maxAnswer)
)

// bounded limits what is read of each answer.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.next.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{&limited{resp.Body, maxAnswer}, resp.Body}
	}
	return resp, err
}

// limited fails, in contrast to io.LimitReader, when there is more.
type limited struct {
	r    io.Reader
	left int
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errTooLong
	}
	n, err := l.r.Read(p[:min(len(p), l.left)])
	l.left -= n
	return n, err
}

// call asks once. Errors: ErrAway, ErrDeclined, ErrMethods (the method or the form of its parameters is not known), ErrAnswer, or the
// context's. None repeats the URL.
func (w *wire) call(ctx context.Context, method string, args ...any) (json.RawMessage, error) {
	limit, cancel := context.WithTimeout(ctx, w.patience)
	defer cancel()
	client, release, err := w.dial(limit)
	if err != nil {
		return nil, w.explain(ctx, err)
	}
	defer release()
	var answer json.RawMessage
	if err := client.CallContext(limit, &answer, method, args...); err != nil {
		return nil, w.explain(ctx, err)
	}
	return answer, nil
}

func (w *wire) dial(ctx context.Context) (*rpc.Client, func(), error) {
	if w.http != nil {
		client, err := rpc.DialOptions(ctx, string(w.at), rpc.WithHTTPClient(w.http))
		if err != nil {
			return nil, nil, err
		}
		return client, client.Close, nil
	}
	u, err := url.Parse(string(w.at))
	if err != nil {
		return nil, nil, err
	}
	conn, err := (&net.Dialer{Timeout: dialPatience}).DialContext(ctx, "unix", u.Path)
	if err != nil {
		return nil, nil, err
	}
	client, err := rpc.DialIO(ctx, &limited{conn, maxAnswer}, conn)
	if err != nil {
		conn.Close()
		return nil, nil, err
	}
	return client, func() { conn.Close(); client.Close() }, nil
}

// Codes of JSON-RPC 2.0.
const (
	codeNoMethod  = -32601
	codeBadParams = -32602
)

// explain makes one of this package's errors of what the library gives.
func (w *wire) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err() // the caller's end, not the signer's
	}
	var answered rpc.Error
	var status rpc.HTTPError
	var syntax *json.SyntaxError
	var shape *json.UnmarshalTypeError
	var inURL *url.Error
	switch {
	case errors.As(err, &answered):
		text := clip(answered.Error())
		if c := answered.ErrorCode(); c == codeNoMethod || c == codeBadParams || strings.Contains(text, "does not exist/is not available") {
			return fmt.Errorf("%w: %s", ErrMethods, text)
		}
		return fmt.Errorf("%w: %s", ErrDeclined, text)
	case errors.As(err, &status):
		if status.StatusCode == http.StatusUnauthorized || status.StatusCode == http.StatusForbidden {
			return fmt.Errorf("%w: HTTP status %d", ErrDeclined, status.StatusCode)
		}
		return fmt.Errorf("%w: %w %d", ErrAway, errStatus, status.StatusCode)
	case errors.Is(err, errRedirect), errors.Is(err, errTooLong):
		return fmt.Errorf("%w: %v", ErrAnswer, rootOf(err))
	case errors.As(err, &syntax), errors.As(err, &shape), errors.Is(err, rpc.ErrNoResult):
		return fmt.Errorf("%w: not JSON-RPC", ErrAnswer)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%w within its time", ErrAway)
	case errors.As(err, &inURL): // its text would repeat the URL
		return fmt.Errorf("%w: %v", ErrAway, inURL.Err)
	}
	return fmt.Errorf("%w: %s", ErrAway, clip(err.Error()))
}

func rootOf(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

// clip makes one short printable line of what somebody else wrote.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "..."
	}
	return s
}
