package contribution

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/export"
	"github.com/coppice-network/coppice/internal/export/exporttest"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/seal"
)

// checkNothingSent checks that a refusal came before anything had left the machine.
func (r *rig) checkNothingSent() {
	r.t.Helper()
	if r.blobs.puts() != 0 || r.personal.puts() != 0 || r.transactions() != 0 {
		r.t.Errorf("%d pooled copies, %d personal copies and %d transactions were sent", r.blobs.puts(), r.personal.puts(), r.transactions())
	}
}

// TestRefusedFiles: one file that cannot be contributed stops all of them.
func TestRefusedFiles(t *testing.T) {
	r := newRig(t)
	good := r.write("good.json", "content")
	for name, path := range map[string]string{
		"missing":     filepath.Join(t.TempDir(), "none.json"),
		"a folder":    t.TempDir(),
		"empty":       r.write("empty.json", ""),
		"too large":   r.write("large.json", strings.Repeat("x", int(pool().MaxBytes)+1)),
		"not a plain": "/dev/null",
	} {
		if _, err := r.contribute(good, path); !errors.Is(err, ErrFile) {
			t.Errorf("%s: got %v, want ErrFile", name, err)
		}
	}
	if _, err := r.contribute(); !errors.Is(err, ErrFile) {
		t.Errorf("no file: got %v, want ErrFile", err)
	}
	r.checkNothingSent()
	exact := r.write("exact.json", strings.Repeat("x", int(pool().MaxBytes)))
	if _, err := r.contribute(good, exact); err != nil {
		t.Errorf("a file of exactly the largest size: %v", err)
	}
}

// TestIntakeRefused: nothing is sealed to a key that no believable validator has attested.
func TestIntakeRefused(t *testing.T) {
	t.Run("evidence that is not accepted", func(t *testing.T) {
		r := newRig(t)
		errEvidence := errors.New("another program")
		r.trust.fail = func() error { return errEvidence }
		if _, err := r.contribute(r.write("a.json", "content")); !errors.Is(err, ErrIntake) || !errors.Is(err, errEvidence) {
			t.Errorf("got %v, want ErrIntake and why", err)
		}
		r.checkNothingSent()
	})
	t.Run("a validator that is no longer active", func(t *testing.T) {
		r := newRig(t)
		gone := world.Validator(t)
		dao, _ := world.DataDAO(t, world.Account(t), gone)
		path := r.write("a.json", "content")
		world.Remove(t, gone)
		asked := false
		r.trust.fail = func() error { asked = true; return nil }
		_, err := r.Contribute(r.ctx, DataDAO{ID: dao.ID, Slug: dao.Slug}, []string{path}, r.personal, false)
		if !errors.Is(err, ErrIntake) || !strings.Contains(err.Error(), gone.Hex()) {
			t.Errorf("got %v, want ErrIntake that names the validator", err)
		}
		if asked {
			t.Error("the evidence of a validator that is not active was asked for")
		}
		r.checkNothingSent()
	})
	t.Run("no key yet", func(t *testing.T) {
		r := newRig(t)
		_, err := r.Contribute(r.ctx, DataDAO{ID: 999, Slug: "none"}, []string{r.write("a.json", "content")}, r.personal, false)
		if !errors.Is(err, ledger.ErrNoIntakeKey) {
			t.Errorf("got %v, want ErrNoIntakeKey", err)
		}
		r.checkNothingSent()
	})
	t.Run("an attested key that is none", func(t *testing.T) {
		active := func(context.Context, address) (ledger.Validator, error) { return ledger.Validator{Active: true}, nil }
		if _, err := checkIntake(t.Context(), &ledger.AttestedKey{Recipient: "age1x25519notaccepted"}, active, &trust{}); !errors.Is(err, ErrIntake) || !errors.Is(err, seal.ErrRecipient) {
			t.Errorf("got %v, want ErrIntake and ErrRecipient", err)
		}
	})
	t.Run("a chain that does not answer is not the key's fault", func(t *testing.T) {
		silent := func(context.Context, address) (ledger.Validator, error) { return ledger.Validator{}, errAway }
		if _, err := checkIntake(t.Context(), &ledger.AttestedKey{}, silent, &trust{}); !errors.Is(err, errAway) || errors.Is(err, ErrIntake) {
			t.Errorf("got %v, want only what the chain's client said", err)
		}
	})
}

// TestChangedWhileRead: what is sealed is what was looked at. The file as it is now can be contributed.
func TestChangedWhileRead(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"replaced": func(path string) error { return os.WriteFile(path, []byte("changed"), 0o600) },
		"grown": func(path string) error {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = f.WriteString("more")
			return err
		},
		"emptied": func(path string) error { return os.Truncate(path, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			path := r.write("a.json", "content")
			r.trust.fail = func() error { return change(path) } // after the look, before the seal
			if _, err := r.contribute(path); !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), "changed") {
				t.Errorf("got %v, want ErrFile that says so", err)
			}
			r.checkNothingSent()
			r.trust.fail = nil
			if err := os.WriteFile(path, []byte("steady"), 0o600); err != nil {
				t.Fatal(err)
			}
			results, err := r.contribute(path)
			if err != nil {
				t.Fatal(err)
			}
			r.checkCopies(results[0], "steady")
		})
	}
}

