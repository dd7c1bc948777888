package index

import (
	"errors"
	"fmt"
	"testing"
)

func sealedList(all []Ciphertext) string {
	s := []string{}
	for _, c := range all {
		s = append(s, fmt.Sprintf("%d/%d/%d", c.File, c.Kind, c.Refiner))
	}
	return fmt.Sprint(s)
}

func TestSealedSince(t *testing.T) {
	x := whole(t).indexed()
	all, next, err := x.SealedSince(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	withdrawn := map[uint64]bool{}
	for _, w := range must[[]Withdrawal](t)(x.WithdrawalsSince(ctx, 0)) {
		withdrawn[w.File] = true
	}
	want := []Ciphertext{}
	for _, f := range must[[]File](t)(x.Files(ctx, FileFilter{})) {
		if f.Status == StatusValid {
			want = append(want, Ciphertext{File: f.ID, DLP: f.DLP, Kind: SealedFile, Digest: f.Digest, Codec: f.Codec, Time: f.ProvedAt},
				Ciphertext{File: f.ID, DLP: f.DLP, Kind: SealedFindings, Digest: f.ResultDigest, Time: f.ProvedAt})
		}
		for _, r := range f.Refinements {
			if !withdrawn[f.ID] {
				want = append(want, Ciphertext{File: f.ID, DLP: f.DLP, Kind: SealedArtifact, Refiner: r.RefinerID, Digest: r.ArtifactDigest, Codec: r.Codec, Time: r.Time})
			}
		}
	}
	if len(want) < 4 || len(withdrawn) == 0 {
		t.Fatalf("the chain of the test has %d ciphertexts and %d withdrawals", len(want), len(withdrawn))
	}
	have := map[Ciphertext]bool{}
	for i, c := range all {
		if i > 0 && c.Seq < all[i-1].Seq || c.Seq > next {
			t.Errorf("%+v is out of order", c)
		}
		rest, _, err := x.SealedSince(ctx, c.Seq)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rest {
			if r.Seq <= c.Seq {
				t.Errorf("behind %d there is %+v", c.Seq, r)
			}
		}
		c.Seq = 0
		have[c] = true
	}
	for _, c := range want {
		if !have[c] {
			t.Errorf("%+v is missing", c)
		}
	}
	if len(have) != len(want) {
		t.Errorf("%s, want %d of them", sealedList(all), len(want))
	}
	if rest, again, err := x.SealedSince(ctx, next); len(rest) != 0 || again != next || err != nil {
		t.Errorf("at the end: %s, %d after %d, %v", sealedList(rest), again, next, err)
	}
	if rest, next, err := open(t).SealedSince(ctx, 0); len(rest) != 0 || next != 0 || err != nil {
		t.Errorf("of an empty index: %s, %d, %v", sealedList(rest), next, err)
	}
}

func TestCiphertexts(t *testing.T) {
	x := whole(t).indexed()
	for file, want := range map[uint64]string{
		1:  "[1/1/0 1/2/0 1/3/1]", // withdrawn
		10: "[10/1/0 10/2/0]",     // its proof is provisional
		4:  "[4/1/0]",             // waits for its proof
		99: "[]",
	} {
		if got := sealedList(must[[]Ciphertext](t)(x.Ciphertexts(ctx, file))); got != want {
			t.Errorf("file %d: %s, want %s", file, got, want)
		}
	}
}

func TestWithdrawals(t *testing.T) {
	x := whole(t).indexed()
	all := must[[]Withdrawal](t)(x.WithdrawalsSince(ctx, 0))
	if len(all) < 2 {
		t.Fatalf("%+v", all)
	}
	for i, w := range all {
		f := must[File](t)(x.File(ctx, w.File))
		one := must[Withdrawal](t)(x.Withdrawal(ctx, w.File))
		if f.Status != StatusWithdrawn || w.Owner != f.Owner || w.DLP != f.DLP || w.Block == 0 || w.Time != 1000+10*w.Block || one != w {
			t.Errorf("%+v of %+v", w, f)
		}
		if rest := must[[]Withdrawal](t)(x.WithdrawalsSince(ctx, w.Seq)); len(rest) != len(all)-i-1 {
			t.Errorf("%d follow number %d", len(rest), i)
		}
		if SeqOf(w.Block) >= w.Seq || SeqOf(w.Block+1) < w.Seq {
			t.Errorf("block %d is not around %d", w.Block, w.Seq)
		}
	}
	if _, err := x.Withdrawal(ctx, 2); !errors.Is(err, ErrNotFound) {
		t.Errorf("a file that was not withdrawn: %v", err)
	}
}

func TestIntakeEpochs(t *testing.T) {
	x := whole(t).indexed()
	all := must[[]IntakeEpoch](t)(x.IntakeEpochs(ctx, 1))
	newest := must[IntakeKey](t)(x.IntakeKey(ctx, 1))
	if len(all) == 0 {
		t.Fatal("none")
	}
	for i, k := range all {
		if k.DLP != 1 || i > 0 && k.Epoch <= all[i-1].Epoch || k.Time != 1000+10*(k.Seq>>20) {
			t.Errorf("%+v", k)
		}
	}
	if last := all[len(all)-1]; uint64(last.Epoch) != uint64(newest.Epoch) || last.Digest != newest.Digest || last.Validator != newest.Validator {
		t.Errorf("the newest is %+v, not %+v", last, newest)
	}
	if len(must[[]IntakeEpoch](t)(x.IntakeEpochs(ctx, 99))) != 0 {
		t.Error("a DataDAO that does not exist has intake keys")
	}
}

func TestFileTimes(t *testing.T) {
	x := whole(t).indexed()
	for _, j := range must[[]ProofJob](t)(x.OpenProofJobs(ctx)) {
		f := must[File](t)(x.File(ctx, j.FileID))
		registered, opened, err := x.FileTimes(ctx, j.FileID)
		if registered != f.Time || opened != j.OpenedAt || err != nil {
			t.Errorf("file %d: registered %d, opened %d, %v", j.FileID, registered, opened, err)
		}
		if since, err := x.RegisteredSince(ctx, j.DLP, SeqOf(f.Block)); !since || err != nil {
			t.Errorf("file %d is not registered since its block: %v", j.FileID, err)
		}
	}
	if _, _, err := x.FileTimes(ctx, 99); !errors.Is(err, ErrNotFound) {
		t.Errorf("a file that does not exist: %v", err)
	}
	if since, err := x.RegisteredSince(ctx, 1, SeqOf(1<<40)); since || err != nil {
		t.Errorf("registered in the future: %v, %v", since, err)
	}
}
