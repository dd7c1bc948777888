package vana

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
)

const (
	armorBegin  = "-----BEGIN PGP MESSAGE-----"
	armorEnd    = "-----END PGP MESSAGE-----"
	armorLine   = 4 << 10
	armorLabels = 32
)

// unarmored gives a message's bytes, whether they are bare or in ASCII armour. The error is ErrNotEncrypted for what is neither.
func unarmored(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, armorLine)
	start, err := in.Peek(armorLine / 4)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(start) == 0 {
		return nil, fmt.Errorf("%w: it is empty", ErrNotEncrypted)
	}
	if start[0]&0x80 != 0 {
		return in, nil
	}
	if !bytes.HasPrefix(bytes.TrimLeft(start, " \t\r\n"), []byte(armorBegin)) {
		return nil, fmt.Errorf("%w: it begins otherwise", ErrNotEncrypted)
	}
	a := &armor{in: in}
	if err := a.begin(); err != nil {
		return nil, err
	}
	return bufio.NewReader(a), nil
}

// armor decodes the lines between the two marks. Nothing but white space may stand around them. The checksum is not compared: the
// format forbids to rely on it, and the message proves more.
type armor struct {
	in      *bufio.Reader
	decoded []byte
	carry   []byte // characters of an incomplete group
	ended   bool   // padding or a checksum was there
	err     error
}

// line returns the next line without white space at its ends.
func (a *armor) line() ([]byte, error) {
	line, err := a.in.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		return nil, fmt.Errorf("%w: a line of its armour is too long", ErrDamaged)
	}
	if err == io.EOF && len(line) > 0 {
		err = nil
	}
	return bytes.TrimSpace(line), err
}

// begin consumes the first mark and the labels below it.
func (a *armor) begin() error {
	marked := false
	for range armorLabels + armorLine {
		line, err := a.line()
		switch {
		case err != nil:
			return cutOff(err)
		case !marked && len(line) == 0: // white space before the mark
		case !marked && string(line) == armorBegin:
			marked = true
		case marked && len(line) == 0:
			return nil
		case !marked || !bytes.Contains(line, []byte(":")):
			return fmt.Errorf("%w: its armour does not begin with labels and an empty line", ErrDamaged)
		}
	}
	return fmt.Errorf("%w: its armour has too many labels", ErrDamaged)
}

func (a *armor) Read(out []byte) (int, error) {
	for len(a.decoded) == 0 {
		if a.err != nil {
			return 0, a.err
		}
		a.err = a.next()
	}
	n := copy(out, a.decoded)
	a.decoded = a.decoded[n:]
	return n, nil
}

func (a *armor) next() error {
	line, err := a.line()
	switch {
	case err != nil:
		return cutOff(err)
	case string(line) == armorEnd:
		return a.finish()
	case len(line) == 0:
		return nil
	case len(line) == 5 && line[0] == '=' && len(a.carry) == 0:
		a.ended = true
		return nil
	case a.ended:
		return fmt.Errorf("%w: its armour goes on after its end", ErrDamaged)
	}
	text := append(a.carry, line...)
	whole := len(text) / 4 * 4
	a.ended = bytes.IndexByte(text[:whole], '=') >= 0
	out := make([]byte, base64.StdEncoding.DecodedLen(whole))
	n, err := base64.StdEncoding.Strict().Decode(out, text[:whole])
	if err != nil {
		return fmt.Errorf("%w: its armour is not base64", ErrDamaged)
	}
	a.decoded = out[:n]
	a.carry = append([]byte(nil), text[whole:]...)
	return nil
}

func (a *armor) finish() error {
	if len(a.carry) > 0 {
		return fmt.Errorf("%w: its armour ends inside a group", ErrDamaged)
	}
	for {
		line, err := a.line()
		if err != nil {
			return err // io.EOF is the end as it should be
		}
		if len(line) > 0 {
			return fmt.Errorf("%w: something follows its armour", ErrDamaged)
		}
	}
}
