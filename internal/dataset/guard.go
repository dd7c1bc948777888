package dataset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// The shape of a Parquet file is checked here before arrow-go sees it. arrow-go recovers from nonsense by errors or panics, which read.go
// turns into errors; what cannot be recovered from is memory: sizes in metadata, page headers and compressed blocks that it allocates
// for. After guard has passed, everything that will be allocated is bounded by the sizes guard has added up.

// Parquet's numbers for what is accepted.
const (
	parquetPlain, parquetPlainDictionary, parquetRLE, parquetBitPacked, parquetRLEDictionary = 0, 2, 3, 4, 8

	codecNone, codecSnappy, codecZstd = 0, 1, 6

	pageData, pageDictionary, pageDataV2 = 0, 2, 3
)

// maxFooter is the largest footer accepted, in bytes.
const maxFooter = 4 << 20

// shape is what guard found out.
type shape struct {
	rows      int64
	plain     int64 // bytes of all pages, unpacked
	dictBytes int64 // of the largest dictionary
}

// guard checks the structure of a Parquet file that should have the given number of flat columns. Its errors state a rule.
func guard(data []byte, columns int, lim Limits) (shape, error) {
	var s shape
	magic := []byte("PAR1")
	if len(data) < 12 || !bytes.Equal(data[:4], magic) || !bytes.Equal(data[len(data)-4:], magic) {
		return s, errors.New("not a Parquet file (or an encrypted one)")
	}
	size := int64(binary.LittleEndian.Uint32(data[len(data)-8:]))
	if size > maxFooter || size > int64(len(data)-12) {
		return s, errors.New("the footer is larger than allowed")
	}
	end := len(data) - 8 - int(size) // of the pages
	footer, n, err := readThrift(data[end : len(data)-8])
	if err != nil {
		return s, err
	}
	if n != int(size) {
		return s, errors.New("data after the footer")
	}
	for _, f := range footer.fields {
		if f.id == 8 || f.id == 9 {
			return s, errors.New("encrypted Parquet")
		}
	}
	if err := guardSchema(&footer, columns); err != nil {
		return s, err
	}
	total, err := footer.must(3, thriftI64)
	if err != nil {
		return s, err
	}
	groups, err := footer.must(4, thriftList)
	if err != nil {
		return s, err
	}
	for i := range groups.list {
		if err := s.rowGroup(data[:end], &groups.list[i], columns, lim); err != nil {
			return s, err
		}
	}
	if s.rows != total.num {
		return s, errors.New("row counts contradict each other")
	}
	return s, nil
}

// guardSchema: one root, its children all columns.
func guardSchema(footer *thriftValue, columns int) error {
	list, err := footer.must(2, thriftList)
	if err != nil {
		return err
	}
	if len(list.list) != columns+1 {
		return fmt.Errorf("%d columns (or nested ones), want %d", max(len(list.list)-1, 0), columns)
	}
	for i := range list.list {
		children, err := list.list[i].field(5, thriftI32)
		if err != nil {
			return err
		}
		if i == 0 && (children == nil || children.num != int64(columns)) || i > 0 && children != nil && children.num != 0 {
			return errors.New("nested columns")
		}
	}
	return nil
}

func (s *shape) rowGroup(pages []byte, rg *thriftValue, columns int, lim Limits) error {
	rows, err := rg.must(3, thriftI64)
	if err != nil {
		return err
	}
	if rows.num < 0 || rows.num > lim.MaxRows-s.rows {
		return fmt.Errorf("more than %d rows", lim.MaxRows)
	}
	s.rows += rows.num
	chunks, err := rg.must(1, thriftList)
	if err != nil {
		return err
	}
	if len(chunks.list) != columns {
		return errors.New("a row group has another number of columns")
	}
	for i := range chunks.list {
		if err := s.columnChunk(pages, &chunks.list[i], rows.num, lim); err != nil {
			return err
		}
	}
	return nil
}

func (s *shape) columnChunk(pages []byte, chunk *thriftValue, rows int64, lim Limits) error {
	for _, f := range chunk.fields {
		switch f.id {
		case 1:
			return errors.New("column data in another file")
		case 8, 9:
			return errors.New("encrypted Parquet")
		}
	}
	meta, err := chunk.must(3, thriftStruct)
	if err != nil {
		return err
	}
	get := func(id int16, typ byte) (n int64) {
		f, e := meta.must(id, typ)
		if e != nil {
			err = errors.Join(err, e)
			return 0
		}
		return f.num
	}
	codec, values, size, start := get(4, thriftI32), get(5, thriftI64), get(7, thriftI64), get(9, thriftI64)
	dict, err2 := meta.field(11, thriftI64)
	if err = errors.Join(err, err2); err != nil {
		return errThrift
	}
	if codec != codecNone && codec != codecSnappy && codec != codecZstd {
		return errors.New("compression other than none, snappy and zstd")
	}
	hasDict := dict != nil && dict.num != 0
	if hasDict {
		if dict.num < 0 || dict.num >= start {
			return errors.New("column offsets contradict each other")
		}
		start = dict.num
	}
	if values != rows {
		return errors.New("a column has another number of rows than its row group")
	}
	if start < 4 || size < 0 || start > int64(len(pages)) || size > int64(len(pages))-start {
		return errors.New("column data outside the file")
	}
	rest := pages[start : start+size]
	for first := true; len(rest) > 0; first = false {
		header, n, err := readThrift(rest)
		if err != nil {
			return err
		}
		p, err := readPage(&header)
		if err != nil {
			return err
		}
		rest = rest[n:]
		if p.packed > int64(len(rest)) {
			return errors.New("page data outside its column")
		}
		if p.plain > lim.MaxPlain-s.plain {
			return fmt.Errorf("unpacks to more than %d bytes", lim.MaxPlain)
		}
		s.plain += p.plain
		if p.dictionary {
			if !first || !hasDict {
				return errors.New("a dictionary out of place")
			}
			s.dictBytes = max(s.dictBytes, p.plain)
		} else if first && hasDict {
			return errors.New("a dictionary is missing")
		} else if values -= p.values; values < 0 {
			return errors.New("pages hold more rows than their column")
		}
		if err := p.guardCodec(codec, rest[:p.packed]); err != nil {
			return err
		}
		rest = rest[p.packed:]
	}
	if values != 0 {
		return errors.New("pages hold fewer rows than their column")
	}
	return nil
}

