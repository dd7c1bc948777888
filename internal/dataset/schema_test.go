package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// allTypes has a column of each type, NOT NULL and NULL.
func allTypes() Table {
	t := Table{Name: "everything"}
	for _, typ := range ColumnTypes() {
		name := strings.ToLower(string(typ))
		t.Columns = append(t.Columns, Column{Name: name, Type: typ}, Column{Name: name + "_n", Type: typ, Nullable: true})
	}
	return t
}

func TestSchemaRoundTrip(t *testing.T) {
	s := Schema{Format: FormatSchema, Tables: []Table{allTypes(), {Name: "t2", Columns: []Column{{Name: "c", Type: Text}}}}}
	doc, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParseSchema(doc)
	if err != nil {
		t.Fatal(err)
	}
	again, err := back.Encode()
	if err != nil || !bytes.Equal(doc, again) {
		t.Fatalf("%s\n%s\n%v", doc, again, err)
	}
	d1, _ := s.Digest()
	s.Tables[1].Columns[0].Nullable = true
	if d2, _ := s.Digest(); d1 == d2 {
		t.Fatal("the digest does not cover nullable")
	}
}

func TestParseSchemaRefuses(t *testing.T) {
	const good = `{"format":"coppice-schema/1","tables":[{"name":"t","columns":[{"name":"c","type":"DATE","nullable":true}]}]}`
	if _, err := ParseSchema([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		doc  string
		want error
	}{
		"empty":                    {"", ErrSchemaInvalid},
		"not JSON":                 {"x", ErrSchemaInvalid},
		"null":                     {"null", ErrSchemaVersion},
		"later format":             {strings.Replace(good, "/1", "/2", 1), ErrSchemaVersion},
		"no format":                {strings.Replace(good, `"format":"coppice-schema/1",`, "", 1), ErrSchemaVersion},
		"unknown field":            {strings.Replace(good, `"name":"t"`, `"name":"t","key":"x"`, 1), ErrSchemaInvalid},
		"field in capitals":        {strings.Replace(good, `"nullable"`, `"Nullable"`, 1), ErrSchemaInvalid},
		"field twice":              {strings.Replace(good, `"name":"c"`, `"name":"c","name":"d"`, 1), ErrSchemaInvalid},
		"data after":               {good + "{}", ErrSchemaInvalid},
		"no table":                 {`{"format":"coppice-schema/1","tables":[]}`, ErrSchemaInvalid},
		"no column":                {strings.Replace(good, `{"name":"c","type":"DATE","nullable":true}`, "", 1), ErrSchemaInvalid},
		"unknown type":             {strings.Replace(good, "DATE", "DECIMAL", 1), ErrSchemaInvalid},
		"type in small letters":    {strings.Replace(good, "DATE", "date", 1), ErrSchemaInvalid},
		"table in capitals":        {strings.Replace(good, `"t"`, `"T"`, 1), ErrSchemaInvalid},
		"reserved column":          {strings.Replace(good, `"c"`, `"_wallet"`, 1), ErrSchemaInvalid},
		"column with a digit":      {strings.Replace(good, `"c"`, `"1c"`, 1), ErrSchemaInvalid},
		"quoted name":              {strings.Replace(good, `"c"`, `"c\""`, 1), ErrSchemaInvalid},
		"name with a newline":      {strings.Replace(good, `"c"`, `"c\n"`, 1), ErrSchemaInvalid},
		"name of 64":               {strings.Replace(good, `"c"`, `"`+strings.Repeat("c", 64)+`"`, 1), ErrSchemaInvalid},
		"column twice":             {strings.Replace(good, `"columns":[`, `"columns":[{"name":"c","type":"TEXT","nullable":true},`, 1), ErrSchemaInvalid},
		"table twice":              {strings.Replace(good, `"tables":[`, `"tables":[{"name":"t","columns":[{"name":"c","type":"TEXT","nullable":true}]},`, 1), ErrSchemaInvalid},
		"larger than a schema is":  {good + strings.Repeat(" ", MaxSchemaBytes), ErrSchemaInvalid},
		"nullable of another type": {strings.Replace(good, "true", `"yes"`, 1), ErrSchemaInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseSchema([]byte(tc.doc))
			if !errors.Is(err, tc.want) {
				t.Fatalf("%v, want %v", err, tc.want)
			}
		})
	}
	long := fmt.Sprintf(`{"format":"coppice-schema/1","tables":[{"name":"t","columns":[{"name":"%s","type":"DATE","nullable":true}]}]}`, strings.Repeat("c", 63))
	if _, err := ParseSchema([]byte(long)); err != nil {
		t.Fatalf("a name of 63: %v", err)
	}
}

func FuzzParseSchema(f *testing.F) {
	doc, _ := Schema{Format: FormatSchema, Tables: []Table{allTypes()}}.Encode()
	f.Add(doc)
	f.Fuzz(func(t *testing.T, doc []byte) {
		s, err := ParseSchema(doc)
		if err != nil {
			if !errors.Is(err, ErrSchemaInvalid) && !errors.Is(err, ErrSchemaVersion) {
				t.Fatal(err)
			}
			return
		}
		one, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseSchema(one)
		if err != nil {
			t.Fatal(err)
		}
		if two, _ := again.Encode(); !bytes.Equal(one, two) {
			t.Fatal("the encoding is not canonical")
		}
	})
}
