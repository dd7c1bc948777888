package export

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of paths.
const (
	maxName      = 1024     // bytes of a path
	maxParts     = 64       // of a path
	maxNameBytes = 16 << 20 // of all paths of an archive
)

// checkName returns the rule that a path breaks, "" if it is one that can be taken.
func checkName(name string) string {
	switch {
	case name == "":
		return "it is empty"
	case len(name) > maxName:
		return "it is longer than 1,024 bytes"
	case !utf8.ValidString(name):
		return "it is not UTF-8"
	case strings.ContainsFunc(name, unicode.IsControl):
		return "it has a control character"
	case name[0] == '/':
		return "it is absolute"
	case len(name) > 1 && name[1] == ':' && (name[0]|0x20 >= 'a' && name[0]|0x20 <= 'z'):
		return "it begins with a drive's letter"
	case strings.Count(name, "/") >= maxParts:
		return "it has more than 64 parts"
	}
	for part := range strings.SplitSeq(name, "/") {
		switch part {
		case "":
			return "it has an empty part"
		case ".":
			return `it has a part "."`
		case "..":
			return `it leads out of the archive by ".."`
		}
	}
	return ""
}

// names are the paths of an archive, folders with a "/" at their end.
type names struct {
	limit, count int
	all          []string
	bytes        int
}

// another counts a member.
func (n *names) another() error {
	if n.count++; n.count > n.limit {
		return refuse(ErrMembers, "more than %d", n.limit)
	}
	return nil
}

// add takes a member's path as it stands in the archive and returns it as it is used here: without "./" before and "/" after it, and empty for
// the folder that the archive is itself.
func (n *names) add(raw string, folder bool) (string, error) {
	if err := n.another(); err != nil {
		return "", err
	}
	if folder && (raw == "." || raw == "./") {
		return "", nil
	}
	name := strings.TrimPrefix(raw, "./")
	if folder {
		name = strings.TrimSuffix(name, "/")
	}
	if rule := checkName(name); rule != "" {
		return "", refuse(ErrPath, "member %s: %s", quote(raw), rule)
	}
	if n.bytes += len(name); n.bytes > maxNameBytes {
		return "", refuse(ErrMembers, "their names have more than 16 MiB")
	}
	name = strings.Clone(name) // it may be a small part of a large header
	if folder {
		n.all = append(n.all, name+"/")
	} else {
		n.all = append(n.all, name)
	}
	return name, nil
}

// check finds a path that stands for two things. A folder may be named again and again.
func (n *names) check() error {
	// Where "/" comes before every other character, a file is followed at once by what would be below it.
	slices.SortFunc(n.all, func(a, b string) int {
		for i := range min(len(a), len(b)) {
			if a[i] == b[i] {
				continue
			}
			if a[i] == '/' || (b[i] != '/' && a[i] < b[i]) {
				return -1
			}
			return 1
		}
		return len(a) - len(b)
	})
	for i := 1; i < len(n.all); i++ {
		file, next := n.all[i-1], n.all[i]
		switch {
		case strings.HasSuffix(file, "/"):
		case next == file:
			return refuse(ErrTwice, "%s", quote(file))
		case strings.HasPrefix(next, file) && next[len(file)] == '/':
			return refuse(ErrTwice, "%s is a file and a folder", quote(file))
		}
	}
	return nil
}
