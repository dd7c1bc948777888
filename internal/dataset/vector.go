package dataset

// vector holds the values of one column. Where valid is nil there is no NULL; a NULL has the zero value in its place.
type vector struct {
	typ   ColumnType
	n     int
	valid []bool
	i32   []int32   // DATE, INTEGER
	i64   []int64   // BIGINT, TIMESTAMP
	f64   []float64 // DOUBLE
	flags []bool    // BOOLEAN
	ends  []int     // TEXT: where in text each value ends
	text  []byte
}

// rows is a piece of a table: vectors of equal length.
type rows struct {
	n       int
	columns []Column
	vectors []*vector
}

func newRows(columns []Column) *rows {
	r := &rows{columns: columns, vectors: make([]*vector, len(columns))}
	for i, c := range columns {
		r.vectors[i] = &vector{typ: c.Type}
	}
	return r
}

// bytes is about what the rows take in memory.
func (r *rows) bytes() int {
	total := 0
	for _, v := range r.vectors {
		total += v.bytes()
	}
	return total
}

func (v *vector) bytes() int {
	return len(v.valid) + 4*len(v.i32) + 8*len(v.i64) + 8*len(v.f64) + len(v.flags) + 8*len(v.ends) + len(v.text)
}

// value returns the i-th text.
func (v *vector) value(i int) []byte {
	begin := 0
	if i > 0 {
		begin = v.ends[i-1]
	}
	return v.text[begin:v.ends[i]]
}

// null reports whether the i-th value is NULL.
func (v *vector) null(i int) bool { return v.valid != nil && !v.valid[i] }

// markAll notes whether each of the next n values is NULL, before they are appended; valid nil means none is.
func (v *vector) markAll(n int, valid []bool) {
	if v.valid == nil && valid == nil {
		return
	}
	for len(v.valid) < v.n {
		v.valid = append(v.valid, true)
	}
	v.valid = append(v.valid, valid...)
	for len(v.valid) < v.n+n {
		v.valid = append(v.valid, true)
	}
}

// appendNulls adds n NULLs.
func (v *vector) appendNulls(n int) {
	v.markAll(n, make([]bool, n))
	switch v.typ {
	case Date, Integer:
		v.i32 = append(v.i32, make([]int32, n)...)
	case BigInt, Timestamp:
		v.i64 = append(v.i64, make([]int64, n)...)
	case Double:
		v.f64 = append(v.f64, make([]float64, n)...)
	case Boolean:
		v.flags = append(v.flags, make([]bool, n)...)
	case Text:
		for range n {
			v.ends = append(v.ends, len(v.text))
		}
	}
	v.n += n
}

// appendText adds the same text n times.
func (v *vector) appendText(text string, n int) {
	v.markAll(n, nil)
	for range n {
		v.text = append(v.text, text...)
		v.ends = append(v.ends, len(v.text))
	}
	v.n += n
}

// appendRange adds the values from up to but not including to of w, which is of the same type.
func (v *vector) appendRange(w *vector, from, to int) {
	var valid []bool
	if w.valid != nil {
		valid = w.valid[from:to]
	}
	v.markAll(to-from, valid)
	switch v.typ {
	case Date, Integer:
		v.i32 = append(v.i32, w.i32[from:to]...)
	case BigInt, Timestamp:
		v.i64 = append(v.i64, w.i64[from:to]...)
	case Double:
		v.f64 = append(v.f64, w.f64[from:to]...)
	case Boolean:
		v.flags = append(v.flags, w.flags[from:to]...)
	case Text:
		if from < to {
			begin := 0
			if from > 0 {
				begin = w.ends[from-1]
			}
			shift := len(v.text) - begin
			v.text = append(v.text, w.text[begin:w.ends[to-1]]...)
			for _, end := range w.ends[from:to] {
				v.ends = append(v.ends, end+shift)
			}
		}
	}
	v.n += to - from
}

// reset empties the vector and keeps its memory.
func (v *vector) reset() {
	*v = vector{typ: v.typ, i32: v.i32[:0], i64: v.i64[:0], f64: v.f64[:0], flags: v.flags[:0], ends: v.ends[:0], text: v.text[:0]}
}
