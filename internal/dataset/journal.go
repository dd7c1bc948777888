package dataset

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/apache/arrow-go/v18/parquet/compress"
)

// journal is the file of ingests since the last flush.
//
// After a magic line come records: a big-endian uint32 length and so many sealed bytes, authenticated with the journal's id and the
// record's number, so that records can be cut off at the end and nowhere else. A record is synced before it counts.
type journal struct {
	id     string
	f      *os.File
	sealer Sealer
	size   int64  // bytes that count
	count  uint64 // records
}

const journalMagic = "coppice-journal/1\n"

// record is one ingest.
type record struct {
	Ref
	tables []recordTable
}

type recordTable struct {
	name string
	rows *rows
}

// recordJSON is the head of a record; the tables' Parquet follows it, one after the other.
type recordJSON struct {
	Ref    Ref               `json:"ref"`
	Tables []recordTableJSON `json:"tables"`
}

type recordTableJSON struct {
	Table Table `json:"table"`
	Bytes int   `json:"bytes"`
}

func journalPath(dir, id string) string { return dir + "/journal-" + id }

// createJournal begins an empty journal; its directory entry is synced by the manifest that names it.
func createJournal(dir string, sealer Sealer) (*journal, error) {
	j := &journal{id: newID(), sealer: sealer, size: int64(len(journalMagic))}
	path := journalPath(dir, j.id)
	if err := writeNew(path, []byte(journalMagic)); err != nil {
		return nil, err
	}
	var err error
	if j.f, err = os.OpenFile(path, os.O_RDWR, 0); err != nil {
		return nil, errors.Join(err, os.Remove(path))
	}
	return j, nil
}

// openJournal reads a journal and calls each with its records. A record that was being written when the process ended is cut off.
func openJournal(dir, id string, sealer Sealer, each func(record) error) (*journal, error) {
	f, err := os.OpenFile(journalPath(dir, id), os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("%w: journal: %w", ErrCorrupt, err)
	}
	j := &journal{id: id, f: f, sealer: sealer, size: int64(len(journalMagic))}
	if err := j.replay(each); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return j, nil
}

func (j *journal) replay(each func(record) error) error {
	data, err := os.ReadFile(j.f.Name())
	if err != nil {
		return err
	}
	rest, ok := bytes.CutPrefix(data, []byte(journalMagic))
	if !ok {
		return fmt.Errorf("%w: journal begins with %.32q, want %q", ErrVersion, data[:min(32, len(data))], journalMagic)
	}
	for len(rest) > 0 {
		if len(rest) < 4 || uint64(len(rest)-4) < uint64(binary.BigEndian.Uint32(rest)) {
			break
		}
		n := int(binary.BigEndian.Uint32(rest))
		plain, err := j.sealer.Open(rest[4:4+n], j.aad(j.count))
		if err != nil {
			// The last one may be half on disk, and a file system may leave zeros where data was to come. Anything else is not our doing.
			if len(rest) == 4+n || len(bytes.Trim(rest, "\x00")) == 0 {
				break
			}
			return fmt.Errorf("%w: journal record %d: %w", ErrCorrupt, j.count, err)
		}
		rec, err := decodeRecord(plain)
		if err != nil {
			return fmt.Errorf("%w: journal record %d: %w", ErrCorrupt, j.count, err)
		}
		if err := each(rec); err != nil {
			return err
		}
		rest = rest[4+n:]
		j.count++
		j.size += int64(4 + n)
	}
	if len(rest) == 0 {
		return nil
	}
	if err := j.f.Truncate(j.size); err != nil {
		return err
	}
	return j.f.Sync()
}

func (j *journal) aad(n uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte("coppice-journal/1\x00"+j.id+"\x00"), n)
}

// append writes a record and syncs it. With broken the file may hold the record or not, and must not be written again.
func (j *journal) append(rec record) (broken bool, err error) {
	plain, err := encodeRecord(rec)
	if err != nil {
		return false, err
	}
	sealed, err := j.sealer.Seal(plain, j.aad(j.count))
	if err != nil {
		return false, fmt.Errorf("seal: %w", err)
	}
	buf := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(sealed)), uint32(len(sealed)))
	buf = append(buf, sealed...)
	if _, err := j.f.WriteAt(buf, j.size); err != nil {
		if undo := j.f.Truncate(j.size); undo != nil {
			return true, errors.Join(err, undo)
		}
		return false, err
	}
	if err := j.f.Sync(); err != nil {
		return true, err // what a failed sync has written, nobody knows
	}
	j.size += int64(len(buf))
	j.count++
	return false, nil
}

func (j *journal) close() error { return j.f.Close() }

func encodeRecord(rec record) ([]byte, error) {
	head := recordJSON{Ref: rec.Ref}
	var body bytes.Buffer
	for _, t := range rec.tables {
		before := body.Len()
		if err := encodeParquet(&body, t.rows.columns, t.rows.vectors); err != nil {
			return nil, err
		}
		head.Tables = append(head.Tables, recordTableJSON{Table{t.name, t.rows.columns}, body.Len() - before})
	}
	doc, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	out := binary.BigEndian.AppendUint32(nil, uint32(len(doc)))
	return append(append(out, doc...), body.Bytes()...), nil
}

func decodeRecord(plain []byte) (record, error) {
	bad := errors.New("malformed record")
	if len(plain) < 4 || uint64(len(plain)-4) < uint64(binary.BigEndian.Uint32(plain)) {
		return record{}, bad
	}
	n := int(binary.BigEndian.Uint32(plain))
	var head recordJSON
	if err := json.Unmarshal(plain[4:4+n], &head); err != nil {
		return record{}, err
	}
	rec := record{Ref: head.Ref}
	rest := plain[4+n:]
	for _, t := range head.Tables {
		if t.Bytes < 0 || t.Bytes > len(rest) {
			return record{}, bad
		}
		r, err := decodeParquet(t.Table.Columns, rest[:t.Bytes], t.Table.Columns)
		if err != nil {
			return record{}, err
		}
		rec.tables = append(rec.tables, recordTable{t.Table.Name, r})
		rest = rest[t.Bytes:]
	}
	if len(rest) != 0 {
		return record{}, bad
	}
	return rec, nil
}

// storeCodec: sealed bytes are read far more often than disks are short.
var storeCodec = compress.Codecs.Snappy

func encodeParquet(buf *bytes.Buffer, columns []Column, vectors []*vector) error {
	w, err := newRowWriter(buf, columns, storeCodec)
	if err != nil {
		return err
	}
	if err := w.write(vectors); err != nil {
		return err
	}
	return w.close()
}

// decodeParquet reads what encodeParquet wrote, the wanted columns of it.
func decodeParquet(have []Column, data []byte, want []Column) (out *rows, err error) {
	s, err := guard(data, len(have), Limits{MaxPlain: 1 << 40, MaxRows: 1 << 40})
	if err != nil {
		return nil, err
	}
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("malformed Parquet (%v)", p)
		}
	}()
	return readColumns(have, data, want, s, 1<<40)
}
