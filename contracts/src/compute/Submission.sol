// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Jobs} from "./Jobs.sol";
import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";
import {IQueryEngine} from "../interfaces/IQueryEngine.sol";

/// @title Submitting access jobs: checks, prices, budgets, escrow
abstract contract Submission is Jobs {
    uint256 private constant MAX_LINES = 64;
    uint256 private constant MAX_ROWS = 2 ** 48 - 1;

    function submitJob(JobRequest calldata request) external payable nonReentrant returns (uint256 jobId) {
        _credit();
        jobId = _register(request.instructionId);
        _submit(jobId, request);
    }

    function submitJob(uint80 maxTimeout, bool gpuRequired, uint256 computeInstructionId)
        external
        payable
        nonReentrant
        returns (uint256 jobId)
    {
        _credit();
        if (gpuRequired) revert NoActiveTee();
        _requireDuration(maxTimeout);
        jobId = _register(computeInstructionId);
        Job storage job = _jobs[jobId];
        job.maxSeconds = uint32(maxTimeout);
        emit JobStatusUpdated(jobId, uint8(JobStatus.Registered), "");
    }

    function completeJob(uint256 jobId, JobRequest calldata request) external payable nonReentrant {
        _credit();
        Job storage job = _registered(jobId);
        if (request.instructionId != job.instructionId) revert InstructionNotFound(request.instructionId);
        if (request.maxSeconds > job.maxSeconds) revert InvalidDuration(job.maxSeconds);
        _submit(jobId, request);
    }

    function cancelJob(uint256 jobId) external {
        Job storage job = _registered(jobId);
        job.status = uint8(JobStatus.Canceled);
        emit JobCanceled(jobId);
        emit JobStatusUpdated(jobId, uint8(JobStatus.Canceled), "cancelled");
    }

    /// @dev A job of the sender that waits for its request.
    function _registered(uint256 jobId) private view returns (Job storage job) {
        job = _jobs[jobId];
        if (job.status == uint8(JobStatus.None)) revert JobNotFound(jobId);
        if (job.owner != msg.sender) revert NotJobOwner();
        if (job.status != uint8(JobStatus.Registered)) revert OnlyRegisteredJobStatus();
    }

    function _credit() private {
        if (msg.value == 0) return;
        _put(msg.sender, VANA, msg.value);
        emit Deposit(msg.sender, VANA, msg.value);
    }

    function _requireDuration(uint256 maxSeconds) private view {
        uint256 longest = _settings.maxJobSeconds;
        if (maxSeconds == 0 || maxSeconds > longest) revert InvalidDuration(longest);
    }

    function _register(uint256 instructionId) private returns (uint256 jobId) {
        if (instructionId != 0 && !instructionRegistry.isValidInstructionId(instructionId)) revert InstructionNotFound(instructionId);
        jobId = ++jobsCount;
        Job storage job = _jobs[jobId];
        job.owner = msg.sender;
        job.status = uint8(JobStatus.Registered);
        job.instructionId = uint64(instructionId);
        emit JobRegistered(jobId, msg.sender);
    }

    /// @dev The sender is the job's owner.
    function _submit(uint256 jobId, JobRequest calldata request) private {
        Settings memory s = _settings;
        if (request.lines.length == 0 || request.lines.length > MAX_LINES) revert InvalidLines();
        _requireDuration(request.maxSeconds);
        if (request.requestDigest == 0) revert InvalidDigest();
        if (s.pricePerSecond > request.maxPricePerSecond) revert PricePerSecondOverMaximum(s.pricePerSecond);
        uint256 setId = dataRegistry.currentSetId();
        if (dataRegistry.validatorSet(setId).length == 0) revert NoActiveTee();

        Job storage job = _jobs[jobId];
        job.status = uint8(JobStatus.Submitted);
        job.openedAt = uint32(block.timestamp);
        job.openedAtBlock = uint32(block.number);
        job.setId = uint16(setId);
        job.pricePerSecond = s.pricePerSecond;
        job.maxSeconds = uint32(request.maxSeconds);
        job.executionBurnBps = s.executionBurnBps;
        job.dataBurnBps = s.dataBurnBps;
        job.requestDigest = request.requestDigest;
        for (uint256 i = 0; i < request.lines.length; ++i) {
            _addLine(jobId, request.instructionId, request.lines, i);
        }
        _lockEscrow(jobId, uint256(s.pricePerSecond) * request.maxSeconds);
        emit JobRequested(jobId, request.instructionId, request.requestDigest, request.maxSeconds);
        emit JobStatusUpdated(jobId, uint8(JobStatus.Submitted), "");
    }

    /// @dev Checks one line against permissions and approvals as they are now, and stores it with its price.
    function _addLine(uint256 jobId, uint256 instructionId, Line[] calldata lines, uint256 index) private {
        Line calldata line = lines[index];
        uint256 id = line.permissionId;
        for (uint256 j = 0; j < index; ++j) {
            if (lines[j].permissionId == id) revert InvalidLines();
        }
        if (line.maxRows > MAX_ROWS) revert InvalidLines();
        IQueryEngine.Terms memory terms = queryEngine.terms(id);
        if (!terms.approved || (terms.grantee != address(0) && terms.grantee != msg.sender)) revert PermissionDenied(id);
        if (terms.price > line.maxPrice) revert PriceOverMaximum(index, terms.price);
        if (instructionId == 0) {
            if (!terms.policy.rowsMayLeave) revert RowsMayNotLeave(id);
        } else if (!instructionRegistry.isApproved(instructionId, terms.dlpId)) {
            revert InstructionNotApproved(instructionId, terms.dlpId);
        }
        queryEngine.reserve(id, line.maxRows);
        _lines[jobId].push(
            StoredLine({permissionId: uint64(id), dlpId: uint24(terms.dlpId), price: uint96(terms.price), maxRows: uint48(line.maxRows)})
        );
    }

    function _lockEscrow(uint256 jobId, uint256 vana) private {
        _pull(msg.sender, VANA, vana);
        (uint256[] memory dlpIds, uint256[] memory escrows,) = _perDlp(jobId, new uint256[](0));
        for (uint256 i = 0; i < dlpIds.length; ++i) {
            _pull(msg.sender, _tokenOf(dlpIds[i]), escrows[i]);
        }
    }

    /// @dev A pool's code can change, its token cannot. So the pool is asked once: one that named another token later, or none, could
    /// pay this job's buyer out of strangers' balances, or keep the job from ever ending.
    function _tokenOf(uint256 dlpId) private returns (address token) {
        token = _tokens[dlpId];
        if (token == address(0)) {
            token = IDataLiquidityPool(dataRegistry.dlpOf(dlpId)).token();
            if (token == VANA) revert InvalidLines(); // it would be asked again, and might then say something else
            _tokens[dlpId] = token;
        }
    }
}
