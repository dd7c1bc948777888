// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";
import {IQueryEngine} from "../interfaces/IQueryEngine.sol";
import {Jobs} from "./Jobs.sol";

/// @title How a job begins: at once, or registered first as in the Vana contracts
abstract contract Submission is Jobs {
    uint256 private constant MAX_LINES = 64;
    uint256 private constant MAX_ROWS = 2 ** 48 - 1;

    function submitJob(JobRequest calldata request) external payable nonReentrant returns (uint256 jobId) {
        _putValue();
        _checkDuration(request.maxSeconds, _settings.maxJobSeconds);
        _checkInstruction(request.instructionId);
        jobId = ++jobsCount;
        emit JobRegistered(jobId, msg.sender);
        _submit(jobId, request);
    }

    function submitJob(uint80 maxTimeout, bool gpuRequired, uint256 computeInstructionId)
        external
        payable
        nonReentrant
        returns (uint256 jobId)
    {
        _putValue();
        if (gpuRequired) revert NoActiveTee();
        _checkDuration(maxTimeout, _settings.maxJobSeconds);
        _checkInstruction(computeInstructionId);
        jobId = ++jobsCount;
        Job storage job = _jobs[jobId];
        job.owner = msg.sender;
        job.status = uint8(JobStatus.Registered);
        job.maxSeconds = uint32(maxTimeout);
        job.instructionId = uint64(computeInstructionId);
        emit JobRegistered(jobId, msg.sender);
    }

    function completeJob(uint256 jobId, JobRequest calldata request) external payable nonReentrant {
        _putValue();
        Job storage job = _registeredJob(jobId);
        if (request.instructionId != job.instructionId) revert OtherInstruction(job.instructionId);
        _checkDuration(request.maxSeconds, job.maxSeconds);
        _submit(jobId, request);
    }

    function cancelJob(uint256 jobId) external nonReentrant {
        _registeredJob(jobId).status = uint8(JobStatus.Canceled);
        emit JobCanceled(jobId);
        emit JobStatusUpdated(jobId, uint8(JobStatus.Canceled), "canceled");
    }

    function _putValue() private {
        if (msg.value == 0) return;
        _put(msg.sender, VANA, msg.value);
        emit Deposit(msg.sender, VANA, msg.value);
    }

    function _checkDuration(uint256 maxSeconds, uint256 max) private pure {
        if (maxSeconds == 0 || maxSeconds > max) revert InvalidDuration(max);
    }

    function _checkInstruction(uint256 instructionId) private view {
        if (instructionId != 0 && !instructionRegistry.isValidInstructionId(instructionId)) revert InstructionNotFound(instructionId);
    }

    /// @dev Duration and instruction are checked already.
    // slither-disable-next-line reentrancy-benign (guarded)
    function _submit(uint256 jobId, JobRequest calldata request) private {
        Settings memory s = _settings;
        if (request.lines.length == 0 || request.lines.length > MAX_LINES) revert InvalidLines();
        if (request.requestDigest == 0) revert InvalidDigest();
        if (s.pricePerSecond > request.maxPricePerSecond) revert PricePerSecondOverMaximum(s.pricePerSecond);
        uint256 setId = dataRegistry.currentSetId();
        if (dataRegistry.validatorSet(setId).length == 0) revert NoActiveTee();

        _jobs[jobId] = Job({
            owner: msg.sender,
            status: uint8(JobStatus.Submitted),
            openedAt: uint32(block.timestamp),
            openedAtBlock: uint32(block.number),
            setId: uint16(setId),
            pricePerSecond: s.pricePerSecond,
            maxSeconds: uint32(request.maxSeconds),
            instructionId: uint64(request.instructionId),
            executionBurnBps: s.executionBurnBps,
            dataBurnBps: s.dataBurnBps,
            validator: address(0),
            requestDigest: request.requestDigest,
            receiptDigest: 0,
            resultDigest: 0
        });
        for (uint256 i = 0; i < request.lines.length; ++i) {
            _addLine(jobId, request.instructionId, request.lines, i);
        }
        _lockEscrow(jobId, uint256(s.pricePerSecond) * request.maxSeconds);
        emit JobRequested(jobId, request.instructionId, request.requestDigest, request.maxSeconds);
        emit JobStatusUpdated(jobId, uint8(JobStatus.Submitted), "");
    }

    /// @dev Checks one line against permissions, prices and approvals as they are now, stores it with its price, and reserves its rows.
    function _addLine(uint256 jobId, uint256 instructionId, Line[] calldata lines, uint256 index) private {
        Line calldata line = lines[index];
        uint256 id = line.permissionId;
        for (uint256 j = 0; j < index; ++j) {
            if (lines[j].permissionId == id) revert InvalidLines();
        }
        if (line.maxRows > MAX_ROWS) revert InvalidLines();
        IQueryEngine.Terms memory t = queryEngine.terms(id);
        if (!t.approved || (t.grantee != address(0) && t.grantee != msg.sender)) revert PermissionDenied(id);
        if (t.price > line.maxPrice) revert PriceOverMaximum(index, t.price);
        if (instructionId == 0) {
            // a minimum group never comes with rows that may leave, so this covers it too
            if (!t.policy.rowsMayLeave) revert RowsMayNotLeave(id);
        } else if (!instructionRegistry.isApproved(instructionId, t.dlpId)) {
            revert InstructionNotApproved(instructionId, t.dlpId);
        }
        _lines[jobId].push(
            StoredLine({permissionId: uint64(id), dlpId: uint24(t.dlpId), price: uint96(t.price), maxRows: uint48(line.maxRows)})
        );
        queryEngine.reserve(id, line.maxRows);
    }

    function _lockEscrow(uint256 jobId, uint256 vana) private {
        _pull(msg.sender, VANA, vana);
        (uint256[] memory dlpIds, uint256[] memory escrows,) = _perDlp(jobId, new uint256[](0));
        for (uint256 i = 0; i < dlpIds.length; ++i) {
            _pull(msg.sender, _token(dlpIds[i]), escrows[i]);
        }
    }

    function _token(uint256 dlpId) private returns (address token) {
        token = tokenOf[dlpId];
        if (token == address(0)) {
            token = IDataLiquidityPool(dataRegistry.dlpOf(dlpId)).token();
            if (token == VANA) revert InvalidLines(); // it would be asked again, and might then say something else
            tokenOf[dlpId] = token;
        }
    }
}
