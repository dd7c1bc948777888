// Package vectors holds the test vectors of Coppice's own formats to the packages that read them. See README.md.
package vectors

//go:generate go run ../tools/vectors .

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/wallet"
)

// classes are the ways in which vectors fail, by the name that they have there.
var classes = map[string]error{
	"not a recipient":     seal.ErrRecipient,
	"not an identity":     seal.ErrIdentity,
	"malformed sidecar":   seal.ErrSidecar,
	"not sealed":          seal.ErrNotSealed,
	"not for us":          seal.ErrNotForUs,
	"damaged":             seal.ErrDamaged,
	"malformed header":    seal.ErrHeader,
	"wrong owner":         seal.ErrWrongOwner,
	"wrong chain":         seal.ErrWrongChain,
	"wrong DataDAO":       seal.ErrWrongDLP,
	"malformed signature": wallet.ErrSignature,
	"wrong signer":        wallet.ErrWrongSigner,
	"not deterministic":   wallet.ErrNotDeterministic,
}

// vector has the fields of all kinds.
type vector struct {
	Name, Expect                    string
	PrivateKey, Owner, Salt, Digest string
	KeyVersion                      uint64
	Signatures                      []string
	Seed, Identity, Recipient       string
	Text                            string
	Content                         json.RawMessage
	Registered                      struct{ Owner, ChainID, DLP string }
	Nonce, ReplyTo, Sealed          string
}

// kinds run a vector and return the error that it ended in. What a success must give they check themselves.
var kinds = map[string]struct {
	run     func(*testing.T, vector) error
	version error // what "unknown version" means
}{
	"key-derivation": {runKey, wallet.ErrKeyVersion},
	"recipients":     {runRecipient, nil},
	"sidecar":        {runSidecar, seal.ErrVersion},
	"personal":       {runPersonal, nil},
	"pooled":         {runPooled, seal.ErrVersion},
}

// TestVectors runs each vector; a refusal must be of exactly its class.
func TestVectors(t *testing.T) {
	paths, err := filepath.Glob("*.json")
	if err != nil {
		t.Fatal(err)
	}
	all, refused := 0, 0
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Version int
			Kind    string
			Vectors []vector
		}
		if err := json.Unmarshal(text, &file); err != nil || file.Version != 1 || kinds[file.Kind].run == nil || len(file.Vectors) == 0 {
			t.Fatalf("%s: version %d, kind %q, %d vectors, %v", path, file.Version, file.Kind, len(file.Vectors), err)
		}
		seen := map[string]bool{}
		for _, v := range file.Vectors {
			all++
			if v.Expect != "success" {
				refused++
			}
			if seen[v.Name] {
				t.Errorf("%s has two vectors %q", path, v.Name)
			}
			seen[v.Name] = true
			t.Run(file.Kind+"/"+v.Name, func(t *testing.T) { runVector(t, file.Kind, v) })
		}
	}
	if t.Logf("%d vectors, %d of them refused", all, refused); all < 100 || refused < 80 {
		t.Errorf("%d vectors, %d of them refused", all, refused)
	}
}

func runVector(t *testing.T, kind string, v vector) {
	err := kinds[kind].run(t, v)
	want := classes[v.Expect]
	if v.Expect == "unknown version" {
		want = kinds[kind].version
	}
	switch {
	case v.Expect == "success":
		if err != nil {
			t.Error(err)
		}
	case want == nil:
		t.Errorf("the class %q is not known", v.Expect)
	case !errors.Is(err, want):
		t.Errorf("%v, want %v", err, want)
	default:
		for class, other := range classes {
			// A malformed header may say that its reply-to is no recipient.
			if other != want && errors.Is(err, other) && class != "not a recipient" {
				t.Errorf("%v is of the class %q, too", err, class)
			}
		}
	}
}

// remote is a wallet elsewhere that answers as the vector says.
type remote struct {
	address common.Address
	answers []string
	asked   []byte
}

func (r *remote) Address() common.Address { return r.address }

func (r *remote) SignTyped(_ context.Context, data apitypes.TypedData) ([]byte, error) {
	digest, err := wallet.TypedDigest(data)
	if err != nil {
		return nil, err
	}
	r.asked = digest[:]
	answer := r.answers[0]
	r.answers = r.answers[1:]
	return hexutil.Decode(answer)
}

