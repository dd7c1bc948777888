package devchain

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strconv"
	"time"
)

// DefaultChainID is the chain id when Config gives none: the letters of "coppice" on a telephone keypad. Coppice's development
// chain has a number of its own so that nothing signed for it is valid on a chain that matters.
const DefaultChainID = 2677423

// Why a chain does not start, or stops.
var (
	ErrFaucetExposed = errors.New("the development chain's faucet keys are public, so it listens on loopback addresses only")
	ErrInUse         = errors.New("chain directory is in use by another process")
	ErrPortInUse     = errors.New("chain port is in use")
	ErrVersion       = errors.New("chain directory has a version this program does not know")
	ErrChainID       = errors.New("chain directory belongs to another chain id")
	ErrDiskFull      = errors.New("too little disk space to seal another block")
	ErrStorage       = errors.New("chain storage failed")
)

// Config says where and how a chain runs. Only Dir is required.
type Config struct {
	// Dir is where the chain lives; it is created if missing. One process at a time.
	Dir string
	// Listen is the loopback address of the JSON-RPC server as host:port, for HTTP and WebSocket alike. Port 0 takes any free
	// port. Empty means 127.0.0.1:0.
	Listen string
	// ChainID is fixed when the directory is created. 0 means DefaultChainID.
	ChainID uint64
	// Clock gives block timestamps. Nil means time.Now. A clock that runs faster than real time makes a faster chain, which is
	// what tests use: the one-block-per-second rule is in terms of this clock.
	Clock func() time.Time
	// Log receives what the node has to say (warnings and errors; all else at debug level). Nil discards it. Go-ethereum logs
	// through one process-wide logger: of several chains in a process the one started last gets the lines of all.
	Log *slog.Logger
}

func (c Config) withDefaults() (Config, error) {
	if c.Dir == "" {
		return c, errors.New("chain directory is not set")
	}
	if c.Listen == "" {
		c.Listen = "127.0.0.1:0"
	}
	if c.ChainID == 0 {
		c.ChainID = DefaultChainID
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c, nil
}

// loopback splits a listen address and refuses any that other machines could reach.
func loopback(listen string) (host string, port int, err error) {
	host, p, err := net.SplitHostPort(listen)
	if err != nil {
		return "", 0, fmt.Errorf("chain listen address: %w", err)
	}
	n, err := strconv.ParseUint(p, 10, 16)
	if err != nil {
		return "", 0, fmt.Errorf("chain listen address %q: the port is not a number from 0 to 65535", listen)
	}
	// A name is resolved by whoever controls the resolver, so the only one accepted is localhost, taken as its usual address.
	if host == "localhost" {
		return "127.0.0.1", int(n), nil
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.Unmap().IsLoopback() {
		return "", 0, fmt.Errorf("%w: %q is not one (use 127.0.0.1 or [::1])", ErrFaucetExposed, listen)
	}
	return host, int(n), nil
}
