// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {stdError} from "forge-std/Test.sol";
import {Network} from "../Network.sol";

/// @notice Each function with nothing, and with as much as its types hold, from the one who may call it: it works, or says by name why
/// not. What is refused has changed nothing, as a reverted call cannot; what works is looked at in the test.
abstract contract Extremes is Network {
    uint256 internal constant MAX = type(uint256).max;
    bytes32 internal constant ONES = bytes32(type(uint256).max);
    address internal constant LAST = address(type(uint160).max);
    bytes32 internal constant D = keccak256("content");
    bytes4 internal constant NOTHING = bytes4(0); // reverts without data: no code there, or no such function
    bytes4 internal constant OVERFLOW = bytes4(keccak256("Panic(uint256)"));

    function _ok(address by, address to, bytes memory data) internal {
        _ok(by, to, 0, data);
    }

    function _ok(address by, address to, uint256 value, bytes memory data) internal {
        if (value != 0) vm.deal(by, value);
        vm.prank(by);
        (bool ok, bytes memory result) = to.call{value: value}(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
    }

    function _no(address by, address to, bytes memory data, bytes4 why) internal {
        _no(by, to, 0, data, why);
    }

    function _no(address by, address to, uint256 value, bytes memory data, bytes4 why) internal {
        if (value != 0) vm.deal(by, value);
        vm.prank(by);
        (bool ok, bytes memory result) = to.call{value: value}(data);
        assertFalse(ok, "not refused");
        assertEq(bytes4(result), why, "refused for another reason");
        if (why == OVERFLOW) assertEq(result, stdError.arithmeticError);
    }

    function _text(uint256 length) internal pure returns (string memory) {
        return string(new bytes(length));
    }
}