// TestSameContent: content is contributed once, under however many names it is given.
func TestSameContent(t *testing.T) {
	r := newRig(t)
	a, b, other := r.write("a.json", "content"), r.write("b.json", "content"), r.write("c.json", "other")
	results, err := r.contribute(a, b, other, a)
	if err != nil {
		t.Fatal(err)
	}
	if len(results) != 4 || results[0].FileID != results[1].FileID || results[0].FileID != results[3].FileID || results[0].FileID == results[2].FileID {
		t.Errorf("the results are %+v", results)
	}
	if results[1].File != b || results[1].Name != "a.json" {
		t.Errorf("the second name's result is of %s, named %s", results[1].File, results[1].Name)
	}
	if len(r.blobs.distinct()) != 2 || r.transactions() != 1 {
		t.Errorf("%d ciphertexts in %d transactions, want 2 in 1", len(r.blobs.distinct()), r.transactions())
	}
	later, err := r.contribute(b)
	if err != nil || later[0].FileID != results[0].FileID || r.transactions() != 1 {
		t.Errorf("given later under another name: %+v, %v", later, err)
	}
}

// TestSameContentElsewhere: another wallet's and another DataDAO's contributions of the same content are their own, with ciphertexts
// that nobody can link.
func TestSameContentElsewhere(t *testing.T) {
	one, two := newRig(t), newRig(t)
	first, err := one.contribute(one.write("a.json", "content"))
	if err != nil {
		t.Fatal(err)
	}
	dao, _ := world.DataDAO(t, world.Account(t), pool().validator)
	second, err := one.Contribute(one.ctx, DataDAO{ID: dao.ID, Slug: dao.Slug}, []string{one.write("a.json", "content")}, one.personal, false)
	if err != nil {
		t.Fatal(err)
	}
	third, err := two.contribute(two.write("a.json", "content"))
	if err != nil {
		t.Fatal(err)
	}
	urls, ids := map[string]bool{}, map[uint64]bool{}
	for _, r := range []Result{first[0], second[0], third[0]} {
		urls[r.URL], ids[r.FileID] = true, true
	}
	if len(urls) != 3 || len(ids) != 3 {
		t.Errorf("three contributions gave %d ciphertexts and %d files", len(urls), len(ids))
	}
}

// TestManyFiles: more files than one transaction takes go in several.
func TestManyFiles(t *testing.T) {
	r := newRig(t)
	paths := make([]string, batchSize+2)
	for i := range paths {
		paths[i] = r.write(fmt.Sprintf("%d.json", i), fmt.Sprint("content ", i))
	}
	results, err := r.contribute(paths...)
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[uint64]bool)
	for i, res := range results {
		files[res.FileID] = true
		if res.File != paths[i] || res.JobID == nil || res.Tx == (common.Hash{}) {
			t.Errorf("result %d is %+v", i, res)
		}
	}
	if len(files) != len(paths) || r.transactions() != 2 {
		t.Errorf("%d files in %d transactions", len(files), r.transactions())
	}
}

// TestNoMoney: an account that cannot pay for all files stores none.
func TestNoMoney(t *testing.T) {
	r := newRig(t)
	poor, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	fee, err := r.Ledger.Fee(t.Context(), pool().ID)
	if err != nil {
		t.Fatal(err)
	}
	to := crypto.PubkeyToAddress(poor.PublicKey)
	world.Send(t, r.key, ledger.Call{To: &to, Value: fee}) // the fee, but no gas
	r.key = poor
	r.restart()
	_, err = r.contribute(r.write("a.json", "content"), r.write("b.json", "other"))
	var funds *FundsError
	if !errors.Is(err, ErrFunds) || !errors.As(err, &funds) {
		t.Fatalf("got %v, want a FundsError", err)
	}
	if funds.Account != to || funds.Files != 2 || funds.Have.Cmp(fee) != 0 || funds.Need.Cmp(new(big.Int).Mul(fee, big.NewInt(2))) <= 0 {
		t.Errorf("the error says %+v", funds)
	}
	r.checkNothingSent()
}

// TestFolders: a folder is one contribution, the same whenever it holds the same; what changes while it is read is refused.
func TestFolders(t *testing.T) {
	r := newRig(t)
	files := map[string]string{"a/one.json": "1", "two.json": "2", ".hidden": "no"}
	first, second := exporttest.Folder(t, files), exporttest.Folder(t, files)
	looked, err := Plain(first, 0)
	if err != nil || looked.Name != filepath.Base(first)+".tar" || len(looked.Left) != 1 || looked.Left[0] != ".hidden" {
		t.Fatalf("looked at: %+v, %v", looked, err)
	}
	results, err := r.contribute(first)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := looked.Open()
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(packed)
	if err := errors.Join(err, packed.Close()); err != nil || int64(len(content)) != looked.Size {
		t.Fatalf("%d bytes, %v", len(content), err)
	}
	r.checkCopies(results[0], string(content))
	again, err := r.contribute(second)
	if err != nil || again[0].FileID != results[0].FileID {
		t.Errorf("the same folder elsewhere: %+v, %v", again, err)
	}
	if _, err := Plain(first, looked.Size-1); !errors.Is(err, ErrFile) {
		t.Errorf("a folder that is too large: %v", err)
	}
	if _, err := Plain(first, looked.Size); err != nil {
		t.Errorf("a folder of exactly the largest size: %v", err)
	}
	third := exporttest.Folder(t, map[string]string{"x.json": "x"})
	r.trust.fail = func() error { exporttest.Fill(t, third, map[string]string{"x.json": "another"}); return nil }
	if _, err := r.contribute(third); !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), "changed") {
		t.Errorf("a folder that changes: %v", err)
	}
	if err := os.Symlink("x.json", filepath.Join(third, "link")); err != nil {
		t.Fatal(err)
	}
	if _, err := Plain(third, 0); !errors.Is(err, ErrFile) || !errors.Is(err, export.ErrLink) {
		t.Errorf("a folder with a link: %v", err)
	}
}
