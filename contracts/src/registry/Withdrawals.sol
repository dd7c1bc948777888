// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Opinions} from "./Opinions.sol";
import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";

/// @title A contributor takes a file back
abstract contract Withdrawals is Opinions {
    /// @dev Not stopped by a pause: people can always take their data back.
    // slither-disable-next-line reentrancy-no-eth (guarded)
    function withdrawFile(uint256 fileId, bytes32 fingerprint) external nonReentrant {
        (FileRecord memory file,) = _record(fileId);
        if (msg.sender != file.owner) revert NotFileOwner();
        uint256 jobId = _latestJobId(fileId);
        Job memory job = _loadJob(jobId);
        if (job.status == uint256(JobStatus.Withdrawn)) revert FileIsWithdrawn();
        uint256 stake = 0;
        if (_isOpen(job)) {
            _withdrawOpen(jobId, job, file.owner);
        } else {
            if (job.score > 0) {
                Pool storage dlp = _pools[file.dlpId];
                dlp.lastWithdrawal = uint48(block.number); // only a file whose proof counts has rows in a table
                _giveBackUnearned(jobId, job, file.owner);
                stake = IDataLiquidityPool(dlp.pool).withdrawStake(file.owner, fileId, fingerprint);
            }
            job.status = uint256(JobStatus.Withdrawn);
            job.score = 0;
            _storeJob(jobId, job);
        }
        emit FileWithdrawn(fileId, file.owner, file.dlpId, stake);
    }

    /// @dev Whoever may have done the work by now gets the proof fee: the holder of the live lease, or who recorded a provisional proof.
    function _withdrawOpen(uint256 jobId, Job memory job, address owner) private {
        uint256 fee = job.proofFeeOrDlp;
        uint256 worker = job.validator;
        if (job.status == uint256(JobStatus.Submitted)) worker = _worker(jobId, job);
        else delete _outcomes[jobId];
        uint256 amount = _close(jobId, job, JobStatus.Withdrawn);
        if (worker != 0) {
            _validators[worker].earned += uint88(fee);
            amount -= fee * GWEI;
        }
        _owed[_payer(jobId, owner)] += amount;
    }

    /// @dev Index of the active holder of a live lease, or 0.
    function _worker(uint256 jobId, Job memory job) private view returns (uint256 index) {
        if (_expired(job) || block.number <= job.openedAtBlock + 1 || !_seedInReach(job.openedAtBlock)) return 0;
        (index,) = _holder(job, bytes32(jobId));
        if (!_validators[index].active) return 0;
    }
}
