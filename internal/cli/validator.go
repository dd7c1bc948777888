package cli

import (
	"context"
	"fmt"
	"io"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/session"
)

func (a *app) validatorGroup() *cobra.Command {
	c := &cobra.Command{Use: "validator", Short: "Inspect and operate validators"}
	c.AddCommand(
		&cobra.Command{
			Use: "list", Short: "List validators, with the verdict on their evidence", Args: cobra.NoArgs,
			Example: "  coppice validator list",
			RunE:    func(cmd *cobra.Command, _ []string) error { return a.listValidators(cmd.Context()) },
		},
		&cobra.Command{
			Use: "show VALIDATOR", Short: "Show a validator: standing, bond, earnings; also one that has left", Args: cobra.ExactArgs(1),
			Example: "  coppice validator show 0x0a3c833fE1C321d95Ba9f595d58d8de22Ca45814",
			RunE:    func(cmd *cobra.Command, args []string) error { return a.showValidator(cmd.Context(), args[0]) },
		},
		a.validatorBond(), a.validatorPolicy("suspend"), a.validatorPolicy("allow"), a.validatorRemove(),
		a.validatorLeave(), a.validatorJoin(), a.validatorRenew(), a.validatorClaim(), a.validatorUnbond(),
	)
	return c
}

func (a *app) listValidators(ctx context.Context) error {
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	validators, err := s.Ledger.Validators(ctx)
	if err != nil {
		return err
	}
	type view struct {
		Address     common.Address `json:"address"`
		URL         string         `json:"url"`
		Measurement common.Hash    `json:"measurement"`
		Accepted    bool           `json:"accepted"`
		Verdict     string         `json:"verdict"`
		Earned      string         `json:"earned"`
		Bond        string         `json:"bond"`
	}
	list := []view{}
	for _, v := range validators {
		x := view{v.Address, v.URL, v.Measurement, true, "evidence is genuine and accepted for this network (simulated)", amount.Format(v.Earned), amount.Format(v.Bond)}
		if err := s.Trust.CheckValidator(ctx, v); err != nil {
			x.Accepted, x.Verdict = false, err.Error()
		}
		list = append(list, x)
	}
	return a.emit(map[string]any{"validators": list}, func(w io.Writer) {
		for _, v := range list {
			fmt.Fprintf(w, "%s  earned %s VANA, bond %s VANA\n  code %s\n  %s\n", v.Address, v.Earned, v.Bond, v.Measurement, v.Verdict)
		}
	})
}

// validatorView is how one validator is shown; amounts in whole VANA.
type validatorView struct {
	Address     common.Address `json:"address"`
	Active      bool           `json:"active"`
	URL         string         `json:"url"`
	Platform    string         `json:"platform"`
	Measurement common.Hash    `json:"measurement"`
	Policy      string         `json:"policy"` // standing of platform and measurement
	Evidence    common.Hash    `json:"evidence"`
	KeyEpoch    uint64         `json:"keyEpoch"`
	Earned      string         `json:"earned"`
	Owed        string         `json:"owed"` // of it, not claimed yet
	Bond        string         `json:"bond"`
	BondNeeded  string         `json:"bondNeeded"`
	BondFreeAt  uint64         `json:"bondFreeAt,omitempty"`
}

var platforms = map[uint8]string{ledger.PlatformSimulated: "simulated", ledger.PlatformTDX: "tdx", ledger.PlatformSEVSNP: "sev-snp"}

func platformName(p uint8) string {
	if name, ok := platforms[p]; ok {
		return name
	}
	return fmt.Sprintf("platform-%d", p)
}

func (a *app) showValidator(ctx context.Context, text string) error {
	address, err := a.parseAddress(text)
	if err != nil {
		return err
	}
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	v, err := viewValidator(ctx, s, address)
	if err != nil {
		return err
	}
	return a.emit(v, v.print)
}

