// Package seal encrypts to wallets and DataDAOs, and opens what was encrypted to us.
//
// # What a sealed file is
//
// Every sealed file is an age v1 file (https://age-encryption.org/v1) whose only recipients are of the post-quantum hybrid kind
// (ML-KEM-768 with X25519, recipient strings "age1pq1..."). Pooled copies are public for ever, so a kind that a later quantum
// computer breaks is never written and never accepted as a recipient. Stock tools (age 1.3 and later, npm age-encryption) read and
// write the same bytes.
//
// An [Identity] is a 32-byte seed. The seed maps to age's identity string by Bech32 with the prefix AGE-SECRET-KEY-PQ-, and age
// expands it to both key pairs; so whoever can reproduce 32 bytes (a wallet, a custody table) can reproduce the identity.
//
// # What readers may rely on
//
// [Open] and [OpenPooled] stream. age encrypts in chunks of 64 KiB, each authenticated together with its position and with whether
// it is the last: every byte a reader returns is authentic and in its place, and a file that is cut off, extended or changed ends in
// [ErrDamaged] instead of io.EOF. What came before a cut has been delivered by then: write to a temporary place and keep it only
// when the reader ended in io.EOF.
//
// Sealing says nothing about who sealed: anyone can seal to a public recipient. What a pooled copy claims about its origin stands in
// its [PooledHeader] and must be compared with the chain by [PooledHeader.Check].
//
// # The pooled copy
//
// Inside the age seal, before the content, stands a header of this layout, version 1 (integers big-endian):
//
//	offset size
//	0      8    magic: "coppool" and a zero byte
//	8      1    version: 1
//	9      20   owner: the address that will register the file
//	29     8    chain id
//	37     8    DataDAO (DLP) id
//	45     32   random nonce
//	77     2    length n of the reply-to recipient, 0 to 4096
//	79     n    reply-to recipient: an "age1pq1..." string in its canonical form, to which results are sealed; may be empty
//	79+n        the content, to the end of the age payload
//
// It stops anyone from registering somebody else's ciphertext as their own: the registered owner, chain and DLP must equal the
// sealed ones. The nonce makes two copies of one content differ in every digest derived from the opened bytes.
//
// # Content keys
//
// age draws a key of 16 bytes for each file and seals it to the recipients; the rest of the file depends on that [ContentKey] alone. Who
// keeps the content keys of files and destroys the identity that they were sealed to can still open each of those files, and can give
// up one of them: without its content key it is unreadable to everybody, however many copies of it exist.
//
// # The personal copy
//
// The personal copy is a plain age file without an inner header, so that the stock age tool opens it without Coppice. What is needed
// to find its key again stands beside it, unencrypted, in a [Sidecar].
package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// Errors that callers tell apart. All other errors of this package are I/O errors of the caller's reader or writer, unchanged.
var (
	// ErrRecipient means: not a post-quantum hybrid age recipient in canonical form.
	ErrRecipient = errors.New("seal: not a post-quantum age recipient")
	// ErrIdentity means: not a post-quantum hybrid age identity.
	ErrIdentity = errors.New("seal: not a post-quantum age identity")
	// ErrNotSealed means: the bytes do not begin as an age file, or their key section is larger than 64 KiB.
	ErrNotSealed = errors.New("seal: not a sealed file")
	// ErrNotForUs means: a sealed file, but none of the identities opens it (also when a key inside it was changed).
	ErrNotForUs = errors.New("seal: sealed to somebody else")
	// ErrDamaged means: the file was changed, cut off or extended after it was sealed.
	ErrDamaged = errors.New("seal: the sealed file is damaged or cut off")
)

// intro is how every age file of version 1 begins.
const intro = "age-encryption.org/v1\n"

// maxKeySection bounds how much of a file is read before its first stanza must have opened: an attacker's file may otherwise carry
// a thousand stanzas, each of which costs one decapsulation for every identity tried. 64 KiB hold some 40 recipients.
const maxKeySection = 64 << 10

// Seal returns a writer whose content becomes readable to each of the recipients. The file is complete only after Close returned
// nil; Close does not close dst. At least one recipient is needed.
func Seal(dst io.Writer, to ...Recipient) (io.WriteCloser, error) {
	rs := make([]age.Recipient, len(to))
	for i, r := range to {
		if r.h == nil {
			return nil, fmt.Errorf("%w: recipient %d is empty", ErrRecipient, i)
		}
		rs[i] = r.h
	}
	if len(rs) == 0 {
		return nil, fmt.Errorf("%w: none given", ErrRecipient)
	}
	w, err := age.Encrypt(dst, rs...)
	if err != nil {
		return nil, fmt.Errorf("seal: starting a sealed file: %w", err)
	}
	return w, nil
}

// Open returns the content of a file sealed to one of the identities. Errors of src itself come back unchanged (wrapped); see the
// package comment for what the reader promises.
func Open(src io.Reader, ids ...*Identity) (*Opened, error) {
	r, _, err := OpenBy(src, ids...)
	return r, err
}

// OpenBy is Open, and says which of the identities opened the file.
func OpenBy(src io.Reader, ids ...*Identity) (*Opened, *Identity, error) {
	k, err := unwrappingOf(ids)
	if err != nil {
		return nil, nil, err
	}
	o, err := open(src, k)
	if err != nil {
		return nil, nil, err
	}
	o.key = k.key
	return o, k.by, nil
}

func open(src io.Reader, as age.Identity) (*Opened, error) {
	s := &source{r: src, left: maxKeySection}
	r, err := age.Decrypt(s, as)
	if err != nil {
		return nil, s.classify(err)
	}
	s.left = -1
	return &Opened{r: r, src: s}, nil
}

// SealBytes seals content held in memory.
func SealBytes(content []byte, to ...Recipient) ([]byte, error) {
	var b bytes.Buffer
	w, err := Seal(&b, to...)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, fmt.Errorf("seal: sealing: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal: sealing: %w", err)
	}
	return b.Bytes(), nil
}

// OpenBytes opens a sealed file held in memory: all of it or nothing.
func OpenBytes(sealed []byte, ids ...*Identity) ([]byte, error) {
	r, err := Open(bytes.NewReader(sealed), ids...)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return content, nil
}

// source remembers whether the caller's reader failed, so that a broken disk is not reported as a forged file, and cuts the key
// section off at its limit.
type source struct {
	r    io.Reader
	head []byte // the first bytes, up to the length of intro
	left int    // bytes the key section may still take; negative: no limit
	over bool
	err  error
}

func (s *source) Read(p []byte) (int, error) {
	if s.left >= 0 {
		if s.left == 0 {
			s.over = true
			return 0, io.ErrUnexpectedEOF
		}
		p = p[:min(len(p), s.left)]
	}
	n, err := s.r.Read(p)
	if len(s.head) < len(intro) {
		s.head = append(s.head, p[:min(n, len(intro)-len(s.head))]...)
	}
	if s.left > 0 {
		s.left -= n
	}
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

func (s *source) classify(err error) error {
	var noMatch *age.NoIdentityMatchError
	switch {
	case s.err != nil:
		return fmt.Errorf("seal: reading the sealed file: %w", s.err)
	case s.over:
		return fmt.Errorf("%w: its key section is larger than %d bytes", ErrNotSealed, maxKeySection)
	case errors.As(err, &noMatch):
		return ErrNotForUs
	case string(s.head) != intro:
		return fmt.Errorf("%w: it does not begin with %q", ErrNotSealed, intro[:len(intro)-1])
	default:
		return fmt.Errorf("%w: %v", ErrDamaged, err)
	}
}
