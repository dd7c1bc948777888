// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IBurner} from "../interfaces/IBurner.sol";
import {IComputeInstructionRegistry} from "../interfaces/IComputeInstructionRegistry.sol";
import {IQueryEngine} from "../interfaces/IQueryEngine.sol";
import {IRegistry} from "../interfaces/IRegistry.sol";
import {Receipts} from "../libraries/Receipts.sol";
import {Statements} from "../libraries/Statements.sol";
import {Accounts} from "./Accounts.sol";

/// @title Jobs as they are kept, and what one reads of them
/// @notice Everything that decides what a job costs is copied into it at submission: price per second, burn shares, price and ceiling of
/// each line.
abstract contract Jobs is Accounts {
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

    IRegistry public immutable dataRegistry;
    IQueryEngine public immutable queryEngine;
    IComputeInstructionRegistry public immutable instructionRegistry;
    IBurner public immutable burner;

    Settings internal _settings;
    uint256 public override jobsCount;
    mapping(uint256 jobId => Job) internal _jobs;
    mapping(uint256 jobId => StoredLine[]) internal _lines;
    /// @dev Kept here so that no later code of a pool can make a job end in another token than it was paid in.
    mapping(uint256 dlpId => address token) public override tokenOf;

    constructor(address dataRegistry_, address queryEngine_, address instructionRegistry_, address burner_) {
        dataRegistry = IRegistry(dataRegistry_);
        queryEngine = IQueryEngine(queryEngine_);
        instructionRegistry = IComputeInstructionRegistry(instructionRegistry_);
        burner = IBurner(burner_);
    }

    /// @dev The distinct DataDAOs of a job with the ceiling of each, and what `rows` come to (all 0 for no rows).
    function _perDlp(uint256 jobId, uint256[] memory rows)
        internal
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

    /// @dev A job that is submitted and has not ended.
    function _openJob(uint256 jobId) internal view returns (Job memory job) {
        job = _jobs[jobId];
        if (job.status == uint8(JobStatus.None)) revert JobNotFound(jobId);
        if (job.status == uint8(JobStatus.Registered)) revert JobNotSubmitted(jobId);
        if (job.status != uint8(JobStatus.Submitted)) revert JobLifeCycleEnded();
    }

    /// @dev A job that waits for its request, of the sender.
    function _registeredJob(uint256 jobId) internal view returns (Job storage job) {
        job = _jobs[jobId];
        if (job.status == uint8(JobStatus.None)) revert JobNotFound(jobId);
        if (job.owner != msg.sender) revert NotJobOwner();
        if (job.status != uint8(JobStatus.Registered)) revert OnlyRegisteredJobStatus();
    }

    /// @dev The try that is on now, and the length of each; `over` once the last has ended.
    function _currentTry(Job memory job) internal view returns (uint256 lease, uint256 length, bool over) {
        (uint256 leaseLength, uint256 maxTries) = dataRegistry.leaseTerms(job.setId);
        length = leaseLength + job.maxSeconds;
        lease = (block.timestamp - job.openedAt) / length;
        over = lease >= maxTries;
    }

    function _holder(uint256 jobId, Job memory job, uint256 lease) internal view returns (address) {
        return dataRegistry.draw(job.setId, job.openedAtBlock, keccak256(abi.encode("compute", jobId)), lease);
    }

    // ---- views

    /// @notice Status None and all zero for a job that does not exist.
    function jobInfo(uint256 jobId) external view returns (JobInfo memory) {
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

    function jobs(uint256 jobId) external view returns (VanaJob memory) {
        Job memory j = _jobs[jobId];
        return VanaJob({
            ownerAddress: j.owner,
            maxTimeout: j.maxSeconds,
            gpuRequired: false,
            status: JobStatus(j.status),
            teeAddress: j.validator,
            computeInstructionId: uint32(j.instructionId),
            addedTimestamp: j.openedAt,
            statusMessage: "",
            teePoolAddress: address(0)
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

    /// @notice Reverts JobNotFound, JobNotSubmitted, JobLifeCycleEnded, JobExpired, and the registry's SeedNotReady and SeedTooOld.
    function leaseOf(uint256 jobId) external view returns (address validator, uint256 lease, uint256 endsAt) {
        Job memory job = _openJob(jobId);
        uint256 length;
        bool over;
        (lease, length, over) = _currentTry(job);
        if (over) revert JobExpired();
        validator = _holder(jobId, job, lease);
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
}
