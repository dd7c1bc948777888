package cli

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/coppice-network/coppice/internal/fault"
)

// prompted reports whether the passphrase is asked for on the terminal.
func (a *app) prompted() bool {
	_, set := os.LookupEnv("COPPICE_PASSWORD")
	return a.passwordFile == "" && !set
}

// passphrase comes from --password-file, COPPICE_PASSWORD, or a prompt.
func (a *app) passphrase(prompt string) (string, error) {
	if a.passwordFile != "" {
		return firstLine(a.passwordFile)
	}
	if p, ok := os.LookupEnv("COPPICE_PASSWORD"); ok {
		return p, nil
	}
	pass, err := a.ask(prompt)
	if errors.Is(err, errNoTerminal) {
		err = fault.New(fault.Invalid, "set COPPICE_PASSWORD or give --password-file", "the keystore's passphrase is needed and there is no terminal to ask on")
	}
	return pass, err
}

// firstLine is the passphrase in a file.
func firstLine(path string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fault.Wrap(err, fault.Invalid, "give a readable file whose first line is the passphrase", "cannot read the passphrase: %v", err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}

var errNoTerminal = errors.New("there is no terminal to ask on")

// ask reads a secret from the terminal without showing it: from stdin, or past it when stdin is a file or a pipe.
func (a *app) ask(prompt string) (string, error) {
	f, ok := a.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
		if err != nil {
			return "", errNoTerminal
		}
		defer tty.Close()
		f = tty
	}
	fmt.Fprint(a.err, prompt)
	b, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(a.err)
	return string(b), err
}

// typed returns where a person types, if one does.
func (a *app) typed() (*os.File, bool) {
	f, ok := a.in.(*os.File)
	return f, ok && term.IsTerminal(int(f.Fd()))
}

// confirm has a person type a word; where nobody can, it refuses.
func (a *app) confirm(question, word string) error {
	in, ok := a.typed()
	if !ok {
		return fault.New(fault.Denied, "give --yes", "that is not done without being asked for")
	}
	fmt.Fprint(a.err, question)
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil || strings.TrimSpace(line) != word {
		return fault.New(fault.Conflict, "nothing was done; give the command again", "that is not %q", word)
	}
	return nil
}

// newPassphrase asks for a passphrase twice, unless it comes from a file or the environment.
func (a *app) newPassphrase(prompt string) (string, error) {
	first, err := a.passphrase(prompt)
	if err != nil || !a.prompted() {
		return first, err
	}
	again, err := a.passphrase("Again: ")
	if err == nil && again != first {
		err = fault.New(fault.Invalid, "nothing was written; try again", "the two passphrases differ")
	}
	return first, err
}