func viewValidator(ctx context.Context, s *session.Session, address common.Address) (*validatorView, error) {
	info, err := s.Ledger.ValidatorInfo(ctx, address)
	if err != nil {
		return nil, err
	}
	if info.KeyEpoch == 0 && info.Bond.Sign() == 0 {
		return nil, fault.New(fault.NotFound, "`coppice validator list` shows the active ones", "%s was never a validator and has no bond", address)
	}
	needed, err := s.Ledger.MinBond(ctx)
	if err != nil {
		return nil, err
	}
	owed, err := s.Ledger.OwedFees(ctx, address)
	if err != nil {
		return nil, err
	}
	program, err := s.Ledger.MeasurementStanding(ctx, info.Measurement)
	if err != nil {
		return nil, err
	}
	platform, err := s.Ledger.PlatformStanding(ctx, info.Platform)
	if err != nil {
		return nil, err
	}
	return &validatorView{
		Address: address, Active: info.Active, URL: info.URL, Platform: platformName(info.Platform), Measurement: info.Measurement,
		Policy:   fmt.Sprintf("platform %s, program %s", platform, program),
		Evidence: info.EvidenceDigest, KeyEpoch: info.KeyEpoch, Earned: amount.Format(info.Earned), Owed: amount.Format(owed),
		Bond: amount.Format(info.Bond), BondNeeded: amount.Format(needed), BondFreeAt: info.BondFreeAt,
	}, nil
}

func (v *validatorView) print(w io.Writer) {
	state := "active"
	if !v.Active {
		state = "not active"
	}
	fmt.Fprintf(w, "%s  %s\n  %s at %s, key epoch %d\n  code %s\n  policy: %s\n", v.Address, state, v.Platform, v.URL, v.KeyEpoch, v.Measurement, v.Policy)
	fmt.Fprintf(w, "  earned %s VANA, of which %s can be claimed\n  bond %s VANA, %s are needed", v.Earned, v.Owed, v.Bond, v.BondNeeded)
	if v.BondFreeAt > 1 {
		fmt.Fprintf(w, ", free from %s on", time.Unix(int64(v.BondFreeAt), 0).Format("2006-01-02 15:04:05"))
	}
	fmt.Fprintln(w)
}

func (a *app) validatorBond() *cobra.Command {
	return &cobra.Command{
		Use: "bond VALIDATOR [AMOUNT]", Short: "Post a bond for a validator (default: what it lacks)", Args: cobra.RangeArgs(1, 2),
		Long: "Adds to a validator's bond from the account that acts; anybody may, also before it is admitted. Only the validator itself gets it back, after\n" +
			"it has left and the unbonding time is over.",
		Example: "  coppice --as ops validator bond 0x0a3c833fE1C321d95Ba9f595d58d8de22Ca45814 10",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.postBond(cmd.Context(), args) },
	}
}

func (a *app) postBond(ctx context.Context, args []string) error {
	address, err := a.parseAddress(args[0])
	if err != nil {
		return err
	}
	var wei *big.Int
	if len(args) > 1 {
		if wei, err = amount.Parse(args[1]); err != nil {
			return err
		}
		if wei.Sign() == 0 {
			return usageError{fmt.Errorf("a bond of 0 is none")}
		}
	}
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	if wei == nil {
		info, err := s.Ledger.ValidatorInfo(ctx, address)
		if err != nil {
			return err
		}
		needed, err := s.Ledger.MinBond(ctx)
		if err != nil {
			return err
		}
		if wei = new(big.Int).Sub(needed, info.Bond); wei.Sign() <= 0 {
			return fault.New(fault.Conflict, "name an amount to post more", "%s has a bond of %s VANA, and %s are needed", address, amount.Format(info.Bond), amount.Format(needed))
		}
	}
	if _, err := s.Send(ctx, "bond/"+job.NewNonce(), s.Ledger.PostBond(address, wei)); err != nil {
		return err
	}
	v, err := viewValidator(ctx, s, address)
	if err != nil {
		return err
	}
	return a.emit(v, func(w io.Writer) {
		fmt.Fprintf(w, "posted %s VANA; the bond of %s is %s VANA\n", amount.Format(wei), address, v.Bond)
	})
}
