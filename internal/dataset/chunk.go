package dataset

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/ethereum/go-ethereum/common"
)

// chunk is an immutable file with the rows of some files of one table, by file id; or, with mem set, journalled files seen the same way.
//
// The file is a magic line, the big-endian uint64 length of the sealed index, the sealed index, and the sealed Parquet. Both are
// authenticated with the chunk's name and its table.
type chunk struct {
	id      string
	key     tableKey
	columns []Column
	entries []entry
	mem     []*rows // by entry

	refs    int  // snapshots that hold it; under Store.mu
	dropped bool // no longer in the manifest: removed when refs is 0; under Store.mu
}

const chunkMagic = "coppice-chunk/1\n"

// entryBytes is the size of an entry in an index.
const entryBytes = 8 + 8 + 20 + 32 + 4

func (c *chunk) last() uint64 { return c.entries[len(c.entries)-1].file }

func (s *Store) chunkPath(id string) string { return filepath.Join(s.dir, id+".chunk") }

func chunkAAD(id string, key tableKey, part string) []byte {
	aad := append([]byte("coppice-chunk/1\x00"+id+"\x00"+part+"\x00"), key.name...)
	return binary.BigEndian.AppendUint64(aad, key.dlp)
}

// writeChunk writes and syncs a chunk, but not its directory entry.
func (s *Store) writeChunk(key tableKey, columns []Column, entries []entry, vectors []*vector) (*chunk, error) {
	c := &chunk{id: newID(), key: key, columns: columns, entries: entries}
	doc, err := json.Marshal(columns)
	if err != nil {
		return nil, err
	}
	index := binary.BigEndian.AppendUint32(nil, uint32(len(doc)))
	index = append(index, doc...)
	for _, e := range entries {
		index = binary.BigEndian.AppendUint64(index, e.file)
		index = binary.BigEndian.AppendUint64(index, e.refiner)
		index = append(index, e.owner[:]...)
		index = append(index, e.digest[:]...)
		index = binary.BigEndian.AppendUint32(index, uint32(e.rows))
	}
	var body bytes.Buffer
	if err := encodeParquet(&body, columns, vectors); err != nil {
		return nil, err
	}
	sealedIndex, err := s.sealer.Seal(index, chunkAAD(c.id, key, "index"))
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	sealedBody, err := s.sealer.Seal(body.Bytes(), chunkAAD(c.id, key, "rows"))
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	head := binary.BigEndian.AppendUint64([]byte(chunkMagic), uint64(len(sealedIndex)))
	if err := writeNew(s.chunkPath(c.id), head, sealedIndex, sealedBody); err != nil {
		return nil, err
	}
	s.fresh = append(s.fresh, c.id)
	s.tune.hook("chunk written")
	return c, nil
}

// openChunk reads the index of a chunk.
func (s *Store) openChunk(id string, key tableKey) (*chunk, error) {
	damaged := func(err error) error { return fmt.Errorf("%w: chunk %s: %w", ErrCorrupt, id, err) }
	f, err := os.Open(s.chunkPath(id))
	if err != nil {
		return nil, damaged(err)
	}
	defer f.Close()
	n, err := chunkHead(f)
	if err != nil {
		return nil, damaged(err)
	}
	sealed := make([]byte, n)
	if _, err := io.ReadFull(f, sealed); err != nil {
		return nil, damaged(err)
	}
	index, err := s.sealer.Open(sealed, chunkAAD(id, key, "index"))
	if err != nil {
		return nil, damaged(err)
	}
	c := &chunk{id: id, key: key}
	if err := c.parseIndex(index); err != nil {
		return nil, damaged(err)
	}
	return c, nil
}

// chunkHead reads up to the sealed index and returns its length.
func chunkHead(f *os.File) (int64, error) {
	head := make([]byte, len(chunkMagic)+8)
	if _, err := io.ReadFull(f, head); err != nil {
		return 0, err
	}
	if string(head[:len(chunkMagic)]) != chunkMagic {
		return 0, fmt.Errorf("%w: begins with %q, want %q", ErrVersion, head[:len(chunkMagic)], chunkMagic)
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	n := binary.BigEndian.Uint64(head[len(chunkMagic):])
	if n > uint64(info.Size()-int64(len(head))) {
		return 0, errors.New("the index is cut off")
	}
	return int64(n), nil
}

func (c *chunk) parseIndex(index []byte) error {
	bad := errors.New("malformed index")
	if len(index) < 4 || uint64(len(index)-4) < uint64(binary.BigEndian.Uint32(index)) {
		return bad
	}
	n := int(binary.BigEndian.Uint32(index))
	if err := json.Unmarshal(index[4:4+n], &c.columns); err != nil {
		return err
	}
	rest := index[4+n:]
	if len(rest) == 0 || len(rest)%entryBytes != 0 {
		return bad
	}
	c.entries = make([]entry, 0, len(rest)/entryBytes)
	for ; len(rest) > 0; rest = rest[entryBytes:] {
		e := entry{file: binary.BigEndian.Uint64(rest), refiner: binary.BigEndian.Uint64(rest[8:]), rows: int(binary.BigEndian.Uint32(rest[68:]))}
		e.owner, e.digest = common.Address(rest[16:36]), [32]byte(rest[36:68])
		if k := len(c.entries); k > 0 && c.entries[k-1].file >= e.file {
			return bad
		}
		c.entries = append(c.entries, e)
	}
	return nil
}

// read returns the rows of a chunk as vectors of the wanted columns; nil where the chunk does not have one.
func (s *Store) read(c *chunk, want []Column) ([]*vector, error) {
	damaged := func(err error) error { return fmt.Errorf("%w: chunk %s: %w", ErrCorrupt, c.id, err) }
	f, err := os.Open(s.chunkPath(c.id))
	if err != nil {
		return nil, damaged(err)
	}
	defer f.Close()
	n, err := chunkHead(f)
	if err != nil {
		return nil, damaged(err)
	}
	if _, err := f.Seek(n, io.SeekCurrent); err != nil {
		return nil, damaged(err)
	}
	sealed, err := io.ReadAll(f)
	if err != nil {
		return nil, damaged(err)
	}
	body, err := s.sealer.Open(sealed, chunkAAD(c.id, c.key, "rows"))
	if err != nil {
		return nil, damaged(err)
	}
	var here []Column
	for _, w := range want {
		if slices.Contains(c.columns, w) {
			here = append(here, w)
		}
	}
	r, err := decodeParquet(c.columns, body, here)
	if err != nil {
		return nil, damaged(err)
	}
	rows := 0
	for _, e := range c.entries {
		rows += e.rows
	}
	if r.n != rows {
		return nil, damaged(errors.New("index and rows disagree"))
	}
	return r.pick(want), nil
}

// pick orders vectors by the wanted columns; nil where there is none.
func (r *rows) pick(want []Column) []*vector {
	out := make([]*vector, len(want))
	for i, w := range want {
		if k := slices.Index(r.columns, w); k >= 0 {
			out[i] = r.vectors[k]
		}
	}
	return out
}
