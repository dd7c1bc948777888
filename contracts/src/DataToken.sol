// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

/// @title VRC-20: the token of one DataDAO
/// @notice The whole supply is minted once, at creation, and only burning changes it. No owner, no pause, no fee, no block-list, no
/// upgrade: what a contributor earned cannot be changed by anybody. Votes count by timestamp (ERC-6372), for a Governor.
contract DataToken is ERC20, ERC20Burnable, ERC20Permit, ERC20Votes {
    /// @notice What was minted at creation; totalSupply() is this less everything burned.
    uint256 public immutable cap;

    constructor(string memory name_, string memory symbol_, address holder, uint256 cap_) ERC20(name_, symbol_) ERC20Permit(name_) {
        cap = cap_;
        _mint(holder, cap_);
    }

    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    // slither-disable-start naming-convention (the name is ERC-6372's)
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }
    // slither-disable-end naming-convention

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }

    function nonces(address account) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(account);
    }
}
