package contracts

import (
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/fault"
)

// Every error of every contract has a sentence, every argument a sentence names exists, and no sentence is left over.
func TestEveryErrorIsExplained(t *testing.T) {
	known := make(map[string]bool)
	for _, e := range errorsBySelector() {
		known[e.Name], known[e.Sig] = true, true
		s, ok := sentenceOf(e.ID[:4])
		if !ok {
			t.Errorf("%s has no sentence", e.Sig)
			continue
		}
		args := make([]any, len(e.Inputs))
		for i, in := range e.Inputs {
			switch in.Type.String() {
			case "uint256":
				args[i] = big.NewInt(1_500_000_000_000_000_000)
			case "uint48":
				args[i] = big.NewInt(7)
			case "uint8":
				args[i] = uint8(7)
			case "address":
				args[i] = common.Address{19: 1}
			case "bytes32":
				args[i] = [32]byte{31: 1}
			case "string":
				args[i] = "text"
			default:
				t.Fatalf("%s: argument of type %s", e.Sig, in.Type)
			}
		}
		packed, err := e.Inputs.Pack(args...)
		if err != nil {
			t.Fatalf("%s: %v", e.Sig, err)
		}
		f := Explain(append(e.ID[:4:4], packed...))
		if f == nil || f.Code != s.code || f.Message == "" {
			t.Errorf("%s explained as %+v", e.Sig, f)
			continue
		}
		if strings.ContainsAny(f.Message, "{}\n") || strings.Contains(f.Message, "<nil>") {
			t.Errorf("%s: a placeholder is not filled: %s", e.Sig, f.Message)
		}
		if f.Code == fault.Unavailable && !f.Retryable {
			t.Errorf("%s is unavailable but not retryable", e.Sig)
		}
	}
	for name := range sentences {
		if !known[name] {
			t.Errorf("no contract has an error %s", name)
		}
	}
}

func TestExplain(t *testing.T) {
	fee := errorData(t, "InsufficientFee", big.NewInt(15e15))
	reason := common.FromHex("08c379a000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000002" +
		"6e6f000000000000000000000000000000000000000000000000000000000000")
	for _, x := range []struct {
		name, want string
		data       []byte
	}{
		{"custom error", "the fee is 0.015 VANA, and less was sent", fee},
		{"reason string", "the contract refused: no", reason},
		{"nothing", "", nil},
		{"unknown selector", "", []byte{1, 2, 3, 4}},
		{"arguments cut off", "", fee[:20]},
	} {
		f := Explain(x.data)
		got := ""
		if f != nil {
			got = f.Message
		}
		if got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

func errorData(t *testing.T, name string, args ...any) []byte {
	t.Helper()
	for _, e := range errorsBySelector() {
		if e.Name == name {
			packed, err := e.Inputs.Pack(args...)
			if err != nil {
				t.Fatal(err)
			}
			return append(e.ID[:4:4], packed...)
		}
	}
	t.Fatalf("no error %s", name)
	return nil
}

func TestWhole(t *testing.T) {
	for in, want := range map[string]string{"0": "0", "1": "0.000000000000000001", "1000000000000000000": "1", "1500000000000000000": "1.5"} {
		v, _ := new(big.Int).SetString(in, 10)
		if got := whole(v); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, e := range errorsBySelector() {
		f.Add(append(e.ID[:4:4], make([]byte, 32*len(e.Inputs))...))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		name, args, ok := Decode(data)
		if ok && (name == "" || args == nil) {
			t.Errorf("decoded to nothing: %x", data)
		}
		Explain(data)
	})
}
