package seal

import (
	"bytes"
	"io"
	"testing"

	"github.com/coppice-network/coppice/internal/fixture"
)

const fixtureContent = `{"source":"fitbit","records":[]}`

func TestPooledFixture(t *testing.T) {
	intake, me := identity(t, 1), identity(t, 2)
	want := PooledHeader{Owner: owner, ChainID: 2677423, DLP: 3, ReplyTo: me.Recipient().String(), Nonce: [32]byte(bytes.Repeat([]byte{7}, 32))}
	b := fixture.File(t, "v1/pooled.age", func() []byte {
		var out bytes.Buffer
		w, err := SealPooled(&out, bytes.NewReader(want.Nonce[:]), want, intake.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, fixtureContent)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	})
	got, r, err := OpenPooled(bytes.NewReader(b), intake)
	if err != nil {
		t.Fatal(err)
	}
	if content, err := io.ReadAll(r); err != nil || string(content) != fixtureContent {
		t.Errorf("content %q, %v", content, err)
	}
	if got != want {
		t.Errorf("header %+v, want %+v", got, want)
	}
}

func TestPersonalFixture(t *testing.T) {
	id := identity(t, 3)
	b := fixture.File(t, "v1/personal.age", func() []byte {
		var out bytes.Buffer
		w, err := SealPersonal(&out, id.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, fixtureContent)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	})
	r, err := OpenPersonal(bytes.NewReader(b), id)
	if err != nil {
		t.Fatal(err)
	}
	if content, err := io.ReadAll(r); err != nil || string(content) != fixtureContent {
		t.Errorf("content %q, %v", content, err)
	}
}

func TestSidecarFixture(t *testing.T) {
	b := fixture.File(t, "v1/sidecar.json", func() []byte {
		b, err := sidecar().Encode()
		if err != nil {
			t.Fatal(err)
		}
		return b
	})
	if got, err := DecodeSidecar(b); err != nil || got != sidecar() {
		t.Errorf("%+v, %v", got, err)
	}
}
