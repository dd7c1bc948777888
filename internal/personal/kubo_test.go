package personal

import (
	"net/url"
	"testing"
	"time"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/personal/remotetest"
)

func TestKubo(t *testing.T) {
	k := &blob.Kubo{URL: remotetest.Kubo(t).URL, Patience: 3 * time.Second}
	conform(t, func(t *testing.T) Store {
		_ = k.Call(t.Context(), "files/rm", url.Values{"arg": {"/coppice"}, "recursive": {"true"}}, nil) // not there before the first
		return openPersonal(t, "ipfs:", k)
	})
}
