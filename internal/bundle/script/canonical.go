package script

import (
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/bundle/strictjson"
	"github.com/coppice-network/coppice/internal/export"
)

// Prefixes of what stands for a content instead of it. No JSON begins so.
const (
	digestPrefix = "coppice-canonical/1 sha256 "
	listPrefix   = "coppice-canonical/1 files "
)

// canonicalFile is the fingerprint's default: the same for every way to write the same JSON and to archive the same files, whatever their
// paths and however often they are in it.
func (p *prover) canonicalFile() ([]byte, error) {
	if len(p.export.Members) == 1 {
		return p.canonicalOf(p.export.Members[0])
	}
	sums := make(map[string]bool)
	for _, m := range p.export.Members {
		c, err := p.canonicalOf(m)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(c)
		sums[string(sum[:])] = true
	}
	h := sha256.New()
	for _, sum := range slices.Sorted(maps.Keys(sums)) {
		io.WriteString(h, sum)
	}
	return h.Sum([]byte(listPrefix)), nil
}

func (p *prover) canonicalOf(m *export.Member) ([]byte, error) {
	if m.Size > p.job.Reads.Bytes { // it came alone and is larger than what may be read whole
		h := sha256.New()
		if _, err := io.Copy(h, m.Open()); err != nil {
			return nil, fmt.Errorf("reading the file: %w", err)
		}
		return h.Sum([]byte(digestPrefix)), nil
	}
	data, err := p.content(m)
	if err != nil {
		return nil, err
	}
	c, err := strictjson.Canonical(data, strictjson.Limits{Values: p.values})
	if err != nil {
		return data, nil
	}
	return c, nil
}

// bounded makes a digest of what is too long to be handed over.
func bounded(canonical []byte) []byte {
	if len(canonical) <= bundle.MaxCanonical {
		return canonical
	}
	sum := sha256.Sum256(canonical)
	return append([]byte(digestPrefix), sum[:]...)
}
