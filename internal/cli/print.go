package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync"
	"text/tabwriter"
	"time"
)

func newReader(b []byte) io.Reader { return bytes.NewReader(b) }

// progress shows what is going on, on a terminal only.
func (a *app) progress(what string) {
	if a.terminal() && !a.json {
		fmt.Fprintf(a.err, "\r\033[K%s", what)
	}
}

// meter shows how much of many is done, how fast, and how long the rest takes at that rate.
func (a *app) meter() func(what string, done, total int) {
	var mu sync.Mutex
	var began time.Time
	var current string
	var first int
	return func(what string, done, total int) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if what != current {
			current, began, first = what, now, done
		}
		a.progress(fmt.Sprintf("%s %d of %d", what, done, total) + pace(done-first, total-done, now.Sub(began)))
	}
}

// pace says how fast it went, once that can be told.
func pace(done, left int, took time.Duration) string {
	if done <= 0 || left <= 0 || took < time.Second {
		return ""
	}
	rate := float64(done) / took.Seconds()
	rest := time.Duration(float64(left) / rate * float64(time.Second)).Round(time.Second)
	return fmt.Sprintf(", %.3g/s, %s left", rate, rest)
}

// endProgress clears the progress line.
func (a *app) endProgress() {
	if a.terminal() && !a.json {
		fmt.Fprint(a.err, "\r\033[K")
	}
}

// printRows prints at most limit rows as a table; 0 prints all.
func printRows(w io.Writer, columns []string, rows [][]any, limit int) {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, c := range columns {
		fmt.Fprintf(t, "%s\t", c)
	}
	fmt.Fprintln(t)
	for i, row := range rows {
		if limit > 0 && i == limit {
			break
		}
		for _, v := range row {
			if v == nil {
				v = "NULL"
			}
			fmt.Fprintf(t, "%v\t", v)
		}
		fmt.Fprintln(t)
	}
	t.Flush()
	if limit > 0 && len(rows) > limit {
		fmt.Fprintf(w, "... and %d more\n", len(rows)-limit)
	}
}

// checkFolder reports whether files can be made in a folder, before anything is paid for.
func checkFolder(dir string) error {
	f, err := os.CreateTemp(dir, ".coppice-*")
	if err != nil {
		return fmt.Errorf("nothing was paid: %w", err)
	}
	f.Close()
	return os.Remove(f.Name())
}
