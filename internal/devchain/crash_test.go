//go:build unix

package devchain

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"golang.org/x/sys/unix"
)

// Environment of a test binary that runs as a node instead of as tests.
const (
	childDir   = "DEVCHAIN_TEST_DIR"
	childStep  = "DEVCHAIN_TEST_KILL_AT"   // kills itself at this step ...
	childCount = "DEVCHAIN_TEST_KILL_NTH"  // ... when it comes for the nth time
	childLimit = "DEVCHAIN_TEST_FILE_SIZE" // no file may grow beyond this many bytes
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		runChild(dir)
		return
	}
	os.Exit(m.Run())
}

// runChild runs a chain until its standard input ends, and prints the URL.
func runChild(dir string) {
	var nth, limit int
	fmt.Sscan(os.Getenv(childCount), &nth)
	fmt.Sscan(os.Getenv(childLimit), &limit)
	seen := 0
	c, err := start(context.Background(), Config{Dir: dir, Clock: fastClock()}, hooks{step: func(s step) error {
		if string(s) == os.Getenv(childStep) {
			if seen++; seen >= nth {
				syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {}
			}
		}
		return nil
	}})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(3)
	}
	if limit > 0 {
		signal.Ignore(syscall.SIGXFSZ) // so that a write beyond the limit fails like one to a full disk
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: uint64(limit), Max: uint64(limit)}); err != nil {
			fmt.Println("error", err)
			os.Exit(3)
		}
	}
	fmt.Println(c.HTTPURL())
	go func() {
		bufio.NewReader(os.Stdin).ReadByte() // the parent is gone
		c.Close()
	}()
	<-c.Done()
	fmt.Fprintln(os.Stderr, "stopped:", c.Err())
	if c.Err() != nil {
		os.Exit(4)
	}
}

type child struct {
	cmd    *exec.Cmd
	stderr *strings.Builder
	client *ethclient.Client
	exited chan struct{}
}

func startChild(t *testing.T, ctx context.Context, dir string, env ...string) *child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ch := &child{cmd: exec.Command(self), stderr: new(strings.Builder), exited: make(chan struct{})}
	ch.cmd.Env = append(append(os.Environ(), childDir+"="+dir), env...)
	ch.cmd.Stderr = ch.stderr
	if _, err := ch.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := ch.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := ch.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	url, err := bufio.NewReader(out).ReadString('\n')
	go func() { ch.cmd.Wait(); close(ch.exited) }()
	t.Cleanup(ch.kill)
	if err != nil || !strings.HasPrefix(url, "http") {
		ch.kill()
		t.Fatalf("child said %q (%v): %s", url, err, ch.stderr)
	}
	if ch.client, err = ethclient.DialContext(ctx, strings.TrimSpace(url)); err != nil {
		t.Fatal(err)
	}
	return ch
}

func (ch *child) kill() {
	ch.cmd.Process.Signal(syscall.SIGKILL)
	<-ch.exited
}

// load sends transactions and reads receipts until the node stops answering. It returns the last receipt it saw.
func load(t *testing.T, ctx context.Context, ch *child, data []byte) (last *types.Receipt, count int) {
	t.Helper()
	key := FaucetKeys()[3]
	nonce, err := ch.client.NonceAt(ctx, faucetAddress(3), nil)
	if err != nil {
		return nil, 0
	}
	id, err := ch.client.ChainID(ctx)
	if err != nil {
		return nil, 0
	}
	var waiting []common.Hash
	for {
		// Several in flight, so that blocks of different sizes are being sealed when the end comes.
		for len(waiting) < 5 {
			tx := sign(t, id, key, transfer{nonce: nonce, data: data, gas: 1_000_000})
			if err := ch.client.SendTransaction(ctx, tx); err != nil {
				return last, count
			}
			waiting = append(waiting, tx.Hash())
			nonce++
		}
		for {
			r, err := ch.client.TransactionReceipt(ctx, waiting[0])
			if err == nil {
				last, waiting, count = r, waiting[1:], count+1
				break
			}
			select {
			case <-ch.exited:
				return last, count
			case <-ctx.Done():
				t.Fatal("no receipt and no end")
			default:
			}
		}
	}
}

