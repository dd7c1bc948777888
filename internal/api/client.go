package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/index"
)

// Client asks a node. Every error is a *fault.Error: the node's own, or Unavailable when it cannot be reached.
//
// A refused connection (a node that is just starting) is tried again with growing pauses until the context's deadline; without a
// deadline, eight times.
type Client struct {
	BaseURL string       // such as http://127.0.0.1:8646
	HTTP    *http.Client // nil = one of its own that follows no redirects

	pause func(ctx context.Context, attempt int) error // a test's clock; nil = 50 ms doubling up to 2 s
}

const (
	maxAnswer   = 64 << 20
	maxAttempts = 8
)

var plain = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// Health reports whether the node answers.
func (c *Client) Health(ctx context.Context) error { return c.get(ctx, "/healthz", nil, &struct{}{}) }

// Status returns the JSON of `coppice status`.
func (c *Client) Status(ctx context.Context) (json.RawMessage, error) {
	var raw json.RawMessage
	err := c.get(ctx, "/v1/status", nil, &raw)
	return raw, err
}

// Network returns the network file.
func (c *Client) Network(ctx context.Context) (*contracts.Network, error) {
	var raw json.RawMessage
	if err := c.get(ctx, "/v1/network", nil, &raw); err != nil {
		return nil, err
	}
	n, err := contracts.ParseNetwork(raw)
	if err != nil {
		return nil, fault.Wrap(err, fault.Integrity, "use a client of the node's version", "%s names a network this program does not understand", c.BaseURL)
	}
	return n, nil
}

// Files lists files; see index.FileFilter.
func (c *Client) Files(ctx context.Context, f index.FileFilter) ([]index.File, error) {
	q := page(f.After, f.Limit)
	if f.Owner != nil {
		q.Set("owner", f.Owner.Hex())
	}
	if f.DLP != 0 {
		q.Set("dlp", strconv.FormatUint(f.DLP, 10))
	}
	return all(ctx, c, "/v1/files", q, fileFromWire)
}

// File returns one file.
func (c *Client) File(ctx context.Context, id uint64) (index.File, error) {
	return one(ctx, c, fmt.Sprintf("/v1/files/%d", id), fileFromWire)
}

// Withdrawal returns how far the node's validators have carried out a file's withdrawal.
func (c *Client) Withdrawal(ctx context.Context, id uint64) (*Withdrawal, error) {
	var w Withdrawal
	if err := c.get(ctx, fmt.Sprintf("/v1/files/%d/withdrawal", id), nil, &w); err != nil {
		return nil, err
	}
	return &w, nil
}

// Datasets lists at most limit DataDAOs after one; limit 0 is the node's choice.
func (c *Client) Datasets(ctx context.Context, after uint64, limit int) ([]index.DLP, error) {
	return all(ctx, c, "/v1/datasets", page(after, limit), dlpFromWire)
}

// Dataset returns one DataDAO by slug or decimal id.
func (c *Client) Dataset(ctx context.Context, slugOrID string) (*Dataset, error) {
	return one(ctx, c, "/v1/datasets/"+url.PathEscape(slugOrID), datasetFromWire)
}

// Governance lists what is announced and voted on in a DataDAO.
func (c *Client) Governance(ctx context.Context, slugOrID string) (*Governance, error) {
	return one(ctx, c, "/v1/datasets/"+url.PathEscape(slugOrID)+"/governance", governanceFromWire)
}

// Tables lists the tables of a DataDAO.
func (c *Client) Tables(ctx context.Context, dlp uint64) ([]Table, error) {
	d, err := c.Dataset(ctx, strconv.FormatUint(dlp, 10))
	if err != nil {
		return nil, err
	}
	return d.Tables, nil
}

// Jobs lists access jobs; see index.JobFilter.
func (c *Client) Jobs(ctx context.Context, f index.JobFilter) ([]index.Job, error) {
	q := page(f.After, f.Limit)
	if f.Owner != nil {
		q.Set("owner", f.Owner.Hex())
	}
	return all(ctx, c, "/v1/jobs", q, jobFromWire)
}

// Job returns one access job.
func (c *Client) Job(ctx context.Context, id uint64) (index.Job, error) {
	return one(ctx, c, fmt.Sprintf("/v1/jobs/%d", id), jobFromWire)
}

// Instructions lists at most limit compute instructions after one; limit 0 is the node's choice.
func (c *Client) Instructions(ctx context.Context, after uint64, limit int) ([]index.Instruction, error) {
	return all(ctx, c, "/v1/instructions", page(after, limit), instructionFromWire)
}

