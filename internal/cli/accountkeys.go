package cli

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"math/big"
	"os"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/wallet"
)

// derivation is which account of a mnemonic is meant.
type derivation struct {
	path  string
	index uint32
}

func (d *derivation) flags(c *cobra.Command) {
	c.Flags().StringVar(&d.path, "path", "", "derivation path, for a mnemonic (default "+wallet.DefaultPath+")")
	c.Flags().Uint32Var(&d.index, "index", 0, "number of the account of a mnemonic, from 0: the last step of the default path")
	c.MarkFlagsMutuallyExclusive("path", "index")
}

func (d derivation) String() string {
	if d.path != "" {
		return d.path
	}
	return wallet.PathAt(d.index)
}

func (a *app) accountNew() *cobra.Command {
	var mnemonic bool
	var words int
	var d derivation
	c := &cobra.Command{
		Use: "new NAME", Short: "Make an account", Args: cobra.ExactArgs(1),
		Long: "Makes an account with a new key. With --mnemonic the key comes from new words (BIP-39), which are shown once and kept nowhere: whoever has\n" +
			"them has the account, on any machine and in any wallet. On a terminal two of them are asked for before anything is written.",
		Example: "  coppice account new ana\n  coppice account new ana --mnemonic",
		RunE: func(cmd *cobra.Command, args []string) error {
			if mnemonic {
				return a.newFromMnemonic(args[0], words, d)
			}
			for _, f := range []string{"words", "path", "index"} {
				if cmd.Flags().Changed(f) {
					return usageError{fmt.Errorf("--%s is for --mnemonic", f)}
				}
			}
			return a.addAccount(args[0], func(s *wallet.Store, pass string) (wallet.Account, error) { return s.New(args[0], pass) })
		},
	}
	c.Flags().BoolVar(&mnemonic, "mnemonic", false, "make words to write down, and the key from them")
	c.Flags().IntVar(&words, "words", 24, "how many: 12 or 24")
	d.flags(c)
	return c
}

// mnemonicWarning stands above the words.
const mnemonicWarning = `Write these words down, in this order, and keep them where nobody else can see them. They are shown this once.
Whoever has them can take everything this account owns; without them and without this keystore it is lost.`

func (a *app) newFromMnemonic(name string, words int, d derivation) error {
	if _, _, err := a.vacant(name); err != nil {
		return err
	}
	phrase, err := wallet.NewMnemonic(rand.Reader, words)
	if err != nil {
		return err
	}
	if !a.json {
		fmt.Fprintf(a.err, "%s\n\n  %s\n\n", mnemonicWarning, phrase)
		if err := a.confirmWords(strings.Fields(phrase)); err != nil {
			return err
		}
	}
	acc, err := a.keepAccount(name, func(s *wallet.Store, pass string) (wallet.Account, error) {
		return s.ImportMnemonic(name, phrase, d.String(), pass)
	})
	if err != nil {
		return err
	}
	v := struct {
		wallet.Account
		Path     string `json:"path"`
		Mnemonic string `json:"mnemonic"`
	}{acc, d.String(), phrase}
	return a.emit(v, func(w io.Writer) { fmt.Fprintf(w, "%s  %s\n", acc.Address, acc.Name) })
}

// confirmWords asks, on a terminal, for two of the words.
func (a *app) confirmWords(words []string) error {
	in, ok := a.typed()
	if !ok {
		return nil
	}
	first, err := rand.Int(rand.Reader, big.NewInt(int64(len(words)/2)))
	if err != nil {
		return err
	}
	at := int(first.Int64())
	return a.checkWords(in, words, at, at+len(words)/2)
}

// checkWords asks for the words at some positions, counted from 0.
func (a *app) checkWords(in io.Reader, words []string, positions ...int) error {
	r := bufio.NewReader(in)
	for _, at := range positions {
		fmt.Fprintf(a.err, "To go on, type word %d: ", at+1)
		line, err := r.ReadString('\n')
		if err != nil || !strings.EqualFold(strings.TrimSpace(line), words[at]) {
			return fault.New(fault.Invalid, "nothing was written; give the command again for new words", "that is not word %d", at+1)
		}
	}
	return nil
}

func (a *app) accountImport() *cobra.Command {
	var d derivation
	var file, filePassword string
	c := &cobra.Command{
		Use: "import NAME", Short: "Import a private key, a mnemonic or a key file, read from stdin", Args: cobra.ExactArgs(1),
		Long: "Reads from stdin, or asks for it on a terminal: a private key of 64 hex digits, the words of a mnemonic, or a key file (keystore version 3)\n" +
			"as geth and other wallets export it. It is never an argument, which others could see. A key file is opened with the passphrase in\n" +
			"--file-password-file; without that it is asked for on a terminal, and elsewhere taken to be that of the keystore.",
		Example: "  coppice account import ana < key.txt\n  coppice account import bob --index 1 < words.txt\n  coppice account import carl --file UTC--2024-01-01--carl",
		RunE: func(_ *cobra.Command, args []string) error {
			return a.importAccount(args[0], d, file, filePassword)
		},
	}
	d.flags(c)
	c.Flags().StringVar(&file, "file", "", "read this key file instead of stdin")
	c.Flags().StringVar(&filePassword, "file-password-file", "", "file whose first line is the passphrase of the key file")
	return c
}

