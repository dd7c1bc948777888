// Package fitness is the example Coppice ships: two DataDAOs that pool fitness tracker exports, and a job that learns from them.
//
// The folders beside this file are what a DataDAO builder would write and copy; this package only carries them inside the binary, so that
// `coppice demo` needs no files:
//
//   - fitness/ and sleep/: a proof of contribution (Starlark) and a refiner (DuckDB's SQL) each;
//   - train/: the training job, Go compiled to WebAssembly; train.wasm is built reproducibly by go generate;
//   - sample/: made-up exports to contribute.
package fitness

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed fitness/proof.star fitness/refine.sql sleep/proof.star sleep/refine.sql train/train.wasm
var files embed.FS

// Files returns the bundles, by the paths that DataDAOs and Train name.
func Files() fs.FS { return files }

// DataDAO describes one of the two.
type DataDAO struct {
	Name    string // its slug, which is the dataset's name in SQL
	Symbol  string // of its token
	Table   string // the one table its refiner makes
	Proof   string // path in Files
	Refiner string // path in Files
	Suffix  string // of the names of the exports it takes; what stands before is the contributor
}

// RewardFactor is what a score of 1 earns, in whole tokens of either DataDAO.
const RewardFactor = 100

// DataDAOs returns both, fitness first.
func DataDAOs() []DataDAO {
	return []DataDAO{
		{"fitness", "FIT", "fitness_data", "fitness/proof.star", "fitness/refine.sql", ".activities.json"},
		{"sleep", "SLEEP", "sleep_data", "sleep/proof.star", "sleep/refine.sql", ".sleep.json"},
	}
}

// ForFile returns the DataDAO that takes an export of that base name, and the contributor the name stands for. ok is false for other files.
func ForFile(name string) (dao DataDAO, contributor string, ok bool) {
	for _, d := range DataDAOs() {
		if contributor, ok := strings.CutSuffix(name, d.Suffix); ok && contributor != "" {
			return d, contributor, true
		}
	}
	return DataDAO{}, "", false
}

// Train is the path in Files of the training job, and TrainName what it is published as.
const (
	Train     = "train/train.wasm"
	TrainName = "fitness-train"
)

// The statements the example is asked.
const (
	// HighActivity is a plain query whose rows the buyer gets.
	HighActivity = `SELECT user_age, daily_steps FROM fitness_data WHERE activity_level = 'high' ORDER BY user_age, daily_steps`

	// Join relates both DataDAOs by contributor and day: one row per contributor, over the days present in both.
	Join = `SELECT count(*) AS days, avg(f.daily_steps) AS avg_steps, avg(s.minutes_asleep) AS avg_minutes_asleep ` +
		`FROM fitness.fitness_data f JOIN sleep.sleep_data s ON f._wallet = s._wallet AND f.day = s.day ` +
		`GROUP BY f._wallet ORDER BY days, avg_steps, avg_minutes_asleep`

	// Training is what the job learns from. Its rows reach only the job, and it does not ask who they belong to, so a DataDAO that lets
	// no row leave can allow it, too. The order makes the job's split into training and test rows the same each time.
	Training = `SELECT day, user_age, daily_steps, distance_m, very_active_min, fairly_active_min, lightly_active_min, sedentary_min, ` +
		`calories_kcal FROM fitness_data ORDER BY day, daily_steps, distance_m, calories_kcal, sedentary_min`
)
