package contribution

import "context"

// statusWithdrawn is the state of a file that its owner has taken back.
const statusWithdrawn = "withdrawn"

// renewWithdrawn begins anew with contributions that were taken back: the same content becomes a new file, sealed anew.
func (c *Client) renewWithdrawn(ctx context.Context, entries map[string]*entry) error {
	for _, e := range entries {
		if e.step != stepRegistered {
			continue
		}
		state, err := c.States.FileState(ctx, e.fileID)
		if err != nil {
			return err
		}
		if state.Status != statusWithdrawn {
			continue
		}
		*e = entry{id: e.id, name: e.name, size: e.size, dlp: e.dlp, owner: e.owner, step: stepNew}
		if err := c.Journal.save(ctx, e); err != nil {
			return err
		}
	}
	return nil
}
