package export

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestFormats(t *testing.T) {
	content := `{"a":1}`
	tarred := makeTar(t, member{name: "b.json", content: "2"}, member{name: "a.json", content: content}, member{name: "c.txt", content: "no"})
	a, b := [2]string{"a.json", content}, [2]string{"b.json", "2"}
	for name, c := range map[string]struct {
		bytes  []byte
		format string
		want   [][2]string
	}{
		"plain":             {[]byte(content), Plain, [][2]string{{Single, content}}},
		"empty":             {nil, Plain, [][2]string{{Single, ""}}},
		"one byte":          {[]byte("P"), Plain, [][2]string{{Single, "P"}}},
		"PK only":           {[]byte("PK"), Plain, [][2]string{{Single, "PK"}}},
		"other PK":          {[]byte("PK\x01\x02"), Plain, [][2]string{{Single, "PK\x01\x02"}}},
		"gzip, other":       {[]byte("\x1f\x8b\x07 "), Plain, [][2]string{{Single, "\x1f\x8b\x07 "}}},
		"ustar, no sum":     {changed(tarred, 0, 'x'), Plain, [][2]string{{Single, string(changed(tarred, 0, 'x'))}}},
		"zip":               {makeZip(t, member{name: "b.json", content: "2", method: 8}, member{name: "a.json", content: content}, member{name: "c"}), Zip, [][2]string{a, b}},
		"tar":               {tarred, Tar, [][2]string{a, b}},
		"tar.gz":            {makeGzip(t, tarred), TarGz, [][2]string{a, b}},
		"tar.gz of parts":   {makeGzip(t, tarred[:100], tarred[100:700], nil, tarred[700:]), TarGz, [][2]string{a, b}},
		"gz":                {makeGzip(t, []byte(content)), Gz, [][2]string{{Single, content}}},
		"gz of nothing":     {makeGzip(t, nil), Gz, [][2]string{{Single, ""}}},
		"gz of parts":       {makeGzip(t, []byte("a"), []byte("b"), nil), Gz, [][2]string{{Single, "ab"}}},
		"gz, last is small": {makeGzip(t, []byte(strings.Repeat("abc", 1000)), []byte("b")), Gz, [][2]string{{Single, strings.Repeat("abc", 1000) + "b"}}},
		"gz of a zip":       {makeGzip(t, makeZip(t)), Gz, [][2]string{{Single, string(makeZip(t))}}},
		"gz of a gz":        {makeGzip(t, makeGzip(t, tarred)), Gz, [][2]string{{Single, string(makeGzip(t, tarred))}}},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := openBytes(c.bytes, DefaultPatterns, roomy)
			same(t, e, err, c.format, c.want...)
		})
	}
	nested := makeZip(t, member{name: "x/in.json", content: string(tarred)})
	e, err := openBytes(nested, DefaultPatterns, roomy)
	same(t, e, err, Zip, [2]string{"x/in.json", string(tarred)})
}

func TestNothingWanted(t *testing.T) {
	m := []member{{name: "a.txt"}, {name: ".a.json"}, {name: "__MACOSX/a.json"}}
	for _, b := range [][]byte{makeZip(t, m...), makeZip(t), makeTar(t, m...), makeGzip(t, makeTar(t, m...))} {
		_, err := openBytes(b, DefaultPatterns, roomy)
		expect(t, err, ErrNothing)
		if err != nil && !strings.HasSuffix(err.Error(), "no file in the archive is one that is read here: want **/*.json") {
			t.Error(err)
		}
	}
}

// TestRead: what wanted members may have together, and that others do not count.
func TestRead(t *testing.T) {
	m := []member{{name: "a.json", content: "123"}, {name: "b.json", content: "4567", method: 8}, {name: "c", content: strings.Repeat("x", 1000)}}
	for name, b := range map[string][]byte{Zip: makeZip(t, m...), Tar: makeTar(t, m...), TarGz: makeGzip(t, makeTar(t, m...)), Gz: makeGzip(t, []byte("1234567"))} {
		for read, kind := range map[int64]error{7: nil, 6: ErrTooLarge, 2: ErrTooLarge, 0: ErrTooLarge, -1: ErrTooLarge} {
			_, err := openBytes(b, DefaultPatterns, Limits{Read: read})
			expect(t, err, kind)
			if t.Failed() {
				t.Fatal(name, read)
			}
		}
	}
	if e, err := openBytes([]byte("1234567"), nil, Limits{}); err != nil || e.Members[0].Size != 7 || e.Members[0].Bytes() != nil {
		t.Errorf("a plain file has no limit, and is not loaded: %v", err)
	}
}

