package export

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"
)

// TestZipHeaders: each thing that directory, local header and end can say wrongly.
func TestZipHeaders(t *testing.T) {
	// without "later" flags: all sizes in the local header
	raw := rawZip(rawMember{name: "a.json", content: "1234567"}, rawMember{name: "b.json", content: "aaaaaaaaaaaaaaaa", deflate: true}, rawMember{name: "no.txt", content: "x"})
	e, err := openBytes(raw, DefaultPatterns, roomy)
	same(t, e, err, Zip, [2]string{"a.json", "1234567"}, [2]string{"b.json", "aaaaaaaaaaaaaaaa"})
	local, dir, end := at(t, raw, localMark, 0), at(t, raw, dirMark, 0), at(t, raw, endMark, 0)
	local2, dir2, dir3 := at(t, raw, localMark, 1), at(t, raw, dirMark, 1), at(t, raw, dirMark, 2)
	local3 := at(t, raw, localMark, 2)
	for name, c := range map[string]struct {
		zip  []byte
		kind error
	}{
		"local: no mark":            {changed(raw, local2, 0), ErrDamaged},
		"local: another name":       {changed(raw, local+localLen, 'x'), ErrDamaged},
		"local: another method":     {changed(raw, local+8, 8), ErrDamaged},
		"local: another checksum":   {changed(raw, local+14, 0, 0), ErrDamaged},
		"local: another size":       {changed(raw, local+22, 8), ErrDamaged},
		"local: another packed":     {changed(raw, local+18, 8), ErrDamaged},
		"local: encrypted":          {changed(raw, local+6, 1), ErrEncrypted},
		"local: a longer extra":     {changed(raw, local+28, 200), ErrOverlap},
		"local: of no interest":     {changed(raw, local3, 'X', 'X', 'X', 'X', 'X', 'X', 'X', 'X', 'X', 'X'), nil},
		"directory: no mark":        {changed(raw, dir2, 0), ErrDamaged},
		"directory: sizes follow":   {changed(raw, dir+8, 8), ErrDamaged},
		"directory: encrypted":      {changed(raw, dir+8, 1), ErrEncrypted},
		"directory: strongly":       {changed(raw, dir+8, 1|1<<6), ErrEncrypted},
		"directory: itself":         {changed(raw, dir3+9, 1<<5), ErrEncrypted},
		"directory: AES":            {changed(raw, dir+10, aes), ErrEncrypted},
		"directory: deflate64":      {changed(raw, dir+10, 9), ErrMethod},
		"directory: LZMA":           {changed(raw, dir+10, 14), ErrMethod},
		"directory: of no interest": {changed(raw, dir3+10, 14), nil},
		"directory: encrypted, too": {changed(raw, dir3+8, 1), nil},
		"directory: no checksum":    {changed(raw, dir+16, 0, 0, 0, 0), ErrDamaged},
		"directory: smaller":        {changed(raw, dir+24, 6), ErrDamaged},
		"directory: larger":         {changed(raw, dir+24, 8), ErrDamaged},
		"directory: impossible":     {changed(raw, dir2+24, 0, 0xff), ErrDamaged},
		"directory: huge":           {changed(raw, dir2+24, 0, 0, 0, 0xf0), ErrDamaged},
		"directory: beyond the end": {changed(raw, dir+42, 0, 0xff), ErrDamaged},
		"directory: on disk 1":      {changed(raw, dir+34, 1), ErrSplit},
		"directory: wide, but not":  {changed(raw, dir+42, 0xff, 0xff, 0xff, 0xff), ErrDamaged},
		"directory: a longer name":  {changed(raw, dir+28, 200), ErrDamaged},
		"directory: comment":        {changed(raw, dir3+32, 200), ErrDamaged},
		"directory: a link":         {changed(raw, dir3+40, 0, 0xa0), ErrSpecial},
		"directory: a pipe":         {changed(raw, dir3+40, 0, 0x10), ErrSpecial},
		"directory: a device":       {changed(raw, dir3+40, 0, 0x60), ErrSpecial},
		"directory: a socket":       {changed(raw, dir3+40, 0, 0xc0), ErrSpecial},
		"directory: full folder":    {changed(raw, dir3+40, 0, 0x40), ErrDamaged},
		"same place":                {changed(raw, dir2+42, 0), ErrOverlap},
		"one in the other":          {changed(raw, dir2+42, byte(local)+2), ErrOverlap},
		"end: another count":        {changed(raw, end+8, 2, 0, 2, 0), ErrDamaged},
		"end: many":                 {changed(raw, end+8, 0xff, 0xfe, 0xff, 0xfe), ErrDamaged},
		"end: a disk":               {changed(raw, end+4, 1), ErrSplit},
		"end: the directory's disk": {changed(raw, end+6, 1), ErrSplit},
		"end: some elsewhere":       {changed(raw, end+8, 2), ErrSplit},
		"end: another offset":       {changed(raw, end+16, 0), ErrDamaged},
		"end: another size":         {changed(raw, end+12, 0), ErrDamaged},
		"end: a comment":            {append(changed(raw, end+20, 3), "abc"...), nil},
		"end: a short comment":      {append(changed(raw, end+20, 3), "ab"...), ErrDamaged},
		"end: something follows":    {append(bytes.Clone(raw), 0), ErrDamaged},
		"end: something before":     {append(append(bytes.Clone(raw[:end]), 0), raw[end:]...), ErrDamaged},
		"spanned":                   {append([]byte("PK\x07\x08"), raw...), ErrSplit},
		"two zips":                  {append(bytes.Clone(raw), raw...), ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := openBytes(c.zip, DefaultPatterns, roomy)
			expect(t, err, c.kind)
			if err == nil {
				same(t, e, err, Zip, [2]string{"a.json", "1234567"}, [2]string{"b.json", "aaaaaaaaaaaaaaaa"})
			}
		})
	}
}

