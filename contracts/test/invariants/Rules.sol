// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {Actions} from "./Actions.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";

/// @notice What holds whatever happens: each rule is a function of its own. A new one goes into a list at the end of this file, into
/// BrokenRulesTest, and into docs/contracts.md.
abstract contract Rules is Test {
    uint256 private constant DUST = 1 gwei; // of rounding, per pool and token
    uint256 private constant KINDS = 7;

    Actions internal actions;
    Actions.Contracts internal net;

    // ---- who holds what

    function registryHoldsWhatItOwes() public view {
        uint256 owed = actions.heldByJobs() + net.registry.claimable(address(actions));
        for (uint256 i = 0; i < actions.count(0); ++i) {
            owed += net.registry.claimable(actions.actors(i));
        }
        for (uint256 i = 0; i < actions.count(1); ++i) {
            owed += net.registry.claimable(actions.validator(i));
        }
        owed += net.registry.claimable(address(actions.pools(0))) + net.registry.claimable(address(actions.pools(1)));
        assertEq(address(net.registry).balance, owed, "the registry holds open escrows and what can be claimed");
    }

    function engineHoldsAccountsAndOpenEscrows() public view {
        uint256 vana = net.engine.balanceOf(net.buyer, address(0)) + actions.vanaEscrow();
        for (uint256 i = 0; i < actions.count(1); ++i) {
            vana += net.engine.balanceOf(actions.validator(i), address(0));
        }
        assertEq(address(net.engine).balance, vana, "the engine holds accounts and escrows in VANA");
        for (uint256 d = 0; d < 2; ++d) {
            assertEq(
                actions.tokens(d).balanceOf(address(net.engine)),
                net.engine.balanceOf(net.buyer, address(actions.tokens(d))) + actions.dataEscrow(d),
                "the engine holds accounts and escrows in tokens"
            );
        }
    }

    function poolsHoldWhatTheyOwe() public view {
        for (uint256 d = 0; d < 2; ++d) {
            (uint256 vana, uint256 amount) = actions.pools(d).treasury();
            (uint256 claimableVana, uint256 claimableTokens) = _claimable(d);
            vana += claimableVana + actions.pools(d).sponsorBudget();
            amount += claimableTokens + actions.pools(d).rewardPot() + actions.pools(d).stock();
            _nearlyAll(address(actions.pools(d)).balance, vana, "a pool holds treasury, budget and claims in VANA");
            _nearlyAll(actions.tokens(d).balanceOf(address(actions.pools(d))), amount, "a pool holds pot, stock, treasury and claims");
        }
    }

    function _claimable(uint256 d) private view returns (uint256 vana, uint256 amount) {
        for (uint256 i = 0; i < actions.count(0); ++i) {
            (uint256 v, uint256 t) = actions.pools(d).claimable(actions.actors(i));
            vana += v;
            amount += t;
        }
    }

    function _nearlyAll(uint256 has, uint256 owes, string memory what) private pure {
        assertGe(has, owes, what);
        assertLt(has - owes, DUST, what);
    }

    function teePoolHoldsTheBonds() public view {
        uint256 bonds;
        for (uint256 i = 0; i < actions.count(1); ++i) {
            bonds += net.teePool.validatorInfo(actions.validator(i)).bond;
        }
        assertEq(address(net.teePool).balance, bonds, "the TeePool holds the bonds");
    }

    function relayHoldsNothing() public view {
        assertEq(address(net.relay).balance, 0, "the relay holds nothing");
    }

    // ---- what is paid

    function everySettlementAddsUp() public view {
        assertEq(actions.unbalanced(), 0, "charged = burned + validator + contributors + treasury, escrow = charged + refunded");
    }

    function supplyFallsByExactlyTheBurns() public view {
        for (uint256 d = 0; d < 2; ++d) {
            assertEq(actions.tokens(d).totalSupply(), actions.tokens(d).cap() - actions.burnedTokens(d), "supply falls by the burns");
        }
    }

    function burnedVanaGrowsByExactlyTheBurns() public view {
        assertEq(net.burner.burned(), actions.burnedVana(), "burned() is what jobs and slashing burned");
        assertEq(address(net.burner).balance, actions.burnedVana(), "burned VANA stays burned");
    }

    function oneRewardPerFingerprint() public view {
        assertEq(actions.doubleRewards(), 0, "one reward per fingerprint");
    }

    function noRecordingWithoutItsLease() public view {
        assertEq(actions.forgeries(), 0, "nothing is recorded without the lease of its signer");
    }

    // ---- stakes

    function stakesAddUp() public view {
        for (uint256 d = 0; d < 2; ++d) {
            uint256 active;
            uint256 pending;
            for (uint256 i = 0; i < actions.count(0); ++i) {
                (uint256 a, uint256 p) = actions.pools(d).stakeOf(actions.actors(i));
                active += a;
                pending += p;
            }
            (uint256 totalActive, uint256 totalPending) = actions.pools(d).totalStake();
            assertEq(active, totalActive, "active stakes add up");
            assertEq(pending, totalPending, "pending stakes add up");
        }
    }

    function newStakeEarnsNothingOlder() public view {
        assertEq(actions.early(), 0, "stake earns nothing that belongs to its own epoch or an older one");
    }

    function accumulatorsLoseOnlyDust() public view {
        for (uint256 d = 0; d < 2; ++d) {
            (uint256 vana, uint256 amount) = actions.distributed(d);
            (uint256 tookVana, uint256 tookTokens) = actions.claimed(d);
            (uint256 leftVana, uint256 leftTokens) = _claimable(d);
            _nearlyAll(vana, tookVana + leftVana, "VANA distributed is claimed or claimable");
            _nearlyAll(amount, tookTokens + leftTokens, "tokens distributed are claimed or claimable");
        }
    }

    // ---- order

    function countersOnlyGrow() public view {
        assertEq(actions.wentBack(), 0, "sets only follow each other");
        for (uint256 i = 0; i < actions.count(0); ++i) {
            assertEq(net.relay.nonces(actions.actors(i)), actions.nonces(actions.actors(i)), "nonces count relayed contributions");
        }
        for (uint256 i = 0; i < actions.count(1); ++i) {
            address v = actions.validator(i);
            assertEq(net.teePool.validatorInfo(v).keyEpoch, actions.keyEpochs(v), "key epochs count publications");
        }
        for (uint256 d = 0; d < 2; ++d) {
            assertEq(net.teePool.intakeKey(d + 1).epoch, actions.intakeEpochs(d), "intake epochs count keys");
        }
    }

    function pausedMeansPaused() public view {
        assertEq(actions.pausedSteps(), 0, "nothing is contributed or recorded while paused");
    }

    function nothingThatIsDueIsRefused() public view {
        assertEq(actions.stuck(), 0, "what is due can be taken, ended, withdrawn and settled at once, paused or not");
    }

    function changesWaitForTheDelay() public view {
        assertEq(actions.bypasses(), 0, "an owner alone cannot loosen");
        assertEq(actions.tooEarly(), 0, "nothing is executed before the delay");
        for (uint256 d = 0; d < 2; ++d) {
            for (uint256 k = 0; k < KINDS; ++k) {
                assertEq(actions.termNow(d, k), actions.terms(d, k), "terms are those that were announced");
            }
        }
    }

    function budgetsAreNeverExceeded() public view {
        for (uint256 d = 0; d < 2; ++d) {
            uint256 id = actions.permissions(d, 1);
            uint256 used = actions.rowsUsed(id);
            assertLe(used, 5000, "budgets are never exceeded");
            assertEq(net.queries.terms(id).rowsLeft, 5000 - used, "budgets count what is open or charged");
        }
    }

    // ---- at the end of a run

    function withdrawnFilesAreEmpty() public view {
        assertEq(actions.afterWithdrawal(), 0, "nothing is recorded for a withdrawn file");
        assertEq(actions.outdated(), 0, "nothing is settled that was computed before a withdrawal");
        for (uint256 i = 0; i < actions.count(3); ++i) {
            uint256 fileId = actions.withdrawnFiles(i);
            (bytes32 result, uint256 score) = net.registry.fileResult(fileId);
            (,,, uint256 amount) = actions.stakes(fileId);
            assertEq(uint256(result) + score + amount, 0, "a withdrawn file has no result and no stake");
            IDataRegistry.JobInfo memory job = net.registry.jobs(net.registry.fileInfo(fileId).jobId);
            assertEq(uint8(job.status), uint8(IDataRegistry.JobStatus.Withdrawn), "withdrawn stays withdrawn");
        }
        uint256[2] memory sums;
        for (uint256 i = 0; i < actions.count(2); ++i) {
            (, uint256 d,, uint256 amount) = actions.stakes(actions.stakedFiles(i));
            sums[d] += amount;
        }
        for (uint256 d = 0; d < 2; ++d) {
            (uint256 active, uint256 pending) = actions.pools(d).totalStake();
            assertEq(active + pending, sums[d], "stake is what files that were not withdrawn brought");
        }
    }

    /// @dev No step touched a job that it had no business with.
    function booksOfJobsAreRight() public view {
        for (uint256 fileId = 1; fileId <= net.registry.filesCount(); ++fileId) {
            uint256 last = net.registry.fileInfo(fileId).jobId;
            for (uint256 jobId = fileId; jobId <= last; jobId += 1 << 40) {
                IDataRegistry.JobInfo memory job = net.registry.jobs(jobId);
                assertEq(job.proofFee + job.refinementFee, actions.held(jobId), "the books of jobs are right");
            }
        }
    }

    function everyJobEnds() public {
        vm.warp(vm.getBlockTimestamp() + 30 days);
        vm.startPrank(address(0x57A46E));
        while (actions.accessJobsCount() != 0) {
            actions.expire(0);
        }
        assertEq(actions.vanaEscrow() + actions.dataEscrow(0) + actions.dataEscrow(1), 0, "no access job keeps escrow");
        for (uint256 i = 0; i < actions.count(4); ++i) {
            net.registry.cancelJob(actions.openJobs(i));
        }
        for (uint256 i = 0; i < actions.count(5); ++i) {
            uint256 jobId = actions.completedJobs(i);
            if (net.registry.jobs(jobId).refinementFee != 0) net.registry.reclaimRefinementFee(uint40(jobId));
        }
        for (uint256 i = 0; i < actions.count(0); ++i) {
            _claimAll(actions.actors(i));
        }
        for (uint256 i = 0; i < actions.count(1); ++i) {
            _claimAll(actions.validator(i));
        }
        _claimAll(address(actions));
        _claimAll(address(actions.pools(0)));
        _claimAll(address(actions.pools(1)));
        vm.stopPrank();
        assertEq(address(net.registry).balance, 0, "no escrow outlives its job");
        engineHoldsAccountsAndOpenEscrows();
    }

    function _claimAll(address account) private {
        if (net.registry.claimable(account) != 0) net.registry.claimFor(account);
    }

    // ---- all of them, by name

    function _start() internal {
        actions = new Actions();
        net = actions.contracts();
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

    /// @dev With the three that go through everything, one of which ends all jobs.
    function everyRuleAtTheEnd() public {
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
}