// Validators lists all validators, also removed ones.
func (c *Client) Validators(ctx context.Context) ([]index.Validator, error) {
	return all(ctx, c, "/v1/validators", nil, validatorFromWire)
}

// Earnings lists what an account has earned, per DataDAO.
func (c *Client) Earnings(ctx context.Context, account common.Address) ([]index.Contributor, error) {
	return all(ctx, c, "/v1/earnings", url.Values{"account": {account.Hex()}}, earningsFromWire)
}

// Totals returns what access jobs have burned.
func (c *Client) Totals(ctx context.Context) (index.Totals, error) {
	var w totalsJSON
	err := c.get(ctx, "/v1/totals", nil, &w)
	return index.Totals{Height: w.Height, Burned: byTokenBack(w.Burned)}, err
}

// Quote asks for a quote; the request must be signed.
func (c *Client) Quote(ctx context.Context, q QuoteRequest) (*Quote, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "", "encoding a quote request")
	}
	var out Quote
	if err := c.call(ctx, http.MethodPost, "/v1/quote", body, &out); err != nil {
		return nil, err
	}
	return &out, nil
}

func page(after uint64, limit int) url.Values {
	q := url.Values{}
	if after > 0 {
		q.Set("after", strconv.FormatUint(after, 10))
	}
	if limit > 0 {
		q.Set("limit", strconv.Itoa(limit))
	}
	return q
}

func one[W, T any](ctx context.Context, c *Client, path string, from func(W) (T, error)) (out T, err error) {
	var w W
	if err := c.get(ctx, path, nil, &w); err != nil {
		return out, err
	}
	if out, err = from(w); err != nil {
		return out, c.nonsense(err)
	}
	return out, nil
}

func all[W, T any](ctx context.Context, c *Client, path string, q url.Values, from func(W) (T, error)) ([]T, error) {
	var w list[W]
	if err := c.get(ctx, path, q, &w); err != nil {
		return nil, err
	}
	out := make([]T, 0, len(w.Items))
	for _, item := range w.Items {
		t, err := from(item)
		if err != nil {
			return nil, c.nonsense(err)
		}
		out = append(out, t)
	}
	return out, nil
}

func (c *Client) get(ctx context.Context, path string, q url.Values, out any) error {
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return c.call(ctx, http.MethodGet, path, nil, out)
}

func (c *Client) nonsense(err error) error {
	return fault.Wrap(err, fault.Integrity, "check that the address is a Coppice node of this version", "%s answered something else than was asked: %s", c.BaseURL, because(err))
}

// call sends a request until a node takes it, and decodes its answer.
func (c *Client) call(ctx context.Context, method, path string, body []byte, out any) error {
	client := c.HTTP
	if client == nil {
		client = plain
	}
	for attempt := 1; ; attempt++ {
		if c.BaseURL == "" {
			return fault.New(fault.Unavailable, "start one with `coppice up` for this --network", "no node of this network is known yet")
		}
		req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(c.BaseURL, "/")+path, bytes.NewReader(body))
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "give an address such as http://127.0.0.1:8646", "%q is not the address of a node", c.BaseURL)
		}
		req.Header.Set("Accept", "application/json")
		if body != nil {
			req.Header.Set("Content-Type", "application/json")
		}
		resp, err := client.Do(req)
		if err == nil {
			return c.answer(resp, out)
		}
		_, limited := ctx.Deadline()
		if !errors.Is(err, syscall.ECONNREFUSED) || ctx.Err() != nil || !limited && attempt == maxAttempts || c.wait(ctx, attempt) != nil {
			return fault.Wrap(err, fault.Unavailable, "is the node running? `coppice up` starts a local one", "no answer from %s", c.BaseURL)
		}
	}
}

func (c *Client) answer(resp *http.Response, out any) error {
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "try again", "the answer of %s broke off", c.BaseURL)
	}
	if len(data) > maxAnswer {
		return fault.New(fault.Limit, "ask for smaller pages", "the answer of %s is too large", c.BaseURL)
	}
	if resp.StatusCode != http.StatusOK {
		var f fault.Error
		if json.Unmarshal(data, &f) == nil && f.Code != "" && f.Message != "" {
			return &f
		}
		return fault.New(fault.Unavailable, "check that the address is a Coppice node", "%s answered with status %d", c.BaseURL, resp.StatusCode)
	}
	if err := json.Unmarshal(data, out); err != nil {
		return c.nonsense(err)
	}
	return nil
}

func (c *Client) wait(ctx context.Context, attempt int) error {
	if c.pause != nil {
		return c.pause(ctx, attempt)
	}
	timer := time.NewTimer(min(50*time.Millisecond<<min(attempt-1, 6), 2*time.Second))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
