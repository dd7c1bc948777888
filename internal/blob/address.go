package blob

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ipfs/go-cid"
	"github.com/multiformats/go-multihash"
)

// ErrAddress: the text or bytes are not an address this program uses: CIDv1, sha2-256 of 32 bytes, raw or dag-pb.
var ErrAddress = errors.New("blob: not a content address")

// Codecs as they stand on chain beside a digest.
const (
	CodecRaw   uint8 = 0 // the content is one block; digest = sha2-256(content)
	CodecDagPB uint8 = 1 // the content is a UnixFS tree; digest = sha2-256(root node)
)

const scheme = "ipfs://"

// DigestOf splits an address into what the chain keeps: the 32-byte digest and the codec.
func DigestOf(c cid.Cid) (digest [32]byte, codec uint8, err error) {
	if !c.Defined() {
		return digest, 0, fmt.Errorf("%w: empty", ErrAddress)
	}
	p := c.Prefix()
	if p.Version != 1 || p.MhType != multihash.SHA2_256 || p.MhLength != 32 {
		return digest, 0, fmt.Errorf("%w: %s is not CIDv1 with sha2-256", ErrAddress, c)
	}
	switch p.Codec {
	case cid.Raw:
		codec = CodecRaw
	case cid.DagProtobuf:
		codec = CodecDagPB
	default:
		return digest, 0, fmt.Errorf("%w: %s has codec 0x%x, want raw or dag-pb", ErrAddress, c, p.Codec)
	}
	h := c.Hash()
	copy(digest[:], h[len(h)-32:])
	return digest, codec, nil
}

// FromDigest is the inverse of DigestOf. A codec that is neither CodecRaw nor CodecDagPB gives cid.Undef.
func FromDigest(digest [32]byte, codec uint8) cid.Cid {
	mh, err := multihash.Encode(digest[:], multihash.SHA2_256)
	if err != nil {
		return cid.Undef
	}
	switch codec {
	case CodecRaw:
		return cid.NewCidV1(cid.Raw, mh)
	case CodecDagPB:
		return cid.NewCidV1(cid.DagProtobuf, mh)
	}
	return cid.Undef
}

// URL writes an address as ipfs://<cid>, the CID in base32.
func URL(c cid.Cid) string { return scheme + c.String() }

// ParseURL reads exactly what URL writes: no path, query, other base or upper case. Errors wrap ErrAddress.
func ParseURL(s string) (cid.Cid, error) {
	text, ok := strings.CutPrefix(s, scheme)
	if !ok {
		return cid.Undef, fmt.Errorf("%w: %q does not begin with %s", ErrAddress, clip(s), scheme)
	}
	return ParseCID(text)
}

// DigestOfURL is DigestOf for the text that URL writes.
func DigestOfURL(s string) (digest [32]byte, codec uint8, err error) {
	c, err := ParseURL(s)
	if err != nil {
		return digest, 0, err
	}
	return DigestOf(c)
}

// ParseCID reads the CID of an address in its one canonical text form (CIDv1, base32 lower case). Errors wrap ErrAddress.
func ParseCID(text string) (cid.Cid, error) {
	// 59 characters: "b" and base32 of 36 bytes. Checking first keeps other bases and long input away from the decoder.
	if len(text) != 59 || text[0] != 'b' {
		return cid.Undef, fmt.Errorf("%w: %q is not a CIDv1 in base32", ErrAddress, clip(text))
	}
	c, err := cid.Decode(text)
	if err != nil {
		return cid.Undef, fmt.Errorf("%w: %q: %v", ErrAddress, clip(text), err)
	}
	if _, _, err := DigestOf(c); err != nil {
		return cid.Undef, err
	}
	if c.String() != text {
		return cid.Undef, fmt.Errorf("%w: %q is not written canonically", ErrAddress, clip(text))
	}
	return c, nil
}

func clip(s string) string {
	if len(s) > 80 {
		return s[:80] + "..."
	}
	return s
}
