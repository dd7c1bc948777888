package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/deployment"
	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/home"
)

func (a *app) deploy() *cobra.Command {
	var rpc, name string
	var maxFee uint64
	var p paramFlags
	c := &cobra.Command{
		Use:   "deploy",
		Short: "Deploy the contracts to a chain that others run",
		Long: `Creates all contracts on the chain at --rpc from the account chosen with --as, which may stop and admit from then on, while terms and code change through a timelock that it proposes to; checks the
code that is on the chain afterwards, and writes the network file for --network NAME. The same command goes on after an interruption
at any point, and only checks once everything is there.

The chain needs EIP-1559 fees and the rules of Prague. The address in --rpc is in the network file for everybody to read: give one
without a password or key. Parameters that are not given are those of a public network; administration can change most of them later.`,
		Example: "  coppice account new ops\n  coppice --as ops deploy --rpc http://127.0.0.1:8545 --name testnet\n  coppice --as ops --network testnet up",
		Args:    cobra.NoArgs,
	}
	c.Flags().StringVar(&rpc, "rpc", "", "JSON-RPC address of the chain")
	c.Flags().StringVar(&name, "name", "", "name of the network (default that of --network if given, else chain-ID)")
	c.Flags().Uint64Var(&maxFee, "max-fee", 1000, "gwei per gas that no transaction offers more than, however long it waits")
	p.register(c.Flags())
	_ = c.MarkFlagRequired("rpc")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if name == "" && cmd.Flags().Changed("network") {
			name = a.network
		}
		params, err := p.params(cmd.Flags())
		if err != nil {
			return err
		}
		return a.runDeploy(cmd.Context(), rpc, name, params, new(big.Int).Mul(new(big.Int).SetUint64(maxFee), big.NewInt(1e9)))
	}
	return c
}

// paramFlags are the numbers of a network as flags.
type paramFlags struct {
	proofFee, refinementFee, price, deposit string
	lease, job, epoch, timelock, unbonding  time.Duration
	bond, slash                             string
	tries, executionBurn, dataBurn          uint64
}

func (p *paramFlags) register(f *pflag.FlagSet) {
	d := deployment.PublicParams()
	seconds := func(s uint64) time.Duration { return time.Duration(s) * time.Second }
	f.StringVar(&p.proofFee, "proof-fee", amount.Format(d.ProofFee), "VANA a contribution pays for its proof")
	f.StringVar(&p.refinementFee, "refinement-fee", amount.Format(d.RefinementFee), "VANA a contribution pays for its refinement")
	f.StringVar(&p.price, "price-per-second", amount.Format(d.PricePerSecond), "VANA for a second of a job")
	f.StringVar(&p.deposit, "creation-deposit", amount.Format(d.CreationDeposit), "VANA to create a DataDAO")
	f.DurationVar(&p.lease, "lease-length", seconds(d.LeaseLength), "how long a validator has for one try")
	f.Uint64Var(&p.tries, "max-tries", d.MaxTries, "tries until work counts as given up")
	f.DurationVar(&p.job, "max-job", seconds(d.MaxJobSeconds), "longest job")
	f.DurationVar(&p.epoch, "epoch-length", seconds(d.EpochLength), "length of an epoch, at least (--lease-length + --max-job) x --max-tries; stake earns from the epoch after")
	f.DurationVar(&p.timelock, "timelock-delay", seconds(d.TimelockDelay), "how long anything waits that can hurt contributors, in the network and in every DataDAO")
	f.StringVar(&p.bond, "min-bond", amount.Format(d.MinBond), "VANA a validator must have posted")
	f.StringVar(&p.slash, "slash-amount", amount.Format(d.SlashAmount), "VANA of it that a refuted validator loses")
	f.DurationVar(&p.unbonding, "unbonding-time", seconds(d.UnbondingTime), "how long a bond stays after its validator has left")
	f.Uint64Var(&p.executionBurn, "execution-burn", d.ExecutionBurnBps, "hundredths of a percent of a job's execution part that are burned")
	f.Uint64Var(&p.dataBurn, "data-burn", d.DataBurnBps, "hundredths of a percent of a job's data part that are burned")
}

// params returns the given numbers over the defaults, or nil if none is given: then those of an earlier run count.
func (p *paramFlags) params(f *pflag.FlagSet) (*contracts.Params, error) {
	given := false
	for _, name := range []string{
		"proof-fee", "refinement-fee", "price-per-second", "creation-deposit", "lease-length", "max-tries", "max-job", "epoch-length", "execution-burn", "data-burn",
		"timelock-delay", "min-bond", "slash-amount", "unbonding-time",
	} {
		given = given || f.Changed(name)
	}
	if !given {
		return nil, nil
	}
	out := deployment.PublicParams()
	for _, x := range []struct {
		flag, text string
		into       **big.Int
	}{
		{"proof-fee", p.proofFee, &out.ProofFee}, {"refinement-fee", p.refinementFee, &out.RefinementFee},
		{"price-per-second", p.price, &out.PricePerSecond}, {"creation-deposit", p.deposit, &out.CreationDeposit},
		{"min-bond", p.bond, &out.MinBond}, {"slash-amount", p.slash, &out.SlashAmount},
	} {
		v, err := amount.Parse(x.text)
		if err != nil {
			return nil, usageError{fmt.Errorf("--%s: %w", x.flag, err)}
		}
		*x.into = v
	}
	for _, x := range []struct {
		flag  string
		value time.Duration
		into  *uint64
	}{{"lease-length", p.lease, &out.LeaseLength}, {"max-job", p.job, &out.MaxJobSeconds}, {"epoch-length", p.epoch, &out.EpochLength},
		{"timelock-delay", p.timelock, &out.TimelockDelay}, {"unbonding-time", p.unbonding, &out.UnbondingTime}} {
		if x.value <= 0 || x.value%time.Second != 0 {
			return nil, usageError{fmt.Errorf("--%s wants whole seconds, such as 90s or 10m", x.flag)}
		}
		*x.into = uint64(x.value / time.Second)
	}
	out.MaxTries, out.ExecutionBurnBps, out.DataBurnBps = p.tries, p.executionBurn, p.dataBurn
	if out.MaxTries <= 255 && out.EpochLength < out.JobLife() { // of more tries the deployment tells
		return nil, usageError{fmt.Errorf("--epoch-length must be at least %s, (--lease-length + --max-job) x --max-tries: what a job pays that settles later would not reach its contributors",
			time.Duration(out.JobLife())*time.Second)}
	}
	return &out, nil
}

