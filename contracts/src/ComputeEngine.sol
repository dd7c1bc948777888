// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {DataToken} from "./DataToken.sol";
import {Accounts} from "./compute/Accounts.sol";
import {Receipts} from "./libraries/Receipts.sol";
import {Statements} from "./libraries/Statements.sol";
import {IBurner} from "./interfaces/IBurner.sol";
import {IComputeInstructionRegistry} from "./interfaces/IComputeInstructionRegistry.sol";
import {IDataLiquidityPool} from "./interfaces/IDataLiquidityPool.sol";
import {IDataRegistry} from "./interfaces/IDataRegistry.sol";
import {IQueryEngine} from "./interfaces/IQueryEngine.sol";

/// @title Access jobs, see IComputeEngine
/// @notice Everything that decides what a job costs is copied into it at submission: price per second, burn shares, price and ceiling of
/// each line. A job ends exactly once, by settleJob or expireJob, and then nothing of it is left in escrow.
contract ComputeEngine is Accounts, AccessControlUpgradeable, UUPSUpgradeable {
    bytes32 public constant MAINTAINER_ROLE = keccak256("MAINTAINER_ROLE");
    uint256 private constant BPS = 10_000;
    uint256 private constant MAX_LINES = 64;
    uint256 private constant MAX_ROWS = 2 ** 48 - 1;

    struct Settings {
        uint96 pricePerSecond;
        uint32 maxJobSeconds;
        uint16 executionBurnBps;
        uint16 dataBurnBps;
    }

    struct Job {
        address owner;
        uint8 status;
        uint32 openedAt;
        uint32 openedAtBlock;
        uint16 setId;
        uint96 pricePerSecond;
        uint32 maxSeconds;
        uint64 instructionId;
        uint16 executionBurnBps;
        uint16 dataBurnBps;
        address validator;
        bytes32 requestDigest;
        bytes32 receiptDigest;
        bytes32 resultDigest;
    }

    /// @dev One word.
    struct StoredLine {
        uint64 permissionId;
        uint24 dlpId;
        uint96 price;
        uint48 maxRows;
    }

    IDataRegistry public immutable dataRegistry;
    IQueryEngine public immutable queryEngine;
    IComputeInstructionRegistry public immutable instructionRegistry;
    IBurner public immutable burner;

    Settings private _settings;
    uint256 public override jobsCount;
    mapping(uint256 jobId => Job) private _jobs;
    mapping(uint256 jobId => StoredLine[]) private _lines;

    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable
    constructor(address dataRegistry_, address queryEngine_, address instructionRegistry_, address burner_) {
        dataRegistry = IDataRegistry(dataRegistry_);
        queryEngine = IQueryEngine(queryEngine_);
        instructionRegistry = IComputeInstructionRegistry(instructionRegistry_);
        burner = IBurner(burner_);
        _disableInitializers();
    }

    function initialize(address admin, uint256 pricePerSecond_, uint256 maxJobSeconds_, uint256 executionBps, uint256 dataBps)
        external
        initializer
    {
        if (maxJobSeconds_ == 0 || maxJobSeconds_ > type(uint32).max) revert InvalidDuration(type(uint32).max);
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(MAINTAINER_ROLE, admin);
        _settings.maxJobSeconds = uint32(maxJobSeconds_);
        _setPrice(pricePerSecond_);
        _setBurnShares(executionBps, dataBps);
    }

    // ---- submission

    function submitJob(JobRequest calldata request) external payable nonReentrant returns (uint256 jobId) {
        if (msg.value != 0) {
            _put(msg.sender, VANA, msg.value);
            emit Deposit(msg.sender, VANA, msg.value);
        }
        Settings memory s = _settings;
        uint256 instructionId = request.instructionId;
        if (request.lines.length == 0 || request.lines.length > MAX_LINES) revert InvalidLines();
        if (request.maxSeconds == 0 || request.maxSeconds > s.maxJobSeconds) revert InvalidDuration(s.maxJobSeconds);
        if (request.requestDigest == 0) revert InvalidDigest();
        if (instructionId != 0 && !instructionRegistry.isValidInstructionId(instructionId)) revert InstructionNotFound(instructionId);
        uint256 setId = dataRegistry.currentSetId();
        if (dataRegistry.validatorSet(setId).length == 0) revert NoActiveTee();

        jobId = ++jobsCount;
        _jobs[jobId] = Job({
            owner: msg.sender,
            status: uint8(JobStatus.Submitted),
            openedAt: uint32(block.timestamp),
            openedAtBlock: uint32(block.number),
            setId: uint16(setId),
            pricePerSecond: s.pricePerSecond,
            maxSeconds: uint32(request.maxSeconds),
            instructionId: uint64(instructionId),
            executionBurnBps: s.executionBurnBps,
            dataBurnBps: s.dataBurnBps,
            validator: address(0),
            requestDigest: request.requestDigest,
            receiptDigest: 0,
            resultDigest: 0
        });
        for (uint256 i = 0; i < request.lines.length; ++i) {
            _addLine(jobId, instructionId, request.lines, i);
        }
        _lockEscrow(jobId, uint256(s.pricePerSecond) * request.maxSeconds);
        emit JobRegistered(jobId, msg.sender);
        emit JobRequested(jobId, instructionId, request.requestDigest, request.maxSeconds);
        emit JobStatusUpdated(jobId, uint8(JobStatus.Submitted), "");
    }

    /// @dev Checks one line against permissions and approvals as they are now, and stores it with its price.
    function _addLine(uint256 jobId, uint256 instructionId, Line[] calldata lines, uint256 index) private {
        uint256 id = lines[index].permissionId;
        for (uint256 j = 0; j < index; ++j) {
            if (lines[j].permissionId == id) revert InvalidLines();
        }
        if (lines[index].maxRows > MAX_ROWS) revert InvalidLines();
        (address grantee, bool approved, uint256 dlpId, uint256 price, bool rowsMayLeave) = queryEngine.terms(id);
        if (!approved || (grantee != address(0) && grantee != msg.sender)) revert PermissionDenied(id);
        if (instructionId == 0) {
            if (!rowsMayLeave) revert RowsMayNotLeave(id);
        } else if (!instructionRegistry.isApproved(instructionId, dlpId)) {
            revert InstructionNotApproved(instructionId, dlpId);
        }
        _lines[jobId].push(
            StoredLine({permissionId: uint64(id), dlpId: uint24(dlpId), price: uint96(price), maxRows: uint48(lines[index].maxRows)})
        );
    }

    function _lockEscrow(uint256 jobId, uint256 vana) private {
        _pull(msg.sender, VANA, vana);
        (uint256[] memory dlpIds, uint256[] memory escrows,) = _perDlp(jobId, new uint256[](0));
        for (uint256 i = 0; i < dlpIds.length; ++i) {
            _pull(msg.sender, IDataLiquidityPool(dataRegistry.dlpOf(dlpIds[i])).token(), escrows[i]);
        }
    }

    /// @dev The distinct DataDAOs of a job with the ceiling of each, and what `rows` come to (all 0 for no rows).
    function _perDlp(uint256 jobId, uint256[] memory rows)
        private
        view
        returns (uint256[] memory dlpIds, uint256[] memory escrows, uint256[] memory charges)
    {
        StoredLine[] memory lines = _lines[jobId];
        dlpIds = new uint256[](lines.length);
        escrows = new uint256[](lines.length);
        charges = new uint256[](lines.length);
        uint256 count = 0;
        for (uint256 i = 0; i < lines.length; ++i) {
            uint256 slot = 0;
            while (slot < count && dlpIds[slot] != lines[i].dlpId) ++slot;
            if (slot == count) dlpIds[count++] = lines[i].dlpId;
            escrows[slot] += uint256(lines[i].price) * lines[i].maxRows;
            if (rows.length != 0) charges[slot] += uint256(lines[i].price) * rows[i];
        }
        assembly ("memory-safe") {
            mstore(dlpIds, count)
            mstore(escrows, count)
            mstore(charges, count)
        }
    }

    // ---- the end of a job

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

    function _openJob(uint256 jobId) private view returns (Job memory job) {
        job = _jobs[jobId];
        if (job.status == uint8(JobStatus.None)) revert JobNotFound(jobId);
        if (job.status != uint8(JobStatus.Submitted)) revert JobLifeCycleEnded();
    }

    function _tryLength(Job memory job) private view returns (uint256) {
        return dataRegistry.leaseLength() + job.maxSeconds;
    }

    /// @dev Sets job.validator to the holder, who must have signed; returns when its try began.
    function _checkLease(Job memory job, Receipt calldata receipt, bytes calldata signature) private view returns (uint256 startedAt) {
        uint256 length = _tryLength(job);
        uint256 lease = (block.timestamp - job.openedAt) / length;
        if (lease >= dataRegistry.maxTries()) revert JobExpired();
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

    /// @dev No rows: the whole data part goes back.
    function _settleData(uint256 jobId, Job memory job, uint256[] memory rows) private {
        (uint256[] memory dlpIds, uint256[] memory escrows, uint256[] memory charges) = _perDlp(jobId, rows);
        for (uint256 i = 0; i < dlpIds.length; ++i) {
            _settleToken(jobId, job, dataRegistry.dlpOf(dlpIds[i]), escrows[i], charges[i]);
        }
    }

    function _settleToken(uint256 jobId, Job memory job, address pool, uint256 escrow, uint256 charged) private {
        address token = IDataLiquidityPool(pool).token();
        uint256 burned = _burnPart(charged, job.dataBurnBps);
        uint256 contributors = 0;
        uint256 treasury = 0;
        _put(job.owner, token, escrow - charged);
        if (burned != 0) DataToken(token).burn(burned);
        if (charged != burned) {
            _transfer(token, pool, charged - burned);
            (contributors, treasury) = IDataLiquidityPool(pool).distributeTokens(charged - burned);
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
        if ((block.timestamp - job.openedAt) / _tryLength(job) < dataRegistry.maxTries()) revert JobStillLive();
        _jobs[jobId].status = uint8(JobStatus.Canceled);
        _settleExecution(jobId, job, 0);
        _settleData(jobId, job, new uint256[](0));
        emit JobCanceled(jobId);
        emit JobStatusUpdated(jobId, uint8(JobStatus.Canceled), "expired");
    }

    // ---- views

    function _subject(uint256 jobId) private pure returns (bytes32) {
        return keccak256(abi.encode("compute", jobId));
    }

    /// @notice Status None and all zero for a job that does not exist.
    function jobs(uint256 jobId) external view returns (JobInfo memory) {
        Job memory j = _jobs[jobId];
        return JobInfo({
            ownerAddress: j.owner,
            status: JobStatus(j.status),
            instructionId: j.instructionId,
            maxSeconds: j.maxSeconds,
            requestDigest: j.requestDigest,
            openedAt: j.openedAt,
            openedAtBlock: j.openedAtBlock,
            setId: j.setId,
            pricePerSecond: j.pricePerSecond,
            vanaEscrow: j.status == uint8(JobStatus.Submitted) ? uint256(j.pricePerSecond) * j.maxSeconds : 0,
            teeAddress: j.validator,
            receiptDigest: j.receiptDigest,
            resultDigest: j.resultDigest
        });
    }

    function jobLines(uint256 jobId) external view returns (JobLine[] memory list) {
        StoredLine[] memory lines = _lines[jobId];
        list = new JobLine[](lines.length);
        for (uint256 i = 0; i < lines.length; ++i) {
            list[i] =
                JobLine({permissionId: lines[i].permissionId, dlpId: lines[i].dlpId, price: lines[i].price, maxRows: lines[i].maxRows});
        }
    }

    /// @notice Reverts JobNotFound, JobLifeCycleEnded, JobExpired, and the registry's SeedNotReady and SeedTooOld.
    function leaseOf(uint256 jobId) external view returns (address validator, uint256 lease, uint256 endsAt) {
        Job memory job = _openJob(jobId);
        uint256 length = _tryLength(job);
        lease = (block.timestamp - job.openedAt) / length;
        if (lease >= dataRegistry.maxTries()) revert JobExpired();
        validator = dataRegistry.draw(job.setId, job.openedAtBlock, _subject(jobId), lease);
        endsAt = job.openedAt + (lease + 1) * length;
    }

    function receiptHash(Receipt calldata receipt) external view returns (bytes32 structHash, bytes32 digest) {
        structHash = Receipts.hash(receipt);
        digest = Statements.digest(structHash);
    }

    function pricePerSecond() external view returns (uint256) {
        return _settings.pricePerSecond;
    }

    function maxJobSeconds() external view returns (uint256) {
        return _settings.maxJobSeconds;
    }

    function burnShares() external view returns (uint256 executionBps, uint256 dataBps) {
        return (_settings.executionBurnBps, _settings.dataBurnBps);
    }

    // ---- administration

    function updatePricePerSecond(uint256 price) external onlyRole(MAINTAINER_ROLE) {
        _setPrice(price);
    }

    function updateBurnShares(uint256 executionBps, uint256 dataBps) external onlyRole(MAINTAINER_ROLE) {
        _setBurnShares(executionBps, dataBps);
    }

    function _setPrice(uint256 price) private {
        if (price > type(uint96).max) revert InvalidAmount();
        _settings.pricePerSecond = uint96(price);
        emit PricePerSecondUpdated(price);
    }

    function _setBurnShares(uint256 executionBps, uint256 dataBps) private {
        if (executionBps == 0 || executionBps > BPS || dataBps == 0 || dataBps > BPS) revert InvalidShare();
        _settings.executionBurnBps = uint16(executionBps);
        _settings.dataBurnBps = uint16(dataBps);
        emit BurnShareUpdated(executionBps, dataBps);
    }

    function _authorizeUpgrade(address) internal view override onlyRole(DEFAULT_ADMIN_ROLE) {}
}
