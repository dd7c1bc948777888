// Package session is one account's connection to one network: chain, contracts, content store and a validator's API, with what the
// account keeps on this machine (the journal of contributions, the outbox of transactions). The command line and the demo open a
// session and hand its parts to the phases.
package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/access"
	"github.com/coppice-network/coppice/internal/api"
	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/contribution"
	"github.com/coppice-network/coppice/internal/datadao"
	"github.com/coppice-network/coppice/internal/devchain"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/personal"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/wallet"
)

// Options say where to connect and what the account keeps.
type Options struct {
	Network *contracts.Network
	// Dir holds journals and outboxes of this network, on this machine.
	Dir string
	// Key is the account to act as, unlocked or with an external signer; nil for commands that only read.
	Key   wallet.Signer
	Clock func() time.Time // nil means time.Now
	// Wait bounds how long a network that does not answer is waited for; 0 means 10 s.
	Wait time.Duration
}

// Session is an open connection. Its parts may be used concurrently.
type Session struct {
	Network *contracts.Network
	Client  *ethclient.Client
	Ledger  *ledger.Ledger
	API     *api.Client
	Blobs   *blob.Client
	Trust   *Trust
	Key     wallet.Signer
	Clock   func() time.Time

	dir string

	mu      sync.Mutex // guards what is opened when it is first needed
	outbox  *ledger.Outbox
	journal *contribution.Journal
}

// Open connects and checks that the network is the one the network file describes.
func Open(ctx context.Context, o Options) (*Session, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Wait == 0 {
		o.Wait = 10 * time.Second
	}
	client, err := ledger.Dial(ctx, o.Network.RPC)
	if err != nil {
		return nil, unreachable(o.Network, err)
	}
	s := &Session{Network: o.Network, Client: client, Key: o.Key, Clock: o.Clock, dir: o.Dir}
	if err := s.connect(ctx, o.Wait); err != nil {
		client.Close()
		return nil, err
	}
	return s, nil
}

func unreachable(n *contracts.Network, err error) error {
	return fault.Wrap(err, fault.Unavailable, "start it with `coppice up`, or choose another with --network", "network %s does not answer at %s", n.Name, n.RPC)
}

func (s *Session) connect(ctx context.Context, patience time.Duration) error {
	id, err := s.chainID(ctx, patience)
	if err != nil {
		return err
	}
	n := s.Network
	if id.Uint64() != n.ChainID {
		return fault.New(fault.Conflict, "another program may listen there; check the network file", "%s is chain %s, network %s is chain %d", n.RPC, id, n.Name, n.ChainID)
	}
	code, err := s.Client.CodeAt(ctx, n.Addresses.DataRegistry, nil)
	if err != nil {
		return unreachable(n, err)
	}
	if len(code) == 0 {
		return fault.New(fault.Conflict, "the network may have been made anew; start it again with `coppice up`", "chain %d has no DataRegistry at %s", n.ChainID, n.Addresses.DataRegistry)
	}
	s.Ledger = ledger.New(s.Client, id, n.Addresses, s.Clock)
	s.API = &api.Client{BaseURL: n.API}
	s.Blobs = &blob.Client{BaseURL: n.API}
	s.Trust, err = NewTrust(n, s.Blobs, s.Clock)
	return err
}

