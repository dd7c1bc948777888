package node

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/fault"
)

// A running node takes orders about its own validators on a unix socket in its directory, which only the user it runs as can open. It is
// HTTP with JSON: POST /validators/N/ACTION with an order, answered by a result, or by an error of package fault.

const controlName = "control.sock"

// ErrNotRunning: no node runs in the directory, or it takes no orders.
var ErrNotRunning = errors.New("node: no node of this network runs from this home")

type order struct {
	To common.Address `json:"to"` // of a payout
}

// Done is what an order came to.
type Done struct {
	Validator common.Address `json:"validator"`
	Paid      *big.Int       `json:"paid,omitempty"` // wei
}

// control serves orders.
type control struct {
	server *http.Server
	list   []*duties
}

// newControl opens the socket. One that a node left behind which was killed is replaced: the directory's lock is held.
func newControl(n *Node) (*control, net.Listener, error) {
	path := filepath.Join(n.cfg.Dir, controlName)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, nil, fmt.Errorf("opening %s: %w", path, err)
	}
	if err := os.Chmod(path, 0o600); err != nil { // the directory is the user's alone, too
		l.Close()
		return nil, nil, err
	}
	c := &control{}
	for _, v := range n.validators {
		c.list = append(c.list, &duties{node: n, v: v})
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /validators/{n}/{action}", c.serve)
	c.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	return c, l, nil
}

const maxOrder = 4 << 10

func (c *control) serve(w http.ResponseWriter, r *http.Request) {
	done, err := c.obey(r)
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		w.WriteHeader(http.StatusConflict)
		_ = json.NewEncoder(w).Encode(fault.From(err))
		return
	}
	_ = json.NewEncoder(w).Encode(done)
}

func (c *control) obey(r *http.Request) (*Done, error) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 || n > len(c.list) {
		return nil, fault.New(fault.NotFound, "`coppice validator list` shows them all", "this node has validators 1 to %d", len(c.list))
	}
	var o order
	if err := json.NewDecoder(io.LimitReader(r.Body, maxOrder)).Decode(&o); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "", "the order is not JSON")
	}
	d := c.list[n-1]
	d.mu.Lock()
	defer d.mu.Unlock()
	done := &Done{Validator: d.v.key.Address()}
	switch action := r.PathValue("action"); action {
	case "leave":
		err = d.leave(r.Context())
	case "join":
		err = d.join(r.Context())
	case "renew":
		err = d.renew(r.Context())
	case "claim", "unbond":
		done.Paid, err = d.pay(r.Context(), action, o.To)
	default:
		err = fault.New(fault.NotFound, "", "there is no order %q", action)
	}
	return done, err
}

// Order has the node that runs in dir do something with its validator n: leave, join, renew, claim or unbond; the last two pay to an
// address. Errors: ErrNotRunning, and those of the node as *fault.Error.
func Order(ctx context.Context, dir string, n int, action string, to common.Address) (*Done, error) {
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, "unix", filepath.Join(dir, controlName))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNotRunning, err)
		}
		return conn, nil
	}}}
	defer client.CloseIdleConnections()
	body, err := json.Marshal(order{to})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, fmt.Sprintf("http://node/validators/%d/%s", n, action), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if errors.Is(err, ErrNotRunning) {
		return nil, ErrNotRunning
	} else if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return nil, fmt.Errorf("reading the node's answer: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		var f fault.Error
		if json.Unmarshal(answer, &f) != nil || f.Message == "" {
			return nil, fmt.Errorf("the node answered with status %d", resp.StatusCode)
		}
		return nil, &f
	}
	var done Done
	if err := json.Unmarshal(answer, &done); err != nil {
		return nil, fmt.Errorf("reading the node's answer: %w", err)
	}
	return &done, nil
}
