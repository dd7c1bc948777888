// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title ipfs:// urls from digests
/// @notice A CIDv1 with a sha2-256 digest is four fixed bytes and the digest; in base32 that is seven fixed characters and 52 that
/// spell 00 | digest | 00 (260 bits) five bits at a time.
/// @dev The 52 characters are made 32 at a time: the bits are spread over the bytes of a word in five steps (each halves the group
/// and doubles its room), then all bytes are turned into letters at once. About 900 gas where a loop takes 19,000, which matters
/// because every event of a contribution carries a url.
library IpfsUrl {
    bytes14 private constant RAW = "ipfs://bafkrei";
    bytes14 private constant DAG_PB = "ipfs://bafybei";

    /// @param codec 0 = raw, otherwise dag-pb
    function render(bytes32 digest, uint256 codec) internal pure returns (string memory url) {
        bytes32 head = codec == 0 ? bytes32(RAW) : bytes32(DAG_PB);
        uint256 d = uint256(digest);
        uint256 first = _letters(d >> 98);
        uint256 second = _letters((d & (2 ** 98 - 1)) << 62);
        assembly ("memory-safe") {
            url := mload(0x40)
            mstore(0x40, add(url, 0x80))
            mstore(add(url, 0x60), 0)
            mstore(url, 66)
            mstore(add(url, 0x20), head)
            mstore(add(url, 0x2e), first)
            // only 20 letters are left; what this writes behind the string's end is cleared for a clean tail
            mstore(add(url, 0x4e), and(second, not(0xffffffffffffffffffffffff)))
        }
    }

    /// @notice The exact inverse of render: ok if and only if render(digest, codec) spells this url, byte for byte.
    /// @dev Decoding takes any bytes for letters; writing the result out again and comparing is what refuses every other url, also one
    /// with another length, alphabet, case, hash function or non-zero padding.
    function parse(string calldata url) internal pure returns (bytes32 digest, uint256 codec, bool ok) {
        bytes calldata b = bytes(url);
        if (b.length != 66) return (0, 0, false);
        codec = bytes14(b[:14]) == DAG_PB ? 1 : 0;
        uint256 bits = 0;
        unchecked {
            for (uint256 i = 14; i < 65; ++i) {
                bits = (bits << 5) | _value(b[i]);
            }
            bits = (bits << 3) | (_value(b[65]) >> 2);
        }
        if (keccak256(bytes(render(bytes32(bits), codec))) != keccak256(b)) return (0, 0, false);
        return (bytes32(bits), codec, true);
    }

    function _value(bytes1 letter) private pure returns (uint256) {
        unchecked {
            return (uint8(letter) - (uint8(letter) < 0x61 ? 24 : 97)) & 31;
        }
    }

    /// @dev The 160 low bits of x as 32 base32 letters.
    function _letters(uint256 x) private pure returns (uint256) {
        unchecked {
            // slither-disable-start too-many-digits (masks)
            x = ((x & 0x00ffffffffffffffffffff00000000000000000000) << 48) | (x & 0xffffffffffffffffffff);
            x = ((x & 0xffffffffff0000000000000000000000ffffffffff0000000000) << 24) | (x & 0xffffffffff0000000000000000000000ffffffffff);
            x = ((x & 0x000000fffff00000000000fffff00000000000fffff00000000000fffff00000) << 12)
                | (x & 0x00000000000fffff00000000000fffff00000000000fffff00000000000fffff);
            x = ((x & 0x000ffc00000ffc00000ffc00000ffc00000ffc00000ffc00000ffc00000ffc00) << 6)
                | (x & 0x000003ff000003ff000003ff000003ff000003ff000003ff000003ff000003ff);
            x = ((x & 0x03e003e003e003e003e003e003e003e003e003e003e003e003e003e003e003e0) << 3)
                | (x & 0x001f001f001f001f001f001f001f001f001f001f001f001f001f001f001f001f);
            // slither-disable-end too-many-digits
            // 0..25 are 'a'..'z', 26..31 are '2'..'7'
            uint256 digits = ((x + 0x0606060606060606060606060606060606060606060606060606060606060606) >> 5)
                & 0x0101010101010101010101010101010101010101010101010101010101010101;
            return x + 0x6161616161616161616161616161616161616161616161616161616161616161 - digits * 73;
        }
    }
}
