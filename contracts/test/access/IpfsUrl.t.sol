// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {IpfsUrl} from "../../src/libraries/IpfsUrl.sol";

contract IpfsUrlParseTest is Test {
    function parse(string calldata url) external pure returns (bytes32 digest, uint256 codec, bool ok) {
        return IpfsUrl.parse(url);
    }

    function _refused(bytes memory url) private view {
        (bytes32 digest, uint256 codec, bool ok) = this.parse(string(url));
        assertFalse(ok, string(url));
        assertEq(digest, 0);
        assertEq(codec, 0);
    }

    function testFuzz_parseUndoesRender(bytes32 digest, bool dagPb) public view {
        uint256 codec = dagPb ? 1 : 0;
        (bytes32 d, uint256 c, bool ok) = this.parse(IpfsUrl.render(digest, codec));
        assertTrue(ok);
        assertEq(d, digest);
        assertEq(c, codec);
    }

    function test_extremes() public view {
        testFuzz_parseUndoesRender(0, false);
        testFuzz_parseUndoesRender(0, true);
        testFuzz_parseUndoesRender(bytes32(type(uint256).max), false);
        testFuzz_parseUndoesRender(bytes32(type(uint256).max), true);
    }

    /// @dev Any one byte changed: another url (of another digest) or none, never a second spelling of the same.
    function testFuzz_oneByteChanged(bytes32 digest, bool dagPb, uint256 place, bytes1 to) public view {
        bytes memory url = bytes(IpfsUrl.render(digest, dagPb ? 1 : 0));
        place = bound(place, 0, 65);
        vm.assume(url[place] != to);
        url[place] = to;
        _wellFormedOrRefused(url);
        (bytes32 d,, bool ok) = this.parse(string(url));
        if (ok) assertNotEq(d, digest);
    }

    function testFuzz_anyString(bytes memory url) public view {
        _wellFormedOrRefused(url);
    }

    function testFuzz_anyTail(bytes32 a, bytes20 b, bool dagPb) public view {
        _wellFormedOrRefused(abi.encodePacked(dagPb ? "ipfs://bafybei" : "ipfs://bafkrei", a, b));
    }

    /// @dev Letters of the alphabet throughout, so that only the padding decides.
    function testFuzz_anyLetters(bytes32 a, bytes20 b, bool dagPb) public view {
        bytes memory tail = abi.encodePacked(a, b);
        bytes memory alphabet = "abcdefghijklmnopqrstuvwxyz234567";
        for (uint256 i = 0; i < 52; ++i) {
            tail[i] = alphabet[uint8(tail[i]) % 32];
        }
        bytes memory url = abi.encodePacked(dagPb ? "ipfs://bafybei" : "ipfs://bafkrei", tail);
        _wellFormedOrRefused(url);
        (,, bool ok) = this.parse(string(url));
        // 00 before the digest, 00 behind it
        bool padded = uint8(a[0]) % 32 < 8 && uint8(b[19]) % 4 == 0;
        assertEq(ok, padded);
    }

    function _wellFormedOrRefused(bytes memory url) private view {
        (bytes32 digest, uint256 codec, bool ok) = this.parse(string(url));
        if (ok) assertEq(IpfsUrl.render(digest, codec), string(url));
        else _refused(url);
    }

    function test_refused() public view {
        bytes memory url = bytes(IpfsUrl.render(sha256("x"), 0));
        _refused("");
        _refused("ipfs://");
        _refused(bytes.concat(url, "/"));
        _refused(bytes.concat(" ", url));
        _refused(bytes.concat(url, "a"));
        _refused("https://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        _refused("IPFS://bafkreiaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        _refused("ipfs://bafkreiAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        _refused("ipfs://bafkreiaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
        _refused("ipfs://bafkreiiaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        _refused("ipfs://bafkreia1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        _refused("ipfs://QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPdG");
    }
}
