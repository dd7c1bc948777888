package cli

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/session"
)

func (a *app) govGroup() *cobra.Command {
	c := &cobra.Command{Use: "gov", Short: "Propose, vote and decide in a DataDAO that belongs to its token holders"}
	var dao string
	var p proposalFlags
	propose := &cobra.Command{
		Use: "propose", Short: "Put a change to the vote", Args: cobra.NoArgs,
		Example: "  coppice --as ana gov propose --dao steps --price 3=0.02 --description 'cheaper for researchers'\n" +
			"  coppice --as ana gov propose --dao steps --reward 50 --approve 2 --description 'next year'",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.propose(cmd.Context(), dao, p) },
	}
	f := propose.Flags()
	f.StringVar(&p.description, "description", "", "what and why; everybody reads it (needed)")
	f.StringArrayVar(&p.prices, "price", nil, "PERMISSION=TOKENS: what a row costs; may be repeated")
	f.UintSliceVar(&p.revoke, "revoke", nil, "a permission to end, by id")
	f.UintSliceVar(&p.restore, "restore", nil, "a revoked permission to put in force again, by id")
	f.UintSliceVar(&p.approve, "approve", nil, "an instruction to approve, by id")
	f.StringVar(&p.reward, "reward", "", "tokens for a contribution with score 1")
	f.StringVar(&p.salePrice, "sale-price", "", "VANA for one token; 0 = no sale")
	f.StringArrayVar(&p.calls, "call", nil, "ADDRESS:HEX, any call; may be repeated")
	propose.MarkFlagRequired("description")

	vote := &cobra.Command{
		Use: "vote PROPOSAL for|against|abstain", Short: "Cast your votes", Args: cobra.ExactArgs(2),
		Example: "  coppice --as bob gov vote 8123 for --dao steps",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.vote(cmd.Context(), dao, args[0], args[1]) },
	}
	var noWait bool
	execute := &cobra.Command{
		Use: "execute PROPOSAL", Short: "Carry out what was voted for, after the timelock's delay", Args: cobra.ExactArgs(1),
		Long:    "Puts a proposal that has succeeded into the timelock, waits for its delay, and carries it out. Anyone may. Interrupted, the same command\ngoes on.",
		Example: "  coppice --as bob gov execute 8123 --dao steps",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.execute(cmd.Context(), dao, args[0], !noWait) },
	}
	execute.Flags().BoolVar(&noWait, "no-wait", false, "queue only; the same command carries it out when its time has come")
	list := &cobra.Command{
		Use: "list", Short: "List what waits in the timelock, and proposals with their votes", Args: cobra.NoArgs,
		Example: "  coppice gov list --dao steps",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.listGovernance(cmd.Context(), dao) },
	}
	delegate := &cobra.Command{
		Use: "delegate [ACCOUNT]", Short: "Let your tokens vote: by your own hand, or by somebody else's", Args: cobra.MaximumNArgs(1),
		Example: "  coppice --as bob gov delegate --dao steps",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.delegate(cmd.Context(), dao, strings.Join(args, ""))
		},
	}
	for _, sub := range []*cobra.Command{propose, vote, execute, list, delegate} {
		sub.Flags().StringVar(&dao, "dao", "", "the DataDAO, by id or name (needed)")
		sub.MarkFlagRequired("dao")
	}
	c.AddCommand(propose, vote, execute, list, delegate)
	return c
}

// proposalFlags are the changes that can be proposed by name; anything else is a raw call.
type proposalFlags struct {
	description              string
	prices, calls            []string
	revoke, restore, approve []uint
	reward, salePrice        string
}

