package index

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/big"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/contracts/gen"
)

var core = contracts.Addresses{
	DataRegistry: addr("registry"), TeePool: addr("tees"), DLPRegistry: addr("dlps"), DataRefinerRegistry: addr("refiners"),
	QueryEngine: addr("permissions"), ComputeInstructionRegistry: addr("instructions"), ComputeEngine: addr("engine"), Burner: addr("burner"),
	ContributionRelay: addr("relay"), NetworkTimelock: addr("network timelock"),
}

func addr(name string) common.Address {
	return common.BytesToAddress(crypto.Keccak256([]byte(name))[12:])
}

func digest(name string) [32]byte { return crypto.Keccak256Hash([]byte(name)) }

// urlOf is the address of the named content.
func urlOf(name string, codec uint8) string { return blob.URL(blob.FromDigest(digest(name), codec)) }

func n(v uint64) *big.Int { return new(big.Int).SetUint64(v) }

var abis = map[*bind.MetaData]*abi.ABI{}

// encode makes the log of one event from its values in the order of declaration.
func encode(t testing.TB, from common.Address, meta *bind.MetaData, name string, values ...any) types.Log {
	t.Helper()
	a, err := meta.ParseABI()
	if err != nil {
		t.Fatal(err)
	}
	e, ok := a.Events[name]
	if !ok || len(e.Inputs) != len(values) {
		t.Fatalf("event %s with %d values", name, len(values))
	}
	l := types.Log{Address: from, Topics: []common.Hash{e.ID}}
	var data []any
	for i, in := range e.Inputs {
		if !in.Indexed {
			data = append(data, values[i])
			continue
		}
		topic, err := abi.MakeTopics([]any{values[i]})
		if err != nil {
			t.Fatal(err)
		}
		l.Topics = append(l.Topics, topic[0][0])
	}
	if l.Data, err = e.Inputs.NonIndexed().Pack(data...); err != nil {
		t.Fatalf("event %s: %v", name, err)
	}
	return l
}

// chain is a chain made of events alone.
type chain struct {
	t      testing.TB
	salt   string // different branches have different hashes
	blocks []Header
	logs   [][]types.Log // per block
	txs    int
}

func newChain(t testing.TB) *chain { return &chain{t: t} }

// block starts a new block; its time is 1000 + 10 x number.
func (c *chain) block() {
	number := uint64(len(c.blocks) + 1)
	var parent common.Hash
	if number > 1 {
		parent = c.blocks[number-2].Hash
	}
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], number)
	c.blocks = append(c.blocks, Header{Number: number, Hash: crypto.Keccak256Hash(parent[:], b[:], []byte(c.salt)), Parent: parent, Time: 1000 + 10*number})
	c.logs = append(c.logs, nil)
}

// tx adds the logs of one transaction to the newest block.
func (c *chain) tx(logs ...types.Log) {
	if len(c.blocks) == 0 {
		c.block()
	}
	head := c.blocks[len(c.blocks)-1]
	c.txs++
	hash := crypto.Keccak256Hash([]byte(fmt.Sprintf("tx %d %s", c.txs, c.salt)))
	for _, l := range logs {
		l.BlockNumber, l.BlockHash, l.TxHash, l.BlockTimestamp = head.Number, head.Hash, hash, head.Time
		l.Index = uint(len(c.logs[len(c.logs)-1]))
		c.logs[len(c.logs)-1] = append(c.logs[len(c.logs)-1], l)
	}
}

// give applies blocks from..to (inclusive). As from a follower, events come only if their topics are wanted.
func (c *chain) give(x *Index, from, to uint64) error {
	wanted := make(map[common.Hash]bool)
	for _, topic := range x.Topics() {
		wanted[topic] = true
	}
	var logs []types.Log
	for _, block := range c.logs[from-1 : to] {
		for _, l := range block {
			if len(l.Topics) == 0 || wanted[l.Topics[0]] {
				logs = append(logs, l)
			}
		}
	}
	return x.Apply(context.Background(), c.blocks[from-1:to], logs)
}

func (c *chain) height() uint64 { return uint64(len(c.blocks)) }

