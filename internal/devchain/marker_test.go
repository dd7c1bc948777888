package devchain

import (
	"errors"
	"fmt"
	"testing"
)

func FuzzMarker(f *testing.F) {
	for _, seed := range []string{`{"version":1,"chainId":2677423}`, `{"version":2}`, `{}`, `[]`, `{"version":1,"chainId":1,"x":2}`, "\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := parseMarker(raw)
		if err != nil {
			if !errors.Is(err, ErrVersion) {
				t.Fatalf("unnamed error: %v", err)
			}
			return
		}
		if m.Version != markerVersion || m.ChainID == 0 {
			t.Fatalf("accepted %+v", m)
		}
		again, err := parseMarker(fmt.Appendf(nil, `{"version":%d,"chainId":%d}`, m.Version, m.ChainID))
		if err != nil || again != m {
			t.Fatalf("%+v does not survive writing: %+v %v", m, again, err)
		}
	})
}
