package e2e

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/coppice-network/coppice/internal/personal/remotetest"
)

// moment is one of a contribution at which it is stopped: at a request that it makes.
type moment struct {
	name string
	step string // what the journal and the outbox say then
	stop func(c *contributor, storage *front, here func(*request))
}

// moments are all steps of a contribution, and both sides of each request that ends one.
var moments = []moment{
	{"before sealing", "new", func(c *contributor, _ *front, here func(*request)) { c.chain.once("eth_gasPrice", here) }},
	{"before the personal copy", "sealed", func(_ *contributor, storage *front, here func(*request)) { storage.once("PUT .*[.]age", here) }},
	{"after the personal copy", "sealed", func(_ *contributor, storage *front, here func(*request)) {
		storage.once("PUT .*[.]age", func(q *request) { q.served(); here(q) })
	}},
	{"before the pooled copy", "sealed", func(c *contributor, _ *front, here func(*request)) { c.node.once("POST /v1/blobs", here) }},
	{"after the pooled copy", "sealed", func(c *contributor, _ *front, here func(*request)) {
		c.node.once("POST /v1/blobs", func(q *request) { q.served(); here(q) })
	}},
	{"both copies stored", "stored", func(c *contributor, _ *front, here func(*request)) {
		c.node.once("POST /v1/blobs", func(q *request) {
			c.chain.once("eth_call", here) // the next question is whether the intake key is still the same
			q.pass()
		})
	}},
	{"in a batch that is not signed", "submitted", func(c *contributor, _ *front, here func(*request)) { c.chain.once("eth_estimateGas", here) }},
	{"signed and not sent", "signed", func(c *contributor, _ *front, here func(*request)) { c.chain.once("eth_sendRawTransaction", here) }},
	{"sent", "signed", func(c *contributor, _ *front, here func(*request)) {
		c.chain.once("eth_sendRawTransaction", func(q *request) { q.served(); here(q) })
	}},
	{"mined, and the receipt not seen", "signed", func(c *contributor, _ *front, here func(*request)) { c.chain.once("eth_getTransactionReceipt", here) }},
	{"registered, without a verdict", "registered", func(c *contributor, _ *front, here func(*request)) { c.node.once("GET /v1/files/", here) }},
}

// killedAtEachStep: `coppice contribute` dies by kill -9 at every step in turn, and the same command finishes from there.
func killedAtEachStep(t *testing.T, n *faultNet) {
	c := n.person(t)
	storage := c.s3(remotetest.S3(t, t.TempDir()))
	for _, at := range moments {
		path := c.export(strings.ReplaceAll(at.name, " ", "-")+".json", 0)
		reached := make(chan struct{})
		at.stop(c, storage, func(q *request) {
			close(reached)
			q.hold()
		})
		cmd := c.command(t.Context(), c.give(path)...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case <-reached:
		case err := <-ended:
			t.Fatalf("%s: it ended before: %v\n%s", at.name, err, stderr.String())
		case <-time.After(time.Minute):
			t.Fatalf("%s: it never got there", at.name)
		}
		cmd.Process.Kill()
		<-ended
		if step := c.step(path); step != at.step {
			t.Errorf("%s: the journal says %s, want %s", at.name, step, at.step)
		}
		for _, f := range []*front{c.chain, c.node, storage} {
			f.on(nil)
		}
		c.do(nil, append(c.give(path), "--no-wait")...)
		if step := c.step(path); step != "registered" {
			t.Errorf("%s: afterwards the journal says %s", at.name, step)
		}
	}
	c.finish()
	if got := c.sent(); got != uint64(len(moments)) {
		t.Errorf("%d transactions registered %d files", got, len(moments))
	}
}

// networkCut: what lies between the contributor and the node breaks at several points.
func networkCut(t *testing.T, n *faultNet) {
	lose := func(q *request) { q.cut() }
	loseAnswer := func(q *request) { q.served(); q.cut() }

	tests := map[string]func(*testing.T){}
	// The command ends, and says so.
	for name, x := range map[string]struct {
		cut        func(c *contributor)
		text, hint string
		step       string // of the file; empty: the journal does not know it yet
	}{
		"no chain": {func(c *contributor) { c.chain.away() }, "network local does not answer", "start it with `coppice up`", ""},
		"no node":  {func(c *contributor) { c.node.away() }, "no answer from", "is the node running?", ""},
		"in the middle of the pooled copy": {func(c *contributor) {
			c.node.each("POST /v1/blobs", func(q *request) { q.breakOff(100 << 10) })
		}, "storing the pooled copy", "goes on where it was, nothing is lost", "sealed"},
		"after the pooled copy":  {func(c *contributor) { c.node.once("POST /v1/blobs", loseAnswer) }, "storing the pooled copy", "goes on where it was, nothing is lost", "sealed"},
		"waiting for the result": {func(c *contributor) { c.node.each("GET /v1/files/", lose) }, "no answer from", "is the node running?", "registered"},
	} {
		tests[name] = func(t *testing.T) {
			c := n.person(t)
			path := c.export("one.json", 300<<10)
			x.cut(c)
			c.failed(x.text, x.hint, c.give(path)...)
			if x.step != "" {
				if step := c.step(path); step != x.step {
					t.Errorf("the journal says %s, want %s", step, x.step)
				}
			}
			for _, f := range []*front{c.chain, c.node} {
				f.away()
				f.back()
				f.on(nil)
			}
			c.finish()
			if c.sent() != 1 {
				t.Errorf("%d transactions, want 1", c.sent())
			}
		}
	}

	// The outbox holds the transaction and goes on by itself.
	tests["around the transaction"] = func(t *testing.T) {
		c := n.person(t)
		cuts := 0
		for _, cut := range []func(){
			func() { c.chain.once("eth_sendRawTransaction", lose) },
			func() { c.chain.once("eth_sendRawTransaction", loseAnswer) },
			func() { c.chain.once("eth_getTransactionReceipt", lose) },
			func() {
				c.chain.once("eth_sendRawTransaction", func(q *request) {
					go func() {
						c.chain.away()
						time.Sleep(time.Second) // an outage has a length
						c.chain.back()
					}()
					q.hold()
				})
			},
		} {
			cut()
			cuts++
			path := c.export(strings.Repeat("x", cuts)+".json", 0)
			c.do(nil, append(c.give(path), "--no-wait")...)
		}
		c.finish()
		if got := c.sent(); got != uint64(cuts) {
			t.Errorf("%d transactions registered %d files", got, cuts)
		}
	}
	together(t, tests)
}
