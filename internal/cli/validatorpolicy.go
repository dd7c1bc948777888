package cli

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
)

// Who may validate is decided by those who administer the network.

// policyTarget is a platform or a measurement.
type policyTarget struct {
	platform    uint8
	measurement common.Hash
}

func parseTarget(platform, measurement string) (t policyTarget, err error) {
	if (platform == "") == (measurement == "") {
		return t, usageError{fmt.Errorf("name either --platform or --measurement")}
	}
	if platform != "" {
		for id, name := range platforms {
			if name == platform {
				return policyTarget{platform: id}, nil
			}
		}
		return t, usageError{fmt.Errorf("there is no platform %q; there are simulated, tdx and sev-snp", platform)}
	}
	b, err := hex.DecodeString(strings.TrimPrefix(measurement, "0x"))
	if err != nil || len(b) != 32 || common.BytesToHash(b) == (common.Hash{}) {
		return t, usageError{fmt.Errorf("--measurement %q is not 32 bytes in hex", measurement)}
	}
	return policyTarget{measurement: common.BytesToHash(b)}, nil
}

func (t policyTarget) String() string {
	if t.platform != 0 {
		return "platform " + platformName(t.platform)
	}
	return "program " + t.measurement.Hex()
}

func (t policyTarget) standing(ctx context.Context, l *ledger.Ledger) (ledger.Standing, error) {
	if t.platform != 0 {
		return l.PlatformStanding(ctx, t.platform)
	}
	return l.MeasurementStanding(ctx, t.measurement)
}

func (t policyTarget) covers(v ledger.Validator) bool {
	return t.platform != 0 && v.Platform == t.platform || t.platform == 0 && v.Measurement == t.measurement
}

// validatorPolicy is suspend or allow.
func (a *app) validatorPolicy(verb string) *cobra.Command {
	var platform, measurement string
	var yes, noWait bool
	c := &cobra.Command{Use: verb + " --platform NAME | --measurement HEX", Args: cobra.NoArgs}
	c.Flags().StringVar(&platform, "platform", "", "simulated, tdx or sev-snp")
	c.Flags().StringVar(&measurement, "measurement", "", "digest of the program, as `coppice validator list` shows it")
	if verb == "suspend" {
		c.Short = "Stop a platform or a program, and all its validators, at once"
		c.Long = "Only the network's maintainer may, after a break of a platform or a defect of a program. In this one transaction all validators of it stop\n" +
			"validating, also under leases they hold. Allowing it again waits in the network's timelock. Asks on a terminal; elsewhere --yes is required."
		c.Example = "  coppice --as ops validator suspend --platform tdx"
		c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	} else {
		c.Short = "Let a platform or a program be admitted, through the network's timelock"
		c.Long = "Announces it in the network's timelock, waits, and carries it out; with --no-wait the same command carries it out later. Only who may propose\n" +
			"there: on a network of your own the account that deployed it. `coppice up` does it for the program it runs."
		c.Example = "  coppice --as ops validator allow --platform tdx --no-wait"
		c.Flags().BoolVar(&noWait, "no-wait", false, "announce only; the same command carries it out when its time has come")
	}
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		t, err := parseTarget(platform, measurement)
		if err != nil {
			return err
		}
		if verb == "suspend" {
			return a.suspend(cmd.Context(), t, yes)
		}
		return a.allow(cmd.Context(), t, !noWait)
	}
	return c
}

func (a *app) suspend(ctx context.Context, t policyTarget, yes bool) error {
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	validators, err := s.Ledger.Validators(ctx)
	if err != nil {
		return err
	}
	stopped := []common.Address{}
	for _, v := range validators {
		if t.covers(v) {
			stopped = append(stopped, v.Address)
		}
	}
	if standing, err := t.standing(ctx, s.Ledger); err != nil {
		return err
	} else if standing == ledger.StandingSuspended {
		return fault.New(fault.Conflict, "`coppice validator allow` lets it in again", "%s is suspended already", t)
	}
	if !yes {
		question := fmt.Sprintf("%s is suspended, and %d of %d validators stop at once. To go on, type suspend: ", t, len(stopped), len(validators))
		if err := a.confirm(question, "suspend"); err != nil {
			return err
		}
	}
	call := s.Ledger.SuspendMeasurement(t.measurement)
	if t.platform != 0 {
		call = s.Ledger.SuspendPlatform(t.platform)
	}
	if _, err := s.Send(ctx, "suspend/"+job.NewNonce(), call); err != nil {
		return err
	}
	return a.emit(map[string]any{"suspended": t.String(), "stopped": stopped}, func(w io.Writer) {
		fmt.Fprintf(w, "%s is suspended; %d validators have stopped\n", t, len(stopped))
	})
}

func (a *app) allow(ctx context.Context, t policyTarget, wait bool) error {
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	if standing, err := t.standing(ctx, s.Ledger); err != nil {
		return err
	} else if standing == ledger.StandingAllowed {
		return fault.New(fault.Conflict, "`coppice validator suspend` stops it", "%s is allowed already", t)
	}
	may, err := s.Ledger.MayPropose(ctx, s.Ledger.Net.NetworkTimelock, s.Key.Address())
	if err != nil {
		return err
	}
	if !may {
		return fault.New(fault.Denied, "act as the account that administers the network with --as", "%s may not propose in the network's timelock", s.Key.Address())
	}
	out, err := s.Outbox(ctx)
	if err != nil {
		return err
	}
	call := s.Ledger.AllowMeasurement(t.measurement)
	if t.platform != 0 {
		call = s.Ledger.AllowPlatform(t.platform)
	}
	_, err = s.Ledger.Through(ctx, out, s.Ledger.Net.NetworkTimelock, []ledger.Call{call}, wait, func(ready time.Time) {
		a.progress("announced; it takes effect at " + ready.Format("2006-01-02 15:04:05"))
	})
	if err != nil {
		return err
	}
	return a.emit(map[string]any{"allowed": t.String()}, func(w io.Writer) { fmt.Fprintf(w, "%s is allowed\n", t) })
}

func (a *app) validatorRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove VALIDATOR", Short: "End a validator's admission, at once", Args: cobra.ExactArgs(1),
		Long:    "Only the network's maintainer may. The validator's bond is free after the unbonding time.",
		Example: "  coppice --as ops validator remove 0x0a3c833fE1C321d95Ba9f595d58d8de22Ca45814",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.removeValidator(cmd.Context(), args[0]) },
	}
}

func (a *app) removeValidator(ctx context.Context, text string) error {
	address, err := a.parseAddress(text)
	if err != nil {
		return err
	}
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	info, err := s.Ledger.ValidatorInfo(ctx, address)
	if err != nil {
		return err
	}
	if !info.Active {
		return fault.New(fault.Conflict, "`coppice validator list` shows the active ones", "%s is not an active validator", address)
	}
	if _, err := s.Send(ctx, "remove/"+job.NewNonce(), s.Ledger.RemoveValidator(address)); err != nil {
		return err
	}
	v, err := viewValidator(ctx, s, address)
	if err != nil {
		return err
	}
	return a.emit(v, func(w io.Writer) { fmt.Fprintf(w, "%s validates no more\n", address) })
}
