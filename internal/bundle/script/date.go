package script

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// date is a day, or a moment, without a time zone (UTC where one is needed). Dates compare and hash by the moment. Attributes: year,
// month, day, hour, minute, second, weekday (0 is Monday), unix (seconds), iso ("2016-04-12", or "2016-04-12T23:15:00" if the layout
// had a time). str(d) is iso.
type date struct {
	t      time.Time
	moment bool
}

var (
	_ starlark.Comparable = date{}
	_ starlark.HasAttrs   = date{}
)

func today(now int64) date {
	return date{t: time.Unix(now, 0).UTC().Truncate(24 * time.Hour)}
}

func (d date) iso() string {
	if d.moment {
		return d.t.Format("2006-01-02T15:04:05.999999999")
	}
	return d.t.Format(time.DateOnly)
}

func (d date) String() string       { return d.iso() }
func (d date) Type() string         { return "date" }
func (d date) Freeze()              {}
func (d date) Truth() starlark.Bool { return true }

func (d date) Hash() (uint32, error) {
	n := d.t.UnixNano()
	return uint32(n) ^ uint32(n>>32), nil
}

func (d date) CompareSameType(op syntax.Token, other starlark.Value, _ int) (bool, error) {
	c := d.t.Compare(other.(date).t)
	switch op {
	case syntax.EQL:
		return c == 0, nil
	case syntax.NEQ:
		return c != 0, nil
	case syntax.LT:
		return c < 0, nil
	case syntax.LE:
		return c <= 0, nil
	case syntax.GT:
		return c > 0, nil
	case syntax.GE:
		return c >= 0, nil
	}
	return false, fmt.Errorf("date %s date is not defined", op)
}

func (d date) AttrNames() []string {
	return []string{"day", "hour", "iso", "minute", "month", "second", "unix", "weekday", "year"}
}

func (d date) Attr(name string) (starlark.Value, error) {
	n := 0
	switch name {
	case "iso":
		return starlark.String(d.iso()), nil
	case "unix":
		return starlark.MakeInt64(d.t.Unix()), nil
	case "year":
		n = d.t.Year()
	case "month":
		n = int(d.t.Month())
	case "day":
		n = d.t.Day()
	case "hour":
		n = d.t.Hour()
	case "minute":
		n = d.t.Minute()
	case "second":
		n = d.t.Second()
	case "weekday":
		n = int(d.t.Weekday()+6) % 7
	default:
		return nil, nil
	}
	return starlark.MakeInt(n), nil
}

// parseDate is date(text, layout, default=). A text that does not match gives the default, or rejects the file.
func parseDate(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var text starlark.Value
	var layout string
	var other starlark.Value
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "text", &text, "layout", &layout, "default?", &other); err != nil {
		return nil, err
	}
	s, ok := starlark.AsString(text)
	d, err := date{}, error(nil)
	if ok {
		d, err = strptime(s, layout)
	} else {
		err = errNotADate
	}
	switch {
	case err == nil:
		return d, nil
	case !errors.Is(err, errNotADate):
		return nil, defectf("date: %v", err)
	case other != nil:
		return other, nil
	case !ok:
		return nil, &rejection{fmt.Sprintf("%s is not a date: want a text like %s", article(text.Type()), example(layout))}
	}
	return nil, &rejection{fmt.Sprintf("%q is not a date like %s", clean(s, 40), example(layout))}
}

var errNotADate = errors.New("not a date")

// directive describes one strptime directive: the digits it takes and the values it allows. Numbers need no leading zeros.
type directive struct {
	minDigits, maxDigits int
	min, max             int
	isTime               bool
}

var directives = map[byte]directive{
	'Y': {4, 4, 1, 9999, false}, 'y': {2, 2, 0, 99, false}, 'm': {1, 2, 1, 12, false}, 'd': {1, 2, 1, 31, false},
	'H': {1, 2, 0, 23, true}, 'I': {1, 2, 1, 12, true}, 'M': {1, 2, 0, 59, true}, 'S': {1, 2, 0, 59, true},
}

