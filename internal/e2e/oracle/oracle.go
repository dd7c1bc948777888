// Package oracle says what the fitness example must answer, worked out a second time and in another way.
//
// It reads a folder of exports (`<prefix>.activities.json`, `<prefix>.sleep.json`) and computes, from the text of the product's
// definition alone, what a whole run over that folder has to give: which files are valid, their scores and rewards, the rows of both
// tables, and the answers of the two example queries. End-to-end tests compare a run with it.
//
// It is worth something only while it shares nothing with what it judges: it imports no other package of Coppice, parses dates by
// its own code, decides the score with integers before it becomes a float, and knows neither Starlark nor SQL. Do not "unify" it with
// examples/fitness.
package oracle

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

// The two kinds of export, which are also the names of the two DataDAOs.
const (
	Fitness = "fitness"
	Sleep   = "sleep"
)

// ErrNoExports means that the folder holds no file of either kind.
var ErrNoExports = errors.New("oracle: no *.activities.json or *.sleep.json in the folder")

// Answers is everything expected of one folder.
type Answers struct {
	Files   []File       // sorted by name
	Fitness []FitnessRow // of the valid files, by contributor, then day
	Sleep   []SleepRow   // of the valid files, by contributor, then day
}

// File is the verdict on one export.
type File struct {
	Name        string  // base name
	Contributor string  // what stands before the first dot of the name
	Dataset     string  // Fitness or Sleep
	Identity    string  // source ":" userId; empty when the file has no such shape
	Valid       bool    //
	Reason      string  // why not; for reading, never for comparing word by word
	Days        int     // distinct days; 0 when invalid
	Score       float64 // 0..1; 0 when invalid
	Reward      string  // whole tokens, decimal: 100 x the shortest decimal form of Score, exactly
}

// FitnessRow is one row of fitness_data. Age is nil where the export has no birth year.
type FitnessRow struct {
	Contributor                                                    string
	Day                                                            string // YYYY-MM-DD
	Age                                                            *int
	Steps                                                          int
	DistanceM                                                      float64
	VeryActiveMin, FairlyActiveMin, LightlyActiveMin, SedentaryMin int
	CaloriesKcal                                                   int
	Level                                                          string
}

// SleepRow is one row of sleep_data.
type SleepRow struct {
	Contributor                          string
	Day                                  string // YYYY-MM-DD
	MinutesAsleep, MinutesInBed, Records int
}

// Folder reads every export in dir and answers for it. now decides which days lie in the future. The first contributor, in the order
// of file names, who brings an identity owns it; the same identity under another prefix makes that file invalid.
func Folder(dir string, now time.Time) (*Answers, error) {
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return nil, fmt.Errorf("oracle: %w", err)
	}
	a := &Answers{}
	owner := map[string]string{} // dataset + identity -> contributor
	for _, e := range entries {
		var dataset string
		switch {
		case strings.HasSuffix(e.Name(), ".activities.json"):
			dataset = Fitness
		case strings.HasSuffix(e.Name(), ".sleep.json"):
			dataset = Sleep
		default:
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("oracle: %w", err)
		}
		f := File{Name: e.Name(), Contributor: e.Name()[:strings.IndexByte(e.Name(), '.')], Dataset: dataset}
		var fitness []FitnessRow
		var sleep []SleepRow
		var v verdict
		if dataset == Fitness {
			fitness, v = judgeActivities(text, now)
		} else {
			sleep, v = judgeSleep(text, now)
		}
		if v.reason == "" {
			key := dataset + "\x00" + v.identity
			if first, taken := owner[key]; taken && first != f.Contributor {
				v.reason = fmt.Sprintf("%s has been contributed by %s", v.identity, first)
			} else {
				owner[key] = f.Contributor
			}
		}
		f.Identity, f.Reason, f.Valid = v.identity, v.reason, v.reason == ""
		if f.Valid {
			f.Days = v.days
			f.Score = v.score()
			for _, r := range fitness {
				r.Contributor = f.Contributor
				a.Fitness = append(a.Fitness, r)
			}
			for _, r := range sleep {
				r.Contributor = f.Contributor
				a.Sleep = append(a.Sleep, r)
			}
		}
		f.Reward = Hundredfold(f.Score)
		a.Files = append(a.Files, f)
	}
	if len(a.Files) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoExports, dir)
	}
	sort.SliceStable(a.Fitness, func(i, j int) bool {
		x, y := a.Fitness[i], a.Fitness[j]
		return x.Contributor < y.Contributor || x.Contributor == y.Contributor && x.Day < y.Day
	})
	sort.SliceStable(a.Sleep, func(i, j int) bool {
		x, y := a.Sleep[i], a.Sleep[j]
		return x.Contributor < y.Contributor || x.Contributor == y.Contributor && x.Day < y.Day
	})
	return a, nil
}

// File returns the verdict on the file of that base name.
func (a *Answers) File(name string) (File, bool) {
	for _, f := range a.Files {
		if f.Name == name {
			return f, true
		}
	}
	return File{}, false
}
