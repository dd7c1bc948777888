package dataset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/golang/snappy"
	"github.com/klauspost/compress/zstd"
)

// tw writes Thrift in the compact protocol, for metadata that no writer would produce.
type tw struct{ bytes.Buffer }

func (w *tw) uvarint(n uint64) { w.Write(binary.AppendUvarint(nil, n)) }
func (w *tw) zigzag(n int64)   { w.uvarint(uint64(n<<1) ^ uint64(n>>63)) }
func (w *tw) i32(delta byte, n int64) {
	w.WriteByte(delta<<4 | thriftI32)
	w.zigzag(n)
}

// pageHeader is a header of a data page (kind 0) or a dictionary (kind 2).
func pageHeader(kind, plain, packed, values, encoding int64) []byte {
	var w tw
	w.i32(1, kind)
	w.i32(1, plain)
	w.i32(1, packed)
	w.WriteByte(byte(2+kind)<<4 | thriftStruct) // field 5 or 7
	w.i32(1, values)
	w.i32(1, encoding)
	w.WriteByte(0)
	w.WriteByte(0)
	return w.Bytes()
}

func TestThriftRefuses(t *testing.T) {
	var deep tw
	for range maxThriftDepth + 2 {
		deep.WriteByte(1<<4 | thriftStruct)
	}
	deep.Write(make([]byte, maxThriftDepth+3))
	var many tw
	for i := range 3 { // 3 lists of 150,000 booleans: more nodes than allowed, in fewer bytes
		many.WriteByte(1<<4 | thriftList)
		many.WriteByte(15<<4 | thriftTrue)
		many.uvarint(150_000)
		many.Write(make([]byte, 150_000))
		_ = i
	}
	many.WriteByte(0)
	for name, in := range map[string][]byte{
		"nothing":                      {},
		"no end":                       {1<<4 | thriftI32, 2},
		"a list longer than the input": {1<<4 | thriftList, 15<<4 | thriftStruct, 0xff, 0xff, 0xff, 0xff, 0x07, 0},
		"bytes longer than the input":  {1<<4 | thriftBinary, 0xff, 0xff, 0xff, 0xff, 0x07, 0},
		"a number that never ends":     append([]byte{1<<4 | thriftI64}, bytes.Repeat([]byte{0xff}, 20)...),
		"an i32 beyond 32 bits":        {1<<4 | thriftI32, 0x80, 0x80, 0x80, 0x80, 0x80, 1, 0},
		"a field twice":                {1<<4 | thriftI32, 2, thriftI32, 2, 4, 0},
		"a map":                        {1<<4 | thriftMap, 0, 0},
		"an unknown type":              {1<<4 | 14, 0, 0},
		"nested too deep":              deep.Bytes(),
		"too many nodes":               many.Bytes(),
		"a negative field":             {thriftI32, 1, 2, 0},
		"a list of an impossible type": {1<<4 | thriftList, 1 << 4, 0, 0},
		"a double that is cut off":     {1<<4 | thriftDouble, 0, 0},
	} {
		if _, _, err := readThrift(in); !errors.Is(err, errThrift) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if v, n, err := readThrift([]byte{1<<4 | thriftI32, 3, 1<<4 | thriftFalse, 0, 9}); err != nil || n != 4 || v.fields[0].num != -2 || v.fields[1].id != 2 {
		t.Errorf("%+v %d %v", v, n, err)
	}
}

func TestPageHeaderRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		header []byte
		rule   string
	}{
		"data":                          {pageHeader(pageData, 100, 50, 7, parquetPlain), ""},
		"dictionary":                    {pageHeader(pageDictionary, 100, 50, 25, parquetPlain), ""},
		"dictionary of too many values": {pageHeader(pageDictionary, 100, 50, 1<<30, parquetPlain), "more values than it has bytes"},
		"negative size":                 {pageHeader(pageData, -1, 50, 7, parquetPlain), "negative"},
		"negative packed size":          {pageHeader(pageData, 1, -50, 7, parquetPlain), "negative"},
		"negative values":               {pageHeader(pageData, 1, 50, -7, parquetPlain), "negative"},
		"delta":                         {pageHeader(pageData, 1, 50, 7, 7), "encoding"},
		"an index page":                 {pageHeader(1, 1, 50, 7, parquetPlain), "kind of page"},
	} {
		v, _, err := readThrift(tc.header)
		if err != nil {
			t.Fatal(name, err)
		}
		_, err = readPage(&v)
		if tc.rule == "" && err != nil || tc.rule != "" && (err == nil || !strings.Contains(err.Error(), tc.rule)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCompressedPageRefuses(t *testing.T) {
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	plain := bytes.Repeat([]byte("0123456789abcdef"), 50_000)
	frame := enc.EncodeAll(plain, nil)
	var stream bytes.Buffer // without its size in front
	sw, _ := zstd.NewWriter(&stream)
	sw.Write(plain)
	sw.Flush()
	sw.Close()
	bomb := enc.EncodeAll(make([]byte, 1<<20), nil)
	skip := append([]byte{0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0}, 0)
	packed := snappy.Encode(nil, plain)
	n := int64(len(plain))
	for name, tc := range map[string]struct {
		codec int64
		page  page
		body  []byte
		ok    bool
	}{
		"zstd":                      {codecZstd, page{plain: n}, frame, true},
		"zstd of few bytes":         {codecZstd, page{plain: 5}, enc.EncodeAll([]byte("hello"), nil), true},
		"zstd of no bytes":          {codecZstd, page{}, nil, true},
		"zstd of another size":      {codecZstd, page{plain: n - 1}, frame, false},
		"zstd, two frames":          {codecZstd, page{plain: n}, append(bytes.Clone(frame), bomb...), false},
		"zstd, a skippable frame":   {codecZstd, page{plain: n}, append(bytes.Clone(skip), frame...), false},
		"zstd, cut":                 {codecZstd, page{plain: n}, frame[:len(frame)-1], false},
		"zstd, many blocks unsized": {codecZstd, page{plain: n}, stream.Bytes(), false},
		"zstd, nonsense":            {codecZstd, page{plain: n}, []byte("nonsense"), false},
		"snappy":                    {codecSnappy, page{plain: n}, packed, true},
		"snappy after levels":       {codecSnappy, page{plain: n + 3, levels: 3}, append([]byte("lvl"), packed...), true},
		"snappy of another size":    {codecSnappy, page{plain: 10}, packed, false},
		"snappy claims 4 GB":        {codecSnappy, page{plain: n}, append([]byte{0xff, 0xff, 0xff, 0xff, 0x0f}, packed...), false},
		"none":                      {codecNone, page{plain: 3}, []byte("abc"), true},
		"none of another size":      {codecNone, page{plain: 4}, []byte("abc"), false},
		"said to be uncompressed":   {codecSnappy, page{plain: 3, uncompressed: true}, []byte("abc"), true},
	} {
		if err := tc.page.guardCodec(tc.codec, tc.body); (err == nil) != tc.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Footers that claim more than there is.
func TestGuardRefusesFooters(t *testing.T) {
	columns := []Column{{"a", Integer, false}}
	good := encodeRows(t, columns, testRows(columns, 1, 3), compress.Codecs.Uncompressed)
	footer := func(size uint32, body []byte) []byte {
		out := append(bytes.Clone(good[:4]), body...)
		return append(binary.LittleEndian.AppendUint32(out, size), "PAR1"...)
	}
	encrypted := bytes.Clone(good)
	copy(encrypted[len(encrypted)-4:], "PARE")
	for name, data := range map[string][]byte{
		"larger than the file": footer(1000, []byte{0}),
		"4 GB":                 footer(1<<32-1, []byte{0}),
		"empty":                footer(0, nil),
		"no schema":            footer(1, []byte{0}),
		"encrypted":            encrypted,
		"data after it":        footer(3, []byte{0, 0, 0}),
	} {
		if _, err := guard(data, 1, Limits{}.defaults()); err == nil {
			t.Errorf("%s: passes", name)
		}
	}
	if s, err := guard(good, 1, Limits{}.defaults()); err != nil || s.rows != 3 {
		t.Fatal(s, err)
	}
}