// deployed is what deploy prints.
type deployed struct {
	Network     string                    `json:"network"`
	Chain       deployedChain             `json:"chain"`
	Contracts   map[string]common.Address `json:"contracts"`
	DeployBlock uint64                    `json:"deployBlock"`
	Deployer    common.Address            `json:"deployer"`
	Existed     bool                      `json:"existed"` // everything was there before
}

type deployedChain struct {
	RPC string `json:"rpc"`
	ID  uint64 `json:"id"`
}

func (a *app) runDeploy(ctx context.Context, rpc, name string, p *contracts.Params, maxFee *big.Int) error {
	h, err := a.openHome()
	if err != nil {
		return err
	}
	key, err := a.unlock(h)
	if err != nil {
		return err
	}
	client, err := deployment.Dial(ctx, rpc)
	if err != nil {
		return err
	}
	defer client.Close()
	id, err := deployment.ChainID(ctx, client)
	if err != nil {
		return fmt.Errorf("the chain at %s: %w", rpc, err)
	}
	if name == "" {
		name = "chain-" + id.String()
	}
	release, err := h.Lock(name)
	if err != nil {
		return err
	}
	defer release()
	known, err := knownNetwork(h, name, id)
	if err != nil {
		return err
	}
	program, err := enclave.ExecutableMeasurement()
	if err != nil {
		return fmt.Errorf("measuring this program: %w", err)
	}
	r, err := deployment.Run(ctx, deployment.Options{
		Program: program,
		Client:  client, Dir: h.Local(name), Signer: key, Params: p, MaxFee: maxFee,
		Costs: func(c *contracts.Cost) {
			if c.Creations > 0 && a.terminal() && !a.json {
				fmt.Fprintf(a.err, "creating %d contracts from %s: %d gas at most, %s VANA at most; it has %s\n", c.Creations, key.Address(), c.Gas, amount.Format(c.Wei), amount.Format(c.Have))
			}
		},
		Progress: func(done, total int) { a.progress(fmt.Sprintf("%d of %d contracts", done, total)) },
	})
	a.endProgress()
	if err != nil {
		return err
	}
	n := &contracts.Network{Name: name, ChainID: r.ChainID.Uint64(), RPC: rpc, Addresses: r.Addresses, DeployBlock: r.DeployBlock}
	if known != nil {
		n.API, n.DevRoot = known.API, known.DevRoot
	}
	if err := h.SaveNetwork(n); err != nil {
		return err
	}
	out := deployed{name, deployedChain{rpc, n.ChainID}, n.Addresses.Map(), n.DeployBlock, r.Deployer, r.Existed}
	return a.emit(out, func(w io.Writer) { printDeployed(w, &out) })
}

// knownNetwork reads what the home knows of a network and refuses one that was not deployed from here, or is on another chain.
func knownNetwork(h *home.Home, name string, id *big.Int) (*contracts.Network, error) {
	known, err := h.Network(name)
	if errors.Is(err, home.ErrNoNetwork) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if id.Cmp(new(big.Int).SetUint64(known.ChainID)) != 0 {
		return nil, fault.New(fault.Conflict, "check --rpc, or choose another --name", "network %s is on chain %d, the chain at --rpc is %s", name, known.ChainID, id)
	}
	own, err := deployment.Exists(h.Local(name))
	if err != nil {
		return nil, err
	}
	if !own {
		return nil, fault.New(fault.Conflict, "choose another --name", "there is a network %s already, which was not deployed from this home", name)
	}
	return known, nil
}

func printDeployed(w io.Writer, d *deployed) {
	state := "is deployed"
	if d.Existed {
		state = "was deployed already"
	}
	fmt.Fprintf(w, "network %s %s: chain %d at %s, from block %d, maintainer %s\n", d.Network, state, d.Chain.ID, d.Chain.RPC, d.DeployBlock, d.Deployer)
	for _, name := range slices.Sorted(maps.Keys(d.Contracts)) {
		fmt.Fprintf(w, "  %-27s %s\n", name, d.Contracts[name])
	}
	fmt.Fprintf(w, "Start a node of it with `coppice --as ACCOUNT --network %s up`.\n", d.Network)
}
