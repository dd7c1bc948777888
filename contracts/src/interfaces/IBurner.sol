// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Where VANA ends
/// @notice There is no way out. `burned()` grows by exactly what was burned through `burn()`.
interface IBurner {
    event Burned(address indexed from, uint256 amount);

    error ZeroAmount();

    function burn() external payable;
    function burned() external view returns (uint256);
}