// TestZipLies: directory and local header tell the same lie.
func TestZipLies(t *testing.T) {
	for name, c := range map[string]struct {
		m    rawMember
		kind error
	}{
		"nothing":         {rawMember{content: "1234567890", deflate: true}, nil},
		"smaller":         {rawMember{content: "1234567890", deflate: true, size: 9}, ErrDamaged},
		"larger":          {rawMember{content: "1234567890", deflate: true, size: 11}, ErrDamaged},
		"stored, smaller": {rawMember{content: "1234567890", size: 9}, ErrDamaged},
		"stored, larger":  {rawMember{content: "1234567890", size: 11}, ErrDamaged},
		"checksum":        {rawMember{content: "1234567890", crc: 1}, ErrDamaged},
		"too large":       {rawMember{content: strings.Repeat("a", 1<<20+1), deflate: true}, ErrTooLarge},
		"all of it":       {rawMember{content: strings.Repeat("a", 1<<20), deflate: true}, nil},
		"small, says it":  {rawMember{content: strings.Repeat("a", 2<<20), deflate: true, size: 1}, ErrDamaged},
		"behind the data": {rawMember{content: "1234567890", deflate: true, behind: "x"}, ErrDamaged},
		"malformed":       {rawMember{content: "1234567890", raw: []byte{7, 7, 7}, deflate: true}, ErrDamaged},
		"a wide size":     {rawMember{content: "1234567890", wide: true}, nil},
		"two wide sizes":  {rawMember{content: "1234567890", wide: true, twice: true}, ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			c.m.name = "a.json"
			e, err := openBytes(rawZip(c.m), DefaultPatterns, roomy)
			expect(t, err, c.kind)
			if err == nil {
				same(t, e, err, Zip, [2]string{"a.json", c.m.content})
			}
		})
	}
}

func TestZipDescriptors(t *testing.T) {
	b := makeZip(t, member{name: "a.json", content: "1234567", method: 8}) // archive/zip writes one with a mark
	e, err := openBytes(b, DefaultPatterns, roomy)
	same(t, e, err, Zip, [2]string{"a.json", "1234567"})
	d := at(t, b, descMark, 0)
	for _, i := range []int{0, 4, 8, 12} {
		_, err := openBytes(changed(b, d+i, b[d+i]^1), DefaultPatterns, roomy)
		expect(t, err, ErrDamaged)
	}
	local, dir := at(t, b, localMark, 0), at(t, b, dirMark, 0)
	for _, i := range []int{14, 18, 22} { // what should be 0
		_, err := openBytes(changed(b, local+i, 99), DefaultPatterns, roomy)
		expect(t, err, ErrDamaged)
		_, err = openBytes(changed(b, local+i, b[dir+i+2:dir+i+6]...), DefaultPatterns, roomy)
		expect(t, err, nil)
	}
}

