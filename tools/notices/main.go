// Command notices writes THIRD_PARTY.md and LICENSES/third-party.txt: what Coppice links and under which licences.
//
//	go run ./tools/notices [-root DIR] [PACKAGE...]
//
// It asks the go command for every package that the named ones (./cmd/coppice by default) link, and gathers the licence files that stand
// beside those packages or above them in their modules; below them as well where a package compiles C, which is often somebody else's.
// The Solidity sources of others that end up in bytecode (OpenZeppelin's, as npm installed them) are listed too.
//
// It fails on a module without a licence, on a text it does not recognise, and on a package of go-ethereum's commands: go-ethereum's
// library is LGPL-3.0, its commands are GPL-3.0, and those must not be linked. Both outputs depend only on the module versions.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
)

const (
	self       = "github.com/coppice-network/coppice"
	gplPackage = "github.com/ethereum/go-ethereum/cmd/"
)

// statedInSource are modules without a licence file whose sources state the licence: the file that does.
var statedInSource = map[string]struct{ id, file string }{
	"github.com/holiman/bloomfilter/v2": {"MIT", "bloomfilter.go"},
}

// module is one thing linked.
type module struct {
	path, version string
	ids           map[string]bool
	notice        bool
}

// collection is what was gathered: modules by path, and each distinct text once with those it applies to.
type collection struct {
	modules map[string]*module
	texts   map[string]map[string]bool // text -> modules
}

func main() {
	root := flag.String("root", ".", "the repository's folder")
	flag.Parse()
	packages := flag.Args()
	if len(packages) == 0 {
		packages = []string{"./cmd/coppice"}
	}
	if err := run(*root, packages); err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

func run(root string, packages []string) error {
	c := collection{map[string]*module{}, map[string]map[string]bool{}}
	if err := c.gatherGo(root, packages); err != nil {
		return err
	}
	if err := c.gatherContracts(filepath.Join(root, "contracts")); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(root, "LICENSES"), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(root, "LICENSES", "third-party.txt"), c.renderTexts(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, "THIRD_PARTY.md"), c.renderTable(), 0o644)
}

// listed is what the go command says of one package.
type listed struct {
	ImportPath, Dir string
	Standard        bool
	CgoFiles        []string
	Module          *struct{ Path, Version, Dir string }
}

func (c *collection) gatherGo(root string, packages []string) error {
	cmd := exec.Command("go", append([]string{"list", "-deps", "-json=ImportPath,Dir,Standard,CgoFiles,Module"}, packages...)...)
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("listing what %s links: %w", strings.Join(packages, " "), err)
	}
	var failures []error
	d := json.NewDecoder(bytes.NewReader(out))
	for {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return fmt.Errorf("reading the go command's list: %w", err)
		}
		if strings.HasPrefix(p.ImportPath, gplPackage) {
			failures = append(failures, fmt.Errorf("%s is GPL-3.0 and must not be linked", p.ImportPath))
		}
		if p.Standard || p.Module == nil || p.Module.Path == self {
			continue
		}
		m := c.module(p.Module.Path, p.Module.Version)
		dirs := []string{p.Module.Dir}
		if rel, err := filepath.Rel(p.Module.Dir, p.Dir); err == nil && rel != "." {
			at := p.Module.Dir
			for _, part := range strings.Split(rel, string(filepath.Separator)) {
				at = filepath.Join(at, part)
				dirs = append(dirs, at)
			}
		}
		if len(p.CgoFiles) > 0 {
			below, err := folders(p.Dir)
			if err != nil {
				return err
			}
			dirs = append(dirs, below...)
		}
		for _, dir := range dirs {
			if err := c.gatherFolder(m, dir); err != nil {
				failures = append(failures, err)
			}
		}
		if s, ok := statedInSource[m.path]; ok && len(m.ids) == 0 {
			text, err := leadingComment(filepath.Join(p.Module.Dir, s.file))
			if err != nil {
				return err
			}
			c.add(m, []string{s.id}, text)
		}
	}
	goRoot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("asking for GOROOT: %w", err)
	}
	std := c.module("Go standard library and runtime", strings.Fields(runtime.Version())[0])
	if err := c.gatherFolder(std, strings.TrimSpace(string(goRoot))); err != nil {
		failures = append(failures, err)
	}
	for _, m := range c.modules {
		if len(m.ids) == 0 {
			failures = append(failures, fmt.Errorf("%s has no licence file", m.path))
		}
	}
	return errors.Join(failures...)
}

