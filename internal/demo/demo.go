// Package demo runs the whole lifecycle on a network of its own: it founds the example's two DataDAOs, has people contribute tracker
// exports, waits for validation and refinement, buys access, queries, trains a model, and claims what flowed back. It is a client like
// any other: what it does goes through the same phases, chain, store, API and sandbox that the single commands use.
package demo

import (
	"context"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"sort"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/sync/errgroup"

	"github.com/coppice-network/coppice/examples/fitness"
	"github.com/coppice-network/coppice/examples/fitness/sample"
	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/contribution"
	"github.com/coppice-network/coppice/internal/datadao"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/session"
)

// SampleSeed and SamplePeople make the sample exports that a demo without data uses.
const (
	SampleSeed   = 2016
	SamplePeople = 12
)

// Options say what to run on what.
type Options struct {
	Network *contracts.Network
	Dir     string // for accounts' journals and personal copies; must exist
	Data    string // folder of exports; "" = the sample
	Clock   func() time.Time
	// Fund gives an account VANA; on a local network from the faucet.
	Fund func(ctx context.Context, to common.Address, wei *big.Int) error
	// Leftover is where the accounts' VANA goes in the end; nil leaves it where it is.
	Leftover *common.Address
	// Say narrates: a heading when detail is empty.
	Say func(heading, detail string)
}

// Demo is one run.
type Demo struct {
	o       Options
	runner  sandbox.Runner
	report  *Report
	started time.Time

	founder *session.Session
	buyer   *session.Session
	people  []*person
	daos    map[string]*datadao.Created // by slug
	train   uint64                      // the training instruction
}

// person is one contributor with their exports.
type person struct {
	name    string
	session *session.Session
	files   map[string][]string // slug -> paths
}

// Run runs the demo and returns its report.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	d := &Demo{o: o, runner: sandbox.NewProcess(), report: newReport(), started: o.Clock(), daos: make(map[string]*datadao.Created)}
	defer d.close()
	for _, phase := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"accounts", d.accounts},
		{"datadaos", d.found},
		{"contribution", d.contribute},
		{"validation", d.validate},
		{"refinement", d.refine},
		{"purchase", d.purchase},
		{"access", d.access},
		{"claim", d.claim},
		{"books", d.books},
		{"leftover", d.leftover},
	} {
		if phase.name == "leftover" && o.Leftover == nil {
			continue
		}
		from := o.Clock()
		if err := phase.run(ctx); err != nil {
			return nil, fmt.Errorf("demo, %s: %w", phase.name, err)
		}
		d.report.Phases = append(d.report.Phases, Phase{phase.name, o.Clock().Sub(from).Seconds()})
	}
	d.report.Seconds = o.Clock().Sub(d.started).Seconds()
	return d.report, nil
}

func (d *Demo) close() {
	for _, s := range append([]*session.Session{d.founder, d.buyer}, sessions(d.people)...) {
		if s != nil {
			s.Close()
		}
	}
}

func sessions(people []*person) (list []*session.Session) {
	for _, p := range people {
		list = append(list, p.session)
	}
	return list
}

func (d *Demo) say(heading, format string, args ...any) {
	if d.o.Say != nil {
		d.o.Say(heading, fmt.Sprintf(format, args...))
	}
}

// gather finds the exports: one contributor per file-name prefix.
func (d *Demo) gather() error {
	dir := d.o.Data
	if dir == "" {
		dir = filepath.Join(d.o.Dir, "sample")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		for _, f := range sample.Generate(SampleSeed, SamplePeople) {
			if err := os.WriteFile(filepath.Join(dir, f.Name), f.Content, 0o600); err != nil {
				return err
			}
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "give a folder of *.activities.json and *.sleep.json exports", "cannot read %s: %v", dir, err)
	}
	byName := make(map[string]*person)
	for _, e := range entries {
		dao, name, ok := fitness.ForFile(e.Name())
		if !ok || e.IsDir() {
			continue
		}
		p := byName[name]
		if p == nil {
			p = &person{name: name, files: make(map[string][]string)}
			byName[name] = p
			d.people = append(d.people, p)
		}
		p.files[dao.Name] = append(p.files[dao.Name], filepath.Join(dir, e.Name()))
	}
	if len(d.people) == 0 {
		return fault.New(fault.Invalid, "exports are named <person>.activities.json and <person>.sleep.json", "%s holds no exports", dir)
	}
	return nil
}

// pricePerRow is what the demo's DataDAOs charge for a row in scope: a hundredth of a token.
var pricePerRow = big.NewInt(1e16)

