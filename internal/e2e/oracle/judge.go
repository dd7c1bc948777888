package oracle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// The exports. Pointers tell a missing member from a zero.
type activityExport struct {
	Source     *string    `json:"source"`
	UserID     *string    `json:"userId"`
	BirthYear  *int64     `json:"birthYear"`
	Activities []activity `json:"activities"`
}

type activity struct {
	Date       *string  `json:"date"`
	Steps      *int64   `json:"steps"`
	DistanceKm *float64 `json:"distanceKm"`
	Minutes    *struct {
		VeryActive    *int64 `json:"veryActive"`
		FairlyActive  *int64 `json:"fairlyActive"`
		LightlyActive *int64 `json:"lightlyActive"`
		Sedentary     *int64 `json:"sedentary"`
	} `json:"minutes"`
	Calories *int64 `json:"calories"`
}

type sleepExport struct {
	Source *string `json:"source"`
	UserID *string `json:"userId"`
	Sleep  []struct {
		StartedAt     *string `json:"startedAt"`
		Records       *int64  `json:"records"`
		MinutesAsleep *int64  `json:"minutesAsleep"`
		MinutesInBed  *int64  `json:"minutesInBed"`
	} `json:"sleep"`
}

// verdict is what the proof of contribution has to find. reason is empty when the file is valid.
type verdict struct {
	identity        string
	days, plausible int
	reason          string
}

func invalid(format string, args ...any) verdict {
	return verdict{reason: fmt.Sprintf(format, args...)}
}

// score is 0.6 x quality + 0.4 x completeness. The conversions forbid fused multiply-add, which would differ between processors.
func (v verdict) score() float64 {
	quality := float64(v.plausible) / float64(v.days)
	completeness := math.Min(1, float64(v.days)/30)
	return float64(0.6*quality) + float64(0.4*completeness)
}

// settle applies the rules that both kinds share once the records are known to have their shape.
func (v verdict) settle() verdict {
	if v.days == 0 {
		v.reason = "no record"
	} else if 10*v.plausible < 9*v.days {
		v.reason = fmt.Sprintf("quality below 0.9: %d of %d records are plausible", v.plausible, v.days)
	}
	return v
}

func judgeActivities(text []byte, now time.Time) ([]FitnessRow, verdict) {
	var x activityExport
	if err := decode(text, &x); err != nil {
		return nil, invalid("not the shape: %v", err)
	}
	id, err := identity(x.Source, x.UserID)
	if err != nil {
		return nil, invalid("not the shape: %v", err)
	}
	if x.BirthYear != nil && (!whole(x.BirthYear, 1900) || *x.BirthYear > int64(now.UTC().Year())) {
		return nil, invalid("not the shape: birthYear")
	}
	v := verdict{identity: id}
	byDay := map[string]FitnessRow{}
	var rows []FitnessRow
	for i, r := range x.Activities {
		if r.Date == nil || r.Minutes == nil || !whole(r.Steps, 0) || !(r.DistanceKm != nil && *r.DistanceKm >= 0 && *r.DistanceKm <= math.MaxInt32) || !whole(r.Calories, 0) ||
			!whole(r.Minutes.VeryActive, 0) || !whole(r.Minutes.FairlyActive, 0) ||
			!whole(r.Minutes.LightlyActive, 0) || !whole(r.Minutes.Sedentary, 0) {
			return nil, invalid("not the shape: record %d", i)
		}
		day, err := shortDate(*r.Date)
		if err != nil {
			return nil, invalid("not the shape: record %d: %v", i, err)
		}
		row := FitnessRow{
			Day: day.Format(time.DateOnly), Steps: int(*r.Steps), DistanceM: *r.DistanceKm * 1000,
			VeryActiveMin: int(*r.Minutes.VeryActive), FairlyActiveMin: int(*r.Minutes.FairlyActive),
			LightlyActiveMin: int(*r.Minutes.LightlyActive), SedentaryMin: int(*r.Minutes.Sedentary),
			CaloriesKcal: int(*r.Calories), Level: "low",
		}
		if first, seen := byDay[row.Day]; seen {
			if first == row {
				continue
			}
			return nil, invalid("two different records for %s", row.Day)
		}
		byDay[row.Day] = row
		v.days++
		if !future(day, now) && row.Steps <= 100000 &&
			row.VeryActiveMin+row.FairlyActiveMin+row.LightlyActiveMin+row.SedentaryMin <= 1440 {
			v.plausible++
		}
		if active := row.VeryActiveMin + row.FairlyActiveMin; active >= 60 {
			row.Level = "high"
		} else if active >= 30 {
			row.Level = "moderate"
		}
		if x.BirthYear != nil {
			age := day.Year() - int(*x.BirthYear)
			row.Age = &age
		}
		rows = append(rows, row)
	}
	return rows, v.settle()
}

