// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OpinionBase} from "./OpinionBase.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {ITeePool} from "../../src/interfaces/ITeePool.sol";

/// @notice Proofs that fall, and rounds that decide nothing.
contract OpinionRoundsTest is OpinionBase {
    function _refute(uint256 jobId) private returns (address first, address[] memory drawn) {
        first = registry.jobs(jobId).validator;
        drawn = registry.opinionHolders(jobId);
        _opine(drawn[0], jobId, 0);
        _opine(drawn[1], jobId, 0);
        _assertConserved();
        _opine(drawn[2], jobId, 0);
    }

    function test_RefutedProofIsDrawnAnewAtItsValidatorsCost() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        uint256 burnt = address(burner).balance;
        address first = registry.jobs(jobId).validator;
        address[] memory drawn = registry.opinionHolders(jobId);
        _opine(drawn[0], jobId, 0);
        _opine(drawn[1], jobId, 0);
        _assertStatus(jobId, IDataRegistry.JobStatus.Provisional); // two of the four that ran it
        vm.expectEmit(address(teePool));
        emit ITeePool.Slashed(first, jobId, SLASH - 3 * PROOF_FEE, 3 * PROOF_FEE);
        _opine(drawn[2], jobId, 0);
        assertEq(_bondOf(first), BOND - SLASH);
        assertFalse(registry.isValidator(first));
        assertEq(address(burner).balance - burnt, SLASH - 3 * PROOF_FEE);
        IDataRegistry.JobInfo memory j = registry.jobs(jobId);
        assertEq(uint8(j.status), uint8(IDataRegistry.JobStatus.Submitted));
        assertEq(j.proofFee, 4 * PROOF_FEE, "the round is paid in full again");
        assertEq(j.validator, address(0));
        assertEq(j.score, 0);
        assertEq(j.setId, registry.currentSetId());
        (bytes32 result,) = registry.fileResult(jobId);
        assertEq(result, 0);
        assertEq(registry.claimable(first), 0, "the refuted one earns nothing");
        assertEq(registry.claimable(drawn[0]), PROOF_FEE);
        _assertConserved();

        _seed();
        _record(_proof(jobId, 0.7e18));
        _seed();
        drawn = registry.opinionHolders(jobId);
        assertEq(drawn.length, 2, "three are left, one of whom recorded it");
        _opine(drawn[0], jobId, 0.7e18);
        _opine(drawn[1], jobId, 0.7e18);
        _assertStatus(jobId, IDataRegistry.JobStatus.Completed);
        assertEq(token.balanceOf(alice), 70 ether);
        assertEq(registry.claimable(alice), PROOF_FEE);
        _assertConserved();
    }

    function test_WhoAgreedWithARefutedProofLosesBondToo() public {
        _six(5, 4);
        uint256 fee = registry.feeOf(1);
        uint256 jobId = _provisional(alice, D, 1e18);
        address first = registry.jobs(jobId).validator;
        address[] memory drawn = registry.opinionHolders(jobId);
        _opine(drawn[0], jobId, 1e18);
        for (uint256 i = 1; i < 5; ++i) {
            _assertStatus(jobId, IDataRegistry.JobStatus.Provisional);
            _opine(drawn[i], jobId, 0);
        }
        _assertStatus(jobId, IDataRegistry.JobStatus.Submitted);
        assertEq(_bondOf(first), BOND - SLASH);
        assertEq(_bondOf(drawn[0]), BOND - SLASH);
        assertEq(teePool.activeTeesCount(), 4);
        assertEq(registry.validatorSet(registry.jobs(jobId).setId).length, 4);
        assertEq(registry.jobs(jobId).proofFee, 6 * PROOF_FEE);
        _assertConserved();
        // nobody is left who could make four agree: the time runs out, and everything goes back
        _seed();
        _record(_proof(jobId, 0));
        _seed();
        assertEq(registry.opinionHolders(jobId).length, 3);
        _expire(jobId);
        registry.cancelJob(jobId);
        assertEq(registry.claimable(alice), fee);
        _assertConserved();
    }

    /// @dev Six validators, and terms of a bundle that gives the same everywhere.
    function _six(uint8 drawn, uint8 needed) private {
        _admit(0xA11CE + 5);
        _admit(0xA11CE + 6);
        _setOpinions(drawn, needed, true);
    }

    /// @dev One word against another.
    function test_OneOpinionRefutesNobody() public {
        _setOpinions(1, 1, true);
        uint256 jobId = _provisional(alice, D, 1e18);
        _opine(registry.opinionHolders(jobId)[0], jobId, 0);
        _assertStatus(jobId, IDataRegistry.JobStatus.Canceled);
        assertEq(teePool.activeTeesCount(), 4);
        assertEq(address(teePool).balance, 4 * BOND);
        _assertConserved();
    }

    function test_TwoAgainstTwoRefuteNobody() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        address[] memory drawn = registry.opinionHolders(jobId);
        _opine(drawn[0], jobId, 1e18);
        _opine(drawn[1], jobId, 0);
        _opine(drawn[2], jobId, 0);
        _assertStatus(jobId, IDataRegistry.JobStatus.Canceled);
        assertEq(teePool.activeTeesCount(), 4);
        assertEq(address(teePool).balance, 4 * BOND);
        _assertConserved();
    }

    /// @dev Whatever is said, and in whatever order: who loses bond was contradicted by two thirds of all with one and the same result.
    /// @param said a byte for each opinion: 0 as the proof, or one of two other results
    function testFuzz_OnlyTwoThirdsThatAgreeRefute(uint8 drawnOf, uint8 neededOf, uint40 said) public {
        uint8 n = 1 + drawnOf % 5;
        _six(n, 1 + neededOf % n);
        uint256 jobId = _provisional(alice, D, 1e18);
        address[] memory who = new address[](n + 1);
        uint256[] memory what = new uint256[](n + 1);
        (who[n], what[n]) = (registry.jobs(jobId).validator, 0);
        address[] memory drawn = registry.opinionHolders(jobId);
        uint256[3] memory count;
        count[0] = 1;
        for (uint256 i = 0; i < n && registry.jobs(jobId).status == IDataRegistry.JobStatus.Provisional; ++i) {
            uint256 result = uint8(said >> 8 * i) % 3;
            (who[i], what[i]) = (drawn[i], result);
            ++count[result];
            _opine(drawn[i], jobId, 1e18 - result * 0.1e18);
        }
        uint256 top = count[1] > count[0] ? 1 : 0;
        if (count[2] > count[top]) top = 2;
        bool decided = count[top] * 3 >= (uint256(n) + 1) * 2 && registry.jobs(jobId).status != IDataRegistry.JobStatus.Canceled;
        for (uint256 i = 0; i <= n; ++i) {
            if (who[i] == address(0)) continue; // was not asked any more
            assertEq(_bondOf(who[i]), decided && what[i] != top ? BOND - SLASH : BOND);
        }
        _assertConserved();
    }

    function test_DissentThatDisagreesWithItselfDecidesNothing() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        address[] memory drawn = registry.opinionHolders(jobId);
        _opine(drawn[0], jobId, 0.1e18);
        _opine(drawn[1], jobId, 0.2e18);
        IDataRegistry.Opinion memory o = _opinion(jobId, 1e18);
        o.identity = keccak256("another identity"); // the same score is not the same outcome
        _opine(drawn[2], o);
        _assertStatus(jobId, IDataRegistry.JobStatus.Canceled);
        assertEq(registry.claimable(alice), PROOF_FEE + REFINEMENT_FEE, "three opinions were paid");
        assertEq(teePool.activeTeesCount(), 4, "nobody was contradicted by two thirds");
        assertEq(address(teePool).balance, 4 * BOND);
        _assertConserved();
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.cancelJob(jobId);
        // the contributor may try again
        vm.prank(alice);
        registry.requestContributionProof{value: WITH_OPINIONS}(jobId);
        _assertConserved();
    }

    function test_DissentWhereRunsMayDifferOnlyCancels() public {
        _setOpinions(3, 2, false);
        uint256 jobId = _provisional(alice, D, 1e18);
        (address first,) = _refute(jobId);
        _assertStatus(jobId, IDataRegistry.JobStatus.Canceled);
        assertEq(_bondOf(first), BOND);
        assertEq(registry.claimable(alice), PROOF_FEE + REFINEMENT_FEE);
        _assertConserved();
    }

    function test_BondTooSmallForAnotherRound() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        _setBondTerms(BOND, PROOF_FEE); // three opinions cost more
        (address first,) = _refute(jobId);
        _assertStatus(jobId, IDataRegistry.JobStatus.Canceled);
        assertEq(_bondOf(first), BOND - PROOF_FEE);
        assertEq(registry.claimable(alice), WITH_OPINIONS - 2 * PROOF_FEE, "what is left, and what the bond gave");
        _assertConserved();
    }

    function test_BondJustLargeEnough() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        _setBondTerms(BOND, 3 * PROOF_FEE);
        _refute(jobId);
        _assertStatus(jobId, IDataRegistry.JobStatus.Submitted);
        _assertConserved();
    }

    function test_NoBondLeft() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        address first = registry.jobs(jobId).validator;
        vm.prank(first);
        teePool.leaveNetwork();
        _byTimelock(address(teePool), abi.encodeCall(teePool.setBondTerms, (BOND, SLASH, 1)));
        vm.warp(vm.getBlockTimestamp() + 1);
        vm.prank(first);
        teePool.withdrawBond();
        _refute(jobId);
        _assertStatus(jobId, IDataRegistry.JobStatus.Canceled);
        assertEq(registry.claimable(alice), PROOF_FEE + REFINEMENT_FEE);
        _assertConserved();
    }

    function test_BondOfOneThatLeftIsStillTaken() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        address first = registry.jobs(jobId).validator;
        vm.prank(first);
        teePool.leaveNetwork();
        _refute(jobId);
        _assertStatus(jobId, IDataRegistry.JobStatus.Submitted);
        assertEq(_bondOf(first), BOND - SLASH);
        _assertConserved();
    }

    function test_TimeRunsOut() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        address[] memory drawn = registry.opinionHolders(jobId);
        _opine(drawn[0], jobId, 1e18);
        vm.expectRevert(IDataRegistry.JobStillLive.selector);
        registry.cancelJob(jobId);
        _expire(jobId);
        registry.pause(); // which holds nobody's money
        uint256 before = alice.balance;
        vm.prank(alice);
        registry.cancelJob(jobId);
        assertEq(alice.balance - before, WITH_OPINIONS - PROOF_FEE);
        _assertStatus(jobId, IDataRegistry.JobStatus.Canceled);
        _assertConserved();
    }

    function test_TimeRunsOutAndAnotherRequestCancelsInPassing() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        _opine(registry.opinionHolders(jobId)[0], jobId, 1e18);
        _expire(jobId);
        vm.prank(bob);
        uint256 next = registry.requestContributionProof{value: WITH_OPINIONS}(jobId);
        assertEq(registry.claimable(alice), WITH_OPINIONS - PROOF_FEE);
        assertEq(registry.jobs(next).payer, bob);
        _assertConserved();
        _seed();
        _record(_proof(next, 1e18));
        _seed();
        address[] memory drawn = registry.opinionHolders(next);
        _opine(drawn[0], next, 1e18);
        _opine(drawn[1], next, 1e18);
        _assertStatus(next, IDataRegistry.JobStatus.Completed);
        assertEq(registry.claimable(bob), PROOF_FEE, "unused fees are the payer's");
        _assertConserved();
    }

    /// @dev An opinion is good for one recording only: after the fall it names a block that is not the job's any more.
    function test_OpinionIsNotReplayedOntoTheNextRound() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        address[] memory drawn = registry.opinionHolders(jobId);
        IDataRegistry.Opinion memory unused = _opinion(jobId, 0.5e18);
        (bytes32 r, bytes32 vs) = _sign(_keyOf(drawn[2]), _hash(unused));
        IDataRegistry.Opinion memory used = _opinion(jobId, 0);
        (bytes32 r0, bytes32 vs0) = _sign(_keyOf(drawn[0]), _hash(used));
        _refute(jobId);
        _seed();
        _record(_proof(jobId, 0));
        _seed();
        vm.expectRevert(IDataRegistry.ProofMismatch.selector);
        registry.recordOpinion(unused, r, vs);
        vm.expectRevert(IDataRegistry.ProofMismatch.selector);
        registry.recordOpinion(used, r0, vs0);
        unused.openedAtBlock = registry.jobs(jobId).openedAtBlock;
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordOpinion(unused, r, vs);
    }

    /// @dev The bundle of a DataDAO may change while a proof waits. What ran the new one must not refute what ran the old one.
    function test_ChangedBundleRefutesNobody() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        address first = registry.jobs(jobId).validator;
        address[] memory drawn = registry.opinionHolders(jobId);
        bytes32 next = keccak256("next bundle");
        vm.prank(pool.timelock());
        pool.updateProofInstruction(next, "ipfs://next");
        IDataRegistry.Opinion memory o = _opinion(jobId, 0);
        _expectRefused(o, _keyOf(drawn[0]), abi.encodeWithSelector(IDataRegistry.BundleMismatch.selector, next));
        o.bundleDigest = next;
        for (uint256 i = 0; i < 2; ++i) {
            _expectRefused(o, _keyOf(drawn[i]), abi.encodeWithSelector(IDataRegistry.ProofMismatch.selector));
        }
        assertEq(_bondOf(first), BOND);
        _expire(jobId);
        registry.cancelJob(jobId);
        assertEq(registry.claimable(alice), WITH_OPINIONS);
        _assertConserved();
    }

    /// @dev Drawn again over fewer than had spoken before: it ends with the opinions that are paid for.
    function test_ReseedOverASmallerSetEndsWithinItsFees() public {
        _byTimelock(address(registry), abi.encodeCall(registry.setLease, (1_000_000, 3)));
        _admit(0xA11CE + 5);
        _admit(0xA11CE + 6);
        _setOpinions(4, 4, false);
        uint256 fee = registry.feeOf(1);
        uint256 jobId = _provisional2(fee);
        address[] memory drawn = registry.opinionHolders(jobId);
        assertEq(drawn.length, 4);
        for (uint256 i = 0; i < 3; ++i) {
            _opine(drawn[i], jobId, 1e18);
            teePool.removeValidator(drawn[i]);
        }
        vm.expectRevert(IDataRegistry.SeedInReach.selector);
        registry.reseed(jobId);
        vm.roll(vm.getBlockNumber() + 9000);
        _expectRefused(_opinion(jobId, 0), _keyOf(drawn[3]), abi.encodeWithSelector(IDataRegistry.SeedTooOld.selector));
        registry.reseed(jobId);
        _seed();
        drawn = registry.opinionHolders(jobId);
        assertEq(drawn.length, 2);
        _opine(drawn[0], jobId, 0);
        _assertStatus(jobId, IDataRegistry.JobStatus.Canceled);
        assertEq(registry.claimable(alice), fee - 4 * PROOF_FEE, "the proof's fee was not spent on opinions");
        _assertConserved();
    }

    /// @dev Leases are long here, so the lease that _proof works out is not the one.
    function _provisional2(uint256 fee) private returns (uint256 jobId) {
        vm.prank(alice);
        (, jobId) = registry.contribute{value: fee}(_file(D));
        _seed();
        IDataRegistry.Proof memory p = _proof(jobId, 1e18);
        p.lease = 0;
        _record(p);
        _seed();
    }
}
