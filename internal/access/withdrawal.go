package access

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/withdrawal"
)

// VerifyWithdrawal checks certificates about one file's withdrawal: their form and signatures always, and that each says that every part is
// done; with a network that the chain recorded this withdrawal, that each signer was admitted and its evidence is accepted, and that no
// active validator is missing. An error means that a check could not be made.
func VerifyWithdrawal(ctx context.Context, b *withdrawal.Bundle, on Online) ([]Check, error) {
	var list []*withdrawal.Certificate
	checks := []Check{{"format", len(b.Certificates) > 0, fmt.Sprintf("%d certificates of file %d", len(b.Certificates), b.FileID)}}
	for _, s := range b.Certificates {
		c, err := s.Open()
		if err != nil {
			return append(checks, check("signature", err, "")), nil
		}
		checks = append(checks, Check{"signature", true, "signed by " + c.Validator.Hex()})
		same := c.FileID == b.FileID && (len(list) == 0 || subject(c) == subject(list[0]))
		if !same {
			return append(checks, Check{"subject", false, fmt.Sprintf("the certificate of %s is of another withdrawal", c.Validator)}), nil
		}
		list = append(list, c)
		for _, p := range c.Parts {
			if p.State != withdrawal.Done {
				checks = append(checks, Check{"complete", false, fmt.Sprintf("%s at %s: %s", p.What, c.Validator, p.Detail)})
			}
		}
	}
	if on.Ledger == nil || len(list) == 0 {
		return checks, nil
	}
	return withdrawalOnChain(ctx, checks, list, on)
}

// withdrawn is what certificates about one withdrawal have in common.
type withdrawn struct {
	chain, file, dlp, block uint64
	registry, owner         common.Address
	tx                      common.Hash
}

func subject(c *withdrawal.Certificate) withdrawn {
	return withdrawn{c.ChainID, c.FileID, c.DLP, c.Block, c.Registry, c.Owner, c.Tx}
}

func withdrawalOnChain(ctx context.Context, checks []Check, list []*withdrawal.Certificate, on Online) ([]Check, error) {
	l, c := on.Ledger, list[0]
	if c.ChainID != l.ChainID.Uint64() || c.Registry != l.Net.DataRegistry {
		return append(checks, Check{"network", false, fmt.Sprintf("the certificates are of chain %d, registry %s", c.ChainID, c.Registry)}), nil
	}
	w, err := l.WithdrawalAt(ctx, c.FileID, c.Block)
	if err != nil {
		return nil, err
	}
	recorded := w != nil && w.Owner == c.Owner && w.DLP == c.DLP && w.Tx == c.Tx
	detail := fmt.Sprintf("file %d of %s, in block %d", c.FileID, c.Owner, c.Block)
	if !recorded {
		detail = fmt.Sprintf("the chain has no such withdrawal in block %d", c.Block)
	}
	checks = append(checks, Check{"recorded", recorded, detail})
	signed := make(map[common.Address]bool)
	for _, c := range list {
		v, err := l.ValidatorInfo(ctx, c.Validator)
		if err != nil {
			return nil, err
		}
		_, err = on.Trust.Recipient(ctx, v)
		checks = append(checks, check("evidence", err, fmt.Sprintf("%s runs admitted code %x", c.Validator, v.Measurement[:8])))
		signed[c.Validator] = true
	}
	active, err := l.Validators(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range active {
		if !signed[v.Address] {
			checks = append(checks, Check{"everybody", false, fmt.Sprintf("the certificate of validator %s is missing", v.Address)})
		}
	}
	return checks, nil
}
