package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/contribution"
	"github.com/coppice-network/coppice/internal/export"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/home"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/sqlite"
	"github.com/coppice-network/coppice/internal/wallet"
)

func TestPresent(t *testing.T) {
	for name, c := range map[string]struct {
		err     error
		code    fault.Code
		message string
		hint    string // a part of it
	}{
		"a sentinel":              {fmt.Errorf("%w: bob", wallet.ErrNotFound), fault.NotFound, "no such account: bob", "account list"},
		"a sentinel deep inside":  {fmt.Errorf("opening: %w", fmt.Errorf("x: %w", home.ErrInUse)), fault.Conflict, "opening: x: in use by another process", "stop the other process"},
		"a fault keeps its words": {fault.New(fault.Limit, "buy fewer", "too many"), fault.Limit, "too many", "buy fewer"},
		"a fault without a hint":  {fault.New(fault.Unavailable, "", "away"), fault.Unavailable, "away", "try again"},
		"interrupted":             {fmt.Errorf("waiting: %w", context.Canceled), fault.Unavailable, "waiting: context canceled", "same command again"},
		"kept, no money":          {fmt.Errorf("%w: %w", ledger.ErrKept, ledger.ErrFunds), fault.Funds, "the transaction is signed and kept: ", "has the money"},
		"kept, no node":           {fmt.Errorf("%w: %w", ledger.ErrKept, ledger.ErrAway), fault.Unavailable, "the transaction is signed and kept: the chain's node does not answer", "do not give the command again"},
		"kept files, no node":     {fmt.Errorf("%w; %w", fmt.Errorf("%w: %w", ledger.ErrKept, ledger.ErrAway), contribution.ErrKept), fault.Unavailable, "", "give the same command again"},
		"a folder's link":         {fmt.Errorf("%w: x: %w", contribution.ErrFile, export.ErrLink), fault.Invalid, "not a file that can be contributed: x: the folder has a link or special file", "in the place of the link"},
		"unknown":                 {errors.New("something"), fault.Internal, "something", "-v"},
		"no such file":            {fmt.Errorf("reading: %w", os.ErrNotExist), fault.NotFound, "reading: file does not exist", "check the path"},
	} {
		t.Run(name, func(t *testing.T) {
			f := present(c.err)
			if f.Code != c.code || !strings.HasPrefix(f.Message, c.message) || !strings.Contains(f.Hint, c.hint) {
				t.Errorf("got %s, %q, hint %q", f.Code, f.Message, f.Hint)
			}
		})
	}
}

// TestPresentFullDisk: a database on a full disk has words of its own for it.
func TestPresentFullDisk(t *testing.T) {
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "x.db"), "max_page_count(2)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec("CREATE TABLE x AS SELECT zeroblob(100000)")
	if f := present(fmt.Errorf("writing the journal: %w", err)); f.Code != fault.Limit || !strings.Contains(f.Message, "no space left: writing the journal") || !strings.Contains(f.Hint, "free some space") {
		t.Errorf("%v became %s, %q, hint %q", err, f.Code, f.Message, f.Hint)
	}
}

func TestEveryCodeHasALastHint(t *testing.T) {
	for _, c := range []fault.Code{
		fault.Invalid, fault.NotFound, fault.Denied, fault.Conflict, fault.Funds, fault.Limit, fault.Unavailable, fault.Integrity, fault.Internal,
	} {
		if lastHints[c] == "" {
			t.Errorf("no hint for %s", c)
		}
	}
	for _, h := range hints {
		if h.hint == "" || strings.ContainsAny(h.hint, "\n") {
			t.Errorf("%v: hint %q is not one line", h.err, h.hint)
		}
	}
}

func TestPackagesAreNotNamed(t *testing.T) {
	for text, want := range map[string]string{
		"wallet: no such account: bob":                 "no such account: bob",
		"opening: seal: damaged":                       "opening: damaged",
		"contribution: blob: job: node: nested":        "nested",
		"bundle train: compute.wasm: exit code 1":      "bundle train: compute.wasm: exit code 1",
		"the job: failed":                              "the job: failed",
		"file a.json: index: out of range":             "file a.json: out of range",
		"get file:///home/x: blob: not found: openat ": "get file:///home/x: not found: openat ",
	} {
		if got := withoutPackages(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestAddressesAreChecksummed(t *testing.T) {
	var out bytes.Buffer
	a := &app{json: true, out: &out}
	small := "0x2c7536e3605d9c16a7a3d7b1898e529396a65c23"
	err := a.emit(map[string]any{
		"owner":  small,
		"digest": "0x" + strings.Repeat("ab", 32),
		"rows":   [][]any{{small}},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"owner": "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23"`, `"0x` + strings.Repeat("ab", 32), "      \"" + small + `"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is missing in %s", want, out.String())
		}
	}
}

// TestReceiptSurvivesChecksums: what is written to a file with checksummed addresses is still the receipt.
func TestReceiptSurvivesChecksums(t *testing.T) {
	r := &job.ReceiptFile{Outcome: "completed"}
	for i := range r.Buyer {
		r.Buyer[i] = byte(0xa0 + i)
	}
	path := t.TempDir() + "/receipt.json"
	if err := writeReceipt(path, r); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	back, err := job.DecodeReceipt(raw)
	if err != nil || back.Buyer != r.Buyer {
		t.Errorf("buyer %s, %v", back.Buyer, err)
	}
	if !strings.Contains(string(raw), r.Buyer.Hex()) {
		t.Errorf("not checksummed: %s", raw)
	}
}

// commands lists all commands that do something.
func commands(c *cobra.Command) []*cobra.Command {
	if !c.HasSubCommands() {
		return []*cobra.Command{c}
	}
	var list []*cobra.Command
	for _, sub := range c.Commands() {
		list = append(list, commands(sub)...)
	}
	return list
}

func TestEveryCommandIsExplained(t *testing.T) {
	known := map[string]bool{}
	for _, c := range commands((&app{}).root()) {
		known[c.CommandPath()] = true
		if c.Short == "" || !strings.HasPrefix(c.Example, "  coppice ") {
			t.Errorf("%s: short %q, example %q", c.CommandPath(), c.Short, c.Example)
		}
	}
	for path := range jsonFields {
		if !known[path] {
			t.Errorf("fields of %s, which is no command", path)
		}
	}
}

func TestReferenceIsCurrent(t *testing.T) {
	var page bytes.Buffer
	Reference(&page)
	committed, err := os.ReadFile("../../docs/cli.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(page.Bytes(), committed) {
		t.Error("docs/cli.md differs from the commands: run `make generate`")
	}
}
