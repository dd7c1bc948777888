package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/soak"
)

// withdrawn is what `file withdraw` says.
type withdrawn struct {
	Withdrawals []struct {
		FileID      uint64
		Block       uint64
		Complete    bool
		Certificate string
		Validators  []struct {
			Address string
			Error   string
			Parts   []struct{ What, State, Detail string }
		}
		Unreachable []string
	}
}

// weather founds a DataDAO whose files are {"station", "celsius"}, with rows that may leave at a price.
func (m *machine) weather(owner string) {
	m.t.Helper()
	proof := m.file("proof.star", `
def prove(file, context):
    r = file.json()
    if type(r) != "dict" or type(r.get("celsius")) != "list":
        return reject("a file is {\"station\": name, \"celsius\": [numbers]}")
    return proof(valid = True, score = 1.0, quality = 1.0, authenticity = 1.0, ownership = 1.0, uniqueness = 1.0)
`)
	refine := m.file("refine.sql", `
CREATE TABLE readings (station TEXT NOT NULL, n INTEGER NOT NULL, celsius DOUBLE NOT NULL);
INSERT INTO readings
SELECT content->>'$.station', i, (content->'$.celsius'->(i - 1))::DOUBLE
FROM input, generate_series(1, json_array_length(content, '$.celsius')::INTEGER) AS s(i);
`)
	m.do(nil, "--as", owner, "dao", "create", "weather", "--proof", proof, "--refiner", refine, "--token-symbol", "WTH")
	m.do(nil, "--as", owner, "access", "grant", "--dao", "weather", "--table", "readings", "--price", "0.0001")
}

// stations are as many files, each with two readings of a station of its own.
func (m *machine) stations(n int) (paths []string) {
	m.t.Helper()
	for i := range n {
		paths = append(paths, m.file(fmt.Sprintf("s%d.json", i), fmt.Sprintf(`{"station":"%s","celsius":[%d.5,%d.25]}`, station(i), i%40, i%30)))
	}
	return paths
}

func station(i int) string { return fmt.Sprintf("station-%06d-garden", i) }

// TestWithdrawal is the conformance test of taking a file back: one of many, while queries run. From the block after no answer contains its
// rows; afterwards nothing of it is left with the validators, and what others have copied cannot be opened.
func TestWithdrawal(t *testing.T) {
	t.Parallel()
	n := 60
	if soak.On() {
		n = 1000
	}
	m := newMachine(t)
	m.start()
	for _, name := range []string{"ana", "carl", "bob"} {
		m.account(name)
	}
	m.weather("ana")
	results := m.contribute("carl", "weather", m.stations(n)...)
	m.waitRows("weather", 2*n)
	m.do(nil, "--as", "bob", "token", "buy", "40", "--dao", "weather")

	const victim = 7
	gone := results[victim]
	if gone.Status != "valid" {
		t.Fatalf("%+v", gone)
	}
	ciphertexts := m.ciphertexts(gone.FileID)
	if len(ciphertexts) != 3 {
		t.Fatalf("%d ciphertexts of file %d", len(ciphertexts), gone.FileID)
	}
	if m.onDisk("local", ciphertexts[0]) < 0 {
		t.Fatal("the pooled copy is not found on the validators' disk while it is there")
	}
	m.refused("cannot be undone", "--as", "carl", "file", "withdraw", fmt.Sprint(gone.FileID))
	m.refused("belongs to", "--as", "bob", "file", "withdraw", fmt.Sprint(gone.FileID), "--yes")

	stop := m.queries(t, gone.FileID, station(victim))
	var first withdrawn
	m.do(&first, "--as", "carl", "file", "withdraw", fmt.Sprint(gone.FileID), "--yes", "--no-wait")
	var w withdrawn
	m.do(&w, "--as", "carl", "file", "withdraw", fmt.Sprint(gone.FileID)) // nothing is sent, all is waited for
	stop()
	if len(w.Withdrawals) != 1 || !w.Withdrawals[0].Complete || len(w.Withdrawals[0].Validators) != 2 || w.Withdrawals[0].Block != first.Withdrawals[0].Block {
		t.Fatalf("%+v, then %+v", first, w)
	}
	certificate := w.Withdrawals[0].Certificate
	m.verifies(certificate)
	if now := m.query("SELECT count(*) AS n, count(DISTINCT station) AS stations FROM readings"); fmt.Sprint(now) != fmt.Sprintf("[[%d %d]]", 2*n-2, n-1) {
		t.Errorf("afterwards the table has %v", now)
	}

	// Contributed again it is a new file with its stake, and without a second reward.
	again := m.contribute("carl", "weather", m.file("again.json", fmt.Sprintf(`{"station":"%s","celsius":[%d.5,%d.25]}`, station(victim), victim, victim)))[0]
	if again.FileID == gone.FileID || again.Status != "valid" {
		t.Errorf("contributed again: %+v", again)
	}
	m.waitRows("weather", 2*n)
	var back withdrawn
	m.do(&back, "--as", "carl", "file", "withdraw", fmt.Sprint(again.FileID), "--yes")
	if !back.Withdrawals[0].Complete {
		t.Errorf("withdrawn again: %+v", back)
	}
	m.stop()

	pieces := [][]byte{[]byte(station(victim))}
	for _, c := range ciphertexts {
		pieces = slices.AppendSeq(pieces, slices.Chunk(c[:len(c)-len(c)%64], 64))
	}
	if found := m.onDisk("local", pieces...); found == 0 {
		t.Error("its plaintext is on the validators' disk")
	} else if found > 0 {
		t.Errorf("bytes of a ciphertext are on the validators' disk: %x", pieces[found])
	}
	m.cannotOpen(gone.FileID, ciphertexts)

	forged, err := os.ReadFile(certificate)
	if err != nil {
		t.Fatal(err)
	}
	forged = bytes.Replace(forged, []byte(`"block": `), []byte(`"block": 1`), 1)
	if err := os.WriteFile(certificate, forged, 0o600); err != nil {
		t.Fatal(err)
	}
	m.refused("does not verify", "receipt", "verify", "--offline", certificate)
}

