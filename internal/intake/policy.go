// Package intake is the life of a DataDAO's intake keys in one validator. A [Keeper] makes them or obtains them from its peers, and
// replaces them; a [Taker] takes in the content keys of what was sealed to them, and then destroys them.
//
// # Why intake keys end
//
// A pooled ciphertext is public for ever. As long as a validator holds the intake key, it can open every file that was ever sealed to
// it, and withdrawing one file would mean nothing. So a key is replaced; what was sealed to it and counts is taken in, which means that its
// content key is kept by itself; then the intake key is destroyed. From there on a file is given up by deleting its content key.
//
// A key is replaced after [Policy.Life], and early ([Policy.Soonest]) when a file that was sealed to it has been withdrawn.
//
// # Which key counts
//
// Validators replace and destroy at slightly different moments, and must still come to the same judgement of a file. It depends on
// the chain alone: a file counts if it is sealed to a key that was current when it was registered, or had been replaced at most
// [Policy.Grace] before; and a proof whose draw begins more than [Policy.Retention] after the key's replacement comes too late. A
// validator destroys a key only when no proof that is open may still need it.
package intake

import (
	"time"

	"github.com/coppice-network/coppice/internal/index"
)

// Policy is how long intake keys live. All validators of a network must have the same Grace and Retention.
type Policy struct {
	Life      time.Duration // a key that files were sealed to is replaced after that
	Soonest   time.Duration // a key is not replaced sooner than that, whatever happened
	Grace     time.Duration // files registered that long after its replacement still count
	Retention time.Duration // proofs drawn that long after its replacement still count
	Margin    time.Duration // by how much the times of blocks and the clocks of validators may differ
	Lease     time.Duration // the network's lease length: the longest that a recorded run may have begun before
}

// Public is the policy of a network on a public chain.
func Public(lease time.Duration) Policy {
	return Policy{Life: 24 * time.Hour, Soonest: time.Hour, Grace: time.Hour, Retention: 72 * time.Hour, Margin: 2 * time.Minute, Lease: lease}
}

// Local is the policy of a local network: a person sees a whole life pass.
func Local(lease time.Duration) Policy {
	return Policy{Life: 24 * time.Hour, Soonest: 5 * time.Second, Grace: 5 * time.Second, Retention: 3 * time.Hour, Margin: 2 * time.Second, Lease: lease}
}

// accepted says which epochs count for a file by the times, in unix seconds, at which it was registered and the newest draw of its proof
// began. epochs ascend and are not empty. oldest is above newest if none counts.
func (p Policy) accepted(epochs []index.IntakeEpoch, registered, opened uint64) (oldest, newest uint32) {
	cut := max(before(registered, p.Grace), before(opened, p.Retention))
	oldest, newest = epochs[0].Epoch, epochs[0].Epoch
	for _, e := range epochs {
		if e.Time <= cut {
			oldest = e.Epoch
		}
		if e.Time <= registered {
			newest = e.Epoch
		}
	}
	return oldest, newest
}

func before(t uint64, d time.Duration) uint64 {
	s := uint64(d / time.Second)
	if t < s {
		return 0
	}
	return t - s
}

func unix(t uint64) time.Time { return time.Unix(int64(t), 0) }
