// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IBurner} from "./interfaces/IBurner.sol";

/// @title Where VANA ends, see IBurner
// slither-disable-next-line locked-ether (that is what it is for)
contract Burner is IBurner {
    uint256 public override burned;

    function burn() external payable {
        if (msg.value == 0) revert ZeroAmount();
        burned += msg.value;
        emit Burned(msg.sender, msg.value);
    }
}
