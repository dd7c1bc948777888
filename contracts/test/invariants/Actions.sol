// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ActionsAccess} from "./ActionsAccess.sol";
import {ActionsFiles} from "./ActionsFiles.sol";
import {ActionsNetwork} from "./ActionsNetwork.sol";
import {ActionsProofs} from "./ActionsProofs.sol";
import {ComputeEngine} from "../../src/ComputeEngine.sol";
import {ContributionRelay} from "../../src/ContributionRelay.sol";
import {Burner} from "../../src/Burner.sol";
import {IRegistry} from "../../src/interfaces/IRegistry.sol";
import {QueryEngine} from "../../src/QueryEngine.sol";
import {TeePool} from "../../src/TeePool.sol";

/// @notice Drives a network by random calls and keeps books of its own.
contract Actions is ActionsFiles, ActionsProofs, ActionsAccess, ActionsNetwork {
    struct Contracts {
        IRegistry registry;
        ComputeEngine engine;
        TeePool teePool;
        QueryEngine queries;
        ContributionRelay relay;
        Burner burner;
        address buyer;
    }

    function contracts() external view returns (Contracts memory) {
        return Contracts(registry, engine, teePool, queries, relay, burner, buyer);
    }

    /// @notice One step of a walk.
    /// @dev The fuzzer likes small numbers and the limits; the hash makes every kind of step as likely as it is meant to be.
    function go(uint256 seed) external {
        seed = uint256(keccak256(abi.encode(seed)));
        (uint256 a, uint256 b, uint256 c) = (seed >> 32, seed >> 96, seed >> 160);
        uint256 what = seed % 30;
        if (what < 3) this.contribute(a, b, c);
        else if (what == 3) this.contributeBatch(a, b, c, false);
        else if (what == 4) this.contributeBatch(a, b, c, true);
        else if (what == 5) this.again(a, b);
        else if (what == 6) this.cancel(a, b % 2 == 0);
        else if (what == 7) this.reclaim(a);
        else if (what == 8) this.claim(a, b % 2 == 0);
        else if (what == 9) this.poolClaim(a, b);
        else if (what == 10) c % 3 == 0 ? this.withdraw(a, b % 3 == 0) : this.record(a, b, c);
        else if (what == 11) this.revive(a, b);
        else if (what < 15) this.record(a, b, c);
        else if (what < 18) this.opine(a, b);
        else if (what == 18) this.refine(a);
        else if (what == 19) this.reseed(a, b % 2 == 0);
        else if (what == 20) b % 2 == 0 ? this.distribute(a, c) : this.buy(a, c);
        else if (what < 23) this.submit(a, b, c % 4 == 0);
        else if (what < 25) this.settle(a, b, c, seed >> 200);
        else if (what == 25) this.expire(a);
        else if (what == 26) b % 4 == 0 ? this.setTerms(a, c) : this.pass(a);
        else if (what == 27) b % 8 == 0 ? this.pause(a) : this.validators(a, c);
        else if (what == 28) b % 8 == 0 ? this.withdrawTreasury(a) : this.pass(a);
        else if (a % 3 == 0) this.schedule(b, c, seed >> 200);
        else if (a % 3 == 1) this.execute(b);
        else this.direct(b, c, seed >> 200);
    }
}
