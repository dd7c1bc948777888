// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {IComputeInstructionRegistry} from "./interfaces/IComputeInstructionRegistry.sol";
import {IDataLiquidityPool} from "./interfaces/IDataLiquidityPool.sol";
import {IDLPRegistry} from "./interfaces/IDLPRegistry.sol";
import {Authority} from "./libraries/Authority.sol";

/// @title Register of compute instructions, see IComputeInstructionRegistry
/// @notice Anyone may add one; it can touch a DataDAO's rows only once that DataDAO has approved it. An instruction never changes.
contract ComputeInstructionRegistry is IComputeInstructionRegistry, AccessControlUpgradeable, UUPSUpgradeable {
    IDLPRegistry public immutable dlpRegistry;

    uint256 public override instructionsCount;
    mapping(uint256 instructionId => InstructionInfo) private _instructions;
    mapping(uint256 instructionId => mapping(uint256 dlpId => bool)) public override isApproved;

    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable
    constructor(address dlpRegistry_) {
        dlpRegistry = IDLPRegistry(dlpRegistry_);
        _disableInitializers();
    }

    function initialize(address admin) external initializer {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    function addComputeInstruction(bytes32 hash, string calldata url) external returns (uint256 computeInstructionId) {
        if (hash == 0) revert InvalidDigest();
        computeInstructionId = ++instructionsCount;
        _instructions[computeInstructionId] = InstructionInfo({hash: hash, owner: msg.sender, url: url});
        emit ComputeInstructionAdded(computeInstructionId, msg.sender, url, hash);
    }

    function updateComputeInstruction(uint256 instructionId, uint256 dlpId, bool approved) external {
        if (!isValidInstructionId(instructionId)) revert ComputeInstructionNotFound(instructionId);
        IDataLiquidityPool pool = IDataLiquidityPool(dlpRegistry.poolOf(dlpId));
        Authority.Verdict verdict = approved ? Authority.loosen(pool, msg.sender) : Authority.tighten(pool, msg.sender);
        if (verdict == Authority.Verdict.Waits) revert TimelockOnly();
        if (verdict == Authority.Verdict.Denied) revert NotDlpOwner();
        if (isApproved[instructionId][dlpId] == approved) return;
        isApproved[instructionId][dlpId] = approved;
        emit ComputeInstructionUpdated(instructionId, dlpId, approved);
    }

    /// @notice All empty for an id that does not exist.
    function instructions(uint256 instructionId) external view returns (InstructionInfo memory) {
        return _instructions[instructionId];
    }

    function isValidInstructionId(uint256 instructionId) public view returns (bool) {
        return instructionId != 0 && instructionId <= instructionsCount;
    }

    function _authorizeUpgrade(address) internal view override onlyRole(DEFAULT_ADMIN_ROLE) {}
}
