// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {Authority} from "./libraries/Authority.sol";
import {IComputeInstructionRegistry} from "./interfaces/IComputeInstructionRegistry.sol";
import {IDLPRegistry} from "./interfaces/IDLPRegistry.sol";

/// @title Register of compute instructions, see IComputeInstructionRegistry
/// @notice Anyone may add one; it can touch a DataDAO's rows only once that DataDAO has approved it. An instruction never changes.
contract ComputeInstructionRegistry is IComputeInstructionRegistry, AccessControlUpgradeable, UUPSUpgradeable {
    struct Entry {
        bytes32 hash;
        address owner;
        string url;
    }

    IDLPRegistry public immutable dlpRegistry;

    uint256 public override instructionsCount;
    mapping(uint256 instructionId => Entry) private _entries;
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
        _entries[computeInstructionId] = Entry({hash: hash, owner: msg.sender, url: url});
        emit ComputeInstructionAdded(computeInstructionId, msg.sender, url, hash);
    }

    function updateComputeInstruction(uint256 instructionId, uint256 dlpId, bool approved) external {
        if (!isValidInstructionId(instructionId)) revert ComputeInstructionNotFound(instructionId);
        address pool = dlpRegistry.poolOf(dlpId);
        if (approved) Authority.requireLoosen(pool, NotDlpOwner.selector);
        else Authority.requireTighten(pool, NotDlpOwner.selector);
        if (isApproved[instructionId][dlpId] == approved) return;
        isApproved[instructionId][dlpId] = approved;
        emit ComputeInstructionUpdated(instructionId, dlpId, approved);
    }

    /// @notice All empty for an id that does not exist.
    function instructions(uint256 instructionId) external view returns (bytes32 hash, address owner, string memory url) {
        Entry storage e = _entries[instructionId];
        return (e.hash, e.owner, e.url);
    }

    function isValidInstructionId(uint256 instructionId) public view returns (bool) {
        return instructionId != 0 && instructionId <= instructionsCount;
    }

    function _authorizeUpgrade(address) internal view override onlyRole(DEFAULT_ADMIN_ROLE) {}
}
