// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {DataToken} from "../DataToken.sol";
import {Submission} from "./Submission.sol";
import {Receipts} from "../libraries/Receipts.sol";
import {Statements} from "../libraries/Statements.sol";
import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";

/// @title The end of access jobs
/// @notice A job ends exactly once, by settleJob or expireJob, and then nothing of it is left in escrow.
abstract contract Settlement is Submission {
    function settleJob(Receipt calldata receipt, bytes calldata signature) external nonReentrant {
        uint256 jobId = receipt.jobId;
        Job memory job = _openJob(jobId);
        uint256 startedAt = _checkLease(job, receipt, signature);
        _checkReceipt(job, receipt);

        Outcome outcome = receipt.outcome;
        JobStatus status = outcome == Outcome.Completed ? JobStatus.Completed : JobStatus.Failed;
        Job storage stored = _jobs[jobId];
        stored.status = uint8(status);
        stored.validator = job.validator;
        stored.receiptDigest = Receipts.hash(receipt);
        stored.resultDigest = receipt.resultDigest;

        uint256 used = 0;
        if (outcome != Outcome.NetworkFault) {
            used = Math.min(Math.min(receipt.usedSeconds, job.maxSeconds), block.timestamp - startedAt);
        }
        _settleExecution(jobId, job, used);
        _settleData(jobId, job, outcome == Outcome.Completed ? receipt.rows : new uint256[](0));
        emit ReceiptRecorded(jobId, job.validator, stored.receiptDigest, receipt.resultDigest);
        emit JobStatusUpdated(jobId, uint8(status), _message(outcome));
    }

    function _message(Outcome outcome) private pure returns (string memory) {
        if (outcome == Outcome.Completed) return "completed";
        return outcome == Outcome.BuyerFault ? "buyer fault" : "network fault";
    }

    /// @dev Sets job.validator to the holder, who must have signed; returns when its try began.
    function _checkLease(Job memory job, Receipt calldata receipt, bytes calldata signature) private view returns (uint256 startedAt) {
        (uint256 length, uint256 count) = _tries(job);
        uint256 lease = (block.timestamp - job.openedAt) / length;
        if (lease >= count) revert JobExpired();
        if (receipt.lease != lease) revert LeaseNotCurrent(lease);
        address holder = dataRegistry.draw(job.setId, job.openedAtBlock, _subject(receipt.jobId), lease);
        (address signer,,) = ECDSA.tryRecover(Statements.digest(Receipts.hash(receipt)), signature);
        bool active = signer != address(0) && dataRegistry.isValidator(signer);
        if (signer != holder) {
            if (active) revert NotLeaseHolder(holder);
            revert InvalidSignature();
        }
        if (!active) revert NotValidator();
        job.validator = holder;
        return job.openedAt + lease * length;
    }

    function _checkReceipt(Job memory job, Receipt calldata receipt) private view {
        bytes32 code = 0;
        if (job.instructionId != 0) (code,,) = instructionRegistry.instructions(job.instructionId);
        StoredLine[] storage lines = _lines[receipt.jobId];
        if (receipt.requestDigest != job.requestDigest || receipt.codeDigest != code || receipt.rows.length != lines.length) {
            revert ReceiptMismatch();
        }
        if (receipt.outcome == Outcome.Completed && receipt.resultDigest == 0) revert InvalidDigest();
        for (uint256 i = 0; i < receipt.rows.length; ++i) {
            if (receipt.rows[i] > lines[i].maxRows) revert RowsOverCeiling(i);
        }
    }

    function _settleExecution(uint256 jobId, Job memory job, uint256 used) private {
        uint256 escrow = uint256(job.pricePerSecond) * job.maxSeconds;
        uint256 charged = uint256(job.pricePerSecond) * used;
        uint256 burned = _burnPart(charged, job.executionBurnBps);
        _put(job.validator, VANA, charged - burned);
        _put(job.owner, VANA, escrow - charged);
        if (charged != 0) emit PaymentExecuted(jobId, VANA, charged);
        emit JobSettled(jobId, VANA, charged, burned, charged - burned, 0, 0, escrow - charged);
        if (burned != 0) burner.burn{value: burned}();
    }

    /// @dev No rows: the whole data part goes back. What was set aside of the permissions' budgets and not charged does, too.
    function _settleData(uint256 jobId, Job memory job, uint256[] memory rows) private {
        StoredLine[] memory lines = _lines[jobId];
        for (uint256 i = 0; i < lines.length; ++i) {
            queryEngine.release(lines[i].permissionId, lines[i].maxRows - (rows.length == 0 ? 0 : rows[i]));
        }
        (uint256[] memory dlpIds, uint256[] memory escrows, uint256[] memory charges) = _perDlp(jobId, rows);
        for (uint256 i = 0; i < dlpIds.length; ++i) {
            _settleToken(jobId, job, dlpIds[i], escrows[i], charges[i]);
        }
    }

    function _settleToken(uint256 jobId, Job memory job, uint256 dlpId, uint256 escrow, uint256 charged) private {
        address token = _tokens[dlpId];
        uint256 burned = _burnPart(charged, job.dataBurnBps);
        uint256 contributors = 0;
        uint256 treasury = 0;
        _put(job.owner, token, escrow - charged);
        if (burned != 0) DataToken(token).burn(burned);
        if (charged != burned) {
            address pool = dataRegistry.dlpOf(dlpId);
            _transfer(token, pool, charged - burned);
            (contributors, treasury) = IDataLiquidityPool(pool).distributeTokens(charged - burned, job.openedAt);
        }
        if (charged != 0) emit PaymentExecuted(jobId, token, charged);
        emit JobSettled(jobId, token, charged, burned, 0, contributors, treasury, escrow - charged);
    }

    /// @dev Rounded up, so that something is burned of whatever is charged.
    function _burnPart(uint256 charged, uint256 bps) private pure returns (uint256) {
        return Math.mulDiv(charged, bps, BPS, Math.Rounding.Ceil);
    }

    function expireJob(uint256 jobId) external nonReentrant {
        Job memory job = _openJob(jobId);
        (uint256 length, uint256 count) = _tries(job);
        if ((block.timestamp - job.openedAt) / length < count) revert JobStillLive();
        _jobs[jobId].status = uint8(JobStatus.Canceled);
        _settleExecution(jobId, job, 0);
        _settleData(jobId, job, new uint256[](0));
        emit JobCanceled(jobId);
        emit JobStatusUpdated(jobId, uint8(JobStatus.Canceled), "expired");
    }
}
