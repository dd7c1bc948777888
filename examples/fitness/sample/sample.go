// Package sample makes up tracker exports for the fitness example: what `coppice demo` contributes when nobody gives it data.
//
// The people do not exist, but their days hang together as real ones do: distance follows steps and stride, active minutes follow
// steps, energy follows body, steps and minutes, and the minutes of a day never exceed 1440. So a model can learn something, and a
// score means something. As in life, not every export is perfect: one person has few days, one export repeats a record, and some
// people do not record their sleep. Everything follows from the seed (and the processor's rounding); there is no clock in it.
package sample

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"time"
)

// People is how many contributors the demo has unless told otherwise.
const People = 12

// File is one export, as a person would find it on disk: "<person>.activities.json" or "<person>.sleep.json".
type File struct {
	Name    string
	Content []byte // JSON
}

type activityExport struct {
	Source     string     `json:"source"`
	UserID     string     `json:"userId"`
	BirthYear  int        `json:"birthYear"`
	Activities []activity `json:"activities"`
}

type activity struct {
	Date       string  `json:"date"`
	Steps      int     `json:"steps"`
	DistanceKm float64 `json:"distanceKm"`
	Minutes    minutes `json:"minutes"`
	Calories   int     `json:"calories"`
}

type minutes struct {
	VeryActive    int `json:"veryActive"`
	FairlyActive  int `json:"fairlyActive"`
	LightlyActive int `json:"lightlyActive"`
	Sedentary     int `json:"sedentary"`
}

type sleepExport struct {
	Source string  `json:"source"`
	UserID string  `json:"userId"`
	Sleep  []night `json:"sleep"`
}

type night struct {
	StartedAt     string `json:"startedAt"`
	Records       int    `json:"records"`
	MinutesAsleep int    `json:"minutesAsleep"`
	MinutesInBed  int    `json:"minutesInBed"`
}

// firstDay is a Monday well in the past, so that no validator's clock calls a day of the sample future.
var firstDay = time.Date(2025, time.September, 1, 0, 0, 0, 0, time.UTC)

// month is the number of days a diligent person has recorded; 30 give a complete score.
const month = 31

// Generate makes the exports of so many people, sorted by name. The same seed and number give the same bytes; a person's exports do
// not depend on how many others there are. people below 1 gives none.
func Generate(seed uint64, people int) []File {
	var files []File
	for i := range people {
		files = append(files, export(seed, i)...)
	}
	return files
}

// export makes the one or two files of person i.
func export(seed uint64, i int) []File {
	r := rand.New(rand.NewPCG(seed, uint64(i)+1))
	name := fmt.Sprintf("person%02d", i+1)
	userID := strconv.FormatUint(1_000_000_000+r.Uint64N(9_000_000_000), 10)
	p := newPerson(r)
	days := month
	if i%12 == 3 {
		days = 6 // began to wear the tracker a week ago
	}
	sleeps := i%4 != 2
	a := activityExport{Source: "fitbit", UserID: userID, BirthYear: p.birthYear}
	s := sleepExport{Source: "fitbit", UserID: userID}
	for d := range days {
		day := firstDay.AddDate(0, 0, d)
		n := p.night(r, day)
		a.Activities = append(a.Activities, p.day(r, day, n))
		if worn := r.Float64() < p.wearsAtNight; sleeps && (worn || d == 0) {
			s.Sleep = append(s.Sleep, n)
		}
	}
	if i%12 == 6 {
		a.Activities = append(a.Activities, a.Activities[4]) // two devices synchronised the same day
	}
	files := []File{{name + ".activities.json", encode(a)}}
	if sleeps {
		files = append(files, File{name + ".sleep.json", encode(s)})
	}
	return files
}

// person is what stays the same from day to day.
type person struct {
	birthYear    int
	massKg       float64
	basalKcal    float64 // energy of a day in bed
	strideM      float64
	steps        float64 // on a usual day
	sport        float64 // share of the active time that is very active
	asleepMin    float64 // on a usual night
	wearsAtNight float64 // probability
}

func newPerson(r *rand.Rand) person {
	p := person{birthYear: 1958 + r.IntN(46)}
	height := 1.55 + 0.4*r.Float64()
	p.massKg = height * height * (20 + 8*r.Float64())
	p.basalKcal = 88 + 13.4*p.massKg + 480*height - 5.7*float64(firstDay.Year()-p.birthYear)
	p.strideM = 0.413 * height
	p.steps = 4500 + 8000*r.Float64()
	p.sport = 0.3 + 0.5*r.Float64()
	p.asleepMin = 370 + 100*r.Float64()
	p.wearsAtNight = 0.7 + 0.3*r.Float64()
	return p
}

func (p person) night(r *rand.Rand, day time.Time) night {
	asleep := p.asleepMin + 35*r.NormFloat64()
	records := 1
	if weekend(day) {
		asleep += 30
		if r.IntN(4) == 0 { // a nap
			asleep += 50
			records = 2
		}
	}
	n := night{StartedAt: day.Format("1/2/2006") + " 12:00:00 AM", Records: records, MinutesAsleep: int(clamp(asleep, 180, 660))}
	n.MinutesInBed = n.MinutesAsleep + 12 + r.IntN(35)
	return n
}

func (p person) day(r *rand.Rand, day time.Time, n night) activity {
	steps := p.steps * math.Exp(0.35*r.NormFloat64())
	if weekend(day) {
		steps *= 0.7 + 0.9*r.Float64()
	}
	steps = clamp(steps, 150, 34000)
	brisk := clamp((steps-3500)/140*(0.8+0.4*r.Float64()), 0, 210) // minutes that are more than strolling
	m := minutes{VeryActive: int(brisk * p.sport), FairlyActive: int(brisk * (1 - p.sport))}
	m.LightlyActive = int(clamp(90+steps/70+40*r.NormFloat64(), 20, 420))
	m.Sedentary = 1440 - n.MinutesInBed - m.VeryActive - m.FairlyActive - m.LightlyActive
	kcal := p.basalKcal*1.1 + p.massKg*(0.00045*steps+0.075*float64(m.VeryActive)+0.04*float64(m.FairlyActive)+0.018*float64(m.LightlyActive))
	return activity{
		Date:       day.Format("1/2/06"),
		Steps:      int(steps),
		DistanceKm: math.Round(math.Floor(steps)*p.strideM*(0.97+0.06*r.Float64())/10) / 100,
		Minutes:    m,
		Calories:   int(kcal * (1 + 0.02*r.NormFloat64())),
	}
}

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

func clamp(v, low, high float64) float64 { return math.Min(math.Max(v, low), high) }

// encode indents as the platform does. The types hold nothing that JSON cannot say.
func encode(v any) []byte {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		panic(err)
	}
	return append(b, '\n')
}
