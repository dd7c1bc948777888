package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/node"
)

// These are orders to the node that runs from this home: only it has its validators' keys.

func (a *app) validatorLeave() *cobra.Command {
	return a.duty(&cobra.Command{
		Use: "leave N", Short: "Have validator N of this node stop validating, at once",
		Long: "The node that runs from this home (`coppice up`) has its validator N leave the network. It stays away, also when the node starts again, until\n" +
			"`coppice validator join N`. Its bond is free after the unbonding time. Refused for the last validator, and while no other one here holds the\n" +
			"keys of a DataDAO that it holds.",
		Example: "  coppice validator leave 3",
	}, "leave", false)
}

func (a *app) validatorJoin() *cobra.Command {
	return a.duty(&cobra.Command{
		Use: "join N", Short: "Have validator N of this node validate again",
		Long: "The node that runs from this home admits its validator N again, with evidence of the program that runs, and posts what its bond lacks.\n" +
			"It brings back one that left, was removed, or lost its admission by slashing.",
		Example: "  coppice validator join 3",
	}, "join", false)
}

func (a *app) validatorRenew() *cobra.Command {
	return a.duty(&cobra.Command{
		Use: "renew N", Short: "Have validator N of this node publish fresh evidence",
		Long: "Evidence of the same program, of now, with the validator's next key epoch. Clients accept evidence of the last 90 days; a node renews its own\n" +
			"when it starts and it is older than 30.",
		Example: "  coppice validator renew 1",
	}, "renew", false)
}

func (a *app) validatorClaim() *cobra.Command {
	return a.duty(&cobra.Command{
		Use: "claim N [--to ACCOUNT]", Short: "Pay out what validator N of this node has earned",
		Long: "The validator claims what the registry owes it for proofs, refinements and jobs, and passes it on. Interrupted, it is finished when the node\n" +
			"starts, or by the next payout.",
		Example: "  coppice validator claim 1 --to ops",
	}, "claim", true)
}

func (a *app) validatorUnbond() *cobra.Command {
	return a.duty(&cobra.Command{
		Use: "unbond N [--to ACCOUNT]", Short: "Pay out the bond of validator N of this node, after it has left and the unbonding time is over",
		Example: "  coppice validator unbond 3 --to ops",
	}, "unbond", true)
}

func (a *app) duty(c *cobra.Command, action string, pays bool) *cobra.Command {
	var to string
	c.Args = cobra.ExactArgs(1)
	if pays {
		c.Flags().StringVar(&to, "to", "", "who is paid, an address or an account (default: the account that acts)")
	}
	c.RunE = func(cmd *cobra.Command, args []string) error {
		return a.order(cmd.Context(), args[0], action, pays, to)
	}
	return c
}

func (a *app) order(ctx context.Context, text, action string, pays bool, to string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return usageError{fmt.Errorf("%q is not the number of a validator of this node", text)}
	}
	var target common.Address
	if pays && to != "" {
		target, err = a.parseAddress(to)
	} else if pays {
		acc, chosenErr := a.chosen()
		target, err = acc.Address, chosenErr
	}
	if err != nil {
		return err
	}
	h, err := a.openHome()
	if err != nil {
		return err
	}
	done, err := node.Order(ctx, h.Local(a.network), n, action, target)
	if err != nil {
		return err
	}
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	v, err := viewValidator(ctx, s, done.Validator)
	if err != nil {
		return err
	}
	out := struct {
		*validatorView
		N    int             `json:"n"`
		Paid string          `json:"paid,omitempty"`
		To   *common.Address `json:"to,omitempty"`
	}{validatorView: v, N: n}
	if done.Paid != nil {
		out.Paid, out.To = amount.Format(done.Paid), &target
	}
	return a.emit(out, func(w io.Writer) {
		if done.Paid != nil {
			fmt.Fprintf(w, "%s VANA went to %s\n", out.Paid, target)
		}
		v.print(w)
	})
}
