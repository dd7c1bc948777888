package e2e

import (
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// validatorShown is what `validator show` and the orders print.
type validatorShown struct {
	Address, Evidence, Bond, Owed, Paid string
	Active                              bool
	KeyEpoch                            int
	BondFreeAt                          int64
}

// TestOperatingValidators: validators come and go while people contribute, are paid, stopped and let in again.
func TestOperatingValidators(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.start("--validators", "3")
	m.account("ana")
	bob := m.account("bob")
	proof := m.file("proof.star", `
def prove(file, context):
    return proof(valid = True, score = 1.0, quality = 1.0, authenticity = 1.0, ownership = 1.0, uniqueness = 1.0)
`)
	refine := m.file("refine.sql", `
CREATE TABLE notes (text TEXT NOT NULL);
INSERT INTO notes SELECT content->>'$.text' FROM input;
`)
	for _, name := range []string{"diary", "logbook"} {
		m.do(nil, "--as", "ana", "dao", "create", name, "--proof", proof, "--refiner", refine)
		if r := m.contribute("bob", name, m.file(name+".json", `{"text":"a fine day"}`))[0]; r.Status != "valid" {
			t.Fatalf("%s: %+v", name, r)
		}
		m.waitRows(name, 1) // a validator that left would keep others waiting for as long as its lease lasts
	}
	active := func() (list []struct {
		Address, Measurement string
		Accepted             bool
	}) {
		t.Helper()
		var v struct {
			Validators []struct {
				Address, Measurement string
				Accepted             bool
			}
		}
		m.do(&v, "validator", "list")
		return v.Validators
	}
	if n := len(active()); n != 3 {
		t.Fatalf("%d validators", n)
	}

	// Two of three leave: at least one of them had made the key of a DataDAO. The last one takes over, and people go on contributing.
	var left validatorShown
	for _, n := range []string{"2", "3"} {
		m.eventually("the others hold the keys", func() bool { return m.try("validator", "leave", n).code == 0 })
		m.refused("is not active", "validator", "leave", n)
	}
	m.refused("is the last one", "validator", "leave", "1")
	m.refused("has validators 1 to 3", "validator", "leave", "7")
	for _, name := range []string{"diary", "logbook"} {
		file := m.file(name+"2.json", `{"text":"another fine day"}`)
		m.eventually("the key of an active validator", func() bool { return m.try("--as", "bob", "contribute", "--no-wait", "--dao", name, file).code == 0 })
		if r := m.contribute("bob", name, file)[0]; r.Status != "valid" {
			t.Errorf("%s, after its validators left: %+v", name, r)
		}
	}
	for _, name := range []string{"diary", "logbook"} { // what was sealed to the key before can still be read
		m.waitRows(name, 2)
	}

	// They stay away when the network starts again, and their bonds stay locked for a while.
	m.stop()
	m.refused("no node of this network runs", "validator", "join", "3")
	m.start("--validators", "3")
	if n := len(active()); n != 1 {
		t.Errorf("%d validators after a restart", n)
	}
	m.refused("bond is locked", "validator", "unbond", "3")
	m.do(&left, "validator", "join", "3")
	if !left.Active || left.BondFreeAt != 0 || len(active()) != 2 {
		t.Errorf("joined: %+v", left)
	}
	m.refused("is active", "validator", "join", "3")
	m.do(&left, "validator", "show", left.Address)
	m.refused("was never a validator", "validator", "show", bob)

	// Fresh evidence, which everybody accepts.
	var renewed validatorShown
	m.do(&renewed, "validator", "renew", "3")
	if renewed.KeyEpoch != left.KeyEpoch+1 || renewed.Evidence == left.Evidence {
		t.Errorf("renewed: %+v, before %+v", renewed, left)
	}
	for _, v := range active() {
		if !v.Accepted {
			t.Errorf("the evidence of %s is not accepted", v.Address)
		}
	}
	m.refused("is not active", "validator", "renew", "2")

	// What validator 1 earned.
	before := m.vana(t, "bob")
	var paid validatorShown
	m.do(&paid, "validator", "claim", "1", "--to", "bob")
	if paid.Paid == "" || paid.Owed != "0" || plus(t, before, paid.Paid) != m.vana(t, "bob") {
		t.Errorf("paid %+v; bob had %s and has %s", paid, before, m.vana(t, "bob"))
	}
	m.refused("nothing to claim", "validator", "claim", "1", "--to", "bob")

	// Bonds: anybody may post.
	var bond validatorShown
	m.refused("and 1 are needed", "--as", "bob", "validator", "bond", left.Address)
	m.do(&bond, "--as", "bob", "validator", "bond", left.Address, "0.5")
	if bond.Bond != "1.5" {
		t.Errorf("bond %s", bond.Bond)
	}
	if o := m.try("--as", "bob", "validator", "bond", left.Address, "0"); o.code != 2 {
		t.Errorf("a bond of 0: exit %d, %s", o.code, o.stderr)
	}

	// The network's maintainer stops a program, and lets it in again through the timelock.
	m.refused("is not an administrator", "--as", "bob", "validator", "remove", left.Address)
	m.importOperator("ops")
	m.do(nil, "--as", "ops", "validator", "remove", left.Address)
	m.refused("is not an active validator", "--as", "ops", "validator", "remove", left.Address)
	m.do(nil, "validator", "join", "3")
	program := active()[0].Measurement
	m.refused("is not an administrator", "--as", "bob", "validator", "suspend", "--measurement", program, "--yes")
	m.refused("not done without being asked for", "--as", "ops", "validator", "suspend", "--measurement", program)
	if o := m.try("--as", "ops", "validator", "suspend"); o.code != 2 {
		t.Errorf("suspending nothing: exit %d", o.code)
	}
	var stopped struct{ Stopped []string }
	m.do(&stopped, "--as", "ops", "validator", "suspend", "--measurement", program, "--yes")
	if len(stopped.Stopped) != 2 || len(active()) != 0 {
		t.Errorf("stopped %v", stopped.Stopped)
	}
	m.refused("is suspended already", "--as", "ops", "validator", "suspend", "--measurement", program, "--yes")
	m.refused("may not propose", "--as", "bob", "validator", "allow", "--measurement", program)
	m.do(nil, "--as", "ops", "validator", "allow", "--measurement", program)
	m.refused("is allowed already", "--as", "ops", "validator", "allow", "--measurement", program)
	for _, n := range []string{"1", "3"} {
		m.do(nil, "validator", "join", n)
	}
	last := m.file("last.json", `{"text":"all is well"}`)
	m.eventually("the key of an active validator", func() bool { return m.try("--as", "bob", "contribute", "--no-wait", "--dao", "diary", last).code == 0 })
	if r := m.contribute("bob", "diary", last)[0]; r.Status != "valid" {
		t.Errorf("after all: %+v", r)
	}
}

// importOperator makes an account of the key with which a local network is administered.
func (m *machine) importOperator(name string) {
	m.t.Helper()
	b, err := os.ReadFile(filepath.Join(m.home, "local", "local", "operator", "key"))
	if err != nil {
		m.t.Fatal(err)
	}
	cmd := m.command(m.t.Context(), "account", "import", name)
	cmd.Stdin = strings.NewReader(strings.TrimPrefix(string(b), "coppice-operator/1 "))
	if out, err := cmd.CombinedOutput(); err != nil {
		m.t.Fatalf("%v\n%s", err, out)
	}
}

// plus adds an amount as a command prints it to one of vana.
func plus(t *testing.T, have, amount string) string {
	t.Helper()
	x, ok1 := new(big.Rat).SetString(have)
	y, ok2 := new(big.Rat).SetString(amount)
	if !ok1 || !ok2 {
		t.Fatalf("%q or %q is no number", have, amount)
	}
	return x.Add(x, y).String()
}

// TestRequestsAndTreasury: a builder asks in public, the founder answers or refuses, and takes out what is the DataDAO's.
func TestRequestsAndTreasury(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.start()
	m.account("ana")
	m.account("bob")
	m.account("carl")
	id := m.dao("ana", "fitness")
	m.do(nil, "--as", "ana", "dao", "update", "fitness", "--treasury-share", "1000")
	ask := func() string {
		t.Helper()
		var r struct{ RequestID json.Number }
		m.do(&r, "--as", "bob", "access", "request", "--dao", "fitness", "--table", "fitness_data", "--price", "0.02", "--purpose", "sleep\nresearch")
		return r.RequestID.String()
	}
	first, second, third := ask(), ask(), ask()
	type request struct {
		RequestID    json.Number
		PermissionID uint64
		Purpose      string
		Closed       bool
	}
	requests := func(args ...string) []request {
		t.Helper()
		var v struct{ Requests []request }
		m.do(&v, append([]string{"access", "requests"}, args...)...)
		return v.Requests
	}
	if open := requests("--dao", id); len(open) != 3 || open[0].RequestID.String() != third || open[0].Purpose != "sleep\nresearch" {
		t.Errorf("requests %+v", open)
	}
	if o := m.try("access", "requests"); strings.Count(o.stdout, "\n") != 6 {
		t.Errorf("a stranger's line breaks reach the terminal: %q", o.stdout)
	}
	m.refused("", "--as", "carl", "access", "close", first)
	m.do(nil, "--as", "bob", "access", "close", first)
	m.refused("is closed already", "--as", "bob", "access", "close", first)
	m.do(nil, "--as", "ana", "access", "close", second)
	m.refused("no such access request", "--as", "ana", "access", "close", "99")
	var granted struct{ PermissionID uint64 }
	var bob struct{ Address string }
	m.do(&bob, "--as", "bob", "account", "show")
	m.do(&granted, "--as", "ana", "access", "grant", "--dao", "fitness", "--table", "fitness_data", "--price", "0.02", "--to", bob.Address)
	m.refused("", "--as", "ana", "access", "close", third, "--permission", "98")
	var answered request
	m.do(&answered, "--as", "ana", "access", "close", third, "--permission", strconv.FormatUint(granted.PermissionID, 10))
	if !answered.Closed || answered.PermissionID != granted.PermissionID {
		t.Errorf("answered: %+v", answered)
	}
	if open, all := requests(), requests("--all"); len(open) != 0 || len(all) != 3 {
		t.Errorf("%d open of %d", len(open), len(all))
	}

	// The treasury.
	type treasury struct {
		VANA, Tokens string
		ShareBps     int
	}
	var now treasury
	m.do(&now, "dao", "treasury", "fitness")
	if now.VANA != "0" || now.Tokens != "0" || now.ShareBps != 1000 {
		t.Errorf("before any sale: %+v", now)
	}
	m.refused("is empty", "--as", "ana", "dao", "treasury", "fitness", "--withdraw")
	m.do(nil, "--as", "bob", "token", "buy", "10", "--dao", "fitness")
	m.do(&now, "dao", "treasury", "fitness")
	if now.VANA == "0" {
		t.Fatalf("after a sale: %+v", now)
	}
	m.refused("owner", "--as", "bob", "dao", "treasury", "fitness", "--withdraw")
	if o := m.try("dao", "treasury", "fitness", "--to", "carl"); o.code != 2 {
		t.Errorf("--to without --withdraw: exit %d", o.code)
	}
	before := m.vana(t, "carl")
	var taken treasury
	m.do(&taken, "--as", "ana", "dao", "treasury", "fitness", "--withdraw", "--to", "carl")
	if taken.VANA != now.VANA || m.vana(t, "carl") != plus(t, before, taken.VANA) {
		t.Errorf("taken %+v of %+v", taken, now)
	}
	m.do(nil, "--as", "ana", "dao", "handover", "fitness")
	m.do(nil, "--as", "bob", "token", "buy", "10", "--dao", "fitness")
	o := m.refused("belongs to its token holders", "--as", "ana", "dao", "treasury", "fitness", "--withdraw")
	if !strings.Contains(o.stderr, "gov propose --dao fitness --call 0x") {
		t.Errorf("no way is shown: %s", o.stderr)
	}
}
