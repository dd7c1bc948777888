package export

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// ErrArchive is every error that is a property of the archive, with the patterns and limits it was opened with.
var ErrArchive = errors.New("export: the archive cannot be taken")

// Kinds of ErrArchive.
var (
	ErrDamaged   = kind("it is damaged")                                                   // cut off, a wrong checksum, headers that contradict
	ErrEncrypted = kind("it is protected by a password")                                   // a wanted member, or the directory
	ErrMethod    = kind("it is compressed in a way that is not read here")                 // other than stored and deflated
	ErrPath      = kind("it has an unsafe path")                                           // the text says which rule
	ErrSpecial   = kind("it has a link or special file")                                   // also sparse files
	ErrTwice     = kind("it has the same path twice")                                      // also a path that is a file and a folder
	ErrMembers   = kind("it has too many members")                                         // Limits.Members, or 16 MiB of names
	ErrTooLarge  = kind("the files in it that are read here are too large")                // Limits.Read
	ErrBomb      = kind("it unfolds to more than is taken")                                // Limits.Unpacked, or more than 250:1
	ErrNothing   = kind("no file in the archive is one that is read here")                 // patterns
	ErrOverlap   = kind("its members lie over each other")                                 // zip
	ErrSplit     = kind("it is one of several parts; join them, or export in one archive") // zip
)

// ErrPattern means: not patterns that can be used.
var ErrPattern = errors.New("export: invalid pattern")

// Errors of folders.
var (
	ErrEmpty   = errors.New("export: the folder has no files")
	ErrLink    = errors.New("export: the folder has a link or special file")
	ErrName    = errors.New("export: the folder has a file whose name cannot be packed")
	ErrFiles   = errors.New("export: the folder has too many files")
	ErrChanged = errors.New("export: the folder changed while it was packed")
)

func kind(text string) error { return fmt.Errorf("%w: %s", ErrArchive, text) }

// refuse is an error of a kind that says more.
func refuse(kind error, format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{kind}, args...)...)
}

const maxQuoted = 80 // bytes of a name in a text

// quote is a name for a text, whatever stands in it.
func quote(name string) string {
	if len(name) <= maxQuoted {
		return strconv.Quote(name)
	}
	end := maxQuoted
	for end > maxQuoted-utf8.UTFMax && !utf8.RuneStart(name[end]) {
		end--
	}
	return strconv.Quote(name[:end]) + "…"
}
