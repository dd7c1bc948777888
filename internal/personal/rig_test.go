package personal

import (
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/coppice-network/coppice/internal/blob"
)

// testContent returns n bytes that no compression or deduplication shortens; equal seeds give equal bytes.
func testContent(seed byte, n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{seed}).Read(b)
	return b
}

func wantErr(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}

// cutOff yields what r yields and then an error.
func cutOff(r io.Reader, err error) io.Reader { return io.MultiReader(r, iotest.ErrReader(err)) }

// emptyFile is the address of nothing.
const emptyFile = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"

// content is an empty content store.
func content(t testing.TB) *blob.Store {
	t.Helper()
	s, err := blob.Open(blob.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
