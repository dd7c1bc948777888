package job

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/fixture"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/wallet"
)

var (
	engine    = common.Address{0xe0}
	buyer     = common.Address{0xb0}
	artifacts = []Artifact{{Name: "rows.csv", CID: "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy", Bytes: 12, Digest: common.Hash{9}}}
)

func written(t *testing.T, encode func() ([]byte, error)) func() []byte {
	return func() []byte {
		b, err := encode()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}

// refusesOthers checks that decode knows no other version than the one b names, format.
func refusesOthers(t *testing.T, b []byte, format string, decode func([]byte) error) {
	t.Helper()
	if !bytes.Contains(b, []byte(format)) {
		t.Fatalf("the document is not of format %q", format)
	}
	name, version, _ := strings.Cut(format, "/")
	n, err := strconv.Atoi(version)
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{fmt.Sprintf("%s/%d", name, n+1), fmt.Sprintf("%s/%d", name, n-1), ""} {
		if err := decode(bytes.Replace(b, []byte(format), []byte(other), 1)); !errors.Is(err, ErrFormat) {
			t.Errorf("format %q: %v", other, err)
		}
	}
}

func TestRequestFixture(t *testing.T) {
	want := Request{
		Format: "coppice-request/1", Buyer: buyer, ChainID: 2677423, Engine: engine, SQL: "SELECT user_age, daily_steps FROM fitness_data", InstructionID: 1,
		Params: json.RawMessage(`{"target":"daily_steps"}`), Recipient: "age1pq1recipient", Nonce: "000102030405060708090a0b0c0d0e0f",
	}
	b := fixture.File(t, "v1/request.json", written(t, want.Encode))
	got, err := DecodeRequest(b)
	if err != nil || !reflect.DeepEqual(*got, want) {
		t.Fatalf("%+v, %v", got, err)
	}
	if err := got.Check(buyer, 2677423, engine, 1); err != nil {
		t.Error(err)
	}
	refusesOthers(t, b, "coppice-request/1", func(b []byte) error { _, err := DecodeRequest(b); return err })
}

func TestManifestFixture(t *testing.T) {
	want := Manifest{Format: "coppice-manifest/1", JobID: 7, Artifacts: artifacts, Log: "trained", Rows: map[string]int64{"fitness.fitness_data": 12}}
	b := fixture.File(t, "v1/manifest.json", written(t, want.Encode))
	if got, err := DecodeManifest(b); err != nil || !reflect.DeepEqual(*got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	refusesOthers(t, b, "coppice-manifest/1", func(b []byte) error { _, err := DecodeManifest(b); return err })
}

// A receipt that was valid once is valid for ever: its signature is over the statement, which must not change under it.
func TestReceiptFixture(t *testing.T) {
	private, err := crypto.ToECDSA(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	validator, err := wallet.NewKey(private)
	if err != nil {
		t.Fatal(err)
	}
	domain := ledger.Domain{Name: "Coppice", ChainID: big.NewInt(2677423), Contract: engine}
	statement := ledger.Receipt{
		JobID: 7, RequestDigest: common.Hash{1}, CodeDigest: common.Hash{2}, SnapshotDigest: common.Hash{3}, ResultDigest: common.Hash{4},
		Outcome: ledger.Completed, UsedSeconds: 2, Rows: []uint64{12, 5}, Lease: 3, DataBlock: 9,
	}
	b := fixture.File(t, "v2/receipt.json", func() []byte {
		signature, err := validator.SignHash(domain.Digest(statement))
		if err != nil {
			t.Fatal(err)
		}
		f, err := NewReceiptFile(domain, statement, buyer, signature, common.Hash{5})
		if err != nil {
			t.Fatal(err)
		}
		f.Artifacts = artifacts
		return written(t, f.Encode)()
	})
	f, err := DecodeReceipt(b)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.CheckSignature(); err != nil {
		t.Error(err)
	}
	if got, err := f.Statement(); err != nil || !reflect.DeepEqual(got, statement) {
		t.Errorf("statement %+v, %v", got, err)
	}
	if f.Validator != validator.Address() || f.Buyer != buyer || f.Tx != (common.Hash{5}) || !reflect.DeepEqual(f.Artifacts, artifacts) {
		t.Errorf("receipt %+v", f)
	}
	refusesOthers(t, b, "coppice-receipt/2", func(b []byte) error { _, err := DecodeReceipt(b); return err })
}

// The first version's signature is over a statement that today's does not contain: it is refused by name, not judged forged.
func TestReceiptOfTheFirstVersionIsRefused(t *testing.T) {
	b := fixture.File(t, "v1/receipt.json", func() []byte { t.Fatal("its program is gone"); return nil })
	if _, err := DecodeReceipt(b); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "coppice-receipt/1") {
		t.Errorf("got %v, want ErrFormat that names the version", err)
	}
}
