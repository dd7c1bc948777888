// Package durable writes files that are there as a whole or not at all, at whatever instant the process or the machine stops: the content
// is written beside its place and synced, takes its name, and the folder is synced. What is written has reached the disk when a function
// returns nil.
package durable

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// Temporary begins the names of files that are being written. A crash may leave one behind; whoever has a folder to itself may remove it.
const Temporary = ".new-"

// Write puts data in the place of what path held, if anything. Mode is that of the new file.
func Write(path string, data []byte, mode os.FileMode) error {
	return WriteFrom(path, mode, whole(data))
}

// WriteFrom is Write with what write writes. If that fails, what path held stays.
func WriteFrom(path string, mode os.FileMode, write func(io.Writer) error) error {
	return place(path, mode, write, os.Rename)
}

// Create is Write to a path that holds nothing: a file that is there stays, and the error is fs.ErrExist.
func Create(path string, data []byte, mode os.FileMode) error {
	return place(path, mode, whole(data), os.Link) // a link refuses an existing name where a rename would replace it
}

// SyncDir makes durable which files a folder holds.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func whole(data []byte) func(io.Writer) error {
	return func(w io.Writer) error { _, err := w.Write(data); return err }
}

func place(path string, mode os.FileMode, write func(io.Writer) error, put func(temporary, path string) error) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, Temporary+"*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone already once renamed
	if err = write(f); err == nil {
		if err = f.Chmod(mode); err == nil {
			err = f.Sync()
		}
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := put(f.Name(), path); err != nil {
		return err
	}
	return SyncDir(dir)
}
