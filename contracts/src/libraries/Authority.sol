// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";

/// @title Who may change what a DataDAO allows
/// @notice The rule is the pool's; this only tells apart those who may not at all from those whose wish has to wait in the timelock, so
/// that an owner learns what to do instead.
library Authority {
    enum Verdict {
        Allowed,
        Waits,
        Denied
    }

    function loosen(IDataLiquidityPool pool, address who) internal view returns (Verdict) {
        if (pool.mayLoosen(who)) return Verdict.Allowed;
        return pool.mayTighten(who) ? Verdict.Waits : Verdict.Denied;
    }

    function tighten(IDataLiquidityPool pool, address who) internal view returns (Verdict) {
        return pool.mayTighten(who) ? Verdict.Allowed : Verdict.Denied;
    }
}