// found creates both DataDAOs, opens their tables to everyone at a price, and approves the training job.
func (d *Demo) found(ctx context.Context) error {
	var mu sync.Mutex
	g, gctx := errgroup.WithContext(ctx)
	for _, dao := range fitness.DataDAOs() {
		g.Go(func() error {
			created, err := d.foundOne(gctx, dao)
			if err != nil {
				return fmt.Errorf("%s: %w", dao.Name, err)
			}
			mu.Lock()
			defer mu.Unlock()
			d.daos[dao.Name] = created
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	heading := "DataDAOs"
	for _, dao := range fitness.DataDAOs() {
		c := d.daos[dao.Name]
		d.say(heading, "%s: pool %s, table %s from two short files, intake key made inside a validator", dao.Name, c.Pool, dao.Table)
		heading = ""
	}
	return d.approveTraining(ctx)
}

func (d *Demo) foundOne(ctx context.Context, dao fitness.DataDAO) (*datadao.Created, error) {
	f, err := d.founder.Founder(ctx, d.runner)
	if err != nil {
		return nil, err
	}
	proof, err := load(dao.Proof)
	if err != nil {
		return nil, err
	}
	refiner, err := load(dao.Refiner)
	if err != nil {
		return nil, err
	}
	created, err := f.Create(ctx, datadao.Plan{Slug: dao.Name, Symbol: dao.Symbol, Proof: proof, Refiners: []*bundle.Bundle{refiner}, Terms: datadao.Defaults(), KeepClosed: true})
	if err != nil {
		return nil, err
	}
	_, err = f.Grant(ctx, &created.DataDAO, "demo/grant/"+dao.Name, ledger.NewPermission{
		RefinerID: created.Refiners[0].ID, Table: dao.Table, Price: pricePerRow, Policy: ledger.Policy{RowsMayLeave: true},
	}, true)
	return created, err
}

func load(path string) (*bundle.Bundle, error) {
	data, err := fitness.Files().(interface{ ReadFile(string) ([]byte, error) }).ReadFile(path)
	if err != nil {
		return nil, err
	}
	return bundle.FromFile(filepath.Base(path), data)
}

func (d *Demo) approveTraining(ctx context.Context) error {
	f, err := d.founder.Founder(ctx, d.runner)
	if err != nil {
		return err
	}
	job, err := load(fitness.Train)
	if err != nil {
		return err
	}
	if d.train, err = f.PublishInstruction(ctx, job); err != nil {
		return err
	}
	c := d.daos["fitness"]
	d.say("", "training job published as instruction %d (%d KiB of wasm) and approved by fitness", d.train, len(job.Packed())>>10)
	if err := f.Approve(ctx, &c.DataDAO, "demo/approve", d.train, true, true); err != nil {
		return err
	}
	for _, dao := range fitness.DataDAOs() {
		if err := f.Open(ctx, &d.daos[dao.Name].DataDAO); err != nil {
			return err
		}
	}
	authority, err := d.founder.Ledger.Authority(ctx, &c.DataDAO)
	if err != nil {
		return err
	}
	delay, err := d.founder.Ledger.TimelockDelay(ctx, authority.Timelock)
	if err != nil {
		return err
	}
	d.say("", "both are open now: whatever could hurt contributors has to wait in a timelock from here on, here for %s", delay)
	return nil
}

// contribute seals, stores and registers everybody's exports.
func (d *Demo) contribute(ctx context.Context) error {
	var mu sync.Mutex
	total := 0
	g, ctx := errgroup.WithContext(ctx)
	for _, p := range d.people {
		client, err := p.session.Contributor(ctx)
		if err != nil {
			return err
		}
		personal, err := p.session.PersonalStore(filepath.Join(d.o.Dir, "personal", p.name))
		if err != nil {
			return err
		}
		for slug, paths := range p.files {
			dao := contribution.DataDAO{ID: d.daos[slug].ID, Slug: slug}
			g.Go(func() error {
				results, err := client.Contribute(ctx, dao, paths, personal, false)
				if err != nil {
					return fmt.Errorf("%s to %s: %w", p.name, slug, err)
				}
				mu.Lock()
				defer mu.Unlock()
				total += len(results)
				for _, r := range results {
					d.report.add(p, slug, r)
				}
				return nil
			})
		}
	}
	if err := g.Wait(); err != nil {
		return err
	}
	d.report.sortContributions()
	d.say("Contribution", "%d exports sealed twice (personal copy, pooled copy), stored and registered", total)
	return nil
}

// validate waits for every proof.
func (d *Demo) validate(ctx context.Context) error {
	byAddress := make(map[common.Address]*person)
	for _, p := range d.people {
		byAddress[p.session.Key.Address()] = p
	}
	g, ctx := errgroup.WithContext(ctx)
	for i := range d.report.Contributions {
		row := &d.report.Contributions[i]
		p := byAddress[row.Address]
		client, err := p.session.Contributor(ctx)
		if err != nil {
			return err
		}
		g.Go(func() error {
			result, err := client.Await(ctx, row.dlp, row.FileID)
			if err == nil {
				row.settle(result)
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	valid, reward := 0, new(big.Int)
	for _, row := range d.report.Contributions {
		if row.Valid {
			valid++
			reward.Add(reward, row.reward)
		}
	}
	d.say("Validation", "%d of %d files are valid; %s tokens of reward paid", valid, len(d.report.Contributions), amount.About(reward))
	for _, row := range d.report.Contributions {
		if !row.Valid {
			d.say("", "%s: %s", row.File, row.Reason)
		}
	}
	return nil
}

// refine waits until every valid file has its tables recorded.
func (d *Demo) refine(ctx context.Context) error {
	for _, row := range d.report.Contributions {
		if !row.Valid {
			continue
		}
		if err := d.refined(ctx, row.FileID); err != nil {
			return err
		}
	}
	heading := "Refinement"
	for _, dao := range fitness.DataDAOs() {
		tables, err := d.founder.API.Tables(ctx, d.daos[dao.Name].ID)
		if err != nil {
			return err
		}
		for _, t := range tables {
			d.say(heading, "%s.%s: %d rows, checked against its schema, sealed, recorded", dao.Name, t.Name, t.Rows)
			heading = ""
		}
	}
	return nil
}

func (d *Demo) refined(ctx context.Context, file uint64) error {
	for {
		f, err := d.founder.API.File(ctx, file)
		if err != nil {
			return err
		}
		if len(f.Refinements) > 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the refinement of file %d: %w", file, ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
