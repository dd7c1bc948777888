package vana

import (
	"crypto"
	"fmt"
	"io"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/ProtonMail/go-crypto/openpgp/s2k"
)

// stretch is how many bytes are hashed to make a key of a password; the same as OpenPGP.js.
const stretch = 16 << 20

// Encrypt starts a file encrypted with a password, in the form that clients of the Vana network write. It is complete once Close has
// returned nil; Close does not close dst. now is when the content was made; random and now are all that two runs differ in.
func Encrypt(dst io.Writer, random io.Reader, now time.Time, password string) (io.WriteCloser, error) {
	if password == "" {
		return nil, fmt.Errorf("%w: it is empty", ErrPassword)
	}
	w, err := openpgp.SymmetricallyEncrypt(dst, []byte(password), &openpgp.FileHints{IsBinary: true, ModTime: now}, &packet.Config{
		Rand: random, Time: func() time.Time { return now }, DefaultHash: crypto.SHA256, DefaultCipher: packet.CipherAES256,
		S2KConfig: &s2k.Config{S2KMode: s2k.IteratedSaltedS2K, Hash: crypto.SHA256, S2KCount: stretch},
	})
	if err != nil {
		return nil, fmt.Errorf("vana: encrypting: %w", err)
	}
	return w, nil
}
