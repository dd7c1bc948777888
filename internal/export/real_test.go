package export

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRealArchives: what the programs make that people have.
func TestRealArchives(t *testing.T) {
	dir := makeFolder(t, map[string]string{
		"d/a.json": strings.Repeat(`{"a":1}`, 1000), "d/é.json": "2", "d/empty.json": "", "d/photo.jpg": "x", "d/.DS_Store": "x",
		"__MACOSX/d/._a.json": "fork", "d/" + strings.Repeat("long", 40) + "/b.json": "3",
	})
	want := [][2]string{{"d/a.json", strings.Repeat(`{"a":1}`, 1000)}, {"d/empty.json", ""}, {"d/" + strings.Repeat("long", 40) + "/b.json", "3"}, {"d/é.json", "2"}}
	for name, c := range map[string]struct {
		command, format string
	}{
		"zip":               {"zip -q -r x d __MACOSX; cat x.zip", Zip},
		"zip, stored":       {"zip -q -0 -r x d; cat x.zip", Zip},
		"zip, no folders":   {"zip -q -D -r x d; cat x.zip", Zip},
		"zip64":             {"zip -q -fz -r x d; cat x.zip", Zip},
		"zip, descriptors":  {"zip -q -r - d | cat", Zip},
		"zip, forced":       {"zip -q -fd -r x d; cat x.zip", Zip},
		"zip, comment":      {"zip -q -r x d; echo hello | zip -q -z x >&2; cat x.zip", Zip},
		"python":            {"python3 -m zipfile -c x.zip d __MACOSX; cat x.zip", Zip},
		"python, zip64":     {"python3 -c '" + pythonZip64 + "'; cat x.zip", Zip},
		"python, stream":    {"python3 -c '" + pythonStream + "' | cat", Zip},
		"tar, gnu":          {"tar --format=gnu -cf x.tar d __MACOSX; cat x.tar", Tar},
		"tar, pax":          {"tar --format=posix -cf x.tar d; cat x.tar", Tar},
		"tar, .":            {"tar -cf ../x.tar .; mv ../x.tar .; cat x.tar", Tar},
		"tar.gz":            {"tar -czf x.tgz d; cat x.tgz", TarGz},
		"tar.gz, pax":       {"tar --format=posix -czf x.tgz d; cat x.tgz", TarGz},
		"python, tar.gz":    {"python3 -m tarfile -c x.tar.gz d; cat x.tar.gz", TarGz},
		"tar.gz, two parts": {"tar -cf x.tar d; (head -c 3000 x.tar | gzip; tail -c +3001 x.tar | gzip -1)", TarGz},
	} {
		t.Run(name, func(t *testing.T) {
			b := run(t, dir, c.command)
			e, err := openBytes(b, DefaultPatterns, roomy)
			same(t, e, err, c.format, want...)
		})
	}
	b := run(t, dir, "gzip -c d/a.json")
	e, err := openBytes(b, DefaultPatterns, roomy)
	same(t, e, err, Gz, [2]string{Single, want[0][1]})
}

func TestRealRefusals(t *testing.T) {
	dir := makeFolder(t, map[string]string{"d/a.json": strings.Repeat(`{"a":1}`, 1000), "d/b.json": "2"})
	if err := os.Symlink("a.json", filepath.Join(dir, "d", "l")); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		command string
		kind    error
	}{
		"zip with a link":      {"zip -q -y -r x d; cat x.zip", ErrSpecial},
		"zip with a password":  {"zip -q -P secret -r x d/a.json; cat x.zip", ErrEncrypted},
		"zip in parts":         {"head -c 200000 /dev/urandom > d/c.json; zip -q -s 64k -r x d; cat x.z01", ErrSplit},
		"zip by bzip2":         {"zip -q -Z bzip2 x d/a.json || touch x.zip; cat x.zip", ErrMethod},
		"zip, twice":           {"python3 -W ignore -c 'import zipfile; z = zipfile.ZipFile(\"x.zip\", \"w\"); z.writestr(\"a.json\", \"1\"); z.writestr(\"a.json\", \"2\"); z.close()'; cat x.zip", ErrTwice},
		"tar with a link":      {"tar -cf x.tar d; cat x.tar", ErrSpecial},
		"tar with a hard link": {"rm d/l; ln d/a.json d/l; tar -cf x.tar d; cat x.tar", ErrSpecial},
		"tar, sparse":          {"rm d/l; truncate -s 10G d/c.json; tar -S -cf x.tar d; cat x.tar", ErrSpecial},
		"tar, sparse, pax":     {"rm d/l; truncate -s 10G d/c.json; tar --format=posix -S -cf x.tar d; cat x.tar", ErrSpecial},
		"tar, added":           {"rm d/l; tar -cf x.tar d; tar -rf x.tar d; cat x.tar", ErrTwice},
		"tar, absolute":        {"rm d/l; tar -cPf x.tar \"$PWD/d\"; cat x.tar", ErrPath},
	} {
		t.Run(name, func(t *testing.T) {
			b := run(t, dir, c.command)
			if len(b) == 0 && c.kind == ErrMethod { // see its command
				t.Skip("the zip that is here cannot do bzip2")
			}
			_, err := openBytes(b, DefaultPatterns, roomy)
			expect(t, err, c.kind)
		})
	}
}

// run gives the output of commands in a copy of a folder.
func run(t *testing.T, dir, command string) []byte {
	t.Helper()
	for _, tool := range []string{"sh", "cp", strings.Fields(command)[0]} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	work := filepath.Join(t.TempDir(), "work")
	if out, err := exec.Command("cp", "-a", dir, work).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var problems bytes.Buffer
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir, cmd.Stderr = work, &problems
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, problems.Bytes())
	}
	return out
}

const pythonZip64 = `
import zipfile, os
with zipfile.ZipFile("x.zip", "w", zipfile.ZIP_DEFLATED) as z:
    for folder, _, files in os.walk("d"):
        for name in files:
            path = os.path.join(folder, name)
            with z.open(path, "w", force_zip64=True) as out:
                out.write(open(path, "rb").read())
`

const pythonStream = `
import zipfile, os, sys
with zipfile.ZipFile(sys.stdout.buffer, "w", zipfile.ZIP_DEFLATED) as z:
    for folder, _, files in os.walk("d"):
        for name in files:
            z.write(os.path.join(folder, name))
`
