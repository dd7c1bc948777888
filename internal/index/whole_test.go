package index

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// whole is network with governance, second opinions, withdrawals and requests for access, in blocks 10 to 14.
func whole(t testing.TB) *chain {
	c := network(t)
	c.block() // 10
	c.tx(c.registry("DlpOpened", n(1)))
	c.createGovernor(1)
	c.createGovernor(2)
	c.tx(c.permission("AccessRequested", n(1), addr("buyer"), n(1), "days", "steps", n(40), "a study"))
	c.tx(c.permission("AccessRequested", n(2), addr("other"), n(1), "", "", n(50), "a product"))
	c.tx(c.permission("PermissionPolicySet", n(2), true, uint32(5), uint64(5000), uint64(77)))
	c.tx(c.tees("ValidatorKeysSet", addr("validator 2"), n(2), digest("new evidence")))
	c.tx(c.engine("JobRegistered", n(5), addr("buyer")), c.engine("JobStatusUpdated", n(5), uint8(1), ""))
	c.block() // 11
	for f := uint64(7); f <= 11; f++ {
		c.contribute(f, 1, "ann")
	}
	c.tx(c.added(12, "eve"))
	c.schedule(1, "change", 60, call{addr("pool"), 0, []byte{1, 2}}, call{addr("registry"), 3, nil})
	c.schedule(1, "never", 60, call{addr("pool"), 0, []byte{9}})
	c.propose(1, 501, call{addr("pool"), 7, []byte{1, 2}}, call{addr("registry"), 0, nil})
	c.propose(1, 502)
	c.tx(c.engine("JobRequested", n(5), n(1), digest("request 5"), n(20)), c.engine("JobStatusUpdated", n(5), uint8(2), ""))
	c.tx(c.permission("AccessRequestClosed", n(1), n(2)))
	c.block() // 12
	for f := uint64(7); f <= 10; f++ {
		c.provisional(jobID(f, 0), f, "validator 1")
	}
	c.tx(c.registry("FilePooled", n(12), n(1)), c.registry("JobSubmitted", jobID(12, 0), n(12), common.Address{}, n(1e9)))
	c.execute(1, "change", 0, call{addr("pool"), 0, []byte{1, 2}})
	c.tx(c.governor(1, "ProposalExecuted", n(501)))
	c.block() // 13
	c.opinion(jobID(7, 0), "validator 2", true)
	c.prove(jobID(7, 0), 7, 1, "ann", verdict{score: 600})
	c.opinion(jobID(8, 0), "validator 2", false)
	c.refute(jobID(8, 0), 8, "validator 1")
	c.opinion(jobID(9, 0), "validator 2", false)
	c.tx(c.registry("JobCanceled", jobID(9, 0)))
	c.opinion(jobID(10, 0), "validator 2", true)
	c.withdraw(1, 1, "ann", 180000)
	c.tx(c.registry("JobCanceled", jobID(11, 0)), c.registry("FileWithdrawn", n(11), addr("ann"), n(1), n(0)))
	c.tx(c.timelock(1, "Cancelled", digest("never")))
	c.tx(c.governor(1, "ProposalCanceled", n(502)))
	c.block() // 14
	c.addRefiner(4, 1)
	return c
}

func governorOf(dlp uint64) common.Address { return addr(fmt.Sprint("governor ", dlp)) }

func (c *chain) timelock(dlp uint64, name string, values ...any) types.Log {
	return encode(c.t, timelockOf(dlp), &gen.DataDAOTimelockMetaData, name, values...)
}

func (c *chain) governor(dlp uint64, name string, values ...any) types.Log {
	return encode(c.t, governorOf(dlp), &gen.DataDAOGovernorMetaData, name, values...)
}

func (c *chain) createGovernor(dlp uint64) {
	c.tx(c.dlps("GovernorCreated", n(dlp), governorOf(dlp)))
}

type call struct {
	target common.Address
	value  uint64
	data   []byte
}

func (c *chain) schedule(dlp uint64, operation string, delay uint64, calls ...call) {
	var logs []types.Log
	for i, x := range calls {
		logs = append(logs, c.timelock(dlp, "CallScheduled", digest(operation), n(uint64(i)), x.target, n(x.value), x.data, [32]byte{}, n(delay)))
	}
	c.tx(logs...)
}

func (c *chain) execute(dlp uint64, operation string, place uint64, x call) {
	c.tx(c.timelock(dlp, "CallExecuted", digest(operation), n(place), x.target, n(x.value), x.data))
}

func (c *chain) propose(dlp, id uint64, calls ...call) {
	targets, values, signatures, data := []common.Address{}, []*big.Int{}, []string{}, [][]byte{}
	for _, x := range calls {
		targets, values, signatures, data = append(targets, x.target), append(values, n(x.value)), append(signatures, ""), append(data, x.data)
	}
	c.tx(c.governor(dlp, "ProposalCreated", n(id), addr("builder"), targets, values, signatures, data, n(1), n(2), fmt.Sprint("proposal ", id)))
}

func (c *chain) provisional(job *big.Int, file uint64, validator string) {
	c.tx(c.registry("ProofProvisional", job, n(file), addr(validator), n(600), digest("result"), digest("outcome")))
}

func (c *chain) opinion(job *big.Int, validator string, agrees bool) {
	outcome := "outcome"
	if !agrees {
		outcome = "another outcome"
	}
	c.tx(c.registry("OpinionRecorded", job, addr(validator), digest(outcome), agrees))
}

// refute is what the last of many opinions against a proof does.
func (c *chain) refute(job *big.Int, file uint64, validator string) {
	c.tx(
		c.registry("OpinionRecorded", job, addr("validator 3"), digest("another outcome"), false),
		c.tees("Slashed", addr(validator), job, n(1), n(2)),
		c.registry("JobReseeded", job, n(file)),
	)
}

func (c *chain) withdraw(file, dlp uint64, owner string, stake uint64) {
	c.tx(c.registry("FileWithdrawn", n(file), addr(owner), n(dlp), n(stake)))
}
