package export

import (
	"archive/tar"
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// summed is a block with its checksum made right.
func summed(b []byte) []byte {
	sum := 0
	for i, c := range b[:tarBlock] {
		if i >= 148 && i < 156 {
			c = ' '
		}
		sum += int(c)
	}
	copy(b[148:], fmt.Sprintf("%06o\x00 ", sum))
	return b
}

func TestTarKinds(t *testing.T) {
	a := member{name: "a.json", content: "1"}
	for name, c := range map[string]struct {
		m    member
		kind error
	}{
		"a folder":            {member{name: "d/", kind: tar.TypeDir}, nil},
		"a global comment":    {member{kind: tar.TypeXGlobalHeader, link: "comment"}, nil},
		"a global path":       {member{kind: tar.TypeXGlobalHeader, link: "path"}, ErrDamaged},
		"a global size":       {member{kind: tar.TypeXGlobalHeader, link: "size"}, ErrDamaged},
		"a symbolic link":     {member{name: "l", kind: tar.TypeSymlink, link: "/etc/passwd"}, ErrSpecial},
		"a wanted link":       {member{name: "l.json", kind: tar.TypeSymlink, link: "a.json"}, ErrSpecial},
		"a hard link":         {member{name: "l", kind: tar.TypeLink, link: "a.json"}, ErrSpecial},
		"a device":            {member{name: "l", kind: tar.TypeChar}, ErrSpecial},
		"a block device":      {member{name: "l", kind: tar.TypeBlock}, ErrSpecial},
		"a pipe":              {member{name: "l", kind: tar.TypeFifo}, ErrSpecial},
		"an unknown kind":     {member{name: "l", kind: 'Z'}, ErrSpecial},
		"a link in a hidden":  {member{name: ".h/l", kind: tar.TypeSymlink, link: "x"}, ErrSpecial},
		"a long name, in PAX": {member{name: strings.Repeat("é", 200), content: "x"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			b := makeTar(t, a, c.m)
			e, err := openBytes(b, DefaultPatterns, roomy)
			expect(t, err, c.kind)
			if err == nil {
				same(t, e, err, Tar, [2]string{"a.json", "1"})
			}
			_, err = openBytes(makeGzip(t, b), DefaultPatterns, roomy)
			expect(t, err, c.kind)
		})
	}
}

func TestTarSizes(t *testing.T) {
	b := makeTar(t, member{name: "a.json", content: "1"}, member{name: "b", content: "2"})
	size := func(at int, field string) []byte {
		c := changed(b, at+124, []byte(field)...)
		summed(c[at:])
		return c
	}
	for name, c := range map[string]struct {
		tar  []byte
		kind error
	}{
		"as it is":              {size(0, "00000000001\x00"), nil},
		"negative":              {size(0, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), ErrDamaged},
		"huge":                  {size(0, "\x80\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff"), ErrTooLarge},
		"beyond 64 bits":        {size(0, "\x80\xff\xff\xff\x7f\xff\xff\xff\xff\xff\xff\xff"), ErrDamaged},
		"no number":             {size(0, "hello world\x00"), ErrDamaged},
		"more than there is":    {size(0, "00000070000\x00"), ErrDamaged},
		"unwanted, huge":        {size(1024, "\x80\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff"), ErrDamaged},
		"unwanted, negative":    {size(1024, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), ErrDamaged},
		"into the next":         {size(0, "00000003001\x00"), ErrDamaged},
		"a wrong checksum":      {changed(b, 1024+10, 1), ErrDamaged},
		"one block at its end":  {b[:len(b)-512], ErrDamaged},
		"no block at its end":   {b[:len(b)-1024], ErrDamaged},
		"cut between members":   {b[:1024], ErrDamaged},
		"padding":               {append(bytes.Clone(b), make([]byte, 10_000)...), nil},
		"something behind":      {append(append(bytes.Clone(b), make([]byte, 512)...), 'x'), ErrDamaged},
		"another archive":       {append(bytes.Clone(b), b...), ErrDamaged},
		"a block, then members": {append(append(bytes.Clone(b[:1024]), make([]byte, 512)...), b[1024:]...), ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := openBytes(c.tar, DefaultPatterns, roomy)
			expect(t, err, c.kind)
			_, err = openBytes(makeGzip(t, c.tar), DefaultPatterns, roomy)
			expect(t, err, c.kind)
		})
	}
}

