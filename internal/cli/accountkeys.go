package cli

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"
	"golang.org/x/term"

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
	r := bufio.NewReader(in)
	first, err := rand.Int(rand.Reader, big.NewInt(int64(len(words)/2)))
	if err != nil {
		return err
	}
	for _, at := range []int{int(first.Int64()), int(first.Int64()) + len(words)/2} {
		fmt.Fprintf(a.err, "To go on, type word %d: ", at+1)
		line, err := r.ReadString('\n')
		if err != nil || !strings.EqualFold(strings.TrimSpace(line), words[at]) {
			return fault.New(fault.Invalid, "nothing was written; give the command again for new words", "that is not word %d", at+1)
		}
	}
	return nil
}

// typed returns where a person types, if one does.
func (a *app) typed() (*os.File, bool) {
	f, ok := a.in.(*os.File)
	return f, ok && term.IsTerminal(int(f.Fd()))
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

func (a *app) accountExport() *cobra.Command {
	var out, newPassword string
	c := &cobra.Command{
		Use: "export NAME --out FILE", Short: "Write an account's key to an encrypted key file", Args: cobra.ExactArgs(1),
		Long: "Writes a key file (keystore version 3) under another passphrase, for a backup or another wallet. The key is never written or shown in the\n" +
			"clear. The file's passphrase is asked for, or the first line of --new-password-file.",
		Example: "  coppice account export ana --out ana-backup.json",
		RunE:    func(_ *cobra.Command, args []string) error { return a.exportAccount(args[0], out, newPassword) },
	}
	c.Flags().StringVar(&out, "out", "", "file to write; it must not exist")
	c.Flags().StringVar(&newPassword, "new-password-file", "", "file whose first line is the passphrase of the new key file")
	_ = c.MarkFlagRequired("out")
	return c
}

func (a *app) exportAccount(name, out, newPassword string) error {
	_, store, err := a.keystore()
	if err != nil {
		return err
	}
	acc, err := ownKey(store, name)
	if err != nil {
		return err
	}
	pass, err := a.passphrase("Passphrase of " + acc.Name + ": ")
	if err != nil {
		return err
	}
	fresh, err := a.freshPassphrase("Passphrase of the new file: ", newPassword)
	if err != nil {
		return err
	}
	b, err := store.Export(name, pass, fresh)
	if err != nil {
		return err
	}
	if err := writeSecretFile(out, b); err != nil {
		return err
	}
	v := struct {
		wallet.Account
		File string `json:"file"`
	}{acc, out}
	return a.emit(v, func(w io.Writer) { fmt.Fprintf(w, "%s  %s\n", acc.Address, out) })
}

// writeSecretFile makes a file that only its owner can read, durably and never over another.
func writeSecretFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".coppice-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

func (a *app) accountPassphrase() *cobra.Command {
	var newPassword string
	c := &cobra.Command{
		Use: "passphrase NAME", Short: "Change an account's passphrase", Args: cobra.ExactArgs(1),
		Long: "Encrypts an account's key anew. The old passphrase comes from where passphrases come from, the new one is asked for, or the first line of\n" +
			"--new-password-file. Copies of the old file open with the old passphrase still.",
		Example: "  coppice account passphrase ana",
		RunE:    func(_ *cobra.Command, args []string) error { return a.changePassphrase(args[0], newPassword) },
	}
	c.Flags().StringVar(&newPassword, "new-password-file", "", "file whose first line is the new passphrase")
	return c
}

func (a *app) changePassphrase(name, newPassword string) error {
	_, store, err := a.keystore()
	if err != nil {
		return err
	}
	acc, err := ownKey(store, name)
	if err != nil {
		return err
	}
	pass, err := a.passphrase("Passphrase of " + acc.Name + ": ")
	if err != nil {
		return err
	}
	if _, err := store.Unlock(name, pass); err != nil { // before the new one is asked for
		return err
	}
	fresh, err := a.freshPassphrase("New passphrase of "+acc.Name+": ", newPassword)
	if err != nil {
		return err
	}
	if acc, err = store.ChangePassphrase(name, pass, fresh); err != nil {
		return err
	}
	return a.emit(acc, func(w io.Writer) { fmt.Fprintf(w, "%s has a new passphrase\n", acc.Name) })
}

// ownKey finds an account whose key is in the keystore.
func ownKey(store *wallet.Store, name string) (wallet.Account, error) {
	acc, err := store.Get(name)
	if err == nil && acc.Signer != "" {
		err = fmt.Errorf("%w: %s, at %s", wallet.ErrExternal, acc.Name, acc.Signer)
	}
	return acc, err
}

// freshPassphrase is a second passphrase of one command: from a file, or asked for twice. COPPICE_PASSWORD and --password-file are the
// first one's.
func (a *app) freshPassphrase(prompt, file string) (string, error) {
	if file != "" {
		return firstLine(file)
	}
	first, err := a.ask(prompt)
	if err != nil {
		return "", fault.New(fault.Invalid, "give a file to --new-password-file", "a new passphrase is needed and there is no terminal to ask on")
	}
	again, err := a.ask("Again: ")
	if err == nil && again != first {
		err = fault.New(fault.Invalid, "nothing was written; try again", "the two passphrases differ")
	}
	return first, err
}

func (a *app) accountRemove() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use: "remove NAME", Short: "Delete an account from the keystore", Args: cobra.ExactArgs(1),
		Long: "Deletes the account's file. Whoever has no export and no mnemonic of it loses what the account owns, its stakes, and its personal copies.\n" +
			"Asks for the account's name on a terminal; elsewhere --yes is required.",
		Example: "  coppice account remove ana",
		RunE:    func(_ *cobra.Command, args []string) error { return a.removeAccount(args[0], yes) },
	}
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return c
}

func (a *app) removeAccount(name string, yes bool) error {
	h, store, err := a.keystore()
	if err != nil {
		return err
	}
	acc, err := store.Get(name)
	if err != nil {
		return err
	}
	if !yes {
		if err := a.confirmRemoval(acc); err != nil {
			return err
		}
	}
	if _, err := store.Remove(name); err != nil {
		return err
	}
	c, err := h.Config()
	if err != nil {
		return err
	}
	if c.Account == acc.Name {
		c.Account = ""
		if err := h.SaveConfig(c); err != nil {
			return err
		}
	}
	return a.emit(acc, func(w io.Writer) { fmt.Fprintf(w, "removed %s  %s\n", acc.Name, acc.Address) })
}

func (a *app) confirmRemoval(acc wallet.Account) error {
	in, ok := a.typed()
	if !ok {
		return fault.New(fault.Denied, "give --yes if the key is kept elsewhere; `coppice account export` makes a backup", "%s is not removed without being asked for", acc.Name)
	}
	what := "The key is deleted; without a backup, what the account owns is lost."
	if acc.Signer != "" {
		what = "The key stays with the signer at " + acc.Signer + "."
	}
	fmt.Fprintf(a.err, "%s is %s. %s\nTo go on, type its name: ", acc.Name, acc.Address, what)
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil || strings.TrimSpace(line) != acc.Name {
		return fault.New(fault.Conflict, "nothing was removed; give the command again", "that is not %s", acc.Name)
	}
	return nil
}
