// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RegistryBase} from "./RegistryBase.sol";

/// @notice A DataDAO that wants two of three second opinions, of a bundle that gives the same everywhere.
abstract contract OpinionBase is RegistryBase {
    uint256 internal constant WITH_OPINIONS = 4 * PROOF_FEE + REFINEMENT_FEE;

    function setUp() public virtual override {
        super.setUp();
        _setOpinions(3, 2, true);
    }

    function _bondOf(address validator) internal view returns (uint256) {
        return teePool.validatorInfo(validator).bond;
    }

    function _setBondTerms(uint256 minBond, uint256 slashAmount) internal {
        _byTimelock(address(teePool), abi.encodeCall(teePool.setBondTerms, (minBond, slashAmount, UNBONDING)));
    }
}
