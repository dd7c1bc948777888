package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/coppice-network/coppice/internal/contribution"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/vana"
	"github.com/coppice-network/coppice/internal/wallet"
)

// encryptedInput says how files that another client encrypted are opened.
type encryptedInput struct {
	given     bool
	signature string // a file with it; "-" = stdin; "" = this account signs
}

func (e encryptedInput) check() error {
	if e.signature != "" && !e.given {
		return usageError{errors.New("--signature-file is for files that are --already-encrypted")}
	}
	return nil
}

// maxSignatureFile is more than a signature and a line's end.
const maxSignatureFile = 4096

// examine returns how files are looked at, and says what of folders is left out.
func (a *app) examine(e encryptedInput, key wallet.Signer) (func(string, int64) (contribution.Source, error), error) {
	if e.given {
		text, err := a.encryptionSignature(e, key)
		if err != nil {
			return nil, err
		}
		return contribution.Encrypted(key.Address(), text)
	}
	return func(path string, limit int64) (contribution.Source, error) {
		s, err := contribution.Plain(path, limit)
		if n := len(s.Left); n > 0 {
			var names []string
			for _, name := range s.Left[:min(n, 5)] {
				names = append(names, strconv.Quote(name)) // it may come from a stranger
			}
			if n > 5 {
				names = append(names, fmt.Sprintf("and %d more", n-5))
			}
			fmt.Fprintf(a.err, "%s: hidden files are left out: %s\n", path, strings.Join(names, ", "))
		}
		return s, err
	}, nil
}

func (a *app) encryptionSignature(e encryptedInput, key wallet.Signer) (string, error) {
	switch e.signature {
	case "":
		own, ok := key.(*wallet.Key)
		if !ok {
			return "", fault.New(fault.Invalid, "sign it with the signer's own tools (personal_sign of: "+vana.Seed+") and give it with --signature-file",
				"an external signer does not sign the message that encrypts such files")
		}
		s, err := vana.Sign(own, vana.Seed)
		return s.Password(), err
	case "-":
		text, err := a.readSecret("Signature that encrypts the files: ")
		if err == nil && text == "" {
			err = fault.New(fault.Invalid, "for example: coppice contribute export.json.enc --dao fitness --already-encrypted --signature-file - < signature.txt",
				"there is no signature on stdin")
		}
		return text, err
	}
	f, err := os.Open(e.signature)
	if err != nil {
		return "", fmt.Errorf("the signature: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSignatureFile))
	if err != nil {
		return "", fmt.Errorf("the signature: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}
