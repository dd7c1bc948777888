package demo

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/session"
)

// leftover gives back what everybody still has: the accounts are thrown away, and on somebody's chain it is somebody's money.
func (d *Demo) leftover(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, s := range append([]*session.Session{d.founder, d.buyer}, sessions(d.people)...) {
		g.Go(func() error {
			out, err := s.Outbox(ctx)
			if err != nil {
				return err
			}
			if err := ledger.Sweep(ctx, out, *d.o.Leftover); err != nil {
				return fmt.Errorf("giving back what %s has left: %w", s.Key.Address(), err)
			}
			return nil
		})
	}
	return g.Wait()
}
