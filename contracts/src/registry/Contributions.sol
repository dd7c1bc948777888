// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Validators} from "./Validators.sol";
import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";
import {IpfsUrl} from "../libraries/IpfsUrl.sol";

/// @title Files and proof jobs: registering, requesting, giving back
abstract contract Contributions is Validators {
    function contribute(NewFile calldata file) external payable nonReentrant returns (uint256 fileId, uint256 jobId) {
        Config memory c = _running();
        uint256 fee = _requireFees(c, 1);
        fileId = _register(c, file, fee);
        _storeConfig(c);
        jobId = fileId; // the first job of a file
        _send(msg.sender, msg.value - fee);
    }

    function contributeBatch(NewFile[] calldata files_) external payable nonReentrant returns (uint256 firstFileId) {
        Config memory c = _running();
        if (files_.length == 0) revert InvalidBatch();
        uint256 fee = _requireFees(c, files_.length);
        firstFileId = c.filesCount + 1;
        for (uint256 i = 0; i < files_.length; ++i) {
            _register(c, files_[i], fee);
        }
        _storeConfig(c);
        _send(msg.sender, msg.value - fee * files_.length);
    }

    /// @dev Fees of one file in wei; the value must cover those of `count`, and somebody must be there to earn them.
    function _requireFees(Config memory c, uint256 count) private view returns (uint256 fee) {
        fee = (c.proofFee + c.refinementFee) * GWEI;
        if (msg.value < fee * count) revert InsufficientFee(fee * count);
        if (c.setSize == 0) revert NoActiveTee();
    }

    /// @dev Counts in `c`, which the caller stores.
    function _register(Config memory c, NewFile calldata file, uint256 fee) private returns (uint256 fileId) {
        bytes32 digest = file.digest;
        uint256 codec = file.codec;
        uint256 dlpId = file.dlpId;
        if (digest == 0) revert InvalidDigest();
        if (codec > 1) revert InvalidCodec();
        if (_pools[dlpId].pool == address(0)) revert DlpNotFound();
        fileId = ++c.filesCount;
        uint256 record = _packFile(msg.sender, fileId, dlpId, codec);
        uint256 first = _records[digest];
        if (first == 0) {
            _records[digest] = record;
        } else {
            bytes32 key = _secondKey(digest, msg.sender);
            if (address(uint160(first)) == msg.sender || _secondRecords[key] != 0) revert FileUrlAlreadyUsed();
            _secondRecords[key] = record;
            _secondKeys[fileId] = key;
        }
        _digests[fileId] = digest;
        emit FileAdded(fileId, msg.sender, IpfsUrl.render(digest, codec));
        emit FilePooled(fileId, dlpId, digest, uint8(codec));
        _open(c, fileId, fileId, fee);
    }

    function _open(Config memory c, uint256 jobId, uint256 fileId, uint256 fee) private {
        Job memory job;
        job.status = uint256(JobStatus.Submitted);
        job.proofFee = c.proofFee;
        job.refinementFee = c.refinementFee;
        _openHere(c, job);
        _storeJob(jobId, job);
        emit JobSubmitted(jobId, fileId, address(0), fee);
    }

    function requestContributionProof(uint256 fileId) external payable returns (uint256 jobId) {
        return _request(fileId, msg.sender);
    }

    function requestContributionProofFor(uint256 fileId, address payer) external payable returns (uint256 jobId) {
        if (msg.sender != teePool) revert Unauthorized();
        return _request(fileId, payer);
    }

    function _request(uint256 fileId, address payer) private nonReentrant returns (uint256 jobId) {
        Config memory c = _running();
        uint256 fee = _requireFees(c, 1);
        (FileRecord memory file,) = _record(fileId);
        uint256 retry = _retries[fileId];
        jobId = _jobId(fileId, retry);
        Job memory last = _loadJob(jobId);
        if (last.score > 0) revert InvalidJobStatus();
        if (last.status == uint256(JobStatus.Submitted)) {
            // whoever paid an expired job and never cancelled it must not keep others from asking again
            if (!_expired(c, last)) revert InvalidJobStatus();
            _owed[_payer(jobId, file.owner)] += _close(jobId, last);
        }
        jobId = _jobId(fileId, retry + 1);
        _retries[fileId] = retry + 1;
        if (payer != file.owner) _payers[jobId] = payer;
        _open(c, jobId, fileId, fee);
        _send(payer, msg.value - fee);
    }

    function cancelJob(uint256 jobId) external nonReentrant {
        Job memory job = _loadJob(jobId);
        if (job.status != uint256(JobStatus.Submitted)) revert InvalidJobStatus();
        (FileRecord memory file,) = _record(uint40(jobId));
        if (msg.sender != _payer(jobId, file.owner)) revert NotJobOwner();
        if (!_expired(_loadConfig(), job)) revert JobStillLive();
        _send(msg.sender, _close(jobId, job));
    }

    /// @dev Cancels an expired job; returns the wei its payer gets.
    function _close(uint256 jobId, Job memory job) private returns (uint256 amount) {
        job.status = uint256(JobStatus.Canceled);
        _storeJob(jobId, job);
        amount = (job.proofFee + job.refinementFee) * GWEI;
        emit JobCanceled(jobId);
    }

    function reclaimRefinementFee(uint256 fileId) external {
        (FileRecord memory file,) = _record(fileId);
        uint256 jobId = _latestJobId(fileId);
        Job memory job = _loadJob(jobId);
        if (job.status != uint256(JobStatus.Completed)) revert InvalidJobStatus();
        if (job.refinementFee == 0) revert NothingToClaim();
        if (!_expired(_loadConfig(), job)) revert JobStillLive();
        _giveBackRefinementFee(jobId, job, file.owner);
        _storeJob(jobId, job);
    }

    /// @dev Changes `job`, which the caller stores.
    function _giveBackRefinementFee(uint256 jobId, Job memory job, address owner) internal {
        if (job.refinementFee != 0) _owed[_payer(jobId, owner)] += job.refinementFee * GWEI;
        job.refinementFee = 0;
        job.unpaidRefiners = 0;
    }

    function reseed(uint256 jobId) external {
        Config memory c = _running();
        if (c.setSize == 0) revert NoActiveTee();
        Job memory job = _loadJob(jobId);
        (FileRecord memory file,) = _record(uint40(jobId));
        if (job.status == uint256(JobStatus.Submitted)) {
            if (_expired(c, job)) revert JobExpired();
            if (_seedInReach(job.openedAtBlock)) revert SeedInReach();
        } else if (job.status == uint256(JobStatus.Completed) && job.score > 0) {
            if (!_expired(c, job)) revert JobStillLive();
            if (msg.sender != IDataLiquidityPool(_pools[file.dlpId].pool).owner()) revert Unauthorized();
            _giveBackRefinementFee(jobId, job, file.owner);
        } else {
            revert InvalidJobStatus();
        }
        _openHere(c, job);
        _storeJob(jobId, job);
        emit JobReseeded(jobId, uint40(jobId));
    }

    function files(uint256 fileId) external view returns (FileResponse memory) {
        (FileRecord memory file, bytes32 digest) = _record(fileId);
        return FileResponse({
            id: fileId, ownerAddress: file.owner, url: IpfsUrl.render(digest, file.codec), schemaId: 0, addedAtBlock: file.addedAtBlock
        });
    }

    function fileInfo(uint256 fileId) external view returns (FileInfo memory) {
        (FileRecord memory file, bytes32 digest) = _record(fileId);
        return FileInfo({
            owner: file.owner,
            dlpId: file.dlpId,
            addedAtBlock: file.addedAtBlock,
            digest: digest,
            codec: uint8(file.codec),
            jobId: _latestJobId(fileId)
        });
    }

    function fileIdOf(bytes32 digest, address owner) external view returns (uint256) {
        uint256 word = _records[digest];
        if (address(uint160(word)) != owner) word = _secondRecords[_secondKey(digest, owner)];
        return _unpackFile(word).id;
    }

    function filesCount() external view returns (uint256) {
        return _loadConfig().filesCount;
    }

    /// @notice Status None and all zero for a job that does not exist.
    function jobs(uint256 jobId) external view returns (JobInfo memory info) {
        Job memory job = _loadJob(jobId);
        if (job.status == uint256(JobStatus.None)) return info;
        (FileRecord memory file,) = _record(uint40(jobId));
        info = JobInfo({
            fileId: uint40(jobId),
            status: JobStatus(job.status),
            proofFee: job.proofFee * GWEI,
            refinementFee: job.refinementFee * GWEI,
            payer: _payer(jobId, file.owner),
            openedAt: job.openedAt,
            openedAtBlock: job.openedAtBlock,
            setId: job.setId,
            validator: _validators[job.validator].account,
            score: job.score
        });
    }
}
