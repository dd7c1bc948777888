package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"sync"
	"testing"
	"time"
)

// front stands between a program and an HTTP server, as the network does: it can lose requests and answers, break off in the middle of
// either, and hold a request for ever, at the very one that a test names.
type front struct {
	t       testing.TB
	address string // host:port that the program is told
	carry   *http.Transport

	mu     sync.Mutex
	server string // host:port behind it
	meet   func(*request)
	http   *http.Server // nil: nobody listens
}

// request is one that has arrived at a front.
type request struct {
	what string // such as "PUT /bucket/name"; of JSON-RPC the method
	body io.Reader

	front *front
	w     http.ResponseWriter
	r     *http.Request
}

func newFront(t testing.TB, server string) *front {
	t.Helper()
	f := &front{t: t, address: "127.0.0.2:0", server: server, carry: &http.Transport{DisableCompression: true}}
	f.back()
	t.Cleanup(f.away)
	return f
}

// on has every request decided by meet; nil lets all pass. It may be called while a program runs.
func (f *front) on(meet func(*request)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.meet = meet
}

// each has every request whose name a regular expression matches decided by meet, and lets all others pass.
func (f *front) each(name string, meet func(*request)) {
	rule := regexp.MustCompile(name)
	f.on(func(q *request) {
		if rule.MatchString(q.what) {
			meet(q)
		} else {
			q.pass()
		}
	})
}

// once has the first request whose name a regular expression matches decided by meet, and lets all others pass. What it returns waits until
// meet has been called.
func (f *front) once(name string, meet func(*request)) (met func()) {
	var first sync.Once
	done := make(chan struct{})
	f.each(name, func(q *request) {
		mine := false
		first.Do(func() { mine = true })
		if !mine {
			q.pass()
			return
		}
		defer close(done) // also when the connection is cut
		meet(q)
	})
	return func() {
		f.t.Helper()
		select {
		case <-done:
		case <-time.After(time.Minute):
			f.t.Fatalf("there was no request %s", name)
		}
	}
}

// behind puts another server behind the front.
func (f *front) behind(server string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.server = server
}

// away closes the port and every connection.
func (f *front) away() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.http != nil {
		f.http.Close()
		f.http = nil
	}
	f.carry.CloseIdleConnections()
}

// back listens again, at the address of the first time. That is not among those from which this machine connects: while the front is away,
// a connection could otherwise get its port.
func (f *front) back() {
	l, err := net.Listen("tcp", f.address)
	if err != nil {
		f.t.Fatal(err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.address = l.Addr().String()
	f.http = &http.Server{Handler: http.HandlerFunc(f.serve)}
	go f.http.Serve(l)
}

func (f *front) serve(w http.ResponseWriter, r *http.Request) {
	q := &request{what: r.Method + " " + r.URL.Path, body: r.Body, front: f, w: w, r: r}
	if r.Method == http.MethodPost && r.URL.Path == "/" {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			q.cut()
		}
		var call struct{ Method string }
		if json.Unmarshal(raw, &call) == nil {
			q.what = call.Method
		}
		q.body = bytes.NewReader(raw)
	}
	f.mu.Lock()
	meet := f.meet
	f.mu.Unlock()
	if meet == nil {
		meet = (*request).pass
	}
	meet(q)
}

// cut breaks the connection.
func (q *request) cut() { panic(http.ErrAbortHandler) }

// hold keeps the program waiting until it is gone.
func (q *request) hold() {
	io.Copy(io.Discard, q.body)
	<-q.r.Context().Done()
	q.cut()
}

// pass has the server answer.
func (q *request) pass() {
	answer := q.forward(q.body)
	defer answer.Body.Close()
	for k, v := range answer.Header {
		q.w.Header()[k] = v
	}
	q.w.WriteHeader(answer.StatusCode)
	if _, err := io.Copy(q.w, answer.Body); err != nil {
		q.cut()
	}
}

// served has the server answer and keeps the answer back.
func (q *request) served() {
	answer := q.forward(q.body)
	io.Copy(io.Discard, answer.Body)
	answer.Body.Close()
}

// breakOff cuts both connections after n bytes of what the program sends. What is not longer passes.
func (q *request) breakOff(n int64) {
	if q.r.ContentLength >= 0 && q.r.ContentLength <= n {
		q.pass()
		return
	}
	q.forward(io.MultiReader(io.LimitReader(q.body, n), broken{}))
	q.cut()
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("cut off") }

// refuse answers for the server.
func (q *request) refuse(status int, body string) {
	io.Copy(io.Discard, q.body)
	q.w.Header().Set("Content-Type", "application/xml")
	q.w.WriteHeader(status)
	io.WriteString(q.w, body)
}

func (q *request) forward(body io.Reader) *http.Response {
	f := q.front
	f.mu.Lock()
	server := f.server
	f.mu.Unlock()
	out := q.r.Clone(context.WithoutCancel(q.r.Context()))
	out.URL.Scheme, out.URL.Host, out.RequestURI = "http", server, ""
	out.Body = io.NopCloser(body) // Host stays: signatures are over it
	answer, err := f.carry.RoundTrip(out)
	if err != nil {
		q.cut()
	}
	return answer
}
