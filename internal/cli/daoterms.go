package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/api"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/datadao"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/session"
)

// decider is a session of somebody who decides for a DataDAO.
type decider struct {
	*session.Session
	founder *datadao.Founder
	dao     *ledger.DataDAO
}

// decide connects as the account and finds the DataDAO.
func (a *app) decide(ctx context.Context, name string) (*decider, error) {
	s, err := a.connect(ctx, true)
	if err != nil {
		return nil, err
	}
	d, err := a.decideFor(ctx, s, name)
	if err != nil {
		s.Close()
	}
	return d, err
}

func (a *app) decideFor(ctx context.Context, s *session.Session, name string) (*decider, error) {
	found, err := a.dataset(ctx, s, name)
	if err != nil {
		return nil, err
	}
	d := &decider{Session: s}
	if d.dao, err = s.Ledger.DataDAO(ctx, found.ID); err != nil {
		return nil, err
	}
	if d.founder, err = s.Founder(ctx, sandbox.NewProcess()); err != nil {
		return nil, err
	}
	d.founder.Progress = a.progress
	return d, nil
}

func (a *app) openDAO() *cobra.Command {
	return &cobra.Command{
		Use: "open DAO", Short: "Let people contribute; from then on what can hurt them waits in the timelock", Args: cobra.ExactArgs(1),
		Example: "  coppice --as ana dao open steps",
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := a.decide(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer d.Close()
			if err := d.founder.Open(cmd.Context(), d.dao); err != nil {
				return err
			}
			return a.emit(map[string]any{"dlpId": d.dao.ID, "open": true}, func(w io.Writer) { fmt.Fprintf(w, "%s is open\n", d.dao.Slug) })
		},
	}
}

// updateFlags are the terms that `dao update` can change; what is empty stays.
type updateFlags struct {
	reward, salePrice, treasuryShare string
	proof                            string
	opinions                         string
	deterministic                    bool
	refiners                         []string
	retire                           []uint
	noWait                           bool
}

