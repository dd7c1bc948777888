// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataRegistry} from "./IDataRegistry.sol";

/// @title What each contribution calls
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
}
