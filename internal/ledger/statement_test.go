package ledger

import (
	"crypto/sha256"
	"errors"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

var testDomain = Domain{Name: "Coppice", ChainID: big.NewInt(7), Contract: common.HexToAddress("0x00000000000000000000000000000000000000c0")}

func typed(primary string, types apitypes.Types, message apitypes.TypedDataMessage) apitypes.TypedData {
	types["EIP712Domain"] = []apitypes.Type{{Name: "name", Type: "string"}, {Name: "version", Type: "string"}, {Name: "chainId", Type: "uint256"}, {Name: "verifyingContract", Type: "address"}}
	return apitypes.TypedData{
		Types: types, PrimaryType: primary, Message: message,
		Domain: apitypes.TypedDataDomain{Name: "Coppice", Version: "1", ChainId: (*math.HexOrDecimal256)(testDomain.ChainID), VerifyingContract: testDomain.Contract.Hex()},
	}
}

func hx(b byte) string { return hexutil.Encode(bytes32(b)) }

func bytes32(b byte) []byte {
	out := make([]byte, 32)
	out[31] = b
	return out
}

var proofFields = []apitypes.Type{
	{Name: "jobId", Type: "uint256"}, {Name: "fileId", Type: "uint256"}, {Name: "dlpId", Type: "uint256"}, {Name: "owner", Type: "address"},
	{Name: "contentDigest", Type: "bytes32"}, {Name: "bundleDigest", Type: "bytes32"}, {Name: "score", Type: "uint256"}, {Name: "resultDigest", Type: "bytes32"},
	{Name: "fingerprint", Type: "bytes32"}, {Name: "identity", Type: "bytes32"}, {Name: "lease", Type: "uint256"},
}

func sampleProof(n byte) (Proof, map[string]any) {
	owner := common.BytesToAddress([]byte{9, n})
	p := Proof{
		JobID: big.NewInt(int64(n) + 1<<40), FileID: uint64(n), DLP: 2, Owner: owner, ContentDigest: [32]byte(bytes32(3)), BundleDigest: [32]byte(bytes32(4)),
		Score: big.NewInt(5e17), ResultDigest: [32]byte(bytes32(6)), Fingerprint: [32]byte(bytes32(7)), Identity: [32]byte(bytes32(8)), Lease: 1,
	}
	return p, map[string]any{
		"jobId": p.JobID.String(), "fileId": big.NewInt(int64(n)).String(), "dlpId": "2", "owner": owner.Hex(), "contentDigest": hx(3), "bundleDigest": hx(4),
		"score": "500000000000000000", "resultDigest": hx(6), "fingerprint": hx(7), "identity": hx(8), "lease": "1",
	}
}

// TestStatementsAreEIP712 compares each statement's digest with go-ethereum's general encoder.
func TestStatementsAreEIP712(t *testing.T) {
	p1, m1 := sampleProof(1)
	p2, m2 := sampleProof(2)
	refinementFields := []apitypes.Type{
		{Name: "fileId", Type: "uint256"}, {Name: "refinerId", Type: "uint256"}, {Name: "bundleDigest", Type: "bytes32"}, {Name: "artifactDigest", Type: "bytes32"},
		{Name: "codec", Type: "uint8"}, {Name: "plaintextDigest", Type: "bytes32"}, {Name: "lease", Type: "uint256"},
	}
	refinement := Refinement{FileID: 1, RefinerID: 2, BundleDigest: [32]byte(bytes32(3)), ArtifactDigest: [32]byte(bytes32(4)), Codec: 1, PlaintextDigest: [32]byte(bytes32(5)), Lease: 6}
	refinementMessage := map[string]any{"fileId": "1", "refinerId": "2", "bundleDigest": hx(3), "artifactDigest": hx(4), "codec": "1", "plaintextDigest": hx(5), "lease": "6"}
	cases := map[string]struct {
		statement Statement
		data      apitypes.TypedData
	}{
		"proof": {p1, typed("Proof", apitypes.Types{"Proof": proofFields}, m1)},
		"proof batch": {ProofBatch{p1, p2}, typed("ProofBatch",
			apitypes.Types{"Proof": proofFields, "ProofBatch": {{Name: "proofs", Type: "Proof[]"}}}, apitypes.TypedDataMessage{"proofs": []any{m1, m2}})},
		"refinement": {refinement, typed("Refinement", apitypes.Types{"Refinement": refinementFields}, refinementMessage)},
		"refinement batch": {RefinementBatch{refinement}, typed("RefinementBatch",
			apitypes.Types{"Refinement": refinementFields, "RefinementBatch": {{Name: "refinements", Type: "Refinement[]"}}}, apitypes.TypedDataMessage{"refinements": []any{refinementMessage}})},
		"intake key": {IntakeKey{DLP: 1, Epoch: 2, Digest: [32]byte(bytes32(3)), Deadline: 4}, typed("IntakeKey", apitypes.Types{"IntakeKey": {
			{Name: "dlpId", Type: "uint256"}, {Name: "epoch", Type: "uint256"}, {Name: "digest", Type: "bytes32"}, {Name: "deadline", Type: "uint256"},
		}}, apitypes.TypedDataMessage{"dlpId": "1", "epoch": "2", "digest": hx(3), "deadline": "4"})},
		"receipt": {Receipt{
			JobID: 1, RequestDigest: [32]byte(bytes32(2)), CodeDigest: [32]byte(bytes32(3)), SnapshotDigest: [32]byte(bytes32(4)), ResultDigest: [32]byte(bytes32(5)),
			Outcome: BuyerFault, UsedSeconds: 7, Rows: []uint64{8, 9}, Lease: 10, DataBlock: 11,
		}, typed("Receipt", apitypes.Types{"Receipt": {
			{Name: "jobId", Type: "uint256"}, {Name: "requestDigest", Type: "bytes32"}, {Name: "codeDigest", Type: "bytes32"}, {Name: "snapshotDigest", Type: "bytes32"},
			{Name: "resultDigest", Type: "bytes32"}, {Name: "outcome", Type: "uint8"}, {Name: "usedSeconds", Type: "uint256"}, {Name: "rows", Type: "uint256[]"}, {Name: "lease", Type: "uint256"}, {Name: "dataBlock", Type: "uint256"},
		}}, apitypes.TypedDataMessage{"jobId": "1", "requestDigest": hx(2), "codeDigest": hx(3), "snapshotDigest": hx(4), "resultDigest": hx(5), "outcome": "1", "usedSeconds": "7", "rows": []any{"8", "9"}, "lease": "10", "dataBlock": "11"})},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			want, _, err := apitypes.TypedDataAndHash(c.data)
			if err != nil {
				t.Fatal(err)
			}
			if got := testDomain.Digest(c.statement); common.Hash(got) != common.BytesToHash(want) {
				t.Errorf("digest %x, want %x", got, want)
			}
		})
	}
}

