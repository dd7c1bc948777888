package e2e

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/coppice-network/coppice/examples/fitness/sample"
	"github.com/coppice-network/coppice/internal/demo"
	"github.com/coppice-network/coppice/internal/e2e/oracle"
)

// foreign is a chain of another program: anvil, as contracts/package.json pins it.
type foreign struct {
	t      *testing.T
	url    string
	client *ethclient.Client
}

// newForeign starts a chain that ends with the test, whatever becomes of it.
func newForeign(t *testing.T, args ...string) *foreign {
	t.Helper()
	program, err := filepath.Abs("../../contracts/bin/anvil")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("../../contracts/node_modules/@foundry-rs/anvil-linux-amd64"); errors.Is(err, fs.ErrNotExist) {
		if _, err := exec.LookPath("anvil"); err != nil {
			t.Skip("there is no anvil: `npm ci` in contracts/ installs it")
		}
	}
	// Port 0 lets the system choose, so that no two tests meet; anvil says which it was.
	cmd := exec.Command(program, append([]string{"--host", "127.0.0.1", "--port", "0", "--hardfork", "prague"}, args...)...)
	endWithParent(cmd)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	f := &foreign{t: t}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "Listening on "); ok {
			f.url = "http://" + address
			break
		}
	}
	if f.url == "" {
		t.Fatalf("anvil did not start: %s", stderr.String())
	}
	go func() { // what it says of every call is of no interest, but must not fill the pipe
		for lines.Scan() {
		}
	}()
	if f.client, err = ethclient.Dial(f.url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.client.Close)
	return f
}

// fund gives an account money out of nothing.
func (f *foreign) fund(address string, ether int64) {
	f.t.Helper()
	wei := new(big.Int).Mul(big.NewInt(ether), big.NewInt(1e18))
	if err := f.client.Client().Call(nil, "anvil_setBalance", common.HexToAddress(address), (*hexutil.Big)(wei)); err != nil {
		f.t.Fatal(err)
	}
}

func (f *foreign) setNonce(address string, nonce uint64) {
	f.t.Helper()
	if err := f.client.Client().Call(nil, "anvil_setNonce", common.HexToAddress(address), hexutil.Uint64(nonce)); err != nil {
		f.t.Fatal(err)
	}
}

func (f *foreign) nonce(address string) uint64 {
	f.t.Helper()
	n, err := f.client.NonceAt(f.t.Context(), common.HexToAddress(address), nil)
	if err != nil {
		f.t.Fatal(err)
	}
	return n
}

