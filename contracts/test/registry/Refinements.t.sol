// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RegistryBase} from "./RegistryBase.sol";
import {IDataRefinerRegistry} from "../../src/interfaces/IDataRefinerRegistry.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";

contract RefinementsTest is RegistryBase {
    function _earnedByAll() private view returns (uint256 sum) {
        for (uint256 i = 0; i < keys.length; ++i) {
            sum += registry.earnedBy(vm.addr(keys[i]));
        }
    }

    function _addLate() private returns (uint256) {
        vm.prank(pool.timelock());
        return refiners.addRefiner(1, "late", keccak256("schema"), REFINER_BUNDLE, "ipfs://refiner");
    }

    function test_Records() public {
        uint256 fileId = _valid(alice, D);
        _seed();
        IDataRegistry.Refinement memory x = _refinement(fileId, refinerId);
        x.codec = 1;
        (address holder,,) = registry.refinementLeaseOf(fileId, refinerId);
        vm.expectEmit(address(registry));
        emit IDataRegistry.RefinementRecorded(fileId, refinerId, holder, x.plaintextDigest);
        uint256 before = registry.earnedBy(holder);
        _refine(x);
        assertEq(registry.earnedBy(holder) - before, REFINEMENT_FEE);
        bytes memory url = bytes(registry.fileRefinements(fileId, refinerId));
        assertEq(url.length, 66);
        assertEq(bytes1(url[10]), bytes1("y"), "bafy: dag-pb");
        assertEq(registry.jobs(fileId).refinementFee, 0, "nothing of it is left");
        _assertConserved();
    }

    function test_ShareTheFee() public {
        uint256 second = _addLate();
        vm.roll(vm.getBlockNumber() + 1);
        uint256 fileId = _valid(alice, D);
        vm.roll(vm.getBlockNumber() + 1);
        uint256 late = _addLate();
        _seed();
        uint256 before = _earnedByAll();
        _refine(_refinement(fileId, late));
        assertEq(_earnedByAll() - before, 0, "a later refiner earns nothing of this fee");
        _refine(_refinement(fileId, refinerId));
        assertEq(_earnedByAll() - before, REFINEMENT_FEE / 2);
        assertEq(registry.jobs(fileId).refinementFee, REFINEMENT_FEE / 2);
        IDataRegistry.Refinement memory again = _refinement(fileId, refinerId);
        _expectRefused(again, keys[0], abi.encodeWithSelector(IDataRegistry.RefinementAlreadyAdded.selector));
        vm.expectRevert(IDataRegistry.JobStillLive.selector);
        registry.reclaimRefinementFee(fileId);
        vm.prank(daoOwner);
        refiners.retireRefiner(second);
        _expectRefused(_refinement(fileId, second), keys[0], abi.encodeWithSelector(IDataRegistry.RefinerMismatch.selector));
        _assertConserved();
        _expire(fileId);
        registry.reclaimRefinementFee(fileId);
        assertEq(registry.claimable(alice), REFINEMENT_FEE / 2);
        vm.expectRevert(IDataRegistry.NothingToClaim.selector);
        registry.reclaimRefinementFee(fileId);
        assertEq(registry.fileRefinements(fileId, second), "");
        assertGt(bytes(registry.fileRefinements(fileId, refinerId)).length, 0);
        _assertConserved();
    }

    /// @dev For every number of refiners there can be, and every number of them that did their work, not a wei is lost.
    function test_ReclaimsTheUnearnedPartForEveryNumberOfRefiners() public {
        uint256 salt = 0;
        for (uint256 n = 1; n <= 16; ++n) {
            for (uint256 done = 0; done <= n; done += n < 4 ? 1 : (n + 2) / 3) {
                _reclaim(bytes32(++salt), n, done);
            }
            if (n < 16) _addLate();
            vm.roll(vm.getBlockNumber() + 1);
        }
        address timelock = pool.timelock();
        vm.prank(timelock);
        vm.expectRevert(IDataRefinerRegistry.TooManyRefiners.selector);
        refiners.addRefiner(1, "late", keccak256("schema"), REFINER_BUNDLE, "ipfs://refiner");
    }

    function _reclaim(bytes32 digest, uint256 n, uint256 done) private {
        uint256 fileId = _valid(alice, digest);
        _seed();
        uint256 before = _earnedByAll();
        for (uint256 i = 0; i < done; ++i) {
            _refine(_refinement(fileId, refinerId + i));
        }
        uint256 share = REFINEMENT_FEE / 1e9 / n * 1e9;
        assertEq(_earnedByAll() - before, share * done);
        assertEq(registry.jobs(fileId).refinementFee, REFINEMENT_FEE - share * done);
        _assertConserved();
        _expire(fileId);
        uint256 owed = registry.claimable(alice);
        if (REFINEMENT_FEE == share * done) vm.expectRevert(IDataRegistry.NothingToClaim.selector);
        registry.reclaimRefinementFee(fileId);
        assertEq(registry.claimable(alice) - owed, REFINEMENT_FEE - share * done);
        _assertConserved();
    }

    function test_ReclaimRefuses() public {
        vm.expectRevert(IDataRegistry.FileNotFound.selector);
        registry.reclaimRefinementFee(1);
        uint256 fileId = _contribute(alice, D);
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.reclaimRefinementFee(fileId);
        _seed();
        _record(_proof(fileId, 0));
        vm.expectRevert(IDataRegistry.NothingToClaim.selector);
        registry.reclaimRefinementFee(fileId); // given back with the proof
        uint256 valid = _valid(bob, keccak256("b"));
        _expire(valid);
        registry.pause();
        registry.reclaimRefinementFee(valid); // a pause holds nobody's money
        assertEq(registry.claimable(bob), REFINEMENT_FEE);
    }

    function test_Refuses() public {
        uint256 invalid = _contribute(bob, keccak256("b"));
        uint256 fileId = _valid(alice, D);
        _seed();
        (address holder,,) = registry.refinementLeaseOf(fileId, refinerId);
        uint256 key = _keyOf(holder);
        bytes memory notValid = abi.encodeWithSelector(IDataRegistry.FileNotValid.selector);
        IDataRegistry.Refinement memory x = _refinement(fileId, refinerId);
        x.fileId = invalid;
        _expectRefused(x, key, notValid);
        x.fileId = 99;
        _expectRefused(x, key, notValid);
        x = _refinement(fileId, refinerId);
        x.refinerId = 9;
        _expectRefused(x, key, abi.encodeWithSelector(IDataRegistry.RefinerMismatch.selector));
        x = _refinement(fileId, refinerId);
        x.bundleDigest = 0;
        _expectRefused(x, key, abi.encodeWithSelector(IDataRegistry.BundleMismatch.selector, REFINER_BUNDLE));
        x = _refinement(fileId, refinerId);
        x.artifactDigest = 0;
        _expectRefused(x, key, abi.encodeWithSelector(IDataRegistry.InvalidDigest.selector));
        x = _refinement(fileId, refinerId);
        x.codec = 2;
        _expectRefused(x, key, abi.encodeWithSelector(IDataRegistry.InvalidCodec.selector));
        x = _refinement(fileId, refinerId);
        x.lease = 1;
        _expectRefused(x, key, abi.encodeWithSelector(IDataRegistry.LeaseNotCurrent.selector, 0));
        x = _refinement(fileId, refinerId);
        _expectRefused(x, _otherKey(holder), abi.encodeWithSelector(IDataRegistry.NotLeaseHolder.selector, holder));
        _expectRefused(x, 0xBAD, abi.encodeWithSelector(IDataRegistry.InvalidSignature.selector));
        registry.pause();
        _expectRefused(x, key, abi.encodeWithSelector(IDataRegistry.RegistryPaused.selector));
        registry.unpause();
        teePool.removeValidator(holder);
        _expectRefused(x, key, abi.encodeWithSelector(IDataRegistry.NotValidator.selector));
        vm.warp(registry.jobs(fileId).openedAt + TRIES * LEASE);
        _expectRefused(x, key, abi.encodeWithSelector(IDataRegistry.JobExpired.selector));
        assertEq(registry.fileRefinements(fileId, refinerId), "");
    }

    /// @dev Another DataDAO's refiner cannot touch the file.
    function test_RefinerOfAnotherDataDAO() public {
        _createDao("second");
        uint256 others = _addRefiner(2);
        uint256 fileId = _valid(alice, D);
        _seed();
        IDataRegistry.Refinement memory x = _refinement(fileId, others);
        _expectRefused(x, keys[0], abi.encodeWithSelector(IDataRegistry.RefinerMismatch.selector));
    }

    /// @dev A job's id above the first attempt looks like a file id of its own: it must not earn the fee once more.
    function test_AJobIdIsNoFileId() public {
        _addLate(); // refiner 2: with the job id of a second attempt its key would be a new one
        vm.roll(vm.getBlockNumber() + 1);
        uint256 fileId = _contribute(alice, D);
        _seed();
        _record(_proof(fileId, 0));
        vm.prank(alice);
        uint256 jobId = registry.requestContributionProof{value: FEES}(fileId);
        _seed();
        _record(_proof(jobId, 1e18));
        _seed();
        _refine(_refinement(fileId, 2));
        IDataRegistry.Refinement memory x = _refinement(fileId, 2);
        x.fileId = jobId;
        bytes32 subject = keccak256(abi.encode("refinement", jobId, uint256(2)));
        IDataRegistry.JobInfo memory job = registry.jobs(jobId);
        uint256 key = _keyOf(registry.draw(job.setId, job.openedAtBlock, subject, x.lease));
        _expectRefused(x, key, abi.encodeWithSelector(IDataRegistry.FileNotFound.selector));
        _assertConserved();
    }

    function test_ReplayAcrossFilesChainsAndContracts() public {
        uint256 fileId = _valid(alice, D);
        uint256 other = _valid(alice, keccak256("other"));
        _seed();
        IDataRegistry.Refinement memory x = _refinement(fileId, refinerId);
        (address holder,,) = registry.refinementLeaseOf(fileId, refinerId);
        (bytes32 r, bytes32 vs) = _sign(_keyOf(holder), _hash(x));
        IDataRegistry.Refinement memory moved = _refinement(other, refinerId);
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordRefinement(moved, r, vs);
        (bytes32 r2, bytes32 vs2) = _signFor(_keyOf(holder), _hash(x), block.chainid + 1, address(registry));
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordRefinement(x, r2, vs2);
        (r2, vs2) = _signFor(_keyOf(holder), _hash(x), block.chainid, address(teePool));
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordRefinement(x, r2, vs2);
        x.plaintextDigest = keccak256("else");
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordRefinement(x, r, vs);
    }

    function test_Batch() public {
        uint256 fileId = _valid(alice, D);
        _seed();
        IDataRegistry.Refinement[] memory list = new IDataRegistry.Refinement[](1);
        list[0] = _refinement(fileId, refinerId);
        (address holder,,) = registry.refinementLeaseOf(fileId, refinerId);
        (bytes32 r, bytes32 vs) = _sign(_keyOf(holder), _batchHash(list));
        vm.expectRevert(IDataRegistry.InvalidBatch.selector);
        registry.recordRefinements(new IDataRegistry.Refinement[](0), r, vs);
        registry.pause();
        vm.expectRevert(IDataRegistry.RegistryPaused.selector);
        registry.recordRefinements(list, r, vs);
        registry.unpause();
        (bytes32 single, bytes32 singleVs) = _sign(_keyOf(holder), _hash(list[0]));
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordRefinements(list, single, singleVs);
        registry.recordRefinements(list, r, vs);
        vm.expectRevert(IDataRegistry.RefinementAlreadyAdded.selector);
        registry.recordRefinements(list, r, vs);
        _assertConserved();
    }

    function _batchHash(IDataRegistry.Refinement[] memory list) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(
                    "RefinementBatch(Refinement[] refinements)Refinement(uint256 fileId,uint256 refinerId,bytes32 bundleDigest,bytes32 artifactDigest,uint8 codec,bytes32 plaintextDigest,uint256 lease)"
                ),
                keccak256(abi.encodePacked(_hash(list[0])))
            )
        );
    }

    function test_NoRefinerAtTheProof() public {
        vm.prank(daoOwner);
        refiners.retireRefiner(refinerId);
        uint256 fileId = _valid(alice, D);
        assertEq(registry.claimable(alice), REFINEMENT_FEE);
        uint256 late = _addLate();
        _seed();
        uint256 before = _earnedByAll();
        _refine(_refinement(fileId, late));
        assertEq(_earnedByAll(), before);
        _assertConserved();
    }

    // ---- drawing again for a later refiner

    function test_ReseedBackFillsALaterRefiner() public {
        uint256 fileId = _valid(alice, D);
        vm.roll(vm.getBlockNumber() + 1);
        uint256 late = _addLate();
        vm.expectRevert(IDataRegistry.JobStillLive.selector);
        registry.reseed(fileId);
        _expire(fileId);
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.reseed(fileId);
        registry.pause();
        vm.expectRevert(IDataRegistry.RegistryPaused.selector);
        vm.prank(daoOwner);
        registry.reseed(fileId);
        registry.unpause();
        vm.expectEmit(address(registry));
        emit IDataRegistry.JobReseeded(fileId, fileId);
        vm.prank(daoOwner);
        registry.reseed(fileId);
        assertEq(registry.claimable(alice), REFINEMENT_FEE, "the payer first");
        _seed();
        uint256 before = _earnedByAll();
        _refine(_refinement(fileId, late));
        _refine(_refinement(fileId, refinerId));
        assertEq(_earnedByAll(), before);
        _assertConserved();
        _expire(fileId);
        vm.expectRevert(IDataRegistry.NothingToClaim.selector);
        registry.reclaimRefinementFee(fileId);
        vm.prank(pool.timelock());
        registry.reseed(fileId);
        _assertConserved();
    }

    function test_ReseedAfterSomeWereEarned() public {
        _addLate();
        vm.roll(vm.getBlockNumber() + 1);
        uint256 fileId = _valid(alice, D);
        _seed();
        _refine(_refinement(fileId, refinerId));
        _expire(fileId);
        vm.prank(daoOwner);
        registry.reseed(fileId);
        assertEq(registry.claimable(alice), REFINEMENT_FEE / 2);
        _assertConserved();
    }
}