func (p proposalFlags) build(l *ledger.Ledger, dao *ledger.DataDAO) (calls []ledger.Call, err error) {
	for _, text := range p.prices {
		id, tokens, ok := strings.Cut(text, "=")
		if !ok {
			return nil, usageError{fmt.Errorf("--price %q is not PERMISSION=TOKENS", text)}
		}
		n, err := permissionID(id)
		if err != nil {
			return nil, err
		}
		price, err := amount.Parse(tokens)
		if err != nil {
			return nil, err
		}
		calls = append(calls, l.SetPermissionPrice(n, price))
	}
	for _, id := range p.revoke {
		calls = append(calls, l.RevokePermission(uint64(id)))
	}
	for _, id := range p.restore {
		calls = append(calls, l.ApprovePermission(uint64(id)))
	}
	for _, id := range p.approve {
		calls = append(calls, l.ApproveInstruction(uint64(id), dao.ID, true))
	}
	for _, x := range []struct {
		text string
		call func(*big.Int) ledger.Call
	}{
		{p.reward, func(v *big.Int) ledger.Call { return l.SetRewardFactor(dao.Pool, v) }},
		{p.salePrice, func(v *big.Int) ledger.Call { return l.SetSalePrice(dao.Pool, v) }},
	} {
		if x.text == "" {
			continue
		}
		v, err := amount.Parse(x.text)
		if err != nil {
			return nil, err
		}
		calls = append(calls, x.call(v))
	}
	for _, text := range p.calls {
		to, data, _ := strings.Cut(text, ":")
		b, err := hex.DecodeString(strings.TrimPrefix(data, "0x"))
		if err != nil || !common.IsHexAddress(to) {
			return nil, usageError{fmt.Errorf("--call %q is not ADDRESS:HEX", text)}
		}
		target := common.HexToAddress(to)
		calls = append(calls, ledger.Call{To: &target, Data: b})
	}
	if len(calls) == 0 {
		return nil, usageError{errors.New("the proposal changes nothing: name a change")}
	}
	return calls, nil
}

// governed is a session in a DataDAO that has a governor.
type governed struct {
	*session.Session
	dao      *ledger.DataDAO
	governor common.Address
	out      *ledger.Outbox
}

func (a *app) governed(ctx context.Context, name string) (*governed, error) {
	s, err := a.connect(ctx, true)
	if err != nil {
		return nil, err
	}
	g := &governed{Session: s}
	fail := func(err error) (*governed, error) { s.Close(); return nil, err }
	found, err := a.dataset(ctx, s, name)
	if err != nil {
		return fail(err)
	}
	if g.dao, err = s.Ledger.DataDAO(ctx, found.ID); err != nil {
		return fail(err)
	}
	authority, err := s.Ledger.Authority(ctx, g.dao)
	if err != nil {
		return fail(err)
	}
	if g.governor = authority.Governor; g.governor == (common.Address{}) {
		return fail(fault.New(fault.Conflict, "its owner hands it over with `coppice dao handover "+g.dao.Slug+"`", "DataDAO %s has no governor yet", g.dao.Slug))
	}
	if g.out, err = s.Outbox(ctx); err != nil {
		return fail(err)
	}
	return g, nil
}

// proposal finds a proposal by its id, or by an unambiguous beginning of it.
func (g *governed) proposal(ctx context.Context, text string) (*index.Proposal, error) {
	all, err := g.API.Governance(ctx, strconv.FormatUint(g.dao.ID, 10))
	if err != nil {
		return nil, err
	}
	var found *index.Proposal
	for i := range all.Proposals {
		if strings.HasPrefix(all.Proposals[i].ID.String(), text) {
			if found != nil {
				return nil, fault.New(fault.Invalid, "give more of its digits", "several proposals begin with %s", text)
			}
			found = &all.Proposals[i]
		}
	}
	if found == nil {
		return nil, fault.New(fault.NotFound, "see `coppice gov list --dao "+g.dao.Slug+"`", "%s has no proposal %s", g.dao.Slug, text)
	}
	return found, nil
}

func proposalOf(p *index.Proposal) ledger.Proposal {
	var out ledger.Proposal
	out.Description = p.Description
	for _, c := range p.Calls {
		target := c.Target
		out.Calls = append(out.Calls, ledger.Call{To: &target, Data: c.Data, Value: c.Value})
	}
	return out
}

func (a *app) propose(ctx context.Context, dao string, p proposalFlags) error {
	g, err := a.governed(ctx, dao)
	if err != nil {
		return err
	}
	defer g.Close()
	calls, err := p.build(g.Ledger, g.dao)
	if err != nil {
		return err
	}
	proposal := ledger.Proposal{Operation: ledger.Operation{Calls: calls}, Description: p.description}
	receipt, err := ledger.Send(ctx, g.out, "propose/"+job.NewNonce(), g.Ledger.Propose(g.governor, proposal))
	if err != nil {
		return err
	}
	id, err := g.Ledger.ProposalCreated(g.governor, receipt)
	if err != nil {
		return err
	}
	lines := []string{}
	for _, c := range calls {
		lines = append(lines, g.Ledger.Describe(*c.To, c.Data))
	}
	v := map[string]any{"proposalId": id.String(), "dlpId": g.dao.ID, "calls": lines, "description": p.description}
	return a.emit(v, func(w io.Writer) {
		fmt.Fprintf(w, "proposal %s\n", id)
		for _, line := range lines {
			fmt.Fprintf(w, "  %s\n", line)
		}
	})
}

