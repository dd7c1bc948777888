// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Enrolment} from "./Enrolment.sol";
import {IDLPRegistry} from "../interfaces/IDLPRegistry.sol";
import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";
import {IDataRefinerRegistry} from "../interfaces/IDataRefinerRegistry.sol";
import {IpfsUrl} from "../libraries/IpfsUrl.sol";

/// @title Vana's forms of registering; proof jobs after the first; giving back what nobody earned
abstract contract Requests is Enrolment {
    uint256 private constant MAX_KEY_BYTES = 4096;

    // ---- files without a DataDAO

    function addFile(string calldata url) external returns (uint256 fileId) {
        return _addFile(url);
    }

    function addFileWithPermissions(string calldata url, address ownerAddress, Permission[] calldata permissions)
        external
        returns (uint256 fileId)
    {
        if (ownerAddress != msg.sender) revert NotFileOwner();
        fileId = _addFile(url);
        for (uint256 i = 0; i < permissions.length; ++i) {
            _setKey(fileId, permissions[i].account, permissions[i].key);
        }
    }

    function addFilePermission(uint256 fileId, address account, string calldata key) external {
        _running();
        (FileRecord memory file,) = _record(fileId);
        if (file.owner != msg.sender) revert NotFileOwner();
        _setKey(fileId, account, key);
    }

    function _addFile(string calldata url) private returns (uint256 fileId) {
        Config memory c = _running();
        (bytes32 digest, uint256 codec, bool ok) = IpfsUrl.parse(url);
        if (!ok || digest == 0) revert InvalidUrl();
        fileId = _enter(c, msg.sender, digest, codec, 0);
        _storeConfig(c);
    }

    function _setKey(uint256 fileId, address account, string calldata key) private {
        if (bytes(key).length == 0 || bytes(key).length > MAX_KEY_BYTES) revert InvalidKey();
        _fileKeys[fileId][account] = key;
        emit PermissionGranted(fileId, account);
    }

    // ---- proof jobs

    function requestContributionProof(uint256 fileId) external payable returns (uint256 jobId) {
        return _request(fileId, 0, msg.sender);
    }

    function requestContributionProofFor(uint256 fileId, uint256 dlpId, address payer) external payable returns (uint256 jobId) {
        if (msg.sender != (dlpId == 0 ? teePool : IDLPRegistry(dlpRegistry).teePoolOf(dlpId))) revert Unauthorized();
        return _request(fileId, dlpId, payer);
    }

    function _request(uint256 fileId, uint256 dlpId, address payer) private nonReentrant returns (uint256 jobId) {
        Config memory c = _running();
        if (c.setSize == 0) revert NoActiveTee();
        (FileRecord memory file, bytes32 digest) = _record(fileId);
        if (file.dlpId == 0) _assign(c, file, digest, dlpId, payer);
        else if (dlpId != 0 && dlpId != file.dlpId) revert OtherDlp(file.dlpId);
        Pool memory dlp = _openPool(file.dlpId);
        uint256 fee = _fee(c, dlp);
        if (msg.value < fee * GWEI) revert InsufficientFee(fee * GWEI);

        jobId = _nextJob(fileId, file.owner);
        if (payer != file.owner) _payers[jobId] = payer;
        _openJob(c, dlp, jobId, fileId, fee);
        _send(payer, msg.value - fee * GWEI);
    }

    /// @dev Gives a file without a DataDAO the one it is requested for; that is its owner's choice.
    function _assign(Config memory c, FileRecord memory file, bytes32 digest, uint256 dlpId, address payer) private {
        if (dlpId == 0) dlpId = c.defaultDlp;
        if (dlpId == 0) revert NoDlp();
        if (payer != file.owner) revert NotFileOwner();
        file.dlpId = dlpId;
        uint256 word = uint256(uint160(file.owner)) | file.id << 160 | file.codec << 200 | dlpId << 201 | file.addedAtBlock << 224;
        bytes32 key = _secondKeys[file.id];
        if (key == 0) _records[digest] = word;
        else _secondRecords[key] = word;
        emit FilePooled(file.id, dlpId);
    }

    /// @dev The id for another job of a file; an expired one that nobody cancelled is cancelled in passing, for its payer's benefit.
    function _nextJob(uint256 fileId, address owner) private returns (uint256 jobId) {
        uint256 retry = _retries[fileId];
        jobId = _jobId(fileId, retry);
        Job memory last = _loadJob(jobId);
        if (last.status == uint256(JobStatus.None)) return jobId;
        if (last.status == uint256(JobStatus.Withdrawn)) revert FileIsWithdrawn();
        if (last.status == uint256(JobStatus.Completed) && last.score > 0) revert InvalidJobStatus();
        if (_isOpen(last)) {
            if (!_expired(last)) revert InvalidJobStatus();
            _owed[_payer(jobId, owner)] += _close(jobId, last, JobStatus.Canceled);
        }
        _retries[fileId] = retry + 1;
        return _jobId(fileId, retry + 1);
    }

    function _isOpen(Job memory job) internal pure returns (bool) {
        return job.status == uint256(JobStatus.Submitted) || job.status == uint256(JobStatus.Provisional);
    }

    function cancelJob(uint256 jobId) external nonReentrant {
        Job memory job = _loadJob(jobId);
        if (!_isOpen(job)) revert InvalidJobStatus();
        if (!_expired(job)) revert JobStillLive();
        (FileRecord memory file,) = _record(uint40(jobId));
        address payer = _payer(jobId, file.owner);
        uint256 amount = _close(jobId, job, JobStatus.Canceled);
        if (msg.sender == payer) _send(payer, amount);
        else _owed[payer] += amount;
    }

    /// @dev What an open job still holds, wei: opinions are paid as they come.
    function _escrow(uint256 jobId, Job memory job) internal view returns (uint256) {
        return (job.proofFeeOrDlp * (1 + job.drawn - _opinions[jobId].length) + job.refinementFee) * GWEI;
    }

    /// @dev Ends an open job; returns the wei its payer gets.
    function _close(uint256 jobId, Job memory job, JobStatus to) internal returns (uint256 amount) {
        amount = _escrow(jobId, job);
        job.status = uint256(to);
        job.score = 0;
        job.proofFeeOrDlp = 0;
        job.refinementFee = 0;
        _storeJob(jobId, job);
        if (_opinions[jobId].length != 0) delete _opinions[jobId];
        emit JobCanceled(jobId);
    }

    // ---- refinements

    function reclaimRefinementFee(uint256 fileId) external nonReentrant {
        (FileRecord memory file,) = _record(fileId);
        uint256 jobId = _latestJobId(fileId);
        Job memory job = _loadJob(jobId);
        if (job.status != uint256(JobStatus.Completed)) revert InvalidJobStatus();
        if (_unearned(fileId, job) == 0) revert NothingToClaim();
        if (!_expired(job)) revert JobStillLive();
        _giveBackUnearned(jobId, job, file.owner);
        _storeJob(jobId, job);
    }

    /// @dev gwei of a refinement fee that no validator has earned. Recording a refinement writes nothing of the job, so it is counted
    /// here, over the refiners the DataDAO had at the proof.
    function _unearned(uint256 fileId, Job memory job) internal view returns (uint256) {
        if (job.status != uint256(JobStatus.Completed) || job.shares == 0) return 0;
        uint256[] memory refiners = IDataRefinerRegistry(refinerRegistry).allRefiners(job.proofFeeOrDlp);
        uint256 earned = 0;
        for (uint256 i = 0; i < refiners.length; ++i) {
            bool counts = _refiners[refiners[i]].addedAtBlock < job.openedAtBlock;
            if (counts && _refinements[_refinementKey(fileId, refiners[i])] != 0) ++earned;
        }
        // slither-disable-next-line divide-before-multiply (a share was rounded down when it was earned)
        return job.refinementFee - (job.refinementFee / job.shares) * earned;
    }

    /// @dev Changes `job`, which the caller stores.
    function _giveBackUnearned(uint256 jobId, Job memory job, address owner) internal {
        uint256 amount = _unearned(uint40(jobId), job);
        job.refinementFee = 0;
        job.shares = 0;
        if (amount != 0) _owed[_payer(jobId, owner)] += amount * GWEI;
    }

    function reseed(uint256 jobId) external nonReentrant {
        Config memory c = _running();
        if (c.setSize == 0) revert NoActiveTee();
        Job memory job = _loadJob(jobId);
        (FileRecord memory file,) = _record(uint40(jobId));
        if (job.status == uint256(JobStatus.Submitted) || job.status == uint256(JobStatus.Provisional)) {
            if (_expired(job)) revert JobExpired();
            if (_seedInReach(job.openedAtBlock)) revert SeedInReach();
        } else if (job.status == uint256(JobStatus.Completed) && job.score > 0) {
            if (!_expired(job)) revert JobStillLive();
            if (!IDataLiquidityPool(_pools[file.dlpId].pool).mayTighten(msg.sender)) revert Unauthorized();
            _giveBackUnearned(jobId, job, file.owner);
        } else {
            revert InvalidJobStatus();
        }
        _openHere(c, job);
        _storeJob(jobId, job);
        emit JobReseeded(jobId, uint40(jobId));
    }
}
