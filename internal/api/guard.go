package api

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/coppice-network/coppice/internal/fault"
)

// guard stands before every route: who is addressed, who sends, and what a browser may do with the answer.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !s.hostAllowed(r.Host) {
			s.fail(w, r, fault.New(fault.Denied, "use 127.0.0.1 or localhost, or have the operator configure the name", "this node does not answer under the name %q", clip(r.Host)))
			return
		}
		if !originAllowed(r) {
			s.fail(w, r, fault.New(fault.Denied, "open the node's own address", "a page of another origin may not use this node"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostAllowed reports whether a Host header names this node: any loopback address, localhost, or a configured name, with any port.
func (s *server) hostAllowed(hostport string) bool {
	name := hostName(hostport)
	if name == "localhost" {
		return true
	}
	if ip := net.ParseIP(name); ip != nil && ip.IsLoopback() {
		return true
	}
	if name == "" {
		return false
	}
	if s.hosts[name] {
		return true
	}
	n := s.network()
	if n == nil {
		return false
	}
	u, err := url.Parse(n.API)
	return err == nil && hostName(u.Host) == name
}

// hostName is the name in host or host:port, in lower case, without brackets and without a final dot.
func hostName(hostport string) string {
	name := hostport
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		name = host
	} else if strings.HasPrefix(name, "[") && strings.HasSuffix(name, "]") {
		name = name[1 : len(name)-1]
	}
	return strings.TrimSuffix(strings.ToLower(name), ".")
}

// originAllowed reports whether a request comes from no page at all, or from one of this very origin.
func originAllowed(r *http.Request) bool {
	for _, site := range r.Header.Values("Sec-Fetch-Site") {
		if site != "same-origin" && site != "none" {
			return false
		}
	}
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return true
	}
	u, err := url.Parse(origins[0])
	return len(origins) == 1 && err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.EqualFold(u.Host, r.Host)
}
