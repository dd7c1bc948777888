// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Network} from "./Network.sol";
import {IDataRegistry} from "../src/interfaces/IDataRegistry.sol";
import {ITeePool} from "../src/interfaces/ITeePool.sol";

contract RegistryTest is Network {
    bytes32 private constant D = keccak256("content");

    function test_contributeRegistersAndOpensAJob() public {
        vm.expectEmit(address(registry));
        emit IDataRegistry.FileAdded(1, alice, "ipfs://bafkreiabxxewjsnj6e26bjtiebgtnprmdmvfdgm6z7kxzsdmh2m6oakzre");
        vm.prank(alice);
        (uint256 fileId, uint256 jobId) = registry.contribute{value: 1 ether}(
            IDataRegistry.NewFile({digest: 0x01bdc964c9a9f135e0a668204d36be2c1b2a51999ecfd57cc86c3e99e7015989, codec: 0, dlpId: 1})
        );
        assertEq(fileId, 1);
        assertEq(jobId, 1);
        assertEq(alice.balance, 100 ether - FEES, "excess returned");
        IDataRegistry.JobInfo memory j = registry.jobs(jobId);
        assertEq(uint8(j.status), uint8(IDataRegistry.JobStatus.Submitted));
        assertEq(j.proofFee, PROOF_FEE);
        assertEq(j.refinementFee, REFINEMENT_FEE);
        assertEq(j.payer, alice);
        assertEq(j.setId, 4);
        assertEq(registry.fileInfo(1).owner, alice);
        assertEq(registry.filesCount(), 1);
    }

    function test_contributeRefuses() public {
        IDataRegistry.NewFile memory f = IDataRegistry.NewFile({digest: D, codec: 0, dlpId: 1});
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IDataRegistry.InsufficientFee.selector, FEES));
        registry.contribute{value: FEES - 1}(f);
        f.codec = 2;
        vm.expectRevert(IDataRegistry.InvalidCodec.selector);
        registry.contribute{value: FEES}(f);
        f.codec = 1;
        f.dlpId = 2;
        vm.expectRevert(IDataRegistry.DlpNotFound.selector);
        registry.contribute{value: FEES}(f);
        f.dlpId = 1;
        f.digest = 0;
        vm.expectRevert(IDataRegistry.InvalidDigest.selector);
        registry.contribute{value: FEES}(f);
        vm.stopPrank();
        registry.pause();
        vm.prank(alice);
        vm.expectRevert(IDataRegistry.RegistryPaused.selector);
        registry.contribute{value: FEES}(f);
    }

    function test_contributeWithoutValidators() public {
        for (uint256 i = 0; i < keys.length; ++i) {
            registry.removeValidator(vm.addr(keys[i]));
        }
        vm.expectRevert(IDataRegistry.NoActiveTee.selector);
        registry.contribute{value: FEES}(IDataRegistry.NewFile({digest: D, codec: 0, dlpId: 1}));
    }

    function test_strangerCannotBlockADigest() public {
        uint256 strangers = _contribute(bob, D);
        // nor by registering the key under which the second owner would be found
        _contribute(bob, keccak256(abi.encode(D, alice)));
        uint256 own = _contribute(alice, D);
        assertEq(registry.fileIdOf(D, bob), strangers);
        assertEq(registry.fileIdOf(D, alice), own);
        assertEq(registry.fileInfo(own).owner, alice);
        assertEq(registry.fileInfo(own).digest, D);
        vm.expectRevert(IDataRegistry.FileUrlAlreadyUsed.selector);
        vm.prank(alice);
        registry.contribute{value: FEES}(IDataRegistry.NewFile({digest: D, codec: 0, dlpId: 1}));
        vm.expectRevert(IDataRegistry.FileUrlAlreadyUsed.selector);
        vm.prank(bob);
        registry.contribute{value: FEES}(IDataRegistry.NewFile({digest: D, codec: 0, dlpId: 1}));
        _seed();
        _record(_proof(own, 1e18));
        (, uint256 score) = registry.fileResult(own);
        assertEq(score, 1e18);
    }

    function test_batch() public {
        IDataRegistry.NewFile[] memory list = new IDataRegistry.NewFile[](3);
        for (uint256 i = 0; i < 3; ++i) {
            list[i] = IDataRegistry.NewFile({digest: bytes32(i + 1), codec: uint8(i % 2), dlpId: 1});
        }
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IDataRegistry.InsufficientFee.selector, 3 * FEES));
        registry.contributeBatch{value: 3 * FEES - 1}(list);
        uint256 first = registry.contributeBatch{value: 4 * FEES}(list);
        vm.stopPrank();
        assertEq(first, 1);
        assertEq(alice.balance, 100 ether - 3 * FEES);
        assertEq(registry.fileInfo(3).digest, bytes32(uint256(3)));
        assertEq(registry.fileInfo(2).codec, 1);
        vm.expectRevert(IDataRegistry.InvalidBatch.selector);
        registry.contributeBatch(new IDataRegistry.NewFile[](0));
    }

    function test_recordProof() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        address holder = _holder(fileId);
        IDataRegistry.Proof memory p = _proof(fileId, 0.9e18);
        _record(p);
        assertEq(token.balanceOf(alice), 90 ether);
        (bytes32 result, uint256 score) = registry.fileResult(fileId);
        assertEq(result, p.resultDigest);
        assertEq(score, 0.9e18);
        assertEq(registry.claimable(holder), PROOF_FEE);
        (uint256 active, uint256 pending) = pool.stakeOf(alice);
        assertEq(active, 0);
        assertEq(pending, 90 ether);
        IDataRegistry.JobInfo memory j = registry.jobs(fileId);
        assertEq(uint8(j.status), uint8(IDataRegistry.JobStatus.Completed));
        assertEq(j.validator, holder);
        vm.prank(holder);
        registry.claim();
        assertEq(holder.balance, PROOF_FEE);
        vm.prank(holder);
        vm.expectRevert(IDataRegistry.NothingToClaim.selector);
        registry.claim();
    }

    function test_recordProofRefusesReplay() public {
        uint256 fileId = _contribute(alice, D);
        uint256 other = _contribute(alice, keccak256("other"));
        _seed();
        IDataRegistry.Proof memory p = _proof(fileId, 1e18);
        uint256 key = _keyOf(_holder(fileId));
        (bytes32 r, bytes32 vs) = _sign(key, _hash(p));

        IDataRegistry.Proof memory moved = _proof(other, 1e18);
        vm.expectRevert();
        registry.recordProof(moved, r, vs); // other file

        (bytes32 r2, bytes32 vs2) = _signFor(key, _hash(p), block.chainid + 1, address(registry));
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordProof(p, r2, vs2); // other chain
        (r2, vs2) = _signFor(key, _hash(p), block.chainid, address(engine));
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordProof(p, r2, vs2); // other contract
        uint256 chain = block.chainid;
        vm.chainId(chain + 1);
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordProof(p, r, vs); // after a fork of the chain
        vm.chainId(chain);

        registry.recordProof(p, r, vs);
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.recordProof(p, r, vs); // the same job again
    }

    function test_recordProofRefusesEveryChangedField() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        uint256 key = _keyOf(_holder(fileId));
        IDataRegistry.Proof memory p = _proof(fileId, 1e18);
        p.owner = bob;
        _expectRefused(p, key, abi.encodeWithSelector(IDataRegistry.ProofMismatch.selector));
        p = _proof(fileId, 1e18);
        p.dlpId = 2;
        _expectRefused(p, key, abi.encodeWithSelector(IDataRegistry.ProofMismatch.selector));
        p = _proof(fileId, 1e18);
        p.contentDigest = keccak256("else");
        _expectRefused(p, key, abi.encodeWithSelector(IDataRegistry.ProofMismatch.selector));
        p = _proof(fileId, 1e18);
        p.fileId = 2;
        _expectRefused(p, key, abi.encodeWithSelector(IDataRegistry.ProofMismatch.selector));
        p = _proof(fileId, 1e18 + 1);
        _expectRefused(p, key, abi.encodeWithSelector(IDataRegistry.InvalidScore.selector));
        p = _proof(fileId, 1);
        p.fingerprint = 0;
        _expectRefused(p, key, abi.encodeWithSelector(IDataRegistry.InvalidFingerprint.selector));
        p = _proof(fileId, 1);
        p.resultDigest = 0;
        _expectRefused(p, key, abi.encodeWithSelector(IDataRegistry.InvalidDigest.selector));
        for (uint256 score = 0; score < 2; ++score) {
            p = _proof(fileId, score);
            p.bundleDigest = keccak256("old bundle");
            _expectRefused(p, key, abi.encodeWithSelector(IDataRegistry.BundleMismatch.selector, BUNDLE));
        }
        p = _proof(fileId, 1);
        p.lease = 1;
        _expectRefused(p, key, abi.encodeWithSelector(IDataRegistry.LeaseNotCurrent.selector, 0));
        // changed after signing
        p = _proof(fileId, 1);
        (bytes32 r, bytes32 vs) = _sign(key, _hash(p));
        p.score = 1e18;
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordProof(p, r, vs);
    }

    function _expectRefused(IDataRegistry.Proof memory p, uint256 key, bytes memory reason) private {
        (bytes32 r, bytes32 vs) = _sign(key, _hash(p));
        vm.expectRevert(reason);
        registry.recordProof(p, r, vs);
    }

    function test_onlyTheLeaseHolder() public {
        uint256 fileId = _contribute(alice, D);
        IDataRegistry.Proof memory p = _proof(fileId, 1e18);
        (bytes32 r, bytes32 vs) = _sign(keys[0], _hash(p));
        vm.expectRevert(IDataRegistry.SeedNotReady.selector);
        registry.recordProof(p, r, vs);
        vm.roll(vm.getBlockNumber() + 1);
        vm.expectRevert(IDataRegistry.SeedNotReady.selector);
        registry.recordProof(p, r, vs);
        vm.roll(vm.getBlockNumber() + 1);
        address holder = _holder(fileId);
        (r, vs) = _sign(_otherKey(holder), _hash(p));
        vm.expectRevert(abi.encodeWithSelector(IDataRegistry.NotLeaseHolder.selector, holder));
        registry.recordProof(p, r, vs);
        (r, vs) = _sign(0xBAD, _hash(p));
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordProof(p, r, vs);
        // removed in the meantime
        registry.removeValidator(holder);
        (r, vs) = _sign(_keyOf(holder), _hash(p));
        vm.expectRevert(IDataRegistry.NotValidator.selector);
        registry.recordProof(p, r, vs);
    }

    function test_leasesPassOnAndEnd() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        uint256 openedAt = registry.jobs(fileId).openedAt;
        (, uint256 lease, uint256 endsAt) = registry.leaseOf(fileId);
        assertEq(lease, 0);
        assertEq(endsAt, openedAt + LEASE);
        vm.warp(openedAt + LEASE - 1);
        (, lease,) = registry.leaseOf(fileId);
        assertEq(lease, 0);
        vm.warp(openedAt + LEASE);
        (, lease,) = registry.leaseOf(fileId);
        assertEq(lease, 1);
        vm.warp(openedAt + TRIES * LEASE - 1);
        vm.prank(alice);
        vm.expectRevert(IDataRegistry.JobStillLive.selector);
        registry.cancelJob(fileId);
        vm.warp(openedAt + TRIES * LEASE);
        vm.expectRevert(IDataRegistry.JobExpired.selector);
        registry.leaseOf(fileId);
        IDataRegistry.Proof memory p = _proof(fileId, 1e18);
        (bytes32 r, bytes32 vs) = _sign(keys[0], _hash(p));
        vm.expectRevert(IDataRegistry.JobExpired.selector);
        registry.recordProof(p, r, vs);
        vm.prank(bob);
        vm.expectRevert(IDataRegistry.NotJobOwner.selector);
        registry.cancelJob(fileId);
        vm.prank(alice);
        registry.cancelJob(fileId);
        assertEq(alice.balance, 100 ether);
        vm.prank(alice);
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.cancelJob(fileId);
    }

    function test_requestAgain() public {
        uint256 fileId = _contribute(alice, D);
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.requestContributionProof{value: FEES}(fileId);
        vm.expectRevert(IDataRegistry.FileNotFound.selector);
        registry.requestContributionProof{value: FEES}(99);
        vm.warp(vm.getBlockTimestamp() + TRIES * LEASE);
        // bob pays through the facade; alice's dead job is cancelled in passing
        vm.prank(bob);
        uint256 jobId = teePool.requestContributionProof{value: 1 ether}(fileId);
        assertEq(jobId, (uint256(1) << 40) | fileId);
        assertEq(bob.balance, 100 ether - FEES);
        assertEq(registry.claimable(alice), FEES);
        assertEq(registry.jobs(jobId).payer, bob);
        assertEq(registry.fileInfo(fileId).jobId, jobId);
        _seed();
        _record(_proof(jobId, 0.5e18));
        assertEq(token.balanceOf(alice), 50 ether, "the owner earns, whoever paid");
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.requestContributionProof{value: FEES}(fileId);
        _refine(_refinementAfterSeed(fileId));
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.requestContributionProofFor{value: FEES}(fileId, bob);
    }

    function _refinementAfterSeed(uint256 fileId) private returns (IDataRegistry.Refinement memory) {
        _seed();
        return _refinement(fileId, refinerId);
    }

    function test_invalidProofGivesTheRefinementPartBackAndAllowsAnother() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        _record(_proof(fileId, 0));
        assertEq(token.balanceOf(alice), 0);
        assertEq(registry.claimable(alice), REFINEMENT_FEE);
        vm.prank(alice);
        uint256 jobId = registry.requestContributionProof{value: FEES}(fileId);
        _seed();
        _record(_proof(jobId, 1e18));
        assertEq(token.balanceOf(alice), 100 ether);
    }

    function test_duplicateContentEarnsNothing() public {
        uint256 first = _valid(alice, D);
        uint256 fileId = _contribute(bob, keccak256("another sealing of it"));
        _seed();
        IDataRegistry.Proof memory p = _proof(fileId, 1e18);
        p.fingerprint = keccak256(abi.encode("fingerprint", D));
        vm.expectEmit(address(registry));
        emit IDataRegistry.ProofRecorded(fileId, fileId, _holder(fileId), p.resultDigest, BUNDLE, 0, first, false);
        _record(p);
        (, uint256 score) = registry.fileResult(fileId);
        assertEq(score, 0);
        assertEq(token.balanceOf(bob), 0);
        (, uint256 pending) = pool.stakeOf(bob);
        assertEq(pending, 0);
        assertEq(registry.claimable(bob), REFINEMENT_FEE);
    }

    function test_identityIsOneWalletsOnly() public {
        bytes32 identity = keccak256("user 7");
        address[3] memory who = [alice, bob, alice];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 fileId = _contribute(who[i], bytes32(i + 1));
            _seed();
            IDataRegistry.Proof memory p = _proof(fileId, 1e18);
            p.identity = identity;
            _record(p);
            (, uint256 score) = registry.fileResult(fileId);
            assertEq(score, i == 1 ? 0 : 1e18);
        }
        assertEq(pool.identityHolder(identity), alice);
        assertEq(token.balanceOf(alice), 200 ether);
        assertEq(token.balanceOf(bob), 0);
    }

    function test_oneSignatureForABatch() public {
        uint256 a = _contribute(alice, D);
        uint256 b = _contribute(bob, keccak256("b"));
        _seed();
        IDataRegistry.Proof[] memory list = new IDataRegistry.Proof[](1);
        list[0] = _proof(a, 1e18);
        (bytes32 r, bytes32 vs) = _signBatch(list);
        registry.recordProofs(list, r, vs);
        assertEq(token.balanceOf(alice), 100 ether);
        // one signature of somebody whose turn only one of them is
        list[0] = _proof(b, 1e18);
        (r, vs) = _sign(_otherKey(_holder(b)), _batchHash(list));
        vm.expectRevert(abi.encodeWithSelector(IDataRegistry.NotLeaseHolder.selector, _holder(b)));
        registry.recordProofs(list, r, vs);
        vm.expectRevert(IDataRegistry.InvalidBatch.selector);
        registry.recordProofs(new IDataRegistry.Proof[](0), r, vs);
    }

    function _batchHash(IDataRegistry.Proof[] memory list) private pure returns (bytes32) {
        bytes memory each;
        for (uint256 i = 0; i < list.length; ++i) {
            each = abi.encodePacked(each, _hash(list[i]));
        }
        return keccak256(
            abi.encode(
                keccak256(
                    "ProofBatch(Proof[] proofs)Proof(uint256 jobId,uint256 fileId,uint256 dlpId,address owner,bytes32 contentDigest,bytes32 bundleDigest,uint256 score,bytes32 resultDigest,bytes32 fingerprint,bytes32 identity,uint256 lease)"
                ),
                keccak256(each)
            )
        );
    }

    function _signBatch(IDataRegistry.Proof[] memory list) private view returns (bytes32, bytes32) {
        return _sign(_keyOf(_holder(list[0].jobId)), _batchHash(list));
    }

    function test_refinementsShareTheFee() public {
        uint256 second = _addRefiner(1);
        vm.roll(vm.getBlockNumber() + 1);
        uint256 fileId = _valid(alice, D);
        vm.roll(vm.getBlockNumber() + 1);
        uint256 late = _addRefiner(1);
        _seed();
        uint256 before = _earnedByAll();
        _refine(_refinement(fileId, late));
        assertEq(_earnedByAll() - before, 0, "a later refiner earns nothing of this fee");
        _refine(_refinement(fileId, refinerId));
        assertEq(_earnedByAll() - before, REFINEMENT_FEE / 2);
        IDataRegistry.Refinement memory again = _refinement(fileId, refinerId);
        (bytes32 r, bytes32 vs) = _sign(keys[0], _hash(again));
        vm.expectRevert(IDataRegistry.RefinementAlreadyAdded.selector);
        registry.recordRefinement(again, r, vs);
        vm.expectRevert(IDataRegistry.JobStillLive.selector);
        registry.reclaimRefinementFee(fileId);
        vm.prank(daoOwner);
        refiners.retireRefiner(second);
        IDataRegistry.Refinement memory retired = _refinement(fileId, second);
        vm.expectRevert(IDataRegistry.RefinerMismatch.selector);
        registry.recordRefinement(retired, r, vs);
        vm.warp(vm.getBlockTimestamp() + TRIES * LEASE);
        registry.reclaimRefinementFee(fileId);
        assertEq(registry.claimable(alice), REFINEMENT_FEE / 2);
        vm.expectRevert(IDataRegistry.NothingToClaim.selector);
        registry.reclaimRefinementFee(fileId);
        assertEq(registry.fileRefinements(fileId, second), "");
        assertGt(bytes(registry.fileRefinements(fileId, refinerId)).length, 0);
    }

    function _earnedByAll() private view returns (uint256 sum) {
        for (uint256 i = 0; i < keys.length; ++i) {
            sum += registry.validatorInfo(vm.addr(keys[i])).earned;
        }
    }

    function test_refinementRefuses() public {
        uint256 invalid = _contribute(bob, keccak256("b"));
        uint256 fileId = _valid(alice, D);
        _seed();
        (address holder,,) = registry.refinementLeaseOf(fileId, refinerId);
        uint256 key = _keyOf(holder);
        IDataRegistry.Refinement memory x = _refinement(fileId, refinerId);
        x.fileId = invalid;
        _expectRefused(x, key, abi.encodeWithSelector(IDataRegistry.FileNotValid.selector));
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
        x.codec = 1;
        _refine(x);
    }

    function _expectRefused(IDataRegistry.Refinement memory x, uint256 key, bytes memory reason) private {
        (bytes32 r, bytes32 vs) = _sign(key, _hash(x));
        vm.expectRevert(reason);
        registry.recordRefinement(x, r, vs);
    }

    function test_noRefinerAtTheProof() public {
        vm.prank(daoOwner);
        refiners.retireRefiner(refinerId);
        _valid(alice, D);
        assertEq(registry.claimable(alice), REFINEMENT_FEE);
    }

    function test_reseed() public {
        uint256 fileId = _contribute(alice, D);
        vm.expectRevert(IDataRegistry.SeedInReach.selector);
        registry.reseed(fileId);
        vm.roll(vm.getBlockNumber() + 9000);
        vm.expectRevert(IDataRegistry.SeedTooOld.selector);
        registry.leaseOf(fileId);
        registry.reseed(fileId);
        _seed();
        _record(_proof(fileId, 1e18));
        // back-filling a later refiner
        uint256 late = _addRefiner(1);
        vm.expectRevert(IDataRegistry.JobStillLive.selector);
        registry.reseed(fileId);
        vm.warp(vm.getBlockTimestamp() + TRIES * LEASE);
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.reseed(fileId);
        vm.prank(daoOwner);
        registry.reseed(fileId);
        assertEq(registry.claimable(alice), REFINEMENT_FEE, "the payer first");
        _seed();
        _refine(_refinement(fileId, late));
    }

    function test_seedFromTheHistoryContract() public {
        uint256 fileId = _contribute(alice, D);
        uint256 seedBlock = vm.getBlockNumber() + 1;
        vm.roll(vm.getBlockNumber() + 1000);
        // a contract that answers every question with one hash
        vm.etch(
            0x0000F90827F1C53a10cb7A02335B175320002935, hex"7f00000000000000000000000000000000000000000000000000000000000000ff5f5260205ff3"
        );
        (address holder,,) = registry.leaseOf(fileId);
        uint256 place = uint256(keccak256(abi.encode(bytes32(uint256(0xff)), bytes32(fileId), uint256(0)))) % 4;
        assertEq(holder, registry.validatorSet(4)[place]);
        assertLt(seedBlock, vm.getBlockNumber() - 256);
        _record(_proof(fileId, 1e18));
    }

    function test_drawIsTheFormula() public {
        uint256 opened = vm.getBlockNumber();
        _seed();
        bytes32 seed = blockhash(opened + 1);
        address[] memory set = registry.validatorSet(4);
        for (uint256 i = 0; i < 20; ++i) {
            assertEq(registry.draw(4, opened, "subject", i), set[uint256(keccak256(abi.encode(seed, bytes32("subject"), i))) % 4]);
        }
    }

    function test_setsOfManyValidators() public {
        for (uint256 k = 5; k <= 40; ++k) {
            registry.admitValidator(address(uint160(0x1000 + k)), "", 0, 0);
        }
        registry.removeValidator(address(uint160(0x1000 + 20)));
        uint256 setId = registry.currentSetId();
        assertEq(setId, 41);
        address[] memory set = registry.validatorSet(setId);
        assertEq(set.length, 39);
        for (uint256 i = 4; i < 39; ++i) {
            assertEq(set[i], address(uint160(0x1000 + (i + 1 < 20 ? i + 1 : i + 2))));
        }
        assertEq(registry.validatorSet(setId - 1).length, 40, "an old set stays");
        uint256 opened = vm.getBlockNumber();
        _seed();
        for (uint256 i = 0; i < 60; ++i) {
            address drawn = registry.draw(setId, opened, "s", i);
            assertEq(drawn, set[uint256(keccak256(abi.encode(blockhash(opened + 1), bytes32("s"), i))) % 39]);
        }
        registry.admitValidator(address(uint160(0x1000 + 20)), "again", 0, 0);
        assertEq(registry.validatorInfo(address(uint160(0x1000 + 20))).index, 20);
        vm.expectRevert(IDataRegistry.AlreadyValidator.selector);
        registry.admitValidator(address(uint160(0x1000 + 20)), "again", 0, 0);
        vm.expectRevert(IDataRegistry.NotValidator.selector);
        registry.removeValidator(bob);
    }

    function test_intakeKey() public {
        bytes32 digest = sha256("age1pq1recipient");
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("IntakeKey(uint256 dlpId,uint256 epoch,bytes32 digest,uint256 deadline)"),
                uint256(1),
                uint256(1),
                digest,
                block.timestamp
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[2], _digest(structHash, block.chainid, address(registry)));
        bytes memory sig = abi.encodePacked(r, s, v);
        vm.expectRevert(IDataRegistry.NotValidator.selector);
        registry.setIntakeKey(1, 1, "age1pq1other", block.timestamp, sig);
        vm.expectRevert(IDataRegistry.DlpNotFound.selector);
        registry.setIntakeKey(2, 1, "age1pq1recipient", block.timestamp, sig);
        vm.expectRevert(IDataRegistry.InvalidRecipient.selector);
        registry.setIntakeKey(1, 1, "", block.timestamp, sig);
        vm.expectRevert(IDataRegistry.SignatureExpired.selector);
        registry.setIntakeKey(1, 1, "age1pq1recipient", block.timestamp - 1, sig);
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.setIntakeKey(1, 1, "age1pq1recipient", block.timestamp, "short");
        registry.setIntakeKey(1, 1, "age1pq1recipient", block.timestamp, sig);
        vm.expectRevert(IDataRegistry.InvalidEpoch.selector);
        registry.setIntakeKey(1, 1, "age1pq1recipient", block.timestamp, sig);
        IDataRegistry.IntakeKey memory k = registry.intakeKey(1);
        assertEq(k.digest, digest);
        assertEq(k.epoch, 1);
        assertEq(k.validator, vm.addr(keys[2]));
        assertEq(k.setAtBlock, block.number);
    }

    function test_onlyAdministration() public {
        vm.startPrank(bob);
        vm.expectRevert();
        registry.admitValidator(bob, "", 0, 0);
        vm.expectRevert();
        registry.removeValidator(vm.addr(keys[0]));
        vm.expectRevert();
        registry.setFees(0, 0);
        vm.expectRevert();
        registry.setLease(1, 1);
        vm.expectRevert();
        registry.pause();
        vm.expectRevert();
        registry.unpause();
        vm.expectRevert();
        registry.upgradeToAndCall(address(teePool), "");
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.setDlp(1, bob);
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.setRefiner(1, 1, 0, false);
        vm.expectRevert();
        registry.initialize(bob, 0, 0, 1, 1);
        vm.stopPrank();
    }

    function test_feesAndLeaseAreBounded() public {
        vm.expectRevert(IDataRegistry.FeeNotWholeGwei.selector);
        registry.setFees(1, 0);
        vm.expectRevert(IDataRegistry.FeeTooHigh.selector);
        registry.setFees(0, 2 ** 40 * 1e9);
        registry.setFees(2 ** 40 * 1e9 - 1e9, 0);
        assertEq(registry.proofFee(), 2 ** 40 * 1e9 - 1e9);
        vm.expectRevert(IDataRegistry.InvalidLease.selector);
        registry.setLease(0, 1);
        vm.expectRevert(IDataRegistry.InvalidLease.selector);
        registry.setLease(2 ** 24, 1);
        vm.expectRevert(IDataRegistry.InvalidLease.selector);
        registry.setLease(1, 256);
        registry.setLease(2 ** 24 - 1, 255);
        assertEq(registry.leaseLength(), 2 ** 24 - 1);
        assertEq(registry.maxTries(), 255);
        // neighbours in the word are untouched
        assertEq(registry.currentSetId(), 4);
        assertEq(registry.filesCount(), 0);
    }

    function test_changedFeesDoNotTouchOpenJobs() public {
        uint256 fileId = _contribute(alice, D);
        registry.setFees(1 ether, 1 ether);
        _seed();
        address holder = _holder(fileId);
        _record(_proof(fileId, 1e18));
        assertEq(registry.claimable(holder), PROOF_FEE);
    }

    function test_facade() public {
        assertEq(teePool.teeFee(), FEES);
        assertEq(teePool.teesCount(), 4);
        assertEq(teePool.activeTeesCount(), 4);
        registry.removeValidator(vm.addr(keys[0]));
        assertEq(teePool.teeList().length, 4);
        assertEq(teePool.activeTeeList().length, 3);
        assertFalse(teePool.isTee(vm.addr(keys[0])));
        assertTrue(teePool.isTee(vm.addr(keys[1])));
        assertEq(uint8(teePool.tees(vm.addr(keys[0])).status), uint8(ITeePool.TeeStatus.Removed));
        uint256 fileId = _contribute(alice, D);
        assertEq(teePool.jobs(fileId).teeAddress, address(0));
        _seed();
        assertEq(teePool.jobs(fileId).teeAddress, _holder(fileId));
        assertEq(teePool.jobs(fileId).bidAmount, FEES);
    }
}
