// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {IDLPRegistry} from "./interfaces/IDLPRegistry.sol";
import {IDataRefinerRegistry} from "./interfaces/IDataRefinerRegistry.sol";
import {IQueryEngine} from "./interfaces/IQueryEngine.sol";

/// @title Permissions and prices, see IQueryEngine
/// @notice Scope, grantee and policy of a permission never change: another wish is another permission. Only the owner of the refiner's
/// DataDAO, as it is now, may act.
contract QueryEngine is IQueryEngine, AccessControlUpgradeable, UUPSUpgradeable {
    struct Entry {
        address grantee;
        bool approved;
        bool rowsMayLeave;
        uint32 dlpId;
        uint40 refinerId;
        uint96 price;
        address token;
        string tableName;
        string columnName;
    }

    IDLPRegistry public immutable dlpRegistry;
    IDataRefinerRegistry public immutable refinerRegistry;

    uint256 public override permissionsCount;
    mapping(uint256 permissionId => Entry) private _entries;
    mapping(uint256 refinerId => mapping(address grantee => uint256[])) private _ids;

    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable
    constructor(address dlpRegistry_, address refinerRegistry_) {
        dlpRegistry = IDLPRegistry(dlpRegistry_);
        refinerRegistry = IDataRefinerRegistry(refinerRegistry_);
        _disableInitializers();
    }

    function initialize(address admin) external initializer {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    function grant(
        address grantee,
        uint256 refinerId,
        string calldata tableName,
        string calldata columnName,
        uint256 price,
        Policy calldata policy
    ) external returns (uint256 permissionId) {
        IDLPRegistry.DlpInfo memory dlp = dlpRegistry.dlps(refinerRegistry.refiners(refinerId).dlpId);
        if (msg.sender != dlp.ownerAddress) revert NotRefinerOwner();
        if (bytes(tableName).length == 0 && bytes(columnName).length != 0) revert ColumnNameUnexpected();
        if (price > type(uint96).max) revert PriceTooHigh();
        permissionId = ++permissionsCount;
        _entries[permissionId] = Entry({
            grantee: grantee,
            approved: true,
            rowsMayLeave: policy.rowsMayLeave,
            dlpId: uint32(dlp.id),
            refinerId: uint40(refinerId),
            price: uint96(price),
            token: dlp.tokenAddress,
            tableName: tableName,
            columnName: columnName
        });
        _ids[refinerId][grantee].push(permissionId);
        emit PermissionAdded(permissionId, grantee, refinerId, tableName, columnName, dlp.tokenAddress, price);
        emit PermissionPolicySet(permissionId, policy.rowsMayLeave);
    }

    function updatePermissionApproval(uint256 permissionId, bool approved) external {
        _owned(permissionId).approved = approved;
        emit PermissionApprovalUpdated(permissionId, approved);
    }

    function updatePermissionPrice(uint256 permissionId, uint256 price) external {
        if (price > type(uint96).max) revert PriceTooHigh();
        _owned(permissionId).price = uint96(price);
        emit PermissionPriceUpdated(permissionId, price);
    }

    function _entry(uint256 permissionId) private view returns (Entry storage e) {
        e = _entries[permissionId];
        if (e.dlpId == 0) revert PermissionNotFound();
    }

    function _owned(uint256 permissionId) private view returns (Entry storage e) {
        e = _entry(permissionId);
        if (msg.sender != dlpRegistry.ownerOf(e.dlpId)) revert NotRefinerOwner();
    }

    function permissions(uint256 permissionId) external view returns (Permission memory) {
        Entry storage e = _entry(permissionId);
        return Permission({
            grantee: e.grantee,
            approved: e.approved,
            refinerId: e.refinerId,
            tableName: e.tableName,
            columnName: e.columnName,
            price: e.price,
            tokenAddress: e.token
        });
    }

    function policies(uint256 permissionId) external view returns (Policy memory) {
        return Policy({rowsMayLeave: _entry(permissionId).rowsMayLeave});
    }

    /// @notice Those given to exactly this grantee (0: to everyone), also the ones not approved any more, oldest first.
    function getPermissions(uint256 refinerId, address grantee) external view returns (PermissionInfo[] memory list) {
        uint256[] storage ids = _ids[refinerId][grantee];
        list = new PermissionInfo[](ids.length);
        for (uint256 i = 0; i < list.length; ++i) {
            Entry storage e = _entries[ids[i]];
            list[i] = PermissionInfo({
                permissionId: ids[i],
                grantee: e.grantee,
                approved: e.approved,
                refinerId: e.refinerId,
                tableName: e.tableName,
                columnName: e.columnName,
                price: e.price,
                tokenAddress: e.token
            });
        }
    }

    function terms(uint256 permissionId)
        external
        view
        returns (address grantee, bool approved, uint256 dlpId, uint256 price, bool rowsMayLeave)
    {
        Entry storage e = _entry(permissionId);
        return (e.grantee, e.approved, e.dlpId, e.price, e.rowsMayLeave);
    }

    function _authorizeUpgrade(address) internal view override onlyRole(DEFAULT_ADMIN_ROLE) {}
}