// strptime reads text by a layout of %Y %y %m %d %H %I %M %S %p %f %z, as DuckDB's strptime does, but strictly: the whole text, days
// that exist, %I only with %p. Two-digit years from 69 are of the 20th century. %f is a fraction of 1 to 9 digits, %z is Z or ±HH:MM
// and moves the moment to UTC. An error other than errNotADate is the layout's.
func strptime(text, layout string) (date, error) {
	got := map[byte]int{}
	pm, nanos, offset := -1, 0, 0
	moment := false
	for i := 0; i < len(layout); i++ {
		if layout[i] != '%' {
			if text == "" || text[0] != layout[i] {
				return date{}, errNotADate
			}
			text = text[1:]
			continue
		}
		if i++; i == len(layout) {
			return date{}, errors.New("the layout ends with %")
		}
		c := layout[i]
		if _, twice := got[c]; twice {
			return date{}, fmt.Errorf("the layout has %%%c twice", c)
		}
		switch c {
		case '%':
			if !strings.HasPrefix(text, "%") {
				return date{}, errNotADate
			}
			text = text[1:]
		case 'p':
			moment = true
			if len(text) < 2 {
				return date{}, errNotADate
			}
			switch strings.ToUpper(text[:2]) {
			case "AM":
				pm = 0
			case "PM":
				pm = 1
			default:
				return date{}, errNotADate
			}
			text, got[c] = text[2:], 0
		case 'f':
			n := leadingDigits(text, 9)
			if n == 0 {
				return date{}, errNotADate
			}
			nanos, _ = strconv.Atoi(text[:n] + strings.Repeat("0", 9-n))
			text, got[c], moment = text[n:], 0, true
		case 'z':
			rest, seconds, ok := zone(text)
			if !ok {
				return date{}, errNotADate
			}
			text, offset, got[c], moment = rest, seconds, 0, true
		default:
			dir, ok := directives[c]
			if !ok {
				return date{}, fmt.Errorf("the layout has %%%c; known are %%Y %%y %%m %%d %%H %%I %%M %%S %%p %%f %%z", c)
			}
			n := leadingDigits(text, dir.maxDigits)
			v, _ := strconv.Atoi(text[:n])
			if n < dir.minDigits || v < dir.min || v > dir.max {
				return date{}, errNotADate
			}
			text, got[c] = text[n:], v
			moment = moment || dir.isTime
		}
	}
	if text != "" {
		return date{}, errNotADate
	}
	year, hasYear := got['Y']
	if y, ok := got['y']; ok && !hasYear {
		if year, hasYear = 1900+y, true; y < 69 {
			year = 2000 + y
		}
	}
	month, hasMonth := got['m']
	day, hasDay := got['d']
	if !hasYear || !hasMonth || !hasDay {
		return date{}, errors.New("the layout needs a year, a month and a day")
	}
	hour := got['H']
	if twelve, ok := got['I']; ok {
		if pm < 0 {
			return date{}, errors.New("the layout has %I without %p")
		}
		hour = twelve%12 + 12*pm
	} else if pm >= 0 {
		return date{}, errors.New("the layout has %p without %I")
	}
	t := time.Date(year, time.Month(month), day, hour, got['M'], got['S'], nanos, time.UTC)
	if t.Day() != day { // 30 February would become 1 or 2 March
		return date{}, errNotADate
	}
	return date{t.Add(-time.Duration(offset) * time.Second), moment}, nil
}

func leadingDigits(s string, max int) int {
	n := 0
	for n < len(s) && n < max && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func zone(s string) (rest string, seconds int, ok bool) {
	if strings.HasPrefix(s, "Z") {
		return s[1:], 0, true
	}
	if len(s) < 6 || (s[0] != '+' && s[0] != '-') || s[3] != ':' || leadingDigits(s[1:], 2) != 2 || leadingDigits(s[4:], 2) != 2 {
		return s, 0, false
	}
	h, _ := strconv.Atoi(s[1:3])
	m, _ := strconv.Atoi(s[4:6])
	if h > 14 || m > 59 {
		return s, 0, false
	}
	seconds = h*3600 + m*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return s[6:], seconds, true
}

// example shows a layout to a person.
func example(layout string) string {
	return strings.NewReplacer("%Y", "2016", "%y", "16", "%m", "4", "%d", "12", "%H", "23", "%I", "11", "%M", "59", "%S", "00", "%p", "PM",
		"%f", "000", "%z", "Z", "%%", "%").Replace(layout)
}
