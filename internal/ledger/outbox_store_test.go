package ledger

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/ethclient"
)

func TestOutboxFile(t *testing.T) {
	b := newBench(t)
	open := func(path string, node Node) error {
		o, err := OpenOutbox(b.ctx, OutboxConfig{Path: path, Node: node, Signer: NewKeySigner(b.key)})
		if err == nil {
			o.Close()
		}
		return err
	}
	change := func(t *testing.T, statement string) string {
		path := filepath.Join(t.TempDir(), "o.sqlite")
		if err := open(path, b.chain.Client()); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Run("of a later version", func(t *testing.T) {
		if err := open(change(t, `UPDATE meta SET version = 2`), b.chain.Client()); !errors.Is(err, ErrOutboxVersion) {
			t.Fatal(err)
		}
	})
	t.Run("of something else", func(t *testing.T) {
		if err := open(change(t, `DROP TABLE meta`), b.chain.Client()); !errors.Is(err, ErrOutboxVersion) {
			t.Fatal(err)
		}
	})
	t.Run("of another chain id", func(t *testing.T) {
		if err := open(change(t, `UPDATE meta SET chain = '1'`), b.chain.Client()); !errors.Is(err, ErrOtherChain) {
			t.Fatal(err)
		}
	})
	t.Run("of a chain that began anew", func(t *testing.T) {
		if err := open(change(t, `UPDATE meta SET genesis = zeroblob(32)`), b.chain.Client()); !errors.Is(err, ErrOtherChain) {
			t.Fatal(err)
		}
	})
	t.Run("with an odd name", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "a b?c#d%20e&f.sqlite")
		for range 2 {
			if err := open(path, b.chain.Client()); err != nil {
				t.Fatal(err)
			}
		}
		if found, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.sqlite")); err != nil || len(found) != 1 || found[0] != path {
			t.Fatalf("%v (%v)", found, err)
		}
	})
	t.Run("while the node is away", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		client, err := ethclient.Dial("http://" + l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(b.ctx, 100*time.Millisecond)
		defer cancel()
		_, err = OpenOutbox(ctx, OutboxConfig{Path: filepath.Join(t.TempDir(), "o"), Node: client, Signer: NewKeySigner(b.key)})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
	})
	t.Run("without a path", func(t *testing.T) {
		if err := open("", b.chain.Client()); err == nil {
			t.Fatal("opened")
		}
	})
}
