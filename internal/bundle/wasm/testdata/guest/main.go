// Command guest is the program the tests of package wasm run as WebAssembly: honest work and attacks, chosen by the first argument.
package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

func main() {
	mode := "nothing"
	if len(os.Args) > 1 {
		mode = os.Args[1]
	}
	switch mode {
	case "nothing":
	case "copy":
		b, err := os.ReadFile("/input/rows.csv")
		check(err)
		check(os.MkdirAll("/output/deep/er", 0o755))
		check(os.WriteFile("/output/deep/er/upper.csv", bytes.ToUpper(b), 0o644))
		check(os.WriteFile("/output/empty", nil, 0o644))
		fmt.Println("args", strings.Join(os.Args[2:], " "))
	case "files":
		files()
	case "world":
		world()
	case "chance":
		b := make([]byte, 16)
		_, err := io.ReadFull(rand.Reader, b)
		check(err)
		m := map[int]int{}
		for i := range 20 {
			m[i] = i
		}
		order := ""
		for k := range m {
			order += fmt.Sprint(k, " ")
		}
		start := time.Now()
		time.Sleep(time.Hour)
		check(os.WriteFile("/output/chance", fmt.Appendln(nil, b, start.UTC(), time.Since(start) >= time.Hour, order), 0o644))
	case "exit":
		fmt.Fprintln(os.Stderr, "no such column")
		os.Exit(3)
	case "panic":
		panic("on purpose")
	case "loop":
		for i := 0; ; i++ {
			sink = i
		}
	case "memory":
		for {
			sinks = append(sinks, bytes.Repeat([]byte{1}, 1<<20))
		}
	case "flood":
		f, err := os.Create("/output/flood")
		check(err)
		for {
			if _, err := f.Write(make([]byte, 1<<20)); err != nil {
				return // pretends that all is well
			}
		}
	case "hole":
		f, err := os.Create("/output/hole")
		check(err)
		_ = f.Truncate(1 << 40)
	case "many":
		for i := range 100_000 {
			if err := os.WriteFile(fmt.Sprintf("/output/%d", i), nil, 0o644); err != nil {
				return
			}
		}
	case "hidden":
		check(os.WriteFile("/output/.hidden", nil, 0o644))
	case "log":
		for range 100_000 {
			fmt.Println("a line of log that says nothing at all")
		}
	default:
		panic(mode)
	}
}

var (
	sink  int
	sinks [][]byte
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// files uses the file system as a careful program would and exits with 1 where it is not as expected.
func files() {
	want := func(ok bool, what string) {
		if !ok {
			fmt.Fprintln(os.Stderr, "wrong:", what)
			os.Exit(1)
		}
	}
	f, err := os.OpenFile("/output/a", os.O_CREATE|os.O_RDWR|os.O_EXCL, 0o600)
	check(err)
	_, err = os.OpenFile("/output/a", os.O_CREATE|os.O_RDWR|os.O_EXCL, 0o600)
	want(errors.Is(err, fs.ErrExist), "exclusive create")
	_, err = f.WriteAt([]byte("end"), 200_000)
	check(err)
	_, err = f.WriteAt([]byte("begin"), 0)
	check(err)
	b := make([]byte, 6)
	_, err = f.ReadAt(b, 199_997)
	check(err)
	want(string(b) == "\x00\x00\x00end", "a hole reads as zeros")
	check(f.Truncate(3))
	check(f.Truncate(6))
	all, err := os.ReadFile("/output/a")
	check(err)
	want(string(all) == "beg\x00\x00\x00", "cut and grown")
	_, err = f.Seek(-3, io.SeekEnd)
	check(err)
	_, err = f.Write([]byte("xyz"))
	check(err)
	check(f.Close())
	g, err := os.OpenFile("/output/a", os.O_APPEND|os.O_WRONLY, 0)
	check(err)
	_, err = g.WriteString("!")
	check(err)
	_, err = g.Read(b)
	want(err != nil, "read of a write-only file")
	check(g.Close())
	check(os.Mkdir("/output/dir", 0o755))
	want(errors.Is(os.Mkdir("/output/dir", 0o755), fs.ErrExist), "mkdir twice")
	check(os.Rename("/output/a", "/output/dir/b"))
	want(os.Remove("/output/dir") != nil, "remove of a full directory")
	want(os.Rename("/output/dir", "/output/dir/inside") != nil, "a directory into itself")
	check(os.WriteFile("/output/c", []byte("c"), 0o644))
	check(os.Rename("/output/c", "/output/dir/c"))
	var seen []string
	check(filepath.WalkDir("/output", func(p string, d fs.DirEntry, err error) error {
		seen = append(seen, p)
		return err
	}))
	sort.Strings(seen)
	want(strings.Join(seen, " ") == "/output /output/dir /output/dir/b /output/dir/c", strings.Join(seen, " "))
	check(os.Remove("/output/dir/c"))
	_, err = os.Stat("/output/dir/c")
	want(errors.Is(err, fs.ErrNotExist), "removed")
	_, err = os.Open("/output/none")
	want(errors.Is(err, fs.ErrNotExist), "open of nothing")
	all, err = os.ReadFile("/output/dir/b")
	check(err)
	want(string(all) == "begxyz!", string(all))
}

// world tries to reach what is not its own and writes what it got away with to /output/loot.
func world() {
	var loot []string
	try := func(err error, what string) {
		if err == nil {
			loot = append(loot, what)
		}
	}
	for _, p := range []string{"/etc/passwd", "../etc/passwd", "/input/../etc/passwd", "/input/../../../../../etc/passwd", "/output/../../etc/passwd", "/proc/self/environ", "/dev/null"} {
		_, err := os.ReadFile(p)
		try(err, "read "+p)
	}
	for _, p := range []string{"/", "/proc", "/tmp", "/input/../.."} {
		entries, err := os.ReadDir(p)
		if err == nil && p != "/" {
			for _, e := range entries {
				loot = append(loot, "list "+p+" "+e.Name())
			}
		}
	}
	try(os.Symlink("../../../../../../etc/passwd", "/output/link"), "symlink")
	try(os.Symlink("/etc/passwd", "/output/link2"), "absolute symlink")
	try(os.Link("/input/rows.csv", "/output/hard"), "link")
	_, err := os.ReadFile("/output/link")
	try(err, "read through a link")
	try(os.WriteFile("/input/new", nil, 0o644), "write into /input")
	try(os.WriteFile("/input/rows.csv", nil, 0o644), "overwrite an input")
	try(os.Remove("/input/rows.csv"), "remove an input")
	try(os.Rename("/input/rows.csv", "/output/rows.csv"), "move an input")
	try(os.Truncate("/input/rows.csv", 0), "truncate an input")
	try(os.Mkdir("/input/d", 0o755), "mkdir in /input")
	try(os.WriteFile("/elsewhere", nil, 0o644), "write into /")
	if len(os.Environ()) > 0 {
		loot = append(loot, "environment "+strings.Join(os.Environ(), " "))
	}
	if b, _ := io.ReadAll(os.Stdin); len(b) > 0 {
		loot = append(loot, "stdin")
	}
	check(os.WriteFile("/output/loot", []byte(strings.Join(loot, "\n")), 0o644))
}
