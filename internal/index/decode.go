package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// A recorder writes what one log says.
type recorder func(w *writer, l *types.Log) error

// decoder knows which events of which contract become rows.
type decoder struct {
	core               map[common.Address]events
	pool               events // of any registered pool
	registry           common.Address
	engine             common.Address
	teePool            common.Address
	registries         *gen.DataRegistry
	engines            *gen.ComputeEngine
	teePools           *gen.TeePool
	timelock, governor events // of any DataDAO's
}

func newDecoder(a contracts.Addresses) *decoder {
	d := &decoder{
		core: make(map[common.Address]events), pool: poolEvents(),
		registry: a.DataRegistry, engine: a.ComputeEngine, teePool: a.TeePool, timelock: timelockEvents(), governor: governorEvents(),
		registries: gen.NewDataRegistry(), engines: gen.NewComputeEngine(), teePools: gen.NewTeePool(),
	}
	d.core[a.DataRegistry] = registryEvents()
	d.core[a.TeePool] = teePoolEvents()
	d.core[a.ComputeEngine] = engineEvents()
	d.core[a.DLPRegistry] = dlpEvents()
	d.core[a.DataRefinerRegistry] = refinerEvents()
	d.core[a.QueryEngine] = permissionEvents()
	d.core[a.ComputeInstructionRegistry] = instructionEvents()
	return d
}

// Topics returns the first topics of all events the index wants, for the follower's filter. No filter by address is possible, since
// pools are created at any time.
func (x *Index) Topics() []common.Hash {
	seen := make(map[common.Hash]bool)
	var all []common.Hash
	add := func(e events) {
		for topic := range e.record {
			if !seen[topic] {
				seen[topic] = true
				all = append(all, topic)
			}
		}
	}
	for _, events := range x.decode.core {
		add(events)
	}
	add(x.decode.pool)
	add(x.decode.timelock)
	add(x.decode.governor)
	return all
}

// events are those of one contract that become rows, by first topic.
type events struct {
	abi    *abi.ABI
	record map[common.Hash]recorder
}

func eventsOf(meta *bind.MetaData) events {
	a, err := meta.ParseABI()
	if err != nil {
		panic("index: generated ABI does not parse: " + err.Error()) // a build defect; every test of this package would fail first
	}
	return events{a, make(map[common.Hash]recorder)}
}

// event registers how one kind of event is recorded. The bindings take a log without data for one whose values are all unset, and
// leave nil amounts behind: such a log is refused here.
func event[T any](on events, signature string, unpack func(*types.Log) (*T, error), record func(*writer, *T) error) {
	topic := crypto.Keccak256Hash([]byte(signature))
	known, err := on.abi.EventByID(topic)
	if err != nil {
		panic("index: the bindings have no event " + signature) // as above
	}
	hasData := len(known.Inputs.NonIndexed()) > 0
	on.record[topic] = func(w *writer, l *types.Log) error {
		if hasData && len(l.Data) == 0 {
			return fmt.Errorf("%w: %s: without data", ErrEvent, signature)
		}
		e, err := unpack(l)
		if err != nil {
			return fmt.Errorf("%w: %s: %v", ErrEvent, signature, err)
		}
		return record(w, e)
	}
}

// writer is one log being recorded, with the other logs of its transaction. Several things are said by two events of one
// transaction; they are recorded together, by the first or the second of them.
type writer struct {
	ctx context.Context
	tx  *sql.Tx
	seq int64
	log *types.Log
	dlp int64 // the emitting pool's DataDAO

	added      map[string]*gen.DataRegistryFileAdded        // by file
	pooled     map[string]bool                              // by file
	refined    map[string]*gen.DataRegistryRefinementAdded  // by file and refiner
	slashed    map[string]bool                              // by job: a validator lost bond over it
	scores     map[string]*gen.DataRegistryProofAdded       // by file
	registered map[string]*gen.ComputeEngineJobRegistered   // by job
	requested  map[string]*gen.ComputeEngineJobRequested    // by job
	receipts   map[string]*gen.ComputeEngineReceiptRecorded // by job
}

