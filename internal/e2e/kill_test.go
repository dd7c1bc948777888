package e2e

import (
	"math/big"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coppice-network/coppice/internal/e2e/exports"
	"github.com/coppice-network/coppice/internal/e2e/oracle"
	"github.com/coppice-network/coppice/internal/soak"
)

// kills is how often the network is killed while 37 files are contributed; `make soak` does it more often.
func kills() int {
	if soak.On() {
		return 200
	}
	return 20
}

// TestKilledNetworkFinishesEverything kills `coppice up` at random moments during two running `coppice contribute`. Afterwards every file
// has its proof, its reward exactly once, and its rows.
func TestKilledNetworkFinishesEverything(t *testing.T) {
	dir := exports.Need(t)
	want, err := oracle.Folder(dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))

	m := newMachine(t)
	m.start()
	m.account("founder")
	daos := map[string]string{"fitness": m.dao("founder", "fitness"), "sleep": m.dao("founder", "sleep")}
	owners := map[string]string{}
	files := map[string][]string{}
	for _, f := range want.Files {
		files[f.Dataset] = append(files[f.Dataset], filepath.Join(dir, f.Name))
	}
	done := make(chan string, len(daos))
	for dataset, dao := range daos {
		owner := "owner-" + dataset
		owners[dataset] = m.account(owner)
		// One person's command; it is given again when it gives up, as a person would.
		go func() {
			for range 400 {
				o := m.try(append([]string{"--as", owner, "--json", "contribute", "--dao", dao}, files[dataset]...)...)
				if o.code == 0 {
					done <- dataset
					return
				}
				t.Logf("%s: contribute ended early: %s", dataset, strings.SplitN(o.stderr, "\n", 2)[0])
			}
			done <- ""
		}()
	}
	confirmed := uint64(0)
	for i := range kills() {
		time.Sleep(time.Duration(200+random.IntN(2500)) * time.Millisecond) // the moment is what is tested, not waited for
		m.kill()
		if err := m.tryStart(); err != nil {
			t.Fatalf("after kill %d: %v", i+1, err)
		}
		if block := m.block(); block < confirmed {
			t.Fatalf("after kill %d: the chain is at block %d, it had been at %d", i+1, block, confirmed)
		} else {
			confirmed = block
		}
	}
	for range daos {
		if <-done == "" {
			t.Fatal("a contribution never finished")
		}
	}
	for dataset := range daos {
		m.paidOnce(t, want, dataset, "owner-"+dataset, owners[dataset])
	}
	m.allRefined(t, want)
}

func (m *machine) block() uint64 {
	m.t.Helper()
	var s struct{ Chain struct{ Block uint64 } }
	m.do(&s, "status")
	return s.Chain.Block
}

// paidOnce checks that an owner's files are all there, each valid once, and that the balance is the sum of their rewards.
func (m *machine) paidOnce(t *testing.T, want *oracle.Answers, dataset, owner, address string) {
	t.Helper()
	var list struct{ Files []contributed }
	m.do(&list, "--as", owner, "file", "list")
	total := new(big.Rat)
	expected := 0
	for _, f := range want.Files {
		if f.Dataset != dataset {
			continue
		}
		expected++
		total.Add(total, rat(t, f.Reward))
	}
	if len(list.Files) != expected {
		t.Errorf("%s: %d files are registered, want %d", dataset, len(list.Files), expected)
	}
	for _, f := range list.Files {
		if f.Status != "valid" {
			t.Errorf("%s: file %d is %s: %s", dataset, f.FileID, f.Status, f.Reason)
		}
	}
	var balance struct{ Tokens map[string]string }
	m.do(&balance, "--as", owner, "token", "balance")
	if got := rat(t, balance.Tokens[dataset]); got.Cmp(total) != 0 {
		t.Errorf("%s: %s holds %s tokens, want %s", dataset, address, got.FloatString(18), total.FloatString(18))
	}
}

// allRefined waits until both tables have all their rows.
func (m *machine) allRefined(t *testing.T, want *oracle.Answers) {
	t.Helper()
	m.waitRows("fitness", len(want.Fitness))
	m.waitRows("sleep", len(want.Sleep))
}

// waitRows waits until a dataset's tables have this many rows together.
func (m *machine) waitRows(slug string, rows int) {
	m.t.Helper()
	deadline := time.Now().Add(3 * time.Minute)
	for {
		var s struct {
			Datasets []struct {
				Slug   string
				Tables []struct{ Rows int }
			}
		}
		m.do(&s, "status")
		have := 0
		for _, d := range s.Datasets {
			for _, tab := range d.Tables {
				if d.Slug == slug {
					have += tab.Rows
				}
			}
		}
		if have == rows {
			return
		}
		if time.Now().After(deadline) {
			m.t.Fatalf("%s has %d rows, want %d", slug, have, rows)
		}
		time.Sleep(200 * time.Millisecond) // between two looks at a process that cannot tell us
	}
}
