package dataset

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
)

// FormatSchema is the first field of every schema document.
const FormatSchema = "coppice-schema/1"

// Bounds of a schema document.
const (
	MaxSchemaBytes  = 1 << 20
	MaxTables       = 64
	MaxTableColumns = 512
)

// Errors of schemas.
var (
	// ErrSchemaVersion: the document is of a format this program does not know.
	ErrSchemaVersion = errors.New("dataset: unknown schema format")
	// ErrSchemaInvalid: the document is not a schema; the text says where.
	ErrSchemaInvalid = errors.New("dataset: invalid schema")
)

// ColumnType is a SQL type a column may have.
type ColumnType string

// The column types, by their DuckDB names. TIMESTAMP counts microseconds without a time zone.
const (
	Date      ColumnType = "DATE"
	Integer   ColumnType = "INTEGER"
	BigInt    ColumnType = "BIGINT"
	Double    ColumnType = "DOUBLE"
	Text      ColumnType = "TEXT"
	Boolean   ColumnType = "BOOLEAN"
	Timestamp ColumnType = "TIMESTAMP"
)

// ColumnTypes lists every type.
func ColumnTypes() []ColumnType {
	return []ColumnType{Date, Integer, BigInt, Double, Text, Boolean, Timestamp}
}

// Valid reports whether t is one of the known types.
func (t ColumnType) Valid() bool { return slices.Contains(ColumnTypes(), t) }

// Column is one column of a table.
type Column struct {
	Name     string     `json:"name"`
	Type     ColumnType `json:"type"`
	Nullable bool       `json:"nullable"`
}

// Table is the shape of one table. Column order counts: `*` means the columns in this order.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
}

// Column returns the column of that name.
func (t Table) Column(name string) (Column, bool) {
	for _, c := range t.Columns {
		if c.Name == name {
			return c, true
		}
	}
	return Column{}, false
}

// Schema is the set of tables a refiner promises to produce.
type Schema struct {
	Format string  `json:"format"`
	Tables []Table `json:"tables"`
}

// Table returns the table of that name.
func (s Schema) Table(name string) (Table, bool) {
	for _, t := range s.Tables {
		if t.Name == name {
			return t, true
		}
	}
	return Table{}, false
}

var nameRule = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// ValidName reports whether s may name a table or a column: 1 to 63 of a-z, 0-9 and _, a letter first. Names that begin with _ are
// reserved for Coppice (`_wallet`).
func ValidName(s string) bool { return nameRule.MatchString(s) }

// Check returns an error wrapping ErrSchemaInvalid or ErrSchemaVersion unless s is a schema with at least one table, every table
// with at least one column, and all names valid and distinct.
func (s Schema) Check() error {
	if s.Format != FormatSchema {
		return fmt.Errorf("%w %q, want %q", ErrSchemaVersion, s.Format, FormatSchema)
	}
	if len(s.Tables) == 0 || len(s.Tables) > MaxTables {
		return fmt.Errorf("%w: %d tables, want 1 to %d", ErrSchemaInvalid, len(s.Tables), MaxTables)
	}
	seen := map[string]bool{}
	for _, t := range s.Tables {
		if err := t.Check(); err != nil {
			return err
		}
		if seen[t.Name] {
			return fmt.Errorf("%w: table %q twice", ErrSchemaInvalid, t.Name)
		}
		seen[t.Name] = true
	}
	return nil
}

// Check is the part of Schema.Check that concerns one table.
func (t Table) Check() error {
	if !ValidName(t.Name) {
		return fmt.Errorf("%w: table name %q: want 1 to 63 of a-z 0-9 _, a letter first", ErrSchemaInvalid, t.Name)
	}
	if len(t.Columns) == 0 || len(t.Columns) > MaxTableColumns {
		return fmt.Errorf("%w: table %q has %d columns, want 1 to %d", ErrSchemaInvalid, t.Name, len(t.Columns), MaxTableColumns)
	}
	seen := map[string]bool{}
	for _, c := range t.Columns {
		switch {
		case !ValidName(c.Name):
			return fmt.Errorf("%w: column name %q in table %q: want 1 to 63 of a-z 0-9 _, a letter first", ErrSchemaInvalid, c.Name, t.Name)
		case seen[c.Name]:
			return fmt.Errorf("%w: column %q twice in table %q", ErrSchemaInvalid, c.Name, t.Name)
		case !c.Type.Valid():
			return fmt.Errorf("%w: column %q of table %q has type %q, want one of %v", ErrSchemaInvalid, c.Name, t.Name, c.Type, ColumnTypes())
		}
		seen[c.Name] = true
	}
	return nil
}

// ParseSchema reads a schema document. It is strict: exact field names, each once, nothing unknown, nothing after the document.
// Errors wrap ErrSchemaInvalid or ErrSchemaVersion.
func ParseSchema(doc []byte) (Schema, error) {
	if len(doc) > MaxSchemaBytes {
		return Schema{}, fmt.Errorf("%w: %d bytes, at most %d", ErrSchemaInvalid, len(doc), MaxSchemaBytes)
	}
	// The version decides before anything else may be complained about.
	var head struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(doc, &head); err != nil {
		return Schema{}, fmt.Errorf("%w: %v", ErrSchemaInvalid, err)
	}
	if head.Format != FormatSchema {
		return Schema{}, fmt.Errorf("%w %q, want %q", ErrSchemaVersion, head.Format, FormatSchema)
	}
	var s Schema
	if err := strictJSON(doc, &s, "format", "tables", "name", "columns", "type", "nullable"); err != nil {
		return Schema{}, fmt.Errorf("%w: %v", ErrSchemaInvalid, err)
	}
	return s, s.Check()
}

// Encode returns the one canonical encoding of a schema, which is what its digest is of and what should be published.
func (s Schema) Encode() ([]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	doc, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode schema: %w", err)
	}
	return append(doc, '\n'), nil
}

// Digest is the sha2-256 of Encode: for a document below 256 KiB also the digest of its raw content address.
func (s Schema) Digest() ([32]byte, error) {
	doc, err := s.Encode()
	if err != nil {
		return [32]byte{}, err
	}
	return sha256.Sum256(doc), nil
}

// strictJSON decodes doc into v and refuses what encoding/json would let pass: fields not listed, repeated or in other letters (it
// matches without regard to case), and data after the document.
func strictJSON(doc []byte, v any, fields ...string) error {
	if err := checkFields(doc, fields); err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("data after the document")
	}
	return nil
}

// checkFields refuses objects with a field that is not listed, or with one field twice.
func checkFields(doc []byte, fields []string) error {
	dec := json.NewDecoder(bytes.NewReader(doc))
	type level struct {
		seen  map[string]bool // nil in an array
		value bool            // the next token of this object is a value
	}
	var stack []level
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if n := len(stack); n > 0 && stack[n-1].seen != nil && !stack[n-1].value {
			if name, ok := tok.(string); ok {
				if !slices.Contains(fields, name) {
					return fmt.Errorf("unknown field %q", name)
				}
				if stack[n-1].seen[name] {
					return fmt.Errorf("field %q twice", name)
				}
				stack[n-1].seen[name], stack[n-1].value = true, true
				continue
			}
		}
		switch tok {
		case json.Delim('{'):
			stack = append(stack, level{seen: map[string]bool{}})
			continue
		case json.Delim('['):
			stack = append(stack, level{})
			continue
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:len(stack)-1]
		}
		if n := len(stack); n > 0 {
			stack[n-1].value = false
		}
	}
}
