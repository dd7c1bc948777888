package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/big"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/index"
)

// Option changes how a Handler behaves.
type Option func(*server)

// WithClock gives the clock of deadlines and rates; default time.Now.
func WithClock(clock func() time.Time) Option { return func(s *server) { s.clock = clock } }

// WithHosts names the hosts, without port, under which the node answers besides loopback and the network file's API.
func WithHosts(names ...string) Option {
	return func(s *server) {
		for _, n := range names {
			s.hosts[hostName(n)] = true
		}
	}
}

// WithQuoteRates sets how often one account, and all together, may ask for quotes.
func WithQuoteRates(account, all Rate) Option {
	return func(s *server) { s.accountRate, s.totalRate = account, all }
}

// WithRelay makes the node submit contributions of people without VANA.
func WithRelay(r Relayer) Option { return func(s *server) { s.relayer = r } }

type server struct {
	backend Backend
	index   *index.Index
	log     *slog.Logger
	clock   func() time.Time
	hosts   map[string]bool
	limit   *limiter
	relayer Relayer // nil = none
	relays  *limiter

	accountRate, totalRate Rate
}

// Handler serves the API of docs/api.md. blobs serves /v1/blobs; nil leaves those routes out. log may be nil.
func Handler(b Backend, x *index.Index, blobs http.Handler, log *slog.Logger, options ...Option) http.Handler {
	s := &server{backend: b, index: x, log: log, clock: time.Now, hosts: make(map[string]bool), accountRate: accountRate, totalRate: totalRate}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	for _, o := range options {
		o(s)
	}
	s.limit = newLimiter(s.clock, s.accountRate, s.totalRate)
	s.relays = newLimiter(s.clock, ownerRate, relayRate)
	s.relays.what = "relayed contributions"
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		mux.HandleFunc(r.pattern, s.serve(r.answer))
	}
	if blobs != nil {
		mux.Handle("/v1/blobs", blobs)
		mux.Handle("/v1/blobs/", blobs)
	}
	mux.HandleFunc("/", s.serve(func(r *http.Request) (any, error) {
		return nil, fault.New(fault.NotFound, "see docs/api.md for the routes", "there is no %s %s", clip(r.Method), clip(r.URL.Path))
	}))
	return s.guard(mux)
}

// route answers a pattern with what becomes JSON.
type route struct {
	pattern string
	answer  func(r *http.Request) (any, error)
}

// routes are all but the blobs; docs/api.md has a section for each.
func (s *server) routes() []route {
	return []route{
		{"GET /healthz", s.health},
		{"GET /v1/status", func(r *http.Request) (any, error) { return s.backend.Status(r.Context()) }},
		{"GET /v1/network", s.getNetwork},
		{"GET /v1/datasets/{name}/governance", s.governance},
		{"GET /v1/files", s.files},
		{"GET /v1/files/{id}", s.file},
		{"GET /v1/files/{id}/withdrawal", s.withdrawal},
		{"GET /v1/datasets", s.datasets},
		{"GET /v1/datasets/{name}", s.dataset},
		{"GET /v1/jobs", s.jobs},
		{"GET /v1/jobs/{id}", s.job},
		{"GET /v1/instructions", s.instructions},
		{"GET /v1/validators", s.validators},
		{"GET /v1/earnings", s.earnings},
		{"GET /v1/totals", s.totals},
		{"POST /v1/quote", s.quote},
		{"GET /v1/relay", s.relayedBy},
		{"POST /v1/relay", s.relay},
	}
}

func (s *server) serve(answer func(r *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := answer(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.write(w, r, http.StatusOK, v)
	}
}

// network is the network file, or nil if the backend has none.
func (s *server) network() *contracts.Network {
	switch n := s.backend.Network().(type) {
	case *contracts.Network:
		return n
	case contracts.Network:
		return &n
	}
	return nil
}

func (s *server) health(r *http.Request) (any, error) {
	height, _, _, err := s.index.Checkpoint(r.Context())
	return map[string]any{"ok": true, "indexed": height}, err
}

func (s *server) getNetwork(*http.Request) (any, error) {
	n := s.network()
	if n == nil {
		return nil, errors.New("api: the backend has no network file")
	}
	c := *n
	c.Format = contracts.NetworkFormat
	return &c, nil
}

// signedFor returns the network that a signed request is for, if it says that it is JSON: pages elsewhere cannot.
func (s *server) signedFor(r *http.Request) (*contracts.Network, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, fault.New(fault.Invalid, "send Content-Type: application/json", "the request is not marked as JSON")
	}
	n := s.network()
	if n == nil {
		return nil, errors.New("api: the backend has no network file")
	}
	return n, nil
}