func (a *app) updateDAO() *cobra.Command {
	var f updateFlags
	c := &cobra.Command{
		Use: "update DAO", Short: "Change a DataDAO's terms: rewards, sale, proof, refiners", Args: cobra.ExactArgs(1),
		Long: `Changes terms. What protects contributors takes effect at once. What can hurt them is announced at once and takes effect after the
timelock's delay; the command waits for it, or with --no-wait leaves it there: the same command carries it out later. In a DataDAO that
was handed over, token holders decide: see ` + "`coppice gov propose`" + `.`,
		Example: "  coppice --as ana dao update steps --reward 50\n  coppice --as ana dao update steps --proof proof.star --refiner refine.sql --no-wait",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.changeDAO(cmd.Context(), args[0], f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.reward, "reward", "", "tokens for a contribution with score 1")
	fl.StringVar(&f.salePrice, "sale-price", "", "VANA for one token; 0 = no sale")
	fl.StringVar(&f.treasuryShare, "treasury-share", "", "of sales, basis points for the treasury (0..5000)")
	fl.StringVar(&f.opinions, "opinions", "", "DRAWN,NEEDED: second opinions on each proof, and how many must agree; 0,0 = none")
	fl.BoolVar(&f.deterministic, "deterministic", false, "with --opinions: the proof gives the same result everywhere, so refuted validators lose bond")
	fl.StringVar(&f.proof, "proof", "", "a new proof-of-contribution bundle")
	fl.StringArrayVar(&f.refiners, "refiner", nil, "a refiner bundle to add; may be repeated")
	fl.UintSliceVar(&f.retire, "retire", nil, "a refiner to retire, by id; may be repeated")
	fl.BoolVar(&f.noWait, "no-wait", false, "announce only; the same command carries it out when its time has come")
	return c
}

func (a *app) changeDAO(ctx context.Context, name string, f updateFlags) error {
	if f.reward == "" && f.salePrice == "" && f.treasuryShare == "" && f.proof == "" && f.opinions == "" && len(f.refiners) == 0 && len(f.retire) == 0 {
		return usageError{fmt.Errorf("nothing to change was named")}
	}
	d, err := a.decide(ctx, name)
	if err != nil {
		return err
	}
	defer d.Close()
	changed := []string{}
	loosen := func(what string, call ledger.Call) error {
		if _, err := d.founder.Loosen(ctx, d.dao, "update/"+what+"/"+job.NewNonce(), !f.noWait, call); err != nil {
			return err
		}
		changed = append(changed, what)
		return nil
	}
	for _, id := range f.retire {
		if _, err := d.founder.Tighten(ctx, "retire/"+job.NewNonce(), d.Ledger.RetireRefiner(uint64(id))); err != nil {
			return err
		}
		changed = append(changed, "refiner "+strconv.FormatUint(uint64(id), 10)+" retired")
	}
	if err := d.changePrices(ctx, f, loosen, &changed); err != nil {
		return err
	}
	if f.treasuryShare != "" {
		bps, err := strconv.ParseUint(f.treasuryShare, 10, 16)
		if err != nil {
			return usageError{fmt.Errorf("--treasury-share %q is not a number of basis points", f.treasuryShare)}
		}
		if err := loosen("treasury share", d.Ledger.SetTreasuryShare(d.dao.Pool, bps)); err != nil {
			return err
		}
	}
	if f.opinions != "" {
		want, err := parseOpinions(f.opinions, f.deterministic)
		if err != nil {
			return err
		}
		if err := loosen("second opinions", d.Ledger.SetOpinionTerms(d.dao.Pool, want)); err != nil {
			return err
		}
	}
	if f.proof != "" {
		b, err := openBundle(f.proof)
		if err != nil {
			return err
		}
		if b.Manifest.Kind != bundle.Proof {
			return fault.New(fault.Invalid, "give a proof-of-contribution bundle", "%s is no proof of contribution", f.proof)
		}
		url, err := d.founder.Publish(ctx, b)
		if err != nil {
			return err
		}
		if err := loosen("proof of contribution", d.Ledger.SetProofBundle(d.dao.Pool, b.Digest, url)); err != nil {
			return err
		}
	}
	for _, path := range f.refiners {
		b, err := openBundle(path)
		if err != nil {
			return err
		}
		id, err := d.founder.PublishRefiner(ctx, d.dao, b, !f.noWait)
		if err != nil {
			return err
		}
		changed = append(changed, fmt.Sprintf("refiner %d added", id))
	}
	return a.emit(map[string]any{"dlpId": d.dao.ID, "changed": changed}, func(w io.Writer) {
		for _, c := range changed {
			fmt.Fprintf(w, "%s: %s\n", d.dao.Slug, c)
		}
	})
}

func (d *decider) changePrices(ctx context.Context, f updateFlags, loosen func(string, ledger.Call) error, changed *[]string) error {
	if f.reward != "" {
		factor, err := amount.Parse(f.reward)
		if err != nil {
			return err
		}
		if err := loosen("reward", d.Ledger.SetRewardFactor(d.dao.Pool, factor)); err != nil {
			return err
		}
	}
	if f.salePrice == "" {
		return nil
	}
	price, err := amount.Parse(f.salePrice)
	if err != nil {
		return err
	}
	now, _, err := d.Ledger.Sale(ctx, d.dao.Pool)
	if err != nil {
		return err
	}
	call := d.Ledger.SetSalePrice(d.dao.Pool, price)
	if price.Sign() != 0 && (now.Sign() == 0 || price.Cmp(now) < 0) {
		return loosen("sale price", call)
	}
	if _, err := d.founder.Tighten(ctx, "sale-price/"+job.NewNonce(), call); err != nil {
		return err
	}
	*changed = append(*changed, "sale price")
	return nil
}

// parseOpinions reads DRAWN,NEEDED.
func parseOpinions(text string, deterministic bool) (ledger.OpinionTerms, error) {
	if text == "" {
		if deterministic {
			return ledger.OpinionTerms{}, usageError{fmt.Errorf("--deterministic goes with --opinions")}
		}
		return ledger.OpinionTerms{}, nil
	}
	drawn, needed, ok := strings.Cut(text, ",")
	n, err1 := strconv.ParseUint(drawn, 10, 8)
	k, err2 := strconv.ParseUint(needed, 10, 8)
	if !ok || err1 != nil || err2 != nil || n > 8 || k > n || (n > 0 && k == 0) {
		return ledger.OpinionTerms{}, usageError{fmt.Errorf("--opinions %q is not DRAWN,NEEDED with at most 8 drawn and 1 to that many needed", text)}
	}
	return ledger.OpinionTerms{Drawn: uint8(n), Needed: uint8(k), Deterministic: deterministic}, nil
}

func (a *app) handoverDAO() *cobra.Command {
	t := datadao.DefaultGovernor()
	var threshold string
	var noWait bool
	c := &cobra.Command{
		Use: "handover DAO", Short: "Hand a DataDAO over from its founder to its token holders", Args: cobra.ExactArgs(1),
		Long: `Makes a governor over the DataDAO's token and hands the DataDAO to it: afterwards nothing changes without a vote, and nothing that can
hurt contributors without the timelock's delay after it. The hand-over itself waits in the timelock. There is no way back but a vote.`,
		Example: "  coppice --as ana dao handover steps --voting-period 168h --quorum 4",
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if t.ProposalThreshold, err = amount.Parse(threshold); err != nil {
				return err
			}
			return a.handover(cmd.Context(), args[0], t, !noWait)
		},
	}
	fl := c.Flags()
	fl.DurationVar(&t.VotingDelay, "voting-delay", t.VotingDelay, "between a proposal and its vote")
	fl.DurationVar(&t.VotingPeriod, "voting-period", t.VotingPeriod, "how long a vote lasts")
	fl.StringVar(&threshold, "proposal-threshold", amount.Format(t.ProposalThreshold), "votes (tokens) needed to propose")
	fl.Uint64Var(&t.QuorumPercent, "quorum", t.QuorumPercent, "percent of the supply that must take part")
	fl.BoolVar(&noWait, "no-wait", false, "announce only; the same command carries it out when its time has come")
	return c
}

func (a *app) handover(ctx context.Context, name string, t ledger.GovernorTerms, wait bool) error {
	if t.VotingPeriod < time.Second || t.QuorumPercent < 1 || t.QuorumPercent > 100 {
		return usageError{fmt.Errorf("a vote lasts at least a second, and a quorum is 1 to 100 percent")}
	}
	d, err := a.decide(ctx, name)
	if err != nil {
		return err
	}
	defer d.Close()
	authority, err := d.founder.Handover(ctx, d.dao, t, wait)
	if err != nil {
		return err
	}
	v := map[string]any{"dlpId": d.dao.ID, "owner": authority.Owner, "timelock": authority.Timelock, "governor": authority.Governor}
	return a.emit(v, func(w io.Writer) {
		fmt.Fprintf(w, "%s belongs to its token holders\n  governor  %s\n  timelock  %s\nVotes count once they are delegated: `coppice gov delegate --dao %s`.\n", d.dao.Slug, authority.Governor, authority.Timelock, d.dao.Slug)
	})
}

// refinerFor finds the one refiner whose tables a request is about.
func refinerFor(ctx context.Context, s *session.Session, d *api.Dataset, table, column string) (uint64, error) {
	ids, err := refinersOf(ctx, s, d, table, column)
	if err != nil {
		return 0, err
	}
	return ids[len(ids)-1], nil
}
