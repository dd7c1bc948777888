package node_test

import (
	"context"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/node"
)

// upWith is up with three validators whose bonds are free a second after they left.
func upWith(t *testing.T, dir string) *network {
	t.Helper()
	n := &network{t: t, dir: dir}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	params := node.LocalParams()
	params.UnbondingTime = 1
	var err error
	n.Node, err = node.Up(ctx, node.Config{
		Dir: filepath.Join(dir, "net"), Name: "test", ChainListen: "127.0.0.1:0", APIListen: "127.0.0.1:0", Validators: 3, Params: params,
		Save: func(f *contracts.Network) error { n.file = f; return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// order gives a running node an order that it must carry out.
func (n *network) order(k int, action string, to common.Address) *node.Done {
	n.t.Helper()
	done, err := node.Order(n.t.Context(), filepath.Join(n.dir, "net"), k, action, to)
	if err != nil {
		n.t.Fatalf("%s %d: %v", action, k, err)
	}
	return done
}

func (n *network) orderRefused(k int, action string, to common.Address, code fault.Code, text string) {
	n.t.Helper()
	_, err := node.Order(n.t.Context(), filepath.Join(n.dir, "net"), k, action, to)
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != code || !strings.Contains(f.Message, text) {
		n.t.Errorf("%s %d: %v, want %s with %q", action, k, err, code, text)
	}
}

func TestPayouts(t *testing.T) {
	dir := t.TempDir()
	n := upWith(t, dir)
	owner := n.account("owner")
	to := common.Address{0x70}
	paid := func() *big.Int {
		t.Helper()
		v, err := owner.Ledger.Balance(t.Context(), to)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	n.orderRefused(4, "leave", to, fault.NotFound, "validators 1 to 3")
	n.orderRefused(1, "dance", to, fault.NotFound, "no order")
	n.orderRefused(3, "claim", common.Address{}, fault.Invalid, "nobody is named")
	n.orderRefused(3, "claim", to, fault.Conflict, "nothing to claim")
	n.orderRefused(3, "unbond", to, fault.Conflict, "bond is locked")
	if _, err := os.Stat(filepath.Join(dir, "net", "validators", "3", "payout.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a refused payout stays behind: %v", err)
	}
	three := n.order(3, "leave", to).Validator
	info, err := owner.Ledger.ValidatorInfo(t.Context(), three)
	if err != nil || info.Active || info.Bond.Sign() == 0 {
		t.Fatalf("%+v, %v", info, err)
	}
	n.orderRefused(3, "leave", to, fault.Conflict, "is not active")
	n.orderRefused(3, "renew", to, fault.Conflict, "is not active")

	// A payout that was begun when the node was killed is finished when it starts again, and once.
	n.down()
	payout := `{"format":"coppice-payout/1","what":"unbond","nonce":"before-the-crash","to":"` + to.Hex() + `"}`
	if err := os.WriteFile(filepath.Join(dir, "net", "validators", "3", "payout.json"), []byte(payout), 0o600); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(time.Minute)
	for uint64(time.Now().Unix()) <= info.BondFreeAt { // it was a second
		if time.Now().After(deadline) {
			t.Fatal("the bond is not free")
		}
		time.Sleep(50 * time.Millisecond)
	}
	n = upWith(t, dir)
	owner = n.session("owner", owner.Key)
	if got := paid(); got.Cmp(info.Bond) != 0 {
		t.Errorf("paid %s, the bond was %s", got, info.Bond)
	}
	n.orderRefused(3, "unbond", to, fault.Conflict, "nothing to claim")
	if now, err := owner.Ledger.ValidatorInfo(t.Context(), three); err != nil || now.Active || now.Bond.Sign() != 0 {
		t.Errorf("a validator that was sent away is back after a restart: %+v, %v", now, err)
	}

	// A leaving that was begun is finished, too.
	n.down()
	if err := os.WriteFile(filepath.Join(dir, "net", "validators", "2", "away"), []byte("coppice-away/1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	n = upWith(t, dir)
	owner = n.session("owner", owner.Key)
	if active, err := owner.Ledger.Validators(t.Context()); err != nil || len(active) != 1 {
		t.Errorf("%d validators are active, %v", len(active), err)
	}
	n.orderRefused(1, "leave", to, fault.Conflict, "is the last one")
	n.order(3, "join", to)
	if now, err := owner.Ledger.ValidatorInfo(t.Context(), three); err != nil || !now.Active || now.Bond.Cmp(info.Bond) != 0 {
		t.Errorf("joined again: %+v, %v", now, err)
	}
	n.orderRefused(3, "join", to, fault.Conflict, "is active")
	before, err := owner.Ledger.ValidatorInfo(t.Context(), three)
	if err != nil {
		t.Fatal(err)
	}
	n.order(3, "renew", to)
	after, err := owner.Ledger.ValidatorInfo(t.Context(), three)
	if err != nil || after.KeyEpoch != before.KeyEpoch+1 || after.EvidenceDigest == before.EvidenceDigest || !after.Active {
		t.Errorf("renewed: %+v, before %+v, %v", after, before, err)
	}
	if err := owner.Trust.CheckValidator(t.Context(), after); err != nil {
		t.Errorf("the fresh evidence is not accepted: %v", err)
	}
	n.down()
	n = upWith(t, dir)
	defer n.down()
	if again, err := n.session("owner", owner.Key).Ledger.ValidatorInfo(t.Context(), three); err != nil || again.KeyEpoch != after.KeyEpoch {
		t.Errorf("admitted anew after a restart: %+v, %v", again, err)
	}
}

func TestOrdersNeedANode(t *testing.T) {
	if _, err := node.Order(t.Context(), t.TempDir(), 1, "leave", common.Address{}); !errors.Is(err, node.ErrNotRunning) {
		t.Errorf("%v", err)
	}
}
