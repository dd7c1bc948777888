package index

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

func announced(t testing.TB, x *Index, dlp uint64) string {
	t.Helper()
	s := []string{}
	for _, a := range must[[]Announcement](t)(x.Announcements(ctx, dlp)) {
		s = append(s, fmt.Sprintf("%x/%d", a.Operation[:2], a.Place))
	}
	return fmt.Sprint(s)
}

func TestAnnouncements(t *testing.T) {
	c := whole(t)
	x := open(t)
	if err := c.give(x, 1, 11); err != nil {
		t.Fatal(err)
	}
	all := must[[]Announcement](t)(x.Announcements(ctx, 1))
	if len(all) != 3 {
		t.Fatalf("announced: %+v", all)
	}
	a, b := all[0], all[1]
	if a.DLP != 1 || a.Operation != digest("change") || a.Place != 0 || a.Target != addr("pool") || a.Value.Sign() != 0 || !bytes.Equal(a.Data, []byte{1, 2}) || a.ReadyAt != 1110+60 || a.Block != 11 {
		t.Errorf("%+v", a)
	}
	if b.Operation != a.Operation || b.Place != 1 || b.Target != addr("registry") || b.Value.Uint64() != 3 || len(b.Data) != 0 {
		t.Errorf("%+v", b)
	}
	if other := must[[]Announcement](t)(x.Announcements(ctx, 2)); len(other) != 0 {
		t.Errorf("the other DataDAO announces %+v", other)
	}
	change, never := digest("change"), digest("never")
	for i, want := range []string{
		fmt.Sprintf("[%x/1 %x/0]", change[:2], never[:2]), // one of two calls is carried out
		fmt.Sprintf("[%x/1]", change[:2]),                 // the other operation is cancelled
	} {
		block := uint64(12 + i)
		if err := x.Rewind(ctx, 11); err != nil {
			t.Fatal(err)
		}
		if err := c.give(x, 12, block); err != nil {
			t.Fatal(err)
		}
		if got := announced(t, x, 1); got != want {
			t.Errorf("after block %d: %s, want %s", block, got, want)
		}
	}
	// What was cancelled can be announced again.
	c.block() // 15
	c.schedule(1, "never", 10, call{addr("pool"), 0, []byte{9}})
	if err := c.give(x, 14, 15); err != nil {
		t.Fatal(err)
	}
	if got, want := announced(t, x, 1), fmt.Sprintf("[%x/1 %x/0]", change[:2], never[:2]); got != want {
		t.Errorf("announced again: %s, want %s", got, want)
	}
	if err := x.Rewind(ctx, 11); err != nil {
		t.Fatal(err)
	}
	if all := must[[]Announcement](t)(x.Announcements(ctx, 1)); len(all) != 3 {
		t.Errorf("after a rewind: %+v", all)
	}
}

func TestProposals(t *testing.T) {
	x := whole(t).indexed()
	all := must[[]Proposal](t)(x.Proposals(ctx, 1, 0))
	if len(all) != 2 || all[0].ID.Uint64() != 502 || len(all[0].Calls) != 0 || all[0].Ended != "canceled" {
		t.Fatalf("%+v", all)
	}
	p := all[1]
	if p.DLP != 1 || p.ID.Uint64() != 501 || p.Proposer != addr("builder") || p.Description != "proposal 501" || p.Ended != "executed" || p.Block != 11 || p.Time != 1110 || len(p.Calls) != 2 {
		t.Fatalf("%+v", p)
	}
	if a, b := p.Calls[0], p.Calls[1]; a.Target != addr("pool") || a.Value.Uint64() != 7 || !bytes.Equal(a.Data, []byte{1, 2}) || b.Target != addr("registry") || b.Value.Sign() != 0 || len(b.Data) != 0 {
		t.Errorf("%+v", p.Calls)
	}
	if newest := must[[]Proposal](t)(x.Proposals(ctx, 1, 1)); len(newest) != 1 || newest[0].ID.Uint64() != 502 {
		t.Errorf("the newest: %+v", newest)
	}
	if err := x.Rewind(ctx, 12); err != nil {
		t.Fatal(err)
	}
	if all := must[[]Proposal](t)(x.Proposals(ctx, 1, 0)); all[0].Ended != "" || all[1].Ended != "executed" {
		t.Errorf("after a rewind: %+v", all)
	}
}

// A proposal's id is a hash of its calls and description, so another DataDAO can have it, too.
func TestTwoGovernorsWithOneProposal(t *testing.T) {
	c := whole(t)
	c.block()
	c.propose(2, 501)
	c.propose(1, 503)
	c.propose(2, 503)
	c.block()
	c.tx(c.governor(2, "ProposalCanceled", n(503)))
	x := c.indexed()
	ended := func(dlp uint64) (s string) {
		for _, p := range must[[]Proposal](t)(x.Proposals(ctx, dlp, 0)) {
			s += fmt.Sprintf("%s %q ", p.ID, p.Ended)
		}
		return s
	}
	if one, two := ended(1), ended(2); one != `503 "" 502 "canceled" 501 "executed" ` || two != `503 "canceled" 501 "" ` {
		t.Errorf("got %s and %s", one, two)
	}
}

