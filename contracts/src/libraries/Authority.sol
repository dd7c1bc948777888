// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";

/// @title Who may decide for a DataDAO, asked of its pool
/// @notice What can hurt contributors comes from the timelock alone once the DataDAO is open; what protects them, its owner does at once.
library Authority {
    error TimelockOnly();

    /// @param otherwise selector of the error for a stranger
    function requireLoosen(address pool, bytes4 otherwise) internal view {
        if (IDataLiquidityPool(pool).mayLoosen(msg.sender)) return;
        if (IDataLiquidityPool(pool).mayTighten(msg.sender)) revert TimelockOnly();
        _refuse(otherwise);
    }

    function requireTighten(address pool, bytes4 otherwise) internal view {
        if (!IDataLiquidityPool(pool).mayTighten(msg.sender)) _refuse(otherwise);
    }

    function _refuse(bytes4 selector) private pure {
        assembly ("memory-safe") {
            mstore(0, selector)
            revert(0, 4)
        }
    }
}
