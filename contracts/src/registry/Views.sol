// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Withdrawals} from "./Withdrawals.sol";
import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";
import {IpfsUrl} from "../libraries/IpfsUrl.sol";

/// @title Views that compute something
abstract contract Views is Withdrawals {
    function fileIdByUrl(string calldata url) external view returns (uint256) {
        (bytes32 digest, uint256 codec, bool ok) = IpfsUrl.parse(url);
        if (!ok) return 0;
        FileRecord memory file = _unpackFile(_records[digest]);
        return file.codec == codec ? file.id : 0;
    }

    function fileProofs(uint256 fileId, uint256 index) external view returns (VanaProof memory proof) {
        if (index == 0 || index - 1 > _retries[fileId] || _digests[fileId] == 0) return proof;
        Job memory job = _loadJob(_jobId(fileId, index - 1));
        if (job.status != uint256(JobStatus.Completed)) return proof;
        (FileRecord memory file,) = _record(fileId);
        proof.data.score = job.score;
        proof.data.dlpId = file.dlpId;
        if (index - 1 == _retries[fileId]) proof.data.proofUrl = IpfsUrl.render(_results[fileId], 0);
        proof.data.instruction = IDataLiquidityPool(_pools[file.dlpId].pool).proofInstruction();
    }

    /// @notice Status None and all zero for a job that does not exist. proofFee is 0 once it is paid; refinementFee is what is not
    /// earned of it.
    function jobs(uint256 jobId) external view returns (JobInfo memory info) {
        Job memory job = _loadJob(jobId);
        if (job.status == uint256(JobStatus.None)) return info;
        (FileRecord memory file,) = _record(uint40(jobId));
        bool open = _isOpen(job);
        info = JobInfo({
            fileId: uint40(jobId),
            status: JobStatus(job.status),
            proofFee: open ? _escrow(jobId, job) - job.refinementFee * GWEI : 0,
            refinementFee: (open ? job.refinementFee : _unearned(uint40(jobId), job)) * GWEI,
            payer: _payer(jobId, file.owner),
            openedAt: job.openedAt,
            openedAtBlock: job.openedAtBlock,
            setId: job.setId,
            validator: _validators[job.validator].account,
            score: job.score,
            opinions: OpinionTerms({drawn: uint8(job.drawn), needed: uint8(job.needed), deterministic: job.deterministic != 0})
        });
    }

    /// @notice Whose turn an open proof job is. Reverts InvalidJobStatus, JobExpired, SeedNotReady, SeedTooOld.
    function leaseOf(uint256 jobId) external view returns (address validator, uint256 lease, uint256 endsAt) {
        Job memory job = _loadJob(jobId);
        if (job.status != uint256(JobStatus.Submitted)) revert InvalidJobStatus();
        return _leaseOf(job, bytes32(jobId));
    }

    /// @notice Whose turn a refinement of a valid file is. Reverts FileNotValid, JobExpired, SeedNotReady, SeedTooOld.
    function refinementLeaseOf(uint256 fileId, uint256 refinerId) external view returns (address validator, uint256 lease, uint256 endsAt) {
        Job memory job = _loadJob(_latestJobId(fileId));
        if (job.status != uint256(JobStatus.Completed) || job.score == 0) revert FileNotValid();
        return _leaseOf(job, _refinementSubject(fileId, refinerId));
    }

    function _leaseOf(Job memory job, bytes32 subject) private view returns (address validator, uint256 lease, uint256 endsAt) {
        uint256 index;
        (index, lease) = _holder(job, subject);
        (, uint256 length,) = _setTerms(job.setId);
        return (_validators[index].account, lease, job.openedAt + (lease + 1) * length);
    }
}
