package vana

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
)

type proofVector struct {
	Input struct {
		FileURL     string `json:"file_url"`
		Score       float64
		DLP         json.Number `json:"dlp_id"`
		Metadata    string
		ProofURL    string `json:"proof_url"`
		Instruction string
	}
	Wad       string         `json:"score_wad"`
	Packed    string         `json:"packed_hex"`
	Hash      common.Hash    `json:"message_hash"`
	Digest    string         `json:"eip191_digest"`
	Private   string         `json:"signer_private_key"`
	Signature string         `json:"signature"`
	Recovered common.Address `json:"recovered_address"`
	Calldata  string         `json:"calldata_addProof_job_456"`
}

func runProofVector(t *testing.T, _ vectorList, raw json.RawMessage) {
	var v proofVector
	unmarshal(t, raw, &v)
	dlp, ok := new(big.Int).SetString(v.Input.DLP.String(), 10)
	wad, err := ScoreWad(v.Input.Score)
	if !ok || err != nil || wad.String() != v.Wad {
		t.Fatalf("score %v is %s, %v", v.Input.Score, wad, err)
	}
	p := Proof{FileURL: v.Input.FileURL, Score: wad, DLP: dlp, Metadata: v.Input.Metadata, ProofURL: v.Input.ProofURL, Instruction: v.Input.Instruction}
	if v.Packed != "" && !bytes.Equal(p.Pack(), unhex(t, v.Packed)) {
		t.Errorf("packed %x", p.Pack())
	}
	if p.Hash() != v.Hash {
		t.Errorf("hash %s", p.Hash())
	}
	if v.Digest != "" && !bytes.Equal(accounts.TextHash(v.Hash[:]), unhex(t, v.Digest)) {
		t.Error("the digest that is signed is another one")
	}
	if by, err := ProofSigner(v.Hash, unhex(t, v.Signature)); err != nil || by != v.Recovered {
		t.Errorf("signed by %s, %v", by, err)
	}
	if v.Private != "" {
		if sig, err := p.Sign(signerOf(t, v.Private)); err != nil || !bytes.Equal(sig, unhex(t, v.Signature)) {
			t.Errorf("signed otherwise, %v", err)
		}
	}
	if v.Calldata != "" {
		call := callOf(t, v.Calldata)
		want, err := call.Inputs.Pack(big.NewInt(456), struct {
			Signature []byte
			Data      struct {
				Score, DlpId                    *big.Int
				Metadata, ProofUrl, Instruction string
			}
		}{unhex(t, v.Signature), struct {
			Score, DlpId                    *big.Int
			Metadata, ProofUrl, Instruction string
		}{p.Score, p.DLP, p.Metadata, p.ProofURL, p.Instruction}})
		if err != nil || !bytes.Equal(append(call.ID, want...), unhex(t, v.Calldata)) {
			t.Errorf("the call is another one, %v", err)
		}
	}
}

func runProofSignerVector(t *testing.T, list vectorList, raw json.RawMessage) {
	var v struct {
		Hash      common.Hash `json:"message_hash"`
		Signature string
		Recovers  *common.Address `json:"recovers_to"`
		Expect    string
	}
	unmarshal(t, raw, &v)
	var proofs []proofVector
	unmarshal(t, list.file["vectors"], &proofs)
	by, err := ProofSigner(v.Hash, unhex(t, v.Signature))
	if strings.HasPrefix(strings.ToLower(v.Expect), "reject") || v.Recovers == nil {
		if !errors.Is(err, ErrSignature) {
			t.Errorf("signed by %s, %v, want ErrSignature", by, err)
		}
		return
	}
	if !strings.Contains(v.Expect, "address != signer") {
		t.Fatalf("expect %q is not understood", v.Expect)
	}
	if err != nil {
		return
	}
	if by != *v.Recovers {
		t.Errorf("signed by %s, want %s", by, v.Recovers)
	}
	for _, p := range proofs {
		if by == p.Recovered {
			t.Errorf("%s signed it", by)
		}
	}
}

// vanaCalls are the functions of the Vana contracts that vectors call.
const vanaCalls = `[
 {"type":"function","name":"addFileWithPermissions","inputs":[{"name":"url","type":"string"},{"name":"owner","type":"address"},
  {"name":"permissions","type":"tuple[]","components":[{"name":"account","type":"address"},{"name":"key","type":"string"}]}]},
 {"type":"function","name":"addFileWithPermissionsAndSchema","inputs":[{"name":"url","type":"string"},{"name":"owner","type":"address"},
  {"name":"permissions","type":"tuple[]","components":[{"name":"account","type":"address"},{"name":"key","type":"string"}]},{"name":"schemaId","type":"uint256"}]},
 {"type":"function","name":"addFilePermission","inputs":[{"name":"fileId","type":"uint256"},{"name":"account","type":"address"},{"name":"key","type":"string"}]},
 {"type":"function","name":"addRefinementWithPermission","inputs":[{"name":"fileId","type":"uint256"},{"name":"refinerId","type":"uint256"},
  {"name":"url","type":"string"},{"name":"account","type":"address"},{"name":"key","type":"string"}]},
 {"type":"function","name":"requestContributionProof","inputs":[{"name":"fileId","type":"uint256"}]},
 {"type":"function","name":"requestReward","inputs":[{"name":"fileId","type":"uint256"},{"name":"proofIndex","type":"uint256"}]},
 {"type":"function","name":"addTee","inputs":[{"name":"teeAddress","type":"address"},{"name":"url","type":"string"},{"name":"publicKey","type":"string"}]},
 {"type":"function","name":"addProof","inputs":[{"name":"jobId","type":"uint256"},{"name":"proof","type":"tuple","components":[
  {"name":"signature","type":"bytes"},{"name":"data","type":"tuple","components":[{"name":"score","type":"uint256"},{"name":"dlpId","type":"uint256"},
   {"name":"metadata","type":"string"},{"name":"proofUrl","type":"string"},{"name":"instruction","type":"string"}]}]}]}]`

func callOf(t *testing.T, calldata string) *abi.Method {
	t.Helper()
	calls, err := abi.JSON(strings.NewReader(vanaCalls))
	if err != nil {
		t.Fatal(err)
	}
	call, err := calls.MethodById(unhex(t, calldata))
	if err != nil {
		t.Fatal(err)
	}
	return call
}

// runCalldataVector decodes calls and encodes them again; numbers in a call's name are its first arguments.
func runCalldataVector(t *testing.T, raw json.RawMessage) {
	var calls map[string]string
	unmarshal(t, raw, &calls)
	if len(calls) == 0 {
		t.Error("no calls")
	}
	for name, text := range calls {
		call, data := callOf(t, text), unhex(t, text)
		function, numbers, _ := strings.Cut(name, "_")
		args, err := call.Inputs.Unpack(data[4:])
		if err != nil || call.Name != function {
			t.Errorf("%s calls %s, %v", name, call.Name, err)
			continue
		}
		if again, err := call.Inputs.Pack(args...); err != nil || !bytes.Equal(again, data[4:]) {
			t.Errorf("%s is encoded otherwise, %v", name, err)
		}
		for i, n := range strings.FieldsFunc(numbers, func(r rune) bool { return r == '_' }) {
			if fmt.Sprint(args[i]) != n {
				t.Errorf("%s: argument %d is %v", name, i, args[i])
			}
		}
	}
}
