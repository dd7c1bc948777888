// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Recording} from "./Recording.sol";
import {IpfsUrl} from "../libraries/IpfsUrl.sol";

/// @title Plain views
abstract contract Reading is Recording {
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

    /// @notice Both 0 while no proof counts.
    function fileResult(uint256 fileId) external view returns (bytes32 resultDigest, uint256 score) {
        Job memory job = _loadJob(_latestJobId(fileId));
        if (job.status == uint256(JobStatus.Completed)) return (_results[fileId], job.score);
    }

    function filePermissions(uint256 fileId, address account) external view returns (string memory key) {
        return _fileKeys[fileId][account];
    }

    /// @notice Empty when there is none.
    function fileRefinements(uint256 fileId, uint256 refinerId) external view returns (string memory url) {
        uint256 key = _refinementKey(fileId, refinerId);
        bytes32 digest = _refinements[key];
        if (digest != 0) url = IpfsUrl.render(digest, _refinementIsDagPb[key] ? 1 : 0);
    }

    function currentSetId() external view returns (uint256) {
        return _loadConfig().setId;
    }

    function leaseTerms(uint256 setId) public view returns (uint256 length, uint256 tries) {
        (, length, tries) = _setTerms(setId);
    }

    function validatorIndex(address validator) external view returns (uint256) {
        return _validatorIndex[validator];
    }

    function validatorsCount() external view returns (uint256) {
        return _loadConfig().validatorsEver;
    }

    function validatorAt(uint256 index) external view returns (address) {
        return _validators[index].account;
    }

    function withdrawnBy(address validator) external view returns (uint256) {
        return _withdrawn[_validatorIndex[validator]];
    }

    function earnedBy(address validator) external view returns (uint256) {
        return uint256(_validators[_validatorIndex[validator]].earned) * GWEI;
    }

    function claimable(address account) external view returns (uint256 amount) {
        amount = _owed[account];
        uint256 index = _validatorIndex[account];
        if (index != 0) amount += uint256(_validators[index].earned) * GWEI - _withdrawn[index];
    }

    function proofFee() external view returns (uint256) {
        return _loadConfig().proofFee * GWEI;
    }

    function refinementFee() external view returns (uint256) {
        return _loadConfig().refinementFee * GWEI;
    }

    function feeOf(uint256 dlpId) external view returns (uint256) {
        return _fee(_loadConfig(), _pools[dlpId]) * GWEI;
    }

    function leaseLength() external view returns (uint256 length) {
        (length,) = leaseTerms(_loadConfig().setId);
    }

    function maxTries() external view returns (uint256 tries) {
        (, tries) = leaseTerms(_loadConfig().setId);
    }

    function dlpOf(uint256 dlpId) external view returns (address) {
        return _pools[dlpId].pool;
    }

    function isOpen(uint256 dlpId) external view returns (bool) {
        return _pools[dlpId].open;
    }

    function opinionTerms(uint256 dlpId) external view returns (OpinionTerms memory) {
        Pool memory dlp = _pools[dlpId];
        return OpinionTerms({drawn: dlp.drawn, needed: dlp.needed, deterministic: dlp.deterministic});
    }

    function lastWithdrawalBlock(uint256 dlpId) external view returns (uint256) {
        return _pools[dlpId].lastWithdrawal;
    }

    function defaultDlp() external view returns (uint256) {
        return _loadConfig().defaultDlp;
    }

    function paused() external view returns (bool) {
        return _loadConfig().paused != 0;
    }
}
