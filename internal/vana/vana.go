// Package vana reads and writes what clients and nodes of the Vana network exchange about data of a DataDAO: the password that a wallet
// signs, files encrypted with it, keys encrypted to a node, the key of refined files, and proofs. docs/formats.md describes each format
// and says where it is from; the vectors of testdata were made by other programs.
//
// # Files
//
// [Encrypt] and [OpenFile] are OpenPGP with a password. The formats are old and two properties of them are dangerous: integrity is known
// only at the end of a message, and what is inside may be compressed. So OpenFile reads a whole message before it gives any of it: a first
// pass decrypts and checks everything, keeping only size and digest of the content and a digest for each MiB of the ciphertext;
// [File.Open] decrypts again, from ciphertext of which every MiB is compared with the first pass before it is used. A byte that a reader
// gives is therefore authentic, also if the file changes meanwhile; plaintext is nowhere but in the buffers of the two passes; and memory
// is bounded whatever the size (32 bytes for each MiB). The price is to decrypt twice, and a source that can be read twice. Keeping the
// plaintext of a single pass was rejected: in memory it is unbounded, on a disk it would have to be encrypted and removed again.
//
// What is inside is bounded by a limit that the caller states. Only one shape is accepted: up to eight encrypted session keys, one
// integrity-protected data packet, in it one literal packet, which may be in one compressed packet, and nothing after any of them.
//
// S2K, and all of writing, is ProtonMail/go-crypto. Its reader is not used: it gives bytes before they are checked, ignores what follows
// a message, takes Argon2 parameters of any size from a file, and puts no limit on decompression.
package vana

import "errors"

// Errors that callers tell apart.
var (
	// ErrSignature means: not a signature that can be a password.
	ErrSignature = errors.New("vana: not a wallet signature")
	// ErrSigner means: a password signed by another wallet than the one that was expected.
	ErrSigner = errors.New("vana: signed by another wallet")
	// ErrNotEncrypted means: not a message encrypted with a password.
	ErrNotEncrypted = errors.New("vana: not an OpenPGP message encrypted with a password")
	// ErrUnprotected means: encrypted, but without protection of integrity. Such messages are never opened.
	ErrUnprotected = errors.New("vana: the message has no integrity protection")
	// ErrUnsupported means: a message that uses what this program does not read.
	ErrUnsupported = errors.New("vana: a kind of OpenPGP message that is not supported")
	// ErrPassword means: none of the passwords opens the message.
	ErrPassword = errors.New("vana: the password does not open the message")
	// ErrDamaged means: the message was changed, cut off or extended, or is malformed inside.
	ErrDamaged = errors.New("vana: the message is damaged")
	// ErrTooLarge means: the content is larger than the caller's limit.
	ErrTooLarge = errors.New("vana: the content is larger than allowed")
	// ErrChanged means: the file is not the one any more that was checked.
	ErrChanged = errors.New("vana: the file changed while it was read")
	// ErrPublicKey means: not a public key of secp256k1 in a form that is understood.
	ErrPublicKey = errors.New("vana: not a public key")
	// ErrEnvelope means: not the text of an encrypted key.
	ErrEnvelope = errors.New("vana: not an encrypted key")
	// ErrNotForUs means: an encrypted key that was changed, or encrypted to another public key.
	ErrNotForUs = errors.New("vana: the encrypted key is changed, or for another recipient")
	// ErrEncryptionKey means: not a key from which the key of refined files can be derived.
	ErrEncryptionKey = errors.New("vana: not an encryption key")
	// ErrScore means: a score that is no number from 0 to 1.
	ErrScore = errors.New("vana: a score is a number from 0 to 1")
)
