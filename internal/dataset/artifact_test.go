package dataset

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
)

func testArtifact() Artifact {
	return Artifact{
		FileID: 7, RefinerID: 1 << 60, SchemaDigest: [32]byte{1, 2}, Salt: [32]byte{3, 4},
		Tables: map[string][]byte{"b": []byte("bbb"), "a": bytes.Repeat([]byte("a"), 1000), "empty": {}},
	}
}

func TestArtifactRoundTrip(t *testing.T) {
	one, err := EncodeArtifact(testArtifact())
	if err != nil {
		t.Fatal(err)
	}
	for range 5 { // maps iterate in any order
		if again, _ := EncodeArtifact(testArtifact()); !bytes.Equal(one, again) {
			t.Fatal("the same artefact gave other bytes")
		}
	}
	got, err := DecodeArtifact(one)
	if err != nil || !reflect.DeepEqual(got, testArtifact()) {
		t.Fatalf("%+v %v", got, err)
	}
	d1, err := PlaintextDigest(one)
	if err != nil {
		t.Fatal(err)
	}
	salted := testArtifact()
	salted.Salt[31] = 1
	two, _ := EncodeArtifact(salted)
	if d2, _ := PlaintextDigest(two); d1 == d2 {
		t.Fatal("the salt does not change the digest")
	}
}

// retar rewrites a container entry by entry.
func retar(t *testing.T, in []byte, edit func(h *tar.Header, data []byte) (*tar.Header, []byte)) []byte {
	t.Helper()
	var out bytes.Buffer
	w, r := tar.NewWriter(&out), tar.NewReader(bytes.NewReader(in))
	for {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		data, err2 := io.ReadAll(r)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if h, data = edit(h, data); h == nil {
			continue
		}
		h.Size = int64(len(data))
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		w.Write(data)
	}
	w.Close()
	return out.Bytes()
}

func TestDecodeArtifactRefuses(t *testing.T) {
	good, err := EncodeArtifact(testArtifact())
	if err != nil {
		t.Fatal(err)
	}
	on := func(name string, f func(h *tar.Header, data []byte) (*tar.Header, []byte)) []byte {
		return retar(t, good, func(h *tar.Header, data []byte) (*tar.Header, []byte) {
			if h.Name == name {
				return f(h, data)
			}
			return h, data
		})
	}
	replace := func(old, new string) []byte {
		return on("artifact.json", func(h *tar.Header, data []byte) (*tar.Header, []byte) {
			return h, []byte(strings.Replace(string(data), old, new, 1))
		})
	}
	if same := retar(t, good, func(h *tar.Header, d []byte) (*tar.Header, []byte) { return h, d }); !bytes.Equal(same, good) {
		t.Fatal("the test's own rewriting changes the container")
	}
	for name, tc := range map[string]struct {
		in   []byte
		want error
	}{
		"empty":            {nil, ErrArtifactInvalid},
		"not tar":          {bytes.Repeat([]byte("x"), 2048), ErrArtifactInvalid},
		"cut":              {good[:1100], ErrArtifactInvalid},
		"without its end":  {good[:len(good)-512], ErrArtifactInvalid},
		"data after":       {append(bytes.Clone(good), 0), ErrArtifactInvalid},
		"later version":    {on("version", func(h *tar.Header, d []byte) (*tar.Header, []byte) { return h, []byte("coppice-artifact/2\n") }), ErrArtifactVersion},
		"no version":       {on("version", func(h *tar.Header, d []byte) (*tar.Header, []byte) { return nil, nil }), ErrArtifactInvalid},
		"no JSON":          {on("artifact.json", func(h *tar.Header, d []byte) (*tar.Header, []byte) { return nil, nil }), ErrArtifactInvalid},
		"JSON format":      {replace("artifact/1", "artifact/2"), ErrArtifactInvalid},
		"JSON space":       {replace(`,"fileId"`, `, "fileId"`), ErrArtifactInvalid},
		"JSON field":       {replace(`"fileId"`, `"x":1,"fileId"`), ErrArtifactInvalid},
		"JSON field twice": {replace(`"fileId"`, `"fileId":1,"fileId"`), ErrArtifactInvalid},
		"short salt":       {replace(`"salt":"03`, `"salt":"`), ErrArtifactInvalid},
		"long salt":        {replace(`"salt":"`, `"salt":"00`), ErrArtifactInvalid},
		"negative id":      {replace(`"fileId":7`, `"fileId":-7`), ErrArtifactInvalid},
		"mode":             {on("a.parquet", func(h *tar.Header, d []byte) (*tar.Header, []byte) { h.Mode = 0o777; return h, d }), ErrArtifactInvalid},
		"time": {on("a.parquet", func(h *tar.Header, d []byte) (*tar.Header, []byte) {
			h.ModTime = h.ModTime.AddDate(1, 0, 0)
			return h, d
		}), ErrArtifactInvalid},
		"a link": {on("empty.parquet", func(h *tar.Header, d []byte) (*tar.Header, []byte) {
			h.Typeflag, h.Linkname = tar.TypeSymlink, "/etc/passwd"
			return h, nil
		}), ErrArtifactInvalid},
		"wrong order":    {on("a.parquet", func(h *tar.Header, d []byte) (*tar.Header, []byte) { h.Name = "c.parquet"; return h, d }), ErrArtifactInvalid},
		"the same twice": {on("b.parquet", func(h *tar.Header, d []byte) (*tar.Header, []byte) { h.Name = "a.parquet"; return h, d }), ErrArtifactInvalid},
		"a path":         {on("empty.parquet", func(h *tar.Header, d []byte) (*tar.Header, []byte) { h.Name = "../x.parquet"; return h, d }), ErrArtifactInvalid},
		"another file":   {on("empty.parquet", func(h *tar.Header, d []byte) (*tar.Header, []byte) { h.Name = "x.txt"; return h, d }), ErrArtifactInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := DecodeArtifact(tc.in)
			if !errors.Is(err, tc.want) {
				t.Fatalf("%v, want %v", err, tc.want)
			}
			if _, err := PlaintextDigest(tc.in); err == nil {
				t.Fatal("has a digest")
			}
		})
	}
	for name, a := range map[string]Artifact{"no table": {}, "bad name": {Tables: map[string][]byte{"../x": nil}}} {
		if _, err := EncodeArtifact(a); !errors.Is(err, ErrArtifactInvalid) {
			t.Errorf("encode %s: %v", name, err)
		}
	}
}

func FuzzDecodeArtifact(f *testing.F) {
	good, _ := EncodeArtifact(testArtifact())
	f.Add(good)
	f.Fuzz(func(t *testing.T, in []byte) {
		a, err := DecodeArtifact(in)
		if err != nil {
			if !errors.Is(err, ErrArtifactInvalid) && !errors.Is(err, ErrArtifactVersion) {
				t.Fatal(err)
			}
			return
		}
		if again, err := EncodeArtifact(a); err != nil || !bytes.Equal(again, in) {
			t.Fatal("accepted what is not canonical", err)
		}
	})
}