func judgeSleep(text []byte, now time.Time) ([]SleepRow, verdict) {
	var x sleepExport
	if err := decode(text, &x); err != nil {
		return nil, invalid("not the shape: %v", err)
	}
	id, err := identity(x.Source, x.UserID)
	if err != nil {
		return nil, invalid("not the shape: %v", err)
	}
	v := verdict{identity: id}
	type night struct {
		SleepRow
		second int // of the day
	}
	byDay := map[string]night{}
	var rows []SleepRow
	for i, r := range x.Sleep {
		if r.StartedAt == nil || !whole(r.Records, -math.MaxInt32) || !whole(r.MinutesAsleep, -math.MaxInt32) || !whole(r.MinutesInBed, -math.MaxInt32) {
			return nil, invalid("not the shape: record %d", i)
		}
		day, second, err := longDate(*r.StartedAt)
		if err != nil {
			return nil, invalid("not the shape: record %d: %v", i, err)
		}
		row := SleepRow{Day: day.Format(time.DateOnly), MinutesAsleep: int(*r.MinutesAsleep), MinutesInBed: int(*r.MinutesInBed), Records: int(*r.Records)}
		if first, seen := byDay[row.Day]; seen {
			if first == (night{row, second}) {
				continue
			}
			return nil, invalid("two different records for %s", row.Day)
		}
		byDay[row.Day] = night{row, second}
		v.days++
		if !future(day, now) && row.Records >= 1 && 0 < row.MinutesAsleep && row.MinutesAsleep <= row.MinutesInBed && row.MinutesInBed <= 1440 {
			v.plausible++
		}
		rows = append(rows, row)
	}
	return rows, v.settle()
}

func decode(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return fmt.Errorf("more than one JSON value")
	}
	return nil
}

func identity(source, userID *string) (string, error) {
	if source == nil || userID == nil || *source == "" || *userID == "" ||
		strings.TrimSpace(*source) != *source || strings.TrimSpace(*userID) != *userID || strings.Contains(*source, ":") {
		return "", fmt.Errorf("source and userId")
	}
	return *source + ":" + *userID, nil
}

// whole says whether n is there and between low and the largest 32-bit integer.
func whole(n *int64, low int64) bool { return n != nil && *n >= low && *n <= math.MaxInt32 }

// future compares calendar days in UTC.
func future(day, now time.Time) bool {
	return day.Format(time.DateOnly) > now.UTC().Format(time.DateOnly)
}

// shortDate reads month/day/year of two digits, 2000 to 2068 and 1969 to 1999, as POSIX does.
func shortDate(s string) (time.Time, error) {
	p := strings.Split(s, "/")
	if len(p) != 3 || len(p[2]) != 2 {
		return time.Time{}, fmt.Errorf("%q is not month/day/yy", s)
	}
	year, ok := digits(p[2])
	if year >= 69 {
		year += 1900
	} else {
		year += 2000
	}
	return calendar(s, year, ok, p[0], p[1])
}

// longDate reads "month/day/year hh:mm:ss AM" and returns the day and the second of it.
func longDate(s string) (time.Time, int, error) {
	p := strings.Split(s, " ")
	if len(p) != 3 || (strings.ToUpper(p[2]) != "AM" && strings.ToUpper(p[2]) != "PM") {
		return time.Time{}, 0, fmt.Errorf("%q is not month/day/year hh:mm:ss AM", s)
	}
	clock := strings.Split(p[1], ":")
	if len(clock) != 3 || len(clock[0]) > 2 || len(clock[1]) > 2 || len(clock[2]) > 2 {
		return time.Time{}, 0, fmt.Errorf("%q has no clock time hh:mm:ss", s)
	}
	h, okH := digits(clock[0])
	m, okM := digits(clock[1])
	sec, okS := digits(clock[2])
	if !okH || !okM || !okS || h < 1 || h > 12 || m > 59 || sec > 59 {
		return time.Time{}, 0, fmt.Errorf("%q has no clock time hh:mm:ss", s)
	}
	d := strings.Split(p[0], "/")
	if len(d) != 3 || len(d[2]) != 4 {
		return time.Time{}, 0, fmt.Errorf("%q is not month/day/year hh:mm:ss AM", s)
	}
	year, ok := digits(d[2])
	day, err := calendar(s, year, ok, d[0], d[1])
	h %= 12
	if strings.ToUpper(p[2]) == "PM" {
		h += 12
	}
	return day, 3600*h + 60*m + sec, err
}

func calendar(s string, year int, ok bool, month, day string) (time.Time, error) {
	m, okM := digits(month)
	d, okD := digits(day)
	okM, okD = okM && len(month) <= 2, okD && len(day) <= 2
	t := time.Date(year, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if !ok || !okM || !okD || m < 1 || m > 12 || d < 1 || t.Day() != d || int(t.Month()) != m {
		return time.Time{}, fmt.Errorf("%q is not a day of the calendar", s)
	}
	return t, nil
}

// digits reads one to four decimal digits and nothing else.
func digits(s string) (int, bool) {
	if len(s) < 1 || len(s) > 4 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// Hundredfold is 100 x the shortest decimal form of score, exactly, in decimal without trailing zeros.
func Hundredfold(score float64) string {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(score, 'g', -1, 64))
	if !ok {
		return "0"
	}
	s := r.Mul(r, big.NewRat(100, 1)).FloatString(18)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
