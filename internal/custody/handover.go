package custody

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/wallet"
)

// A hand-over gives the keys of one DataDAO to one other validator. It is a sealed file to the recipient in the receiver's document,
// and inside it JSON: the body (for whom, of which DataDAO and epoch, on which chain and registry, until when, the keys), the
// sender's document, and the sender's EIP-712 signature of the body's digest. Content keys travel along, some thousand at a time: the receiver
// asks for more until there are no more. Both sides verify each other: the sender the
// receiver's document before it seals, the receiver the sender's document and signature before it keeps anything. Without the latter, anyone
// could plant keys of their own, since anyone can seal to a public recipient.
const (
	handOverFormat  = "coppice-handover/2"
	handOverFormat1 = "coppice-handover/1" // without content keys
	maxHandOver     = 4 << 20
	handOverKeys    = 10_000 // content keys in one
)

// Errors of hand-overs.
var (
	ErrHandOver      = errors.New("custody: not a well-formed hand-over")
	ErrWrongChain    = errors.New("custody: the hand-over is for another chain")
	ErrWrongRegistry = errors.New("custody: the hand-over is for another registry")
	ErrWrongDLP      = errors.New("custody: the hand-over is of another DataDAO")
	ErrWrongEpoch    = errors.New("custody: the hand-over is of another epoch")
	ErrWrongReceiver = errors.New("custody: the hand-over is for another validator")
	ErrPeer          = errors.New("custody: the other validator's document was refused")
	ErrSender        = errors.New("custody: the hand-over is not signed by the validator it came from")
	ErrDeadline      = errors.New("custody: the hand-over's deadline has passed")
	ErrIntakeKey     = errors.New("custody: the keys handed over are not those on chain")
	// ErrConflict means: other keys of the same DataDAO are held already. Neither side's are overwritten.
	ErrConflict = errors.New("custody: other keys of this DataDAO are held already")
)

// CheckDocument decides whether another validator may exchange keys with this one: that the document's digest is the one on chain, the
// validator is active, and enclave.VerifyDocument accepts it now.
type CheckDocument func(document []byte) (*enclave.ValidatorDocument, error)

// Sender is this validator, as it hands keys over.
type Sender struct {
	Document []byte                                // its own, as published
	Sign     func(digest [32]byte) ([]byte, error) // with the key of the document's address; 65 bytes, v 27 or 28
}

// Expect is what the receiver of a hand-over knows from the chain.
type Expect struct {
	ChainID  uint64
	Registry common.Address
	DLP      uint64
	Epoch    uint32
	Intake   [32]byte       // digest of the epoch's intake key on chain (seal.Recipient.Digest)
	Self     common.Address // of the receiving validator
}

type handOver struct {
	Format    string          `json:"format"`
	Body      json.RawMessage `json:"body"`
	Document  []byte          `json:"document"`
	Signature hexutil.Bytes   `json:"signature"`
}

type handOverBody struct {
	ChainID  uint64         `json:"chainId,string"`
	Registry common.Address `json:"registry"`
	DLP      uint64         `json:"dlp,string"`
	Epoch    uint32         `json:"epoch"`
	From     common.Address `json:"from"`
	To       common.Address `json:"to"`
	Deadline int64          `json:"deadline,string"` // Unix seconds
	Secret   secret         `json:"secret"`
	Dataset  secret         `json:"dataset"`
	Epochs   []epochRecord  `json:"epochs"` // ascending; the last is Epoch
	Content  []contentEntry `json:"content,omitempty"`
	More     bool           `json:"more,omitempty"` // content keys follow those in Content
}

// contentEntry is a content key on its way.
type contentEntry struct {
	File    uint64        `json:"file,string"`
	Kind    Kind          `json:"kind"`
	Refiner uint64        `json:"refiner,string"`
	Epoch   uint32        `json:"epoch"`
	Key     hexutil.Bytes `json:"key"` // 16 bytes
}

// Offer seals the DataDAO's keys up to an epoch to a peer whose document check accepts. The bytes are of use to that peer only, until
// the deadline. Content keys are those behind the item after, in the order of file, kind and refiner; the zero Item begins. Errors: ErrUnknownDLP, ErrUnknownEpoch, ErrPeer, ErrWrongChain and ErrWrongRegistry when the peer belongs elsewhere.
func (c *Custody) Offer(ctx context.Context, dlp uint64, epoch uint32, after Item, from Sender, peerDocument []byte, check CheckDocument, deadline time.Time) ([]byte, error) {
	p, err := c.pool(dlp)
	if err != nil {
		return nil, err
	}
	last, ok := p.find(epoch)
	if !ok {
		return nil, fmt.Errorf("%w: DataDAO %d, epoch %d", ErrUnknownEpoch, dlp, epoch)
	}
	own, err := enclave.ParseDocument(from.Document)
	if err != nil {
		return nil, fmt.Errorf("custody: this validator's own document: %w", err)
	}
	peer, err := check(peerDocument)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPeer, err)
	}
	switch {
	case peer.ChainID != own.ChainID:
		return nil, fmt.Errorf("%w: the peer is on chain %d", ErrWrongChain, peer.ChainID)
	case peer.Registry != own.Registry:
		return nil, fmt.Errorf("%w: the peer is of registry %s", ErrWrongRegistry, peer.Registry)
	}
	to, err := peer.RecipientKey()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPeer, err)
	}
	body := handOverBody{
		ChainID: own.ChainID, Registry: own.Registry, DLP: dlp, Epoch: epoch, From: own.Address, To: peer.Address,
		Deadline: deadline.Unix(), Secret: p.record.Secret, Dataset: p.record.Dataset, Epochs: p.record.Epochs[:last+1],
	}
	if body.Content, body.More, err = c.contentAfter(ctx, dlp, after); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrHandOver, err)
	}
	digest, err := body.digest(raw)
	if err != nil {
		return nil, err
	}
	signature, err := from.Sign(digest)
	if err != nil {
		return nil, fmt.Errorf("custody: signing a hand-over: %w", err)
	}
	plain, err := json.Marshal(handOver{Format: handOverFormat, Body: raw, Document: from.Document, Signature: signature})
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrHandOver, err)
	}
	return seal.SealBytes(plain, to)
}