func (m *machine) verifies(path string) {
	m.t.Helper()
	var v struct {
		Valid  bool
		Checks []struct {
			Name, Detail string
			OK           bool
		}
	}
	m.do(&v, "receipt", "verify", path)
	if !v.Valid || len(v.Checks) < 5 {
		m.t.Errorf("%s: %+v", path, v)
	}
	m.do(&v, "receipt", "verify", "--offline", path)
	if !v.Valid {
		m.t.Errorf("%s offline: %+v", path, v)
	}
}

func (m *machine) query(sql string) [][]any {
	m.t.Helper()
	var q struct{ Rows [][]any }
	m.do(&q, "--as", "bob", "query", sql)
	return q.Rows
}

// queries asks for the file's rows until it is stopped, and returns once an answer has them. An answer that was settled in a block after the
// withdrawal must not; the last one does not.
func (m *machine) queries(t *testing.T, file uint64, station string) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	first := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		seen := sync.OnceFunc(func() { close(first) })
		defer seen()
		answers, with, last := 0, 0, false
		for more := true; more; {
			more = ctx.Err() == nil // one more after the end
			o := m.try("--json", "--as", "bob", "query", "SELECT station, celsius FROM readings WHERE n = 1")
			if o.code != 0 {
				t.Errorf("a query beside a withdrawal failed: %s", o.stderr)
				return
			}
			answers++
			if last = strings.Contains(o.stdout, station); !last {
				continue
			}
			with++
			var q struct{ JobID uint64 }
			if err := json.Unmarshal([]byte(o.stdout), &q); err != nil {
				t.Error(err)
				return
			}
			if settled, left := m.settledAt(q.JobID), m.withdrawnAt(file); left != 0 && settled > left {
				t.Errorf("job %d was settled in block %d with rows of a file that was withdrawn in block %d", q.JobID, settled, left)
			}
			seen()
		}
		t.Logf("%d answers, %d of them with the file's rows", answers, with)
		if with == 0 || last {
			t.Errorf("%d answers have the file's rows, the last one: %v", with, last)
		}
	})
	<-first
	return func() { cancel(); wg.Wait() }
}

