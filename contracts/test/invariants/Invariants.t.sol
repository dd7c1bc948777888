// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Actions} from "./Actions.sol";
import {Rules} from "./Rules.sol";

/// @notice One campaign for all rules. Forge 1.7.1 walks anew for every invariant_ function that it finds, and walking is nearly all of the
/// time, over a minute a campaign: 21 of them would see what one sees. A rule that is broken is reported by its name, and BrokenRulesTest
/// shows of each that this can happen.
contract InvariantsTest is Rules {
    function setUp() public {
        _start();
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = Actions.go.selector;
        targetContract(address(actions));
        targetSelector(FuzzSelector({addr: address(actions), selectors: selectors}));
    }

    /// @dev Adding up takes most of the time, so every fourth step, at the end, and wherever an action met what must not be.
    function invariant_everyRule() public view {
        if (actions.steps() % 4 == 0 || actions.faults() != 0) everyRule();
    }

    function afterInvariant() public {
        everyRuleAtTheEnd();
    }

    /// @dev The walk reaches every kind of step; otherwise the rules above would say little.
    function test_actionsReachEveryStep() public {
        uint256 seed = 7;
        for (uint256 i = 0; i < 4000; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            actions.go(seed);
            if (i % 50 == 0) everyRule();
        }
        string memory missing = "";
        string[50] memory steps = _steps();
        for (uint256 i = 0; i < steps.length; ++i) {
            if (actions.done(steps[i]) == 0) missing = string.concat(missing, " ", steps[i]);
        }
        assertEq(missing, "", "steps that the walk does not reach");
        everyRuleAtTheEnd();
    }

    // forgefmt: disable-next-item
    function _steps() private pure returns (string[50] memory) {
        return [
            "contribute", "batch", "sponsored", "again", "cancel", "reclaim", "claim", "collect", "poolClaim", "withdrawOpen",
            "withdrawValid", "withdrawPaused", "revive", "record", "restore", "opine", "confirm", "fall", "slash", "refine", "reseed",
            "reseedRefinements", "distribute", "buy", "treasury", "submit", "submitTwo", "register", "complete", "settle", "fail", "expire",
            "pass", "pause", "fees", "shares", "price", "lease", "leave", "suspend", "bond", "keys", "intake", "readmit", "schedule",
            "execute", "tighten", "refused", "settleLate", "settleOutdated"
        ];
    }
}
