package api

import (
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/fault"
)

// Rate is how often something may happen: Burst at once, then PerSecond.
type Rate struct {
	PerSecond float64
	Burst     float64
}

// The rates of quotes. Accounts cost nothing, so there is a limit over all of them as well.
var (
	accountRate = Rate{PerSecond: 2, Burst: 20}
	totalRate   = Rate{PerSecond: 20, Burst: 100}
)

// The rates of relayed contributions: each is a transaction that the node pays for first.
var (
	ownerRate = Rate{PerSecond: 0.5, Burst: 20}
	relayRate = Rate{PerSecond: 5, Burst: 50}
)

// maxBuckets is how many accounts are remembered; beyond, those that are full again are forgotten.
const maxBuckets = 4096

// limiter holds one token bucket per account and one for all.
type limiter struct {
	what    string // is asked for
	clock   func() time.Time
	account Rate
	all     Rate

	mu      sync.Mutex
	buckets map[common.Address]*bucket
	total   bucket
}

type bucket struct {
	used float64 // tokens missing from a full bucket
	at   time.Time
}

func newLimiter(clock func() time.Time, account, all Rate) *limiter {
	return &limiter{what: "quotes", clock: clock, account: account, all: all, buckets: make(map[common.Address]*bucket)}
}

// take takes one token of the account and one of all, or says when to come back.
func (l *limiter) take(account common.Address) error {
	now := l.clock()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(now)
	b := l.buckets[account]
	if b == nil {
		b = &bucket{at: now}
	}
	b.drain(now, l.account)
	l.total.drain(now, l.all)
	switch {
	case b.used+1 > l.account.Burst:
		return retryable(fault.New(fault.Limit, "wait a few seconds", "%s asks for %s too often", account, l.what))
	case l.total.used+1 > l.all.Burst:
		return retryable(fault.New(fault.Limit, "wait a few seconds", "the node is asked for too many %s", l.what))
	}
	b.used++
	l.total.used++
	l.buckets[account] = b
	return nil
}

func (b *bucket) drain(now time.Time, r Rate) {
	if elapsed := now.Sub(b.at).Seconds(); elapsed > 0 {
		b.used = max(0, b.used-elapsed*r.PerSecond)
	}
	b.at = now
}

// forget drops buckets that are full again, and all of them if that does not help: the limit over all still holds.
func (l *limiter) forget(now time.Time) {
	if len(l.buckets) < maxBuckets {
		return
	}
	for a, b := range l.buckets {
		if b.drain(now, l.account); b.used == 0 {
			delete(l.buckets, a)
		}
	}
	if len(l.buckets) >= maxBuckets {
		clear(l.buckets)
	}
}

func retryable(f *fault.Error) *fault.Error {
	f.Retryable = true
	return f
}
