package contribution

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"math/big"
	"strings"
	"testing"

	"github.com/coppice-network/coppice/internal/attestation"
	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/wallet"
)

// TestOutcomes waits for what becomes of a file, and reads why where it is not valid.
func TestOutcomes(t *testing.T) {
	r := newRig(t)
	results, err := r.contribute(r.write("a.json", "content"))
	if err != nil {
		t.Fatal(err)
	}
	self, err := r.Self(t.Context(), pool().ID)
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := seal.IdentityFromSeed([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	findings := func(doc []byte, to *seal.Identity) [32]byte {
		sealed, err := seal.SealBytes(doc, to.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := r.blobs.Put(t.Context(), bytes.NewReader(sealed)); err != nil {
			t.Fatal(err)
		}
		return sha256.Sum256(sealed)
	}
	document := func(reason string) []byte {
		b, err := attestation.Document{Reason: reason, Score: "0"}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, c := range map[string]struct {
		state  State
		reason string // part of it; empty if there is none
		fails  error  // of reading the reason
	}{
		"valid":                           {State{Status: "valid", Score: big.NewInt(5e17)}, "", nil},
		"invalid, with findings":          {State{Status: "invalid", ResultDigest: findings(document("no activity is plausible"), self)}, "no activity is plausible", nil},
		"invalid, without a reason":       {State{Status: "invalid", ResultDigest: findings(document(""), self)}, "gave no reason", nil},
		"not sealed to this wallet":       {State{Status: "invalid", ResultDigest: findings(document("x"), stranger)}, "could not read who to tell", nil},
		"duplicate":                       {State{Status: "duplicate", DuplicateOf: 7}, "as file 7", nil},
		"identity of another wallet":      {State{Status: "invalid", Conflict: true}, "same user id", nil},
		"canceled":                        {State{Status: "canceled"}, "the fee is back", nil},
		"findings that are damaged":       {State{Status: "invalid", ResultDigest: findings([]byte("{}"), self)}, "", attestation.ErrFormat},
		"findings that are not to be had": {State{Status: "invalid", ResultDigest: [32]byte{9}}, "", errAny},
	} {
		t.Run(name, func(t *testing.T) {
			r.states.files = map[uint64]State{}
			r.states.next = []func(map[uint64]State){
				func(map[uint64]State) {}, // news of something else
				func(files map[uint64]State) { files[results[0].FileID] = c.state },
			}
			got, err := r.Await(t.Context(), pool().ID, results[0].FileID)
			if c.fails != nil {
				if err == nil || c.fails != errAny && !errors.Is(err, c.fails) {
					t.Errorf("got %v, want %v", err, c.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got.Status != c.state.Status || (got.Reason == "") != (c.reason == "") || !strings.Contains(got.Reason, c.reason) {
				t.Errorf("got %s because %q", got.Status, got.Reason)
			}
			if got.Name != "a.json" || got.URL != results[0].URL {
				t.Errorf("the result is of %s at %s", got.Name, got.URL)
			}
		})
	}
	t.Run("the network goes away", func(t *testing.T) {
		r.states.files, r.states.next = map[uint64]State{}, nil
		if _, err := r.Await(t.Context(), pool().ID, results[0].FileID); !errors.Is(err, errNoNews) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("nothing was contributed from here", func(t *testing.T) {
		if _, err := r.Await(t.Context(), 999, results[0].FileID); !errors.Is(err, ErrFile) {
			t.Errorf("got %v, want ErrFile", err)
		}
	})
}

// errAny stands for whatever error.
var errAny = errors.New("any")

func TestScoreFloat(t *testing.T) {
	for wei, want := range map[*big.Int]float64{nil: 0, new(big.Int): 0, big.NewInt(1e18): 1, big.NewInt(866666666666666700): 0.8666666666666667} {
		if got := (State{Score: wei}).ScoreFloat(); got != want {
			t.Errorf("%v is %v, want %v", wei, got, want)
		}
	}
}

// TestOpenPersonal: a personal copy opens with the wallet alone, and with no other.
func TestOpenPersonal(t *testing.T) {
	r := newRig(t)
	results, err := r.contribute(r.write("a.json", "content"))
	if err != nil {
		t.Fatal(err)
	}
	url := results[0].PersonalURL
	if known, err := r.PersonalURL(t.Context(), results[0].FileID); err != nil || known != url {
		t.Errorf("the journal knows %q (%v)", known, err)
	}
	if known, err := r.PersonalURL(t.Context(), 1<<40); err != nil || known != "" {
		t.Errorf("the journal knows %q of a file of somebody else (%v)", known, err)
	}
	card := strings.TrimSuffix(url, personalSuffix) + sidecarSuffix
	whole := r.personal.content[card]
	swap := func(old, new string) func() {
		return func() { r.personal.content[card] = bytes.Replace(whole, []byte(old), []byte(new), 1) }
	}
	for name, c := range map[string]struct {
		arrange func()
		url     string
		owner   Personal
		want    error
	}{
		"as it is":               {func() {}, url, r.Owner, nil},
		"another wallet":         {func() {}, url, owner{world.Ledger.Net.DataRegistry}, ErrNotMine},
		"the card":               {func() {}, card, r.Owner, ErrFile},
		"a missing card":         {func() { delete(r.personal.content, card) }, url, r.Owner, errAny},
		"a card of version 2":    {swap("coppice-personal/1", "coppice-personal/2"), url, r.Owner, seal.ErrVersion},
		"a key of version 2":     {swap(`"keyVersion": 1`, `"keyVersion": 2`), url, r.Owner, wallet.ErrKeyVersion},
		"a card with more":       {swap(`"keyVersion"`, `"more": 1, "keyVersion"`), url, r.Owner, seal.ErrSidecar},
		"a card with other salt": {swap(`"salt": "0x`, `"salt": "0x00`), url, r.Owner, errAny},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() { r.personal.content[card] = whole }()
			c.arrange()
			_, content, err := Open(t.Context(), r.personal, c.url, c.owner)
			if c.want != nil {
				if err == nil || c.want != errAny && !errors.Is(err, c.want) {
					t.Errorf("got %v, want %v", err, c.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer content.Close()
			if got, err := io.ReadAll(content); err != nil || string(got) != "content" {
				t.Errorf("it holds %q (%v)", got, err)
			}
		})
	}
}
