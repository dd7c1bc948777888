// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataRegistry} from "./IDataRegistry.sol";

/// @title Contributions of people without VANA
/// @notice The owner signs, a relayer submits, the DataDAO's sponsor budget pays the fees and the relayer.
interface IContributionRelay {
    /// EIP-712 type: Contribution(address owner,NewFile[] files,uint256 nonce,uint256 deadline)NewFile(bytes32 digest,uint8 codec,uint256 dlpId)
    struct Contribution {
        address owner;
        IDataRegistry.NewFile[] files; // 1..50, all of one DataDAO
        uint256 nonce; // nonces(owner)
        uint256 deadline; // unix seconds
    }

    event Relayed(address indexed owner, address indexed relayer, uint256 indexed dlpId, uint256 firstFileId, uint256 files);

    error InvalidSignature();
    error SignatureExpired();
    error InvalidNonce(uint256 next);
    error InvalidBatch();
    error DlpNotFound();
    /// VANA that is not the fees of a contribution under way
    error OnlyPool();

    /// @param signature 65 bytes (r, s, v) of the owner
    function contribute(Contribution calldata contribution, bytes calldata signature) external returns (uint256 firstFileId);
    function nonces(address owner) external view returns (uint256);
    function contributionHash(Contribution calldata contribution) external view returns (bytes32 structHash, bytes32 digest);
}
