// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Actions} from "./Actions.sol";
import {Rules} from "./Rules.sol";

/// @notice What holds whatever happens: a rule is a function with a name, and one that is broken is reported by it. One campaign serves all.
/// Forge 1.7.1 walks anew for every invariant_ function that it finds, and walking is nearly all of the time: 21 of them would take a quarter
/// of an hour to see what one sees. The three rules that go through everything are looked at when a walk ends.
contract InvariantsTest is Rules {
    function setUp() public {
        actions = new Actions();
        net = actions.contracts();
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = Actions.go.selector;
        targetContract(address(actions));
        targetSelector(FuzzSelector({addr: address(actions), selectors: selectors}));
    }

    /// @dev Adding up takes most of the time, so every fourth step, at the end, and wherever an action met what must not be.
    function invariant_everyRule() public view {
        if (actions.steps() % 4 == 0 || actions.faults() != 0) everyRule();
    }

    struct Rule {
        string name;
        bytes4 selector;
    }

    // forgefmt: disable-next-item
    function _rules() private pure returns (Rule[18] memory) {
        return [
            Rule("registryHoldsWhatItOwes", this.registryHoldsWhatItOwes.selector),
            Rule("engineHoldsAccountsAndOpenEscrows", this.engineHoldsAccountsAndOpenEscrows.selector),
            Rule("poolsHoldWhatTheyOwe", this.poolsHoldWhatTheyOwe.selector),
            Rule("teePoolHoldsTheBonds", this.teePoolHoldsTheBonds.selector),
            Rule("everySettlementAddsUp", this.everySettlementAddsUp.selector),
            Rule("supplyFallsByExactlyTheBurns", this.supplyFallsByExactlyTheBurns.selector),
            Rule("burnedVanaGrowsByExactlyTheBurns", this.burnedVanaGrowsByExactlyTheBurns.selector),
            Rule("oneRewardPerFingerprint", this.oneRewardPerFingerprint.selector),
            Rule("noRecordingWithoutItsLease", this.noRecordingWithoutItsLease.selector),
            Rule("stakesAddUp", this.stakesAddUp.selector),
            Rule("newStakeEarnsNothingOlder", this.newStakeEarnsNothingOlder.selector),
            Rule("accumulatorsLoseOnlyDust", this.accumulatorsLoseOnlyDust.selector),
            Rule("countersOnlyGrow", this.countersOnlyGrow.selector),
            Rule("pausedMeansPaused", this.pausedMeansPaused.selector),
            Rule("nothingThatIsDueIsRefused", this.nothingThatIsDueIsRefused.selector),
            Rule("changesWaitForTheDelay", this.changesWaitForTheDelay.selector),
            Rule("budgetsAreNeverExceeded", this.budgetsAreNeverExceeded.selector),
            Rule("relayHoldsNothing", this.relayHoldsNothing.selector)
        ];
    }

    function everyRule() public view {
        Rule[18] memory rules = _rules();
        for (uint256 i = 0; i < rules.length; ++i) {
            (bool ok, bytes memory why) = address(this).staticcall(abi.encodePacked(rules[i].selector));
            if (!ok) _broken(rules[i].name, why);
        }
    }

    function afterInvariant() public {
        everyRule();
        Rule[3] memory last = [
            Rule("withdrawnFilesAreEmpty", this.withdrawnFilesAreEmpty.selector),
            Rule("booksOfJobsAreRight", this.booksOfJobsAreRight.selector),
            Rule("everyJobEnds", this.everyJobEnds.selector)
        ];
        for (uint256 i = 0; i < last.length; ++i) {
            (bool ok, bytes memory why) = address(this).call(abi.encodePacked(last[i].selector));
            if (!ok) _broken(last[i].name, why);
        }
    }

    /// @dev What forge shows of a failure is its text.
    function _broken(string memory rule, bytes memory why) private pure {
        bytes4 kind = bytes4(why);
        string memory said = "it reverted";
        if (kind == bytes4(keccak256("Error(string)")) || kind == bytes4(keccak256("CheatcodeError(string)"))) {
            assembly ("memory-safe") {
                said := add(why, 0x44)
            }
        }
        revert(string.concat(rule, ": ", said));
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
        afterInvariant();
    }

    // ---- that each rule can be broken, and is then named

    /// @dev `to` says `answer` to `ask`, which breaks `rule`.
    function _breaks(string memory rule, address to, bytes memory ask, bytes memory answer) private {
        vm.mockCall(to, ask, answer);
        _isNamed(rule);
        vm.clearMockedCalls();
    }

    function _breaks(string memory rule, address to, bytes memory ask) private {
        _breaks(rule, to, ask, abi.encode(1));
    }

    /// @dev VANA that nobody is owed.
    function _breaks(string memory rule, address rich) private {
        uint256 held = rich.balance;
        vm.deal(rich, held + 1 ether);
        _isNamed(rule);
        vm.deal(rich, held);
    }

    function _isNamed(string memory rule) private {
        uint256 snapshot = vm.snapshotState();
        try this.afterInvariant() {
            revert(string.concat("not broken: ", rule));
        } catch Error(string memory why) {
            assertEq(vm.indexOf(why, string.concat(rule, ": ")), 0, why);
        }
        vm.revertToState(snapshot);
    }

    function test_aBrokenRuleIsNamed() public {
        for (uint256 seed = 0; seed < 200; ++seed) {
            actions.go(seed);
        }
        everyRule();
        address a = address(actions);
        _breaks("registryHoldsWhatItOwes", address(net.registry));
        _breaks("engineHoldsAccountsAndOpenEscrows", address(net.engine));
        _breaks("poolsHoldWhatTheyOwe", address(actions.pools(1)));
        _breaks("teePoolHoldsTheBonds", address(net.teePool));
        _breaks("burnedVanaGrowsByExactlyTheBurns", address(net.burner));
        _breaks("relayHoldsNothing", address(net.relay));
        _breaks("everySettlementAddsUp", a, abi.encodeCall(actions.unbalanced, ()));
        _breaks("supplyFallsByExactlyTheBurns", address(actions.tokens(0)), abi.encodeWithSignature("totalSupply()"));
        _breaks("oneRewardPerFingerprint", a, abi.encodeCall(actions.doubleRewards, ()));
        _breaks("noRecordingWithoutItsLease", a, abi.encodeCall(actions.forgeries, ()));
        _breaks("stakesAddUp", address(actions.pools(0)), abi.encodeWithSignature("totalStake()"), abi.encode(1, 1));
        _breaks("newStakeEarnsNothingOlder", a, abi.encodeCall(actions.early, ()));
        _breaks("accumulatorsLoseOnlyDust", a, abi.encodeCall(actions.distributed, (0)), abi.encode(1e30, 1e30));
        _breaks("countersOnlyGrow", a, abi.encodeCall(actions.wentBack, ()));
        _breaks("pausedMeansPaused", a, abi.encodeCall(actions.pausedSteps, ()));
        _breaks("nothingThatIsDueIsRefused", a, abi.encodeCall(actions.stuck, ()));
        _breaks("changesWaitForTheDelay", a, abi.encodeCall(actions.bypasses, ()));
        bytes memory used = abi.encodeCall(actions.rowsUsed, (actions.permissions(0, 1)));
        _breaks("budgetsAreNeverExceeded", a, used, abi.encode(5001));
        _breaks("withdrawnFilesAreEmpty", a, abi.encodeCall(actions.afterWithdrawal, ()));
        _breaks("booksOfJobsAreRight", a, abi.encodeCall(actions.held, (1)), abi.encode(type(uint128).max));
        vm.deal(address(net.registry), address(net.registry).balance + 1);
        _breaks("everyJobEnds", a, abi.encodeCall(actions.heldByJobs, ()), abi.encode(actions.heldByJobs() + 1));
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
