// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IComputeEngine} from "../interfaces/IComputeEngine.sol";

/// @title Balances of buyers and validators, per token
/// @notice Any token may be deposited; only what has arrived is credited, so a token that lies or takes a fee harms its own depositors
/// only. A job can be paid in DataDAO tokens and VANA alone.
abstract contract Accounts is IComputeEngine, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    address internal constant VANA = address(0);

    mapping(address account => mapping(address token => uint256)) public override balanceOf;

    function deposit(address token, uint256 amount) external payable nonReentrant {
        if (amount == 0) revert InvalidAmount();
        if (token == VANA) {
            if (msg.value != amount) revert InvalidVanaAmount();
        } else {
            if (msg.value != 0) revert UnexpectedVanaDeposit();
            uint256 before = IERC20(token).balanceOf(address(this));
            IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
            amount = IERC20(token).balanceOf(address(this)) - before;
        }
        _put(msg.sender, token, amount);
        emit Deposit(msg.sender, token, amount);
    }

    function withdraw(address token, uint256 amount) external nonReentrant {
        if (amount == 0) revert InvalidAmount();
        _pull(msg.sender, token, amount);
        emit Withdraw(msg.sender, token, amount);
        if (token == VANA) {
            (bool ok,) = msg.sender.call{value: amount}("");
            if (!ok) revert TransferFailed();
        } else {
            _transfer(token, msg.sender, amount);
        }
    }

    function _put(address account, address token, uint256 amount) internal {
        if (amount != 0) balanceOf[account][token] += amount;
    }

    function _pull(address account, address token, uint256 amount) internal {
        uint256 available = balanceOf[account][token];
        if (available < amount) revert InsufficientBalance(token, amount, available);
        if (amount != 0) balanceOf[account][token] = available - amount;
    }

    function _transfer(address token, address to, uint256 amount) internal {
        IERC20(token).safeTransfer(to, amount);
    }
}
