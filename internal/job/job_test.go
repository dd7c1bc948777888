package job

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
	"reflect"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/ledger"
)

var domain = ledger.Domain{Name: "Coppice", ChainID: big.NewInt(7), Contract: engine}

func request() Request {
	return Request{Buyer: buyer, ChainID: 7, Engine: engine, SQL: "SELECT 1", InstructionID: 3, Params: []byte(`{"a":[1,{"A":2}]}`), Recipient: "age1pq1x", Nonce: NewNonce()}
}

func manifest() Manifest {
	return Manifest{JobID: 5, Artifacts: []Artifact{{Name: "model.json", CID: "bafy", Bytes: 7, Digest: common.Hash{1}}}, Log: "line\n", Rows: map[string]int64{"fitness.days": 4}}
}

var signer, _ = crypto.HexToECDSA("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d")

func receipt(t testing.TB) *ReceiptFile {
	t.Helper()
	r := ledger.Receipt{
		JobID: 5, RequestDigest: [32]byte{1}, CodeDigest: [32]byte{2}, SnapshotDigest: [32]byte{3}, ResultDigest: [32]byte{4},
		Outcome: ledger.Completed, UsedSeconds: 6, Rows: []uint64{7, 8}, Lease: 1, DataBlock: 12,
	}
	digest := domain.Digest(r)
	sig, err := crypto.Sign(digest[:], signer)
	if err != nil {
		t.Fatal(err)
	}
	sig[64] += 27
	f, err := NewReceiptFile(domain, r, buyer, sig, common.Hash{9})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// document is one of the kinds of documents, encoded, with its decoder.
type document struct {
	data   []byte
	format string
	decode func([]byte) (any, error)
	encode func(any) ([]byte, error)
}

func documents(t testing.TB) map[string]document {
	must := func(b []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	return map[string]document{
		"request": {must(request().Encode()), RequestFormat, func(b []byte) (any, error) { return DecodeRequest(b) },
			func(v any) ([]byte, error) { return v.(*Request).Encode() }},
		"manifest": {must(manifest().Encode()), ManifestFormat, func(b []byte) (any, error) { return DecodeManifest(b) },
			func(v any) ([]byte, error) { return v.(*Manifest).Encode() }},
		"receipt": {must(receipt(t).Encode()), ReceiptFormat, func(b []byte) (any, error) { return DecodeReceipt(b) },
			func(v any) ([]byte, error) { return v.(*ReceiptFile).Encode() }},
	}
}

// TestDecodeStrictly: a document that was written is read; one with anything else in it is refused.
func TestDecodeStrictly(t *testing.T) {
	for name, d := range documents(t) {
		t.Run(name, func(t *testing.T) {
			v, err := d.decode(d.data)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := d.encode(v); err != nil || !bytes.Equal(again, d.data) {
				t.Errorf("read and written again it is\n%s, not\n%s (%v)", again, d.data, err)
			}
			swap := func(old, new string) []byte {
				if !bytes.Contains(d.data, []byte(old)) {
					t.Fatalf("no %q in %s", old, d.data)
				}
				return bytes.Replace(d.data, []byte(old), []byte(new), 1)
			}
			for what, data := range map[string][]byte{
				"nothing":                  nil,
				"null":                     []byte("null"),
				"a list":                   []byte("[]"),
				"an empty object":          []byte("{}"),
				"not JSON":                 []byte("receipt"),
				"cut off":                  d.data[:len(d.data)-1],
				"a later version":          swap(d.format, d.format[:len(d.format)-1]+"9"),
				"another document":         swap(d.format, "coppice-bundle/1"),
				"no format":                swap(`"format"`, `"formats"`),
				"an unknown field":         swap(`{`, `{"more":1,`),
				"a field in other letters": swap(`"format"`, `"Format"`),
				"a field given twice":      swap(`{`, `{"format":"`+d.format+`",`),
				"a value of another type":  swap(`"`+d.format+`"`, `1`),
				"a second document":        append(bytes.Clone(d.data), d.data...),
				"a word after it":          append(bytes.Clone(d.data), " x"...),
			} {
				if _, err := d.decode(data); !errors.Is(err, ErrFormat) {
					t.Errorf("%s: got %v, want ErrFormat", what, err)
				}
			}
			if _, err := d.decode(append(bytes.Clone(d.data), " \n"...)); err != nil {
				t.Errorf("with a line feed at its end: %v", err)
			}
		})
	}
}

func TestRequestCheck(t *testing.T) {
	r := request()
	if err := r.Check(buyer, 7, engine, 3); err != nil {
		t.Errorf("the request that was made for the job: %v", err)
	}
	for name, err := range map[string]error{
		"submitted by somebody else": r.Check(engine, 7, engine, 3),
		"on another chain":           r.Check(buyer, 8, engine, 3),
		"to another contract":        r.Check(buyer, 7, buyer, 3),
		"for another instruction":    r.Check(buyer, 7, engine, 0),
	} {
		if !errors.Is(err, ErrRequest) {
			t.Errorf("%s: got %v, want ErrRequest", name, err)
		}
	}
}

func TestNonces(t *testing.T) {
	a, b := NewNonce(), NewNonce()
	if a == b || len(a) != 32 || strings.Trim(a, "0123456789abcdef") != "" {
		t.Errorf("nonces are %q and %q", a, b)
	}
}

// TestForgedReceipts changes each signed field of a receipt: the signature no longer holds.
func TestForgedReceipts(t *testing.T) {
	good := receipt(t)
	if err := good.CheckSignature(); err != nil {
		t.Fatal(err)
	}
	if good.Validator != crypto.PubkeyToAddress(signer.PublicKey) {
		t.Errorf("the signer is %s", good.Validator)
	}
	if s, err := good.Statement(); err != nil || domain.Digest(s) != good.Domain().Digest(s) {
		t.Errorf("the file's domain is another (%v)", err)
	}
	flip := func(h *common.Hash) { h[31] ^= 1 }
	forgeries := map[string]func(r *ReceiptFile){
		"ChainID":        func(r *ReceiptFile) { r.ChainID++ },
		"Engine":         func(r *ReceiptFile) { r.Engine[0] ^= 1 },
		"JobID":          func(r *ReceiptFile) { r.JobID++ },
		"RequestDigest":  func(r *ReceiptFile) { flip(&r.RequestDigest) },
		"CodeDigest":     func(r *ReceiptFile) { flip(&r.CodeDigest) },
		"SnapshotDigest": func(r *ReceiptFile) { flip(&r.SnapshotDigest) },
		"ResultDigest":   func(r *ReceiptFile) { flip(&r.ResultDigest) },
		"Outcome":        func(r *ReceiptFile) { r.Outcome = ledger.BuyerFault.String() },
		"UsedSeconds":    func(r *ReceiptFile) { r.UsedSeconds-- },
		"Rows":           func(r *ReceiptFile) { r.Rows = []uint64{7, 9} },
		"Lease":          func(r *ReceiptFile) { r.Lease++ },
		"DataBlock":      func(r *ReceiptFile) { r.DataBlock++ },
		"Validator":      func(r *ReceiptFile) { r.Validator = buyer },
		"Signature":      func(r *ReceiptFile) { r.Signature[40] ^= 1 },
	}
	unsigned := map[string]bool{"Format": true, "Buyer": true, "Tx": true, "Artifacts": true} // the chain and the manifest say these
	for _, f := range reflect.VisibleFields(reflect.TypeFor[ReceiptFile]()) {
		if forge := forgeries[f.Name]; forge != nil {
			r := receipt(t)
			forge(r)
			if err := r.CheckSignature(); !errors.Is(err, ErrSignature) {
				t.Errorf("forged %s: got %v, want ErrSignature", f.Name, err)
			}
		} else if !unsigned[f.Name] {
			t.Errorf("nobody tries to forge field %s", f.Name)
		}
	}
	for name, rows := range map[string][]uint64{"fewer rows": {7}, "more rows": {7, 8, 0}, "no rows": nil, "rows in another order": {8, 7}} {
		r := receipt(t)
		r.Rows = rows
		if err := r.CheckSignature(); !errors.Is(err, ErrSignature) {
			t.Errorf("%s: got %v, want ErrSignature", name, err)
		}
	}
	for name, signature := range map[string][]byte{
		"none": nil, "short": good.Signature[:64], "long": append(bytes.Clone(good.Signature), 0), "v of 0": append(bytes.Clone(good.Signature[:64]), 0),
		"zeros": append(make([]byte, 64), 27), "the other s": other(good.Signature),
	} {
		r := receipt(t)
		r.Signature = signature
		if err := r.CheckSignature(); !errors.Is(err, ErrSignature) {
			t.Errorf("signature %s: got %v, want ErrSignature", name, err)
		}
		if _, err := NewReceiptFile(domain, ledger.Receipt{}, buyer, signature, common.Hash{}); len(signature) != 65 && !errors.Is(err, ErrSignature) {
			t.Errorf("a file made with signature %s: got %v, want ErrSignature", name, err)
		}
	}
	r := receipt(t)
	r.Outcome = "unknown"
	if err := r.CheckSignature(); !errors.Is(err, ErrFormat) {
		t.Errorf("an unknown outcome: got %v, want ErrFormat", err)
	}
}

// other is the signature with n - s, by which anybody could make a second one.
func other(signature []byte) []byte {
	s := new(big.Int).Sub(crypto.S256().Params().N, new(big.Int).SetBytes(signature[32:64]))
	out := bytes.Clone(signature)
	s.FillBytes(out[32:64])
	out[64] = 27 + 28 - out[64]
	return out
}

func TestOutcomesInFiles(t *testing.T) {
	for _, o := range []ledger.Outcome{ledger.Completed, ledger.BuyerFault, ledger.NetworkFault} {
		f := ReceiptFile{Outcome: o.String()}
		if s, err := f.Statement(); err != nil || s.Outcome != o {
			t.Errorf("%s is read as %s (%v)", o, s.Outcome, err)
		}
	}
}

func FuzzDecodeRequest(f *testing.F)  { fuzz(f, "request") }
func FuzzDecodeManifest(f *testing.F) { fuzz(f, "manifest") }

// FuzzDecodeReceipt also checks the signature of whatever could be read.
func FuzzDecodeReceipt(f *testing.F) {
	f.Add([]byte(`{"format":"coppice-receipt/2","signature":"0x","outcome":"completed"}`))
	fuzz(f, "receipt")
}

// fuzz: what is read can be written and read again, to the same; what is not is ErrFormat.
func fuzz(f *testing.F, kind string) {
	d := documents(f)[kind]
	f.Add(d.data)
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := d.decode(data)
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Fatalf("got %v, want ErrFormat", err)
			}
			return
		}
		if r, ok := v.(*ReceiptFile); ok {
			if err := r.CheckSignature(); err != nil && !errors.Is(err, ErrSignature) && !errors.Is(err, ErrFormat) {
				t.Fatalf("signature: %v", err)
			}
		}
		once, err := d.encode(v)
		if err != nil {
			t.Fatal(err)
		}
		w, err := d.decode(once)
		if err != nil {
			t.Fatalf("%s is written as %s, which is refused: %v", data, once, err)
		}
		twice, err := d.encode(w)
		if err != nil || !bytes.Equal(once, twice) || !json.Valid(once) {
			t.Fatalf("%s is read as %s (%v)", once, twice, err)
		}
	})
}
