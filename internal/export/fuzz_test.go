package export

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// seeds are small archives of all formats, and some that are wrong.
func seeds(f *testing.F) {
	m := []member{{name: "a.json", content: strings.Repeat("123", 20)}, {name: "d/", kind: tar.TypeDir}, {name: "d/b.json", content: "4567", method: 8}, {name: "x"}}
	zipped, tarred := makeZip(f, m...), makeTar(f, m...)
	raw := rawZip(rawMember{name: "a.json", content: "1234567", wide: true}, rawMember{name: "b.json", content: "aaaaaaaaaaaaaaaa", deflate: true})
	for _, b := range [][]byte{
		nil, []byte(`{"a":1}`), zipped, raw, tarred, makeGzip(f, tarred), makeGzip(f, []byte("plain"), []byte("more")), makeZip(f),
		makeTar(f, member{name: strings.Repeat("é", 100), content: "x"}), makeTar(f, member{name: "l", kind: tar.TypeSymlink, link: "x"}),
		zipped[:len(zipped)-5], tarred[:700], changed(raw, 18, 0xff, 0xff), makeZip(f, member{name: "a/../b"}), makeZip(f, m[0], m[0]),
	} {
		f.Add(b)
	}
}

// FuzzOpen: whatever the bytes are, there is no panic, never more than Limits.Read, an error that is ours, and the same a second time.
func FuzzOpen(f *testing.F) {
	seeds(f)
	l := Limits{Read: 1 << 16, Members: 100, Unpacked: 1 << 22}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := openBytes(b, everything, l)
		again, errAgain := openBytes(b, everything, l)
		if err != nil {
			if !errors.Is(err, ErrArchive) || errAgain == nil || err.Error() != errAgain.Error() || e != nil {
				t.Fatalf("%v, then %v", err, errAgain)
			}
			return
		}
		if errAgain != nil || e.Format != again.Format {
			t.Fatalf("first nothing, then %v", errAgain)
		}
		got, second := contents(t, e), contents(t, again)
		if !slices.Equal(got, second) || !slices.Equal(got, contents(t, e)) {
			t.Fatal("other content the second time")
		}
		if e.Format == Plain {
			if len(got) != 1 || got[0][1] != string(b) {
				t.Fatal("a plain file is as it is")
			}
			return
		}
		total := 0
		for i, c := range got {
			total += len(c[1])
			if rule := checkName(c[0]); rule != "" || (i > 0 && got[i-1][0] >= c[0]) {
				t.Fatalf("%q: %s", c[0], rule)
			}
		}
		if int64(total) > l.Read {
			t.Fatalf("%d bytes", total)
		}
	})
}

// FuzzZipAgainstLibrary: a zip that is taken here, archive/zip reads as well, and gives the same content.
func FuzzZipAgainstLibrary(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := openBytes(b, everything, Limits{Read: 1 << 16, Members: 100})
		if err != nil || e.Format != Zip {
			return
		}
		r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range e.Members {
			found := 0
			for _, z := range r.File {
				if name := strings.TrimPrefix(zipName([]byte(z.Name), z.Flags), "./"); name != m.Name {
					continue
				}
				found++
				in, err := z.Open()
				if err != nil {
					t.Fatal(err)
				}
				if got, err := io.ReadAll(in); err != nil || !bytes.Equal(got, m.Bytes()) {
					t.Fatalf("%q: %q, %v; here %q", m.Name, got, err, m.Bytes())
				}
			}
			if found != 1 {
				t.Fatalf("%q is there %d times", m.Name, found)
			}
		}
	})
}

// FuzzPatterns: patterns that are taken can be used, and hidden members need literal ones.
func FuzzPatterns(f *testing.F) {
	for _, s := range []string{"**/*.json", "*", "a/{b,c}/[!x]?", `\*`, "__MACOSX/**", ".a/**/.b", "{{a,b},c}", "[]a]", "[a-", "**/**/**"} {
		f.Add(s, "a/b.json")
		f.Add(s, ".a/b")
	}
	f.Fuzz(func(t *testing.T, pattern, name string) {
		p, err := ParsePatterns([]string{pattern})
		if err != nil {
			if !errors.Is(err, ErrPattern) {
				t.Fatal(err)
			}
			return
		}
		if checkName(name) != "" {
			return
		}
		if p.Match(name) && hiddenPath(name) && !strings.Contains(pattern, ".") && !strings.Contains(pattern, macFolder) {
			t.Fatalf("%q matches %q", pattern, name)
		}
	})
}

func BenchmarkOpenZip(b *testing.B) {
	var text bytes.Buffer
	for i := 0; text.Len() < 1<<20; i++ {
		text.WriteString(`{"date":"2026-01-01","steps":`)
		text.WriteString(strings.Repeat(string(rune('0'+i%10)), 1+i%7))
		text.WriteString("}\n")
	}
	for name, method := range map[string]uint16{"stored": stored, "deflated": deflated} {
		b.Run(name, func(b *testing.B) {
			var all []member
			for i := range 64 {
				all = append(all, member{name: strconv.Itoa(i) + ".json", content: text.String()[:1<<20], method: method})
			}
			z := makeZip(b, all...)
			b.SetBytes(64 << 20)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := openBytes(z, Patterns{"*.json"}, Limits{Read: 64 << 20}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
