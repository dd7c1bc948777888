package demo

import (
	"context"
	"fmt"
	"math/big"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"github.com/coppice-network/coppice/internal/session"
	"github.com/coppice-network/coppice/internal/wallet"
)

// accounts makes a wallet for everybody and gives them VANA.
func (d *Demo) accounts(ctx context.Context) error {
	if err := d.gather(); err != nil {
		return err
	}
	d.say("Accounts", "%d contributors, a founder and an AI builder get wallets and some VANA", len(d.people))
	g, ctx := errgroup.WithContext(ctx)
	// No more than each needs with some room for gas: on somebody's chain it is somebody's money.
	open := func(name string, millis int64, into **session.Session) {
		g.Go(func() error {
			s, err := d.account(ctx, name, new(big.Int).Mul(big.NewInt(millis), big.NewInt(1e15)))
			*into = s
			return err
		})
	}
	open("founder", 5_000, &d.founder)  // two deposits
	open("ai-builder", 5_000, &d.buyer) // tokens of two DataDAOs, and three jobs
	for _, p := range d.people {
		files := 0
		for _, paths := range p.files {
			files += len(paths)
		}
		open("contributor-"+p.name, 250+50*int64(files), &p.session)
	}
	return g.Wait()
}

// account makes a wallet in the run's keystore, funds it and connects it.
func (d *Demo) account(ctx context.Context, name string, wei *big.Int) (*session.Session, error) {
	store := wallet.OpenStore(filepath.Join(d.o.Dir, "keystore"), wallet.Options{Light: true})
	if _, err := store.New(name, Passphrase); err != nil {
		return nil, err
	}
	key, err := store.Unlock(name, Passphrase)
	if err != nil {
		return nil, err
	}
	if err := d.o.Fund(ctx, key.Address(), wei); err != nil {
		return nil, fmt.Errorf("funding %s: %w", name, err)
	}
	return session.Open(ctx, session.Options{Network: d.o.Network, Dir: filepath.Join(d.o.Dir, "accounts", name), Key: key, Clock: d.o.Clock})
}

// Passphrase protects the accounts of a demo, which are thrown away with their network.
const Passphrase = "demo"
