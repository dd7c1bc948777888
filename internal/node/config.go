package node

import (
	"io"
	"log/slog"
	"math/big"
	"time"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/intake"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/wallet"
)

// Config says what to run. Dir, Name and Save are required.
type Config struct {
	Dir  string // the node's directory; one process at a time
	Name string // the network's name
	// Save is given the network file's content once the network is ready, and again when an endpoint changes.
	Save func(*contracts.Network) error

	// ChainRPC is the JSON-RPC address of a chain that somebody else runs; "" = the embedded chain. On such a chain there is no faucet:
	// Operator or Funder is required.
	ChainRPC string
	// Operator is the account that deploys and administers the contracts; nil = one that the node makes and keeps in Dir.
	Operator wallet.Signer
	// Funder gives the node's accounts what they need for gas; nil = the faucet of the embedded chain, elsewhere the operator.
	Funder Funder

	ChainListen string           // host:port of the embedded chain's JSON-RPC server, loopback; "" = 127.0.0.1:8545
	APIListen   string           // host:port of the HTTP API; "" = 127.0.0.1:8646
	IPFS        string           // RPC of a Kubo node that keeps the content; "" = the embedded store
	Validators  int              // how many run here; 0 = 2
	Params      contracts.Params // zero = LocalParams; on another chain those of the record, or deployment.PublicParams
	Intake      *intake.Policy   // how long intake keys live; nil = intake.Local, on another chain intake.Public
	Clock       func() time.Time
	Random      io.Reader
	Log         *slog.Logger
}

// Ether is one whole VANA (or token) in wei.
func ether(n int64) *big.Int { return new(big.Int).Mul(big.NewInt(n), big.NewInt(1e18)) }

// LocalParams are the numbers of a local network. Leases and epochs are short, so that a person sees a whole life pass; `status`
// shows them.
func LocalParams() contracts.Params {
	return contracts.Params{
		ProofFee:         new(big.Int).Div(ether(1), big.NewInt(100)),   // 0.01 VANA
		RefinementFee:    new(big.Int).Div(ether(1), big.NewInt(200)),   // 0.005 VANA
		LeaseLength:      60,                                            // seconds
		MaxTries:         120,                                           // two hours in which a stopped network may be started again and find all its work still open
		PricePerSecond:   new(big.Int).Div(ether(1), big.NewInt(1_000)), // 0.001 VANA
		MaxJobSeconds:    60,
		EpochLength:      60, // not shorter than the longest job
		CreationDeposit:  ether(1),
		ExecutionBurnBps: 5000,
		DataBurnBps:      5000,
		TimelockDelay:    5, // seconds; two days on a public network
		MinBond:          ether(1),
		SlashAmount:      new(big.Int).Div(ether(1), big.NewInt(2)),
		UnbondingTime:    600, // seconds
		Platform:         ledger.PlatformSimulated,
	}
}
