package e2e

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"
	"golang.org/x/sync/errgroup"

	"github.com/coppice-network/coppice/internal/personal/remotetest"
	"github.com/coppice-network/coppice/internal/sqlite"
	"github.com/coppice-network/coppice/internal/wallet/external/externaltest"
)

// TestContributionFaults has contributors meet what goes wrong between them and the world. Each time the command says what happened and
// what to do, and given again it finishes: every file is registered and paid once, and both of its copies open.
func TestContributionFaults(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.start()
	m.account("founder")
	n := &faultNet{machine: m, dao: m.dao("founder", "fitness"), fund: fromFaucet}
	together(t, map[string]func(*testing.T){
		"storage full":          func(t *testing.T) { storageFull(t, n) },
		"home full":             func(t *testing.T) { homeFull(t, n) },
		"server refuses room":   func(t *testing.T) { serverRefusesRoom(t, n) },
		"credentials expired":   func(t *testing.T) { credentialsExpired(t, n) },
		"server gone":           func(t *testing.T) { serverGone(t, n) },
		"network cut":           func(t *testing.T) { networkCut(t, n) },
		"killed at each step":   func(t *testing.T) { killedAtEachStep(t, n) },
		"nonce used":            func(t *testing.T) { nonceUsed(t, n) },
		"two processes":         func(t *testing.T) { twoProcesses(t, n) },
		"two homes":             func(t *testing.T) { twoHomes(t, n) },
		"faucet has too little": func(t *testing.T) { faucetHasTooLittle(t, n) },
	})
}

// together runs tests beside each other, some at a time: nearly all of theirs is waiting, for which -parallel has too few places.
func together(t *testing.T, tests map[string]func(*testing.T)) {
	var all errgroup.Group
	all.SetLimit(6)
	for name, test := range tests {
		all.Go(func() error {
			t.Run(name, test)
			return nil
		})
	}
	all.Wait()
}

// faultNet is the network that the tests of faults share.
type faultNet struct {
	*machine
	dao  string
	fund func(c *contributor) // gives VANA
}

// contributor is a person with a home of their own, who reaches the network through fronts.
type contributor struct {
	*machine
	t       *testing.T
	net     *faultNet
	address string
	storage string
	chain   *front // to the chain's RPC
	node    *front // to the node's API
	files   map[string]string
}

func (n *faultNet) name() string {
	if n.network == "" {
		return "local"
	}
	return n.network
}

// person makes a contributor with an account and VANA. Its key is with a signer, since what unlocking a keystore costs is not at issue here.
func (n *faultNet) person(t *testing.T) *contributor {
	t.Helper()
	c := n.visitor(t, t.TempDir())
	c.signedBy(externaltest.New(t, externaltest.Web3Signer))
	n.fund(c)
	return c
}

func fromFaucet(c *contributor) { c.do(nil, "account", "fund") }

// signedBy gives the contributor a signer's account.
func (c *contributor) signedBy(s *externaltest.Server) {
	c.t.Helper()
	c.address = s.Key.Address().Hex()
	c.do(nil, "account", "add-signer", "ana", "--url", s.HTTP(c.t), "--address", c.address)
}

