package api

import (
	"net/http"
	"strings"
	"testing"
)

func TestGuard(t *testing.T) {
	d := serve(t, WithHosts("Coppice.Internal"))
	port := d.URL[strings.LastIndex(d.URL, ":"):]
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	host := func(h string) func(*http.Request) { return func(r *http.Request) { r.Host = h } }
	for name, tc := range map[string]struct {
		edit func(*http.Request)
		want int
	}{
		"no browser":                  {nil, 200},
		"localhost":                   {host("localhost" + port), 200},
		"localhost without port":      {host("LOCALHOST."), 200},
		"IPv6 loopback":               {host("[::1]" + port), 200},
		"another loopback address":    {host("127.9.9.9:1"), 200},
		"a configured name":           {host("coppice.internal:8646"), 200},
		"the network file's API":      {host("node.example:8646"), 200},
		"its own page":                {set("Origin", d.URL), 200},
		"its own page, says browser":  {set("Sec-Fetch-Site", "same-origin"), 200},
		"typed into a browser":        {set("Sec-Fetch-Site", "none"), 200},
		"a rebound name":              {host("evil.example" + port), 403},
		"a name that ends like ours":  {host("evil.localhost" + port), 403},
		"a private address":           {host("192.168.1.7" + port), 403},
		"an address in other clothes": {host("127.0.0.1.evil.example"), 403},
		"no name":                     {host(":8646"), 403},
		"a foreign origin":            {set("Origin", "https://evil.example"), 403},
		"a sandboxed frame":           {set("Origin", "null"), 403},
		"another port":                {set("Origin", "http://127.0.0.1:1"), 403},
		"another scheme":              {set("Origin", "file://"+strings.TrimPrefix(d.URL, "http://")), 403},
		"two origins":                 {func(r *http.Request) { r.Header["Origin"] = []string{d.URL, "https://evil.example"} }, 403},
		"a cross-site image":          {set("Sec-Fetch-Site", "cross-site"), 403},
		"a sibling site":              {set("Sec-Fetch-Site", "same-site"), 403},
	} {
		for _, path := range []string{"/v1/files", "/v1/blobs/x"} {
			if status, body := d.do(t, "GET", path, "", tc.edit); status != tc.want {
				t.Errorf("%s, %s: %d %s", name, path, status, body)
			}
		}
	}
	if status, _ := d.do(t, "OPTIONS", "/v1/quote", "", func(r *http.Request) {
		r.Header.Set("Origin", "https://evil.example")
		r.Header.Set("Access-Control-Request-Method", "POST")
	}); status != http.StatusForbidden {
		t.Errorf("preflight: %d", status)
	}
}

func TestBlobsPassThrough(t *testing.T) {
	d := serve(t)
	for _, path := range []string{"/v1/blobs", "/v1/blobs/bafk"} {
		if status, body := d.do(t, "POST", path, "x", nil); status != 200 || body != "blob "+path {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	without := Handler(d.b, d.x, nil, nil)
	d.Config.Handler = without
	if status, _ := d.do(t, "GET", "/v1/blobs/bafk", "", nil); status != http.StatusNotFound {
		t.Errorf("without a store: %d", status)
	}
}