// TestTarSparse: files that claim a size far beyond what the archive holds.
func TestTarSparse(t *testing.T) {
	pax := func(records ...string) []byte {
		body := ""
		for _, r := range records {
			n := len(r) + 3
			for n != len(fmt.Sprintf("%d %s\n", n, r)) {
				n++
			}
			body += fmt.Sprintf("%d %s\n", n, r)
		}
		head := makeTar(t, member{name: "x", content: body})
		head = head[:len(head)-1024]
		head[156] = 'x'
		summed(head)
		return append(head, makeTar(t, member{name: "a.json"})...)
	}
	old := makeTar(t, member{name: "a.json"})
	copy(old[257:], "ustar  \x00")
	old[156] = 'S'
	copy(old[483:], "77777777777\x00")
	summed(old)
	for name, b := range map[string][]byte{
		"0.0": pax("GNU.sparse.size=9000000000000000", "GNU.sparse.numblocks=1", "GNU.sparse.offset=0", "GNU.sparse.numbytes=0"),
		"0.1": pax("GNU.sparse.size=9000000000000000", "GNU.sparse.numblocks=0", "GNU.sparse.map=", "GNU.sparse.name=a.json", "GNU.sparse.major=0", "GNU.sparse.minor=1"),
		"1.x": pax("GNU.sparse.major=7", "GNU.sparse.minor=7", "GNU.sparse.realsize=9000000000000000"),
		"old": old,
	} {
		for _, want := range []Patterns{DefaultPatterns, {"other"}} {
			_, err := openBytes(b, want, roomy)
			expect(t, err, ErrSpecial)
			_, err = openBytes(makeGzip(t, b), want, roomy)
			expect(t, err, ErrSpecial)
			if t.Failed() {
				t.Fatal(name)
			}
		}
	}
	_, err := openBytes(pax("size=-5"), DefaultPatterns, roomy)
	expect(t, err, ErrDamaged)
	_, err = openBytes(pax("size=9000000000000000"), DefaultPatterns, roomy)
	expect(t, err, ErrTooLarge)
	_, err = openBytes(pax("path=../a.json"), DefaultPatterns, roomy)
	expect(t, err, ErrPath)
	e, err := openBytes(pax("path=b.json"), DefaultPatterns, roomy)
	same(t, e, err, Tar, [2]string{"b.json", ""})
}

func TestGzip(t *testing.T) {
	b := makeGzip(t, []byte(`{"a":1}`))
	n := len(b)
	for name, c := range map[string]struct {
		gz   []byte
		kind error
	}{
		"as it is":         {b, nil},
		"header only":      {b[:10], ErrDamaged},
		"checksum":         {changed(b, n-8, b[n-8]^1), ErrDamaged},
		"size":             {changed(b, n-4, b[n-4]^1), ErrDamaged},
		"a larger size":    {changed(b, n-2, 0xff), ErrDamaged},
		"data":             {changed(b, 11, 0xff, 0xff, 0xff), ErrDamaged},
		"something behind": {append(bytes.Clone(b), "junk of some length"...), ErrDamaged},
		"zeros behind":     {append(bytes.Clone(b), make([]byte, 100)...), ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := openBytes(c.gz, nil, roomy)
			expect(t, err, c.kind)
			if err == nil {
				same(t, e, err, Gz, [2]string{Single, `{"a":1}`})
			}
		})
	}
}

func TestGzipBombs(t *testing.T) {
	zeros := bytes.Repeat([]byte{0}, 90<<20)
	big := makeTar(t, member{name: "x", content: string(zeros)}, member{name: "a.json"})
	for name, c := range map[string]struct {
		gz   []byte
		l    Limits
		kind error
	}{
		"45 MiB":                   {makeGzip(t, zeros[:45<<20]), Limits{Read: 45 << 20}, nil},
		"90 MiB":                   {makeGzip(t, zeros), Limits{Read: 1 << 30}, ErrBomb},
		"90 MiB, in parts":         {makeGzip(t, zeros[:45<<20], zeros[:45<<20]), Limits{Read: 1 << 30}, ErrBomb},
		"more than Read":           {makeGzip(t, zeros[:1<<20+1]), roomy, ErrTooLarge},
		"more than Read, in parts": {makeGzip(t, zeros[:1<<20], []byte("x")), roomy, ErrTooLarge},
		"Read, in parts":           {makeGzip(t, zeros[:1<<20-1], []byte("x")), roomy, nil},
		"more than Unpacked":       {makeGzip(t, zeros[:9<<20]), Limits{Read: 64 << 20, Unpacked: 8 << 20}, ErrBomb},
		"an unwanted member":       {makeGzip(t, big), roomy, ErrBomb},
		"Unpacked, unwanted":       {makeGzip(t, makeTar(t, member{name: "x", content: string(zeros[:10<<20])}, member{name: "a.json"})), Limits{Unpacked: 9 << 20}, ErrBomb},
		"padding":                  {makeGzip(t, append(makeTar(t, member{name: "a.json"}), zeros...)), roomy, ErrBomb},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := openBytes(c.gz, DefaultPatterns, c.l)
			expect(t, err, c.kind)
		})
	}
	_, err := openBytes(big, DefaultPatterns, Limits{Unpacked: 1})
	expect(t, err, nil) // a tar does not unfold
}
