package contribution

import (
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

// TestMovedRegistrations: what a reorganisation has done to registered files is found out by the same command. The chain of these tests does
// not reorganise, so it is the journal that is made to remember another one.
func TestMovedRegistrations(t *testing.T) {
	const content = "content"
	elsewhere := common.Hash{1}.Hex()
	for name, c := range map[string]struct {
		stop string // ends the first process after this step; empty: it registers the file
		was  func(e *entry)
		more uint64 // transactions that it takes
	}{
		"as it was":              {"", func(*entry) {}, 0},
		"under another id":       {"", func(e *entry) { e.fileID += 1000 }, 0},
		"by another transaction": {"", func(e *entry) { e.fileID, e.tx = e.fileID+1000, elsewhere }, 0},
		"nowhere: it is sent anew": {"stored", func(e *entry) {
			e.step, e.batch, e.fileID, e.jobID, e.tx = stepRegistered, "contribute/gone", 1000, "1000", elsewhere
		}, 1},
		"nowhere, and under way anew": {"stored", func(e *entry) { e.step, e.batch = stepSubmitted, "contribute/gone" }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			path := r.write("a.json", content)
			if c.stop != "" {
				r.Progress = func(what string, _, _ int) {
					if what == c.stop {
						r.kill()
					}
				}
			}
			if _, err := r.contribute(path); (err == nil) != (c.stop == "") {
				t.Fatal(err)
			}
			r.restart()
			e := r.entry(content)
			c.was(&e)
			if err := r.Journal.save(t.Context(), &e); err != nil {
				t.Fatal(err)
			}
			before := r.transactions()
			results, err := r.contribute(path)
			if err != nil {
				t.Fatal(err)
			}
			now := r.entry(content)
			digest, _, err := newFiles([]*entry{&now})
			if err != nil {
				t.Fatal(err)
			}
			id, err := r.Ledger.FileIDOf(t.Context(), digest[0].Digest, now.owner)
			if err != nil || id == 0 || now.fileID != id || results[0].FileID != id || results[0].Tx.Hex() != now.tx || now.tx == elsewhere || now.step != stepRegistered {
				t.Errorf("the chain has file %d (%v), the journal %+v, the result is %+v", id, err, now, results[0])
			}
			if sent := r.transactions() - before; sent != c.more {
				t.Errorf("%d transactions, want %d", sent, c.more)
			}
		})
	}
}

// TestForgottenTransaction: a node that has forgotten an old transaction does not make its files new ones.
func TestForgottenTransaction(t *testing.T) {
	r := newRig(t)
	path := r.write("a.json", "content")
	first, err := r.contribute(path)
	if err != nil {
		t.Fatal(err)
	}
	e := r.entry("content")
	e.tx = common.Hash{1}.Hex()
	if err := r.Journal.save(t.Context(), &e); err != nil {
		t.Fatal(err)
	}
	again, err := r.contribute(path)
	if err != nil || again[0].FileID != first[0].FileID || r.transactions() != 1 || r.entry("content") != e {
		t.Errorf("%+v after %+v, %v", again, first, err)
	}
}

// TestAwaitMoved: nobody is told what became of another's file.
func TestAwaitMoved(t *testing.T) {
	r := newRig(t)
	results, err := r.contribute(r.write("a.json", "content"))
	if err != nil {
		t.Fatal(err)
	}
	e := r.entry("content")
	e.fileID += 1000
	if err := r.Journal.save(t.Context(), &e); err != nil {
		t.Fatal(err)
	}
	r.states.files = map[uint64]State{e.fileID: {Status: "valid"}, results[0].FileID: {Status: "valid"}}
	if _, err := r.Await(t.Context(), pool().ID, e.fileID); !errors.Is(err, ErrMoved) {
		t.Errorf("got %v, want ErrMoved", err)
	}
}
