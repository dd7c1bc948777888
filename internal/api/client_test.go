package api

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/coppice-network/coppice/internal/fault"
)

// freeAddress is an address where nobody listens.
func freeAddress(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestClientWaitsForANodeThatStarts(t *testing.T) {
	address := freeAddress(t)
	var server *httptest.Server
	c := &Client{BaseURL: "http://" + address, pause: func(_ context.Context, attempt int) error {
		if attempt == 3 {
			l, err := net.Listen("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			server = &httptest.Server{Listener: l, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(`{}`)) })}}
			server.Start()
		}
		return nil
	}}
	if err := c.Health(ctx); err != nil {
		t.Fatal(err)
	}
	server.Close()
}

func TestClientGivesUp(t *testing.T) {
	attempts := 0
	c := &Client{BaseURL: "http://" + freeAddress(t), pause: func(context.Context, int) error { attempts++; return nil }}
	if err := c.Health(ctx); codeOf(err) != fault.Unavailable || attempts != maxAttempts-1 {
		t.Errorf("without a deadline: %v after %d pauses", err, attempts)
	}
	limited, cancel := context.WithDeadline(ctx, time.Now().Add(time.Hour))
	defer cancel()
	attempts = 0
	c.pause = func(context.Context, int) error {
		if attempts++; attempts > 2*maxAttempts {
			cancel()
		}
		return limited.Err()
	}
	if err := c.Health(limited); codeOf(err) != fault.Unavailable || attempts != 2*maxAttempts+1 {
		t.Errorf("with a deadline: %v after %d pauses", err, attempts)
	}
	var f *fault.Error
	if err := (&Client{BaseURL: "::"}).Health(ctx); !errors.As(err, &f) || f.Code != fault.Invalid {
		t.Errorf("no address: %v", err)
	}
}

func TestClientBelievesNoNonsense(t *testing.T) {
	for name, tc := range map[string]struct {
		status int
		body   string
		want   fault.Code
	}{
		"an error":                     {404, `{"code":"not_found","message":"there is no file 1","retryable":false}`, fault.NotFound},
		"an error that is a page":      {502, `<html>Bad gateway</html>`, fault.Unavailable},
		"an error without a code":      {500, `{"message":"x"}`, fault.Unavailable},
		"a page":                       {200, `<html>Welcome</html>`, fault.Integrity},
		"a redirect":                   {302, ``, fault.Unavailable},
		"a job id that is none":        {200, `{"fileId":1,"jobId":1.5}`, fault.Integrity},
		"no job id":                    {200, `{"fileId":1}`, fault.Integrity},
		"a score that is no number":    {200, `{"jobId":1,"score":"high"}`, fault.Integrity},
		"a reward that is negative":    {200, `{"jobId":1,"reward":"-1"}`, fault.Integrity},
		"an address of the wrong size": {200, `{"jobId":1,"owner":"0x12"}`, fault.Integrity},
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://elsewhere.example/")
			w.WriteHeader(tc.status)
			w.Write([]byte(tc.body))
		}))
		c := &Client{BaseURL: s.URL + "/"}
		if _, err := c.File(ctx, 1); codeOf(err) != tc.want {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
		s.Close()
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(`{"jobId":1,"settlements":[{"charged":"1"}]}`))
	}))
	defer s.Close()
	if _, err := (&Client{BaseURL: s.URL}).Job(ctx, 1); codeOf(err) != fault.Integrity {
		t.Errorf("a settlement with holes: %v", err)
	}
}
