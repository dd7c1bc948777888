package blob

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/ipfs/boxo/bitswap"
	"github.com/ipfs/boxo/bitswap/network/bsnet"
	"github.com/ipfs/boxo/blockstore"
	blocks "github.com/ipfs/go-block-format"
	logging "github.com/ipfs/go-log/v2"
	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/coppice-network/coppice/internal/durable"
)

// ErrOffline: the store was opened without a network.
var ErrOffline = errors.New("blob: store has no network")

func init() {
	// boxo and libp2p log to stderr by themselves. What matters to us comes back as errors.
	for _, name := range []string{"bitswap", "blockstore", "blockservice", "flatfs", "engine"} {
		_ = logging.SetLogLevelRegex("^"+name, "fatal") // fails only for a bad pattern
	}
}

const peerKeyFormat = "coppice-peer/1"

// peerNode is this store's end of the bitswap network. It knows the peers it was told of; there is no discovery.
type peerNode struct {
	host host.Host
	swap *bitswap.Bitswap
	stop context.CancelFunc
}

func startPeer(listen, keyPath string, bs blockstore.Blockstore) (*peerNode, error) {
	key, err := peerKey(keyPath)
	if err != nil {
		return nil, err
	}
	h, err := libp2p.New(libp2p.Identity(key), libp2p.ListenAddrStrings(listen), libp2p.DisableRelay(), libp2p.DisableMetrics(), libp2p.UserAgent("coppice"))
	if err != nil {
		return nil, fmt.Errorf("listen for peers on %s: %w", listen, err)
	}
	ctx, stop := context.WithCancel(context.Background())
	net := bsnet.NewFromIpfsHost(h)
	return &peerNode{host: h, stop: stop, swap: bitswap.New(ctx, net, nil, bs)}, nil
}

// peerKey reads the key that gives this node the same peer id after every start, making it the first time.
func peerKey(path string) (crypto.PrivKey, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		key, _, err := crypto.GenerateEd25519Key(rand.Reader)
		if err != nil {
			return nil, err
		}
		raw, err := crypto.MarshalPrivateKey(key)
		if err != nil {
			return nil, err
		}
		return key, durable.Write(path, []byte(peerKeyFormat+"\n"+base64.StdEncoding.EncodeToString(raw)+"\n"), 0o600)
	}
	if err != nil {
		return nil, err
	}
	version, body, _ := strings.Cut(string(text), "\n")
	if version != peerKeyFormat {
		return nil, fmt.Errorf("%w: %s begins with %q, want %q", ErrVersion, path, clip(version), peerKeyFormat)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(body, "\n"))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	key, err := crypto.UnmarshalPrivateKey(raw)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return key, nil
}

// announce offers new blocks to peers that already asked for them.
func (p *peerNode) announce(ctx context.Context, blks []blocks.Block) {
	// The only failure is that the node is closing.
	_ = p.swap.NotifyNewBlocks(ctx, blks...)
}

func (p *peerNode) connected() bool { return len(p.host.Network().Peers()) > 0 }

func (p *peerNode) close() error {
	err := p.swap.Close()
	p.stop()
	return errors.Join(err, p.host.Close())
}

// Addrs returns the addresses under which peers reach this store, each with the peer id (/ip4/.../tcp/.../p2p/...); none without
// a network.
func (s *Store) Addrs() []string {
	if s.peer == nil {
		return nil
	}
	addrs, err := peer.AddrInfoToP2pAddrs(host.InfoFromHost(s.peer.host))
	if err != nil {
		return nil
	}
	out := make([]string, len(addrs))
	for i, a := range addrs {
		out[i] = a.String()
	}
	return out
}

// Connect makes the store at addr (one of its Addrs, or of a Kubo node) a peer: each may fetch blocks from the other from then on.
func (s *Store) Connect(ctx context.Context, addr string) error {
	if s.peer == nil {
		return fmt.Errorf("connect to %s: %w", addr, ErrOffline)
	}
	info, err := peer.AddrInfoFromString(addr)
	if err != nil {
		return fmt.Errorf("connect to %s: %w", addr, err)
	}
	if err := s.peer.host.Connect(ctx, *info); err != nil {
		return fmt.Errorf("connect to %s: %w", addr, err)
	}
	return nil
}
