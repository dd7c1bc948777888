// Vectors writes the vectors of Coppice's own formats into a folder: go run ./tools/vectors FOLDER. The same program writes the same
// bytes. It makes them apart from the packages that read and write the formats (only strings that these have fixed are taken over), so
// that the two hold each other to docs/formats.md.
package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"crypto/sha3"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: vectors FOLDER")
		os.Exit(2)
	}
	for name, text := range files() {
		if err := os.WriteFile(filepath.Join(os.Args[1], name), text, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "vectors:", err)
			os.Exit(1)
		}
	}
}

// files are all files of vectors, by name.
func files() map[string][]byte {
	return map[string][]byte{
		"key-derivation.json": encode("key-derivation", keyVectors()),
		"recipients.json":     encode("recipients", recipientVectors()),
		"sidecar.json":        encode("sidecar", sidecarVectors()),
		"personal.json":       encode("personal", personalVectors()),
		"pooled.json":         encode("pooled", pooledVectors()),
	}
}

// file is the form of all files. README.md in the folder says what the fields mean.
func encode[T any](kind string, vectors []T) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	check(e.Encode(struct {
		Version int    `json:"version"`
		Kind    string `json:"kind"`
		Vectors []T    `json:"vectors"`
	}{1, kind, vectors}))
	return b.Bytes()
}

// randomness is a stream of bytes that depends on its name only.
type randomness struct{ x *sha3.SHAKE }

func random(name string) *randomness {
	x := sha3.NewSHAKE256()
	x.Write([]byte("coppice vectors 1\x00" + name))
	return &randomness{x}
}

func (r *randomness) draw(n int) []byte {
	b := make([]byte, n)
	r.x.Read(b)
	return b
}

func hexOf(b []byte) string { return "0x" + hex.EncodeToString(b) }