// TestIntakeKeyRefused: whatever differs from what a validator signed and the chain stores makes an intake key worthless.
func TestIntakeKeyRefused(t *testing.T) {
	validator, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	other, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	sign := func(d Domain, k IntakeKey) []byte {
		digest := d.Digest(k)
		sig, err := crypto.Sign(digest[:], validator)
		if err != nil {
			t.Fatal(err)
		}
		sig[64] += 27
		return sig
	}
	const recipient = "age1pq1theattestedone"
	digest := sha256.Sum256([]byte(recipient))
	good := AttestedKey{
		Recipient: recipient, Epoch: 1, Validator: crypto.PubkeyToAddress(validator.PublicKey), Deadline: 100,
		Signature: sign(testDomain, IntakeKey{5, 1, digest, 100}),
	}
	if err := good.check(testDomain, 5, digest); err != nil {
		t.Fatalf("the attested key is refused: %v", err)
	}
	elsewhere := testDomain
	elsewhere.ChainID = big.NewInt(8)
	for name, c := range map[string]struct {
		change func(*AttestedKey)
		domain Domain
		dlp    uint64
		digest [32]byte
	}{
		"swapped recipient":               {func(k *AttestedKey) { k.Recipient = "age1pq1theswappedone" }, testDomain, 5, digest},
		"swapped recipient and digest":    {func(k *AttestedKey) { k.Recipient = "age1pq1x" }, testDomain, 5, sha256.Sum256([]byte("age1pq1x"))},
		"another validator is named":      {func(k *AttestedKey) { k.Validator = crypto.PubkeyToAddress(other.PublicKey) }, testDomain, 5, digest},
		"signed for another DataDAO":      {func(*AttestedKey) {}, testDomain, 6, digest},
		"signed for another chain":        {func(*AttestedKey) {}, elsewhere, 5, digest},
		"signed for another epoch":        {func(k *AttestedKey) { k.Epoch = 2 }, testDomain, 5, digest},
		"signed with another deadline":    {func(k *AttestedKey) { k.Deadline++ }, testDomain, 5, digest},
		"no signature":                    {func(k *AttestedKey) { k.Signature = nil }, testDomain, 5, digest},
		"signature with v in {0,1}":       {func(k *AttestedKey) { k.Signature = append([]byte{}, k.Signature...); k.Signature[64] -= 27 }, testDomain, 5, digest},
		"signature with flipped last bit": {func(k *AttestedKey) { k.Signature = append([]byte{}, k.Signature...); k.Signature[63] ^= 1 }, testDomain, 5, digest},
	} {
		t.Run(name, func(t *testing.T) {
			k := good
			c.change(&k)
			if err := k.check(c.domain, c.dlp, c.digest); !errors.Is(err, ErrIntakeKey) {
				t.Errorf("got %v, want ErrIntakeKey", err)
			}
		})
	}
}

func TestDrawSpreadsOverTheSet(t *testing.T) {
	set := []common.Address{{1}, {2}, {3}}
	count := map[common.Address]int{}
	for i := range uint64(3000) {
		count[Draw(common.Hash{42}, RefinementSubject(i, 1), 0, set)]++
	}
	for _, a := range set {
		if count[a] < 850 || count[a] > 1150 {
			t.Errorf("%s was drawn %d times of 3000", a, count[a])
		}
	}
	if Draw(common.Hash{1}, ComputeSubject(1), 0, nil) != (common.Address{}) {
		t.Error("an empty set has a holder")
	}
}
