// Package bundle holds the logic that DataDAO and AI builders define, as content-addressed packages, and runs it in the sandbox.
//
// # What a bundle is
//
// A deterministic tar with a manifest, bundle.json, first, and the entry it names. Its digest (sha2-256 of the packed bytes) is what
// contracts name; the same files give the same bytes everywhere, and bytes that are not exactly what packing their own content gives
// are refused, so a bundle has one digest and nothing hidden. There are three kinds:
//
//   - proof, in Starlark: judges a contributed file ([RunProof]);
//   - refiner, in DuckDB SQL: turns a file into the tables of a schema ([RunRefiner], [DescribeSchema]);
//   - compute, in WebAssembly: an approved instruction over a query's result ([RunCompute]).
//
// A builder needs no tooling: a single .star, .sql or .wasm file is a bundle, too ([FromPath] wraps it).
//
// # Who runs it
//
// This package has no interpreter. Each runtime is a sandbox worker in a package of its own (script, duckdb, wasm), named by kind and
// runtime; a binary that imports package runtimes can run them all. This package and its callers stay lean and free of cgo.
//
// # Whose fault
//
// A proof that finds a file wanting gives a result with a reason. When a bundle gives no result, the error is an *[Error], which is
// [ErrBundle] and one of its classes; it is a property of bundle and input, so another validator would meet it, too. Other
// errors (sandbox.ErrUnavailable, a reader that failed) are this machine's. Texts never quote what a file holds unless the bundle's
// author wrote the same words in the bundle.
package bundle

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
)

// Bounds of a packed bundle.
const (
	MaxPacked = 64 << 20 // bytes
	MaxFiles  = 256
	MaxName   = 100 // bytes of a file's path
)

// ManifestName is the file that makes a folder a bundle.
const ManifestName = "bundle.json"

// Errors of packages, as opposed to errors of running them.
var (
	// ErrInvalid: the bytes or files are not a bundle; the text says why.
	ErrInvalid = errors.New("bundle: invalid")
	// ErrVersion: the manifest is of a format this program does not know.
	ErrVersion = errors.New("bundle: unknown format")
)

// Bundle is a verified package. It is immutable and safe for concurrent use.
type Bundle struct {
	Manifest Manifest
	Digest   [32]byte // sha2-256 of Packed

	packed []byte
	files  map[string][]byte
}

// Packed returns the bytes whose digest is registered. They must not be changed.
func (b *Bundle) Packed() []byte { return b.packed }

// File returns a file of the bundle; nil if there is none. It must not be changed.
func (b *Bundle) File(name string) []byte { return b.files[name] }

// Files returns the names of all files, the manifest included, in order.
func (b *Bundle) Files() []string { return slices.Sorted(maps.Keys(b.files)) }

// Entry returns the file the runtime starts with.
func (b *Bundle) Entry() []byte { return b.files[b.Manifest.Entry] }

// MaxInput returns the largest input the bundle accepts, in bytes.
func (b *Bundle) MaxInput() int64 {
	return int64(b.Manifest.Limits.withDefaults(b.Manifest.Kind).MaxInputMiB) << 20
}

// Open reads a packed bundle. Errors wrap ErrInvalid or ErrVersion.
func Open(packed []byte) (*Bundle, error) {
	if len(packed) > MaxPacked {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrInvalid, len(packed), MaxPacked)
	}
	files := map[string][]byte{}
	r := tar.NewReader(bytes.NewReader(packed))
	for {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
		}
		if h.Typeflag != tar.TypeReg {
			return nil, fmt.Errorf("%w: %q is not a plain file", ErrInvalid, h.Name)
		}
		if err := checkName(h.Name); err != nil {
			return nil, err
		}
		if _, twice := files[h.Name]; twice || len(files) == MaxFiles {
			return nil, fmt.Errorf("%w: %q twice, or more than %d files", ErrInvalid, h.Name, MaxFiles)
		}
		// The whole archive is bounded, and a plain tar cannot expand: what the header promises beyond it fails to read.
		content, err := io.ReadAll(r)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrInvalid, h.Name, err)
		}
		files[h.Name] = content
	}
	b, err := fromFiles(files)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(b.packed, packed) {
		return nil, fmt.Errorf("%w: it is not packed as `coppice` packs: pack the folder again", ErrInvalid)
	}
	return b, nil
}

// fromFiles checks and packs.
func fromFiles(files map[string][]byte) (*Bundle, error) {
	m, err := ParseManifest(files[ManifestName])
	if err != nil {
		return nil, err
	}
	entry, ok := files[m.Entry]
	if !ok {
		return nil, fmt.Errorf("%w: the entry %s is missing", ErrInvalid, m.Entry)
	}
	if len(entry) == 0 {
		return nil, fmt.Errorf("%w: the entry %s is empty", ErrInvalid, m.Entry)
	}
	packed, err := pack(files)
	if err != nil {
		return nil, err
	}
	return &Bundle{Manifest: *m, Digest: sha256.Sum256(packed), packed: packed, files: files}, nil
}

// pack writes the one encoding of files: the manifest first, the rest sorted, nothing in the headers that varies.
func pack(files map[string][]byte) ([]byte, error) {
	names := slices.Sorted(maps.Keys(files))
	slices.SortStableFunc(names, func(a, b string) int {
		switch {
		case a == b:
			return 0
		case a == ManifestName:
			return -1
		case b == ManifestName:
			return 1
		}
		return 0
	})
	if len(names) > MaxFiles {
		return nil, fmt.Errorf("%w: %d files, at most %d", ErrInvalid, len(names), MaxFiles)
	}
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, name := range names {
		if err := checkName(name); err != nil {
			return nil, err
		}
		h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(files[name])), Mode: 0o644, ModTime: time.Unix(0, 0), Format: tar.FormatUSTAR}
		if err := w.WriteHeader(h); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrInvalid, name, err)
		}
		if _, err := w.Write(files[name]); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrInvalid, name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("bundle: pack: %w", err)
	}
	if buf.Len() > MaxPacked {
		return nil, fmt.Errorf("%w: %d bytes packed, at most %d", ErrInvalid, buf.Len(), MaxPacked)
	}
	return buf.Bytes(), nil
}

// checkName allows relative, clean, portable, visible paths.
func checkName(name string) error {
	bad := name == "" || len(name) > MaxName || !fs.ValidPath(name) || name == "."
	for _, part := range strings.Split(name, "/") {
		bad = bad || strings.HasPrefix(part, ".")
	}
	for _, c := range []byte(name) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '_', c == '-', c == '/':
		default:
			bad = true
		}
	}
	if bad {
		return fmt.Errorf("%w: file name %q: want a relative path of letters, digits and . _ - of at most %d bytes", ErrInvalid, name, MaxName)
	}
	return nil
}
