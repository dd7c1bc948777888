// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Leases} from "./Leases.sol";
import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";
import {IpfsUrl} from "../libraries/IpfsUrl.sol";

/// @title What both halves do: opening a proof job, and making a proof count
abstract contract Settling is Leases {
    uint256 internal constant ONE = 1e18;

    /// @dev Of an open DataDAO, in gwei.
    function _fee(Config memory c, Pool memory dlp) internal pure returns (uint256) {
        return c.proofFee * (1 + dlp.drawn) + c.refinementFee;
    }

    /// @dev Reverts DlpNotFound, DlpNotOpen.
    function _openPool(uint256 dlpId) internal view returns (Pool memory dlp) {
        dlp = _pools[dlpId];
        if (!dlp.open) {
            if (dlp.pool == address(0)) revert DlpNotFound();
            revert DlpNotOpen();
        }
    }

    /// @dev Gives content of an owner its file id. Counts in `c`, which the caller stores. Reverts FileUrlAlreadyUsed.
    function _enter(Config memory c, address owner, bytes32 digest, uint256 codec, uint256 dlpId) internal returns (uint256 fileId) {
        fileId = ++c.filesCount;
        uint256 record = _packFile(owner, fileId, dlpId, codec);
        uint256 first = _records[digest];
        if (first == 0) {
            _records[digest] = record;
        } else {
            bytes32 key = _secondKey(digest, owner);
            if (address(uint160(first)) == owner || _secondRecords[key] != 0) revert FileUrlAlreadyUsed();
            _secondRecords[key] = record;
            _secondKeys[fileId] = key;
        }
        _digests[fileId] = digest;
        emit FileAdded(fileId, owner, IpfsUrl.render(digest, codec));
    }

    /// @dev The DataDAO's terms for second opinions are taken now; later changes do not touch this job.
    /// @param fee in gwei
    function _openJob(Config memory c, Pool memory dlp, uint256 jobId, uint256 fileId, uint256 fee) internal {
        // slither-disable-next-line uninitialized-local (zero but for what follows)
        Job memory job;
        job.status = uint256(JobStatus.Submitted);
        job.drawn = dlp.drawn;
        job.needed = dlp.needed;
        job.deterministic = dlp.deterministic ? 1 : 0;
        job.proofFeeOrDlp = c.proofFee;
        job.refinementFee = c.refinementFee;
        _openHere(c, job);
        _storeJob(jobId, job);
        emit JobSubmitted(jobId, fileId, address(0), fee * GWEI);
    }

    /// @dev Makes a proof count: reward and stake, the validator's fee, and the opening of the refinements.
    /// @param index of the validator that recorded it
    // slither-disable-next-line reentrancy-no-eth,reentrancy-benign (every caller is guarded)
    function _settle(Config memory c, Job memory job, Proof memory proof, uint256 index) internal {
        Pool memory dlp = _pools[proof.dlpId];
        Validator storage validator = _validators[index];
        uint256 score = _credit(dlp.pool, proof, validator.account);
        if (score == 0 || dlp.activeRefiners == 0) _giveBackRefinementFee(proof.jobId, job, proof.owner);
        else job.shares = dlp.activeRefiners;
        validator.earned += uint88(job.proofFeeOrDlp);
        job.status = uint256(JobStatus.Completed);
        _openHere(c, job);
        job.proofFeeOrDlp = proof.dlpId;
        job.validator = index;
        job.score = score;
        _storeJob(proof.jobId, job);
    }

    /// @dev Returns the score that counts.
    function _credit(address pool, Proof memory proof, address validator) private returns (uint256 score) {
        // slither-disable-start uninitialized-local (zero is what a proof of score 0 brings)
        uint256 reward;
        uint256 stake;
        uint256 duplicateOf;
        bool identityConflict;
        // slither-disable-end uninitialized-local
        score = proof.score;
        if (score > 0) {
            (reward, stake, duplicateOf, identityConflict) =
                IDataLiquidityPool(pool).credit(proof.owner, proof.fileId, score, proof.bundleDigest, proof.fingerprint, proof.identity);
            if (duplicateOf != 0 || identityConflict) score = 0;
        } else {
            _requireBundle(pool, proof.bundleDigest);
        }
        uint256 proofIndex = (proof.jobId >> FILE_ID_BITS) + 1;
        emit ProofAdded(proof.fileId, proof.owner, proofIndex, proof.dlpId, score, IpfsUrl.render(proof.resultDigest, 0));
        emit ProofRecorded(
            proof.jobId, proof.fileId, validator, proof.bundleDigest, proof.fingerprint, reward, stake, duplicateOf, identityConflict
        );
    }

    function _requireBundle(address pool, bytes32 bundle) internal view {
        bytes32 expected = IDataLiquidityPool(pool).proofBundle();
        if (bundle != expected) revert BundleMismatch(expected);
    }

    /// @dev Before anything of it has been earned. Changes `job`, which the caller stores.
    function _giveBackRefinementFee(uint256 jobId, Job memory job, address owner) internal {
        if (job.refinementFee != 0) _owed[_payer(jobId, owner)] += job.refinementFee * GWEI;
        job.refinementFee = 0;
        job.shares = 0;
    }

    function _outcome(uint256 score, bytes32 fingerprint, bytes32 identity) internal pure returns (bytes32) {
        return keccak256(abi.encode(score, fingerprint, identity));
    }
}