// chainID waits a little for a network that is just starting.
func (s *Session) chainID(ctx context.Context, patience time.Duration) (*big.Int, error) {
	deadline := s.Clock().Add(patience)
	for {
		id, err := s.Client.ChainID(ctx)
		if err == nil {
			return id, nil
		}
		if ctx.Err() != nil || !s.Clock().Before(deadline) {
			return nil, unreachable(s.Network, err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// Close releases everything.
func (s *Session) Close() error {
	var errs []error
	if s.outbox != nil {
		errs = append(errs, s.outbox.Close())
	}
	if s.journal != nil {
		errs = append(errs, s.journal.Close())
	}
	s.Client.Close()
	return errors.Join(errs...)
}

var errNoAccount = fault.New(fault.Invalid, "choose one with --as ACCOUNT, or make one with `coppice account new NAME`", "this needs an account")

// Outbox returns the account's outbox.
func (s *Session) Outbox(ctx context.Context) (*ledger.Outbox, error) {
	if s.Key == nil {
		return nil, errNoAccount
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.outbox == nil {
		if err := os.MkdirAll(s.dir, 0o700); err != nil {
			return nil, err
		}
		o, err := ledger.OpenOutbox(ctx, ledger.OutboxConfig{
			Path: filepath.Join(s.dir, "outbox-"+strings.ToLower(s.Key.Address().Hex())+".db"), Node: s.Client, Signer: s.Key, Clock: s.Clock,
			TakenDepth: takenDepth(s.Network), GiveUp: true,
		})
		if err != nil {
			return nil, err
		}
		s.outbox = o
	}
	return s.outbox, nil
}

// takenDepth is how deep another program's transaction must lie before it counts. The embedded chain never reorganises, and is silent when
// idle.
func takenDepth(n *contracts.Network) uint64 {
	if n.ChainID == devchain.DefaultChainID {
		return 0
	}
	return ledger.ForeignDepth
}

// Send has the account send a call, and waits for it; see ledger.Send.
func (s *Session) Send(ctx context.Context, key string, call ledger.Call) (*types.Receipt, error) {
	out, err := s.Outbox(ctx)
	if err != nil {
		return nil, err
	}
	return ledger.Send(ctx, out, key, call)
}

// Contributor returns phase 1 for this account.
func (s *Session) Contributor(ctx context.Context) (*contribution.Client, error) {
	out, err := s.Outbox(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.journal == nil {
		if s.journal, err = contribution.OpenJournal(s.dir); err != nil {
			return nil, err
		}
	}
	return &contribution.Client{
		Ledger: s.Ledger, Outbox: out, Blobs: s.Blobs, States: states{s.API}, Trust: s.Trust, Owner: Personal{s.Key}, Journal: s.journal, Clock: s.Clock,
	}, nil
}

// Buyer returns the buyer's side of phase 4 for this account. Results are sealed to an identity that the wallet derives.
func (s *Session) Buyer(ctx context.Context) (*access.Buyer, error) {
	out, err := s.Outbox(ctx)
	if err != nil {
		return nil, err
	}
	self, err := Personal{s.Key}.Identity(ctx, resultsSalt(s.Ledger))
	if err != nil {
		return nil, err
	}
	return &access.Buyer{
		Ledger: s.Ledger, Outbox: out, Blobs: s.Blobs, Quoter: quoter{s}, Settlements: settlements{s.API}, Trust: s.Trust, Account: s.Key.Address(), Self: self,
	}, nil
}

// Founder returns the DataDAO builder's side for this account.
func (s *Session) Founder(ctx context.Context, runner sandbox.Runner) (*datadao.Founder, error) {
	out, err := s.Outbox(ctx)
	if err != nil {
		return nil, err
	}
	return &datadao.Founder{Ledger: s.Ledger, Outbox: out, Blobs: s.Blobs, Runner: runner, Owner: s.Key.Address(), IntakeReady: s.intakeReady}, nil
}

// PersonalStore opens a storage for personal copies: a folder, or ipfs: for the network's own store.
func (s *Session) PersonalStore(storage string) (personal.Store, error) {
	return personal.Open(storage, s.Blobs)
}

// intakeReady waits until a validator has published a DataDAO's intake key.
func (s *Session) intakeReady(ctx context.Context, dlp uint64) (string, error) {
	for {
		key, err := s.Ledger.IntakeKey(ctx, dlp)
		if err == nil {
			return key.Recipient, nil
		}
		if !errors.Is(err, ledger.ErrNoIntakeKey) {
			return "", err
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// Personal derives personal identities from an account.
type Personal struct{ Key wallet.TypedSigner }

// Address returns the account's address.
func (p Personal) Address() common.Address { return p.Key.Address() }

// Identity derives the identity for a salt.
func (p Personal) Identity(ctx context.Context, salt [32]byte) (*seal.Identity, error) {
	return wallet.PersonalIdentity(ctx, p.Key, salt, wallet.PersonalKeyVersion)
}

// Get makes the store readable by content address for whoever needs only that.
func (s *Session) Get(ctx context.Context, id cid.Cid) (io.ReadCloser, error) {
	return s.Blobs.Get(ctx, id)
}

func isNotFound(err error) bool {
	var f *fault.Error
	return errors.As(err, &f) && f.Code == fault.NotFound
}

// wei reads an amount that a server sent.
func wei(text string) (*big.Int, error) {
	v, ok := new(big.Int).SetString(text, 10)
	if !ok || v.Sign() < 0 {
		return nil, fmt.Errorf("session: %.80q is not an amount", text)
	}
	return v, nil
}
