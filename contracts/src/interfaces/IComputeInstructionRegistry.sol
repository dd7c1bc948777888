// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Register of compute instructions and who approved them; the surface is Vana's
interface IComputeInstructionRegistry {
    struct InstructionInfo {
        bytes32 hash;
        address owner;
        string url;
    }

    event ComputeInstructionAdded(
        uint256 indexed computeInstructionId, address indexed owner, string computeInstructionUrl, bytes32 computeInstructionHash
    );
    event ComputeInstructionUpdated(uint256 indexed computeInstructionId, uint256 indexed dlpId, bool approved);

    error ComputeInstructionNotFound(uint256 instructionId);
    error NotDlpOwner();
    error InvalidDigest();
    error TimelockOnly(); // it can hurt contributors, so it has to wait in the DataDAO's timelock

    /// @param hash sha2-256 of the packed instruction bundle
    function addComputeInstruction(bytes32 hash, string calldata url) external returns (uint256 computeInstructionId);
    /// @notice Approving: whoever may loosen the DataDAO (see IDataLiquidityPool); revoking: whoever may tighten. Jobs already submitted
    /// go on.
    function updateComputeInstruction(uint256 instructionId, uint256 dlpId, bool approved) external;
    function instructions(uint256 instructionId) external view returns (InstructionInfo memory);
    function instructionsCount() external view returns (uint256);
    function isApproved(uint256 instructionId, uint256 dlpId) external view returns (bool);
    function isValidInstructionId(uint256 instructionId) external view returns (bool);
}
