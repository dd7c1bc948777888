package bundle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"time"

	"github.com/coppice-network/coppice/internal/bundle/strictjson"
	"github.com/coppice-network/coppice/internal/export"
)

// Format is the first field of every manifest.
const Format = "coppice-bundle/1"

// Kind says what a bundle is for.
type Kind string

// The kinds.
const (
	Proof   Kind = "proof"
	Refiner Kind = "refiner"
	Compute Kind = "compute"
)

// Runtime says what runs a bundle.
type Runtime string

// The runtimes.
const (
	Starlark Runtime = "starlark"
	DuckDB   Runtime = "duckdb"
	Wasm     Runtime = "wasm"
)

// runtimeOf is the runtime of each kind; a kind may get more.
var runtimeOf = map[Kind]Runtime{Proof: Starlark, Refiner: DuckDB, Compute: Wasm}

// Manifest is bundle.json.
type Manifest struct {
	Format   string            `json:"format"`
	Kind     Kind              `json:"kind"`
	Name     string            `json:"name"` // for people: 1 to 64 of a-z A-Z 0-9 . _ -
	Runtime  Runtime           `json:"runtime"`
	Entry    string            `json:"entry"`             // the file the runtime starts with
	Input    string            `json:"input,omitempty"`   // refiner: "json" (if empty) refuses exports that are not JSON, "text" takes any UTF-8 as a JSON text
	Members  []string          `json:"members,omitempty"` // proof and refiner: which files of an archive it reads, by path; if empty, those that export.DefaultPatterns match
	Limits   Limits            `json:"limits,omitzero"`
	Metadata map[string]string `json:"metadata,omitempty"` // for people
}

// Limits a bundle asks for. Zero means the kind's default; a validator may refuse to give more than it has.
type Limits struct {
	MemoryMiB      int `json:"memoryMiB,omitempty"`      // what the runtime's own code may use; 512, compute 1024; at most 16384
	CPUSeconds     int `json:"cpuSeconds,omitempty"`     // 30, refiner 60, compute 600; at most 86400
	WallSeconds    int `json:"wallSeconds,omitempty"`    // four times the CPU seconds, as a busy machine shares its cores; at most 86400
	MaxInputMiB    int `json:"maxInputMiB,omitempty"`    // of the contributed file as it is; 64, compute 512; at most 16384
	MaxUnpackedMiB int `json:"maxUnpackedMiB,omitempty"` // proof and refiner: of what it reads whole, which lies in its memory; 256; at most 4096
}

func (l Limits) withDefaults(k Kind) Limits {
	def := Limits{MemoryMiB: 512, CPUSeconds: 30, MaxInputMiB: 64}
	switch k {
	case Refiner:
		def.CPUSeconds = 60
	case Compute:
		def = Limits{MemoryMiB: 1024, CPUSeconds: 600, MaxInputMiB: 512}
	}
	set := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	set(&l.MemoryMiB, def.MemoryMiB)
	set(&l.CPUSeconds, def.CPUSeconds)
	set(&l.WallSeconds, min(4*l.CPUSeconds, 86400))
	set(&l.MaxInputMiB, def.MaxInputMiB)
	set(&l.MaxUnpackedMiB, 256)
	return l
}

func (l Limits) memory() int64       { return int64(l.MemoryMiB) << 20 }
func (l Limits) cpu() time.Duration  { return time.Duration(l.CPUSeconds) * time.Second }
func (l Limits) wall() time.Duration { return time.Duration(l.WallSeconds) * time.Second }

const maxManifest = 64 << 10

var (
	nameRule = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
	keyRule  = regexp.MustCompile(`^[a-z][A-Za-z]*$`)
)

// ParseManifest reads bundle.json. It is strict: known fields, each once, in their exact spelling. Errors wrap ErrInvalid or ErrVersion.
func ParseManifest(doc []byte) (*Manifest, error) {
	if doc == nil {
		return nil, fmt.Errorf("%w: there is no %s", ErrInvalid, ManifestName)
	}
	if len(doc) > maxManifest {
		return nil, fmt.Errorf("%w: %s has more than %d bytes", ErrInvalid, ManifestName, maxManifest)
	}
	if err := strictjson.Check(doc, strictjson.Limits{Depth: 3}); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrInvalid, ManifestName, err)
	}
	// The version decides before anything else may be complained about.
	var head map[string]json.RawMessage
	if err := json.Unmarshal(doc, &head); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrInvalid, ManifestName, err)
	}
	var format string
	if err := json.Unmarshal(head["format"], &format); err != nil || format != Format {
		return nil, fmt.Errorf("%w: %s says %s, want %q", ErrVersion, ManifestName, head["format"], Format)
	}
	// encoding/json would take a field in other letters for ours.
	for key := range head {
		if !keyRule.MatchString(key) {
			return nil, fmt.Errorf("%w: %s: unknown field %q", ErrInvalid, ManifestName, key)
		}
	}
	var m Manifest
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrInvalid, ManifestName, err)
	}
	return &m, m.check()
}

func (m *Manifest) check() error {
	fail := func(format string, args ...any) error {
		return fmt.Errorf("%w: %s: %s", ErrInvalid, ManifestName, fmt.Sprintf(format, args...))
	}
	runtime, ok := runtimeOf[m.Kind]
	switch {
	case !ok:
		return fail("kind %q: want proof, refiner or compute", m.Kind)
	case m.Runtime != runtime:
		return fail("runtime %q: a %s runs on %s", m.Runtime, m.Kind, runtime)
	case !nameRule.MatchString(m.Name):
		return fail("name %q: want 1 to 64 letters, digits and . _ -", m.Name)
	case m.Entry == ManifestName:
		return fail("the entry cannot be the manifest")
	case m.Input != "" && (m.Kind != Refiner || (m.Input != "json" && m.Input != "text")):
		return fail("input %q: only a refiner has one, json or text", m.Input)
	case m.Kind == Compute && (m.Members != nil || m.Limits.MaxUnpackedMiB != 0):
		return fail("members and maxUnpackedMiB are for what people contribute: a compute has neither")
	case len(m.Metadata) > 64:
		return fail("more than 64 metadata")
	}
	if err := checkName(m.Entry); err != nil {
		return err
	}
	if _, err := export.ParsePatterns(m.Members); err != nil {
		return fail("members: %v", err)
	}
	for _, l := range []struct {
		name       string
		value, max int
	}{
		{"memoryMiB", m.Limits.MemoryMiB, 16384}, {"cpuSeconds", m.Limits.CPUSeconds, 86400},
		{"wallSeconds", m.Limits.WallSeconds, 86400}, {"maxInputMiB", m.Limits.MaxInputMiB, 16384},
		{"maxUnpackedMiB", m.Limits.MaxUnpackedMiB, 4096},
	} {
		if l.value < 0 || l.value > l.max {
			return fail("%s %d: want 0 to %d", l.name, l.value, l.max)
		}
	}
	return nil
}

// encode returns the manifest as it is written for a wrapped file.
func (m *Manifest) encode() ([]byte, error) {
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("bundle: encode manifest: %w", err)
	}
	return append(b, '\n'), nil
}
