package vana

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// vectorList is a list of a vector file, as the entries' runners see it.
type vectorList struct {
	dir  string // of the file
	file map[string]json.RawMessage
	name string
}

// vectorShapes are the kinds of entries that are understood: by the fields that they have, and where these are not enough by what the
// list is called. The first that fits is it.
var vectorShapes = []struct {
	fields string // all of them, between spaces
	list   string // part of the list's name
	run    func(*testing.T, vectorList, json.RawMessage)
}{
	{"private_key message signature password", "", runSignatureVector},
	{"password ciphertext_hex", "", runFileVector},
	{"password ciphertext_file", "", runFileVector},
	{"password ciphertext_armored", "", runFileVector},
	{"recipient_private_key ciphertext_padded_hex ciphertext_unpadded_hex", "", runLeadingZeroVector},
	{"recipient_private_key ciphertext_hex", "", runEnvelopeVector},
	{"input canonical_65", "", runPublicKeyVector},
	{"input expect", "public_key", runPublicKeyVector},
	{"input expect", "text", runEnvelopeTextVector},
	{"encryption_key rek", "", runRefinedKeyVector},
	{"encryption_key expect", "", runRefinedKeyVector},
	{"input score_wad message_hash signature", "", runProofVector},
	{"message_hash signature expect", "", runProofSignerVector},
}

// TestVectors runs what other programs made through this package: the copies in testdata, and the folder named by COPPICE_VECTORS (by
// default ../shared/vectors beside the repository, if it is there). Files and entries are found, not listed, and one that is not
// understood is an error.
func TestVectors(t *testing.T) {
	t.Run("committed", func(t *testing.T) { runVectorFolder(t, filepath.Join("testdata", "vectors")) })
	folder, named := os.LookupEnv("COPPICE_VECTORS")
	if !named {
		folder = filepath.Join("..", "..", "..", "shared", "vectors")
		if _, err := os.Stat(folder); err != nil {
			return
		}
	} else if !filepath.IsAbs(folder) {
		folder = filepath.Join("..", "..", folder)
	}
	t.Run("given", func(t *testing.T) { runVectorFolder(t, folder) })
}

func runVectorFolder(t *testing.T, folder string) {
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors in %s: %v", folder, err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if n := runVectorFile(t, filepath.Dir(path), text); n == 0 {
				t.Error("it has no entries")
			}
		})
	}
}

// runVectorFile returns how many entries it ran.
func runVectorFile(t *testing.T, dir string, text []byte) (entries int) {
	var file map[string]json.RawMessage
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatalf("not a file of vectors: %v", err)
	}
	for name, raw := range file {
		if name == "description" || name == "generated_with" {
			continue
		}
		if name == "calldata" {
			entries++
			t.Run(name, func(t *testing.T) { runCalldataVector(t, raw) })
			continue
		}
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 {
			t.Errorf("%s is no list of vectors: %v", name, err)
			continue
		}
		for _, entry := range list {
			entries++
			runVectorEntry(t, vectorList{dir, file, name}, entry)
		}
	}
	return entries
}

func runVectorEntry(t *testing.T, list vectorList, entry json.RawMessage) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(entry, &fields); err != nil {
		t.Errorf("an entry of %s: %v", list.name, err)
		return
	}
	var name string
	json.Unmarshal(fields["name"], &name)
	t.Run(list.name+"/"+name, func(t *testing.T) {
		run := runnerOf(list.name, fields)
		if run == nil {
			t.Fatalf("an entry of an unknown shape, with %v", slices.Sorted(maps.Keys(fields)))
		}
		run(t, list, entry)
	})
}

// runnerOf returns nil for an entry of an unknown shape.
func runnerOf(list string, fields map[string]json.RawMessage) func(*testing.T, vectorList, json.RawMessage) {
	for _, shape := range vectorShapes {
		missing := slices.ContainsFunc(strings.Fields(shape.fields), func(f string) bool { return fields[f] == nil })
		if !missing && strings.Contains(list, shape.list) {
			return shape.run
		}
	}
	return nil
}

// expectation is what an entry's expect says. Without one, it is to be accepted.
type expectation struct {
	accept, either bool
	content        string // if it is stated
}

func expected(t *testing.T, text string) expectation {
	t.Helper()
	lower := strings.ToLower(strings.TrimSpace(text))
	switch {
	case lower == "":
		return expectation{accept: true}
	case strings.HasPrefix(lower, "accept or "):
		return expectation{either: true}
	case strings.HasPrefix(lower, "accept"):
		_, content, _ := strings.Cut(text, "->")
		var want string
		if content = strings.TrimSpace(content); content != "" {
			if err := json.Unmarshal([]byte(content), &want); err != nil {
				t.Fatalf("expect %q states no content: %v", text, err)
			}
		}
		return expectation{accept: true, content: want}
	case strings.HasPrefix(lower, "reject or "):
		return expectation{either: true}
	case strings.HasPrefix(lower, "reject"):
		return expectation{}
	}
	t.Fatalf("expect %q is not understood", text)
	return expectation{}
}

func TestVectorExpectations(t *testing.T) {
	for text, want := range map[string]expectation{
		"":                            {accept: true},
		"accept":                      {accept: true},
		"ACCEPT -> \"a\\n\"":          {accept: true, content: "a\n"},
		"ACCEPT (try every SKESK)":    {accept: true},
		"reject":                      {},
		"reject: not a message":       {},
		"reject or ignore what is so": {either: true},
		"accept or reject":            {either: true},
	} {
		if got := expected(t, text); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

// TestVectorShapes: an entry that nobody understands is not passed over.
func TestVectorShapes(t *testing.T) {
	fields := func(names ...string) map[string]json.RawMessage {
		m := map[string]json.RawMessage{}
		for _, n := range names {
			m[n] = json.RawMessage(`""`)
		}
		return m
	}
	for name, tc := range map[string]struct {
		list   string
		fields map[string]json.RawMessage
		known  bool
	}{
		"a file":                     {"vectors", fields("name", "password", "ciphertext_hex", "expect"), true},
		"a public key":               {"public_key_reject", fields("name", "input", "expect"), true},
		"nothing":                    {"vectors", fields(), false},
		"a file without a password":  {"vectors", fields("name", "ciphertext_hex", "expect"), false},
		"an input of an unknown use": {"others", fields("name", "input", "expect"), false},
	} {
		if got := runnerOf(tc.list, tc.fields) != nil; got != tc.known {
			t.Errorf("%s: known %v", name, got)
		}
	}
}
