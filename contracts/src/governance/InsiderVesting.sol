// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {VestingWalletUpgradeable} from "@openzeppelin/contracts-upgradeable/finance/VestingWalletUpgradeable.sol";

/// @title Holds an insider's part of a DataDAO's token
/// @notice OpenZeppelin's VestingWallet whose schedule begins when the cliff ends: nothing until then, from there linear from zero to
/// everything over `duration`. (Its VestingWalletCliff instead pays at the cliff what accrued before it, which VRC-20 does not allow.)
/// Anyone may call release; the tokens go to the owner. The owner may hand the wallet over, or renounce it and with it what it holds;
/// neither makes anything vest sooner. What it holds does not vote, as nobody can delegate for it.
contract InsiderVesting is VestingWalletUpgradeable {
    constructor() {
        _disableInitializers();
    }

    /// @param cliff seconds from now until start()
    /// @param duration seconds from start() to end()
    function initialize(address beneficiary, uint64 cliff, uint64 duration) public override initializer {
        __VestingWallet_init(beneficiary, uint64(block.timestamp) + cliff, duration); // checked: a cliff too long reverts
    }
}
