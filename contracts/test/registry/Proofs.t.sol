// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RegistryBase} from "./RegistryBase.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";

contract ProofsTest is RegistryBase {
    function test_CreditsRewardStakeAndFee() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        address holder = _holder(fileId);
        IDataRegistry.Proof memory p = _proof(fileId, 0.9e18);
        vm.expectEmit(address(registry));
        emit IDataRegistry.ProofRecorded(fileId, fileId, holder, BUNDLE, p.fingerprint, 90 ether, 90 ether, 0, false);
        _record(p);
        assertEq(token.balanceOf(alice), 90 ether);
        (bytes32 result, uint256 score) = registry.fileResult(fileId);
        assertEq(result, p.resultDigest);
        assertEq(score, 0.9e18);
        assertEq(registry.claimable(holder), PROOF_FEE);
        assertEq(registry.earnedBy(holder), PROOF_FEE);
        (uint256 active, uint256 pending) = pool.stakeOf(alice);
        assertEq(active, 0);
        assertEq(pending, 90 ether);
        IDataRegistry.JobInfo memory j = registry.jobs(fileId);
        _assertStatus(fileId, IDataRegistry.JobStatus.Completed);
        assertEq(j.validator, holder);
        assertEq(j.proofFee, 0);
        _assertConserved();
        vm.prank(holder);
        registry.claim();
        assertEq(holder.balance, PROOF_FEE);
        vm.prank(holder);
        vm.expectRevert(IDataRegistry.NothingToClaim.selector);
        registry.claim();
        _assertConserved();
    }

    function test_AnyoneClaimsForAnother() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        address holder = _holder(fileId);
        _record(_proof(fileId, 1e18));
        registry.pause(); // what is owed can always be taken
        vm.expectEmit(address(registry));
        emit IDataRegistry.Claimed(holder, PROOF_FEE);
        registry.claimFor(holder);
        assertEq(holder.balance, PROOF_FEE);
        vm.expectRevert(IDataRegistry.NothingToClaim.selector);
        registry.claimFor(holder);
    }

    function test_RefusesReplay() public {
        uint256 fileId = _contribute(alice, D);
        uint256 other = _contribute(alice, keccak256("other"));
        _seed();
        IDataRegistry.Proof memory p = _proof(fileId, 1e18);
        uint256 key = _keyOf(_holder(fileId));
        (bytes32 r, bytes32 vs) = _sign(key, _hash(p));

        IDataRegistry.Proof memory moved = _proof(other, 1e18);
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
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

    function test_RefusesReplayOntoTheNextJobOfTheFile() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        IDataRegistry.Proof memory p = _proof(fileId, 0);
        (bytes32 r, bytes32 vs) = _sign(_keyOf(_holder(fileId)), _hash(p));
        registry.recordProof(p, r, vs);
        vm.prank(alice);
        p.jobId = registry.requestContributionProof{value: FEES}(fileId);
        _seed();
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordProof(p, r, vs);
    }

    function test_RefusesEveryChangedField() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        uint256 key = _keyOf(_holder(fileId));
        bytes memory mismatch = abi.encodeWithSelector(IDataRegistry.ProofMismatch.selector);
        IDataRegistry.Proof memory p = _proof(fileId, 1e18);
        p.owner = bob;
        _expectRefused(p, key, mismatch);
        p = _proof(fileId, 1e18);
        p.dlpId = 2;
        _expectRefused(p, key, mismatch);
        p = _proof(fileId, 1e18);
        p.contentDigest = keccak256("else");
        _expectRefused(p, key, mismatch);
        p.contentDigest = 0;
        _expectRefused(p, key, mismatch);
        p = _proof(fileId, 1e18);
        p.fileId = 2;
        _expectRefused(p, key, mismatch);
        p.fileId = uint256(1) << 40 | fileId;
        _expectRefused(p, key, mismatch);
        p = _proof(fileId, 1e18);
        p.jobId = uint256(1) << 40 | fileId; // not requested
        _expectRefused(p, key, abi.encodeWithSelector(IDataRegistry.InvalidJobStatus.selector));
        p = _proof(fileId, 1e18 + 1);
        _expectRefused(p, key, abi.encodeWithSelector(IDataRegistry.InvalidScore.selector));
        p = _proof(fileId, type(uint256).max);
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
        _assertStatus(fileId, IDataRegistry.JobStatus.Submitted);
    }

    /// @dev Whatever is changed after signing, the statement is not what was signed.
    function test_RefusesWhatWasNotSigned() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        IDataRegistry.Proof memory p = _proof(fileId, 1);
        (bytes32 r, bytes32 vs) = _sign(_keyOf(_holder(fileId)), _hash(p));
        p.score = 1e18;
        _refusedSignature(p, r, vs);
        p = _proof(fileId, 1);
        p.resultDigest = keccak256("else");
        _refusedSignature(p, r, vs);
        p = _proof(fileId, 1);
        p.fingerprint = keccak256("else");
        _refusedSignature(p, r, vs);
        p = _proof(fileId, 1);
        p.identity = keccak256("else");
        _refusedSignature(p, r, vs);
        p = _proof(fileId, 1);
        p.bundleDigest = keccak256("else");
        _refusedSignature(p, r, vs);
        p = _proof(fileId, 1);
        _refusedSignature(p, 0, 0);
        // the other root of the same signature: s' = n - s with the parity turned
        uint256 n = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        uint256 s = uint256(vs) & (2 ** 255 - 1);
        _refusedSignature(p, r, bytes32((n - s) & (2 ** 255 - 1) | ((uint256(vs) >> 255) ^ 1) << 255));
        registry.recordProof(p, r, vs);
    }

    function _refusedSignature(IDataRegistry.Proof memory p, bytes32 r, bytes32 vs) private {
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordProof(p, r, vs);
    }

    function test_NotWhilePaused() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        registry.pause();
        IDataRegistry.Proof memory p = _proof(fileId, 1e18);
        uint256 key = _keyOf(_holder(fileId));
        bytes memory reason = abi.encodeWithSelector(IDataRegistry.RegistryPaused.selector);
        _expectRefused(p, key, reason);
        IDataRegistry.Proof[] memory list = new IDataRegistry.Proof[](1);
        list[0] = p;
        (bytes32 r, bytes32 vs) = _sign(key, _batchHash(list));
        vm.expectRevert(reason);
        registry.recordProofs(list, r, vs);
        registry.unpause();
        registry.recordProofs(list, r, vs);
    }

    function test_InvalidProofGivesTheRefinementPartBackAndAllowsAnother() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        IDataRegistry.Proof memory p = _proof(fileId, 0);
        p.fingerprint = 0;
        _record(p);
        assertEq(token.balanceOf(alice), 0);
        assertEq(registry.claimable(alice), REFINEMENT_FEE);
        (bytes32 result, uint256 score) = registry.fileResult(fileId);
        assertEq(result, p.resultDigest, "why it was refused can be read");
        assertEq(score, 0);
        vm.prank(alice);
        uint256 jobId = registry.requestContributionProof{value: FEES}(fileId);
        _seed();
        _record(_proof(jobId, 1e18));
        assertEq(token.balanceOf(alice), 100 ether);
        _assertConserved();
    }

    function test_DuplicateContentEarnsNothing() public {
        uint256 first = _valid(alice, D);
        uint256 fileId = _contribute(bob, keccak256("another sealing of it"));
        _seed();
        IDataRegistry.Proof memory p = _proof(fileId, 1e18);
        p.fingerprint = keccak256(abi.encode("fingerprint", D));
        vm.expectEmit(address(registry));
        emit IDataRegistry.ProofRecorded(fileId, fileId, _holder(fileId), BUNDLE, p.fingerprint, 0, 0, first, false);
        _record(p);
        (, uint256 score) = registry.fileResult(fileId);
        assertEq(score, 0);
        assertEq(token.balanceOf(bob), 0);
        (, uint256 pending) = pool.stakeOf(bob);
        assertEq(pending, 0);
        assertEq(registry.claimable(bob), REFINEMENT_FEE);
        _assertConserved();
    }

    function test_IdentityIsOneWalletsOnly() public {
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

    function test_OneSignatureForABatch() public {
        uint256 a = _contribute(alice, D);
        uint256 b = _contribute(bob, keccak256("b"));
        _seed();
        IDataRegistry.Proof[] memory list = new IDataRegistry.Proof[](1);
        list[0] = _proof(a, 1e18);
        (bytes32 r, bytes32 vs) = _sign(_keyOf(_holder(a)), _batchHash(list));
        registry.recordProofs(list, r, vs);
        assertEq(token.balanceOf(alice), 100 ether);
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.recordProofs(list, r, vs);
        // a single statement's signature is none over a batch of it
        list[0] = _proof(b, 1e18);
        (r, vs) = _sign(_keyOf(_holder(b)), _hash(list[0]));
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordProofs(list, r, vs);
        (r, vs) = _sign(_otherKey(_holder(b)), _batchHash(list));
        vm.expectRevert(abi.encodeWithSelector(IDataRegistry.NotLeaseHolder.selector, _holder(b)));
        registry.recordProofs(list, r, vs);
        vm.expectRevert(IDataRegistry.InvalidBatch.selector);
        registry.recordProofs(new IDataRegistry.Proof[](0), r, vs);
    }

    /// @dev All or nothing: one validator's whole queue, and nothing of it where one is another's, or one comes twice.
    function test_BatchOfMany() public {
        for (uint256 i = 1; i <= 12; ++i) {
            _contribute(i % 2 == 0 ? alice : bob, bytes32(i));
        }
        _seed();
        address holder = _holder(1);
        IDataRegistry.Proof[] memory list = new IDataRegistry.Proof[](12);
        uint256 count = 0;
        uint256 others = 0;
        for (uint256 i = 1; i <= 12; ++i) {
            if (_holder(i) == holder) list[count++] = _proof(i, 1e18);
            else others = i;
        }
        assertGt(count, 1);
        assertGt(others, 0);
        assembly ("memory-safe") {
            mstore(list, count)
        }
        uint256 key = _keyOf(holder);
        IDataRegistry.Proof memory last = list[count - 1];
        list[count - 1] = _proof(others, 1e18);
        (bytes32 r, bytes32 vs) = _sign(key, _batchHash(list));
        vm.expectRevert(abi.encodeWithSelector(IDataRegistry.NotLeaseHolder.selector, _holder(others)));
        registry.recordProofs(list, r, vs);
        list[count - 1] = list[0];
        (r, vs) = _sign(key, _batchHash(list));
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.recordProofs(list, r, vs);
        list[count - 1] = last;
        (r, vs) = _sign(key, _batchHash(list));
        registry.recordProofs(list, r, vs);
        assertEq(registry.earnedBy(holder), count * PROOF_FEE);
        _assertConserved();
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
}