// Accept opens a hand-over with the validator's own identity, verifies it against what the chain says, and keeps the keys, durably. Keys already
// held stay; accepting the same twice is no error. Nothing is kept unless everything holds. more is the item after which the sender has
// further content keys, nil if none. Errors: those above, and seal's when it is not sealed to the identity.
func (c *Custody) Accept(ctx context.Context, sealed []byte, id *seal.Identity, want Expect, check CheckDocument, now time.Time) (more *Item, err error) {
	if len(sealed) > maxHandOver {
		return nil, fmt.Errorf("%w: %d bytes are too many", ErrHandOver, len(sealed))
	}
	plain, err := seal.OpenBytes(sealed, id)
	if err != nil {
		return nil, fmt.Errorf("custody: opening a hand-over: %w", err)
	}
	h, body, err := parseHandOver(plain)
	if err != nil {
		return nil, err
	}
	if err := body.check(want, now); err != nil {
		return nil, err
	}
	sender, err := check(h.Document)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPeer, err)
	}
	switch {
	case sender.ChainID != want.ChainID:
		return nil, fmt.Errorf("%w: the sender is on chain %d", ErrWrongChain, sender.ChainID)
	case sender.Registry != want.Registry:
		return nil, fmt.Errorf("%w: the sender is of registry %s", ErrWrongRegistry, sender.Registry)
	case sender.Address != body.From:
		return nil, fmt.Errorf("%w: the document is of %s, the hand-over from %s", ErrSender, sender.Address, body.From)
	}
	digest, err := body.digest(h.Body)
	if err != nil {
		return nil, err
	}
	if by, err := wallet.RecoverTyped(digest, h.Signature); err != nil || by != body.From {
		return nil, fmt.Errorf("%w: %s", ErrSender, body.From)
	}
	current, err := seal.IdentityFromSeed(body.Epochs[len(body.Epochs)-1].Seed)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHandOver, err)
	}
	if current.Recipient().Digest() != want.Intake {
		return nil, fmt.Errorf("%w: epoch %d", ErrIntakeKey, body.Epoch)
	}
	if err := c.take(body); err != nil {
		return nil, err
	}
	list := make([]Held, len(body.Content))
	for i, e := range body.Content {
		list[i] = Held{Item{body.DLP, e.File, e.Kind, e.Refiner}, e.Epoch, seal.ContentKey(e.Key)}
	}
	if len(list) == 0 {
		return nil, nil
	}
	if err := c.KeepContentKeys(ctx, list); err != nil || !body.More {
		return nil, err
	}
	return &list[len(list)-1].Item, nil
}

// take merges keys that were handed over into those held.
func (c *Custody) take(body *handOverBody) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return ErrClosed
	}
	record := poolRecord{Format: poolFormat, DLP: body.DLP, Secret: body.Secret, Dataset: body.Dataset}
	if p, ok := c.dlps[body.DLP]; ok {
		if p.record.Secret != body.Secret || p.record.Dataset != body.Dataset {
			return fmt.Errorf("%w: DataDAO %d", ErrConflict, body.DLP)
		}
		record = p.record
		record.Epochs = slices.Clone(p.record.Epochs)
	}
	held := map[uint32]secret{}
	for _, e := range record.Epochs {
		held[e.Epoch] = e.Seed
	}
	added := false
	for _, e := range body.Epochs {
		seed, ok := held[e.Epoch]
		if ok && seed != e.Seed {
			return fmt.Errorf("%w: DataDAO %d, epoch %d", ErrConflict, body.DLP, e.Epoch)
		}
		if !ok && (record.Retired == 0 || e.Epoch > record.Retired) {
			record.Epochs = append(record.Epochs, e)
			added = true
		}
	}
	if !added {
		return nil
	}
	_, err := c.keep(record)
	return err
}

