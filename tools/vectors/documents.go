package main

import (
	"encoding/json"
	"strings"

	"github.com/btcsuite/btcd/btcutil/bech32"
)

// recipientVector is a recipient or an identity as text.
type recipientVector struct {
	Name      string `json:"name"`
	Expect    string `json:"expect"`
	Recipient string `json:"recipient,omitempty"`
	Identity  string `json:"identity,omitempty"`
	Seed      string `json:"seed,omitempty"` // of both, where they are well-formed
}

func recipientVectors() []recipientVector {
	seed := random("recipients").draw(32)
	recipient, identity := recipientText(seed), identityText(seed)
	classic := must(bech32.EncodeFromBase256("age", seed))
	classicSecret := strings.ToUpper(must(bech32.EncodeFromBase256("age-secret-key-", seed)))
	flip := func(s string, at int, to, or byte) string {
		b := []byte(s)
		if b[at] == to {
			to = or
		}
		b[at] = to
		return string(b)
	}
	return []recipientVector{
		{"a recipient", "success", recipient, "", hexOf(seed)},
		{"an identity", "success", "", identity, hexOf(seed)},
		{"a recipient in upper case", "not a recipient", strings.ToUpper(recipient), "", ""},
		{"a recipient with a line's end", "not a recipient", recipient + "\n", "", ""},
		{"a recipient cut off", "not a recipient", recipient[:len(recipient)-1], "", ""},
		{"a recipient with a wrong character", "not a recipient", flip(recipient, 100, 'q', 'p'), "", ""},
		{"a recipient with a key of 1215 bytes", "not a recipient", must(bech32.EncodeFromBase256("age1pq", make([]byte, 1215))), "", ""},
		{"a classic recipient", "not a recipient", classic, "", ""},
		{"an SSH key as recipient", "not a recipient", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "", ""},
		{"an identity as recipient", "not a recipient", identity, "", ""},
		{"an identity with a wrong character", "not an identity", "", flip(identity, 30, 'Q', 'P'), ""},
		{"an identity of 31 bytes", "not an identity", "", strings.ToUpper(must(bech32.EncodeFromBase256("age-secret-key-pq-", seed[:31]))), ""},
		{"a classic identity", "not an identity", "", classicSecret, ""},
		{"a recipient as identity", "not an identity", "", recipient, ""},
	}
}

// sidecarVector is the text of a sidecar and what is in it.
type sidecarVector struct {
	Name    string          `json:"name"`
	Expect  string          `json:"expect"`
	Text    string          `json:"text"`
	Content *sidecarContent `json:"content,omitempty"`
}

type sidecarContent struct {
	Owner      string `json:"owner"`
	ChainID    string `json:"chainId"`
	DLP        string `json:"dlp"`
	Salt       string `json:"salt"`
	KeyVersion uint64 `json:"keyVersion"`
	Name       string `json:"name"`
	Size       int64  `json:"size"`
	PooledCID  string `json:"pooledCid,omitempty"`
}

func (c sidecarContent) text() string {
	return string(must(json.MarshalIndent(struct {
		Format string `json:"format"`
		sidecarContent
	}{"coppice-personal/1", c}, "", "  "))) + "\n"
}

func sidecarVectors() []sidecarVector {
	full := sidecarContent{
		Owner: "0x1111111111111111111111111111111111111111", ChainID: "9223372036854775809", DLP: "2", Salt: hexOf(random("sidecar").draw(32)),
		KeyVersion: 1, Name: "Läufe 2016.json", Size: 12, PooledCID: "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
	}
	bare, later := full, full
	bare.PooledCID, bare.Size = "", 0
	later.KeyVersion = 7
	list := []sidecarVector{
		{"a sidecar", "success", full.text(), &full},
		{"an empty file, not pooled", "success", bare.text(), &bare},
		{"a later derivation, which whoever derives refuses", "success", later.text(), &later},
	}
	for _, c := range []struct{ name, expect, old, new string }{
		{"a later format", "unknown version", "coppice-personal/1", "coppice-personal/2"},
		{"another format", "unknown version", "coppice-personal/1", "coppice-artifact/1"},
		{"an unknown field", "malformed sidecar", `"name"`, `"extra": 1, "name"`},
		{"a digest of the content", "malformed sidecar", `"name"`, `"sha256": "00", "name"`},
		{"a short salt", "malformed sidecar", `"salt": "0x`, `"salt": "0x00`},
		{"a chain id as number", "malformed sidecar", `"9223372036854775809"`, `5`},
		{"chain id 0", "malformed sidecar", `"9223372036854775809"`, `"0"`},
		{"a chain id above 64 bits", "malformed sidecar", `"9223372036854775809"`, `"18446744073709551616"`},
		{"a negative size", "malformed sidecar", `"size": 12`, `"size": -1`},
		{"no owner", "malformed sidecar", strings.Repeat("1", 40), strings.Repeat("0", 40)},
		{"no key version", "malformed sidecar", `"keyVersion": 1`, `"keyVersion": 0`},
		{"a name that leaves the folder", "malformed sidecar", "Läufe 2016.json", "../x"},
		{"a name of two dots", "malformed sidecar", "Läufe 2016.json", ".."},
		{"a name with a backslash", "malformed sidecar", "Läufe 2016.json", `a\\b`},
		{"a name with a line's end", "malformed sidecar", "Läufe 2016.json", `a\nb`},
		{"a name of 256 bytes", "malformed sidecar", "Läufe 2016.json", strings.Repeat("a", 256)},
		{"no name", "malformed sidecar", "Läufe 2016.json", ""},
		{"a URL as address", "malformed sidecar", "bafkrei", "http://"},
		{"something after it", "malformed sidecar", "}\n", "}\n{}"},
	} {
		list = append(list, sidecarVector{c.name, c.expect, strings.Replace(full.text(), c.old, c.new, 1), nil})
	}
	return append(list,
		sidecarVector{"nothing", "malformed sidecar", "", nil},
		sidecarVector{"no JSON", "malformed sidecar", "age-encryption.org/v1\n", nil},
		sidecarVector{"no format", "malformed sidecar", "{}", nil})
}
