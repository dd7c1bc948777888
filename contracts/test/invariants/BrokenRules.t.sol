// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Rules} from "./Rules.sol";

/// @notice Each rule can be broken, and is then the one that is named.
contract BrokenRulesTest is Rules {
    function setUp() public {
        _start();
        for (uint256 seed = 0; seed < 200; ++seed) {
            actions.go(seed);
        }
        everyRule();
    }

    /// @dev `to` says `answer` to `ask`, which breaks `rule`.
    function _breaks(string memory rule, address to, bytes memory ask, bytes memory answer) private {
        vm.mockCall(to, ask, answer);
        _isNamed(rule);
    }

    function _breaks(string memory rule, address to, bytes memory ask) private {
        _breaks(rule, to, ask, abi.encode(1));
    }

    /// @dev VANA that nobody is owed.
    function _breaks(string memory rule, address rich) private {
        vm.deal(rich, rich.balance + 1 ether);
        _isNamed(rule);
    }

    function _isNamed(string memory rule) private {
        try this.everyRuleAtTheEnd() {
            revert(string.concat("not broken: ", rule));
        } catch Error(string memory why) {
            assertEq(vm.indexOf(why, string.concat(rule, ": ")), 0, why);
        }
    }

    function test_registryHoldsWhatItOwes() public {
        _breaks("registryHoldsWhatItOwes", address(net.registry));
    }

    function test_engineHoldsAccountsAndOpenEscrows() public {
        _breaks("engineHoldsAccountsAndOpenEscrows", address(net.engine));
    }

    function test_poolsHoldWhatTheyOwe() public {
        _breaks("poolsHoldWhatTheyOwe", address(actions.pools(1)));
    }

    function test_teePoolHoldsTheBonds() public {
        _breaks("teePoolHoldsTheBonds", address(net.teePool));
    }

    function test_burnedVanaGrowsByExactlyTheBurns() public {
        _breaks("burnedVanaGrowsByExactlyTheBurns", address(net.burner));
    }

    function test_relayHoldsNothing() public {
        _breaks("relayHoldsNothing", address(net.relay));
    }

    function test_everySettlementAddsUp() public {
        _breaks("everySettlementAddsUp", address(actions), abi.encodeCall(actions.unbalanced, ()));
    }

    function test_supplyFallsByExactlyTheBurns() public {
        _breaks("supplyFallsByExactlyTheBurns", address(actions.tokens(0)), abi.encodeWithSignature("totalSupply()"));
    }

    function test_oneRewardPerFingerprint() public {
        _breaks("oneRewardPerFingerprint", address(actions), abi.encodeCall(actions.doubleRewards, ()));
    }

    function test_noRecordingWithoutItsLease() public {
        _breaks("noRecordingWithoutItsLease", address(actions), abi.encodeCall(actions.forgeries, ()));
    }

    function test_stakesAddUp() public {
        _breaks("stakesAddUp", address(actions.pools(0)), abi.encodeWithSignature("totalStake()"), abi.encode(1, 1));
    }

    function test_newStakeEarnsNothingOlder() public {
        _breaks("newStakeEarnsNothingOlder", address(actions), abi.encodeCall(actions.early, ()));
    }

    function test_accumulatorsLoseOnlyDust() public {
        _breaks("accumulatorsLoseOnlyDust", address(actions), abi.encodeCall(actions.distributed, (0)), abi.encode(1e30, 1e30));
    }

    function test_countersOnlyGrow() public {
        _breaks("countersOnlyGrow", address(actions), abi.encodeCall(actions.wentBack, ()));
    }

    function test_pausedMeansPaused() public {
        _breaks("pausedMeansPaused", address(actions), abi.encodeCall(actions.pausedSteps, ()));
    }

    function test_nothingThatIsDueIsRefused() public {
        _breaks("nothingThatIsDueIsRefused", address(actions), abi.encodeCall(actions.stuck, ()));
    }

    function test_changesWaitForTheDelay() public {
        _breaks("changesWaitForTheDelay", address(actions), abi.encodeCall(actions.bypasses, ()));
    }

    function test_budgetsAreNeverExceeded() public {
        bytes memory used = abi.encodeCall(actions.rowsUsed, (actions.permissions(0, 1)));
        _breaks("budgetsAreNeverExceeded", address(actions), used, abi.encode(5001));
    }

    function test_withdrawnFilesAreEmpty() public {
        _breaks("withdrawnFilesAreEmpty", address(actions), abi.encodeCall(actions.afterWithdrawal, ()));
    }

    function test_booksOfJobsAreRight() public {
        _breaks("booksOfJobsAreRight", address(actions), abi.encodeCall(actions.held, (1)), abi.encode(type(uint128).max));
    }

    function test_everyJobEnds() public {
        vm.deal(address(net.registry), address(net.registry).balance + 1);
        _breaks("everyJobEnds", address(actions), abi.encodeCall(actions.heldByJobs, ()), abi.encode(actions.heldByJobs() + 1));
    }
}