// visitor makes a contributor without an account, in this home.
func (n *faultNet) visitor(t *testing.T, home string) *contributor {
	t.Helper()
	c := &contributor{
		machine: &machine{t: t, home: home, network: n.network}, t: t, net: n, storage: filepath.Join(t.TempDir(), "copies"),
		chain: newFront(t, n.rpc), node: newFront(t, n.api), files: map[string]string{},
	}
	name := n.name()
	raw, err := os.ReadFile(filepath.Join(n.home, "networks", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	file["rpc"], file["api"] = "http://"+c.chain.address, "http://"+c.node.address
	delete(file, "ws")
	if raw, err = json.Marshal(file); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(home, "networks"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "networks", name+".json"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// export writes a file that the DataDAO accepts, of a size in bytes or a little more, and returns its path.
func (c *contributor) export(name string, size int) string {
	c.t.Helper()
	user := c.t.Name() + "/" + name
	content := export(user, day("4/12/16", 4000), day("4/13/16", 5000))
	content += strings.Repeat(" ", max(0, size-len(content)))
	path := c.file(name, content)
	c.files[path] = content
	return path
}

// give is the command that contributes files.
func (c *contributor) give(files ...string) []string {
	return append([]string{"contribute", "--dao", c.net.dao, "--storage", c.storage}, files...)
}

// failed gives a command that must fail with a text on its error line and another in its hint.
func (c *contributor) failed(text, hint string, args ...string) {
	c.t.Helper()
	o := c.refused(text, args...)
	if _, got, _ := strings.Cut(o.stderr, "\n"); !strings.Contains(got, hint) {
		c.t.Errorf("coppice %s: %q, want %q in the hint", strings.Join(args, " "), got, hint)
	}
	if o.code != 1 {
		c.t.Errorf("coppice %s: exit %d, want 1", strings.Join(args, " "), o.code)
	}
}

// finish gives the command for all files again, and checks what has become of them.
func (c *contributor) finish() []contributed {
	c.t.Helper()
	paths := make([]string, 0, len(c.files))
	for path := range c.files {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	var r struct{ Files []contributed }
	c.do(&r, c.give(paths...)...)
	ids := map[uint64]bool{}
	for _, f := range r.Files {
		if f.Status != "valid" {
			c.t.Errorf("%s is %s: %s", f.File, f.Status, f.Reason)
		}
		ids[f.FileID] = true
	}
	if len(ids) != len(paths) {
		c.t.Errorf("%d files have %d ids", len(paths), len(ids))
	}
	c.registeredOnce(r.Files, len(paths))
	c.opens(r.Files)
	return r.Files
}

// registeredOnce checks that the chain has these files of the account and no more, and paid each once.
func (c *contributor) registeredOnce(files []contributed, want int) {
	c.t.Helper()
	var list struct{ Files []contributed }
	c.do(&list, "file", "list")
	if len(list.Files) != want {
		c.t.Errorf("%d files are registered, want %d: %+v", len(list.Files), want, list.Files)
	}
	total := new(big.Rat)
	for _, f := range list.Files {
		total.Add(total, rat(c.t, f.Reward))
	}
	if got := c.tokens(c.t, "", "fitness"); got != total.RatString() || total.Sign() == 0 {
		c.t.Errorf("the account has %s tokens, want the sum of its rewards, %s", got, total.RatString())
	}
}

// opens checks that every personal copy is the file it was made of. The pooled one was opened by a validator, else the file were not valid.
func (c *contributor) opens(files []contributed) {
	c.t.Helper()
	out := filepath.Join(c.t.TempDir(), "out")
	for _, f := range files {
		c.do(nil, "file", "open", fmt.Sprint(f.FileID), "--out", out)
		if b, err := os.ReadFile(out); err != nil || string(b) != c.files[f.File] {
			c.t.Errorf("the personal copy of %s has %d bytes, want %d (%v)", f.File, len(b), len(c.files[f.File]), err)
		}
		os.Remove(out)
	}
}

// sent is how many transactions of the account are on chain.
func (c *contributor) sent() uint64 {
	c.t.Helper()
	client, err := ethclient.Dial("http://" + c.net.rpc)
	if err != nil {
		c.t.Fatal(err)
	}
	defer client.Close()
	n, err := client.NonceAt(c.t.Context(), common.HexToAddress(c.address), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return n
}

// entry is what the home's journal says of a file.
type entry struct {
	step, batch, tx string
	id              uint64
}

// journalled reads the journal. A step "signed" is "submitted" with a transaction in the outbox.
func (c *contributor) journalled(path string) (e entry) {
	c.t.Helper()
	dir := filepath.Join(c.home, "accounts", c.net.name())
	journal, err := sqlite.Open(filepath.Join(dir, "contributions.db"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer journal.Close()
	row := journal.QueryRow("SELECT step, batch, tx, file FROM contributions WHERE name = ?", filepath.Base(path))
	if err := row.Scan(&e.step, &e.batch, &e.tx, &e.id); err != nil {
		c.t.Fatal(err)
	}
	outbox, err := sqlite.Open(filepath.Join(dir, "outbox-"+strings.ToLower(c.address)+".db"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer outbox.Close()
	var signed int
	if err := outbox.QueryRow("SELECT count(*) FROM call WHERE key = ?", e.batch).Scan(&signed); err != nil {
		c.t.Fatal(err)
	}
	if e.step == "submitted" && signed > 0 {
		e.step = "signed"
	}
	return e
}

func (c *contributor) step(path string) string {
	c.t.Helper()
	return c.journalled(path).step
}

// s3 puts the contributor's copies into a bucket of a server, and returns the front before it.
func (c *contributor) s3(server string) *front {
	f := newFront(c.t, server)
	for k, v := range remotetest.S3Options(f.address) {
		c.env = append(c.env, "RCLONE_CONFIG_OWN_"+strings.ToUpper(k)+"="+v)
	}
	c.env = append(c.env, "RCLONE_CONFIG="+filepath.Join(c.home, "none.conf"))
	c.storage = "own:" + remotetest.Bucket + "/copies"
	return f
}

func faucetHasTooLittle(t *testing.T, n *faultNet) {
	c := n.person(t)
	c.failed("can give this address", "ask for less", "account", "fund", "20000")
}
