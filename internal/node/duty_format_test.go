package node

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/coppice-network/coppice/internal/durable"
)

// What a later version wrote about a validator's duties is refused, not guessed at.
func TestDutyFilesOfLaterVersions(t *testing.T) {
	v := &validator{dir: t.TempDir()}
	if gone, err := v.away(); gone || err != nil {
		t.Errorf("without a file: %v, %v", gone, err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := durable.Write(filepath.Join(v.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(awayName, awayText)
	if gone, err := v.away(); !gone || err != nil {
		t.Errorf("sent away: %v, %v", gone, err)
	}
	write(awayName, "coppice-away/2\n")
	if _, err := v.away(); err == nil {
		t.Error("a later version of being away was read")
	}
	d := &duties{v: v}
	if wei, err := d.finish(t.Context()); wei != nil || err != nil {
		t.Errorf("without a payout: %v, %v", wei, err)
	}
	for _, text := range []string{`{"format":"coppice-payout/2","what":"claim"}`, `{`, ``} {
		write("payout.json", text)
		if _, err := d.finish(t.Context()); err == nil {
			t.Errorf("read %q", text)
		}
		if _, err := os.Stat(d.payoutFile()); err != nil {
			t.Errorf("%q was removed: %v", text, err)
		}
	}
}
