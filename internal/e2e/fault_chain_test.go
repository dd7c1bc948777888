package e2e

import (
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
)

// TestContributionFaultsOnForeignChain: on a chain of another program, blocks disappear and fees rise while a contributor is at work.
func TestContributionFaultsOnForeignChain(t *testing.T) {
	t.Parallel()
	f := newForeign(t, "--block-time", "1")
	m := newMachine(t)
	for _, name := range []string{"ops", "founder"} {
		var a struct{ Address string }
		m.do(&a, "account", "new", name)
		f.fund(a.Address, 10_000)
	}
	m.do(nil, "--as", "ops", "deploy", "--rpc", f.url, "--name", "far")
	m.network = "far"
	m.start("--as", "ops")
	m.rpc = strings.TrimPrefix(f.url, "http://")
	n := &faultNet{machine: m, dao: m.dao("founder", "fitness"), fund: func(c *contributor) { f.fund(c.address, 10_000) }}
	// One after the other: each does something to the whole chain.
	t.Run("block gone while the result is waited for", func(t *testing.T) { blockGoneMeanwhile(t, n, f) })
	t.Run("block gone afterwards", func(t *testing.T) { blockGoneAfterwards(t, n, f) })
	t.Run("block elsewhere afterwards", func(t *testing.T) { blockElsewhere(t, n, f) })
	t.Run("fee above the limit", func(t *testing.T) { feeAboveLimit(t, n, f) })
	t.Run("fee rises after signing", func(t *testing.T) { feeRises(t, n, f) })
	t.Run("fee rises above the limit after signing", func(t *testing.T) { feeRisesAboveLimit(t, n, f) })
}

// receipt of a transaction, nil if it is in no block.
func (f *foreign) receipt(t *testing.T, tx string) (r *types.Receipt) {
	t.Helper()
	if err := f.client.Client().Call(&r, "eth_getTransactionReceipt", tx); err != nil {
		t.Error(err)
	}
	return r
}

// reorganise replaces the newest blocks, from that of a transaction on, by empty ones: the transaction is in none any more.
func (f *foreign) reorganise(t *testing.T, tx string) {
	t.Helper()
	receipt := f.receipt(t, tx)
	if receipt == nil {
		t.Fatalf("%s is in no block", tx)
	}
	head, err := f.client.BlockNumber(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := f.client.Client().Call(nil, "anvil_reorg", head-receipt.BlockNumber.Uint64()+1, []any{}); err != nil {
		t.Fatal(err)
	}
	if err := f.client.Client().Call(nil, "anvil_dropAllTransactions"); err != nil { // nobody remembers it
		t.Fatal(err)
	}
	if f.receipt(t, tx) != nil {
		t.Fatalf("the block of %s is still there", tx)
	}
}

// baseFee sets the base fee of the next block, in gwei.
func (f *foreign) baseFee(t *testing.T, gwei int64) {
	t.Helper()
	wei := new(big.Int).Mul(big.NewInt(gwei), big.NewInt(1e9))
	if err := f.client.Client().Call(nil, "anvil_setNextBlockBaseFeePerGas", (*hexutil.Big)(wei)); err != nil {
		t.Fatal(err)
	}
}

// busy keeps the base fee where it is set until it is told to stop; then fees are ordinary again.
func (f *foreign) busy(t *testing.T, gwei int64) (stop func()) {
	t.Helper()
	f.baseFee(t, gwei)
	head := func() uint64 {
		n, err := f.client.BlockNumber(t.Context())
		if err != nil {
			t.Error(err)
		}
		return n
	}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-end:
				return
			default:
				f.baseFee(t, gwei)
				pause(t.Context())
			}
		}
	}()
	from := head()
	f.until(func() bool { return head() > from }) // the newest block has it
	return func() {
		close(end)
		<-ended
		f.baseFee(t, 1)
		from := head()
		f.until(func() bool { return head() > from })
	}
}

// blockGoneMeanwhile: the command is still waiting for the validator when the registration disappears; it registers the file anew.
func blockGoneMeanwhile(t *testing.T, n *faultNet, f *foreign) {
	c, other := n.person(t), n.person(t)
	path := c.export("one.json", 0)
	other.export("other.json", 0)
	var others []contributed
	var taken uint64
	met := c.node.once("GET /v1/files/", func(q *request) {
		was := c.journalled(path)
		taken = was.id
		f.reorganise(t, was.tx)
		others = other.finish()
		q.pass()
	})
	files := c.finish()
	met()
	if len(others) != 1 || others[0].FileID != taken || files[0].FileID == taken {
		t.Errorf("the file was %d, the other's is %+v, and it is %+v now", taken, others, files)
	}
}