// page is a page header.
type page struct {
	dictionary   bool
	values       int64
	packed       int64 // bytes in the file
	plain        int64 // bytes unpacked
	levels       int64 // leading bytes that are not compressed
	uncompressed bool  // whatever the column's codec
}

func readPage(h *thriftValue) (page, error) {
	var p page
	var err error
	get := func(v *thriftValue, id int16, typ byte) int64 {
		f, e := v.must(id, typ)
		if e != nil {
			err = errThrift
			return 0
		}
		return f.num
	}
	kind := get(h, 1, thriftI32)
	p.plain, p.packed = get(h, 2, thriftI32), get(h, 3, thriftI32)
	// Each kind of page has its own header; arrow-go uses the one that belongs to the kind.
	ids := map[int64]int16{pageData: 5, pageDictionary: 7, pageDataV2: 8}
	id, ok := ids[kind]
	if !ok || err != nil {
		return p, errors.New("an unknown kind of page")
	}
	d, err := h.must(id, thriftStruct)
	if err != nil {
		return p, err
	}
	p.values = get(d, 1, thriftI32)
	var encoding int64
	switch kind {
	case pageData:
		encoding = get(d, 2, thriftI32)
	case pageDictionary:
		p.dictionary = true
		encoding = get(d, 2, thriftI32)
		// Every plain value in a dictionary takes four bytes or more.
		if err == nil && p.values > p.plain/4 {
			return p, errors.New("a dictionary claims more values than it has bytes")
		}
	case pageDataV2:
		encoding = get(d, 4, thriftI32)
		def, rep := get(d, 5, thriftI32), get(d, 6, thriftI32)
		rows := get(d, 3, thriftI32)
		if def < 0 || rep != 0 || def > p.packed || def > p.plain || rows != p.values {
			return p, errors.New("a page header contradicts itself")
		}
		p.levels = def
		compressed, e := d.field(7, thriftTrue)
		if e != nil {
			return p, e
		}
		p.uncompressed = compressed != nil && compressed.typ == thriftFalse
	}
	if err != nil {
		return p, err
	}
	switch encoding {
	case parquetPlain, parquetPlainDictionary, parquetRLE, parquetBitPacked, parquetRLEDictionary:
	default:
		return p, errors.New("an encoding other than plain, dictionary and run-length")
	}
	if p.values < 0 || p.plain < 0 || p.packed < 0 {
		return p, errors.New("a negative size")
	}
	return p, nil
}

// guardCodec: the compressed data unpacks to what the page header says, no more.
func (p page) guardCodec(codec int64, body []byte) error {
	want := uint64(p.plain - p.levels)
	body = body[p.levels:]
	if codec == codecNone || p.uncompressed {
		if uint64(len(body)) != want {
			return errors.New("a page has another size than its header says")
		}
		return nil
	}
	if len(body) == 0 && want == 0 {
		return nil
	}
	switch codec {
	case codecSnappy:
		if got, n := binary.Uvarint(body); n <= 0 || got != want {
			return errors.New("a page unpacks to another size than its header says")
		}
	case codecZstd:
		return guardZstd(body, want)
	}
	return nil
}

// guardZstd: exactly one frame, because more would unpack to more than the first says; and either the frame states its size or it is one
// block (as writers do for a few bytes), which is at most 128 KiB.
func guardZstd(body []byte, want uint64) error {
	bad := errors.New("a page unpacks to another size than its header says, or is not one zstd frame")
	var h zstd.Header
	if err := h.Decode(body); err != nil || h.Skippable || h.HasFCS && h.FrameContentSize != want || h.DictionaryID != 0 {
		return bad
	}
	rest := body[h.HeaderSize:]
	for last := false; !last; {
		if len(rest) < 3 {
			return bad
		}
		block := uint32(rest[0]) | uint32(rest[1])<<8 | uint32(rest[2])<<16
		rest = rest[3:]
		last = block&1 != 0
		if !last && !h.HasFCS {
			return bad
		}
		size := int(block >> 3)
		if block>>1&3 == 1 { // run-length: one byte
			size = 1
		}
		if size > len(rest) {
			return bad
		}
		rest = rest[size:]
	}
	if h.HasCheckSum {
		if len(rest) < 4 {
			return bad
		}
		rest = rest[4:]
	}
	if len(rest) != 0 {
		return bad
	}
	return nil
}
