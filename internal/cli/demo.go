package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/demo"
	"github.com/coppice-network/coppice/internal/node"
)

func (a *app) demo() *cobra.Command {
	var data string
	var keep bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "Run the whole lifecycle on a private, throw-away network",
		Long: `Runs everything Coppice does, for real, on this machine: an EVM chain with its contracts, two DataDAOs made from two short
files each, tracker exports contributed encrypted, validated and rewarded, refined into tables, queried over both DataDAOs,
used to train a model, and paid for, with value back at the contributors.

Without --data it uses made-up exports of 12 people. Nothing stays on the machine unless --keep is given.`,
		Example: "  coppice demo\n  coppice demo --data ./exports --json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runDemo(cmd.Context(), data, keep) },
	}
	c.Flags().StringVar(&data, "data", "", "folder of *.activities.json and *.sleep.json exports, one contributor per file-name prefix")
	c.Flags().BoolVar(&keep, "keep", false, "keep the network's directory, to look at it or to go on with `coppice up`")
	return c
}

// demoParams are the numbers of a demo's network: epochs as short as its longest job, so that nobody has to wait for a claim.
func demoParams() contracts.Params {
	p := node.LocalParams()
	p.MaxJobSeconds, p.EpochLength = 8, 8
	return p
}

func (a *app) runDemo(ctx context.Context, data string, keep bool) (err error) {
	dir, err := os.MkdirTemp("", "coppice-demo-")
	if err != nil {
		return err
	}
	if keep {
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
	n, err := node.Up(ctx, node.Config{
		Dir: h.Local("local"), Name: "local", Save: h.SaveNetwork, ChainListen: "127.0.0.1:0", APIListen: "127.0.0.1:0", Params: demoParams(), Log: a.log(),
	})
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
	report, err := demo.Run(ctx, demo.Options{
		Network: n.Network, Dir: h.Dir(), Data: data, Say: say,
		Fund: func(ctx context.Context, to common.Address, wei *big.Int) error {
			return node.Fund(ctx, chain, to, wei)
		},
	})
	if err != nil {
		return err
	}
	report.Phases = append([]demo.Phase{{Name: "network", Seconds: time.Since(started).Seconds() - report.Seconds}}, report.Phases...)
	report.Seconds = time.Since(started).Seconds()
	return a.emit(report, func(w io.Writer) { fmt.Fprintf(w, "\nDone in %.1f s.\n", report.Seconds) })
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
