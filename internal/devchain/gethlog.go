package devchain

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"sync"

	"github.com/ethereum/go-ethereum/log"
)

// gethLog hands go-ethereum's log lines to the chain's logger, and turns its fatal ones into an error of the chain.
//
// Go-ethereum answers a failed write with log.Crit, which ends the process. A library must not do that to a node whose other roles
// could still report and stop in order. So a fatal line fails the running chains and then ends only the goroutine that wrote it;
// the sealer looks for the failure before it publishes anything.
type gethLog struct {
	log.Logger
	to *slog.Logger
}

// listenToGeth makes to the receiver of the process-wide log. It wraps the logger because log.SetDefault would otherwise also
// replace the program's own slog default.
func listenToGeth(to *slog.Logger) {
	h := levelled{to.Handler()}
	log.SetDefault(&gethLog{Logger: log.NewLogger(h), to: to})
}

func (g *gethLog) With(ctx ...any) log.Logger {
	return &gethLog{Logger: g.Logger.With(ctx...), to: g.to}
}

func (g *gethLog) New(ctx ...any) log.Logger { return g.With(ctx...) }

func (g *gethLog) Write(level slog.Level, msg string, attrs ...any) {
	if level >= log.LevelCrit {
		g.Crit(msg, attrs...)
	}
	g.Logger.Write(level, msg, attrs...)
}

// Crit does not return. Its caller counts on that.
func (g *gethLog) Crit(msg string, ctx ...any) {
	g.to.Error("chain storage: "+msg, ctx...)
	if running.failAll(fmt.Errorf("%w: %s %v", ErrStorage, msg, ctx)) == 0 {
		g.Logger.Crit(msg, ctx...)
	}
	runtime.Goexit()
}

// levelled lets warnings and errors through as they are and moves the rest to debug: a node's every-day lines are no news here.
type levelled struct{ slog.Handler }

func (l levelled) level(level slog.Level) slog.Level {
	if level >= slog.LevelWarn {
		return level
	}
	return min(level, slog.LevelDebug)
}

func (l levelled) Enabled(ctx context.Context, level slog.Level) bool {
	return l.Handler.Enabled(ctx, l.level(level))
}

func (l levelled) Handle(ctx context.Context, r slog.Record) error {
	r.Level = l.level(r.Level)
	return l.Handler.Handle(ctx, r)
}

func (l levelled) WithAttrs(attrs []slog.Attr) slog.Handler {
	return levelled{l.Handler.WithAttrs(attrs)}
}

func (l levelled) WithGroup(name string) slog.Handler { return levelled{l.Handler.WithGroup(name)} }

// chainSet is the chains of this process that a fatal line may concern. Which one it was cannot be told from the line.
type chainSet struct {
	mu  sync.Mutex
	set map[*Chain]struct{}
}

var running = chainSet{set: map[*Chain]struct{}{}}

func (s *chainSet) add(c *Chain) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set[c] = struct{}{}
}

func (s *chainSet) remove(c *Chain) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.set, c)
}

func (s *chainSet) failAll(err error) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.set {
		c.fail(err)
	}
	return len(s.set)
}