// maxSecret is more than any key file has; a longer one is refused by whoever reads it.
const maxSecret = 16 << 10

func (a *app) importAccount(name string, d derivation, file, filePassword string) error {
	if _, _, err := a.vacant(name); err != nil {
		return err
	}
	var secret string
	if file != "" {
		b, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		secret = strings.TrimSpace(string(b))
		if !strings.HasPrefix(secret, "{") {
			return fault.New(fault.Invalid, "give a private key or a mnemonic on stdin", "%s is not a key file", file)
		}
	} else {
		var err error
		if secret, err = a.readSecret("Private key or mnemonic of " + name + ": "); err != nil {
			return err
		}
	}
	switch {
	case secret == "":
		return fault.New(fault.Invalid, "for example: coppice account import ana < key.txt", "there is no key on stdin")
	case strings.HasPrefix(secret, "{"):
		return a.importKeyFile(name, []byte(secret), filePassword)
	}
	return a.addAccount(name, func(s *wallet.Store, pass string) (wallet.Account, error) {
		if strings.ContainsAny(secret, " \t") {
			return s.ImportMnemonic(name, secret, d.String(), pass)
		}
		return s.ImportKey(name, secret, pass)
	})
}

func (a *app) importKeyFile(name string, file []byte, passwordFile string) error {
	var theirs string
	var err error
	switch {
	case passwordFile != "":
		theirs, err = firstLine(passwordFile)
	case a.prompted():
		theirs, err = a.ask("Passphrase of the key file: ")
	default:
		theirs, err = a.passphrase("")
	}
	if err != nil {
		return err
	}
	return a.addAccount(name, func(s *wallet.Store, pass string) (wallet.Account, error) {
		return s.ImportKeyFile(name, file, theirs, pass)
	})
}

// readSecret reads what is on stdin: one line asked for and not shown on a terminal, else one line, or all of a JSON object.
func (a *app) readSecret(prompt string) (string, error) {
	if _, ok := a.typed(); ok {
		line, err := a.ask(prompt)
		return strings.TrimSpace(line), err
	}
	b, err := io.ReadAll(io.LimitReader(a.in, maxSecret))
	if err != nil {
		return "", err
	}
	b = bytes.TrimSpace(b)
	if !bytes.HasPrefix(b, []byte("{")) {
		b, _, _ = bytes.Cut(b, []byte("\n"))
	}
	return strings.TrimSpace(string(b)), nil
}

func (a *app) accountDerive() *cobra.Command {
	var count uint32
	c := &cobra.Command{
		Use: "derive", Short: "Show the accounts of a mnemonic, read from stdin; writes nothing", Args: cobra.NoArgs,
		Long:    "Shows addresses and paths of the first accounts of a mnemonic, and which of them are in the keystore. `account import --index N` adds one.",
		Example: "  coppice account derive < words.txt",
		RunE:    func(*cobra.Command, []string) error { return a.derive(count) },
	}
	c.Flags().Uint32Var(&count, "count", 5, "how many, at most 100")
	return c
}

func (a *app) derive(count uint32) error {
	if count < 1 || count > 100 {
		return usageError{fmt.Errorf("--count must be 1 to 100")}
	}
	phrase, err := a.readSecret("Mnemonic: ")
	if err != nil {
		return err
	}
	_, store, err := a.keystore()
	if err != nil {
		return err
	}
	here, err := store.List()
	if err != nil {
		return err
	}
	type row struct {
		Index   uint32         `json:"index"`
		Path    string         `json:"path"`
		Address common.Address `json:"address"`
		Name    string         `json:"name,omitempty"`
	}
	list := make([]row, count)
	for i := range count {
		r := row{Index: i, Path: wallet.PathAt(i)}
		if r.Address, err = wallet.DeriveAddress(phrase, r.Path); err != nil {
			return err
		}
		if at := slices.IndexFunc(here, func(acc wallet.Account) bool { return acc.Address == r.Address }); at >= 0 {
			r.Name = here[at].Name
		}
		list[i] = r
	}
	return a.emit(map[string]any{"accounts": list}, func(w io.Writer) {
		for _, r := range list {
			fmt.Fprintln(w, strings.TrimSpace(fmt.Sprintf("%s  %s  %s", r.Address, r.Path, r.Name)))
		}
	})
}
