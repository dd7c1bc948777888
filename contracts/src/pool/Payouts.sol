// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Authority} from "./Authority.sol";
import {Stakes} from "./Stakes.sol";

/// @title What comes in for the contributors and how it goes out; the sale; the treasury
abstract contract Payouts is Stakes, Authority {
    using SafeERC20 for IERC20;

    uint256 private constant BPS = 10_000;

    function distribute() external payable override nonReentrant {
        if (msg.value == 0) revert ZeroAmount();
        _distributeVana(msg.value, 0);
    }

    function distributeTokens(uint256 amount, uint256 submittedAt)
        external
        override
        nonReentrant
        returns (uint256 toContributors, uint256 toTreasury)
    {
        if (msg.sender != computeEngine) revert OnlyComputeEngine();
        if (_shareTokens(amount, submittedAt / epochLength())) toContributors = amount;
        else toTreasury = amount;
        _treasuryTokens += toTreasury;
        emit ValueDistributed(token(), toContributors, toTreasury);
    }

    /// @dev `treasuryPart` of `amount` is the treasury's anyhow.
    function _distributeVana(uint256 amount, uint256 treasuryPart) private {
        uint256 contributors = amount - treasuryPart;
        if (contributors != 0 && !_shareVana(contributors)) contributors = 0;
        _treasuryVana += amount - contributors;
        emit ValueDistributed(address(0), contributors, amount - contributors);
    }

    function claim() external override nonReentrant returns (uint256 vana, uint256 tokens) {
        (vana, tokens) = _take(msg.sender);
        if (vana == 0 && tokens == 0) revert NothingToClaim();
        emit ValueClaimed(msg.sender, vana, tokens);
        if (tokens != 0) IERC20(token()).safeTransfer(msg.sender, tokens);
        _send(msg.sender, vana);
    }

    function buy(uint256 amount) external payable override nonReentrant {
        if (amount == 0) revert ZeroAmount();
        uint256 price = _limits.salePrice;
        if (price == 0) revert SaleClosed();
        if (amount > stock) revert InsufficientStock(stock);
        uint256 cost = Math.mulDiv(amount, price, ONE, Math.Rounding.Ceil);
        if (msg.value < cost) revert InsufficientPayment(cost);
        stock -= amount;
        _distributeVana(cost, cost * _limits.treasuryShareBps / BPS);
        emit TokensSold(msg.sender, amount, cost);
        IERC20(token()).safeTransfer(msg.sender, amount);
        _send(msg.sender, msg.value - cost);
    }

    function addStock(uint256 amount) external override nonReentrant {
        if (amount == 0) revert ZeroAmount();
        stock += amount;
        emit StockFunded(msg.sender, amount);
        IERC20(token()).safeTransferFrom(msg.sender, address(this), amount);
    }

    function withdrawTreasury(address to) external override nonReentrant onlyOwner {
        if (to == address(0)) revert ZeroAddress();
        (uint256 vana, uint256 tokens) = (_treasuryVana, _treasuryTokens);
        if (vana == 0 && tokens == 0) revert NothingToClaim();
        (_treasuryVana, _treasuryTokens) = (0, 0);
        emit TreasuryWithdrawn(to, vana, tokens);
        if (tokens != 0) IERC20(token()).safeTransfer(to, tokens);
        _send(to, vana);
    }
}
