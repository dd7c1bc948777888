package contribution

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/fixture"
	"github.com/coppice-network/coppice/internal/wallet"
)

// kept are two contributions of one batch, one of them on its way and one registered, and a third that has just begun.
func kept() []entry {
	ana := common.Address{0xa1}
	return []entry{
		{id: "01", name: "a.json", size: 12, dlp: 1, owner: ana, step: stepRegistered, cid: "bafy-a", personal: "file:///p/a", batch: "b1", fileID: 7, jobID: "99", tx: "0xabc"},
		{id: "02", name: "b.json", size: 13, dlp: 1, owner: ana, step: stepSubmitted, cid: "bafy-b", personal: "file:///p/b", batch: "b1"},
		{id: "03", name: "c.json", size: 14, dlp: 2, owner: ana, step: stepNew},
	}
}

// journalFixture is a journal's folder, as a version wrote it, with what kept says; from version 2 on with what was signed for b1, from
// version 3 on with the recipient of ana's copies.
func journalFixture(t *testing.T, version string) string {
	return filepath.Dir(fixture.Path(t, version+"/contributions.db.gz", func(path string) {
		j, err := OpenJournal(filepath.Dir(path))
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range kept() {
			e.intake = intakeOf(i)
			if _, err := j.begin(t.Context(), time.Unix(1_793_534_400, 0), e); err != nil {
				t.Fatal(err)
			}
			if err := j.save(t.Context(), &e); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := j.salt(t.Context(), "ana/1", func() ([32]byte, error) { return [32]byte{5}, nil }); err != nil {
			t.Fatal(err)
		}
		if err := j.keepSignature(t.Context(), "b1", 4, 1_793_535_300, []byte{1, 2, 3}); err != nil {
			t.Fatal(err)
		}
		if err := j.hold(t.Context(), "ana/1", [32]byte{6}); err != nil {
			t.Fatal(err)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}))
}

// intakeOf is what the fixtures of version 3 are sealed to.
func intakeOf(i int) string { return []string{"aa", "bb", ""}[i] }

func TestJournalFixture(t *testing.T) {
	for _, version := range []string{"v1", "v2", "v3"} {
		t.Run(version, func(t *testing.T) { readFixture(t, version) })
	}
}

func readFixture(t *testing.T, version string) {
	j, err := OpenJournal(journalFixture(t, version))
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	nonce, deadline, signature, err := j.signature(t.Context(), "b1")
	if version == "v1" && (signature != nil || err != nil) || version != "v1" && (nonce != 4 || deadline != 1_793_535_300 || string(signature) != "\x01\x02\x03") {
		t.Errorf("signed %d, %d, %x, %v", nonce, deadline, signature, err)
	}
	want := kept()
	if version == "v3" {
		for i := range want {
			want[i].intake = intakeOf(i)
		}
	}
	got, err := j.batch(t.Context(), "b1")
	if err != nil || len(got) != 2 || *got[0] != want[0] || *got[1] != want[1] {
		t.Errorf("batch %+v, %v", got, err)
	}
	if e, err := j.byFile(t.Context(), want[0].owner, 7); err != nil || e == nil || *e != want[0] {
		t.Errorf("file 7: %+v, %v", e, err)
	}
	// Beginning again finds what was begun.
	if e, err := j.begin(t.Context(), time.Now(), want[2]); err != nil || *e[0] != want[2] {
		t.Errorf("the third: %+v, %v", e, err)
	}
	salt, err := j.salt(t.Context(), "ana/1", func() ([32]byte, error) { return [32]byte{}, errors.New("drawn again") })
	if err != nil || salt != [32]byte{5} {
		t.Errorf("salt %x, %v", salt, err)
	}
	// A journal that knows no recipient takes the first; one that knows holds the wallet to it.
	if err := j.hold(t.Context(), "ana/1", [32]byte{7}); version == "v3" != errors.Is(err, wallet.ErrNotDeterministic) {
		t.Errorf("another recipient: %v", err)
	}
}

func TestJournalOfUnknownVersionIsRefused(t *testing.T) {
	for _, version := range []string{"4", "-1"} {
		dir := journalFixture(t, "v3")
		db, err := sql.Open("sqlite", filepath.Join(dir, "contributions.db"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("PRAGMA user_version = " + version); err != nil {
			t.Fatal(err)
		}
		db.Close()
		if _, err := OpenJournal(dir); !errors.Is(err, ErrJournalVersion) {
			t.Errorf("version %s: %v", version, err)
		}
	}
}
