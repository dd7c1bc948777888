// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {TimelockControllerUpgradeable} from "@openzeppelin/contracts-upgradeable/governance/TimelockControllerUpgradeable.sol";

/// @title The timelock of a DataDAO, or of the network
/// @notice OpenZeppelin's TimelockController, administered by itself alone, open to every executor. What it does is announced at least
/// `floor` seconds earlier: its delay may be raised, and lowered again, but never below that. Clones (EIP-1167) of one implementation.
contract DataDAOTimelock is TimelockControllerUpgradeable {
    /// @notice The least delay, in seconds. Part of the code: no vote and no owner changes it.
    uint256 public immutable floor;

    error DelayBelowFloor(uint256 floor);
    error NotSupported();
    error ZeroAddress();

    constructor(uint256 minDelay_) {
        floor = minDelay_;
        _disableInitializers();
    }

    /// @param proposer schedules and cancels, until the timelock itself revokes it
    function initialize(address proposer) external initializer {
        if (proposer == address(0)) revert ZeroAddress();
        address[] memory proposers = new address[](1);
        proposers[0] = proposer;
        // the zero address as executor means everybody: what was announced cannot be held back by who announced it
        address[] memory executors = new address[](1);
        __TimelockController_init(floor, proposers, executors, address(0));
    }

    /// @notice OpenZeppelin's own initialiser takes any delay and an administrator: closed.
    function initialize(uint256, address[] memory, address[] memory, address) public pure override {
        revert NotSupported();
    }

    /// @inheritdoc TimelockControllerUpgradeable
    function updateDelay(uint256 newDelay) public override {
        super.updateDelay(newDelay); // first, so that a stranger is told that he is one
        if (newDelay < floor) revert DelayBelowFloor(floor);
    }
}
