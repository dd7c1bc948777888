package oracle

import (
	"math"
	"sort"
)

// AgeSteps is a row of SELECT user_age, daily_steps FROM fitness_data WHERE activity_level = 'high'. Age is nil for NULL.
type AgeSteps struct {
	Age   *int
	Steps int
}

// HighActivity answers that query, ordered by both columns, with NULL ages last (the order DuckDB and PostgreSQL give).
func (a *Answers) HighActivity() []AgeSteps {
	var out []AgeSteps
	for _, r := range a.Fitness {
		if r.VeryActiveMin+r.FairlyActiveMin >= 60 {
			out = append(out, AgeSteps{r.Age, r.Steps})
		}
	}
	age := func(r AgeSteps) int {
		if r.Age == nil {
			return math.MaxInt
		}
		return *r.Age
	}
	sort.SliceStable(out, func(i, j int) bool {
		if x, y := age(out[i]), age(out[j]); x != y {
			return x < y
		}
		return out[i].Steps < out[j].Steps
	})
	return out
}

// Joined is one contributor's row of the join of both tables by contributor and day.
type Joined struct {
	Contributor      string // not a column of the answer: the buyer sees a pseudonym, or nothing
	Days             int
	AvgSteps         float64
	AvgMinutesAsleep float64
}

// Join answers: per contributor, the number of days present in both tables and the means over those days. Contributors without a
// common day have no row. Ordered by days, then steps, then minutes, which needs no contributor to be reproduced.
func (a *Answers) Join() []Joined {
	type key struct{ who, day string }
	asleep := map[key]int{}
	for _, s := range a.Sleep {
		asleep[key{s.Contributor, s.Day}] = s.MinutesAsleep
	}
	sums := map[string][3]int{}
	for _, f := range a.Fitness {
		if minutes, both := asleep[key{f.Contributor, f.Day}]; both {
			s := sums[f.Contributor]
			sums[f.Contributor] = [3]int{s[0] + 1, s[1] + f.Steps, s[2] + minutes}
		}
	}
	var out []Joined
	for who, s := range sums {
		n := float64(s[0])
		out = append(out, Joined{who, s[0], float64(s[1]) / n, float64(s[2]) / n})
	}
	sort.Slice(out, func(i, j int) bool {
		x, y := out[i], out[j]
		if x.Days != y.Days {
			return x.Days < y.Days
		}
		if x.AvgSteps != y.AvgSteps {
			return x.AvgSteps < y.AvgSteps
		}
		if x.AvgMinutesAsleep != y.AvgMinutesAsleep {
			return x.AvgMinutesAsleep < y.AvgMinutesAsleep
		}
		return x.Contributor < y.Contributor
	})
	return out
}

// Sums are totals over both tables, for a quick check that nothing was lost or doubled.
type Sums struct {
	FitnessRows, SleepRows                           int
	Steps, CaloriesKcal, MinutesAsleep, MinutesInBed int
	DistanceM                                        float64
}

// Sums adds up both tables; DistanceM in row order.
func (a *Answers) Sums() Sums {
	s := Sums{FitnessRows: len(a.Fitness), SleepRows: len(a.Sleep)}
	for _, r := range a.Fitness {
		s.Steps += r.Steps
		s.CaloriesKcal += r.CaloriesKcal
		s.DistanceM += r.DistanceM
	}
	for _, r := range a.Sleep {
		s.MinutesAsleep += r.MinutesAsleep
		s.MinutesInBed += r.MinutesInBed
	}
	return s
}