// blockGoneAfterwards: the command has ended when the registration disappears, and somebody else's file gets its id.
func blockGoneAfterwards(t *testing.T, n *faultNet, f *foreign) {
	c, other := n.person(t), n.person(t)
	path := c.export("one.json", 0)
	var first struct{ Files []contributed }
	c.do(&first, append(c.give(path), "--no-wait")...)
	f.reorganise(t, c.journalled(path).tx)
	other.export("other.json", 0)
	others := other.finish()
	if others[0].FileID != first.Files[0].FileID {
		t.Fatalf("the other's file has id %d, want %d", others[0].FileID, first.Files[0].FileID)
	}
	if again := c.finish(); again[0].FileID == others[0].FileID {
		t.Errorf("both have file %d", again[0].FileID)
	}
}

// blockElsewhere: the command has ended when the transaction is mined again, after somebody else's.
func blockElsewhere(t *testing.T, n *faultNet, f *foreign) {
	c, other := n.person(t), n.person(t)
	path := c.export("one.json", 0)
	c.do(nil, append(c.give(path), "--no-wait")...)
	was := c.journalled(path)
	var raw string
	if err := f.client.Client().Call(&raw, "eth_getRawTransactionByHash", was.tx); err != nil {
		t.Fatal(err)
	}
	f.reorganise(t, was.tx)
	other.export("other.json", 0)
	others := other.finish()
	if err := f.client.Client().Call(nil, "eth_sendRawTransaction", raw); err != nil {
		t.Fatal(err)
	}
	f.until(func() bool { return f.receipt(t, was.tx) != nil })
	now := c.finish()
	if others[0].FileID != was.id || now[0].FileID == was.id || c.journalled(path).tx != was.tx || c.sent() != 1 {
		t.Errorf("the file was %+v, the other's is %+v, and it is %+v now, after %d transactions", was, others, now, c.sent())
	}
}

// feeAboveLimit: nothing is signed while the chain asks for more than the limit.
func feeAboveLimit(t *testing.T, n *faultNet, f *foreign) {
	c := n.person(t)
	path := c.export("one.json", 0)
	calm := f.busy(t, 3000)
	c.failed("the chain's fee is above the limit", "wait until the chain is less busy, then give the command again", c.give(path)...)
	if step := c.step(path); step != "submitted" {
		t.Errorf("the journal says %s, want submitted", step)
	}
	calm()
	c.finish()
	if c.sent() != 1 {
		t.Errorf("%d transactions, want 1", c.sent())
	}
}

// feeRises: what is signed offers too little when it is sent, so that it is offered for more, at the same nonce.
func feeRises(t *testing.T, n *faultNet, f *foreign) {
	c := n.person(t)
	path := c.export("one.json", 0)
	var calm func()
	met := c.chain.once("eth_sendRawTransaction", func(q *request) {
		calm = f.busy(t, 300)
		q.pass()
	})
	c.finish()
	met()
	calm()
	if c.sent() != 1 {
		t.Errorf("%d transactions, want 1", c.sent())
	}
	if price := f.receipt(t, c.journalled(path).tx).EffectiveGasPrice; price.Cmp(big.NewInt(300e9)) < 0 {
		t.Errorf("it paid %s wei per gas", price)
	}
}

// feeRisesAboveLimit: the signed transaction is kept, and the same command sends it later.
func feeRisesAboveLimit(t *testing.T, n *faultNet, f *foreign) {
	c := n.person(t)
	path := c.export("one.json", 0)
	var calm func()
	met := c.chain.once("eth_sendRawTransaction", func(q *request) {
		calm = f.busy(t, 3000)
		q.pass()
	})
	c.failed("the transaction is signed and kept", "give the same command again once the account has the money or the fee has fallen", c.give(path)...)
	met()
	if step := c.step(path); step != "signed" {
		t.Errorf("the journal says %s, want signed", step)
	}
	calm()
	c.finish()
	if c.sent() != 1 {
		t.Errorf("%d transactions, want 1", c.sent())
	}
}
