package index

import (
	"fmt"
	"sort"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"pgregory.net/rapid"
)

// model is the network as its contracts see it: what a random chain may do next, and what the index must answer.
type model struct {
	c         *chain
	sets      uint64
	refiners  []bool // by id - 1: active; DataDAO is id % 2 + 1
	files     []*modelFile
	jobs      []bool // by id - 1: open
	burned    uint64
	permitted uint64
}

type modelFile struct {
	dlp      uint64
	attempt  uint64
	open     bool
	canceled bool
	verdict  *verdict
	refined  map[uint64]bool

	unpooled  bool
	recorded  bool // a proof waits for opinions
	given     int  // of them
	withdrawn bool
}

func refinerDLP(id uint64) uint64 { return id%2 + 1 }

func newModel(t testing.TB) *model {
	m := &model{c: newChain(t), sets: 1}
	m.c.block()
	m.c.setValidators(1)
	m.c.createDAO(1, "fitness")
	m.c.createDAO(2, "sleep")
	return m
}

// act does one random thing that the contracts would allow.
func (m *model) act(r *rapid.T) {
	pick := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(r, what) }
	switch pick("action", 24) {
	case 0:
		m.c.block()
	case 1:
		m.sets++
		m.c.setValidators(m.sets)
	case 2:
		m.refiners = append(m.refiners, true)
		id := uint64(len(m.refiners))
		m.c.addRefiner(id, refinerDLP(id))
	case 3:
		if len(m.refiners) > 0 {
			if i := pick("refiner", len(m.refiners)); m.refiners[i] {
				m.refiners[i] = false
				m.c.retireRefiner(uint64(i+1), refinerDLP(uint64(i+1)))
			}
		}
	case 4, 5, 6:
		f := &modelFile{dlp: uint64(1 + pick("dlp", 2)), open: true, refined: map[uint64]bool{}}
		m.files = append(m.files, f)
		m.c.contribute(uint64(len(m.files)), f.dlp, "ann")
	case 7, 8, 9:
		if i, f := m.file(pick); f != nil && f.open {
			f.recorded = false
			v := []verdict{{score: 9}, {score: 7}, {}, {duplicate: 1}, {conflict: true}}[pick("verdict", 5)]
			f.open, f.verdict = false, &v
			m.c.prove(jobID(i, f.attempt), i, f.dlp, "ann", v)
		}
	case 10:
		if i, f := m.file(pick); f != nil && f.open {
			f.open, f.canceled, f.recorded = false, true, false
			m.c.tx(m.c.registry("JobCanceled", jobID(i, f.attempt)))
		}
	case 11:
		if i, f := m.file(pick); f != nil && !f.open && !f.withdrawn && !f.unpooled && (f.verdict == nil || !f.verdict.valid()) {
			f.open, f.canceled, f.verdict = true, false, nil
			f.attempt++
			m.c.tx(m.c.registry("JobSubmitted", jobID(i, f.attempt), n(i), common.Address{}, n(1)))
		} else if f != nil && !f.withdrawn && !f.unpooled {
			m.c.tx(m.c.registry("JobReseeded", jobID(i, f.attempt), n(i)))
		}
	case 12, 13:
		if i, f := m.file(pick); f != nil && f.verdict != nil && f.verdict.valid() && !f.withdrawn && len(m.refiners) > 0 {
			id := uint64(1 + pick("refiner", len(m.refiners)))
			if m.refiners[id-1] && refinerDLP(id) == f.dlp && !f.refined[id] {
				f.refined[id] = true
				m.c.refine(i, id)
			}
		}
	case 14:
		m.jobs = append(m.jobs, true)
		m.c.submitJob(uint64(len(m.jobs)), "buyer", 0)
	case 15:
		if len(m.jobs) > 0 {
			if i := pick("job", len(m.jobs)); m.jobs[i] {
				m.jobs[i] = false
				if pick("how", 3) == 0 {
					m.c.expireJob(uint64(i + 1))
				} else {
					m.burned += 3
					m.c.settleJob(uint64(i+1), 1, 4, "")
				}
			}
			m.permitted++
			m.c.tx(m.c.permission("PermissionAdded", n(m.permitted), common.Address{}, n(1), "", "", tokenOf(1), n(1)),
				m.c.permission("PermissionApprovalUpdated", n(m.permitted), m.permitted%2 == 0))
			m.c.tx(m.c.pool(1, "ValueClaimed", addr("ann"), n(1), n(2)))
		}
	case 16, 17:
		if i, f := m.file(pick); f != nil && f.open && !f.recorded {
			f.recorded, f.given = true, 0
			m.c.provisional(jobID(i, f.attempt), i, "validator 1")
		}
	case 18, 19:
		if i, f := m.file(pick); f != nil && f.recorded {
			f.given++
			m.c.opinion(jobID(i, f.attempt), "validator 2", f.given%2 == 0)
		}
	case 20:
		if i, f := m.file(pick); f != nil && f.recorded {
			f.recorded = false
			m.c.refute(jobID(i, f.attempt), i, "validator 1")
		}
	case 21:
		if i, f := m.file(pick); f != nil && !f.withdrawn && !f.unpooled {
			if f.open {
				m.c.tx(m.c.registry("JobCanceled", jobID(i, f.attempt)), m.c.registry("FileWithdrawn", n(i), addr("ann"), n(f.dlp), n(0)))
			} else {
				m.c.withdraw(i, f.dlp, "ann", 5)
			}
			f.open, f.recorded, f.withdrawn = false, false, true
		}
	case 22:
		m.files = append(m.files, &modelFile{dlp: uint64(1 + pick("dlp", 2)), unpooled: true, refined: map[uint64]bool{}})
		m.c.tx(m.c.added(uint64(len(m.files)), "ann"))
	case 23:
		if i, f := m.file(pick); f != nil && f.unpooled {
			f.unpooled, f.open = false, true
			m.c.tx(m.c.registry("FilePooled", n(i), n(f.dlp)), m.c.registry("JobSubmitted", jobID(i, 0), n(i), common.Address{}, n(1)))
		}
	}
}