// TestDemoOnForeignChain runs the whole lifecycle on a chain of another program and holds it against the oracle.
func TestDemoOnForeignChain(t *testing.T) {
	f := newForeign(t, "--block-time", "1")
	dir := t.TempDir()
	for _, file := range sample.Generate(demo.SampleSeed, demo.SamplePeople) {
		if err := os.WriteFile(filepath.Join(dir, file.Name), file.Content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := oracle.Folder(dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	// Anvil's first account, unlocked in its node, and its key, which everybody knows.
	const funder, key = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
	for _, from := range []string{"", key} {
		if from != "" && testing.Short() {
			break
		}
		t.Setenv("COPPICE_FUNDER_KEY", from)
		before := f.balance(funder)
		check(t, runDemo(t, "--rpc", f.url), want)
		// The deposits of two DataDAOs, their tokens, fees, and gas; the rest came back.
		spent := before.Sub(before, f.balance(funder))
		t.Logf("the demo cost its funder %s wei", spent)
		if spent.Cmp(big.NewInt(2e18)) < 0 || spent.Cmp(big.NewInt(6e18)) > 0 {
			t.Error("that is too little or too much")
		}
	}
}

func (f *foreign) balance(address string) *big.Int {
	f.t.Helper()
	wei, err := f.client.BalanceAt(f.t.Context(), common.HexToAddress(address), nil)
	if err != nil {
		f.t.Fatal(err)
	}
	return wei
}

// TestDemoRefusesStillChain: on a chain that makes blocks only for transactions no validator would ever be drawn.
func TestDemoRefusesStillChain(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it takes half a minute to be sure that nothing happens")
	}
	m := newMachine(t)
	m.refused("makes no blocks by itself", "demo", "--rpc", newForeign(t).url)
}

func TestDemoRefusesUnreachableChain(t *testing.T) {
	m := newMachine(t)
	m.refused("does not answer", "demo", "--rpc", "http://"+freeAddress(t))
}

// deployment is what deploy --json promises.
type deployment struct {
	Network string
	Chain   struct {
		RPC string
		ID  uint64
	}
	Contracts   map[string]string
	DeployBlock uint64
	Existed     bool
}

// TestKilledDeploymentFinishes kills `coppice deploy` after each of some numbers of blocks and transactions, from an account that was
// used before. What the last run deploys is what the first one began.
func TestKilledDeploymentFinishes(t *testing.T) {
	f := newForeign(t, "--no-mining", "--gas-limit", "16700000") // a block holds a part of them
	m := newMachine(t)
	var ops struct{ Address string }
	m.do(&ops, "account", "new", "ops")
	f.fund(ops.Address, 100)
	f.setNonce(ops.Address, 7)
	args := []string{"--as", "ops", "--json", "deploy", "--rpc", f.url, "--name", "test"}

	// Killed when a given number of its transactions are in the node's pool, then one block of them is made.
	for _, kill := range []uint64{0, 1, 5, 12} {
		cmd := m.command(t.Context(), args...)
		var errOut bytes.Buffer
		cmd.Stderr = &errOut
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		f.until(func() bool {
			if kill == 0 {
				_, err := os.Stat(filepath.Join(m.home, "local", "test", "deployment.json"))
				return err == nil
			}
			n, err := f.client.PendingNonceAt(t.Context(), common.HexToAddress(ops.Address))
			return err == nil && n >= 7+kill
		})
		cmd.Process.Kill()
		cmd.Wait()
		if kill == 5 {
			f.mine()
		}
	}
	// What waited is lost, as it may be when a node restarts.
	if err := f.client.Client().Call(nil, "anvil_dropAllTransactions"); err != nil {
		t.Fatal(err)
	}
	if n := f.nonce(ops.Address); n == 7 {
		t.Fatal("no contract was created before the last run")
	}
	stop := f.mineUntilStopped()
	var d deployment
	m.do(&d, args[3:]...) // without --as and --json: do adds it, and there is but one account
	stop()
	if d.Network != "test" || d.Chain.ID != 31337 || d.Existed || len(d.Contracts) < 8 {
		t.Errorf("deployed %+v", d)
	}
	// The first contract is where the first nonce puts it: nothing was deployed twice.
	total := f.nonce(ops.Address) - 7
	var again deployment
	m.do(&again, args[3:]...)
	if !again.Existed || fmt.Sprint(again.Contracts) != fmt.Sprint(d.Contracts) || f.nonce(ops.Address) != 7+total {
		t.Errorf("a second run: %+v, after %+v", again, d)
	}
	for name, address := range d.Contracts {
		code, err := f.client.CodeAt(t.Context(), common.HexToAddress(address), nil)
		if err != nil || len(code) == 0 {
			t.Errorf("%s has no code at %s: %v", name, address, err)
		}
	}

	// What a deployment refuses to go on with.
	var other struct{ Address string }
	m.do(&other, "account", "new", "other")
	m.refused("begun by another account", "--as", "other", "deploy", "--rpc", f.url, "--name", "test")
	m.refused("other parameters", "--as", "ops", "deploy", "--rpc", f.url, "--name", "test", "--max-tries", "3")
	m.refused("too little money", "--as", "other", "deploy", "--rpc", f.url, "--name", "second")
	m.refused("network test is on chain 31337", "--as", "ops", "deploy", "--rpc", newForeign(t, "--chain-id", "4711").url, "--name", "test")
	m.refused("another first block", "--as", "ops", "deploy", "--rpc", newForeign(t, "--timestamp", "1700000000").url, "--name", "test")
}

// TestNodeOnForeignChain: a node of a deployed network runs on the chain, and goes on after a kill.
func TestNodeOnForeignChain(t *testing.T) {
	// A chain with a history, of blocks that were a second apart.
	const past = 150
	f := newForeign(t, "--block-time", "1", "--timestamp", fmt.Sprint(time.Now().Unix()-past))
	if err := f.client.Client().Call(nil, "anvil_mine", hexutil.Uint64(past), hexutil.Uint64(1)); err != nil {
		t.Fatal(err)
	}
	m := newMachine(t)
	for _, name := range []string{"ops", "founder", "owner"} {
		var a struct{ Address string }
		m.do(&a, "account", "new", name)
		f.fund(a.Address, 100)
	}
	var d deployment
	m.do(&d, "--as", "ops", "deploy", "--rpc", f.url, "--name", "far")
	if d.DeployBlock < past/2 || d.DeployBlock > past {
		t.Errorf("the read model would begin at block %d of %d", d.DeployBlock, past)
	}
	m.network = "far"
	var ops struct{ VANA string }
	if m.do(&ops, "--as", "ops", "account", "show"); rat(t, ops.VANA).Cmp(big.NewRat(99, 1)) < 0 {
		t.Errorf("the deployer has %s VANA left of 100", ops.VANA)
	}
	m.refused("no node of this network is known", "status")
	m.start("--as", "ops")
	id := m.dao("founder", "fitness")
	file := filepath.Join(t.TempDir(), "ana.activities.json")
	for _, made := range sample.Generate(demo.SampleSeed, 1) {
		if strings.HasSuffix(made.Name, ".activities.json") {
			if err := os.WriteFile(file, made.Content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	m.kill()
	m.start("--as", "ops")
	if got := m.contribute("owner", id, file); len(got) != 1 || got[0].Status != "valid" {
		t.Errorf("contributed %+v", got)
	}
}

func (f *foreign) mine() {
	f.t.Helper()
	if err := f.client.Client().Call(nil, "evm_mine"); err != nil {
		f.t.Fatal(err)
	}
}

// mineUntilStopped makes a block every now and then.
func (f *foreign) mineUntilStopped() (stop func()) {
	ctx, cancel := context.WithCancel(f.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			f.client.Client().CallContext(ctx, nil, "evm_mine")
			pause(ctx)
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

// until looks at another process until it is where the test wants it.
func (f *foreign) until(there func() bool) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), time.Minute)
	defer cancel()
	for !there() {
		if pause(ctx); ctx.Err() != nil {
			f.t.Fatal("it never got there")
		}
	}
}

// pause passes between two looks at a process that cannot tell us.
func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(20 * time.Millisecond):
	}
}
