package attestation

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
)

func TestDecode(t *testing.T) {
	want := document()
	data, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("read again it is %+v", got)
	}
	for name, data := range map[string][]byte{
		"nothing":          nil,
		"null":             []byte("null"),
		"no object":        []byte(`"x"`),
		"an empty object":  []byte("{}"),
		"cut off":          data[:len(data)-1],
		"a later version":  bytes.Replace(data, []byte(Format), []byte("coppice-attestation/2"), 1),
		"an unknown field": bytes.Replace(data, []byte("{"), []byte(`{"more":1,`), 1),
		"a second one":     append(bytes.Clone(data), data...),
	} {
		if _, err := Decode(data); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: got %v, want ErrFormat", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	data, err := document().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Decode(data)
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Fatalf("got %v, want ErrFormat", err)
			}
			return
		}
		once, err := d.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Decode(once)
		if err != nil {
			t.Fatalf("%s is written as %s, which is refused: %v", data, once, err)
		}
		if twice, err := again.Encode(); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%s is read as %s (%v)", once, twice, err)
		}
	})
}
