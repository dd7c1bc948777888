package personal

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// httpFront stands before an HTTP server and answers in its place whenever answer gives a status.
func httpFront(t testing.TB, addr string, answer func(r *http.Request) (status int, body string)) string {
	t.Helper()
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: addr})
	direct := proxy.Director
	proxy.Director = func(r *http.Request) {
		host := r.Host // signed
		direct(r)
		r.Host = host
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status, body := answer(r); status != 0 {
			_, _ = io.Copy(io.Discard, r.Body)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// cutter passes TCP on to a server, and cuts each connection after a number of bytes towards it while it is set to.
type cutter struct {
	addr string

	mu    sync.Mutex
	after int64 // negative: never
	cuts  int
}

func (c *cutter) set(after int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.after, c.cuts = after, 0
}

func (c *cutter) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cuts
}

func cutBefore(t testing.TB, server string) *cutter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{addr: l.Addr().String(), after: -1}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go c.pass(client, server)
		}
	}()
	return c
}

func (c *cutter) pass(client net.Conn, server string) {
	defer client.Close()
	behind, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer behind.Close()
	go func() {
		_, _ = io.Copy(client, behind)
		client.Close()
	}()
	buf := make([]byte, 16<<10)
	for passed := int64(0); ; {
		n, err := client.Read(buf)
		if err != nil {
			return
		}
		passed += int64(n)
		c.mu.Lock()
		cut := c.after >= 0 && passed > c.after
		if cut {
			c.cuts++
		}
		c.mu.Unlock()
		if cut {
			return
		}
		if _, err := behind.Write(buf[:n]); err != nil {
			return
		}
	}
}
