// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {DataToken} from "../DataToken.sol";
import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";
import {Receipts} from "../libraries/Receipts.sol";
import {Statements} from "../libraries/Statements.sol";
import {Jobs} from "./Jobs.sol";

/// @title How a job ends: exactly once, by its receipt or by expiry, and then nothing of it is left in escrow
/// @notice A pool is code that its DataDAO may upgrade, so it is the one thing here that can fail: what it refuses is kept for it, and
/// neither the validator nor another DataDAO waits.
abstract contract Settlement is Jobs {
    uint256 internal constant BPS = 10_000;
    /// @dev What one pool may use in a settlement: several times what distributing takes, and little beside a block.
    uint256 private constant DISTRIBUTION_GAS = 500_000;

    mapping(uint256 jobId => mapping(uint256 dlpId => uint256)) public override deferred;

    // ---- by receipt

    // slither-disable-next-line reentrancy-eth,reentrancy-benign (guarded, like whatever a pool could call back)
    function settleJob(Receipt calldata receipt, bytes calldata signature) external nonReentrant {
        uint256 jobId = receipt.jobId;
        Job memory job = _openJob(jobId);
        bytes32 structHash = Receipts.hash(receipt);
        uint256 startedAt = _checkLease(job, receipt, structHash, signature);
        _checkReceipt(job, receipt);
        _checkWithdrawals(receipt);

        Outcome outcome = receipt.outcome;
        JobStatus status = outcome == Outcome.Completed ? JobStatus.Completed : JobStatus.Failed;
        Job storage stored = _jobs[jobId];
        stored.status = uint8(status);
        stored.validator = job.validator;
        stored.receiptDigest = structHash;
        stored.resultDigest = receipt.resultDigest;

        uint256 used = 0;
        if (outcome != Outcome.NetworkFault) {
            used = Math.min(Math.min(receipt.usedSeconds, job.maxSeconds), block.timestamp - startedAt);
        }
        _settleExecution(jobId, job, used);
        _settleData(jobId, job, outcome == Outcome.Completed ? receipt.rows : new uint256[](0));
        emit ReceiptRecorded(jobId, job.validator, structHash, receipt.resultDigest);
        emit JobStatusUpdated(jobId, uint8(status), _message(outcome));
    }

    function _message(Outcome outcome) private pure returns (string memory) {
        if (outcome == Outcome.Completed) return "completed";
        return outcome == Outcome.BuyerFault ? "buyer fault" : "network fault";
    }

    /// @dev Sets job.validator to the holder, who must have signed; returns when its try began.
    function _checkLease(Job memory job, Receipt calldata receipt, bytes32 structHash, bytes calldata signature)
        private
        view
        returns (uint256 startedAt)
    {
        (uint256 lease, uint256 length, bool over) = _currentTry(job);
        if (over) revert JobExpired();
        if (receipt.lease != lease) revert LeaseNotCurrent(lease);
        address holder = _holder(receipt.jobId, job, lease);
        address signer = Statements.signer(structHash, signature);
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
        if (job.instructionId != 0) code = instructionRegistry.instructions(job.instructionId).hash;
        StoredLine[] storage lines = _lines[receipt.jobId];
        if (receipt.requestDigest != job.requestDigest || receipt.codeDigest != code || receipt.rows.length != lines.length) {
            revert ReceiptMismatch();
        }
        if (receipt.outcome == Outcome.Completed && receipt.resultDigest == 0) revert InvalidDigest();
        for (uint256 i = 0; i < receipt.rows.length; ++i) {
            if (receipt.rows[i] > lines[i].maxRows) revert RowsOverCeiling(i);
        }
    }

    /// @dev A withdrawal counts from the block after it: nothing that was computed with the file's rows is delivered any more. A job that
    /// delivers nothing has nothing to take back; the text of a refusal carries no rows.
    function _checkWithdrawals(Receipt calldata receipt) private view {
        uint256 dataBlock = receipt.dataBlock;
        if (dataBlock >= block.number) revert InvalidDataBlock();
        if (receipt.outcome != Outcome.Completed) return;
        (uint256[] memory dlpIds,,) = _perDlp(receipt.jobId, new uint256[](0));
        for (uint256 i = 0; i < dlpIds.length; ++i) {
            uint256 last = dataRegistry.lastWithdrawalBlock(dlpIds[i]);
            if (last > dataBlock) revert SnapshotOutdated(dlpIds[i], last);
        }
    }

    // ---- by expiry

    // slither-disable-next-line reentrancy-eth,reentrancy-benign (the same)
    function expireJob(uint256 jobId) external nonReentrant {
        Job memory job = _openJob(jobId);
        (,, bool over) = _currentTry(job);
        if (!over) revert JobStillLive();
        _jobs[jobId].status = uint8(JobStatus.Canceled);
        _settleExecution(jobId, job, 0);
        _settleData(jobId, job, new uint256[](0));
        emit JobCanceled(jobId);
        emit JobStatusUpdated(jobId, uint8(JobStatus.Canceled), "expired");
    }

    // slither-disable-start reentrancy-benign (all of it runs under the guard of settleJob or expireJob)
    // ---- the money

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

    /// @dev No rows: the whole data part goes back, to the buyer's balance and to the budgets.
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
        address token = tokenOf[dlpId];
        uint256 burned = _burnPart(charged, job.dataBurnBps);
        uint256 contributors = 0;
        uint256 treasury = 0;
        _put(job.owner, token, escrow - charged);
        if (burned != 0) DataToken(token).burn(burned);
        if (charged != burned) (contributors, treasury) = _distributeOrDefer(jobId, job, dlpId, token, charged - burned);
        if (charged != 0) emit PaymentExecuted(jobId, token, charged);
        emit JobSettled(jobId, token, charged, burned, 0, contributors, treasury, escrow - charged);
    }

    /// @dev Rounded up, so that something is burned of whatever is charged.
    function _burnPart(uint256 charged, uint256 bps) private pure returns (uint256) {
        return Math.mulDiv(charged, bps, BPS, Math.Rounding.Ceil);
    }

    // ---- what a pool gets

    function _distributeOrDefer(uint256 jobId, Job memory job, uint256 dlpId, address token, uint256 amount)
        private
        returns (uint256 contributors, uint256 treasury)
    {
        address pool = dataRegistry.dlpOf(dlpId);
        // Little gas cannot make a sound pool look broken: a call leaves 1/64 of what there was, and of anything under the limit that is
        // too little to write down what was deferred.
        try this.distribute{gas: DISTRIBUTION_GAS}(pool, token, amount, job.openedAt) returns (uint256 c, uint256 t) {
            return (c, t);
        } catch {
            deferred[jobId][dlpId] = amount;
            emit DistributionDeferred(jobId, dlpId, pool, amount);
            return (0, amount);
        }
    }

    // slither-disable-end reentrancy-benign

    /// @notice The engine's call to itself: tokens move and are booked by the pool, or neither.
    function distribute(address pool, address token, uint256 amount, uint256 submittedAt)
        external
        returns (uint256 contributors, uint256 treasury)
    {
        if (msg.sender != address(this)) revert OnlySelf();
        _transfer(token, pool, amount);
        (contributors, treasury) = IDataLiquidityPool(pool).distributeTokens(amount, submittedAt);
        if (contributors > amount || treasury != amount - contributors) revert InvalidAmount();
    }

    function distributeDeferred(uint256 jobId, uint256 dlpId) external nonReentrant {
        uint256 amount = deferred[jobId][dlpId];
        if (amount == 0) revert NothingDeferred();
        delete deferred[jobId][dlpId];
        (uint256 contributors, uint256 treasury) = this.distribute(dataRegistry.dlpOf(dlpId), tokenOf[dlpId], amount, _jobs[jobId].openedAt);
        emit DeferredDistributed(jobId, dlpId, contributors, treasury);
    }
}