// check opens the chain after a crash and compares it with the last receipt a client saw.
func check(t *testing.T, ctx context.Context, ch *child, last *types.Receipt) {
	t.Helper()
	newest := head(t, ctx, ch.client)
	if last == nil {
		return
	}
	h, err := ch.client.HeaderByNumber(ctx, last.BlockNumber)
	if err != nil {
		t.Fatalf("LOST: a receipt in block %d was seen, the chain ends at %d", last.BlockNumber, newest.Number)
	}
	if h.Hash() != last.BlockHash {
		t.Fatalf("CHANGED: block %d was %s, is %s", last.BlockNumber, last.BlockHash, h.Hash())
	}
	if got := receipt(t, ctx, ch.client, last.TxHash); got.BlockHash != last.BlockHash {
		t.Fatalf("CHANGED: receipt of %s", last.TxHash)
	}
	// State of the newest block must be whole: the nonce says how many transactions the chain holds.
	if _, err := ch.client.BalanceAt(ctx, faucetAddress(3), newest.Number); err != nil {
		t.Fatalf("state of the head: %v", err)
	}
}

func faucetAddress(i int) common.Address { return crypto.PubkeyToAddress(FaucetKeys()[i].PublicKey) }

// TestKillAtRandomMoments kills a node that is sealing under load, again and again on one directory.
func TestKillAtRandomMoments(t *testing.T) {
	ctx, dir := testContext(t), t.TempDir()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	for round := range 6 {
		delay := time.Duration(rng.IntN(700)) * time.Millisecond
		ch := startChild(t, ctx, dir)
		timer := time.AfterFunc(delay, func() { ch.cmd.Process.Signal(syscall.SIGKILL) })
		last, count := load(t, ctx, ch, nil)
		timer.Stop()
		ch.kill()
		after := startChild(t, ctx, dir)
		check(t, ctx, after, last)
		t.Logf("round %d: killed after %v, %d receipts seen, head %d", round, delay, count, head(t, ctx, after.client).Number)
		after.kill()
	}
}

// TestKillAtEachStep kills the node exactly between two steps of sealing.
func TestKillAtEachStep(t *testing.T) {
	for _, at := range []step{stepBuilt, stepInserted, stepSynced, stepPublished} {
		t.Run(string(at), func(t *testing.T) {
			ctx, dir := testContext(t), t.TempDir()
			for nth := 1; nth <= 3; nth++ {
				ch := startChild(t, ctx, dir, fmt.Sprint(childStep, "=", at), fmt.Sprint(childCount, "=", nth))
				last, _ := load(t, ctx, ch, nil)
				<-ch.exited
				after := startChild(t, ctx, dir)
				check(t, ctx, after, last)
				after.kill()
			}
		})
	}
}

// TestFailingWritesLoseNothing lets the operating system refuse writes under a running node. Whether the node reports it or the
// storage engine ends the process, everything that was published must be there afterwards.
func TestFailingWritesLoseNothing(t *testing.T) {
	ctx, dir := testContext(t), t.TempDir()
	ch := startChild(t, ctx, dir, fmt.Sprint(childLimit, "=", 1<<20))
	last, count := load(t, ctx, ch, make([]byte, 20_000))
	<-ch.exited
	if ch.cmd.ProcessState.Success() {
		t.Fatalf("the node ended as if nothing had happened: %s", ch.stderr)
	}
	if last == nil {
		t.Fatalf("no receipt before the limit: %s", ch.stderr)
	}
	end := ch.stderr.String()
	t.Logf("%d receipts, then %s: %s", count, ch.cmd.ProcessState, end)
	after := startChild(t, ctx, dir)
	check(t, ctx, after, last)
	load := sign(t, genesis(DefaultChainID).Config.ChainID, FaucetKeys()[4], transfer{})
	send(t, ctx, after.client, load)
	receipt(t, ctx, after.client, load.Hash())
}
