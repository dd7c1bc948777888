package deployment

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/coppice-network/coppice/internal/contracts"
)

// Why a chain is not fit for a network.
var (
	ErrURL       = errors.New("deployment: not the address of a chain")
	ErrAway      = errors.New("deployment: the chain does not answer")
	ErrNoHistory = errors.New("deployment: the chain keeps no history of block hashes (EIP-2935, since Prague)")
	ErrStill     = errors.New("deployment: the chain makes no blocks by itself")
	ErrClock     = errors.New("deployment: this machine's clock and the chain's differ")
)

// Dial connects to the chain at a JSON-RPC address.
func Dial(ctx context.Context, address string) (*ethclient.Client, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be read", ErrURL) // the cause would repeat it, with any password
	}
	switch {
	case u.Host == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "ws" && u.Scheme != "wss":
		return nil, fmt.Errorf("%w: want http://HOST:PORT or ws://HOST:PORT", ErrURL)
	case u.User != nil:
		return nil, fmt.Errorf("%w: it holds a password, and would be in the network file for everybody to read", ErrURL)
	}
	client, err := ethclient.DialContext(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("%w at %s: %w", ErrAway, address, err)
	}
	return client, nil
}

// awayFor is how long a chain that does not answer is waited for.
const awayFor = 10 * time.Second

// identity asks a chain which one it is. A chain that is just starting is waited for a little.
func identity(ctx context.Context, client *ethclient.Client) (id *big.Int, genesis common.Hash, err error) {
	limited, cancel := context.WithTimeout(ctx, awayFor)
	defer cancel()
	for {
		var first *types.Header
		if id, err = client.ChainID(limited); err == nil {
			first, err = client.HeaderByNumber(limited, new(big.Int))
		}
		if err == nil {
			return id, first.Hash(), nil
		}
		var answer rpc.Error
		if errors.As(err, &answer) {
			return nil, common.Hash{}, fmt.Errorf("asking which chain it is: %w", err)
		}
		if wait(limited, 200*time.Millisecond) != nil {
			if ctx.Err() != nil {
				return nil, common.Hash{}, ctx.Err()
			}
			return nil, common.Hash{}, fmt.Errorf("%w: %w", ErrAway, err)
		}
	}
}

// ChainID asks a chain for its id. One that is just starting is waited for a little.
func ChainID(ctx context.Context, client *ethclient.Client) (*big.Int, error) {
	id, _, err := identity(ctx, client)
	return id, err
}

// Fit says whether the chain has what the contracts build on: EIP-1559 fees, and the history of block hashes that draws validators.
func Fit(ctx context.Context, client *ethclient.Client) error {
	head, err := client.HeaderByNumber(ctx, nil)
	if err != nil {
		return fmt.Errorf("reading the head: %w", err)
	}
	if head.BaseFee == nil {
		return contracts.ErrNoBaseFee
	}
	code, err := client.CodeAt(ctx, params.HistoryStorageAddress, nil)
	if err != nil {
		return fmt.Errorf("looking for the history of block hashes: %w", err)
	}
	if len(code) == 0 {
		return ErrNoHistory
	}
	return nil
}

// Ready asks a chain for its id and makes sure that a network can live on it.
func Ready(ctx context.Context, client *ethclient.Client, clock func() time.Time) (*big.Int, error) {
	id, err := ChainID(ctx, client)
	if err != nil {
		return nil, err
	}
	if err := Fit(ctx, client); err != nil {
		return nil, err
	}
	return id, Alive(ctx, client, clock)
}

const (
	stillAfter = 30 * time.Second // without a block; Ethereum makes one in 12 s
	clockDrift = 30 * time.Second // leases and deadlines are in the chain's time, and judged by this machine's
)

// Alive waits for the next block and compares its time with this machine's. A chain that makes a block only when a transaction comes
// is no ground for a network: the block after a request draws its validator, and nobody would make it.
func Alive(ctx context.Context, client *ethclient.Client, clock func() time.Time) error {
	return alive(ctx, client, clock, stillAfter)
}

func alive(ctx context.Context, client *ethclient.Client, clock func() time.Time, limit time.Duration) error {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	first, err := client.BlockNumber(ctx)
	if err != nil {
		return fmt.Errorf("reading the height: %w", err)
	}
	for {
		head, err := client.HeaderByNumber(limited, nil)
		if err == nil && head.Number.Uint64() > first {
			if drift := clock().Sub(time.Unix(int64(head.Time), 0)); drift.Abs() > clockDrift {
				return fmt.Errorf("%w: a new block is of %s, here it is %s", ErrClock, time.Unix(int64(head.Time), 0).UTC().Format(time.DateTime), clock().UTC().Format(time.DateTime))
			}
			return nil
		}
		if wait(limited, 250*time.Millisecond) == nil {
			continue
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && !errors.Is(err, context.DeadlineExceeded):
			return fmt.Errorf("reading the head: %w", err)
		}
		return fmt.Errorf("%w: it is at block %d, and was there %.0f s ago", ErrStill, first, limit.Seconds())
	}
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
