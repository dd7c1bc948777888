package external

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/wallet"
)

// clefPath finds clef: COPPICE_CLEF, or the search path. It is a program of its own, which the version of go-ethereum that is linked here
// no longer contains; `go install github.com/ethereum/go-ethereum/cmd/clef@v1.16.7` makes it.
func clefPath(t *testing.T) string {
	path := os.Getenv("COPPICE_CLEF")
	if path == "" {
		var err error
		if path, err = exec.LookPath("clef"); err != nil {
			t.Skip("there is no clef on this machine; CONTRIBUTING.md says how to get it")
		}
	}
	return path
}

// clef is a running clef whose questions a test answers in place of a person.
type clef struct {
	mu      sync.Mutex
	approve bool
	asked   map[string]int
}

// startClef runs clef with one account and returns its URL.
func startClef(t *testing.T, key *wallet.Store, name string) (*clef, string) {
	t.Helper()
	path := clefPath(t)
	dir := t.TempDir()
	file, err := key.Export(name, "pass", "clef pass")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.MkdirAll(filepath.Join(dir, "keys"), 0o700), os.WriteFile(filepath.Join(dir, "keys", "UTC--one"), file, 0o600)); err != nil {
		t.Fatal(err)
	}
	sockets, err := os.MkdirTemp("", "clef") // a short path, as sockets need
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "--suppress-bootwarn", "--advanced", "--stdio-ui", "--nousb", "--lightkdf", "--configdir", filepath.Join(dir, "config"),
		"--keystore", filepath.Join(dir, "keys"), "--chainid", chainID.String(), "--ipcpath", sockets, "--auditlog", filepath.Join(dir, "audit.log"))
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	c := &clef{approve: true, asked: map[string]int{}}
	ready := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.serve(in, out, ready)
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
		cmd.Wait()
		os.RemoveAll(sockets)
	})
	select {
	case <-ready:
	case <-ended:
		cmd.Wait()
		t.Fatalf("clef ended: %s", log.String())
	}
	return c, "unix:" + filepath.Join(sockets, "clef.ipc")
}

// serve answers what clef asks on its standard output.
func (c *clef) serve(in io.Writer, out io.Reader, ready chan struct{}) {
	for d := json.NewDecoder(out); ; {
		var q struct {
			ID     json.RawMessage   `json:"id"`
			Method string            `json:"method"`
			Params []json.RawMessage `json:"params"`
		}
		if d.Decode(&q) != nil {
			return
		}
		c.mu.Lock()
		c.asked[q.Method]++
		approve := c.approve
		c.mu.Unlock()
		if q.Method == "ui_onSignerStartup" {
			close(ready)
		}
		if q.ID == nil {
			continue
		}
		var result any
		switch q.Method {
		case "ui_approveTx":
			var tx struct {
				Transaction json.RawMessage `json:"transaction"`
			}
			if len(q.Params) > 0 {
				_ = json.Unmarshal(q.Params[0], &tx)
			}
			result = map[string]any{"transaction": tx.Transaction, "approved": approve}
		case "ui_approveSignData":
			result = map[string]any{"approved": approve}
		case "ui_onInputRequired":
			result = map[string]any{"text": "clef pass"}
		}
		b, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": q.ID, "result": result})
		if err != nil {
			return
		}
		if _, err := fmt.Fprintf(in, "%s\n", b); err != nil {
			return
		}
	}
}

func TestClef(t *testing.T) {
	store := wallet.OpenStore(t.TempDir(), wallet.Options{Light: true})
	acc, err := store.New("ana", "pass")
	if err != nil {
		t.Fatal(err)
	}
	key, err := store.Unlock("ana", "pass")
	if err != nil {
		t.Fatal(err)
	}
	c, url := startClef(t, store, "ana")
	s := probe(t, url, acc.Address)
	if s.at.Transactions != "account_signTransaction" || s.at.TypedData != "account_signTypedData" {
		t.Errorf("talks to it by %s and %s", s.at.Transactions, s.at.TypedData)
	}
	signs(t, "clef", s, key)
	if c.count("ui_approveTx") == 0 || c.count("ui_approveSignData") == 0 {
		t.Error("clef asked nobody")
	}
	c.set(false)
	for what, sign := range map[string]func() error{
		"a transaction": func() error { _, err := s.SignTx(t.Context(), transactions()["a call"], chainID); return err },
		"typed data": func() error {
			_, err := s.SignTyped(t.Context(), wallet.PersonalTypedData(acc.Address, [32]byte{1}))
			return err
		},
	} {
		if err := sign(); !errors.Is(err, ErrDeclined) {
			t.Errorf("%s that a person refuses: %v", what, err)
		}
	}
	c.set(true)
	if _, err := Probe(t.Context(), common.Address{1}, wallet.SignerURL(url), rand.Reader); !errors.Is(err, ErrDeclined) {
		t.Errorf("an account it does not have: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.SignTx(gone, types.NewTx(&types.DynamicFeeTx{ChainID: chainID, Gas: 1}), chainID); !errors.Is(err, context.Canceled) {
		t.Errorf("after the caller gave up: %v", err)
	}
}

func (c *clef) set(approve bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.approve = approve
}

func (c *clef) count(method string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked[method]
}
