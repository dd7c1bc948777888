package cli

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/wallet/external/externaltest"
)

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

// testMain builds the program for the scripts. The race detector would make the keystore's key derivation, most of their time, five times as
// slow and find nothing in it.
func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "coppice-cli-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	build := exec.Command("go", "build", "-o", dir, "../../cmd/coppice")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "building coppice:", err)
		return 1
	}
	path := dir + string(os.PathListSeparator) + os.Getenv("PATH")
	if err := os.Setenv("PATH", path); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// TestScripts runs the commands that need no network, as a person at a shell would.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("COPPICE_HOME", env.WorkDir+"/home")
			env.Setenv("COPPICE_PASSWORD", "correct horse")
			return nil
		},
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "delivery": delivery, "signer": signer},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// exits runs a program that must end with an exit code: exits CODE PROGRAM ARGS...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	switch {
	case err == nil:
		ts.Fatalf("it succeeded, want exit %s", args[0])
	case !errors.As(err, &exit):
		ts.Fatalf("%v", err)
	case strconv.Itoa(exit.ExitCode()) != args[0]:
		ts.Fatalf("exit %d, want %s", exit.ExitCode(), args[0])
	}
}

// delivery writes a signed receipt with its artefact into a folder, and beside it a receipt whose seconds were changed afterwards.
func delivery(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: delivery FOLDER")
	}
	const name, content = "model/weights.txt", "weights"
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte("a validator of a test")))
	ts.Check(err)
	domain := ledger.Domain{Name: "Coppice", ChainID: big.NewInt(2677423), Contract: common.Address{19: 7}}
	statement := ledger.Receipt{JobID: 3, ResultDigest: [32]byte{1}, Outcome: ledger.Completed, UsedSeconds: 2, Rows: []uint64{5}}
	digest := domain.Digest(statement)
	signature, err := crypto.Sign(digest[:], key)
	ts.Check(err)
	signature[64] += 27
	r, err := job.NewReceiptFile(domain, statement, common.Address{19: 9}, signature, common.Hash{1})
	ts.Check(err)
	r.Artifacts = []job.Artifact{{Name: name, Bytes: int64(len(content)), Digest: sha256.Sum256([]byte(content))}}
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755))
	ts.Check(os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644))
	ts.Check(writeReceipt(filepath.Join(dir, "receipt.json"), r))
	r.UsedSeconds++
	ts.Check(writeReceipt(filepath.Join(dir, "forged.json"), r))
}

// signer starts an external signer that runs until the script ends, and sets URL and ADDRESS: signer web3signer|clef|random.
func signer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: signer web3signer|clef|random")
	}
	var t testing.TB = scriptTB{ts: ts}
	style := externaltest.Web3Signer
	if args[0] == "clef" {
		style = externaltest.Clef
	}
	s := externaltest.New(t, style)
	url := ""
	switch args[0] {
	case "web3signer":
		url = s.HTTP(t)
	case "clef":
		url = s.Unix(t)
	case "random":
		seed := int64(6)
		s.Typed(func(d apitypes.TypedData, _ []byte) []byte { seed++; return s.Randomised(d, seed) })
		url = s.HTTP(t)
	default:
		ts.Fatalf("no signer %q", args[0])
	}
	ts.Setenv("URL", url)
	ts.Setenv("ADDRESS", s.Key.Address().Hex())
}

// scriptTB is a script as a test that helpers of other packages know.
type scriptTB struct {
	testing.TB
	ts *testscript.TestScript
}

func (s scriptTB) Helper()           {}
func (s scriptTB) Cleanup(f func())  { s.ts.Defer(f) }
func (s scriptTB) Fatal(args ...any) { s.ts.Fatalf("%s", fmt.Sprint(args...)) }
func (s scriptTB) TempDir() string {
	dir, err := os.MkdirTemp("", "signer")
	s.ts.Check(err)
	s.ts.Defer(func() { os.RemoveAll(dir) })
	return dir
}
