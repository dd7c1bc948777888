package index

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/contracts/gen"
)

func TestOpenRefuses(t *testing.T) {
	write := func(path, script string) {
		db := must[*sql.DB](t)(sql.Open("sqlite", path))
		defer db.Close()
		if _, err := db.Exec(script); err != nil {
			t.Fatal(err)
		}
	}
	other := core
	other.DataRegistry = addr("another registry")
	for name, tc := range map[string]struct {
		spoil func(path string)
		want  error
	}{
		"a newer version":        {func(p string) { write(p, fmt.Sprintf(`PRAGMA user_version = %d`, len(migrations)+1)) }, ErrVersion},
		"no version":             {func(p string) { write(p, `PRAGMA user_version = 0`) }, ErrVersion},
		"another program's file": {func(p string) { write(p, `PRAGMA application_id = 7`) }, ErrForeign},
		"another network":        {func(p string) { os.Remove(p); must[*Index](t)(Open(p, other)).Close() }, ErrNetwork},
		"a text file": {func(p string) {
			os.Remove(p)
			os.WriteFile(p, []byte("this is not a database at all, it is a text\n"), 0o600)
		}, nil},
	} {
		path := filepath.Join(t.TempDir(), "index.db")
		must[*Index](t)(Open(path, core)).Close()
		x, err := Open(path, core)
		if err != nil {
			t.Fatalf("opening again: %v", err)
		}
		x.Close()
		tc.spoil(path)
		if x, err = Open(path, core); err == nil {
			x.Close()
			t.Errorf("%s was opened", name)
		} else if tc.want != nil && !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTopicsAreThoseOfTheContracts(t *testing.T) {
	known := map[common.Hash]bool{}
	for _, m := range []interface {
		ParseABI() (*gethABI, error)
	}{&gen.DataRegistryMetaData, &gen.DLPRegistryMetaData, &gen.DataRefinerRegistryMetaData, &gen.QueryEngineMetaData, &gen.ComputeInstructionRegistryMetaData, &gen.ComputeEngineMetaData, &gen.DataLiquidityPoolMetaData, &gen.TeePoolMetaData, &gen.DataDAOTimelockMetaData, &gen.DataDAOGovernorMetaData} {
		a, err := m.ParseABI()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range a.Events {
			known[e.ID] = true
		}
	}
	topics := open(t).Topics()
	for _, topic := range topics {
		if !known[topic] {
			t.Errorf("topic %s is no event of the contracts", topic)
		}
	}
	if len(topics) < 40 {
		t.Errorf("only %d topics", len(topics))
	}
}

func TestApplyRefuses(t *testing.T) {
	c := network(t)
	last := c.blocks[8]
	next := Header{Number: 10, Hash: digest("ten"), Parent: last.Hash, Time: 1100}
	at := func(l types.Log, block Header) types.Log {
		l.BlockNumber, l.BlockHash = block.Number, block.Hash
		return l
	}
	removed := at(c.registry("JobCanceled", jobID(4, 0)), next)
	removed.Removed = true
	short := at(c.tees("ValidatorRemoved", addr("validator 1")), next)
	short.Topics = short.Topics[:1]
	empty := at(c.tees("IntakeKeySet", n(1), n(1), addr("validator 1"), digest("d"), "age1", n(1), []byte{}), next)
	empty.Data = nil
	second := at(c.registry("JobCanceled", jobID(4, 0)), next)
	second.Index = 0
	proofAdded := at(c.registry("ProofAdded", n(4), addr("ann"), n(1), n(1), n(0), "https://result"), next)
	proofRecorded := at(c.registry("ProofRecorded", jobID(4, 0), n(4), addr("v"), digest("b"), digest("p"), n(0), n(0), n(0), false), next)
	proofRecorded.Index = 1
	huge := new(gethInt).Lsh(n(1), 200)
	for name, tc := range map[string]struct {
		blocks []Header
		logs   []types.Log
		want   error
	}{
		"a block again":                  {[]Header{last}, nil, ErrOrder},
		"a block with another parent":    {[]Header{{Number: 10, Parent: digest("x")}}, nil, ErrOrder},
		"logs without blocks":            {nil, []types.Log{at(c.registry("JobCanceled", n(1)), next)}, ErrOrder},
		"a log outside the range":        {[]Header{next}, []types.Log{at(c.registry("JobCanceled", n(1)), last)}, ErrOrder},
		"a removed log":                  {[]Header{next}, []types.Log{removed}, ErrOrder},
		"two logs of one index":          {[]Header{next}, []types.Log{second, second}, ErrOrder},
		"a core event that is cut":       {[]Header{next}, []types.Log{short}, ErrEvent},
		"a core event without data":      {[]Header{next}, []types.Log{empty}, ErrEvent},
		"a core event with a huge id":    {[]Header{next}, []types.Log{at(c.registry("FilePooled", huge, n(1)), next)}, ErrEvent},
		"a pooled file that is nobody's": {[]Header{next}, []types.Log{at(c.registry("FilePooled", n(70), n(1)), next)}, ErrEvent},
		"a proof of an unknown address":  {[]Header{next}, []types.Log{proofAdded, proofRecorded}, ErrEvent},
		"a refinement without address":   {[]Header{next}, []types.Log{at(c.registry("RefinementRecorded", n(1), n(2), addr("v"), digest("p")), next)}, ErrEvent},
		"a proof without score":          {[]Header{next}, []types.Log{at(c.registry("ProofRecorded", jobID(4, 0), n(4), addr("v"), digest("b"), digest("p"), n(0), n(0), n(0), false), next)}, ErrEvent},
		"a request without a job":        {[]Header{next}, []types.Log{at(c.engine("JobRequested", n(9), n(0), digest("q"), n(1)), next)}, ErrEvent},
	} {
		x := c.indexed()
		before := dump(t, x)
		if err := x.Apply(ctx, tc.blocks, tc.logs); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
		if dump(t, x) != before {
			t.Errorf("%s: left a trace", name)
		}
	}
}

func TestStrangersAreIgnored(t *testing.T) {
	c := network(t)
	c.block()
	forged := c.registry("JobCanceled", jobID(4, 0))
	forged.Address = addr("mallory")
	unregistered := c.pool(1, "OwnerUpdated", addr("mallory"))
	unregistered.Address = addr("mallory")
	garbled := c.pool(1, "ValueClaimed", addr("ann"), n(1), n(1))
	garbled.Data = garbled.Data[:7]
	empty := c.pool(1, "ValueClaimed", addr("ann"), n(1), n(1))
	empty.Data = nil // the bindings unpack this into nil amounts
	foreign := c.registry("ProofAdded", n(4), addr("ann"), n(1), n(1), n(1), "")
	foreign.Address = poolOf(1) // a pool may not speak for the registry
	c.tx(forged, unregistered, garbled, empty, foreign, types.Log{Address: poolOf(1)}, types.Log{Address: core.DataRegistry})
	x, y := c.indexed(), network(t).indexed()
	c.logs[9] = nil
	if err := c.give(y, 10, 10); err != nil {
		t.Fatal(err)
	}
	if dump(t, x) != dump(t, y) {
		t.Error("a stranger's log changed the index")
	}
	if err := open(t).Rewind(ctx, 0); err != nil {
		t.Errorf("rewinding an empty index: %v", err)
	}
}

// TestCoreEventsWithoutData: the bindings unpack a log without data into nil amounts. The index refuses each such event of a core
// contract and keeps nothing of it.
func TestCoreEventsWithoutData(t *testing.T) {
	c := whole(t)
	x := c.indexed()
	before := dump(t, x)
	next := Header{Number: 15, Hash: digest("fifteen"), Parent: c.blocks[13].Hash, Time: 1150}
	seen := map[common.Hash]bool{}
	for _, logs := range c.logs {
		for _, l := range logs {
			of, ok := x.decode.core[l.Address]
			if !ok || len(l.Data) == 0 || of.record[l.Topics[0]] == nil || seen[l.Topics[0]] {
				continue
			}
			seen[l.Topics[0]] = true
			l.Data, l.BlockNumber, l.BlockHash = nil, next.Number, next.Hash
			if err := x.Apply(ctx, []Header{next}, []types.Log{l}); !errors.Is(err, ErrEvent) {
				e, _ := of.abi.EventByID(l.Topics[0])
				t.Errorf("%s: %v", e.Name, err)
			}
		}
	}
	if len(seen) < 25 {
		t.Errorf("only %d events", len(seen))
	}
	if dump(t, x) != before {
		t.Error("an event that was refused left a trace")
	}
}