func runKey(t *testing.T, v vector) error {
	signer := &remote{address: common.HexToAddress(v.Owner), answers: v.Signatures}
	id, err := wallet.PersonalIdentity(t.Context(), signer, common.HexToHash(v.Salt), v.KeyVersion)
	if signer.asked != nil && hexutil.Encode(signer.asked) != v.Digest {
		t.Errorf("%x was signed", signer.asked)
	}
	if err != nil {
		return err
	}
	seed := id.Seed()
	if hexutil.Encode(seed[:]) != v.Seed || id.Secret() != v.Identity || id.Recipient().String() != v.Recipient {
		t.Error("another identity")
	}
	private, err := crypto.HexToECDSA(strings.TrimPrefix(v.PrivateKey, "0x"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := wallet.NewKey(private)
	if err != nil {
		t.Fatal(err)
	}
	if own, err := wallet.PersonalIdentity(t.Context(), key, common.HexToHash(v.Salt), v.KeyVersion); err != nil || own.Seed() != seed {
		t.Errorf("from the private key: %v", err)
	}
	return nil
}

func runRecipient(t *testing.T, v vector) error {
	var seed, public string
	if v.Recipient != "" {
		r, err := seal.ParseRecipient(v.Recipient)
		if err != nil {
			return err
		}
		public = r.String()
	} else {
		id, err := seal.ParseIdentity(v.Identity)
		if err != nil {
			return err
		}
		s := id.Seed()
		seed = hexutil.Encode(s[:])
	}
	id, err := seal.IdentityFromSeed(common.HexToHash(v.Seed))
	if err != nil {
		t.Fatal(err)
	}
	if public != "" && public != id.Recipient().String() || seed != "" && seed != v.Seed {
		t.Error("it is not of the seed")
	}
	return nil
}

func runSidecar(t *testing.T, v vector) error {
	card, err := seal.DecodeSidecar([]byte(v.Text))
	if err != nil {
		return err
	}
	var want struct {
		Owner, ChainID, DLP, Salt, Name, PooledCID string
		KeyVersion                                 uint64
		Size                                       int64
	}
	if err := json.Unmarshal(v.Content, &want); err != nil {
		t.Fatal(err)
	}
	got := want
	got.Owner, got.ChainID, got.DLP = card.Owner.Hex(), strconv.FormatUint(card.ChainID, 10), strconv.FormatUint(card.DLP, 10)
	got.Salt, got.Name, got.PooledCID, got.KeyVersion, got.Size = card.Salt.Hex(), card.Name, card.PooledCID, card.KeyVersion, card.Size
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if text, err := card.Encode(); err != nil || string(text) != v.Text {
		t.Errorf("written as %s, %v", text, err)
	}
	return nil
}

// identities are that of the vector, behind one that does not fit.
func identities(t *testing.T, text string) []*seal.Identity {
	t.Helper()
	id, err := seal.ParseIdentity(text)
	if err != nil {
		t.Fatal(err)
	}
	other, err := seal.IdentityFromSeed([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	return []*seal.Identity{other, id}
}

func content(t *testing.T, v vector) []byte {
	t.Helper()
	var text string
	if len(v.Content) > 0 {
		if err := json.Unmarshal(v.Content, &text); err != nil {
			t.Fatal(err)
		}
	}
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sealed(t *testing.T, v vector) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(v.Sealed)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func runPersonal(t *testing.T, v vector) error {
	ids := identities(t, v.Identity)
	got, err := seal.OpenBytes(sealed(t, v), ids...)
	if err == nil && !bytes.Equal(got, content(t, v)) {
		t.Errorf("content %q", got)
	}
	if err != nil && got != nil {
		t.Errorf("%d bytes and an error", len(got))
	}
	return err
}

func runPooled(t *testing.T, v vector) error {
	b := sealed(t, v)
	ids := identities(t, v.Identity)
	head, got, err := openPooled(v, bytes.NewReader(b), ids)
	if slow, _, again := openPooled(v, iotest.OneByteReader(bytes.NewReader(b)), ids); (err == nil) != (again == nil) || slow != head {
		t.Errorf("byte by byte it ends in %v", again)
	}
	if err != nil {
		return err
	}
	if hexutil.Encode(head.Nonce[:]) != v.Nonce || head.ReplyTo != v.ReplyTo || !bytes.Equal(got, content(t, v)) {
		t.Errorf("header %+v, content %q", head, got)
	}
	return nil
}

// openPooled opens a pooled copy as a validator does: header, comparison with the chain, content to its end.
func openPooled(v vector, src io.Reader, ids []*seal.Identity) (seal.PooledHeader, []byte, error) {
	chain, err := strconv.ParseUint(v.Registered.ChainID, 10, 64)
	if err != nil {
		return seal.PooledHeader{}, nil, err
	}
	dlp, err := strconv.ParseUint(v.Registered.DLP, 10, 64)
	if err != nil {
		return seal.PooledHeader{}, nil, err
	}
	head, r, err := seal.OpenPooled(src, ids...)
	if err != nil {
		return seal.PooledHeader{}, nil, err
	}
	if err := head.Check(common.HexToAddress(v.Registered.Owner), chain, dlp); err != nil {
		return head, nil, err
	}
	got, err := io.ReadAll(r)
	return head, got, err
}

// TestClassesAreExplained: another client's author finds each class in README.md.
func TestClassesAreExplained(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for class := range classes {
		if !strings.Contains(string(text), "| `"+class+"` |") {
			t.Errorf("README.md does not explain %q", class)
		}
	}
}
