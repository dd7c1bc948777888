package e2e

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coppice-network/coppice/internal/export/exporttest"
	"github.com/coppice-network/coppice/internal/personal/remotetest"
	"github.com/coppice-network/coppice/internal/soak"
)

// largeExport is the size of the export that TestLargeExport contributes: more than what it allows a process, and 5 GiB in `make soak`.
func largeExport() int64 {
	if soak.On() {
		return 5 << 30
	}
	return 320 << 20
}

// What the client may occupy, and what the node may occupy more than before, whatever the size of the export.
const (
	largestProcess = 256 << 20
	largestGrowth  = 128 << 20
)

// TestLargeExport contributes an archive that does not fit into the memory that client and node may have: sealed, stored, its personal copy
// in an S3 server, opened, read where the bundle reads it, refined, and recovered as it was.
func TestLargeExport(t *testing.T) {
	t.Setenv("RCLONE_CONFIG", filepath.Join(t.TempDir(), "none.conf"))
	for k, v := range remotetest.S3Options(remotetest.S3(t, t.TempDir())) {
		t.Setenv("RCLONE_CONFIG_OWN_"+strings.ToUpper(k), v)
	}
	m := newMachine(t)
	m.start()
	m.account("founder")
	m.account("ana")
	limits := fmt.Sprintf(`"limits":{"maxInputMiB":%d}`, largeExport()>>20+1)
	proof := exporttest.Folder(t, map[string]string{
		"bundle.json": `{"format":"coppice-bundle/1","kind":"proof","name":"large","runtime":"starlark","entry":"proof.star",` + limits + `}`,
		"proof.star": `
def prove(file, context):
    return proof(valid = file.json()["n"] == 7, score = 1, quality = 1)
`})
	refiner := exporttest.Folder(t, map[string]string{
		"bundle.json": `{"format":"coppice-bundle/1","kind":"refiner","name":"large","runtime":"duckdb","entry":"refine.sql",` + limits + `}`,
		"refine.sql":  "CREATE TABLE numbers (n INTEGER NOT NULL);\nINSERT INTO numbers SELECT (content->'$.n')::INTEGER FROM input;\n",
	})
	m.do(nil, "--as", "founder", "dao", "create", "large", "--proof", proof, "--refiner", refiner)

	path := filepath.Join(t.TempDir(), "takeout.zip")
	want := writeLarge(t, path, largeExport())
	before := memory(m.up.Process.Pid, "VmHWM:")
	began := time.Now()
	var r struct{ Files []contributed }
	peak := m.measured(&r, filepath.Join(m.home, "accounts", "local", "staging"), "--as", "ana", "contribute", "--dao", "large", "--storage", "own:"+remotetest.Bucket+"/copies", path)
	if len(r.Files) != 1 || r.Files[0].Status != "valid" {
		t.Fatalf("contribute: %+v", r.Files)
	}
	m.waitRows("large", 1)
	node := memory(m.up.Process.Pid, "VmHWM:")
	t.Logf("%d MiB contributed and refined in %s; client %d MiB, node %d MiB at most, %d MiB before", largeExport()>>20, time.Since(began).Round(time.Second),
		peak>>20, node>>20, before>>20)
	if peak > largestProcess || before == 0 || node-before > largestGrowth {
		t.Errorf("the client occupied %d MiB, the node %d MiB more; want at most %d and %d", peak>>20, (node-before)>>20, largestProcess>>20, largestGrowth>>20)
	}

	began = time.Now()
	out := filepath.Join(t.TempDir(), "back.zip")
	peak = m.measured(nil, filepath.Dir(out), "--as", "ana", "file", "open", fmt.Sprint(r.Files[0].FileID), "--out", out)
	t.Logf("opened in %s; client %d MiB", time.Since(began).Round(time.Second), peak>>20)
	if peak > largestProcess {
		t.Errorf("opening it occupied %d MiB, want at most %d", peak>>20, largestProcess>>20)
	}
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h := sha256.New()
	if n, err := io.Copy(h, f); err != nil || n < largeExport() || !bytes.Equal(h.Sum(nil), want) {
		t.Errorf("%d bytes came back, %v; the same: %v", n, err, bytes.Equal(h.Sum(nil), want))
	}
}

// writeLarge writes a zip of one small file that is read and a large one that is not, and returns its digest. The large one takes no room.
func writeLarge(t *testing.T, path string, size int64) []byte {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h := sha256.New()
	w := zip.NewWriter(io.MultiWriter(h, &holes{f: f}))
	raw, err := w.CreateRaw(&zip.FileHeader{Name: "Takeout/film.mp4", Method: zip.Store, CompressedSize64: uint64(size), UncompressedSize64: uint64(size)})
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for left := size; left > 0; left -= int64(len(zeros)) {
		if _, err := raw.Write(zeros[:min(left, int64(len(zeros)))]); err != nil {
			t.Fatal(err)
		}
	}
	small, err := w.Create("Takeout/fit/n.json")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(small, `{"n":7}`)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return h.Sum(nil)
}

// holes leaves out what is zero.
type holes struct{ f *os.File }

func (h *holes) Write(p []byte) (int, error) {
	if len(p) > 4096 && len(bytes.Trim(p, "\x00")) == 0 {
		_, err := h.f.Seek(int64(len(p)), io.SeekCurrent)
		return len(p), err
	}
	return h.f.Write(p)
}

// measured is do, and returns what memory the command occupied at most once it had begun to write files in dir, in bytes. Before that it
// unlocks its key, for which scrypt takes 256 MiB.
func (m *machine) measured(into any, dir string, args ...string) (most int64) {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	defer cancel()
	cmd := m.command(ctx, append([]string{"--json"}, args...)...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		select {
		case <-tick.C:
			if files, _ := os.ReadDir(dir); most > 0 || len(files) > 0 {
				most = max(most, memory(cmd.Process.Pid, "VmRSS:"))
			}
			continue
		case err := <-ended:
			tick.Stop()
			if err != nil {
				m.t.Fatalf("coppice %s: %v\n%s", strings.Join(args, " "), err, errOut.String())
			}
		}
		break
	}
	if into != nil {
		if err := json.Unmarshal(out.Bytes(), into); err != nil {
			m.t.Fatalf("coppice %s: %v in\n%s", strings.Join(args, " "), err, out.String())
		}
	}
	if most == 0 {
		m.t.Fatalf("coppice %s: ended before it was measured", strings.Join(args, " "))
	}
	return most
}

// memory is what /proc says a process occupies (VmRSS:) or has occupied at most (VmHWM:), in bytes; 0 once it has ended.
func memory(pid int, which string) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, found := strings.Cut(string(status), which)
	if err != nil || !found {
		return 0
	}
	kib, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	return kib << 10
}
