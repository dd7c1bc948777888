package dataset

import (
	"encoding/binary"
	"errors"
)

// Parquet's metadata is Thrift in the compact protocol. The library's reader trusts sizes found there and allocates accordingly, so
// hostile metadata is first read here into a tree of bounded size, and checked (see guard.go).

// The wire types of the compact protocol.
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftI16    = 4
	thriftI32    = 5
	thriftI64    = 6
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
)

// Bounds of one tree. 300,000 nodes take about 20 MB and describe some 8,000 column chunks.
const (
	maxThriftNodes = 300_000
	maxThriftDepth = 16
)

var errThrift = errors.New("metadata is malformed or too large")

// thriftValue is a node of the tree.
type thriftValue struct {
	typ    byte
	id     int16 // of a struct's field
	num    int64
	bytes  []byte
	list   []thriftValue // of a list
	fields []thriftValue // of a struct
}

// field returns the field id of a struct if it is there with the wire type typ. A field of another type is an error.
func (v *thriftValue) field(id int16, typ byte) (*thriftValue, error) {
	for i := range v.fields {
		if f := &v.fields[i]; f.id == id {
			if f.typ != typ && !(typ == thriftTrue && f.typ == thriftFalse) {
				return nil, errThrift
			}
			return f, nil
		}
	}
	return nil, nil
}

// must is field for what has to be there.
func (v *thriftValue) must(id int16, typ byte) (*thriftValue, error) {
	f, err := v.field(id, typ)
	if err == nil && f == nil {
		err = errThrift
	}
	return f, err
}

type thriftReader struct {
	in    []byte
	pos   int
	nodes int
}

// readThrift reads one struct from the beginning of in and returns the number of bytes it took.
func readThrift(in []byte) (thriftValue, int, error) {
	r := &thriftReader{in: in}
	v, err := r.value(thriftStruct, 0)
	return v, r.pos, err
}

func (r *thriftReader) byte() (byte, error) {
	if r.pos >= len(r.in) {
		return 0, errThrift
	}
	r.pos++
	return r.in[r.pos-1], nil
}

func (r *thriftReader) uvarint() (uint64, error) {
	v, n := binary.Uvarint(r.in[r.pos:])
	if n <= 0 {
		return 0, errThrift
	}
	r.pos += n
	return v, nil
}

func (r *thriftReader) zigzag() (int64, error) {
	u, err := r.uvarint()
	return int64(u>>1) ^ -int64(u&1), err
}

// size reads a length, which can never exceed what is left, because an element takes at least one byte.
func (r *thriftReader) size() (int, error) {
	n, err := r.uvarint()
	if err != nil || n > uint64(len(r.in)-r.pos) {
		return 0, errThrift
	}
	return int(n), nil
}

func (r *thriftReader) value(typ byte, depth int) (thriftValue, error) {
	v := thriftValue{typ: typ}
	if r.nodes++; r.nodes > maxThriftNodes || depth > maxThriftDepth {
		return v, errThrift
	}
	var err error
	switch typ {
	case thriftTrue, thriftFalse:
		// As a list's element a boolean takes a byte; as a field its value is in the type (see structure).
		_, err = r.byte()
	case thriftByte:
		_, err = r.byte()
	case thriftI16, thriftI32, thriftI64:
		v.num, err = r.zigzag()
		if typ == thriftI32 && v.num != int64(int32(v.num)) || typ == thriftI16 && v.num != int64(int16(v.num)) {
			err = errThrift
		}
	case thriftDouble:
		if len(r.in)-r.pos < 8 {
			return v, errThrift
		}
		r.pos += 8
	case thriftBinary:
		var n int
		if n, err = r.size(); err == nil {
			v.bytes = r.in[r.pos : r.pos+n]
			r.pos += n
		}
	case thriftList, thriftSet:
		err = r.listOf(&v, depth)
	case thriftStruct:
		err = r.structure(&v, depth)
	default: // maps do not occur in Parquet
		err = errThrift
	}
	return v, err
}

func (r *thriftReader) listOf(v *thriftValue, depth int) error {
	head, err := r.byte()
	if err != nil {
		return err
	}
	n := int(head >> 4)
	if n == 15 {
		if n, err = r.size(); err != nil {
			return err
		}
	}
	if n > len(r.in)-r.pos || n > maxThriftNodes-r.nodes {
		return errThrift
	}
	v.list = make([]thriftValue, 0, n)
	for range n {
		e, err := r.value(head&15, depth+1)
		if err != nil {
			return err
		}
		v.list = append(v.list, e)
	}
	return nil
}

func (r *thriftReader) structure(v *thriftValue, depth int) error {
	id := int64(0)
	for {
		head, err := r.byte()
		if err != nil {
			return err
		}
		if head == 0 {
			return nil
		}
		if head>>4 != 0 {
			id += int64(head >> 4)
		} else if id, err = r.zigzag(); err != nil {
			return err
		}
		if id < 1 || id > 0x7fff {
			return errThrift
		}
		for _, f := range v.fields {
			if int64(f.id) == id {
				return errThrift // which one would count?
			}
		}
		var f thriftValue
		if typ := head & 15; typ == thriftTrue || typ == thriftFalse {
			r.nodes++
			f = thriftValue{typ: typ}
		} else if f, err = r.value(typ, depth+1); err != nil {
			return err
		}
		f.id = int16(id)
		v.fields = append(v.fields, f)
	}
}
