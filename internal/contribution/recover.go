package contribution

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/personal"
	"github.com/coppice-network/coppice/internal/seal"
)

// Errors of copies that a storage holds and that cannot be opened.
var (
	ErrNoCard = errors.New("contribution: there is no card beside the personal copy")
	ErrNoCopy = errors.New("contribution: there is no personal copy beside the card")
)

// Listed is a personal store whose contents can be listed.
type Listed interface {
	PersonalStore
	List(ctx context.Context) ([]personal.Entry, error)
}

// Copy is a personal copy as a storage holds it: with the card beside it, all that a wallet needs to open it.
type Copy struct {
	Name string // in the storage, without suffix
	Card seal.Sidecar
	URL  string
	card string // its URL
	Err  error  // why it cannot be opened: ErrNoCard, ErrNoCopy, ErrNotMine, seal.ErrSidecar, seal.ErrVersion; nil if nothing speaks against it
}

// Copies returns what a storage holds of owner, by name. It needs no network and no journal: what is there and can be read decides. A
// copy whose card is missing or damaged is returned with an Err, since it may be the owner's; other people's copies are left out, and so
// is whatever bears the name of neither. The error is the storage's.
func Copies(ctx context.Context, store Listed, owner common.Address) ([]Copy, error) {
	entries, err := store.List(ctx)
	if err != nil {
		return nil, err
	}
	urls := make(map[string]string, len(entries))
	for _, e := range entries {
		urls[e.Name] = e.URL
	}
	var out []Copy
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name, personalSuffix); ok {
			c := Copy{Name: name, URL: e.URL, card: urls[name+sidecarSuffix]}
			if err := c.read(ctx, store, owner); err != nil {
				return nil, err
			}
			if !errors.Is(c.Err, ErrNotMine) {
				out = append(out, c)
			}
		} else if name, ok := strings.CutSuffix(e.Name, sidecarSuffix); ok && urls[name+personalSuffix] == "" {
			c := Copy{Name: name, card: e.URL}
			if err := c.read(ctx, store, owner); err != nil {
				return nil, err
			}
			if c.Err == nil { // a card of the owner's; anything else in JSON is not ours
				c.Err = ErrNoCopy
				out = append(out, c)
			}
		}
	}
	return out, nil
}

// read fills in the card. The error is of the storage; what is wrong with the copy is in c.Err.
func (c *Copy) read(ctx context.Context, store PersonalStore, owner common.Address) error {
	if c.card == "" {
		c.Err = ErrNoCard
		return nil
	}
	raw, err := readAll(ctx, store, c.card)
	if err != nil {
		return fmt.Errorf("reading the card of %s: %w", c.Name, err)
	}
	if c.Card, c.Err = seal.DecodeSidecar(raw); c.Err == nil && c.Card.Owner != owner {
		c.Err = fmt.Errorf("%w: of %s", ErrNotMine, c.Card.Owner)
	}
	return nil
}

// FileNames returns under which names copies are written into one folder: their files' own names, or, where several files have the
// same, the storage's name before it. What cannot be opened has none.
func FileNames(copies []Copy) []string {
	count := make(map[string]int)
	for _, c := range copies {
		if c.Err == nil {
			count[strings.ToLower(c.Card.Name)]++ // some file systems see no difference
		}
	}
	names := make([]string, len(copies))
	for i, c := range copies {
		switch {
		case c.Err != nil:
		case count[strings.ToLower(c.Card.Name)] == 1:
			names[i] = c.Card.Name
		default:
			names[i] = c.Name + "-" + c.Card.Name
		}
	}
	return names
}