// gatherContracts adds the Solidity sources that are compiled into the contracts, as npm installed them. OpenZeppelin's packages carry
// no licence file: their package.json states it.
func (c *collection) gatherContracts(dir string) error {
	found, err := filepath.Glob(filepath.Join(dir, "node_modules", "@openzeppelin", "*", "package.json"))
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fmt.Errorf("no OpenZeppelin sources below %s: run npm ci there", dir)
	}
	for _, file := range found {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var stated struct{ Name, Version, Author, License string }
		if err := json.Unmarshal(text, &stated); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if stated.License == "" {
			return fmt.Errorf("%s states no licence", stated.Name)
		}
		m := c.module("npm "+stated.Name, stated.Version)
		c.add(m, []string{stated.License}, fmt.Sprintf("package.json states:\nauthor: %s\nlicense: %s", stated.Author, stated.License))
	}
	return nil
}

func (c *collection) module(path, version string) *module {
	if c.modules[path] == nil {
		c.modules[path] = &module{path: path, version: version, ids: map[string]bool{}}
	}
	return c.modules[path]
}

// gatherFolder adds the licence files that stand in dir itself.
func (c *collection) gatherFolder(m *module, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("%s: %w", m.path, err)
	}
	var failures []error
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		licence, notice := isLicenceFile(e.Name())
		if !licence && !notice {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		if notice {
			m.notice = true
			c.add(m, nil, string(text))
			continue
		}
		ids, err := classify(string(text))
		if err != nil {
			failures = append(failures, fmt.Errorf("%s: %s: %w", m.path, e.Name(), err))
			continue
		}
		c.add(m, ids, string(text))
	}
	return errors.Join(failures...)
}

func (c *collection) add(m *module, ids []string, text string) {
	for _, id := range ids {
		m.ids[id] = true
	}
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if c.texts[text] == nil {
		c.texts[text] = map[string]bool{}
	}
	c.texts[text][m.path] = true
}

func (c *collection) renderTable() []byte {
	var b bytes.Buffer
	b.WriteString("<!-- Code generated by tools/notices; DO NOT EDIT. -->\n# What Coppice links\n\n" +
		"The texts, with every copyright line, stand in [LICENSES/third-party.txt](LICENSES/third-party.txt).\n" +
		"A module whose parts are under several licences, or that offers a choice, lists all of them.\n\n" +
		"| module | version | licence |\n|---|---|---|\n")
	for _, p := range sorted(c.modules) {
		m := c.modules[p]
		line := strings.Join(sorted(m.ids), ", ")
		if m.notice {
			line += " (with notice)"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", m.path, m.version, line)
	}
	return b.Bytes()
}

func (c *collection) renderTexts() []byte {
	type section struct{ users, text string }
	var sections []section
	for text, users := range c.texts {
		sections = append(sections, section{strings.Join(sorted(users), "\n"), text})
	}
	sort.Slice(sections, func(i, j int) bool {
		if sections[i].users != sections[j].users {
			return sections[i].users < sections[j].users
		}
		return sections[i].text < sections[j].text
	})
	var b bytes.Buffer
	b.WriteString("Licences and notices of what Coppice links. Generated by tools/notices.\n")
	rule := strings.Repeat("=", 80)
	for _, s := range sections {
		fmt.Fprintf(&b, "\n%s\n%s\n%s\n\n%s\n", rule, s.users, rule, s.text)
	}
	return b.Bytes()
}

// leadingComment returns the comment lines a Go file opens with.
func leadingComment(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "//") {
			break
		}
		lines = append(lines, strings.TrimSpace(strings.TrimPrefix(line, "//")))
	}
	return path.Base(file) + " states:\n" + strings.Join(lines, "\n"), nil
}

func folders(dir string) ([]string, error) {
	var all []string
	err := filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			all = append(all, p)
		}
		return err
	})
	return all, err
}

func sorted[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
