package blob

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/fault"
)

// HandlerConfig bounds what the HTTP side of a store accepts.
type HandlerConfig struct {
	MaxBytes int64 // largest body POST takes; 0 = MaxContent
}

// MaxContent is, in bytes, what stores take in of one content unless they are told otherwise: the largest export that a bundle may accept
// (16 GiB), sealed.
const MaxContent = 17 << 30

// putReply is what POST answers.
type putReply struct {
	CID  string `json:"cid"`
	Size int64  `json:"size"` // bytes
}

// Handler serves a store:
//
//	POST /v1/blobs        the body becomes content; 201 {"cid","size"}; 413 above the limit, 507 when the disk is full
//	GET  /v1/blobs/{cid}  the content; 404 if it cannot be had
//	HEAD /v1/blobs/{cid}  200 if it is stored here, else 404; takes nothing in from peers
//
// A failing GET that has begun closes the connection without ending the body, so that a client cannot take a part for the whole.
// Other errors are a fault.Error in JSON. Who may call is decided in front of it.
func Handler(store Blobs, cfg HandlerConfig) http.Handler {
	if cfg.MaxBytes == 0 {
		cfg.MaxBytes = MaxContent
	}
	h := &handler{store: store, max: cfg.MaxBytes}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/blobs", h.post)
	mux.HandleFunc("GET /v1/blobs/{cid}", h.get)
	return mux
}

type handler struct {
	store Blobs
	max   int64
}

func (h *handler) post(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength > h.max {
		h.fail(w, ErrTooLarge)
		return
	}
	c, size, err := h.store.Put(r.Context(), http.MaxBytesReader(w, r.Body, h.max))
	if err != nil {
		h.fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Location", "/v1/blobs/"+c.String())
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(putReply{CID: c.String(), Size: size}) // the client has gone: nothing to tell it
}

func (h *handler) get(w http.ResponseWriter, r *http.Request) {
	c, err := ParseCID(r.PathValue("cid"))
	if err != nil {
		h.fail(w, err)
		return
	}
	if r.Method == http.MethodHead {
		h.head(w, r, c)
		return
	}
	body, err := h.store.Get(r.Context(), c)
	if err != nil {
		h.fail(w, err)
		return
	}
	defer body.Close()
	head := w.Header()
	head.Set("Content-Type", "application/octet-stream")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Content-Disposition", "attachment")
	head.Set("Cache-Control", "public, max-age=31536000, immutable")
	head.Set("ETag", strconv.Quote(c.String()))
	if s, ok := body.(interface{ Size() int64 }); ok {
		head.Set("Content-Length", strconv.FormatInt(s.Size(), 10))
	}
	if _, err := io.Copy(w, body); err != nil {
		panic(http.ErrAbortHandler)
	}
}

func (h *handler) head(w http.ResponseWriter, r *http.Request, c cid.Cid) {
	has, err := h.store.Has(r.Context(), c)
	switch {
	case err != nil:
		w.WriteHeader(http.StatusInternalServerError)
	case !has:
		w.WriteHeader(http.StatusNotFound)
	}
}

// fail answers with the fault that err is to a client. Texts of internal errors stay inside.
func (h *handler) fail(w http.ResponseWriter, err error) {
	var big *http.MaxBytesError
	f, status := fault.New(fault.Internal, "", "the store failed"), http.StatusInternalServerError
	switch {
	case errors.Is(err, ErrAddress), errors.Is(err, ErrNotFile):
		f, status = fault.New(fault.Invalid, "use a CIDv1 of a file, as POST answered it", "not a content address of a file"), http.StatusBadRequest
	case errors.Is(err, ErrNotFound):
		f, status = fault.New(fault.NotFound, "check the address, or ask a node that has it", "the content is not here and no peer delivered it"), http.StatusNotFound
	case errors.Is(err, ErrTooLarge), errors.As(err, &big):
		f, status = fault.New(fault.Limit, "split the content, or have the operator raise the limit", "content is larger than %d bytes", h.max), http.StatusRequestEntityTooLarge
	case errors.Is(err, ErrNoSpace):
		f, status = fault.New(fault.Unavailable, "try another node, or later", "the node's disk is full"), http.StatusInsufficientStorage
	case errors.Is(err, ErrCorrupt):
		f, status = fault.New(fault.Integrity, "fetch it from another node", "the stored content is damaged"), http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(f)
}