func (s *server) quote(r *http.Request) (any, error) {
	n, err := s.signedFor(r)
	if err != nil {
		return nil, err
	}
	q, err := decodeQuote(http.MaxBytesReader(nil, r.Body, MaxRequestBytes))
	if err != nil {
		return nil, err
	}
	if err := q.check(s.clock(), new(big.Int).SetUint64(n.ChainID), n.Addresses.ComputeEngine); err != nil {
		return nil, err
	}
	if err := s.limit.take(q.Account); err != nil {
		return nil, err
	}
	answer, err := s.backend.Quote(r.Context(), q.Account, q.SQL, q.InstructionID, q.MaxSeconds)
	if err != nil {
		return nil, err
	}
	return answer.complete(), nil
}

// complete has empty lists and objects where a denial left them out.
func (q Quote) complete() *Quote {
	if q.Columns == nil {
		q.Columns = []QuoteColumn{}
	}
	if q.Lines == nil {
		q.Lines = []QuoteLine{}
	}
	if q.Price == nil {
		q.Price = map[string]string{}
	}
	if q.RowsInScope == nil {
		q.RowsInScope = map[string]int64{}
	}
	return &q
}

// write sends an answer.
func (s *server) write(w http.ResponseWriter, r *http.Request, status int, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		s.fail(w, r, fmt.Errorf("encoding an answer: %w", err))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(data, '\n')) // the client has gone: nothing to tell it
}

// fail sends an error. What is not meant for people goes to the log.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var f *fault.Error
	switch {
	case errors.As(err, &f):
	case errors.Is(err, index.ErrNotFound):
		f = fault.New(fault.NotFound, "check the id; what was just sent may not be indexed yet", "%s", notFound(err))
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		f = fault.New(fault.Unavailable, "try again", "the node did not answer in time")
	default:
		s.log.Error("api: a request failed", "method", r.Method, "path", r.URL.Path, "err", err)
		f = fault.New(fault.Internal, "look into the node's log", "the node failed to answer")
	}
	status := statusOf(f)
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "1")
	}
	s.write(w, r, status, f)
}

func notFound(err error) string {
	text := err.Error()
	if prefix := index.ErrNotFound.Error() + ": "; len(text) > len(prefix) && text[:len(prefix)] == prefix {
		return "there is no " + clip(text[len(prefix):])
	}
	return "there is no such thing"
}

// statusOf is the HTTP status of an error.
func statusOf(f *fault.Error) int {
	switch f.Code {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Denied:
		return http.StatusForbidden
	case fault.Conflict:
		return http.StatusConflict
	case fault.Funds:
		return http.StatusPaymentRequired
	case fault.Limit:
		if f == tooLarge {
			return http.StatusRequestEntityTooLarge
		}
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.Integrity:
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}

// params reads the query string strictly: known names, each once.
type params struct {
	values map[string][]string
	err    error
}

func query(r *http.Request, known ...string) *params {
	p := &params{values: r.URL.Query()}
	allowed := make(map[string]bool)
	for _, k := range known {
		allowed[k] = true
	}
	for k, v := range p.values {
		if !allowed[k] || len(v) != 1 {
			p.err = fault.New(fault.Invalid, "see docs/api.md for the parameters", "parameter %q is unknown or repeated", clip(k))
		}
	}
	return p
}

func (p *params) number(name string) uint64 {
	if p.err != nil || p.values[name] == nil {
		return 0
	}
	v, err := identifier(p.values[name][0])
	if err != nil {
		p.err = fault.New(fault.Invalid, "", "parameter %q is not a number", name)
	}
	return v
}

func (p *params) account(name string) *common.Address {
	if p.err != nil || p.values[name] == nil {
		return nil
	}
	text := p.values[name][0]
	if len(text) != 42 || !common.IsHexAddress(text) {
		p.err = fault.New(fault.Invalid, "give 0x and 40 hex digits", "parameter %q is not an address", name)
		return nil
	}
	a := common.HexToAddress(text)
	return &a
}

// page reads after and limit.
func (p *params) page() (after uint64, limit int) {
	after, n := p.number("after"), p.number("limit")
	return after, int(min(n, index.MaxLimit))
}

func identifier(text string) (uint64, error) {
	v, err := strconv.ParseUint(text, 10, 64)
	if err == nil && v > math.MaxInt64 {
		err = strconv.ErrRange
	}
	return v, err
}

func pathID(r *http.Request) (uint64, error) {
	v, err := identifier(r.PathValue("id"))
	if err != nil {
		return 0, fault.New(fault.Invalid, "", "%q is not an id", clip(r.PathValue("id")))
	}
	return v, nil
}
