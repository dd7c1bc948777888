package contribution

import (
	"context"
	"fmt"
	"time"
)

// begin returns the entries of contributions, making those that are new, in one transaction.
func (j *Journal) begin(ctx context.Context, now time.Time, list ...entry) ([]*entry, error) {
	tx, err := j.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("writing the journal: %w", err)
	}
	defer tx.Rollback()
	out := make([]*entry, len(list))
	for i, e := range list {
		_, err := tx.ExecContext(ctx, "INSERT INTO contributions (id, name, size, dlp, owner, step, created) VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
			e.id, e.name, e.size, e.dlp, e.owner.Hex(), stepNew, now.Unix())
		if err == nil {
			out[i], err = scan(tx.QueryRowContext(ctx, "SELECT "+columns+" FROM contributions WHERE id = ?", e.id))
		}
		if err != nil {
			return nil, fmt.Errorf("writing the journal: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return nil, fmt.Errorf("writing the journal: %w", err)
	}
	return out, nil
}

// saving is what somebody waits to have written.
type saving struct {
	list []entry
	done chan error // gets one value
}

// save writes what changed about entries, all or nothing, durably. What others save at the same time is written in the same transaction: a
// commit costs some milliseconds, whatever is in it.
func (j *Journal) save(ctx context.Context, list ...*entry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s := &saving{list: make([]entry, len(list)), done: make(chan error, 1)}
	for i, e := range list {
		s.list[i] = *e
	}
	j.queue.Lock()
	j.queued = append(j.queued, s)
	j.queue.Unlock()

	j.commit.Lock()
	j.queue.Lock()
	batch := j.queued
	j.queued = nil
	j.queue.Unlock()
	if len(batch) > 0 { // else somebody has written it already
		err := j.write(context.WithoutCancel(ctx), batch) // others wait for it, too
		if err != nil && len(batch) > 1 {
			for _, x := range batch {
				x.done <- j.write(context.WithoutCancel(ctx), []*saving{x}) // each gets its own error
			}
		} else {
			for _, x := range batch {
				x.done <- err
			}
		}
	}
	j.commit.Unlock()
	return <-s.done
}

func (j *Journal) write(ctx context.Context, batch []*saving) error {
	tx, err := j.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	defer tx.Rollback()
	for _, s := range batch {
		for _, e := range s.list {
			if _, err := tx.ExecContext(ctx, "UPDATE contributions SET step=?, cid=?, personal=?, batch=?, file=?, job=?, tx=?, intake=? WHERE id=?",
				e.step, e.cid, e.personal, e.batch, e.fileID, e.jobID, e.tx, e.intake, e.id); err != nil {
				return fmt.Errorf("writing the journal: %w", err)
			}
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}
