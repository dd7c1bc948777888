package blob

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
)

// Kubo is a content-addressed store in a Kubo node, spoken to by its RPC (/api/v0). It believes nothing: addresses are computed here and
// compared, and every block is hashed when it arrives, since Kubo does not hash what it reads from its disk. A damaged block is named,
// replaced from Repair and never served; one that is missing Kubo fetches from its peers by itself.
//
// What is put is pinned recursively until Delete, which removes its blocks, too: an unpinned block is read until the node collects garbage,
// which may be never.
type Kubo struct {
	URL  string       // of the RPC, such as http://127.0.0.1:5001
	HTTP *http.Client // nil = http.DefaultClient

	// Repair delivers a sound block in place of a damaged one; nil = nobody does.
	Repair func(ctx context.Context, c cid.Cid) ([]byte, error)
	// Patience is how long one answer may take that Kubo fetches from its peers; 0 = 30 s.
	Patience time.Duration
	MaxFetch int64        // of one address that is not pinned yet, in bytes; 0 = MaxContent
	Log      *slog.Logger // nil = none
}

var _ Blobs = (*Kubo)(nil)

// Check asks the node who it is. Errors: ErrUnreachable, ErrRemote.
func (k *Kubo) Check(ctx context.Context) (version string, err error) {
	var v struct{ Version string }
	if err := k.Call(ctx, "version", nil, &v); err != nil {
		return "", err
	}
	return v.Version, nil
}

// Addrs returns under which addresses the node is reached by peers, for Store.Connect.
func (k *Kubo) Addrs(ctx context.Context) ([]string, error) {
	var id struct{ Addresses []string }
	err := k.Call(ctx, "id", nil, &id)
	return id.Addresses, err
}

// Peers returns the addresses of the node's peers, for Store.Connect.
func (k *Kubo) Peers(ctx context.Context) ([]string, error) {
	var list struct {
		Peers []struct{ Addr, Peer string }
	}
	if err := k.Call(ctx, "swarm/peers", nil, &list); err != nil {
		return nil, err
	}
	var out []string
	for _, p := range list.Peers {
		out = append(out, p.Addr+"/p2p/"+p.Peer)
	}
	return out, nil
}

// Put adds what r yields, in this program's layout, and pins it. Errors: ErrMismatch, ErrNoSpace, ErrUnreachable, ErrRemote, those of r.
func (k *Kubo) Put(ctx context.Context, r io.Reader) (cid.Cid, int64, error) {
	c, n, err := k.put(ctx, r)
	if err != nil {
		return cid.Undef, 0, fmt.Errorf("add to Kubo: %w", err)
	}
	return c, n, nil
}

func (k *Kubo) put(ctx context.Context, r io.Reader) (cid.Cid, int64, error) {
	hash, in := NewHasher(), NewInput(ctx, r)
	body, w := io.Pipe()
	form := multipart.NewWriter(w)
	done := make(chan struct{})
	go func() {
		defer close(done)
		part, err := form.CreateFormFile("file", "content")
		if err == nil {
			_, err = io.Copy(io.MultiWriter(part, hash), in)
		}
		if err == nil {
			err = form.Close()
		}
		w.CloseWithError(err) // a body that ends without the form's end is no content to Kubo
	}()
	args := url.Values{
		"cid-version": {"1"}, "hash": {"sha2-256"}, "raw-leaves": {"true"}, "chunker": {"size-" + strconv.Itoa(ChunkSize)},
		"max-file-links": {strconv.Itoa(NodeLinks)}, "pin": {"true"}, "quieter": {"true"}, "progress": {"false"},
	}
	resp, err := k.post(ctx, "add", args, body, form.FormDataContentType())
	var added struct{ Hash string }
	if err == nil {
		err = last(resp.Body, &added)
		resp.Body.Close()
	}
	body.CloseWithError(ErrClosed)
	<-done
	if in.Err != nil {
		return cid.Undef, 0, fmt.Errorf("read the input: %w", in.Err)
	}
	if err != nil {
		return cid.Undef, 0, err
	}
	want, size := hash.Sum()
	if added.Hash == want.String() {
		return want, size, nil
	}
	err = fmt.Errorf("%w: sent %d bytes of %s, Kubo has %q", ErrMismatch, size, want, clip(added.Hash))
	if wrong, parseErr := cid.Decode(added.Hash); parseErr == nil {
		err = errors.Join(err, k.Call(ctx, "pin/rm", url.Values{"arg": {wrong.String()}}, nil))
	}
	return cid.Undef, 0, err
}

