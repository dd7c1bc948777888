package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/deployment"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/home"
	"github.com/coppice-network/coppice/internal/node"
)

func (a *app) up() *cobra.Command {
	var validators int
	var listen, apiListen, ipfs string
	c := &cobra.Command{
		Use:   "up",
		Short: "Start a local network that stays",
		Long: `Starts chain, contracts, content store, validators and API on this machine, or goes on with the network that is in the home.
State survives restarts and kill -9. Ctrl-C stops it.

A network that ` + "`coppice deploy`" + ` put on another chain gets a node on that chain instead: give the account that deployed it with --as.
It pays for the gas of the validators that run here.`,
		Example: "  coppice up\n  coppice up --validators 3 --listen 127.0.0.1:9545",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.runUp(cmd.Context(), node.Config{Validators: validators, ChainListen: listen, APIListen: apiListen, IPFS: ipfs})
		},
	}
	c.Flags().IntVar(&validators, "validators", 2, "how many validators run here")
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8545", "address of the chain's JSON-RPC (HTTP and WebSocket); loopback only")
	c.Flags().StringVar(&apiListen, "api-listen", "127.0.0.1:8646", "address of the HTTP API")
	c.Flags().StringVar(&ipfs, "ipfs", "", "RPC of a Kubo node that keeps the content, such as http://127.0.0.1:5001 (default: the embedded store)")
	return c
}

func (a *app) runUp(ctx context.Context, cfg node.Config) error {
	h, err := a.openHome()
	if err != nil {
		return err
	}
	if cfg.Validators < 1 || cfg.Validators > 64 {
		return usageError{fmt.Errorf("--validators must be 1 to 64")}
	}
	release, err := h.Lock(a.network)
	if err != nil {
		return err
	}
	defer release()
	deployed, err := deployment.Exists(h.Local(a.network))
	if err != nil {
		return err
	}
	if deployed {
		err = a.joinChain(h, &cfg)
	} else {
		err = h.SetAside(a.network)
	}
	if err != nil {
		return err
	}
	cfg.Dir, cfg.Name, cfg.Save, cfg.Log = h.Local(a.network), a.network, h.SaveNetwork, a.log()
	n, err := node.Up(ctx, cfg)
	if err != nil {
		return err
	}
	endpoints := *n.Network
	endpoints.Format = contracts.NetworkFormat
	if err := a.emit(endpoints, func(w io.Writer) {
		fmt.Fprintf(w, "network %s is up\n  chain  %s  (id %d%s)\n  api    %s\n  home   %s\nStop it with Ctrl-C; state stays.\n",
			n.Network.Name, n.Network.RPC, n.Network.ChainID, webSocket(n.Network), n.Network.API, h.Dir())
	}); err != nil {
		n.Close()
		return err
	}
	select {
	case <-ctx.Done():
	case <-n.Done():
	}
	return n.Close()
}

func webSocket(n *contracts.Network) string {
	if n.WS == "" {
		return ""
	}
	return ", WebSocket " + n.WS
}

// joinChain makes the node run on the chain that the network was deployed to, with the deployer's account as the operator. A kept demo's
// operator is the node's own.
func (a *app) joinChain(h *home.Home, cfg *node.Config) error {
	n, err := a.reach(h)
	if errors.Is(err, home.ErrNoNetwork) {
		return fault.Wrap(err, fault.Conflict, "give the command `coppice deploy` again: it goes on where it was", "network %s is not completely deployed", a.network)
	} else if err != nil {
		return err
	}
	cfg.ChainRPC = n.RPC
	if own, err := node.HasOperator(h.Local(a.network)); own || err != nil {
		return err
	}
	cfg.Operator, err = a.unlock(h)
	return err
}

func (a *app) status() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Show what runs: chain, validators, datasets, open work",
		Args:  cobra.NoArgs, Example: "  coppice status",
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.connect(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer s.Close()
			raw, err := s.API.Status(cmd.Context())
			if err != nil {
				return err
			}
			var st node.Status
			if err := json.Unmarshal(raw, &st); err != nil {
				return err
			}
			return a.emit(json.RawMessage(raw), func(w io.Writer) { printStatus(w, &st) })
		},
	}
}

func printStatus(w io.Writer, s *node.Status) {
	fmt.Fprintf(w, "network %s, chain %d at block %d (read model at %d), %s\n", s.Network, s.Chain.ID, s.Chain.Block, s.Chain.Indexed, s.Chain.RPC)
	fmt.Fprintf(w, "open work: %d proofs, %d refinements, %d jobs\n\nvalidators\n", s.Open.Proofs, s.Open.Refinements, s.Open.Jobs)
	for _, v := range s.Validators {
		fmt.Fprintf(w, "  %s  serves %d DataDAOs, earned %s VANA\n", v.Address, len(v.DataDAOs), v.Earned)
	}
	fmt.Fprintln(w, "\ndatasets")
	for _, d := range s.Datasets {
		fmt.Fprintf(w, "  %d %s  pool %s  token %s\n", d.DLP, d.Slug, d.Address, d.Token)
		for _, t := range d.Tables {
			fmt.Fprintf(w, "    %s.%s  %d rows, %d columns\n", d.Slug, t.Name, t.Rows, len(t.Columns))
		}
	}
	for _, p := range s.Problems {
		fmt.Fprintf(w, "problem: file %d, refiner %d: %s\n", p.File, p.Refiner, p.Error)
	}
}
