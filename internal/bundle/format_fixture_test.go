package bundle

import (
	"encoding/hex"
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/coppice-network/coppice/internal/fixture"
)

// Packed bundles are named by their digest on chain, so the bytes of one that was registered must stay acceptable, and packing the
// same files must give them again. Unknown versions: TestManifests and TestOpenRefusals.
func TestBundleFixture(t *testing.T) {
	files := map[string]string{
		ManifestName: `{"format":"coppice-bundle/1","kind":"refiner","name":"fixture","runtime":"duckdb","entry":"refine.sql","input":"text",` +
			`"limits":{"memoryMiB":256,"cpuSeconds":5,"wallSeconds":9,"maxInputMiB":1},"metadata":{"author":"ana"}}`,
		"refine.sql": "CREATE TABLE t (a INTEGER);\n", "doc/README": "",
	}
	pack := func() []byte {
		b, err := Pack(folder(t, files))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	packed := fixture.File(t, "v1/refiner.bundle", pack)
	b, err := Open(packed)
	if err != nil {
		t.Fatal(err)
	}
	want := Manifest{
		Format: "coppice-bundle/1", Kind: Refiner, Name: "fixture", Runtime: DuckDB, Entry: "refine.sql", Input: "text",
		Limits: Limits{MemoryMiB: 256, CPUSeconds: 5, WallSeconds: 9, MaxInputMiB: 1}, Metadata: map[string]string{"author": "ana"},
	}
	if !reflect.DeepEqual(b.Manifest, want) || string(b.Entry()) != files["refine.sql"] || !slices.Equal(b.Files(), []string{ManifestName, "doc/README", "refine.sql"}) {
		t.Errorf("manifest %+v, files %q", b.Manifest, b.Files())
	}
	if hex.EncodeToString(b.Digest[:]) != "4256935105847978fc3c2e85a8e2e8cab5cdcb134a5d33233f53299bf0a93cb7" {
		t.Errorf("digest %x", b.Digest)
	}
	if again := pack(); string(again) != string(packed) {
		t.Error("the same files give other bytes today")
	}
}

// Results lie in attestations, which stay.
func TestResultsFixture(t *testing.T) {
	want := Results{
		Format: "coppice-results/1", Valid: true, Score: 0.8666666666666667, Authenticity: 1, Ownership: 0.5, Quality: 0.75, Uniqueness: 1,
		Identity: "fitbit:1503960366", Attributes: json.RawMessage(`{"days":31}`), Metadata: json.RawMessage(`{"version":1}`),
	}
	b := fixture.File(t, "v1/results.json", func() []byte {
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		return b
	})
	var got Results
	if err := json.Unmarshal(b, &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v, %v", got, err)
	}
	if err := got.check(); err != nil {
		t.Error(err)
	}
	got.Format = "coppice-results/2"
	if err := got.check(); err == nil {
		t.Error("results of a later version were taken")
	}
}