// broken is a source that fails from a byte on.
type broken struct {
	b    []byte
	from int64
	err  error
	n    int // reads so far
}

func (b *broken) ReadAt(p []byte, off int64) (int, error) {
	b.n++
	if off+int64(len(p)) > b.from {
		n := 0
		if off < b.from {
			n = copy(p, b.b[off:b.from])
		}
		return n, b.err
	}
	return bytes.NewReader(b.b).ReadAt(p, off)
}

// TestSourceErrors: wherever a source fails, its own error comes back.
func TestSourceErrors(t *testing.T) {
	mine := errors.New("the disk is gone")
	m := []member{{name: "a.json", content: strings.Repeat("123", 100)}, {name: "b.json", content: "4567", method: 8}}
	for format, b := range map[string][]byte{Zip: makeZip(t, m...), Tar: makeTar(t, m...), TarGz: makeGzip(t, makeTar(t, m...)), Gz: makeGzip(t, []byte("1234567"))} {
		for from := range int64(len(b)) {
			_, err := Open(&broken{b: b, from: from, err: mine}, int64(len(b)), DefaultPatterns, roomy)
			if !errors.Is(err, mine) || errors.Is(err, ErrArchive) {
				t.Fatalf("%s, byte %d: %v", format, from, err)
			}
			_, err = Open(&broken{b: b, from: from, err: io.EOF}, int64(len(b)), DefaultPatterns, roomy)
			if !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, ErrArchive) {
				t.Fatalf("%s, ends at byte %d: %v", format, from, err)
			}
		}
	}
	e, err := Open(&broken{b: make([]byte, 100), from: 100, err: mine}, 1000, nil, roomy)
	if !errors.Is(err, mine) {
		t.Errorf("a head that cannot be read: %v, %v", e, err)
	}
	e, err = Open(&broken{b: make([]byte, 600), from: 600, err: mine}, 1000, nil, roomy)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(e.Members[0].Open()); !errors.Is(err, mine) {
		t.Errorf("a plain file: %v", err)
	}
	if _, err := Open(bytes.NewReader(nil), -1, nil, roomy); err == nil || errors.Is(err, ErrArchive) {
		t.Errorf("a size below 0: %v", err)
	}
}

// TestCutOff: an archive that is cut off anywhere is refused, or, where it is no archive any more, a plain file as it is.
func TestCutOff(t *testing.T) {
	m := []member{{name: "a.json", content: strings.Repeat("123", 100)}, {name: "x", content: "unwanted"}, {name: "b.json", content: "4567", method: 8}, {name: "last"}}
	for format, b := range map[string][]byte{Zip: makeZip(t, m...), Tar: makeTar(t, m...), TarGz: makeGzip(t, makeTar(t, m...)), Gz: makeGzip(t, []byte("1234567"))} {
		for n := range b {
			e, err := openBytes(b[:n], DefaultPatterns, roomy)
			if err == nil && (e.Format != Plain || n > tarBlock) {
				t.Fatalf("%s, cut off at %d: %s", format, n, e.Format)
			}
			if err == nil && contents(t, e)[0][1] != string(b[:n]) {
				t.Fatalf("%s, cut off at %d: other content", format, n)
			}
			if err != nil {
				expect(t, err, ErrDamaged)
			}
		}
	}
}

// TestChanged: an archive of which any byte is another one is refused, or gives the same content, or members by another name.
func TestChanged(t *testing.T) {
	m := []member{{name: "a.json", content: "a: 1234567"}, {name: "x", content: "unwanted"}, {name: "b.json", content: "b: 4567", method: 8}}
	for format, b := range map[string][]byte{Zip: makeZip(t, m...), TarGz: makeGzip(t, makeTar(t, m...)), Gz: makeGzip(t, []byte("a: 1234567"))} {
		for i := 4; i < len(b); i++ {
			for _, bit := range []byte{1, 0x80} {
				e, err := openBytes(changed(b, i, b[i]^bit), Patterns{"*"}, roomy)
				if err != nil {
					continue
				}
				for _, c := range contents(t, e) {
					if c[1] != "a: 1234567" && c[1] != "b: 4567" && c[1] != "unwanted" {
						t.Fatalf("%s, byte %d: %q", format, i, c)
					}
				}
			}
		}
	}
}