// last decodes the last of the JSON values in a stream.
func last(r io.Reader, v any) error {
	d := json.NewDecoder(io.LimitReader(r, 1<<20))
	for n := 0; ; n++ {
		if err := d.Decode(v); err == io.EOF && n > 0 {
			return nil
		} else if err != nil {
			return fmt.Errorf("%w: read the answer: %w", ErrUnreachable, err)
		}
	}
}

// Has reports whether the content is pinned there.
func (k *Kubo) Has(ctx context.Context, c cid.Cid) (bool, error) {
	if _, _, err := DigestOf(c); err != nil {
		return false, err
	}
	err := k.Call(ctx, "pin/ls", url.Values{"arg": {c.String()}, "type": {"recursive"}, "quiet": {"true"}}, nil)
	if errors.Is(err, ErrRemote) && strings.Contains(err.Error(), "not pinned") {
		return false, nil
	}
	return err == nil, err
}

// Get returns the content of an address. What is not pinned yet is taken in as a whole first, and pinned. Errors: ErrNotFound, ErrCorrupt
// (from Get or from reading), ErrAddress, ErrNotFile, ErrTooLarge, ErrUnreachable.
func (k *Kubo) Get(ctx context.Context, c cid.Cid) (io.ReadCloser, error) {
	pinned, err := k.Has(ctx, c)
	if err == nil && !pinned {
		err = k.takeIn(ctx, c)
	}
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", c, err)
	}
	return k.reader(ctx, c)
}

func (k *Kubo) reader(ctx context.Context, c cid.Cid) (*reader, error) {
	r := &reader{ctx: ctx, store: k, root: c, todo: []cid.Cid{c}}
	if err := r.next(); err != nil && err != io.EOF {
		return nil, err
	}
	return r, nil
}

