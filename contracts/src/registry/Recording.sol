// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Contributions} from "./Contributions.sol";
import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";
import {IpfsUrl} from "../libraries/IpfsUrl.sol";
import {Statements} from "../libraries/Statements.sol";

/// @title Proofs and refinements: what validators found out, under their leases
abstract contract Recording is Contributions {
    uint256 private constant ONE = 1e18;

    function recordProof(Proof calldata proof, bytes32 r, bytes32 vs) external nonReentrant {
        _recordProof(_running(), proof, Statements.signer(Statements.hash(proof), r, vs));
    }

    function recordProofs(Proof[] calldata proofs, bytes32 r, bytes32 vs) external nonReentrant {
        if (proofs.length == 0) revert InvalidBatch();
        Config memory c = _running();
        address signer = Statements.signer(Statements.hash(proofs), r, vs);
        for (uint256 i = 0; i < proofs.length; ++i) {
            _recordProof(c, proofs[i], signer);
        }
    }

    function recordRefinement(Refinement calldata refinement, bytes32 r, bytes32 vs) external nonReentrant {
        _recordRefinement(_running(), refinement, Statements.signer(Statements.hash(refinement), r, vs));
    }

    function recordRefinements(Refinement[] calldata refinements, bytes32 r, bytes32 vs) external nonReentrant {
        if (refinements.length == 0) revert InvalidBatch();
        Config memory c = _running();
        address signer = Statements.signer(Statements.hash(refinements), r, vs);
        for (uint256 i = 0; i < refinements.length; ++i) {
            _recordRefinement(c, refinements[i], signer);
        }
    }

    function _recordProof(Config memory c, Proof calldata proof, address signer) private {
        Job memory job = _loadJob(proof.jobId);
        if (job.status != uint256(JobStatus.Submitted)) revert InvalidJobStatus();
        _requireFile(proof);
        if (proof.score > ONE) revert InvalidScore();
        if (proof.score > 0 && proof.fingerprint == 0) revert InvalidFingerprint();
        if (proof.resultDigest == 0) revert InvalidDigest();
        uint256 index = _requireLease(c, job, bytes32(proof.jobId), proof.lease, signer);

        Pool memory dlp = _pools[proof.dlpId];
        uint256 score = _settle(dlp.pool, proof, signer);

        if (score == 0 || dlp.activeRefiners == 0) {
            _giveBackRefinementFee(proof.jobId, job, proof.owner);
        } else {
            job.unpaidRefiners = dlp.activeRefiners;
        }
        job.status = uint256(JobStatus.Completed);
        _openHere(c, job);
        job.validator = index;
        job.score = score;
        _storeJob(proof.jobId, job);
        _results[proof.fileId] = proof.resultDigest;
        _validators[index].earned += uint88(job.proofFee);
    }

    /// @dev The signed fields must be those of the registered file. The statement brings the digest, so its record is found without
    /// reading where the file id leads.
    function _requireFile(Proof calldata proof) private view {
        uint256 fileId = proof.fileId;
        if (uint40(proof.jobId) != fileId) revert ProofMismatch();
        FileRecord memory file = _unpackFile(_records[proof.contentDigest]);
        if (file.id != fileId) file = _unpackFile(_secondRecords[_secondKey(proof.contentDigest, proof.owner)]);
        if (file.id != fileId || file.owner != proof.owner || file.dlpId != proof.dlpId) revert ProofMismatch();
    }

    /// @dev Lets the pool reward and credit a valid proof; returns the score that counts.
    function _settle(address pool, Proof calldata proof, address validator) private returns (uint256 score) {
        uint256 reward;
        uint256 duplicateOf;
        bool identityConflict;
        score = proof.score;
        if (score > 0) {
            (reward, duplicateOf, identityConflict) =
                IDataLiquidityPool(pool).credit(proof.owner, proof.fileId, score, proof.bundleDigest, proof.fingerprint, proof.identity);
            if (duplicateOf != 0 || identityConflict) score = 0;
        } else {
            bytes32 bundle = IDataLiquidityPool(pool).proofBundle();
            if (bundle != proof.bundleDigest) revert BundleMismatch(bundle);
        }
        uint256 proofIndex = (proof.jobId >> FILE_ID_BITS) + 1;
        emit ProofAdded(proof.fileId, proof.owner, proofIndex, proof.dlpId, score, IpfsUrl.render(proof.resultDigest, 0));
        emit ProofRecorded(
            proof.jobId, proof.fileId, validator, proof.resultDigest, proof.bundleDigest, reward, duplicateOf, identityConflict
        );
    }

    function _recordRefinement(Config memory c, Refinement calldata refinement, address signer) private {
        uint256 fileId = refinement.fileId;
        uint256 refinerId = refinement.refinerId;
        uint256 jobId = fileId;
        Job memory job = _loadJob(jobId);
        if (job.score == 0) {
            // rare: the proof that counts may be a later one
            jobId = _latestJobId(fileId);
            job = _loadJob(jobId);
            if (job.score == 0) revert FileNotValid();
        }
        Refiner memory refiner = _refiners[refinerId];
        (FileRecord memory file,) = _record(fileId);
        if (!refiner.active || refiner.dlpId != file.dlpId) revert RefinerMismatch();
        if (refiner.bundleDigest != refinement.bundleDigest) revert BundleMismatch(refiner.bundleDigest);
        if (refinement.artifactDigest == 0) revert InvalidDigest();
        if (refinement.codec > 1) revert InvalidCodec();
        uint256 key = _refinementKey(fileId, refinerId);
        if (_refinements[key] != 0) revert RefinementAlreadyAdded();
        uint256 index = _requireLease(c, job, _refinementSubject(fileId, refinerId), refinement.lease, signer);

        _refinements[key] = refinement.artifactDigest;
        if (refinement.codec != 0) _refinementIsDagPb[key] = true;
        if (job.unpaidRefiners != 0 && refiner.addedAtBlock <= job.openedAtBlock) {
            // an equal share for each refiner there was at the proof; a later one earns nothing from this fee
            uint256 share = job.refinementFee / job.unpaidRefiners;
            job.unpaidRefiners -= 1;
            job.refinementFee -= share;
            _storeJob(jobId, job);
            _validators[index].earned += uint88(share);
        }
        emit RefinementAdded(fileId, refinerId, IpfsUrl.render(refinement.artifactDigest, refinement.codec));
        emit RefinementRecorded(fileId, refinerId, signer, refinement.artifactDigest, refinement.codec, refinement.plaintextDigest);
    }

    /// @notice Both 0 while no proof is recorded.
    function fileResult(uint256 fileId) external view returns (bytes32 resultDigest, uint256 score) {
        return (_results[fileId], _loadJob(_latestJobId(fileId)).score);
    }

    /// @notice Empty when there is none.
    function fileRefinements(uint256 fileId, uint256 refinerId) external view returns (string memory url) {
        uint256 key = _refinementKey(fileId, refinerId);
        bytes32 digest = _refinements[key];
        if (digest != 0) url = IpfsUrl.render(digest, _refinementIsDagPb[key] ? 1 : 0);
    }
}
