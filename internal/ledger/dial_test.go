package ledger

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestSilentNode: a node that takes requests and answers none is away, until it answers; the caller's own deadline is the caller's.
func TestSilentNode(t *testing.T) {
	release := make(chan struct{})
	var asked atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		if n <= 2 {
			<-release
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write([]byte(`{"jsonrpc":"2.0","id":` + strconv.Itoa(int(n)) + `,"result":"0x7"}`))
	}))
	defer s.Close()
	defer close(release)
	node, err := dial(t.Context(), s.URL, 50*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer node.Close()
	if _, err = node.ChainID(t.Context()); err == nil || !temporary(err) || errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "no answer for 50ms") {
		t.Errorf("a silent node: %v", err)
	}
	short, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := node.ChainID(short); !errors.Is(err, context.DeadlineExceeded) || temporary(err) {
		t.Errorf("the caller's deadline: %v", err)
	}
	if id, err := patiently(t.Context(), node.ChainID); err != nil || id.Int64() != 7 {
		t.Errorf("once it answers: %v, %v", id, err)
	}
}