// parseHandOver checks the shape of an opened hand-over and believes nothing in it. The errors are ErrHandOver and ErrVersion.
func parseHandOver(plain []byte) (*handOver, *handOverBody, error) {
	var h handOver
	err := decode(plain, handOverFormat, &h)
	if errors.Is(err, ErrVersion) {
		h = handOver{}
		if decode(plain, handOverFormat1, &h) == nil {
			err = nil
		}
	}
	if err != nil {
		return nil, nil, asHandOver(err)
	}
	var body handOverBody
	d := json.NewDecoder(bytes.NewReader(h.Body))
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil {
		return nil, nil, fmt.Errorf("%w: its body is malformed", ErrHandOver)
	}
	if err := checkSecrets(body.Secret, body.Dataset, body.Epochs); err != nil {
		return nil, nil, asHandOver(err)
	}
	if body.Epochs[len(body.Epochs)-1].Epoch != body.Epoch {
		return nil, nil, fmt.Errorf("%w: its last key is not of its epoch", ErrHandOver)
	}
	if h.Format == handOverFormat1 && (body.Content != nil || body.More) || body.More && len(body.Content) == 0 {
		return nil, nil, fmt.Errorf("%w: content keys where none can be", ErrHandOver)
	}
	for _, e := range body.Content {
		if len(e.Key) != len(seal.ContentKey{}) || e.File == 0 || e.Kind < Pooled || e.Kind > Artifact || (e.Kind == Artifact) != (e.Refiner != 0) {
			return nil, nil, fmt.Errorf("%w: a malformed content key of file %d", ErrHandOver, e.File)
		}
	}
	return &h, &body, nil
}

// contentAfter lists content keys behind an item.
func (c *Custody) contentAfter(ctx context.Context, dlp uint64, after Item) (list []contentEntry, more bool, err error) {
	c.wrapMu.RLock()
	defer c.wrapMu.RUnlock()
	p, err := c.pool(dlp)
	if err != nil {
		return nil, false, err
	}
	rows, err := held(c.content.QueryContext(ctx, heldColumns+`FROM content_key WHERE dlp = ? AND (file, kind, refiner) > (?, ?, ?) ORDER BY file, kind, refiner LIMIT ?`,
		dlp, after.File, after.Kind, after.Refiner, handOverKeys+1))
	if err != nil {
		return nil, false, fmt.Errorf("custody: reading content keys: %w", err)
	}
	if more = len(rows) > handOverKeys; more {
		rows = rows[:handOverKeys]
	}
	for _, r := range rows {
		key, err := p.unwrap(r.Item, r.generation, r.sealed)
		if err != nil {
			return nil, false, err
		}
		list = append(list, contentEntry{r.File, r.Kind, r.Refiner, r.epoch, key[:]})
	}
	return list, more, nil
}

// asHandOver renames the errors of records: this is not a file of ours that somebody changed.
func asHandOver(err error) error {
	if errors.Is(err, ErrVersion) {
		return err
	}
	return fmt.Errorf("%w: %v", ErrHandOver, err)
}

func (b *handOverBody) check(want Expect, now time.Time) error {
	switch {
	case b.ChainID != want.ChainID:
		return fmt.Errorf("%w: %d, want %d", ErrWrongChain, b.ChainID, want.ChainID)
	case b.Registry != want.Registry:
		return fmt.Errorf("%w: %s, want %s", ErrWrongRegistry, b.Registry, want.Registry)
	case b.DLP != want.DLP:
		return fmt.Errorf("%w: %d, want %d", ErrWrongDLP, b.DLP, want.DLP)
	case b.Epoch != want.Epoch:
		return fmt.Errorf("%w: %d, want %d", ErrWrongEpoch, b.Epoch, want.Epoch)
	case b.To != want.Self:
		return fmt.Errorf("%w: %s", ErrWrongReceiver, b.To)
	case now.Unix() > b.Deadline:
		return fmt.Errorf("%w: %s", ErrDeadline, time.Unix(b.Deadline, 0).UTC().Format(time.RFC3339))
	}
	return nil
}

// digest is what the sender signs: EIP-712 in the registry's domain ("Coppice", version "1"), type
// HandOver(uint256 dlpId,uint256 epoch,address from,address to,bytes32 body,uint256 deadline), body being the SHA-256 of the body's
// bytes.
func (b *handOverBody) digest(raw []byte) ([32]byte, error) {
	sum := sha256.Sum256(raw)
	on := ledger.Domain{Name: "Coppice", ChainID: new(big.Int).SetUint64(b.ChainID), Contract: b.Registry}
	return wallet.TypedDigest(on.TypedData("HandOver", apitypes.Types{"HandOver": {
		{Name: "dlpId", Type: "uint256"}, {Name: "epoch", Type: "uint256"}, {Name: "from", Type: "address"},
		{Name: "to", Type: "address"}, {Name: "body", Type: "bytes32"}, {Name: "deadline", Type: "uint256"},
	}}, apitypes.TypedDataMessage{
		"dlpId": strconv.FormatUint(b.DLP, 10), "epoch": strconv.FormatUint(uint64(b.Epoch), 10),
		"from": b.From.Hex(), "to": b.To.Hex(), "body": hexutil.Encode(sum[:]), "deadline": strconv.FormatInt(b.Deadline, 10),
	}))
}
