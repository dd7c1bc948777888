package dataset

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// FormatArtifact is the version of the container, the first thing in it.
const FormatArtifact = "coppice-artifact/1"

// MaxArtifactBytes bounds a container.
const MaxArtifactBytes = 256 << 20

// Errors of containers.
var (
	// ErrArtifactVersion: the container is of a format this program does not know.
	ErrArtifactVersion = errors.New("dataset: unknown artefact format")
	// ErrArtifactInvalid: the bytes are not exactly what EncodeArtifact writes.
	ErrArtifactInvalid = errors.New("dataset: invalid artefact")
)

// Artifact is what one refiner made of one file: the unit that is encrypted, stored and recorded.
//
// The container is a tar of, in this order: "version" (the format and a newline), "artifact.json", and "<table>.parquet" for each
// table, sorted by name; all with mode 0644, owner 0 and time 0. There is one encoding of an artefact, and DecodeArtifact accepts no
// other, so a digest of the container is a digest of the artefact.
type Artifact struct {
	FileID       uint64
	RefinerID    uint64
	SchemaDigest [32]byte
	Salt         [32]byte          // random; keeps the digest from telling what is inside
	Tables       map[string][]byte // Parquet by table name
}

type artifactJSON struct {
	Format    string `json:"format"`
	FileID    uint64 `json:"fileId"`
	RefinerID uint64 `json:"refinerId"`
	Schema    string `json:"schema"` // hex of the schema's digest
	Salt      string `json:"salt"`   // hex
}

// EncodeArtifact writes the container.
func EncodeArtifact(a Artifact) ([]byte, error) {
	meta, err := json.Marshal(artifactJSON{FormatArtifact, a.FileID, a.RefinerID, hex.EncodeToString(a.SchemaDigest[:]), hex.EncodeToString(a.Salt[:])})
	if err != nil {
		return nil, fmt.Errorf("encode artefact: %w", err)
	}
	if len(a.Tables) == 0 || len(a.Tables) > MaxTables {
		return nil, fmt.Errorf("encode artefact: %w: %d tables, want 1 to %d", ErrArtifactInvalid, len(a.Tables), MaxTables)
	}
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	add := func(name string, data []byte) error {
		h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(data)), Mode: 0o644, Format: tar.FormatUSTAR}
		if err := w.WriteHeader(h); err != nil {
			return fmt.Errorf("encode artefact: %w", err)
		}
		_, err := w.Write(data)
		return err
	}
	if err := add("version", []byte(FormatArtifact+"\n")); err != nil {
		return nil, err
	}
	if err := add("artifact.json", meta); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(a.Tables)) {
		if !ValidName(name) {
			return nil, fmt.Errorf("encode artefact: %w: table name %q", ErrArtifactInvalid, name)
		}
		if buf.Len()+len(a.Tables[name]) > MaxArtifactBytes-4096 {
			return nil, fmt.Errorf("encode artefact: %w: more than %d bytes", ErrArtifactInvalid, MaxArtifactBytes)
		}
		if err := add(name+".parquet", a.Tables[name]); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("encode artefact: %w", err)
	}
	return buf.Bytes(), nil
}

// DecodeArtifact reads a container. The tables' Parquet is not looked at (see CheckTable); it points into the container. Errors wrap
// ErrArtifactVersion or ErrArtifactInvalid.
func DecodeArtifact(container []byte) (Artifact, error) {
	bad := func(format string, args ...any) (Artifact, error) {
		return Artifact{}, fmt.Errorf("%w: %w", ErrArtifactInvalid, fmt.Errorf(format, args...))
	}
	if len(container) > MaxArtifactBytes {
		return bad("%d bytes, at most %d", len(container), MaxArtifactBytes)
	}
	in := bytes.NewReader(container)
	r := tar.NewReader(in)
	next := func() (string, []byte, error) {
		h, err := r.Next()
		if err != nil {
			return "", nil, err
		}
		// The content lies in the container as it is: no copy, whatever size the header claims.
		start := len(container) - in.Len()
		if h.Typeflag != tar.TypeReg || h.Size < 0 || h.Size > int64(in.Len()) {
			return "", nil, errors.New("an entry is not a file, or is cut off")
		}
		return h.Name, container[start : start+int(h.Size)], nil
	}
	name, data, err := next()
	if err != nil {
		return bad("%w", err)
	}
	if name != "version" {
		return bad("begins with %.64q, want version", name)
	}
	if string(data) != FormatArtifact+"\n" {
		return Artifact{}, fmt.Errorf("%w %.64q, want %q", ErrArtifactVersion, data, FormatArtifact)
	}
	if name, data, err = next(); err != nil || name != "artifact.json" {
		return bad("artifact.json is missing (%v)", err)
	}
	var meta artifactJSON
	if err := strictJSON(data, &meta, "format", "fileId", "refinerId", "schema", "salt"); err != nil {
		return bad("artifact.json: %w", err)
	}
	a := Artifact{FileID: meta.FileID, RefinerID: meta.RefinerID, Tables: map[string][]byte{}}
	for _, f := range []struct {
		text string
		into *[32]byte
	}{{meta.Schema, &a.SchemaDigest}, {meta.Salt, &a.Salt}} {
		if n, err := hex.Decode(f.into[:], []byte(f.text[:min(len(f.text), 64)])); err != nil || n != 32 {
			return bad("artifact.json: a digest is not 64 hex digits")
		}
	}
	for {
		name, data, err := next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return bad("%w", err)
		}
		table, ok := bytes.CutSuffix([]byte(name), []byte(".parquet"))
		if !ok || len(a.Tables) == MaxTables {
			return bad("unexpected entry %.64q", name)
		}
		a.Tables[string(table)] = data
	}
	// Order, headers, padding, repeated entries: instead of checking each, write it again and compare.
	again, err := EncodeArtifact(a)
	if err != nil {
		return bad("%w", err)
	}
	if !bytes.Equal(again, container) {
		return bad("not in canonical form")
	}
	return a, nil
}

// PlaintextDigest is what is recorded on chain for an artefact: sha2-256 of "coppice-artifact/1\0", the salt and the container. The salt
// is random and only inside, so nobody without the plaintext can test a guess about it.
func PlaintextDigest(container []byte) ([32]byte, error) {
	a, err := DecodeArtifact(container)
	if err != nil {
		return [32]byte{}, err
	}
	h := sha256.New()
	h.Write([]byte(FormatArtifact + "\x00"))
	h.Write(a.Salt[:])
	h.Write(container)
	return [32]byte(h.Sum(nil)), nil
}

// CheckTables checks what a refiner left against its schema: exactly its tables, each fitting (see CheckTable). It returns the rows of
// each table.
func CheckTables(schema Schema, tables map[string][]byte, limits Limits) (map[string]int64, error) {
	read, err := readTables(schema, tables, limits)
	if err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	for name, r := range read {
		counts[name] = int64(r.n)
	}
	return counts, nil
}

func readTables(schema Schema, tables map[string][]byte, limits Limits) (map[string]*rows, error) {
	if err := schema.Check(); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		if _, ok := schema.Table(name); !ok {
			return nil, &SchemaError{Table: fmt.Sprintf("%.64q", name), Rule: "table is not in the schema"}
		}
	}
	out := map[string]*rows{}
	for _, t := range schema.Tables {
		data, ok := tables[t.Name]
		if !ok {
			return nil, &SchemaError{Table: t.Name, Rule: "table is missing"}
		}
		r, err := readTable(t, data, limits)
		if err != nil {
			return nil, err
		}
		out[t.Name] = r
	}
	return out, nil
}
