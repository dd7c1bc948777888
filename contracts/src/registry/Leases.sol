// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";
import {Layout} from "./Layout.sol";

/// @title Whose turn it is
/// @notice Validators are drawn, not asked: the hash of the block after the opening decides, and time passes the turn on. Nothing is
/// written and nothing can be ground: whoever opens a job cannot know that hash, and whoever makes that block gives up the block's
/// reward to change it.
abstract contract Leases is Layout {
    /// @dev Index of the validator that has try `tryIndex`.
    function _drawIndex(uint256 setId, uint256 openedAtBlock, bytes32 subject, uint256 tryIndex) internal view returns (uint256) {
        uint256 word = _sets[setId][0];
        uint256 size = word & 0xffff;
        if (size == 0) revert NoActiveTee();
        bytes32 seed = _seed(openedAtBlock);
        uint256 lane = 1 + uint256(keccak256(abi.encode(seed, subject, tryIndex))) % size;
        if (lane > 15) word = _sets[setId][lane >> 4];
        return (word >> ((lane & 15) << 4)) & 0xffff;
    }

    /// @dev Hash of the block after `openedAtBlock`; from the history contract (EIP-2935) when the opcode does not reach it.
    function _seed(uint256 openedAtBlock) internal view returns (bytes32 seed) {
        if (block.number <= openedAtBlock + 1) revert SeedNotReady();
        seed = Blockhash.blockHash(openedAtBlock + 1);
        if (seed == 0) revert SeedTooOld();
    }

    function _seedInReach(uint256 openedAtBlock) internal view returns (bool) {
        return block.number <= openedAtBlock + 1 || Blockhash.blockHash(openedAtBlock + 1) != 0;
    }

    /// @dev The current try of a job. Reverts JobExpired after the last.
    function _tryOf(Config memory c, Job memory job) internal view returns (uint256 lease) {
        lease = (block.timestamp - job.openedAt) / c.leaseLength;
        if (lease >= c.maxTries) revert JobExpired();
    }

    function _expired(Config memory c, Job memory job) internal view returns (bool) {
        return (block.timestamp - job.openedAt) / c.leaseLength >= c.maxTries;
    }

    /// @dev Index of the holder of the current lease, which must be the one the statement names, active, and its signer.
    function _requireLease(Config memory c, Job memory job, bytes32 subject, uint256 lease, address signer)
        internal
        view
        returns (uint256 index)
    {
        uint256 current = _tryOf(c, job);
        if (lease != current) revert LeaseNotCurrent(current);
        index = _drawIndex(job.setId, job.openedAtBlock, subject, current);
        Validator storage holder = _validators[index];
        address account = holder.account;
        if (signer != account) {
            // another validator is told whose turn it is; any other signer means that the statement is not what was signed
            if (signer != address(0) && isValidator(signer)) revert NotLeaseHolder(account);
            revert InvalidSignature();
        }
        if (!holder.active) revert NotValidator();
    }

    function _refinementSubject(uint256 fileId, uint256 refinerId) internal pure returns (bytes32) {
        return keccak256(abi.encode("refinement", fileId, refinerId));
    }

    function _leaseOf(Job memory job, bytes32 subject) private view returns (address validator, uint256 lease, uint256 endsAt) {
        Config memory c = _loadConfig();
        lease = _tryOf(c, job);
        validator = _validators[_drawIndex(job.setId, job.openedAtBlock, subject, lease)].account;
        endsAt = job.openedAt + (lease + 1) * c.leaseLength;
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
        if (job.score == 0) revert FileNotValid();
        return _leaseOf(job, _refinementSubject(fileId, refinerId));
    }

    function draw(uint256 setId, uint256 openedAtBlock, bytes32 subject, uint256 tryIndex) external view returns (address) {
        return _validators[_drawIndex(setId, openedAtBlock, subject, tryIndex)].account;
    }

    function isValidator(address validator) public view returns (bool) {
        return _validators[_validatorIndex[validator]].active;
    }
}
