package cli

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/home"
)

// foreignVersion matches the sentinels with which packages refuse formats they do not know.
var foreignVersion = regexp.MustCompile(`^Err(\w*Version|Format)$`)

// TestEveryForeignVersionHasAHint: whoever meets something that another version wrote learns what to do. The sentinels are found in the
// packages' sources, so that a new one cannot be forgotten here.
func TestEveryForeignVersionHasAHint(t *testing.T) {
	source, err := os.ReadFile("present.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "gen") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, name := range variables(f) {
			if !foreignVersion.MatchString(name) {
				continue
			}
			found++
			if entry := fmt.Sprintf("\t{%s.%s, fault.", f.Name.Name, name); !strings.Contains(string(source), entry) {
				t.Errorf("present.go has no hint for %s.%s", f.Name.Name, name)
			}
		}
		return nil
	})
	if err != nil || found < 15 {
		t.Fatalf("found %d sentinels, %v", found, err)
	}
}

// variables lists the variables that a file declares outside of functions.
func variables(f *ast.File) (names []string) {
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, s := range g.Specs {
			for _, n := range s.(*ast.ValueSpec).Names {
				names = append(names, n.Name)
			}
		}
	}
	return names
}

func TestHomeOfAnotherVersionIsRefusedWithAHint(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "FORMAT"), []byte("coppice-home/9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := home.Open(dir)
	f := present(err)
	if !errors.Is(f, home.ErrVersion) || f.Code != fault.Conflict || !strings.Contains(f.Message, "coppice-home/9") || !strings.Contains(f.Hint, "--home") {
		t.Errorf("%s: %s, hint %q", f.Code, f.Message, f.Hint)
	}
}
