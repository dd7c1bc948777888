// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {IpfsUrl} from "../src/libraries/IpfsUrl.sol";

contract IpfsUrlTest is Test {
    bytes private constant ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    /// @dev Base32 of the CID's 36 bytes, a letter at a time.
    function _plain(bytes32 digest, uint8 codec) private pure returns (string memory) {
        bytes memory cid = abi.encodePacked(uint8(1), codec == 0 ? uint8(0x55) : uint8(0x70), uint8(0x12), uint8(0x20), digest);
        bytes memory out = new bytes(58);
        for (uint256 i = 0; i < 58; ++i) {
            uint256 value = 0;
            for (uint256 bit = i * 5; bit < i * 5 + 5; ++bit) {
                value = value << 1;
                if (bit < 288) value |= (uint8(cid[bit / 8]) >> (7 - bit % 8)) & 1;
            }
            out[i] = ALPHABET[value];
        }
        return string(abi.encodePacked("ipfs://b", out));
    }

    function testFuzz_renderIsBase32(bytes32 digest, bool dagPb) public pure {
        uint8 codec = dagPb ? 1 : 0;
        assertEq(IpfsUrl.render(digest, codec), _plain(digest, codec));
    }

    /// @dev Memory behind the string is not touched, and what follows it is allocated after it.
    function testFuzz_renderKeepsMemory(bytes32 digest, bytes32 marker) public pure {
        bytes memory before = abi.encodePacked(marker);
        string memory url = IpfsUrl.render(digest, 0);
        bytes memory behind = abi.encodePacked(marker);
        assertEq(abi.decode(before, (bytes32)), marker);
        assertEq(abi.decode(behind, (bytes32)), marker);
        assertEq(bytes(url).length, 66);
    }
}