// transaction records the logs of one transaction.
func (d *decoder) transaction(ctx context.Context, tx *sql.Tx, logs []types.Log) error {
	w := &writer{
		ctx: ctx, tx: tx, added: make(map[string]*gen.DataRegistryFileAdded), pooled: make(map[string]bool),
		refined: make(map[string]*gen.DataRegistryRefinementAdded), slashed: make(map[string]bool), scores: make(map[string]*gen.DataRegistryProofAdded),
		registered: make(map[string]*gen.ComputeEngineJobRegistered), requested: make(map[string]*gen.ComputeEngineJobRequested), receipts: make(map[string]*gen.ComputeEngineReceiptRecorded),
	}
	for i := range logs {
		d.companion(w, &logs[i])
	}
	for i := range logs {
		l := &logs[i]
		if len(l.Topics) == 0 {
			continue
		}
		var err error
		if w.seq, err = seqOf(l.BlockNumber, l.Index); err != nil {
			return err
		}
		w.log = l
		if events, ok := d.core[l.Address]; ok {
			if record, ok := events.record[l.Topics[0]]; ok {
				if err := record(w, l); err != nil {
					return fmt.Errorf("log %d of block %d: %w", l.Index, l.BlockNumber, err)
				}
			}
			continue
		}
		if err := d.foreign(w, l); err != nil {
			return fmt.Errorf("log %d of block %d: %w", l.Index, l.BlockNumber, err)
		}
	}
	return nil
}

// foreign records a log of a contract that a DataDAO brings along: its pool, timelock or governor. What one of them says and nobody can
// read is the DataDAO's own loss.
func (d *decoder) foreign(w *writer, l *types.Log) error {
	for _, x := range []struct {
		of    events
		query string
	}{
		{d.pool, `SELECT id FROM dlp WHERE pool = ?`},
		{d.timelock, `SELECT dlp FROM dlp_authority WHERE timelock = ?`},
		{d.governor, `SELECT dlp FROM dlp_governor WHERE governor = ?`},
	} {
		record, ok := x.of.record[l.Topics[0]]
		if !ok {
			continue
		}
		err := w.tx.QueryRowContext(w.ctx, x.query, l.Address).Scan(&w.dlp)
		if errors.Is(err, sql.ErrNoRows) {
			continue // nobody we know
		}
		if err == nil {
			err = record(w, l)
		}
		if errors.Is(err, ErrEvent) {
			return nil
		}
		return err
	}
	return nil
}

// companion keeps a log that another log of the transaction will look for. One that does not decode is reported when its turn comes
// or when it is missed.
func (d *decoder) companion(w *writer, l *types.Log) {
	if l.Address == d.registry {
		if e, err := d.registries.UnpackFilePooledEvent(l); err == nil {
			w.pooled[e.FileId.String()] = true
		}
	}
	if l.Address == d.engine {
		if e, err := d.engines.UnpackJobRegisteredEvent(l); err == nil {
			w.registered[e.JobId.String()] = e
		}
	}
	if len(l.Data) == 0 {
		return // see event
	}
	switch l.Address {
	case d.teePool:
		if e, err := d.teePools.UnpackSlashedEvent(l); err == nil {
			w.slashed[e.JobId.String()] = true
		}
	case d.registry:
		if e, err := d.registries.UnpackFileAddedEvent(l); err == nil {
			w.added[e.FileId.String()] = e
		} else if e, err := d.registries.UnpackProofAddedEvent(l); err == nil {
			w.scores[e.FileId.String()] = e
		} else if e, err := d.registries.UnpackRefinementAddedEvent(l); err == nil {
			w.refined[refinementKey(e.FileId, e.RefinerId)] = e
		}
	case d.engine:
		if e, err := d.engines.UnpackJobRequestedEvent(l); err == nil {
			w.requested[e.JobId.String()] = e
		} else if e, err := d.engines.UnpackReceiptRecordedEvent(l); err == nil {
			w.receipts[e.JobId.String()] = e
		}
	}
}

// exec writes one row or closes some.
func (w *writer) exec(query string, args ...any) error {
	if _, err := w.tx.ExecContext(w.ctx, query, args...); err != nil {
		return fmt.Errorf("recording an event: %w", err)
	}
	return nil
}

// setID is the validator set in force at this log.
func (w *writer) setID() (id int64, err error) {
	err = w.tx.QueryRowContext(w.ctx, `SELECT id FROM validator_set WHERE seq <= ? ORDER BY seq DESC LIMIT 1`, w.seq).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// ids checks that identifiers fit SQLite's integers, as all the contracts' counters do.
func ids(values ...*big.Int) ([]int64, error) {
	out := make([]int64, len(values))
	for i, v := range values {
		if !v.IsInt64() || v.Sign() < 0 {
			return nil, fmt.Errorf("%w: %s is no identifier", ErrEvent, v)
		}
		out[i] = v.Int64()
	}
	return out, nil
}

// capped is a number of the chain as SQLite keeps it: exactly up to the largest integer, which no time, delay or count reaches.
func capped(v *big.Int) int64 {
	if !v.IsInt64() {
		return math.MaxInt64
	}
	return v.Int64()
}

// capped64 is capped for the smaller type.
func capped64(v uint64) int64 { return int64(min(v, math.MaxInt64)) }

// missing turns a row that is not there into an event that cannot be understood.
func missing(err error, format string, args ...any) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%w: %s", ErrEvent, fmt.Sprintf(format, args...))
	}
	return err
}
