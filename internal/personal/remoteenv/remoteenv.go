// Package remoteenv keeps the start of rclone's library from having effects.
//
// When it is initialised, rclone's configuration package looks for its file, makes the folder for it, and asks programs (getent, a
// shell) for the user's home where HOME is not set. That would happen whenever Coppice starts, whatever for, and in every sandbox
// child, which has no HOME. With RCLONE_CONFIG and HOME set, nothing of it happens.
//
// The language initialises the packages that are ready in the order of their import paths, and this one, which imports nothing but
// os, stands before rclone's. [Restore] puts the environment back once rclone is initialised: whoever imports rclone calls it first.
package remoteenv

import "os"

// variables are what rclone looks at; unset tells which of them were not set before.
var (
	variables = []string{"RCLONE_CONFIG", "HOME"}
	unset     = hide()
)

func hide() (unset []string) {
	for _, name := range variables {
		if _, set := os.LookupEnv(name); !set {
			unset = append(unset, name)
			_ = os.Setenv(name, os.DevNull) // fails for bad names only
		}
	}
	return unset
}

// Restore makes the environment what it was when the program began.
func Restore() {
	for _, name := range unset {
		_ = os.Unsetenv(name)
	}
	unset = nil
}
