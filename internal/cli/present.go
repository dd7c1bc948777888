package cli

import (
	"context"
	"errors"
	"syscall"

	"github.com/coppice-network/coppice/internal/access"
	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/contribution"
	"github.com/coppice-network/coppice/internal/datadao"
	"github.com/coppice-network/coppice/internal/devchain"
	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/home"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/node"
	"github.com/coppice-network/coppice/internal/query"
	"github.com/coppice-network/coppice/internal/wallet"
)

// hints say what to do about the errors that people meet.
var hints = []struct {
	err  error
	code fault.Code
	hint string
}{
	{home.ErrNoNetwork, fault.NotFound, "start a local one with `coppice up`, or choose another with --network"},
	{home.ErrInUse, fault.Conflict, "stop the other process, or use another --home or --network"},
	{home.ErrVersion, fault.Conflict, "use the version of coppice that wrote it, or another --home"},
	{wallet.ErrNotFound, fault.NotFound, "see `coppice account list`, or make one with `coppice account new NAME`"},
	{wallet.ErrPassphrase, fault.Denied, "try again; the passphrase is in COPPICE_PASSWORD, in --password-file, or asked for"},
	{wallet.ErrExists, fault.Conflict, "choose another name"},
	{wallet.ErrFaucetKey, fault.Denied, "these keys are public; make an account with `coppice account new NAME`"},
	{contribution.ErrFile, fault.Invalid, "nothing was sent; correct the file and try again"},
	{contribution.ErrFunds, fault.Funds, "on a local network: `coppice account fund`"},
	{contribution.ErrIntake, fault.Integrity, "nothing was sent; do not contribute to this DataDAO before its operators have explained this"},
	{ledger.ErrIntakeKey, fault.Integrity, "nothing was sent; do not contribute to this DataDAO before its operators have explained this"},
	{ledger.ErrNoIntakeKey, fault.Unavailable, "try again in a moment: a validator makes the key when a DataDAO is created"},
	{ledger.ErrFunds, fault.Funds, "on a local network: `coppice account fund`"},
	{access.ErrDenied, fault.Denied, "`coppice quote` shows the verdict for every column; ask the DataDAO for a grant"},
	{access.ErrFailed, fault.Limit, "`coppice job show` has the receipt; the data part is back in your balance"},
	{datadao.ErrTaken, fault.Conflict, "choose another name"},
	{datadao.ErrSlug, fault.Invalid, "for example: coppice dao create fitness --proof proof.star --refiner refine.sql"},
	{devchain.ErrPortInUse, fault.Conflict, "stop the program that listens there, or choose another address with --listen"},
	{devchain.ErrFaucetExposed, fault.Denied, "listen on 127.0.0.1; a local network is for this machine"},
	{devchain.ErrDiskFull, fault.Limit, "free some space and start again; nothing confirmed is lost"},
	{node.ErrAPIPortInUse, fault.Conflict, "stop the program that listens there, or choose another address with --api-listen"},
	{blob.ErrNoSpace, fault.Limit, "free some space and try again; nothing is lost"},
	{syscall.ENOSPC, fault.Limit, "free some space and try again; nothing is lost"},
	{bundle.ErrInvalid, fault.Invalid, "start from a template with `coppice bundle init`"},
	{bundle.ErrBundle, fault.Invalid, "run it on this machine with `coppice proof run` or `coppice refiner run`"},
	{query.ErrNotAllowed, fault.Denied, "see docs/ai-builder.md for the SQL that is understood"},
	{amount.ErrSyntax, fault.Invalid, "amounts are decimal numbers of whole tokens, such as 12.5"},
	{enclave.ErrVersion, fault.Conflict, "use the version of coppice that wrote it"},
	{context.Canceled, fault.Unavailable, "give the same command again: it goes on where it was"},
	{context.DeadlineExceeded, fault.Unavailable, "give the same command again: it goes on where it was"},
}

// present turns any error into what a person sees.
func present(err error) *fault.Error {
	var f *fault.Error
	if errors.As(err, &f) {
		return f
	}
	for _, h := range hints {
		if errors.Is(err, h.err) {
			return fault.Wrap(err, h.code, h.hint, "%v", err)
		}
	}
	return fault.From(err)
}
