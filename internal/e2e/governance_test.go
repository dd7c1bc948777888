package e2e

import (
	"testing"
	"time"
)

// TestAVoteChangesAPrice takes a DataDAO from its founder to its token holders: what its founder may do at once, what waits in the
// timelock, and how a vote decides when the founder has no say any more. Its proofs need second opinions.
func TestAVoteChangesAPrice(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.start("--validators", "4")
	for _, name := range []string{"ana", "carl", "bob"} {
		m.account(name)
	}
	proof := m.file("proof.star", `
def prove(file, context):
    return proof(valid = True, score = 1.0, quality = 1.0, authenticity = 1.0, ownership = 1.0, uniqueness = 1.0)
`)
	refine := m.file("refine.sql", `
CREATE TABLE notes (text TEXT NOT NULL);
INSERT INTO notes SELECT content->>'$.text' FROM input;
`)
	m.do(nil, "--as", "ana", "dao", "create", "diary", "--proof", proof, "--refiner", refine, "--supply", "1000", "--reward-pot", "500", "--stock", "400",
		"--opinions", "2,2", "--deterministic", "--keep-closed")
	m.refused("not open", "--as", "carl", "contribute", m.file("early.json", `{"text":"too early"}`), "--dao", "diary")
	var granted struct{ PermissionID uint64 }
	m.do(&granted, "--as", "ana", "access", "grant", "--dao", "diary", "--table", "notes", "--price", "0.5")
	m.do(nil, "--as", "ana", "dao", "open", "diary")
	if r := m.contribute("carl", "diary", m.file("note.json", `{"text":"a fine day"}`))[0]; r.Status != "valid" || r.Reward != "100" {
		t.Fatalf("with second opinions: %+v", r)
	}

	price := func() string {
		t.Helper()
		var list struct{ Permissions []struct{ Price string } }
		m.do(&list, "access", "list", "--dao", "diary")
		return list.Permissions[0].Price
	}
	var announced struct {
		Announced bool
		Operation string
	}
	m.do(&announced, "--as", "ana", "access", "price", "1", "0.25", "--dao", "diary", "--no-wait")
	if !announced.Announced || price() != "0.5" {
		t.Errorf("a lower price took effect at once: %+v", announced)
	}
	var waiting struct {
		Announcements []struct{ Operation, Call string }
		Proposals     []struct{ ProposalID, State string }
	}
	m.eventually("the announcement is listed", func() bool {
		m.do(&waiting, "gov", "list", "--dao", "diary")
		return len(waiting.Announcements) == 1 && waiting.Announcements[0].Operation == announced.Operation
	})
	var shown struct{ Announced []struct{ Call string } }
	m.do(&shown, "--as", "carl", "file", "show", "1")
	if len(shown.Announced) != 1 {
		t.Errorf("the contributor is not warned: %+v", shown)
	}
	m.do(nil, "--as", "ana", "access", "price", "1", "0.25", "--dao", "diary")
	m.eventually("the lower price is in force", func() bool { return price() == "0.25" })
	m.do(nil, "--as", "ana", "access", "price", "1", "0.5", "--dao", "diary")
	m.eventually("the higher price is in force", func() bool { return price() == "0.5" })

	m.refused("no governor", "--as", "bob", "gov", "propose", "--dao", "diary", "--price", "1=0.3", "--description", "cheaper")
	m.do(nil, "--as", "ana", "dao", "handover", "diary", "--voting-delay", "1s", "--voting-period", "20s", "--proposal-threshold", "1", "--quorum", "4")
	m.refused("token holders", "--as", "ana", "access", "price", "1", "0.1", "--dao", "diary")
	m.refused("", "--as", "ana", "access", "revoke", "1", "--dao", "diary")

	m.refused("votes", "--as", "bob", "gov", "propose", "--dao", "diary", "--price", "1=0.3", "--description", "cheaper")
	m.do(nil, "--as", "bob", "token", "buy", "100", "--dao", "diary")
	var votes struct{ Votes string }
	m.do(&votes, "--as", "bob", "gov", "delegate", "--dao", "diary")
	if votes.Votes != "100" {
		t.Errorf("bob has %s votes", votes.Votes)
	}
	var proposal struct {
		ProposalID string
		Calls      []string
	}
	m.do(&proposal, "--as", "bob", "gov", "propose", "--dao", "diary", "--price", "1=0.3", "--description", "cheaper")
	m.eventually("the proposal is listed", func() bool {
		m.do(&waiting, "gov", "list", "--dao", "diary")
		return len(waiting.Proposals) == 1 && waiting.Proposals[0].ProposalID == proposal.ProposalID
	})
	m.do(nil, "--as", "bob", "gov", "vote", proposal.ProposalID, "for", "--dao", "diary")
	m.refused("voted already", "--as", "bob", "gov", "vote", proposal.ProposalID, "against", "--dao", "diary")
	var end struct{ State string }
	m.do(&end, "--as", "bob", "gov", "execute", proposal.ProposalID, "--dao", "diary")
	if end.State != "executed" {
		t.Errorf("the proposal is %s", end.State)
	}
	m.eventually("the vote has changed the price", func() bool { return price() == "0.3" })
}

// eventually waits for what a command will show: the node's read model follows the chain by itself.
func (m *machine) eventually(what string, holds func() bool) {
	m.t.Helper()
	deadline := time.Now().Add(time.Minute)
	for !holds() {
		if time.Now().After(deadline) {
			m.t.Fatalf("never: %s", what)
		}
		time.Sleep(200 * time.Millisecond)
	}
}
