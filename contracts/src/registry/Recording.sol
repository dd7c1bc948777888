// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Contributing} from "./Contributing.sol";
import {IpfsUrl} from "../libraries/IpfsUrl.sol";
import {Statements} from "../libraries/Statements.sol";

/// @title Proofs and refinements: what validators found out, under their leases
abstract contract Recording is Contributing {
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
        _running();
        _recordRefinement(refinement, Statements.signer(Statements.hash(refinement), r, vs));
    }

    function recordRefinements(Refinement[] calldata refinements, bytes32 r, bytes32 vs) external nonReentrant {
        if (refinements.length == 0) revert InvalidBatch();
        _running();
        address signer = Statements.signer(Statements.hash(refinements), r, vs);
        for (uint256 i = 0; i < refinements.length; ++i) {
            _recordRefinement(refinements[i], signer);
        }
    }

    function _recordProof(Config memory c, Proof calldata proof, address signer) private {
        Job memory job = _loadJob(proof.jobId);
        if (job.status != uint256(JobStatus.Submitted)) _refuse(job.status);
        _requireFile(proof);
        if (proof.score > ONE) revert InvalidScore();
        if (proof.score > 0 && proof.fingerprint == 0) revert InvalidFingerprint();
        if (proof.resultDigest == 0) revert InvalidDigest();
        uint256 index = _requireLease(job, bytes32(proof.jobId), proof.lease, signer);
        _results[proof.fileId] = proof.resultDigest;
        if (job.drawn == 0) _settle(c, job, proof, index);
        else _provisional(c, job, proof, index, signer);
    }

    /// @dev The proof waits for opinions, which are drawn from here on.
    function _provisional(Config memory c, Job memory job, Proof calldata proof, uint256 index, address signer) private {
        _requireBundle(_pools[proof.dlpId].pool, proof.bundleDigest);
        bytes32 outcome = _outcome(proof.score, proof.fingerprint, proof.identity);
        _outcomes[proof.jobId] = outcome;
        _bundles[proof.jobId] = proof.bundleDigest;
        job.status = uint256(JobStatus.Provisional);
        job.validator = index;
        job.score = proof.score;
        _openHere(c, job);
        _storeJob(proof.jobId, job);
        emit ProofProvisional(proof.jobId, proof.fileId, signer, proof.score, proof.resultDigest, outcome);
    }

    function _refuse(uint256 status) private pure {
        if (status == uint256(JobStatus.Withdrawn)) revert FileIsWithdrawn();
        revert InvalidJobStatus();
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

    // slither-disable-next-line cyclomatic-complexity
    function _recordRefinement(Refinement calldata refinement, address signer) private {
        uint256 fileId = refinement.fileId;
        uint256 refinerId = refinement.refinerId;
        // the id of a later job would lead to that job as well, and earn the same fee once more
        if (fileId >> FILE_ID_BITS != 0) revert FileNotFound();
        Job memory job = _loadJob(fileId);
        if (job.score == 0 || job.status != uint256(JobStatus.Completed)) {
            // rare: the proof that counts may be a later one
            job = _loadJob(_latestJobId(fileId));
            if (job.status == uint256(JobStatus.Withdrawn)) revert FileIsWithdrawn();
            if (job.score == 0 || job.status != uint256(JobStatus.Completed)) revert FileNotValid();
        }
        Refiner storage refiner = _refiners[refinerId];
        if (!refiner.active || refiner.dlpId != job.proofFeeOrDlp) revert RefinerMismatch();
        if (refiner.bundleDigest != refinement.bundleDigest) revert BundleMismatch(refiner.bundleDigest);
        if (refinement.artifactDigest == 0) revert InvalidDigest();
        if (refinement.codec > 1) revert InvalidCodec();
        uint256 key = _refinementKey(fileId, refinerId);
        if (_refinements[key] != 0) revert RefinementAlreadyAdded();
        uint256 index = _requireLease(job, _refinementSubject(fileId, refinerId), refinement.lease, signer);

        _refinements[key] = refinement.artifactDigest;
        if (refinement.codec != 0) _refinementIsDagPb[key] = true;
        // an equal share for each refiner there was at the proof; a later one earns nothing from this fee
        if (job.shares != 0 && refiner.addedAtBlock < job.openedAtBlock) {
            _validators[index].earned += uint88(job.refinementFee / job.shares);
        }
        emit RefinementAdded(fileId, refinerId, IpfsUrl.render(refinement.artifactDigest, refinement.codec));
        emit RefinementRecorded(fileId, refinerId, signer, refinement.plaintextDigest);
    }
}
