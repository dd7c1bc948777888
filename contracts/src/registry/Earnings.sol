// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Reading} from "./Reading.sol";

/// @title What validators and payers take home
abstract contract Earnings is Reading {
    /// @dev Never stopped by a pause: what is owed can always be taken.
    function claim() external nonReentrant {
        _claim(msg.sender);
    }

    function claimFor(address account) external nonReentrant {
        _claim(account);
    }

    function _claim(address account) private {
        uint256 index = _validatorIndex[account];
        uint256 amount = _owed[account];
        if (amount != 0) _owed[account] = 0;
        if (index != 0) {
            uint256 earned = uint256(_validators[index].earned) * GWEI;
            amount += earned - _withdrawn[index];
            _withdrawn[index] = earned;
        }
        if (amount == 0) revert NothingToClaim();
        emit Claimed(account, amount);
        _send(account, amount);
    }
}