func (m *model) file(pick func(string, int) int) (uint64, *modelFile) {
	if len(m.files) == 0 {
		return 0, nil
	}
	i := pick("file", len(m.files))
	return uint64(i + 1), m.files[i]
}

// answers is what the index must say of open work and files.
func (m *model) answers() string {
	var proofs, opinions, due, states, jobs []string
	for i, f := range m.files {
		id := uint64(i + 1)
		state := StatusSubmitted
		switch {
		case f.unpooled:
			continue
		case f.withdrawn:
			state = StatusWithdrawn
		case f.recorded:
			state = StatusChecked
			opinions = append(opinions, fmt.Sprint(jobID(id, f.attempt), f.given))
		case f.open:
			proofs = append(proofs, jobID(id, f.attempt).String())
		case f.canceled:
			state = StatusCanceled
		case f.verdict.valid():
			state = StatusValid
			for r, active := range m.refiners {
				if ref := uint64(r + 1); active && refinerDLP(ref) == f.dlp && !f.refined[ref] {
					due = append(due, fmt.Sprintf("%d/%d", id, ref))
				}
			}
		case f.verdict.duplicate != 0:
			state = StatusDuplicate
		default:
			state = StatusInvalid
		}
		states = append(states, state)
	}
	for i, open := range m.jobs {
		if open {
			jobs = append(jobs, fmt.Sprint(i+1))
		}
	}
	sort.Strings(proofs)
	sort.Strings(due)
	sort.Strings(opinions)
	return fmt.Sprint(proofs, opinions, due, states, jobs, m.burned)
}

func answersOf(t testing.TB, x *Index) string {
	t.Helper()
	var proofs, opinions, due, states, jobs []string
	for _, j := range must[[]ProofJob](t)(x.OpenProofJobs(ctx)) {
		proofs = append(proofs, j.JobID.String())
	}
	for _, o := range must[[]OpinionJob](t)(x.OpenOpinions(ctx)) {
		opinions = append(opinions, fmt.Sprint(o.JobID, len(o.Given)))
	}
	for _, d := range must[[]RefinementJob](t)(x.OpenRefinements(ctx)) {
		due = append(due, fmt.Sprintf("%d/%d", d.FileID, d.RefinerID))
	}
	for _, f := range must[[]File](t)(x.Files(ctx, FileFilter{Limit: MaxLimit})) {
		states = append(states, f.Status)
	}
	for _, j := range must[[]ComputeJob](t)(x.OpenComputeJobs(ctx)) {
		jobs = append(jobs, fmt.Sprint(j.JobID))
	}
	sort.Strings(proofs)
	sort.Strings(due)
	sort.Strings(opinions)
	return fmt.Sprint(proofs, opinions, due, states, jobs, must[Totals](t)(x.Totals(ctx)).Burned[common.Address{}])
}