var supports = map[string]uint8{"against": 0, "for": 1, "abstain": 2}

func (a *app) vote(ctx context.Context, dao, text, how string) error {
	support, ok := supports[how]
	if !ok {
		return usageError{fmt.Errorf("a vote is for, against or abstain, not %q", how)}
	}
	g, err := a.governed(ctx, dao)
	if err != nil {
		return err
	}
	defer g.Close()
	p, err := g.proposal(ctx, text)
	if err != nil {
		return err
	}
	if err := g.awaitVote(ctx, p.ID, a.progress); err != nil {
		return err
	}
	if _, err := ledger.Send(ctx, g.out, fmt.Sprintf("vote/%s/%d", p.ID, support), g.Ledger.Vote(g.governor, p.ID, support)); err != nil {
		return err
	}
	votes, err := g.Ledger.Votes(ctx, g.dao.Token, g.Key.Address())
	if err != nil {
		return err
	}
	v := map[string]any{"proposalId": p.ID.String(), "vote": how, "votes": amount.Format(votes)}
	return a.emit(v, func(w io.Writer) { fmt.Fprintf(w, "voted %s with %s votes\n", how, amount.Format(votes)) })
}

// shortWait is how long a command waits for a vote to begin or end by itself; longer waits are for people to come back.
const shortWait = 5 * time.Minute

