package vana

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

const (
	refinedInfo    = "query-engine"
	refinedBytes   = 64
	minRefinedSeed = 32
)

// RefinedKey derives the password of refined files from that of the contributed file: 0x and 128 hex digits. The input needs a lower-case
// 0x and at least 64 hex digits of either case; the error is ErrEncryptionKey and does not repeat it.
func RefinedKey(encryptionKey string) (string, error) {
	digits, ok := strings.CutPrefix(encryptionKey, "0x")
	if !ok {
		return "", fmt.Errorf("%w: it does not begin with 0x", ErrEncryptionKey)
	}
	secret, err := hex.DecodeString(digits)
	if err != nil {
		return "", fmt.Errorf("%w: not hex digits, or not an even number of them", ErrEncryptionKey)
	}
	if len(secret) < minRefinedSeed {
		return "", fmt.Errorf("%w: %d bytes, want at least %d", ErrEncryptionKey, len(secret), minRefinedSeed)
	}
	key, err := hkdf.Key(sha256.New, secret, nil, refinedInfo, refinedBytes)
	if err != nil {
		return "", fmt.Errorf("vana: deriving the key of refined files: %w", err)
	}
	return "0x" + hex.EncodeToString(key), nil
}
