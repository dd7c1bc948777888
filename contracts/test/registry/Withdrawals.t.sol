// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RegistryBase} from "./RegistryBase.sol";
import {IComputeEngine} from "../../src/interfaces/IComputeEngine.sol";
import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {IDataRefinerRegistry} from "../../src/interfaces/IDataRefinerRegistry.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {ITeePool} from "../../src/interfaces/ITeePool.sol";

/// @dev Known to forge, not to this version of forge-std: makes an account's slots cost what they cost a new transaction.
interface Cheats {
    function cool(address target) external;
}

contract WithdrawalsTest is RegistryBase {
    function _fingerprint(bytes32 digest) private pure returns (bytes32) {
        return keccak256(abi.encode("fingerprint", digest));
    }

    function _withdraw(address who, uint256 fileId, bytes32 fingerprint) private {
        vm.prank(who);
        registry.withdrawFile(fileId, fingerprint);
    }

    function test_ValidFileLosesItsStakeAndKeepsWhatItEarned() public {
        uint256 fileId = _valid(alice, D);
        _nextEpoch();
        pool.distribute{value: 1 ether}();
        (uint256 accrued,) = pool.claimable(alice);
        assertApproxEqAbs(accrued, 1 ether, 1e9);
        vm.expectEmit(address(registry));
        emit IDataRegistry.FileWithdrawn(fileId, alice, 1, 100 ether);
        _withdraw(alice, fileId, _fingerprint(D));
        (uint256 active, uint256 pending) = pool.stakeOf(alice);
        assertEq(active + pending, 0);
        (uint256 after_,) = pool.claimable(alice);
        assertEq(after_, accrued);
        assertEq(token.balanceOf(alice), 100 ether, "the reward stays");
        assertEq(registry.claimable(alice), REFINEMENT_FEE, "what no refiner had earned");
        _assertStatus(fileId, IDataRegistry.JobStatus.Withdrawn);
        assertEq(uint8(teePool.jobs(fileId).status), uint8(ITeePool.JobStatus.Canceled));
        (bytes32 result, uint256 score) = registry.fileResult(fileId);
        assertEq(result, 0);
        assertEq(score, 0);
        assertEq(registry.fileProofs(fileId, 1).data.score, 0);
        assertEq(registry.files(fileId).ownerAddress, alice, "the record stays");
        _assertConserved();
        pool.distribute{value: 1 ether}();
        (after_,) = pool.claimable(alice);
        assertEq(after_, accrued, "nothing of what comes later");
    }

    function test_AfterRefinementsNothingIsGivenBack() public {
        uint256 fileId = _valid(alice, D);
        _seed();
        _refine(_refinement(fileId, refinerId));
        _withdraw(alice, fileId, _fingerprint(D));
        assertEq(registry.claimable(alice), 0);
        _assertConserved();
    }

    // ---- the mark that settlements look at

    function test_TheLastWithdrawalIsMarked() public {
        uint256 first = _valid(alice, D);
        uint256 second = _valid(alice, keccak256("second"));
        IDataRegistry.OpinionTerms memory terms = IDataRegistry.OpinionTerms({drawn: 2, needed: 1, deterministic: true});
        vm.prank(pool.timelock());
        pool.updateOpinionTerms(terms);
        assertEq(registry.lastWithdrawalBlock(1), 0, "nothing was withdrawn");
        _withdraw(alice, first, _fingerprint(D));
        assertEq(registry.lastWithdrawalBlock(1), vm.getBlockNumber());
        vm.roll(vm.getBlockNumber() + 7);
        _withdraw(alice, second, _fingerprint(keccak256("second")));
        assertEq(registry.lastWithdrawalBlock(1), vm.getBlockNumber());
        assertEq(registry.lastWithdrawalBlock(2), 0, "of this DataDAO only");
        // what lies beside it in storage
        assertEq(registry.dlpOf(1), address(pool));
        assertTrue(registry.isOpen(1));
        assertEq(abi.encode(registry.opinionTerms(1)), abi.encode(terms));
    }

    function test_FilesThatNeverCountedLeaveNoMark() public {
        uint256 open = _contribute(alice, keccak256("open"));
        uint256 invalid = _contribute(alice, D);
        uint256 cancelled = _contribute(alice, keccak256("cancelled"));
        _seed();
        _record(_proof(invalid, 0));
        _withdraw(alice, invalid, 0);
        _withdraw(alice, open, 0);
        _expire(cancelled);
        registry.cancelJob(cancelled);
        _withdraw(alice, cancelled, 0);
        _setOpinions(2, 2, false);
        _withdraw(alice, _provisional(alice, keccak256("provisional"), 1e18), 0);
        assertEq(registry.lastWithdrawalBlock(1), 0);
    }

    function test_ARefusedWithdrawalLeavesNoMark() public {
        uint256 fileId = _valid(alice, D);
        vm.expectRevert(IDataRegistry.NotFileOwner.selector);
        _withdraw(bob, fileId, _fingerprint(D));
        vm.expectRevert();
        _withdraw(alice, fileId, "not its fingerprint");
        assertEq(registry.lastWithdrawalBlock(1), 0);
    }

    /// @dev Registry and engine as they are: what was computed with a file is not delivered once it is withdrawn.
    function test_AJobOverAWithdrawnFileIsComputedAgain() public {
        uint256 fileId = _valid(alice, D);
        uint256 permission = _grant(address(0), 0.1 ether, true);
        _buyTokens(100 ether);
        vm.startPrank(buyer);
        engine.deposit{value: 1 ether}(address(0), 1 ether);
        uint256 jobId = engine.submitJob(_request(0, permission, 100));
        vm.stopPrank();
        _seed();
        IComputeEngine.Receipt memory r = _receipt(jobId, 100, IComputeEngine.Outcome.Completed);
        _withdraw(alice, fileId, _fingerprint(D));
        uint256 at = vm.getBlockNumber();
        vm.roll(at + 1);
        (address holder,,) = engine.leaseOf(jobId);
        bytes memory signature = _signReceipt(_keyOf(holder), r);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.SnapshotOutdated.selector, 1, at));
        engine.settleJob(r, signature);
        _settle(_receipt(jobId, 99, IComputeEngine.Outcome.Completed));
        assertEq(uint8(engine.jobInfo(jobId).status), uint8(IComputeEngine.JobStatus.Completed));
    }

    function test_InvalidFile() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        _record(_proof(fileId, 0));
        vm.expectEmit(address(registry));
        emit IDataRegistry.FileWithdrawn(fileId, alice, 1, 0);
        _withdraw(alice, fileId, 0);
        _assertStatus(fileId, IDataRegistry.JobStatus.Withdrawn);
        assertEq(registry.claimable(alice), REFINEMENT_FEE);
        _assertConserved();
    }

    function test_CancelledFile() public {
        uint256 fileId = _contribute(alice, D);
        _expire(fileId);
        registry.cancelJob(fileId);
        _withdraw(alice, fileId, 0);
        assertEq(registry.claimable(alice), FEES);
        _assertConserved();
    }

    function test_FileWithoutDataDAO() public {
        vm.prank(alice);
        uint256 fileId = registry.addFile("ipfs://bafkreiabxxewjsnj6e26bjtiebgtnprmdmvfdgm6z7kxzsdmh2m6oakzre");
        _withdraw(alice, fileId, 0);
        _assertStatus(fileId, IDataRegistry.JobStatus.Withdrawn);
        _byTimelock(address(registry), abi.encodeCall(registry.setDefaultDlp, (1)));
        vm.expectRevert(IDataRegistry.FileIsWithdrawn.selector);
        vm.prank(alice);
        registry.requestContributionProof{value: FEES}(fileId);
    }

    // ---- open jobs

    function test_OpenJobBeforeTheSeed() public {
        uint256 fileId = _contribute(alice, D);
        vm.expectEmit(address(registry));
        emit IDataRegistry.JobCanceled(fileId);
        _withdraw(alice, fileId, 0);
        assertEq(registry.claimable(alice), FEES, "nobody can have worked");
        _assertConserved();
    }

    function test_OpenJobUnderALiveLease() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        address holder = _holder(fileId);
        _withdraw(alice, fileId, 0);
        assertEq(registry.claimable(holder), PROOF_FEE, "its work may be done");
        assertEq(registry.claimable(alice), REFINEMENT_FEE);
        _assertConserved();
    }

    function test_OpenJobWhoseHolderIsNoValidatorAnyMore() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        teePool.removeValidator(_holder(fileId));
        _withdraw(alice, fileId, 0);
        assertEq(registry.claimable(alice), FEES);
        _assertConserved();
    }

    function test_OpenJobThatIsExpired() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        _expire(fileId);
        _withdraw(alice, fileId, 0);
        assertEq(registry.claimable(alice), FEES);
        _assertConserved();
    }

    function test_OpenJobWhoseSeedIsOutOfReach() public {
        uint256 fileId = _contribute(alice, D);
        vm.roll(vm.getBlockNumber() + 9000);
        _withdraw(alice, fileId, 0);
        assertEq(registry.claimable(alice), FEES);
        _assertConserved();
    }

    function test_ProvisionalJob() public {
        _setOpinions(3, 2, true);
        uint256 fileId = _provisional(alice, D, 1e18);
        address first = registry.jobs(fileId).validator;
        address[] memory drawn = registry.opinionHolders(fileId);
        _opine(drawn[0], fileId, 1e18);
        IDataRegistry.Opinion memory o = _opinion(fileId, 1e18);
        _withdraw(alice, fileId, 0);
        assertEq(registry.claimable(first), PROOF_FEE, "it has worked");
        assertEq(registry.claimable(drawn[0]), PROOF_FEE);
        assertEq(registry.claimable(alice), 2 * PROOF_FEE + REFINEMENT_FEE);
        _assertConserved();
        _expectRefused(o, _keyOf(drawn[1]), abi.encodeWithSelector(IDataRegistry.InvalidJobStatus.selector));
    }

    function test_RefundGoesToWhoPaid() public {
        uint256 fileId = _contribute(alice, D);
        _expire(fileId);
        vm.prank(bob);
        registry.requestContributionProof{value: FEES}(fileId);
        _withdraw(alice, fileId, 0);
        assertEq(registry.claimable(bob), FEES);
        assertEq(registry.claimable(alice), FEES, "of the first job, cancelled in passing");
        _assertConserved();
    }

    /// @dev Whatever its DataDAO has done with refiners, a file can be taken back.
    function test_AfterAllTheRefinersThereCanBe() public {
        address timelock = pool.timelock();
        vm.startPrank(timelock);
        for (uint256 i = 1; i < 1024; ++i) {
            uint256 id = refiners.addRefiner(1, "", D, D, "");
            refiners.retireRefiner(id);
        }
        vm.expectRevert(IDataRefinerRegistry.TooManyRefiners.selector);
        refiners.addRefiner(1, "", D, D, "");
        vm.stopPrank();
        vm.roll(vm.getBlockNumber() + 1);
        uint256 fileId = _valid(alice, D);
        Cheats(address(vm)).cool(address(registry));
        Cheats(address(vm)).cool(address(refiners));
        vm.prank(alice);
        (bool ok,) = address(registry).call{gas: 15_000_000}(abi.encodeCall(registry.withdrawFile, (fileId, _fingerprint(D))));
        assertTrue(ok, "half a block");
        _assertConserved();
    }

    // ---- refusals

    function test_Refuses() public {
        vm.expectRevert(IDataRegistry.FileNotFound.selector);
        registry.withdrawFile(1, 0);
        uint256 fileId = _valid(alice, D);
        vm.expectRevert(IDataRegistry.FileNotFound.selector);
        registry.withdrawFile(uint256(1) << 40 | fileId, 0);
        vm.expectRevert(IDataRegistry.NotFileOwner.selector);
        registry.withdrawFile(fileId, _fingerprint(D));
        vm.startPrank(alice);
        vm.expectRevert(IDataLiquidityPool.WrongFingerprint.selector);
        registry.withdrawFile(fileId, 0);
        vm.expectRevert(IDataLiquidityPool.WrongFingerprint.selector);
        registry.withdrawFile(fileId, keccak256("else"));
        registry.withdrawFile(fileId, _fingerprint(D));
        vm.expectRevert(IDataRegistry.FileIsWithdrawn.selector);
        registry.withdrawFile(fileId, _fingerprint(D));
        vm.stopPrank();
    }

    /// @dev One file's stake is not another's.
    function test_FingerprintOfAnotherFile() public {
        uint256 fileId = _valid(alice, D);
        _valid(alice, keccak256("other"));
        vm.prank(alice);
        vm.expectRevert(IDataLiquidityPool.WrongFingerprint.selector);
        registry.withdrawFile(fileId, _fingerprint(keccak256("other")));
    }

    function test_WorksWhilePaused() public {
        uint256 valid = _valid(alice, D);
        uint256 open = _contribute(bob, keccak256("b"));
        registry.pause();
        _withdraw(alice, valid, _fingerprint(D));
        _withdraw(bob, open, 0);
        registry.claimFor(bob);
        _assertConserved();
    }

    function test_NothingCanBeRecordedAfterwards() public {
        bytes memory withdrawn = abi.encodeWithSelector(IDataRegistry.FileIsWithdrawn.selector);
        uint256 open = _contribute(bob, keccak256("b"));
        uint256 valid = _valid(alice, D);
        _seed();
        IDataRegistry.Proof memory p = _proof(open, 1e18);
        uint256 key = _keyOf(_holder(open));
        IDataRegistry.Refinement memory x = _refinement(valid, refinerId);
        _withdraw(bob, open, 0);
        _withdraw(alice, valid, _fingerprint(D));
        _expectRefused(p, key, withdrawn);
        _expectRefused(x, key, withdrawn);
        uint256[2] memory both = [open, valid];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(IDataRegistry.FileIsWithdrawn.selector);
            registry.requestContributionProof{value: FEES}(both[i]);
            vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
            registry.reclaimRefinementFee(both[i]);
            vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
            registry.cancelJob(both[i]);
            vm.expectRevert(IDataRegistry.FileNotValid.selector);
            registry.refinementLeaseOf(both[i], refinerId);
            vm.prank(daoOwner);
            vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
            registry.reseed(both[i]);
            vm.expectRevert(IDataLiquidityPool.InvalidProof.selector);
            pool.requestReward(both[i], 1);
        }
        vm.prank(alice);
        vm.expectRevert(IDataRegistry.FileUrlAlreadyUsed.selector);
        registry.contribute{value: FEES}(_file(D));
    }

    // ---- and back

    function test_TheSameContentAgainRestoresTheStakeWithoutAReward() public {
        uint256 fileId = _valid(alice, D);
        _withdraw(alice, fileId, _fingerprint(D));
        uint256 again = _contribute(alice, keccak256("sealed again"));
        _seed();
        IDataRegistry.Proof memory p = _proof(again, 1e18);
        p.fingerprint = _fingerprint(D);
        vm.expectEmit(address(registry));
        emit IDataRegistry.ProofRecorded(again, again, _holder(again), BUNDLE, p.fingerprint, 0, 100 ether, 0, false);
        _record(p);
        assertEq(token.balanceOf(alice), 100 ether, "one reward for each content");
        (, uint256 pending) = pool.stakeOf(alice);
        assertEq(pending, 100 ether);
        _assertConserved();
        // and once more
        _withdraw(alice, again, _fingerprint(D));
        (, pending) = pool.stakeOf(alice);
        assertEq(pending, 0);
        _assertConserved();
    }

    function test_ForOthersTheContentStaysTaken() public {
        uint256 fileId = _valid(alice, D);
        _withdraw(alice, fileId, _fingerprint(D));
        uint256 others = _contribute(bob, keccak256("sealed by bob"));
        _seed();
        IDataRegistry.Proof memory p = _proof(others, 1e18);
        p.fingerprint = _fingerprint(D);
        _record(p);
        (, uint256 score) = registry.fileResult(others);
        assertEq(score, 0);
        assertEq(token.balanceOf(bob), 0);
        _assertConserved();
    }
}
