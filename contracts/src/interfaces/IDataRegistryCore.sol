// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataRegistry} from "./IDataRegistry.sol";

/// @title What each contribution calls, and plain views
interface IDataRegistryCore is IDataRegistry {
    /// @notice Registers a file with its DataDAO and requests its proof; the sender is the owner.
    /// @dev value >= feeOf(dlpId); excess goes back in the same call.
    function contribute(NewFile calldata file) external payable returns (uint256 fileId, uint256 jobId);

    /// @notice The same for many files of one sender; value >= the sum of their fees.
    function contributeBatch(NewFile[] calldata files) external payable returns (uint256 firstFileId);

    /// @notice The same for an owner who has signed for it at the relay; `payer` gets what is ever refunded. Only the relay.
    function contributeFor(address owner, address payer, NewFile[] calldata files) external payable returns (uint256 firstFileId);

    /// @notice Records a proof under the current lease. The signature is the lease holder's; anyone may submit it.
    /// A valid, first proof credits reward and stake in the DataDAO's pool; where the DataDAO wants second opinions, once enough agree.
    /// A repeated fingerprint or a foreign identity is recorded with score 0.
    function recordProof(Proof calldata proof, bytes32 r, bytes32 vs) external;

    /// @notice One signature over ProofBatch(Proof[] proofs).
    function recordProofs(Proof[] calldata proofs, bytes32 r, bytes32 vs) external;

    function recordRefinement(Refinement calldata refinement, bytes32 r, bytes32 vs) external;

    /// @notice One signature over RefinementBatch(Refinement[] refinements).
    function recordRefinements(Refinement[] calldata refinements, bytes32 r, bytes32 vs) external;

    /// @notice The draw itself, for other contracts: reverts SeedNotReady / SeedTooOld.
    function draw(uint256 setId, uint256 openedAtBlock, bytes32 subject, uint256 tryIndex) external view returns (address);
    function isValidator(address validator) external view returns (bool);

    /// @notice Pays out what the sender has earned or is owed back.
    function claim() external;
    /// @notice Pays an account what it has earned or is owed back; anyone may call. For contracts, which cannot call by themselves.
    function claimFor(address account) external;

    /// @notice Stops new contributions and recordings. Cancelling, reclaiming, withdrawing and claiming go on. Maintainer.
    function pause() external;
    function unpause() external;

    // ---- plain views
    function files(uint256 fileId) external view returns (FileResponse memory);
    function fileInfo(uint256 fileId) external view returns (FileInfo memory);
    function fileIdOf(bytes32 digest, address owner) external view returns (uint256);
    function filesCount() external view returns (uint256);
    function fileResult(uint256 fileId) external view returns (bytes32 resultDigest, uint256 score);
    function filePermissions(uint256 fileId, address account) external view returns (string memory key);
    function fileRefinements(uint256 fileId, uint256 refinerId) external view returns (string memory url);
    function currentSetId() external view returns (uint256);
    /// @notice Lease length (seconds) and number of tries of jobs opened under this set.
    function leaseTerms(uint256 setId) external view returns (uint256 leaseLength, uint256 maxTries);
    /// @notice 1-based, 0 for an address that was never admitted; the index stays for ever.
    function validatorIndex(address validator) external view returns (uint256);
    /// @notice How many were ever admitted; their indices are 1..count.
    function validatorsCount() external view returns (uint256);
    function validatorAt(uint256 index) external view returns (address);
    /// @notice wei over its whole life
    function earnedBy(address validator) external view returns (uint256);
    /// @notice wei of it that it has claimed
    function withdrawnBy(address validator) external view returns (uint256);
    function claimable(address account) external view returns (uint256);
    function proofFee() external view returns (uint256);
    function refinementFee() external view returns (uint256);
    /// @notice What a request costs with this DataDAO: (1 + second opinions drawn) x proofFee + refinementFee.
    function feeOf(uint256 dlpId) external view returns (uint256);
    /// @notice Of jobs opened now.
    function leaseLength() external view returns (uint256);
    function maxTries() external view returns (uint256);
    function dlpOf(uint256 dlpId) external view returns (address);
    function isOpen(uint256 dlpId) external view returns (bool);
    function opinionTerms(uint256 dlpId) external view returns (OpinionTerms memory);
    /// @notice Number of the block in which a file of this DataDAO was last withdrawn; 0 if none ever was. Only files whose proof counted
    /// count: no other has rows in a table. What is computed from the DataDAO's tables of an earlier block is out of date.
    function lastWithdrawalBlock(uint256 dlpId) external view returns (uint256);
    function defaultDlp() external view returns (uint256);
    function paused() external view returns (bool);
}
