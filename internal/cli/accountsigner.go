package cli

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/wallet"
	"github.com/coppice-network/coppice/internal/wallet/external"
)

func (a *app) accountAddSigner() *cobra.Command {
	var url, address string
	c := &cobra.Command{
		Use: "add-signer NAME --url URL --address 0x...", Short: "Add an account whose key is kept by an external signer", Args: cobra.ExactArgs(1),
		Long: `Adds an account of a JSON-RPC signer, such as Web3Signer or clef, at http://, https:// or unix:/path. The account then works in every
command; no key is on this machine and no passphrase is asked for. How the signer is talked to is found out once, now. It is asked to sign
the message from which keys of personal copies are derived, twice, over a salt that is used for nothing else: a signer that gives
different signatures for one message is refused, since personal copies would never open again. It is held to that answer before anything
is sealed. A URL with credentials is not given as an argument, which others could see, but on stdin with --url -. It is never printed.`,
		Example: "  coppice account add-signer ana --url http://127.0.0.1:9000 --address 0x2c7536E3605D9C16a7a3D7b1898e529396a65c23\n" +
			"  coppice account add-signer bob --url unix:/home/bob/.clef/clef.ipc --address 0x9858EfFD232B4033E47d90003D41EC34EcaEda94",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.addSigner(cmd.Context(), args[0], url, address)
		},
	}
	c.Flags().StringVar(&url, "url", "", "where the signer listens; - reads it from stdin")
	c.Flags().StringVar(&address, "address", "", "the account's address")
	for _, f := range []string{"url", "address"} {
		_ = c.MarkFlagRequired(f)
	}
	return c
}

func (a *app) addSigner(ctx context.Context, name, url, text string) error {
	if !common.IsHexAddress(text) {
		return usageError{fmt.Errorf("--address %q is not an address", text)}
	}
	address := common.HexToAddress(text)
	h, store, err := a.vacant(name)
	if err != nil {
		return err
	}
	argument := url != "-"
	if !argument {
		if url, err = a.readSecret("URL of the signer: "); err != nil {
			return err
		}
	}
	at, err := wallet.ParseSignerURL(url)
	if err != nil {
		return err
	}
	if argument && at.Secret() {
		return fault.New(fault.Invalid, "give it on stdin: --url - < url.txt; and change the credential, it has been seen", "a URL with credentials must not be an argument, which others can see")
	}
	if a.terminal() && !a.json {
		fmt.Fprintf(a.err, "asking the signer at %s; confirm there if it wants that\n", at)
	}
	e, err := external.Probe(ctx, address, at, rand.Reader)
	if err != nil {
		return fmt.Errorf("%s was not added: %w", name, err)
	}
	acc, err := store.AddExternal(name, address, e)
	if err != nil {
		return err
	}
	if err := makeDefault(h, name); err != nil {
		return err
	}
	return a.emit(acc, func(w io.Writer) { fmt.Fprintf(w, "%s  %s%s\n", acc.Address, acc.Name, kept(acc)) })
}
