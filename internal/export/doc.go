// Package export takes what contributors export from platforms, as it comes: a single file, a folder, a .zip, .tar, .tar.gz or .gz.
//
// # Two places
//
// On the contributor's machine a folder is packed ([OpenFolder]), and nothing is unpacked: what the platform gave is contributed as it
// is. Archives are opened ([Open]) only in the sandbox's child, by the workers that read them. Both sides keep the same rules of names, so
// what [Folder.Pack] writes can be opened.
//
// # Reading
//
// The bytes are hostile. Which members are wanted is said by [Patterns]; they are held in memory, at most [Limits].Read bytes of them, and
// nothing else grows with what an archive says of itself: members that are not wanted leave only their names, at most 16 MiB together.
// What headers promise is checked, but what counts is what was read: a member is given only if its content has exactly the size and the
// checksum that the archive states, and an archive only if it is there to its end. A path names one file in one archive, so what two
// programs could read differently (the same path twice, members that lie over each other, headers that contradict) is refused rather than
// decided. Names are never used as names of files. An archive inside an archive is a member like any other.
//
// Two formats are read differently. A tar, compressed or not, is read from beginning to end, by archive/tar. Of a zip, the directory and
// the wanted members are read; the others are neither decompressed nor looked at, so their content may be anything. The zip directory
// is read here and not by archive/zip, which keeps all of it in memory, takes as many headers as it finds, and does not say where members
// lie; the tests hold the two against each other.
//
// # Errors
//
// An archive that cannot be taken is [ErrArchive] and one of its kinds. Their texts are for the contributor: they name the member, quoted
// and cut short, and the rule. They depend on bytes, patterns and limits only, so every validator meets the same. Errors of the source
// come back as they are, and are never ErrArchive.
package export
