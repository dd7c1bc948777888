package custody

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/coppice-network/coppice/internal/enclave"
)

// Environment variables by which this test binary becomes a validator that is killed.
const (
	victimDir  = "COPPICE_CUSTODY_TEST_DIR"
	victimBase = "COPPICE_CUSTODY_TEST_BASE"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimDir); dir != "" {
		victim(dir, os.Getenv(victimBase))
		return
	}
	os.Exit(m.Run())
}

var root = enclave.NewSealingRoot([32]byte{1})

func open(t testing.TB, dir string) *Custody {
	t.Helper()
	c, err := Open(dir, root, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func reopen(t testing.TB, c *Custody) *Custody {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return open(t, c.dir)
}

func TestCustodySurvivesReopening(t *testing.T) {
	c := open(t, t.TempDir())
	key, _ := c.Key()
	identity, _ := c.Identity()
	first, err := c.Create(7, 1, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	second, _ := c.Create(7, 2, rand.Reader)
	print7, _ := c.Fingerprint(7, []byte("x"))
	if again, err := c.Create(7, 1, strings.NewReader("")); err != nil || !again.Equal(first) {
		t.Errorf("creating twice: %v, %v", again.Equal(first), err)
	}
	c = reopen(t, c)
	if again, _ := c.Key(); again.Address() != key.Address() {
		t.Error("another signing key after reopening")
	}
	if again, _ := c.Identity(); !again.Recipient().Equal(identity.Recipient()) {
		t.Error("another identity after reopening")
	}
	if r, err := c.Recipient(7, 1); err != nil || !r.Equal(first) {
		t.Errorf("epoch 1 after reopening: %v", err)
	}
	if r, err := c.Intake(7); err != nil || !r.Equal(second) {
		t.Errorf("the newest intake key after reopening: %v", err)
	}
	if again, _ := c.Fingerprint(7, []byte("x")); again != print7 {
		t.Error("another fingerprint after reopening")
	}
	ids, err := c.Identities(7)
	if err != nil || len(ids) != 2 || !ids[0].Recipient().Equal(second) || !ids[1].Recipient().Equal(first) {
		t.Errorf("identities are not the newest first: %v, %v", ids, err)
	}
	if e, err := c.Epochs(7); err != nil || fmt.Sprint(e) != "[1 2]" || fmt.Sprint(c.DLPs()) != "[7]" || !c.Has(7) {
		t.Errorf("epochs %v, %v, DataDAOs %v", e, err, c.DLPs())
	}
}

func TestRefusals(t *testing.T) {
	c := open(t, t.TempDir())
	c.Create(7, 2, rand.Reader)
	for name, tc := range map[string]struct {
		do   func() error
		want error
	}{
		"unknown DataDAO, recipient":   {func() error { _, err := c.Recipient(8, 2); return err }, ErrUnknownDLP},
		"unknown DataDAO, intake":      {func() error { _, err := c.Intake(8); return err }, ErrUnknownDLP},
		"unknown DataDAO, identities":  {func() error { _, err := c.Identities(8); return err }, ErrUnknownDLP},
		"unknown DataDAO, fingerprint": {func() error { _, err := c.Fingerprint(8, nil); return err }, ErrUnknownDLP},
		"unknown DataDAO, tag":         {func() error { _, err := c.IdentityTag(8, ""); return err }, ErrUnknownDLP},
		"unknown DataDAO, salt":        {func() error { _, err := c.Salt(8, 1, 1); return err }, ErrUnknownDLP},
		"unknown DataDAO, tables":      {func() error { _, err := c.DatasetRoot(8); return err }, ErrUnknownDLP},
		"unknown epoch":                {func() error { _, err := c.Recipient(7, 3); return err }, ErrUnknownEpoch},
		"past epoch":                   {func() error { _, err := c.Create(7, 1, rand.Reader); return err }, ErrPastEpoch},
		"directory in use":             {func() error { _, err := Open(c.dir, root, rand.Reader); return err }, ErrInUse},
	} {
		if err := tc.do(); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if _, err := c.Create(9, 1, strings.NewReader("little")); err == nil || c.Has(9) {
		t.Errorf("a key without randomness: %v", err)
	}
	if _, err := Open(t.TempDir(), root, strings.NewReader("little")); err == nil {
		t.Error("a validator without randomness")
	}
	c.Close()
	if _, err := c.Create(7, 3, rand.Reader); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	if _, err := c.Key(); !errors.Is(err, ErrClosed) || c.Has(7) {
		t.Errorf("after Close: %v", err)
	}
}

func TestTamperedDirectoryIsNamed(t *testing.T) {
	build := func(t *testing.T) string {
		c := open(t, filepath.Join(t.TempDir(), "custody"))
		c.Create(7, 1, rand.Reader)
		c.Create(8, 1, rand.Reader)
		c.Close()
		return c.dir
	}
	read := func(dir, name string) []byte { b, _ := os.ReadFile(filepath.Join(dir, name)); return b }
	put := func(dir, name string, b []byte) { os.WriteFile(filepath.Join(dir, name), b, 0o600) }
	foreign := func(name, plain string) []byte {
		b, _ := root.For(rootPurpose).Seal([]byte(plain), []byte(name))
		return b
	}
	for name, tc := range map[string]struct {
		change func(dir string)
		want   error
	}{
		"nothing":            {func(string) {}, nil},
		"crash leftover":     {func(dir string) { put(dir, ".new-123", []byte("half")) }, nil},
		"stranger's file":    {func(dir string) { put(dir, "dlp-07.sealed", []byte("hello")) }, nil},
		"record swapped":     {func(dir string) { put(dir, "dlp-7.sealed", read(dir, "dlp-8.sealed")) }, ErrTampered},
		"record invented":    {func(dir string) { put(dir, "dlp-9.sealed", read(dir, "dlp-8.sealed")) }, ErrTampered},
		"record cut":         {func(dir string) { put(dir, "dlp-7.sealed", read(dir, "dlp-7.sealed")[:100]) }, ErrTampered},
		"record empty":       {func(dir string) { put(dir, "dlp-7.sealed", nil) }, ErrTampered},
		"own record swapped": {func(dir string) { put(dir, "local.sealed", read(dir, "dlp-7.sealed")) }, ErrTampered},
		"own record removed": {func(dir string) { os.Remove(filepath.Join(dir, "local.sealed")) }, ErrTampered},
		"format removed":     {func(dir string) { os.Remove(filepath.Join(dir, "format")) }, ErrTampered},
		"later format":       {func(dir string) { put(dir, "format", []byte("coppice-custody/2\n")) }, ErrVersion},
		"later record": {func(dir string) {
			put(dir, "dlp-7.sealed", foreign("dlp-7.sealed", `{"format":"coppice-custody-dlp/9"}`))
		}, ErrVersion},
		"later seal": {func(dir string) { b := read(dir, "dlp-7.sealed"); b[4] = 2; put(dir, "dlp-7.sealed", b) }, ErrVersion},
		"record without keys": {func(dir string) {
			put(dir, "dlp-7.sealed", foreign("dlp-7.sealed", `{"format":"coppice-custody-dlp/1","dlp":"7","epochs":[{"epoch":1}]}`))
		}, ErrRecord},
		"record of another": {func(dir string) {
			b, _ := root.For(rootPurpose).Open(read(dir, "dlp-8.sealed"), []byte("dlp-8.sealed"))
			put(dir, "dlp-7.sealed", foreign("dlp-7.sealed", string(b)))
		}, ErrRecord},
	} {
		t.Run(name, func(t *testing.T) {
			dir := build(t)
			tc.change(dir)
			c, err := Open(dir, root, rand.Reader)
			if !errors.Is(err, tc.want) {
				t.Fatalf("%v, want %v", err, tc.want)
			}
			if err == nil {
				if fmt.Sprint(c.DLPs()) != "[7 8]" {
					t.Errorf("DataDAOs %v", c.DLPs())
				}
				c.Close()
				if left, _ := filepath.Glob(filepath.Join(dir, ".new-*")); len(left) > 0 {
					t.Errorf("left behind: %v", left)
				}
			} else if _, again := Open(dir, root, rand.Reader); !errors.Is(again, tc.want) {
				t.Errorf("the second time: %v", again)
			}
		})
	}
	dir := build(t)
	if _, err := Open(dir, enclave.NewSealingRoot([32]byte{2}), rand.Reader); !errors.Is(err, ErrOtherRoot) {
		t.Errorf("another root: %v", err)
	}
	if _, err := Open(dir, root.For("else"), rand.Reader); !errors.Is(err, ErrOtherRoot) {
		t.Errorf("the root of another purpose: %v", err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom([]string{"local.sealed", "dlp-7.sealed"}).Draw(rt, "file")
		b := read(dir, name)
		bad := bytes.Clone(b)
		bad[rapid.IntRange(0, len(b)-1).Draw(rt, "at")] ^= byte(rapid.IntRange(1, 255).Draw(rt, "flip"))
		put(dir, name, bad)
		defer put(dir, name, b)
		_, err := Open(dir, root, rand.Reader)
		if !errors.Is(err, ErrTampered) && !errors.Is(err, ErrOtherRoot) && !errors.Is(err, ErrVersion) {
			rt.Fatalf("%v", err)
		}
	})
}

func TestNothingIsInTheClear(t *testing.T) {
	c := open(t, t.TempDir())
	r, _ := c.Create(7, 1, rand.Reader)
	ids, _ := c.Identities(7)
	seed := ids[0].Seed()
	files, _ := os.ReadDir(c.dir)
	for _, f := range files {
		b, _ := os.ReadFile(filepath.Join(c.dir, f.Name()))
		for what, s := range map[string]string{"seed": string(seed[:]), "hex": fmt.Sprintf("%x", seed), "recipient": r.String()[:40], "JSON": `{"`} {
			if strings.Contains(string(b), s) {
				t.Errorf("%s holds the %s", f.Name(), what)
			}
		}
		if info, _ := f.Info(); info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", f.Name(), info.Mode())
		}
	}
	if got := fmt.Sprintf("%v %+v %x", c.dlps[7].record, c.dlps[7].record, c.dlps[7].record.Secret); strings.Contains(got, fmt.Sprintf("%x", c.dlps[7].record.Secret[:4])) {
		t.Errorf("a record prints its secrets: %s", got)
	}
}

func TestFailedWriteChangesNothing(t *testing.T) {
	c := open(t, t.TempDir())
	first, _ := c.Create(7, 1, rand.Reader)
	disk := errors.New("no space left")
	c.write = func(string, []byte) error { return disk }
	for _, dlp := range []uint64{7, 8} {
		if _, err := c.Create(dlp, 2, rand.Reader); !errors.Is(err, disk) {
			t.Errorf("DataDAO %d: %v", dlp, err)
		}
	}
	if r, err := c.Intake(7); err != nil || !r.Equal(first) || c.Has(8) {
		t.Errorf("a key that was not stored is in use: %v", err)
	}
	c.write = writeFile
	second, err := c.Create(7, 2, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := reopen(t, c).Recipient(7, 2); err != nil || !r.Equal(second) {
		t.Errorf("after the disk recovered: %v", err)
	}
}

// TestKillLosesNoKey kills a process that creates keys, at instants given by a printed seed, and expects every recipient it told of.
func TestKillLosesNoKey(t *testing.T) {
	seed := mathrand.Uint64()
	t.Logf("seed %d", seed)
	rng := mathrand.New(mathrand.NewPCG(seed, 1))
	dir := filepath.Join(t.TempDir(), "custody")
	told := map[string]string{}
	var address string
	for round := range 6 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), victimDir+"="+dir, fmt.Sprintf("%s=%d", victimBase, round))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 1 + rng.IntN(40); n > 0 && lines.Scan(); n-- {
			f := strings.Fields(lines.Text())
			switch {
			case len(f) == 2 && f[0] == "address":
				if address != "" && f[1] != address {
					t.Errorf("round %d: the validator became %s, was %s", round, f[1], address)
				}
				address = f[1]
			case len(f) == 3:
				told[f[0]+" "+f[1]] = f[2]
			default:
				t.Fatalf("round %d: %q", round, lines.Text())
			}
		}
		cmd.Process.Kill() // SIGKILL
		for lines.Scan() { // what it said before it died counts, too
			if f := strings.Fields(lines.Text()); len(f) == 3 && len(f[2]) == 64 {
				told[f[0]+" "+f[1]] = f[2]
			}
		}
		cmd.Wait()
	}
	c := open(t, dir)
	if len(told) == 0 {
		t.Fatal("no key was created")
	}
	for at, digest := range told {
		var dlp uint64
		var epoch uint32
		fmt.Sscan(at, &dlp, &epoch)
		if r, err := c.Recipient(dlp, epoch); err != nil || fmt.Sprintf("%x", r.Digest()) != digest {
			t.Errorf("DataDAO and epoch %s: %v", at, err)
		}
	}
	if k, _ := c.Key(); k.Address().Hex() != address {
		t.Errorf("the validator is %s, was %s", k, address)
	}
}

// victim creates keys and tells of each as soon as Create returns.
func victim(dir, base string) {
	c, err := Open(dir, root, rand.Reader)
	if err != nil {
		fmt.Println("open:", err)
		return
	}
	k, _ := c.Key()
	fmt.Println("address", k.Address().Hex())
	var round uint32
	fmt.Sscan(base, &round)
	for i := uint32(0); ; i++ {
		dlp, epoch := uint64(i%5), round*1_000_000+i
		r, err := c.Create(dlp, epoch, rand.Reader)
		if err != nil {
			fmt.Println("create:", err)
			return
		}
		if _, err := io.WriteString(os.Stdout, fmt.Sprintf("%d %d %x\n", dlp, epoch, r.Digest())); err != nil {
			return
		}
	}
}