// takeIn has the node fetch everything, within MaxFetch, before it is asked to pin it: reading ends where the root said it would.
func (k *Kubo) takeIn(ctx context.Context, c cid.Cid) error {
	r, err := k.reader(ctx, c)
	if err != nil {
		return err
	}
	defer r.Close()
	limit := k.MaxFetch
	if limit == 0 {
		limit = MaxContent
	}
	if r.Size() > limit {
		return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	return k.Call(ctx, "pin/add", url.Values{"arg": {c.String()}, "recursive": {"true"}}, nil)
}

// block gets one block of a root and hashes it.
func (k *Kubo) block(ctx context.Context, root, c cid.Cid) (blocks.Block, error) {
	raw, err := k.rawBlock(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("block %s of %s: %w", c, root, err)
	}
	if b, ok := sound(c, raw); ok {
		return b, nil
	}
	damage := fmt.Errorf("%w: block %s of %s, in Kubo's repository", ErrCorrupt, c, root)
	if k.Repair == nil {
		return nil, damage
	}
	raw, err = k.Repair(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("%w, and fetching it anew: %w", damage, err)
	}
	b, ok := sound(c, raw)
	if !ok {
		return nil, fmt.Errorf("%w, and what came in its place is damaged too", damage)
	}
	if err := k.replace(ctx, root, b); err != nil && k.Log != nil {
		k.Log.Warn("a damaged block stays in Kubo's repository; its content came from elsewhere", "block", c, "root", root, "err", err)
	}
	return b, nil
}

func sound(c cid.Cid, raw []byte) (blocks.Block, bool) {
	got, err := c.Prefix().Sum(raw)
	if err != nil || !got.Equals(c) {
		return nil, false
	}
	b, err := blocks.NewBlockWithCid(raw, c)
	return b, err == nil
}

// maxBlock bounds one block: bitswap delivers none above 2 MiB.
const maxBlock = 4 << 20

func (k *Kubo) rawBlock(ctx context.Context, c cid.Cid) ([]byte, error) {
	patience := k.Patience
	if patience == 0 {
		patience = 30 * time.Second
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	resp, err := k.post(limited, "block/get", url.Values{"arg": {c.String()}}, nil, "")
	var raw []byte
	if err == nil {
		raw, err = io.ReadAll(io.LimitReader(resp.Body, maxBlock))
		resp.Body.Close()
	}
	switch {
	case err == nil:
		return raw, nil
	case ctx.Err() == nil && limited.Err() != nil:
		return nil, fmt.Errorf("%w: no peer of Kubo's delivered it for %s", ErrNotFound, patience)
	case errors.Is(err, ErrRemote) && strings.Contains(err.Error(), "not found"):
		return nil, fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	return nil, err
}

// replace puts a sound block in the place of a damaged one. Kubo keeps what it has under an address, and removes no block that a pin
// needs: the root is unpinned meanwhile, and held by a name in the node's files so that garbage collection spares the rest of it. Killed
// in between, the content is still there, and the next Get pins it again. A block that other pins need as well stays as it is.
func (k *Kubo) replace(ctx context.Context, root cid.Cid, b blocks.Block) (err error) {
	// Half of it would leave the content unpinned; and a block that is still missing must not be waited for.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	hold := "/coppice-repair-" + root.String()
	if err := k.Call(ctx, "files/cp", url.Values{"arg": {"/ipfs/" + root.String(), hold}, "force": {"true"}}, nil); err != nil {
		return err
	}
	if err := k.Call(ctx, "pin/rm", url.Values{"arg": {root.String()}}, nil); err != nil {
		return err
	}
	err = k.Call(ctx, "block/rm", url.Values{"arg": {b.Cid().String()}, "quiet": {"true"}}, nil)
	if err == nil {
		err = k.putBlock(ctx, b)
	}
	if err := errors.Join(err, k.Call(ctx, "pin/add", url.Values{"arg": {root.String()}, "recursive": {"true"}}, nil)); err != nil {
		return err
	}
	return k.Call(ctx, "files/rm", url.Values{"arg": {hold}, "force": {"true"}}, nil)
}

func (k *Kubo) putBlock(ctx context.Context, b blocks.Block) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "block")
	if err == nil {
		_, err = part.Write(b.RawData())
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		return err
	}
	codec := "raw"
	if b.Cid().Prefix().Codec != cid.Raw {
		codec = "dag-pb"
	}
	resp, err := k.post(ctx, "block/put", url.Values{"cid-codec": {codec}, "mhtype": {"sha2-256"}}, &body, form.FormDataContentType())
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Call is an RPC of Kubo's whose answer is one JSON value, or of no interest.
func (k *Kubo) Call(ctx context.Context, method string, args url.Values, into any) error {
	resp, err := k.post(ctx, method, args, nil, "")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if into == nil {
		_, err = io.Copy(io.Discard, resp.Body)
	} else {
		err = json.NewDecoder(io.LimitReader(resp.Body, 64<<20)).Decode(into) // lists are of this size at most
	}
	if err != nil {
		return fmt.Errorf("%w: Kubo's answer to %s: %w", ErrUnreachable, method, err)
	}
	return nil
}

func (k *Kubo) post(ctx context.Context, method string, args url.Values, body io.Reader, kind string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(k.URL, "/")+"/api/v0/"+method+"?"+args.Encode(), body)
	if err != nil {
		return nil, err
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	client := k.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		if stop := ctx.Err(); stop != nil {
			return nil, stop
		}
		return nil, fmt.Errorf("%w: Kubo at %s: %w", ErrUnreachable, k.URL, err)
	}
	if resp.StatusCode == http.StatusOK {
		return resp, nil
	}
	defer resp.Body.Close()
	var f struct{ Message string }
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<16)).Decode(&f); err != nil || f.Message == "" {
		f.Message = resp.Status
	}
	err = fmt.Errorf("%w %d: %s: %q", ErrRemote, resp.StatusCode, method, clip(f.Message))
	if SaysFull(f.Message) {
		err = fmt.Errorf("%w: %w", ErrNoSpace, err)
	}
	return nil, err
}
