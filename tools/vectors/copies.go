package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

// personalVector is a personal copy. It opens with the identity, all of it or not at all.
type personalVector struct {
	Name     string  `json:"name"`
	Expect   string  `json:"expect"`
	Identity string  `json:"identity"`
	Content  *string `json:"content,omitempty"` // hex
	Sealed   string  `json:"sealed"`            // base64
}

// registration is what the chain says of a pooled copy.
type registration struct {
	Owner   string `json:"owner"`
	ChainID string `json:"chainId"`
	DLP     string `json:"dlp"`
}

// pooledVector is a pooled copy: sealed to the identity, and registered.
type pooledVector struct {
	Name       string       `json:"name"`
	Expect     string       `json:"expect"`
	Identity   string       `json:"identity"`
	Registered registration `json:"registered"`
	Nonce      string       `json:"nonce,omitempty"`
	ReplyTo    string       `json:"replyTo,omitempty"`
	Content    *string      `json:"content,omitempty"` // hex
	Sealed     string       `json:"sealed"`            // base64
}

func hexText(b []byte) *string {
	s := hex.EncodeToString(b)
	return &s
}

func base64Text(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

var export = []byte(`{"source":"fitbit","userId":"1","activities":[]}`)

// damage is what can be wrong with a sealed file around a content; each has the class that a reader must name. The files are sealed to
// the identity of seed.
func damage(r *randomness, seed, content []byte) []struct {
	name, expect string
	file         []byte
} {
	fresh := func() *ageFile { return newAgeFile(r).seal(r, seed) }
	f := fresh()
	good := f.file(content)
	head := len(f.header())
	flip := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 1
		return b
	}
	stranger := newAgeFile(r).seal(r, r.draw(32))
	classic := newAgeFile(r)
	classic.stanzas = []string{stanza(r.draw(32), "X25519", b64(r.draw(32)))}
	password := newAgeFile(r)
	password.stanzas = []string{stanza(r.draw(32), "scrypt", b64(r.draw(16)), "14")}
	otherKey := fresh()
	otherKey.fileKey = r.draw(16) // MAC and payload under a key that the stanza does not hold
	withStanza := bytes.Replace(f.header(), []byte("---"), []byte(stanza(nil, "grease")+"---"), 1)
	return []struct {
		name, expect string
		file         []byte
	}{
		{"nothing", "not sealed", nil},
		{"the plain content", "not sealed", export},
		{"a later version of age", "not sealed", bytes.Replace(good, []byte("/v1"), []byte("/v2"), 1)},
		{"in armour", "not sealed", []byte("-----BEGIN AGE ENCRYPTED FILE-----\n" + base64Text(good[:48]) + "\n-----END AGE ENCRYPTED FILE-----\n")},
		{"sealed to somebody else", "not for us", stranger.file(content)},
		{"sealed to a classic recipient", "not for us", classic.file(content)},
		{"sealed with a passphrase", "not for us", password.file(content)},
		{"a character of the wrapped key changed", "not for us", recoded(good, bytes.Index(good, []byte("\n---"))-3)},
		{"a character of the encapsulated key changed", "not for us", recoded(good, bytes.Index(good, []byte("mlkem768x25519 "))+40)},
		{"another key for MAC and payload", "damaged", otherKey.file(content)},
		{"a stanza added", "damaged", append(withStanza, good[head:]...)},
		{"a character of the MAC changed", "damaged", recoded(good, head-20)},
		{"a body line that is no base64", "damaged", bytes.Replace(good, []byte("\n--- "), []byte("!\n--- "), 1)},
		{"the header cut off", "damaged", good[:head/2]},
		{"the payload missing", "damaged", good[:head]},
		{"the payload's nonce cut off", "damaged", good[:head+8]},
		{"a bit of the payload's nonce flipped", "damaged", flip(head)},
		{"a bit of the payload flipped", "damaged", flip(head + 16)},
		{"the last bit flipped", "damaged", flip(len(good) - 1)},
		{"the last byte missing", "damaged", good[:len(good)-1]},
		{"a byte added", "damaged", append(bytes.Clone(good), 0)},
		{"the mark of the last chunk missing", "damaged", bytes.Join([][]byte{f.header(), f.nonce, f.chunk(0, false, content)}, nil)},
		{"the first chunk at the second place", "damaged", bytes.Join([][]byte{f.header(), f.nonce, f.chunk(1, true, content)}, nil)},
		{"the only chunk twice", "damaged", append(bytes.Clone(good), f.chunk(1, true, content)...)},
		{"the payload of another file", "damaged", append(f.header(), fresh().file(content)[head:]...)},
	}
}

// recoded changes a character of base64 to another one.
func recoded(b []byte, at int) []byte {
	b = bytes.Clone(b)
	if b[at] == 'A' {
		b[at] = 'B'
	} else {
		b[at] = 'A'
	}
	return b
}

