package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/demo"
	"github.com/coppice-network/coppice/internal/deployment"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/home"
	"github.com/coppice-network/coppice/internal/node"
)

func (a *app) demo() *cobra.Command {
	var o demoOptions
	c := &cobra.Command{
		Use:   "demo",
		Short: "Run the whole lifecycle on a private, throw-away network",
		Long: `Runs everything Coppice does, for real, on this machine: an EVM chain with its contracts, two DataDAOs made from two short
files each, tracker exports contributed encrypted, validated and rewarded, refined into tables, queried over both DataDAOs,
used to train a model, and paid for, with value back at the contributors.

Without --data it uses made-up exports of 12 people. Nothing stays on the machine unless --keep is given.

With --rpc it runs on the chain at that address instead, with contracts and accounts of its own. Their money comes from the account
whose private key is in COPPICE_FUNDER_KEY (or on stdin with --funder -), or else from the first account that the chain's own node
holds, as those of development chains do. What is left of it goes back in the end. The chain must make blocks by itself: ` + "`anvil --block-time 1`" + `.`,
		Example: "  coppice demo\n  coppice demo --data ./exports --json\n  coppice demo --rpc http://127.0.0.1:8545",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runDemo(cmd.Context(), o) },
	}
	c.Flags().StringVar(&o.data, "data", "", "folder of *.activities.json and *.sleep.json exports, one contributor per file-name prefix")
	c.Flags().BoolVar(&o.keep, "keep", false, "keep the network's directory, to look at it or to go on with `coppice up`")
	c.Flags().StringVar(&o.rpc, "rpc", "", "run on the chain at this JSON-RPC address")
	c.Flags().StringVar(&o.funder, "funder", "", "with --rpc, where the money comes from: - reads a private key from stdin, node takes the first account that the chain's node holds")
	return c
}

// demoOptions are the flags.
type demoOptions struct {
	data, rpc, funder string
	keep              bool
}

// demoParams are the numbers of a demo's network: epochs as short as its longest job may be, so that nobody waits long for new stake to earn; and
// jobs long enough for a machine that is busy with other things.
func demoParams() contracts.Params {
	p := node.LocalParams()
	p.MaxJobSeconds, p.EpochLength = 16, 16
	p.TimelockDelay = 1
	p.MinBond, p.SlashAmount = big.NewInt(1e17), big.NewInt(5e16) // a tenth of a VANA: on a chain of others, real money
	return p
}

func (a *app) runDemo(ctx context.Context, o demoOptions) (err error) {
	if o.funder != "" && o.rpc == "" {
		return usageError{errors.New("--funder goes with --rpc; a private network has a faucet")}
	}
	dir, err := os.MkdirTemp("", "coppice-demo-")
	if err != nil {
		return err
	}
	if o.keep {
		fmt.Fprintln(a.err, "keeping", dir)
	} else {
		defer os.RemoveAll(dir)
	}
	a.homeDir = dir
	h, err := a.openHome()
	if err != nil {
		return err
	}
	started := time.Now()
	cfg := node.Config{
		Dir: h.Local("local"), Name: "local", Save: h.SaveNetwork, ChainListen: "127.0.0.1:0", APIListen: "127.0.0.1:0", Params: demoParams(), Log: a.log(),
	}
	var funder *common.Address
	if o.rpc != "" {
		from, release, err := a.demoElsewhere(ctx, o, h, &cfg)
		if err != nil {
			return err
		}
		defer release()
		funder = &from
	}
	n, err := node.Up(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	say := a.narrator(started)
	say("Network", fmt.Sprintf("chain %d at %s with %d contracts, content store, 2 validators with simulated enclaves", n.Network.ChainID, n.Network.RPC, len(n.Network.Addresses.Map())))

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // a network that breaks down ends the demo
		select {
		case <-n.Done():
			cancel()
		case <-ctx.Done():
		}
	}()
	chain, err := ethclient.DialContext(ctx, n.Network.RPC)
	if err != nil {
		return err
	}
	defer chain.Close()
	fund := func(ctx context.Context, to common.Address, wei *big.Int) error {
		return node.Fund(ctx, chain, to, wei)
	}
	if cfg.Funder != nil {
		fund = cfg.Funder.Fund
	}
	var leftover *common.Address
	if funder != nil && !o.keep {
		leftover = funder
	}
	report, err := demo.Run(ctx, demo.Options{Network: n.Network, Dir: h.Dir(), Data: o.data, Say: say, Fund: fund, Leftover: leftover})
	if err == nil && leftover != nil {
		err = n.GiveBack(ctx, *leftover)
	}
	if err != nil {
		return err
	}
	report.Phases = append([]demo.Phase{{Name: "network", Seconds: time.Since(started).Seconds() - report.Seconds}}, report.Phases...)
	report.Seconds = time.Since(started).Seconds()
	return a.emit(report, func(w io.Writer) { fmt.Fprintf(w, "\nDone in %.1f s.\n", report.Seconds) })
}

// demoElsewhere makes the demo run on somebody else's chain, with money from an account there.
func (a *app) demoElsewhere(ctx context.Context, o demoOptions, h *home.Home, cfg *node.Config) (from common.Address, release func(), err error) {
	text, err := a.funderKey(o.funder)
	if err != nil {
		return from, nil, err
	}
	client, err := deployment.Dial(ctx, o.rpc)
	if err != nil {
		return from, nil, err
	}
	defer func() {
		if err != nil {
			client.Close()
		}
	}()
	if _, err = deployment.ChainID(ctx, client); err != nil {
		return from, nil, fmt.Errorf("the chain at %s: %w", o.rpc, err)
	}
	cfg.ChainRPC = o.rpc
	if text == "" {
		f, err := node.NewUnlockedFunder(ctx, client)
		if err != nil {
			return from, nil, err
		}
		cfg.Funder = f
		return f.Address, client.Close, nil
	}
	key, err := crypto.HexToECDSA(strings.TrimPrefix(text, "0x"))
	if err != nil {
		return from, nil, fault.New(fault.Invalid, "give 64 hex digits in COPPICE_FUNDER_KEY", "the funder's key is not a private key")
	}
	f, err := node.NewKeyFunder(ctx, client, filepath.Join(h.Dir(), "funder.db"), key, cfg.Log)
	if err != nil {
		return from, nil, err
	}
	cfg.Funder = f
	return f.Address, func() {
		f.Close()
		client.Close()
	}, nil
}

// funderKey is the private key to take money from; "" = the chain's node has it.
func (a *app) funderKey(source string) (string, error) {
	switch source {
	case "":
		return os.Getenv("COPPICE_FUNDER_KEY"), nil
	case "node":
		return "", nil
	case "-":
		line, err := bufio.NewReader(a.in).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		if line = strings.TrimSpace(line); line == "" {
			return "", usageError{errors.New("--funder - wants a private key on stdin")}
		}
		return line, nil
	}
	return "", usageError{errors.New("--funder is - or node; a key does not belong on a command line")}
}

// narrator tells the story on stdout, or on stderr beside --json.
func (a *app) narrator(started time.Time) func(heading, detail string) {
	w := a.out
	if a.json {
		if !a.terminal() {
			return func(string, string) {}
		}
		w = a.err
	}
	return func(heading, detail string) {
		if heading != "" {
			fmt.Fprintf(w, "\n%5.1fs  %s\n", time.Since(started).Seconds(), heading)
		}
		for _, line := range strings.Split(detail, "\n") {
			fmt.Fprintf(w, "        %s\n", line)
		}
	}
}