// settledAt is the block of a job's settlement.
func (m *machine) settledAt(job uint64) uint64 {
	var j struct{ SettledTx common.Hash }
	m.ask(fmt.Sprintf("/v1/jobs/%d", job), &j)
	client, err := ethclient.Dial("http://" + m.rpc)
	if err != nil {
		m.t.Error(err)
		return 0
	}
	defer client.Close()
	r, err := client.TransactionReceipt(context.Background(), j.SettledTx)
	if err != nil {
		m.t.Errorf("the settlement of job %d: %v", job, err)
		return 0
	}
	return r.BlockNumber.Uint64()
}

func (m *machine) withdrawnAt(file uint64) uint64 {
	var w struct{ Block uint64 }
	m.ask(fmt.Sprintf("/v1/files/%d/withdrawal", file), &w)
	return w.Block
}

// ask asks the node's API; what is not there leaves into as it is.
func (m *machine) ask(path string, into any) {
	r, err := http.Get("http://" + m.api + path)
	if err != nil {
		m.t.Error(err)
		return
	}
	defer r.Body.Close()
	if r.StatusCode == http.StatusNotFound {
		return
	}
	if err := json.NewDecoder(r.Body).Decode(into); err != nil {
		m.t.Errorf("%s: %v", path, err)
	}
}

// ciphertexts are what the chain names of a file: its pooled copy, findings, artefacts.
func (m *machine) ciphertexts(file uint64) (list [][]byte) {
	m.t.Helper()
	var f struct {
		URL          string
		ResultDigest common.Hash
		Refinements  []struct {
			ArtifactDigest common.Hash
			Codec          uint8
		}
	}
	m.ask(fmt.Sprintf("/v1/files/%d", file), &f)
	urls := []string{f.URL, blob.URL(blob.FromDigest(f.ResultDigest, 0))}
	for _, r := range f.Refinements {
		urls = append(urls, blob.URL(blob.FromDigest(r.ArtifactDigest, r.Codec)))
	}
	for _, u := range urls {
		r, err := http.Get("http://" + m.api + "/v1/blobs/" + strings.TrimPrefix(u, "ipfs://"))
		if err != nil {
			m.t.Fatal(err)
		}
		b, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || r.StatusCode != http.StatusOK || len(b) == 0 {
			m.t.Fatalf("%s: %s, %v", u, r.Status, err)
		}
		list = append(list, b)
	}
	return list
}

// onDisk searches a folder of the home byte by byte and returns which needle is there, or -1.
func (m *machine) onDisk(folder string, needles ...[]byte) int {
	m.t.Helper()
	found := -1
	err := filepath.WalkDir(filepath.Join(m.home, folder), func(path string, d os.DirEntry, err error) error {
		if err != nil || found >= 0 || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			return nil // it was just replaced
		}
		found = slices.IndexFunc(needles, func(n []byte) bool { return bytes.Contains(b, n) })
		return err
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return found
}

// cannotOpen tries every key that the validators hold on copies that somebody else has kept.
func (m *machine) cannotOpen(file uint64, ciphertexts [][]byte) {
	m.t.Helper()
	base := filepath.Join(m.home, "local", "local")
	dirs, err := filepath.Glob(filepath.Join(base, "validators", "*"))
	if err != nil || len(dirs) < 2 {
		m.t.Fatalf("%v, %v", dirs, err)
	}
	for _, dir := range dirs {
		root, err := enclave.OpenSealingRoot(filepath.Join(base, "platform", "sealing-"+filepath.Base(dir)), dir, rand.Reader)
		if err != nil {
			m.t.Fatal(err)
		}
		c, err := custody.Open(filepath.Join(dir, "custody"), root, rand.Reader)
		if err != nil {
			m.t.Fatal(err)
		}
		defer c.Close()
		for i, b := range ciphertexts {
			kind := custody.Kind(i + 1)
			item := custody.Item{DLP: 1, File: file, Kind: kind}
			if kind == custody.Artifact {
				item.Refiner = 1
			}
			if _, _, _, err := c.OpenItem(m.t.Context(), item, bytes.NewReader(b)); !errors.Is(err, custody.ErrWithdrawn) {
				m.t.Errorf("%s at %s: %v", item, dir, err)
			}
			item.File = 1 // and under no other name
			if _, err := c.TakeIn(item, bytes.NewReader(b)); !errors.Is(err, seal.ErrNotForUs) {
				m.t.Errorf("%s at %s by an intake key: %v", item, dir, err)
			}
		}
	}
}