func personalVectors() []personalVector {
	r := random("personal")
	seed := r.draw(32)
	id := identityText(seed)
	var list []personalVector
	for _, c := range []struct {
		name    string
		content []byte
	}{
		{"an export", export}, {"an empty file", nil}, {"binary content", r.draw(200)},
	} {
		list = append(list, personalVector{c.name, "success", id, hexText(c.content), base64Text(newAgeFile(r).seal(r, seed).file(c.content))})
	}
	two := newAgeFile(r).seal(r, r.draw(32)).seal(r, seed)
	list = append(list, personalVector{"to two recipients", "success", id, hexText(export), base64Text(two.file(export))})
	grease := newAgeFile(r)
	grease.stanzas = []string{stanza(r.draw(50), "unknown-kind", "argument")}
	list = append(list, personalVector{"a stanza of an unknown kind beside ours", "success", id, hexText(export), base64Text(grease.seal(r, seed).file(export))})
	for _, d := range damage(r, seed, export) {
		list = append(list, personalVector{d.name, d.expect, id, nil, base64Text(d.file)})
	}
	return list
}

// pooledHead is the header inside a pooled copy.
type pooledHead struct {
	magic   string
	version byte
	owner   common.Address
	chain   uint64
	dlp     uint64
	nonce   []byte
	replyTo string
	length  int // of the reply-to, as it is stated
}

func (h pooledHead) bytes() []byte {
	b := append([]byte(h.magic), h.version)
	b = append(b, h.owner[:]...)
	b = binary.BigEndian.AppendUint64(b, h.chain)
	b = binary.BigEndian.AppendUint64(b, h.dlp)
	b = append(b, h.nonce...)
	return append(binary.BigEndian.AppendUint16(b, uint16(h.length)), h.replyTo...)
}

func pooledVectors() []pooledVector {
	r := random("pooled")
	seed := r.draw(32)
	id, reply := identityText(seed), recipientText(r.draw(32))
	owner := common.Address(r.draw(20))
	reg := registration{owner.Hex(), "2677423", "3"}
	head := pooledHead{"coppool\x00", 1, owner, 2677423, 3, r.draw(32), reply, len(reply)}
	with := func(change func(*pooledHead)) pooledHead {
		h := head
		change(&h)
		return h
	}
	sealed := func(inside ...[]byte) string {
		return base64Text(newAgeFile(r).seal(r, seed).file(bytes.Join(inside, nil)))
	}
	var list []pooledVector
	good := func(name string, h pooledHead, reg registration, content []byte) {
		list = append(list, pooledVector{name, "success", id, reg, hexOf(h.nonce), h.replyTo, hexText(content), sealed(h.bytes(), content)})
	}
	noReply := with(func(h *pooledHead) { h.replyTo, h.length = "", 0 })
	largest := with(func(h *pooledHead) { h.chain, h.dlp, h.replyTo, h.length = 1<<64-1, 1<<64-1, "", 0 })
	good("with a reply-to", head, reg, export)
	good("without a reply-to", noReply, reg, export)
	good("empty content", noReply, reg, nil)
	good("the largest numbers", largest, registration{owner.Hex(), "18446744073709551615", "18446744073709551615"}, []byte{0})
	good("content that looks like a header", noReply, reg, noReply.bytes())

	refused := func(name, expect string, reg registration, sealed string) {
		list = append(list, pooledVector{Name: name, Expect: expect, Identity: id, Registered: reg, Sealed: sealed})
	}
	genuine := sealed(noReply.bytes(), export)
	refused("registered by another wallet", "wrong owner", registration{common.Address{19: 1}.Hex(), reg.ChainID, reg.DLP}, genuine)
	refused("registered on another chain", "wrong chain", registration{reg.Owner, "1", reg.DLP}, genuine)
	refused("registered with another DataDAO", "wrong DataDAO", registration{reg.Owner, reg.ChainID, "4"}, genuine)
	for _, c := range []struct {
		name, expect string
		inside       []byte
	}{
		{"version 0", "unknown version", with(func(h *pooledHead) { h.version = 0 }).bytes()},
		{"version 2", "unknown version", with(func(h *pooledHead) { h.version = 2 }).bytes()},
		{"version 255 and nothing after it", "unknown version", []byte("coppool\x00\xff")},
		{"another magic", "malformed header", with(func(h *pooledHead) { h.magic = "coppoom\x00" }).bytes()},
		{"an export without a header", "malformed header", export},
		{"nothing inside", "malformed header", nil},
		{"cut off in the magic", "malformed header", noReply.bytes()[:5]},
		{"cut off before the version", "malformed header", noReply.bytes()[:8]},
		{"cut off in the owner", "malformed header", noReply.bytes()[:20]},
		{"cut off in the nonce", "malformed header", noReply.bytes()[:60]},
		{"cut off in the length", "malformed header", noReply.bytes()[:78]},
		{"cut off in the reply-to", "malformed header", head.bytes()[:len(head.bytes())-1]},
		{"a reply-to of 4097 bytes", "malformed header", append(with(func(h *pooledHead) { h.replyTo, h.length = "", 4097 }).bytes(), bytes.Repeat([]byte("a"), 4097)...)},
		{"a reply-to in upper case", "malformed header", with(func(h *pooledHead) { h.replyTo = strings.ToUpper(reply) }).bytes()},
		{"a reply-to with a wrong character", "malformed header", with(func(h *pooledHead) { h.replyTo = reply[:len(reply)-1] + "b" }).bytes()},
		{"a classic reply-to", "malformed header", with(func(h *pooledHead) { h.replyTo, h.length = recipientVectors()[7].Recipient, 62 }).bytes()},
	} {
		refused(c.name, c.expect, reg, sealed(c.inside))
	}
	for _, d := range damage(r, seed, append(noReply.bytes(), export...)) {
		refused(d.name, d.expect, reg, base64Text(d.file))
	}
	return list
}
