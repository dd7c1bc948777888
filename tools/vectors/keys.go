package main

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"math/big"
	"strings"

	"github.com/btcsuite/btcd/btcutil/bech32"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// warning is what wallets show, character for character.
const warning = "This signature is the key to your personal copies of the data you contributed to one DataDAO. " +
	"Sign it only in Coppice and only on a machine you trust. Whoever has this signature can read those copies for ever."

// keyVector is a derivation: what a wallet answers when it is asked twice, and what becomes of it.
type keyVector struct {
	Name       string   `json:"name"`
	Expect     string   `json:"expect"`
	PrivateKey string   `json:"privateKey"` // of owner
	Owner      string   `json:"owner"`
	Salt       string   `json:"salt"`
	KeyVersion uint64   `json:"keyVersion"`
	Digest     string   `json:"digest"` // EIP-712
	Signatures []string `json:"signatures"`
	Seed       string   `json:"seed,omitempty"`
	Identity   string   `json:"identity,omitempty"`
	Recipient  string   `json:"recipient,omitempty"`
}

func typedDigest(owner common.Address, salt []byte) []byte {
	k := func(parts ...[]byte) []byte { return crypto.Keccak256(parts...) }
	domain := k(k([]byte("EIP712Domain(string name,string version)")), k([]byte("Coppice personal data")), k([]byte("1")))
	message := k(k([]byte("PersonalKey(string warning,address owner,bytes32 salt,uint64 keyVersion)")),
		k([]byte(warning)), common.LeftPadBytes(owner[:], 32), salt, common.LeftPadBytes([]byte{1}, 32))
	return k([]byte{0x19, 1}, domain, message)
}

func sign(private, digest []byte) []byte {
	sig := must(crypto.Sign(digest, must(crypto.ToECDSA(private))))
	sig[64] += 27
	return sig
}

// derived is the vector of a wallet and a salt, as it should be.
func derived(name string, private, salt []byte) keyVector {
	owner := crypto.PubkeyToAddress(must(crypto.ToECDSA(private)).PublicKey)
	digest := typedDigest(owner, salt)
	sig := sign(private, digest)
	seed := must(hkdf.Key(sha256.New, sig, salt, "coppice personal identity v1", 32))
	return keyVector{
		Name: name, Expect: "success", PrivateKey: hexOf(private), Owner: owner.Hex(), Salt: hexOf(salt), KeyVersion: 1, Digest: hexOf(digest),
		Signatures: []string{hexOf(sig), hexOf(sig)}, Seed: hexOf(seed), Identity: identityText(seed), Recipient: recipientText(seed),
	}
}

func identityText(seed []byte) string {
	return strings.ToUpper(must(bech32.EncodeFromBase256("age-secret-key-pq-", seed)))
}

func recipientText(seed []byte) string {
	pq, t := hybridKeys(seed)
	return must(bech32.EncodeFromBase256("age1pq", append(pq.EncapsulationKey().Bytes(), t.PublicKey().Bytes()...)))
}

func keyVectors() []keyVector {
	r := random("keys")
	private, salt := r.draw(32), r.draw(32)
	one := common.LeftPadBytes([]byte{42}, 32)
	list := []keyVector{
		derived("a wallet and a salt", private, salt),
		derived("the same wallet, another salt", private, r.draw(32)),
		derived("another wallet, the same salt", r.draw(32), salt),
		derived("private key 42, salt 1", one, common.LeftPadBytes([]byte{1}, 32)),
		derived("salt of zeros", r.draw(32), make([]byte, 32)),
		derived("salt of ones", r.draw(32), bytes.Repeat([]byte{0xff}, 32)),
	}
	good := derived("", private, salt)
	sig := common.FromHex(good.Signatures[0])
	zeroBased := bytes.Clone(sig)
	zeroBased[64] -= 27
	list = append(list, changed(good, "a wallet that writes v from 0", func(v *keyVector) { v.Signatures = []string{hexOf(zeroBased), hexOf(zeroBased)} }))
	answers := func(name, expect string, first, second []byte) {
		list = append(list, refusedKey(good, name, expect, func(v *keyVector) { v.Signatures = []string{hexOf(first), hexOf(second)} }))
	}
	answers("a wallet whose signatures differ", "not deterministic", sig, signWithNonce(private, common.FromHex(good.Digest), 7))
	answers("signed by another wallet", "wrong signer", sign(one, common.FromHex(good.Digest)), nil)
	answers("signed for another salt", "wrong signer", sign(private, typedDigest(common.HexToAddress(good.Owner), make([]byte, 32))), nil)
	answers("signed as a message of 32 bytes", "wrong signer", sign(private, crypto.Keccak256([]byte("\x19Ethereum Signed Message:\n32"), common.FromHex(good.Digest))), nil)
	answers("a high s", "malformed signature", highS(sig), nil)
	answers("v of 29", "malformed signature", append(bytes.Clone(sig[:64]), 29), nil)
	answers("64 bytes", "malformed signature", sig[:64], nil)
	answers("a contract's signature of 130 bytes", "malformed signature", append(bytes.Clone(sig), sig...), nil)
	answers("no signature", "malformed signature", nil, nil)
	answers("r of zero", "malformed signature", append(make([]byte, 32), sig[32:]...), nil)
	for _, version := range []uint64{0, 2} {
		name := map[uint64]string{0: "key version 0", 2: "key version 2"}[version]
		list = append(list, refusedKey(good, name, "unknown version", func(v *keyVector) { v.KeyVersion = version }))
	}
	return list
}

func changed(v keyVector, name string, change func(*keyVector)) keyVector {
	v.Name = name
	change(&v)
	return v
}

func refusedKey(v keyVector, name, expect string, change func(*keyVector)) keyVector {
	v.Expect, v.Seed, v.Identity, v.Recipient = expect, "", "", ""
	return changed(v, name, change)
}

var order = crypto.S256().Params().N

// highS is the other signature that recovers to the same account.
func highS(sig []byte) []byte {
	out := bytes.Clone(sig)
	new(big.Int).Sub(order, new(big.Int).SetBytes(sig[32:64])).FillBytes(out[32:64])
	out[64] ^= 27 ^ 28
	return out
}

// signWithNonce is ECDSA as a wallet does it that draws its nonces.
func signWithNonce(private, digest []byte, nonce int64) []byte {
	k := big.NewInt(nonce)
	x, y := crypto.S256().ScalarBaseMult(k.Bytes())
	s := new(big.Int).Mul(x, new(big.Int).SetBytes(private))
	s.Add(s, new(big.Int).SetBytes(digest)).Mul(s, new(big.Int).ModInverse(k, order)).Mod(s, order)
	sig := make([]byte, 65)
	x.FillBytes(sig[:32])
	s.FillBytes(sig[32:64])
	sig[64] = byte(27 + y.Bit(0))
	if s.Cmp(new(big.Int).Rsh(order, 1)) > 0 {
		return highS(sig)
	}
	return sig
}