// TestZip64Ends: the wide end, which must agree with the other.
func TestZip64Ends(t *testing.T) {
	raw := rawZip(rawMember{name: "a.json", content: "1234567"})
	end := at(t, raw, endMark, 0)
	widened := func(edit func(wide, loc, end []byte)) []byte {
		w := little.AppendUint64(append([]byte(end64Mark), make([]byte, 0)...), end64Len-12)
		w = append(w, 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0)
		w = little.AppendUint64(little.AppendUint64(w, 1), 1)
		w = little.AppendUint64(w, uint64(little.Uint32(raw[end+12:])))
		w = little.AppendUint64(w, uint64(little.Uint32(raw[end+16:])))
		loc := little.AppendUint64(append([]byte(loc64Mark), 0, 0, 0, 0), uint64(end))
		loc = append(loc, 1, 0, 0, 0)
		e := changed(raw[end:], 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
		edit(w, loc, e)
		return append(append(append(bytes.Clone(raw[:end]), w...), loc...), e...)
	}
	for name, c := range map[string]struct {
		edit func(wide, loc, end []byte)
		kind error
	}{
		"as it should be":   {func(w, l, e []byte) {}, nil},
		"both say it":       {func(w, l, e []byte) { copy(e[8:], raw[end+8:end+20]) }, nil},
		"they differ":       {func(w, l, e []byte) { e[8], e[9], e[10], e[11] = 2, 0, 2, 0 }, ErrDamaged},
		"a huge count":      {func(w, l, e []byte) { w[31], w[39] = 0xff, 0xff }, ErrDamaged},
		"a wrong count":     {func(w, l, e []byte) { w[26], w[34] = 1, 1 }, ErrDamaged},
		"a huge size":       {func(w, l, e []byte) { w[47] = 0xff }, ErrDamaged},
		"a huge offset":     {func(w, l, e []byte) { w[55] = 0xff }, ErrDamaged},
		"a disk":            {func(w, l, e []byte) { w[16] = 1 }, ErrSplit},
		"some elsewhere":    {func(w, l, e []byte) { w[24] = 0 }, ErrSplit},
		"disks":             {func(w, l, e []byte) { l[16] = 2 }, ErrSplit},
		"on another disk":   {func(w, l, e []byte) { l[4] = 1 }, ErrSplit},
		"not there":         {func(w, l, e []byte) { l[8]-- }, ErrDamaged},
		"beyond the end":    {func(w, l, e []byte) { l[15] = 0xff }, ErrDamaged},
		"another length":    {func(w, l, e []byte) { w[4]++ }, ErrDamaged},
		"no mark":           {func(w, l, e []byte) { w[0] = 0 }, ErrDamaged},
		"no place of it":    {func(w, l, e []byte) { l[0] = 0 }, ErrDamaged},
		"an unknown number": {func(w, l, e []byte) { l[16] = 0 }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := openBytes(widened(c.edit), DefaultPatterns, roomy)
			expect(t, err, c.kind)
			if err == nil {
				same(t, e, err, Zip, [2]string{"a.json", "1234567"})
			}
		})
	}
}

// TestZipOverlapping: a zip whose members share their data, each quoting the headers behind it, as a well-known bomb does.
func TestZipOverlapping(t *testing.T) {
	var b, dir []byte
	kernel := strings.Repeat("\x00", 1<<20)
	packed := deflatedBytes([]byte(kernel))
	for i := range 100 {
		name := "a" + string(rune('0'+i/10)) + string(rune('0'+i%10)) + ".json"
		m := rawMember{name: name, content: kernel, deflate: true, raw: packed}
		local, central := m.headers(uint32(len(b)))
		little.PutUint32(central[20:], uint32(len(packed)+(99-i)*len(local)))
		b, dir = append(b, local...), append(dir, central...)
	}
	b = append(b, packed...)
	_, err := openBytes(withEnd(b, dir, 100), DefaultPatterns, Limits{Read: 1 << 30})
	expect(t, err, ErrOverlap)
}

// TestZipBombs: ratio and Unpacked, of honest headers.
func TestZipBombs(t *testing.T) {
	zeros := strings.Repeat("\x00", 90<<20)
	small := rawMember{name: "b.json", content: zeros[:45<<20], deflate: true, raw: deflatedBytes([]byte(zeros[:45<<20]))}
	large := rawMember{name: "a.json", content: zeros, deflate: true, raw: deflatedBytes([]byte(zeros))}
	other, unwanted := small, large
	other.name, unwanted.name = "c.json", "a"
	for name, c := range map[string]struct {
		members []rawMember
		l       Limits
		kind    error
	}{
		"below the first 64 MiB": {[]rawMember{small}, Limits{Read: 1 << 30}, nil},
		"beyond":                 {[]rawMember{large}, Limits{Read: 1 << 30}, ErrBomb},
		"by several":             {[]rawMember{small, other}, Limits{Read: 1 << 30}, ErrBomb},
		"not wanted":             {[]rawMember{unwanted, {name: "x.json"}}, Limits{Read: 1}, nil},
		"Unpacked":               {[]rawMember{small}, Limits{Read: 1 << 30, Unpacked: 45<<20 - 1}, ErrBomb},
		"Read":                   {[]rawMember{small}, Limits{Read: 45<<20 - 1}, ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := openBytes(rawZip(c.members...), DefaultPatterns, c.l)
			expect(t, err, c.kind)
		})
	}
}

// TestZipReadsWhatIsWanted: bytes of other members are not asked for.
func TestZipReadsWhatIsWanted(t *testing.T) {
	raw := rawZip(rawMember{name: "a.json", content: "1234567"}, rawMember{name: "b.txt", content: strings.Repeat("x", 10<<20)})
	from := int64(at(t, raw, localMark, 1)) + tarBlock // the first block says what it is
	r := &forbidden{b: raw, from: from, to: from + 10<<20 - tarBlock - math.MaxUint16}
	e, err := Open(r, int64(len(raw)), DefaultPatterns, roomy)
	same(t, e, err, Zip, [2]string{"a.json", "1234567"})
}

type forbidden struct {
	b        []byte
	from, to int64
}

func (f *forbidden) ReadAt(p []byte, off int64) (int, error) {
	if off < f.to && off+int64(len(p)) > f.from {
		return 0, errors.New("this is not wanted")
	}
	return bytes.NewReader(f.b).ReadAt(p, off)
}
