// Package job holds the documents of an access job that travel between buyer and validator.
//
//   - [Request]: what the buyer wants, sealed to the validators that may be drawn for it. The sha2-256 of the sealed bytes is the
//     job's requestDigest on chain; the document names the buyer, so nobody can submit it as their own.
//   - [Manifest]: what the validator delivered: the list of artefacts, each sealed to the buyer and stored by content address, and
//     the sealed manifest's digest is the receipt's resultDigest.
//   - [ReceiptFile]: the validator's signed statement with what is needed to check it, as `coppice receipt verify` reads it.
//
// All are JSON with a format field; unknown formats and unknown fields are refused, and so is a top-level field given twice or in other
// letters: two programs that read one document must read the same.
package job

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// ErrFormat reports a document of an unknown format or with fields that its format does not have.
var ErrFormat = errors.New("job: unknown or malformed document")

// MaxDocument bounds the sealed request and manifest, in bytes: each must be one raw block.
const MaxDocument = 256 << 10

func decode(data []byte, format string, into interface{ formatName() string }) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("%w: %v", ErrFormat, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: data after the document", ErrFormat)
	}
	if got := into.formatName(); got != format {
		return fmt.Errorf("%w: format %.40q, want %q", ErrFormat, got, format)
	}
	return exactly(data, reflect.TypeOf(into).Elem())
}

// exactly reports whether an object's fields are spelled as those of a struct, each at most once. encoding/json is lenient in both.
func exactly(data []byte, doc reflect.Type) error {
	known := make(map[string]bool)
	for i := range doc.NumField() {
		name, _, _ := strings.Cut(doc.Field(i).Tag.Get("json"), ",")
		known[name] = true
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("%w: not an object", ErrFormat)
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return fmt.Errorf("%w: %v", ErrFormat, err)
		}
		key, _ := name.(string)
		if !known[key] {
			return fmt.Errorf("%w: field %.40q is unknown or given twice", ErrFormat, key)
		}
		delete(known, key)
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return fmt.Errorf("%w: %v", ErrFormat, err)
		}
	}
	return nil
}
