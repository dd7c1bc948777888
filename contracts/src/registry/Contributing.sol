// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Settling} from "./Settling.sol";
import {IDataRegistryCore} from "../interfaces/IDataRegistryCore.sol";

/// @title Registering files with their DataDAO, and requesting their proof in the same transaction
abstract contract Contributing is Settling, IDataRegistryCore {
    function contribute(NewFile calldata file) external payable nonReentrant returns (uint256 fileId, uint256 jobId) {
        Config memory c = _running();
        if (c.setSize == 0) revert NoActiveTee();
        uint256 fee;
        (fileId, fee) = _register(c, msg.sender, file);
        _storeConfig(c);
        jobId = fileId; // the first job of a file
        _takeFee(fee * GWEI);
    }

    function contributeBatch(NewFile[] calldata files) external payable nonReentrant returns (uint256 firstFileId) {
        return _contributeAll(msg.sender, msg.sender, files);
    }

    function contributeFor(address owner, address payer, NewFile[] calldata files)
        external
        payable
        nonReentrant
        returns (uint256 firstFileId)
    {
        if (msg.sender != relay) revert Unauthorized();
        return _contributeAll(owner, payer, files);
    }

    function _contributeAll(address owner, address payer, NewFile[] calldata files) private returns (uint256 firstFileId) {
        Config memory c = _running();
        if (files.length == 0) revert InvalidBatch();
        if (c.setSize == 0) revert NoActiveTee();
        firstFileId = c.filesCount + 1;
        uint256 fees = 0;
        for (uint256 i = 0; i < files.length; ++i) {
            (uint256 fileId, uint256 fee) = _register(c, owner, files[i]);
            if (payer != owner) _payers[fileId] = payer;
            fees += fee;
        }
        _storeConfig(c);
        _takeFee(fees * GWEI);
    }

    function _takeFee(uint256 fee) private {
        if (msg.value < fee) revert InsufficientFee(fee);
        _send(msg.sender, msg.value - fee);
    }

    /// @dev Counts in `c`, which the caller stores. Returns the fee in gwei.
    function _register(Config memory c, address owner, NewFile calldata file) private returns (uint256 fileId, uint256 fee) {
        bytes32 digest = file.digest;
        uint256 codec = file.codec;
        uint256 dlpId = file.dlpId;
        if (digest == 0) revert InvalidDigest();
        if (codec > 1) revert InvalidCodec();
        Pool memory dlp = _openPool(dlpId);
        fee = _fee(c, dlp);
        fileId = _enter(c, owner, digest, codec, dlpId);
        emit FilePooled(fileId, dlpId);
        _openJob(c, dlp, fileId, fileId, fee);
    }
}