// awaitVote waits for a vote that begins soon.
func (g *governed) awaitVote(ctx context.Context, id *big.Int, say func(string)) error {
	state, err := g.Ledger.ProposalState(ctx, g.governor, id)
	if err != nil || state.State != "pending" {
		return err
	}
	left := state.VoteFrom.Sub(g.Clock()) + 2*time.Second // the block after
	if left > shortWait {
		return fault.New(fault.Conflict, "come back then", "the vote begins at %s", state.VoteFrom.Format("2006-01-02 15:04:05"))
	}
	say("the vote begins at " + state.VoteFrom.Format("15:04:05"))
	return pause(ctx, left)
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func (a *app) execute(ctx context.Context, dao, text string, wait bool) error {
	g, err := a.governed(ctx, dao)
	if err != nil {
		return err
	}
	defer g.Close()
	p, err := g.proposal(ctx, text)
	if err != nil {
		return err
	}
	state, err := g.carryOut(ctx, p, wait, a.progress)
	if err != nil {
		return err
	}
	return a.emit(map[string]any{"proposalId": p.ID.String(), "state": state}, func(w io.Writer) { fmt.Fprintf(w, "proposal %s is %s\n", p.ID, state) })
}

// carryOut brings a proposal as far as it can get: through the end of its vote, the timelock's queue, its delay.
func (g *governed) carryOut(ctx context.Context, p *index.Proposal, wait bool, say func(string)) (string, error) {
	for {
		s, err := g.Ledger.ProposalState(ctx, g.governor, p.ID)
		if err != nil {
			return "", err
		}
		switch s.State {
		case "executed":
			return s.State, nil
		case "active", "pending":
			left := s.VoteUntil.Sub(g.Clock()) + 2*time.Second
			if !wait || left > shortWait {
				return "", fault.New(fault.Conflict, "come back then", "the vote lasts until %s", s.VoteUntil.Format("2006-01-02 15:04:05"))
			}
			say("the vote ends at " + s.VoteUntil.Format("15:04:05"))
			if err := pause(ctx, max(left, time.Second)); err != nil {
				return "", err
			}
			if err := g.nudge(ctx, s.VoteUntil); err != nil {
				return "", err
			}
		case "succeeded":
			if _, err := ledger.Send(ctx, g.out, fmt.Sprintf("queue/%s", p.ID), g.Ledger.Queue(g.governor, proposalOf(p))); err != nil {
				return "", err
			}
		case "queued":
			left := s.ReadyAt.Sub(g.Clock()) + time.Second
			if !wait {
				return s.State, nil
			}
			say("it waits in the timelock until " + s.ReadyAt.Format("2006-01-02 15:04:05"))
			if err := pause(ctx, max(left, 0)); err != nil {
				return "", err
			}
			if _, err := ledger.Send(ctx, g.out, fmt.Sprintf("execute/%s", p.ID), g.Ledger.ExecuteProposal(g.governor, proposalOf(p))); err != nil {
				return "", err
			}
		default:
			return "", fault.New(fault.Conflict, "see `coppice gov list --dao "+g.dao.Slug+"`", "the proposal is %s: it cannot be carried out", s.State)
		}
	}
}

// nudge makes a chain that is silent when idle show a time past one: its newest block may be older than the vote's end.
func (g *governed) nudge(ctx context.Context, past time.Time) error {
	head, err := g.Client.HeaderByNumber(ctx, nil)
	if err != nil {
		return err
	}
	if head.Time > uint64(past.Unix()) {
		return nil
	}
	to := g.Key.Address()
	_, err = ledger.Send(ctx, g.out, "nudge/"+job.NewNonce(), ledger.Call{To: &to})
	return err
}

func (a *app) delegate(ctx context.Context, dao, to string) error {
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	d, err := a.dataset(ctx, s, dao)
	if err != nil {
		return err
	}
	delegatee := s.Key.Address()
	if to != "" {
		if delegatee, err = a.parseAddress(to); err != nil {
			return err
		}
	}
	if _, err := s.Send(ctx, "delegate/"+job.NewNonce(), s.Ledger.Delegate(d.Token, delegatee)); err != nil {
		return err
	}
	votes, err := s.Ledger.Votes(ctx, d.Token, delegatee)
	if err != nil {
		return err
	}
	v := map[string]any{"dlpId": d.ID, "to": delegatee, "votes": amount.Format(votes)}
	return a.emit(v, func(w io.Writer) {
		fmt.Fprintf(w, "%s votes with %s tokens of %s\n", delegatee, amount.Format(votes), d.Slug)
	})
}

type announcementView struct {
	Operation common.Hash `json:"operation"`
	Call      string      `json:"call"`
	ReadyAt   uint64      `json:"readyAt"`
}

func (x announcementView) ready() string {
	return time.Unix(int64(x.ReadyAt), 0).Format("2006-01-02 15:04:05")
}

// announcements lists what waits in a DataDAO's timelock, in words.
func announcements(ctx context.Context, s *session.Session, dlp uint64) ([]announcementView, error) {
	g, err := s.API.Governance(ctx, strconv.FormatUint(dlp, 10))
	if err != nil {
		return nil, err
	}
	list := []announcementView{}
	for _, x := range g.Announcements {
		list = append(list, announcementView{x.Operation, s.Ledger.Describe(x.Target, x.Data), x.ReadyAt})
	}
	return list, nil
}

type proposalView struct {
	ProposalID  string   `json:"proposalId"`
	State       string   `json:"state"`
	For         string   `json:"for"`
	Against     string   `json:"against"`
	Abstain     string   `json:"abstain"`
	Calls       []string `json:"calls"`
	Description string   `json:"description"`
}

func (a *app) listGovernance(ctx context.Context, dao string) error {
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	found, err := a.dataset(ctx, s, dao)
	if err != nil {
		return err
	}
	known, err := s.Ledger.DataDAO(ctx, found.ID)
	if err != nil {
		return err
	}
	authority, err := s.Ledger.Authority(ctx, known)
	if err != nil {
		return err
	}
	g, err := s.API.Governance(ctx, strconv.FormatUint(found.ID, 10))
	if err != nil {
		return err
	}
	waiting, err := announcements(ctx, s, found.ID)
	if err != nil {
		return err
	}
	proposals := []proposalView{}
	for _, p := range g.Proposals {
		state, err := s.Ledger.ProposalState(ctx, authority.Governor, p.ID)
		if err != nil {
			return err
		}
		v := proposalView{p.ID.String(), state.State, amount.Format(state.For), amount.Format(state.Against), amount.Format(state.Abstain), []string{}, p.Description}
		for _, c := range p.Calls {
			v.Calls = append(v.Calls, s.Ledger.Describe(c.Target, c.Data))
		}
		proposals = append(proposals, v)
	}
	v := map[string]any{"dlpId": found.ID, "open": authority.Open, "owner": authority.Owner, "timelock": authority.Timelock, "governor": authority.Governor, "announcements": waiting, "proposals": proposals}
	return a.emit(v, func(w io.Writer) {
		fmt.Fprintf(w, "%s, owner %s, timelock %s, governor %s\n", found.Slug, authority.Owner, authority.Timelock, authority.Governor)
		for _, x := range waiting {
			fmt.Fprintf(w, "announced: %s, from %s on\n", x.Call, x.ready())
		}
		for _, p := range proposals {
			fmt.Fprintf(w, "proposal %.12s...  %s: %s (for %s, against %s, abstain %s)\n", p.ProposalID, p.State, p.Description, p.For, p.Against, p.Abstain)
			for _, c := range p.Calls {
				fmt.Fprintf(w, "  %s\n", c)
			}
		}
	})
}