func TestDescriptionsAreKeptAsTheyAre(t *testing.T) {
	c := whole(t)
	c.block()
	text := "a\x00b\xff\xfe 'quoted' \U0001F332"
	c.tx(c.governor(1, "ProposalCreated", n(504), addr("builder"), []common.Address{}, []*gethInt{}, []string{}, [][]byte{}, n(1), n(2), text))
	if p := must[[]Proposal](t)(c.indexed().Proposals(ctx, 1, 1)); p[0].Description != text {
		t.Errorf("%q", p[0].Description)
	}
}

// Nobody can hide what a DataDAO announces by announcing something odd.
func TestEndlessDelays(t *testing.T) {
	for name, delay := range map[string]*gethInt{
		"the sum is too large": n(math.MaxInt64), "the delay is too large": new(gethInt).Lsh(n(1), 255),
	} {
		c := whole(t)
		c.block()
		c.tx(c.timelock(1, "CallScheduled", digest("odd"), n(0), addr("pool"), new(gethInt).Lsh(n(1), 255), []byte{}, [32]byte{}, delay))
		all, err := c.indexed().Announcements(ctx, 1)
		if err != nil || len(all) != 2 || all[1].ReadyAt != math.MaxInt64 || all[1].Value.BitLen() != 256 {
			t.Errorf("%s: %+v, %v", name, all, err)
		}
	}
}

func TestGovernanceOfStrangersIsIgnored(t *testing.T) {
	c := whole(t)
	c.block() // 15
	var logs []types.Log
	add := func(l types.Log, from common.Address) {
		l.Address = from
		logs = append(logs, l)
	}
	scheduled := c.timelock(1, "CallScheduled", digest("odd"), n(0), addr("pool"), n(0), []byte{1}, [32]byte{}, n(60))
	executed := c.timelock(1, "CallExecuted", digest("change"), n(1), addr("registry"), n(3), []byte{})
	cancelled := c.timelock(1, "Cancelled", digest("change"))
	created := c.governor(1, "ProposalCreated", n(600), addr("mallory"), []common.Address{}, []*gethInt{}, []string{}, [][]byte{}, n(1), n(2), "odd")
	ended := c.governor(1, "ProposalCanceled", n(501))
	for _, l := range []types.Log{scheduled, executed, cancelled} {
		add(l, addr("mallory"))
		add(l, governorOf(1))          // speaks as a governor only
		add(l, poolOf(1))              //
		add(l, core.DataRegistry)      //
		add(l, core.NetworkTimelock)   // is no DataDAO's
		l.Topics = l.Topics[:1]        // cut
		add(l, timelockOf(1))          //
		l.Data, l.Topics = nil, nil    // without anything
		add(l, timelockOf(1))          //
		l.Topics = scheduled.Topics    // without data
		add(l, timelockOf(1))          //
		l.Data = scheduled.Data[:33]   // garbled
		add(l, timelockOf(1))          //
		l.Data = make([]byte, 32*1024) // nonsense
		l.Topics = executed.Topics     //
		add(l, timelockOf(2))
	}
	add(executed, timelockOf(2)) // the operation is another DataDAO's
	add(cancelled, timelockOf(2))
	for _, l := range []types.Log{created, ended} {
		add(l, addr("mallory"))
		add(l, timelockOf(1))
		add(l, core.DLPRegistry)
		l.Data = nil
		add(l, governorOf(1))
	}
	uneven := c.governor(1, "ProposalCreated", n(601), addr("mallory"), []common.Address{addr("a")}, []*gethInt{}, []string{}, [][]byte{}, n(1), n(2), "odd")
	add(uneven, governorOf(1))
	c.tx(logs...)
	x, y := c.indexed(), whole(t).indexed()
	c.logs[14] = nil
	if err := c.give(y, 15, 15); err != nil {
		t.Fatal(err)
	}
	if dump(t, x) != dump(t, y) {
		t.Errorf("a stranger's log changed the index:\n%s\n%s", dump(t, x), dump(t, y))
	}
}

// Who governs a DataDAO is known from the block that says so.
func TestAuthorities(t *testing.T) {
	c := whole(t)
	x := c.indexed()
	count := func(query string, args ...any) (n int) {
		t.Helper()
		if err := x.db.QueryRow(query, args...).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if count(`SELECT count(*) FROM dlp_authority WHERE dlp = 1 AND timelock = ? AND tee_pool = ?`, timelockOf(1), addr("tees 1")) != 1 ||
		count(`SELECT count(*) FROM dlp_governor WHERE dlp = 2 AND governor = ?`, governorOf(2)) != 1 || count(`SELECT count(*) FROM dlp_open WHERE dlp = 1`) != 1 {
		t.Error("founding, governor or opening are missing")
	}
	if err := x.Rewind(ctx, 9); err != nil {
		t.Fatal(err)
	}
	if count(`SELECT (SELECT count(*) FROM dlp_governor) + (SELECT count(*) FROM dlp_open)`) != 0 {
		t.Error("a rewound governor or opening still counts")
	}
	// Before it was created the governor was a stranger.
	c.block()
	early := &chain{t: t, salt: "early", blocks: c.blocks[:9:9], logs: c.logs[:9:9]}
	early.block()
	early.propose(1, 700)
	if err := early.give(x, 10, 10); err != nil {
		t.Fatal(err)
	}
	if all := must[[]Proposal](t)(x.Proposals(ctx, 1, 0)); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}