func open(t testing.TB) *Index {
	t.Helper()
	x, err := openWith(filepath.Join(t.TempDir(), "index.db"), core, "OFF") // no test of ours pulls the plug
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

// indexed is an index that has taken in the whole chain.
func (c *chain) indexed() *Index {
	c.t.Helper()
	x := open(c.t)
	if err := c.give(x, 1, c.height()); err != nil {
		c.t.Fatal(err)
	}
	return x
}

// The events, as the contracts emit them.

func (c *chain) registry(name string, values ...any) types.Log {
	return encode(c.t, core.DataRegistry, &gen.DataRegistryMetaData, name, values...)
}

func (c *chain) tees(name string, values ...any) types.Log {
	return encode(c.t, core.TeePool, &gen.TeePoolMetaData, name, values...)
}

func (c *chain) dlps(name string, values ...any) types.Log {
	return encode(c.t, core.DLPRegistry, &gen.DLPRegistryMetaData, name, values...)
}

func (c *chain) engine(name string, values ...any) types.Log {
	return encode(c.t, core.ComputeEngine, &gen.ComputeEngineMetaData, name, values...)
}

func (c *chain) permission(name string, values ...any) types.Log {
	return encode(c.t, core.QueryEngine, &gen.QueryEngineMetaData, name, values...)
}

func (c *chain) pool(dlp uint64, name string, values ...any) types.Log {
	return encode(c.t, poolOf(dlp), &gen.DataLiquidityPoolMetaData, name, values...)
}

func poolOf(dlp uint64) common.Address  { return addr(fmt.Sprint("pool ", dlp)) }
func tokenOf(dlp uint64) common.Address { return addr(fmt.Sprint("token ", dlp)) }

func timelockOf(dlp uint64) common.Address { return addr(fmt.Sprint("timelock ", dlp)) }

func (c *chain) createDAO(id uint64, slug string) {
	c.tx(
		c.dlps("DlpRegistered", n(id), poolOf(id), addr("builder"), poolOf(id), slug, "", "", "{}"),
		c.dlps("DlpTokenUpdated", n(id), tokenOf(id)),
		c.dlps("DlpFounded", n(id), timelockOf(id), addr(fmt.Sprint("tees ", id))),
	)
}

func (c *chain) addRefiner(id, dlp uint64) {
	c.tx(encode(c.t, core.DataRefinerRegistry, &gen.DataRefinerRegistryMetaData, "RefinerAdded", n(id), n(dlp), fmt.Sprint("refiner ", id), n(0), "ipfs://schema", "ipfs://bundle"))
}

func (c *chain) retireRefiner(id, dlp uint64) {
	c.tx(encode(c.t, core.DataRefinerRegistry, &gen.DataRefinerRegistryMetaData, "RefinerRetired", n(id), n(dlp)))
}

func (c *chain) setValidators(setID uint64) {
	validator := addr(fmt.Sprint("validator ", setID))
	c.tx(
		c.registry("ValidatorSetChanged", n(setID), n(setID), n(3600), n(8)),
		c.tees("ValidatorAdmitted", validator, n(setID), "http://v", uint8(1), digest("m"), digest("e")),
		c.tees("ValidatorKeysSet", validator, n(1), digest("e")),
	)
}

func (c *chain) contribute(file, dlp uint64, owner string) {
	c.tx(
		c.added(file, owner),
		c.registry("FilePooled", n(file), n(dlp)),
		c.registry("JobSubmitted", jobID(file, 0), n(file), common.Address{}, n(1e9)),
	)
}

func (c *chain) added(file uint64, owner string) types.Log {
	return c.registry("FileAdded", n(file), addr(owner), urlOf(fmt.Sprint("file ", file), uint8(file%2)))
}

func jobID(file, attempt uint64) *big.Int {
	id := new(big.Int).Lsh(n(attempt), 40)
	return id.Or(id, n(file))
}

type verdict struct {
	score     uint64
	duplicate uint64
	conflict  bool
}

func (v verdict) valid() bool { return v.score > 0 && v.duplicate == 0 && !v.conflict }

func (c *chain) prove(job *big.Int, file, dlp uint64, owner string, v verdict) {
	var logs []types.Log
	reward := n(0)
	if v.valid() {
		reward = n(v.score * 100)
		logs = append(logs, c.pool(dlp, "RewardRequested", addr(owner), n(file), n(1), reward))
	}
	c.tx(append(logs,
		c.registry("ProofAdded", n(file), addr(owner), n(1), n(dlp), n(v.score), urlOf("result", 0)),
		c.registry("ProofRecorded", job, n(file), addr("validator 1"), digest("bundle"), digest(fmt.Sprint("fingerprint ", file)), reward, new(big.Int).Lsh(reward, 1), n(v.duplicate), v.conflict),
	)...)
}

func (c *chain) refine(file, refiner uint64) {
	c.tx(
		c.registry("RefinementAdded", n(file), n(refiner), urlOf(fmt.Sprint("artifact ", file, refiner), 1)),
		c.registry("RefinementRecorded", n(file), n(refiner), addr("validator 1"), digest("plain")),
	)
}

func (c *chain) submitJob(id uint64, owner string, instruction uint64) {
	c.tx(
		c.engine("Deposit", addr(owner), common.Address{}, n(5)),
		c.engine("JobRegistered", n(id), addr(owner)),
		c.engine("JobRequested", n(id), n(instruction), digest(fmt.Sprint("request ", id)), n(60)),
		c.engine("JobStatusUpdated", n(id), uint8(2), ""),
	)
}

// settleJob burns 3 and 4, pays the validator 7 and the contributors 6.
func (c *chain) settleJob(id, dlp uint64, status uint8, message string) {
	c.tx(
		c.engine("JobSettled", n(id), common.Address{}, n(10), n(3), n(7), n(0), n(0), n(5)),
		c.engine("JobSettled", n(id), tokenOf(dlp), n(10), n(4), n(0), n(6), n(0), n(1)),
		c.engine("ReceiptRecorded", n(id), addr("validator 1"), digest("receipt"), digest("result")),
		c.engine("JobStatusUpdated", n(id), status, message),
	)
}

func (c *chain) expireJob(id uint64) {
	c.tx(
		c.engine("JobSettled", n(id), common.Address{}, n(0), n(0), n(0), n(0), n(0), n(15)),
		c.engine("JobCanceled", n(id)),
		c.engine("JobStatusUpdated", n(id), uint8(6), "expired"),
	)
}
