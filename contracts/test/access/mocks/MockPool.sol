// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice A pool with the real rule of authority, whose distribution can be made to misbehave.
contract MockPool {
    enum Mode {
        Sound,
        Reverts,
        BurnsGas,
        Lies,
        Reenters
    }

    error Broken();

    address public immutable owner;
    address public immutable timelock;
    address public token;
    bool public isOpen;
    Mode public mode;
    uint256 public contributorsBps = 10_000;
    uint256 public distributed;
    uint256 public lastSubmittedAt;
    address private _target;
    bytes private _data;

    constructor(address owner_, address timelock_, address token_) {
        (owner, timelock, token) = (owner_, timelock_, token_);
    }

    function open() external {
        isOpen = true;
    }

    function mayTighten(address who) external view returns (bool) {
        return who == owner || who == timelock;
    }

    function mayLoosen(address who) external view returns (bool) {
        return who == timelock || (!isOpen && who == owner);
    }

    function setToken(address token_) external {
        token = token_;
    }

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    function setContributors(uint256 bps) external {
        contributorsBps = bps;
    }

    function reenterWith(address target, bytes calldata data) external {
        mode = Mode.Reenters;
        (_target, _data) = (target, data);
    }

    function distributeTokens(uint256 amount, uint256 submittedAt) external returns (uint256 toContributors, uint256 toTreasury) {
        if (mode == Mode.Reverts) revert Broken();
        if (mode == Mode.BurnsGas) {
            while (true) ++distributed;
        }
        if (mode == Mode.Lies) return (amount + 1, type(uint256).max);
        if (mode == Mode.Reenters) {
            (bool ok, bytes memory why) = _target.call(_data);
            if (!ok) {
                assembly ("memory-safe") {
                    revert(add(why, 0x20), mload(why))
                }
            }
        }
        distributed += amount;
        lastSubmittedAt = submittedAt;
        assert(IERC20(token).balanceOf(address(this)) >= distributed);
        toContributors = amount * contributorsBps / 10_000;
        toTreasury = amount - toContributors;
    }
}
