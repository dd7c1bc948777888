// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {IDataLiquidityPool} from "./interfaces/IDataLiquidityPool.sol";
import {IDLPRegistry} from "./interfaces/IDLPRegistry.sol";
import {IDataRefinerRegistry} from "./interfaces/IDataRefinerRegistry.sol";
import {IRegistry} from "./interfaces/IRegistry.sol";
import {Authority} from "./libraries/Authority.sol";
import {IpfsUrl} from "./libraries/IpfsUrl.sol";

/// @title Register of refiners, see IDataRefinerRegistry
/// @notice A refiner never changes; a new version is a new refiner. What the core needs to record a refinement is pushed to it.
contract DataRefinerRegistry is IDataRefinerRegistry, AccessControlUpgradeable, UUPSUpgradeable {
    uint256 private constant MAX_ACTIVE = 16;
    /// @dev Over all time. Withdrawing a file counts them, and no DataDAO may make that cost more than a block holds.
    uint256 private constant MAX_EVER = 1024;

    struct Entry {
        uint32 dlpId;
        bool active;
        bytes32 schemaDigest;
        bytes32 bundleDigest;
        string name;
        string bundleUrl;
    }

    IDLPRegistry public immutable dlpRegistry;
    IRegistry public immutable dataRegistry;

    uint256 public override refinersCount;
    mapping(uint256 refinerId => Entry) private _entries;
    mapping(uint256 dlpId => uint256[]) private _active;
    mapping(uint256 dlpId => uint256[]) private _all;

    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable
    constructor(address dlpRegistry_, address dataRegistry_) {
        dlpRegistry = IDLPRegistry(dlpRegistry_);
        dataRegistry = IRegistry(dataRegistry_);
        _disableInitializers();
    }

    function initialize(address admin) external initializer {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    function addRefiner(uint256 dlpId, string calldata name, bytes32 schemaDigest, bytes32 bundleDigest, string calldata bundleUrl)
        external
        returns (uint256 refinerId)
    {
        if (schemaDigest == 0 || bundleDigest == 0) revert InvalidDigest();
        return _add(dlpId, name, schemaDigest, bundleDigest, bundleUrl);
    }

    function addRefiner(uint256 dlpId, string calldata name, string calldata schemaDefinitionUrl, string calldata refinementInstructionUrl)
        external
        returns (uint256 refinerId)
    {
        return _add(dlpId, name, _rawDigest(schemaDefinitionUrl), _rawDigest(refinementInstructionUrl), refinementInstructionUrl);
    }

    /// @dev Of one raw block: the address of anything larger is not the digest of its bytes.
    function _rawDigest(string calldata url) private pure returns (bytes32) {
        (bytes32 digest, uint256 codec, bool ok) = IpfsUrl.parse(url);
        if (!ok || codec != 0 || digest == 0) revert InvalidUrl();
        return digest;
    }

    function _add(uint256 dlpId, string calldata name, bytes32 schemaDigest, bytes32 bundleDigest, string calldata bundleUrl)
        private
        returns (uint256 refinerId)
    {
        _allow(Authority.loosen(_pool(dlpId), msg.sender));
        if (_active[dlpId].length == MAX_ACTIVE || _all[dlpId].length == MAX_EVER) revert TooManyRefiners();
        refinerId = ++refinersCount;
        _entries[refinerId] = Entry({
            dlpId: uint32(dlpId), active: true, schemaDigest: schemaDigest, bundleDigest: bundleDigest, name: name, bundleUrl: bundleUrl
        });
        _active[dlpId].push(refinerId);
        _all[dlpId].push(refinerId);
        dataRegistry.setRefiner(refinerId, dlpId, bundleDigest, true);
        emit RefinerAdded(refinerId, dlpId, name, 0, IpfsUrl.render(schemaDigest, 0), bundleUrl);
    }

    function retireRefiner(uint256 refinerId) external {
        Entry storage e = _entry(refinerId);
        uint256 dlpId = e.dlpId;
        _allow(Authority.tighten(_pool(dlpId), msg.sender));
        if (!e.active) revert RefinerNotFound();
        e.active = false;
        uint256[] storage active = _active[dlpId];
        uint256 i = 0;
        while (active[i] != refinerId) ++i;
        active[i] = active[active.length - 1];
        active.pop();
        dataRegistry.setRefiner(refinerId, dlpId, e.bundleDigest, false);
        emit RefinerRetired(refinerId, dlpId);
    }

    function _pool(uint256 dlpId) private view returns (IDataLiquidityPool) {
        return IDataLiquidityPool(dlpRegistry.poolOf(dlpId));
    }

    function _allow(Authority.Verdict verdict) private pure {
        if (verdict == Authority.Verdict.Waits) revert TimelockOnly();
        if (verdict == Authority.Verdict.Denied) revert NotDlpOwner();
    }

    function _entry(uint256 refinerId) private view returns (Entry storage e) {
        e = _entries[refinerId];
        if (e.dlpId == 0) revert RefinerNotFound();
    }

    function refiners(uint256 refinerId) external view returns (RefinerInfo memory) {
        Entry storage e = _entry(refinerId);
        return RefinerInfo({
            dlpId: e.dlpId,
            owner: dlpRegistry.ownerOf(e.dlpId),
            name: e.name,
            schemaDefinitionUrl: IpfsUrl.render(e.schemaDigest, 0),
            refinementInstructionUrl: e.bundleUrl,
            schemaId: 0
        });
    }

    function refinerDigests(uint256 refinerId) external view returns (bytes32 schemaDigest, bytes32 bundleDigest, bool active) {
        Entry storage e = _entry(refinerId);
        return (e.schemaDigest, e.bundleDigest, e.active);
    }

    function dlpRefiners(uint256 dlpId) external view returns (uint256[] memory active) {
        return _active[dlpId];
    }

    function allRefiners(uint256 dlpId) external view returns (uint256[] memory) {
        return _all[dlpId];
    }

    function activeRefinersCount(uint256 dlpId) external view returns (uint256) {
        return _active[dlpId].length;
    }

    function _authorizeUpgrade(address) internal view override onlyRole(DEFAULT_ADMIN_ROLE) {}
}
