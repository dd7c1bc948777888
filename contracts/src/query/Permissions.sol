// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {Authority} from "../libraries/Authority.sol";
import {IDLPRegistry} from "../interfaces/IDLPRegistry.sol";
import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";
import {IDataRefinerRegistry} from "../interfaces/IDataRefinerRegistry.sol";
import {IQueryEngine} from "../interfaces/IQueryEngine.sol";

/// @title Grants, their prices, and what is left of their budgets
/// @notice Scope, grantee and policy of a permission never change: another wish is another permission.
abstract contract Permissions is IQueryEngine, AccessControlUpgradeable {
    struct Entry {
        address grantee;
        bool approved;
        bool rowsMayLeave;
        uint32 dlpId;
        uint40 refinerId;
        uint96 price;
        address token;
        uint32 minGroupSize;
        uint64 expiresAt;
        uint64 budget;
        uint64 used; // rows set aside or charged
        string tableName;
        string columnName;
    }

    IDLPRegistry public immutable dlpRegistry;
    IDataRefinerRegistry public immutable refinerRegistry;
    address public immutable computeEngine;

    uint256 public override permissionsCount;
    mapping(uint256 permissionId => Entry) internal _entries;
    mapping(uint256 refinerId => mapping(address grantee => uint256[])) private _ids;

    constructor(address dlpRegistry_, address refinerRegistry_, address computeEngine_) {
        dlpRegistry = IDLPRegistry(dlpRegistry_);
        refinerRegistry = IDataRefinerRegistry(refinerRegistry_);
        computeEngine = computeEngine_;
    }

    // ---- granting

    function grant(
        address grantee,
        uint256 refinerId,
        string calldata tableName,
        string calldata columnName,
        uint256 price,
        Policy calldata policy
    ) external returns (uint256) {
        if (policy.rowsMayLeave && policy.minGroupSize > 1) revert InvalidPolicy();
        if (policy.expiresAt != 0 && policy.expiresAt <= block.timestamp) revert InvalidPolicy();
        return _grant(grantee, refinerId, tableName, columnName, address(0), price, policy);
    }

    function addPermission(
        address grantee,
        uint256 refinerId,
        string calldata tableName,
        string calldata columnName,
        address tokenAddress,
        uint256 price
    ) external returns (uint256) {
        return _grant(grantee, refinerId, tableName, columnName, tokenAddress, price, _strict());
    }

    function addGenericPermission(
        uint256 refinerId,
        string calldata tableName,
        string calldata columnName,
        address tokenAddress,
        uint256 price
    ) external returns (uint256) {
        return _grant(address(0), refinerId, tableName, columnName, tokenAddress, price, _strict());
    }

    /// @dev Vana's grants say nothing of rows, so they let none leave.
    function _strict() private pure returns (Policy memory policy) {}

    /// @param token 0 = the DataDAO's
    function _grant(
        address grantee,
        uint256 refinerId,
        string calldata tableName,
        string calldata columnName,
        address token,
        uint256 price,
        Policy memory policy
    ) private returns (uint256 permissionId) {
        uint256 dlpId = refinerRegistry.refiners(refinerId).dlpId;
        address pool = dlpRegistry.poolOf(dlpId);
        Authority.requireLoosen(pool, NotRefinerOwner.selector);
        address own = IDataLiquidityPool(pool).token();
        if (token != address(0) && token != own) revert InvalidToken(own);
        if (bytes(tableName).length == 0 && bytes(columnName).length != 0) revert ColumnNameUnexpected();
        if (price > type(uint96).max) revert PriceTooHigh();
        permissionId = ++permissionsCount;
        Entry storage e = _entries[permissionId];
        e.grantee = grantee;
        e.approved = true;
        e.rowsMayLeave = policy.rowsMayLeave;
        e.dlpId = uint32(dlpId);
        e.refinerId = uint40(refinerId);
        e.price = uint96(price);
        e.token = own;
        e.minGroupSize = policy.minGroupSize;
        e.expiresAt = policy.expiresAt;
        e.budget = policy.budget;
        e.tableName = tableName;
        e.columnName = columnName;
        _ids[refinerId][grantee].push(permissionId);
        emit PermissionAdded(permissionId, grantee, refinerId, tableName, columnName, own, price);
        emit PermissionPolicySet(permissionId, policy.rowsMayLeave, policy.minGroupSize, policy.expiresAt, policy.budget);
    }

    function updatePermissionApproval(uint256 permissionId, bool approved) external {
        Entry storage e = _entry(permissionId);
        address pool = dlpRegistry.poolOf(e.dlpId);
        if (approved) Authority.requireLoosen(pool, NotRefinerOwner.selector);
        else Authority.requireTighten(pool, NotRefinerOwner.selector);
        if (e.approved == approved) return;
        e.approved = approved;
        emit PermissionApprovalUpdated(permissionId, approved);
    }

    function updatePermissionPrice(uint256 permissionId, uint256 price) external {
        Entry storage e = _entry(permissionId);
        address pool = dlpRegistry.poolOf(e.dlpId);
        if (price < e.price) Authority.requireLoosen(pool, NotRefinerOwner.selector);
        else Authority.requireTighten(pool, NotRefinerOwner.selector);
        if (price > type(uint96).max) revert PriceTooHigh();
        e.price = uint96(price);
        emit PermissionPriceUpdated(permissionId, price);
    }

    // ---- budgets

    modifier onlyComputeEngine() {
        if (msg.sender != computeEngine) revert OnlyComputeEngine();
        _;
    }

    function reserve(uint256 permissionId, uint256 rows) external onlyComputeEngine {
        Entry storage e = _entry(permissionId);
        if (e.budget == 0) return;
        uint256 left = e.budget - e.used;
        if (rows > left) revert BudgetExceeded(permissionId, left);
        e.used += uint64(rows);
        emit BudgetUsed(permissionId, e.used);
    }

    function release(uint256 permissionId, uint256 rows) external onlyComputeEngine {
        Entry storage e = _entry(permissionId);
        if (e.budget == 0 || rows == 0) return;
        e.used -= uint64(rows);
        emit BudgetUsed(permissionId, e.used);
    }

    // ---- views

    function _entry(uint256 permissionId) internal view returns (Entry storage e) {
        e = _entries[permissionId];
        if (e.dlpId == 0) revert PermissionNotFound();
    }

    function _inForce(Entry storage e) private view returns (bool) {
        return e.approved && (e.expiresAt == 0 || block.timestamp < e.expiresAt);
    }

    function permissions(uint256 permissionId) external view returns (Permission memory) {
        Entry storage e = _entry(permissionId);
        return Permission({
            grantee: e.grantee,
            approved: _inForce(e),
            refinerId: e.refinerId,
            tableName: e.tableName,
            columnName: e.columnName,
            price: e.price,
            tokenAddress: e.token
        });
    }

    function policies(uint256 permissionId) external view returns (Policy memory) {
        return _policy(_entry(permissionId));
    }

    function _policy(Entry storage e) private view returns (Policy memory) {
        return Policy({rowsMayLeave: e.rowsMayLeave, minGroupSize: e.minGroupSize, expiresAt: e.expiresAt, budget: e.budget});
    }

    /// @notice Those in force, oldest first: for everyone, then for this grantee (grantee 0: for everyone only).
    function getPermissions(uint256 refinerId, address grantee) external view returns (PermissionInfo[] memory list) {
        uint256[] storage everyones = _ids[refinerId][address(0)];
        uint256[] storage own = _ids[refinerId][grantee];
        uint256 ownCount = grantee == address(0) ? 0 : own.length;
        list = new PermissionInfo[](everyones.length + ownCount);
        uint256 count = 0;
        for (uint256 i = 0; i < everyones.length + ownCount; ++i) {
            uint256 id = i < everyones.length ? everyones[i] : own[i - everyones.length];
            Entry storage e = _entries[id];
            if (!_inForce(e)) continue;
            list[count++] = PermissionInfo({
                permissionId: id,
                grantee: e.grantee,
                approved: true,
                refinerId: e.refinerId,
                tableName: e.tableName,
                columnName: e.columnName,
                price: e.price,
                tokenAddress: e.token
            });
        }
        assembly ("memory-safe") {
            mstore(list, count)
        }
    }

    function terms(uint256 permissionId) external view returns (Terms memory) {
        Entry storage e = _entry(permissionId);
        return Terms({
            grantee: e.grantee,
            approved: _inForce(e),
            dlpId: e.dlpId,
            price: e.price,
            policy: _policy(e),
            rowsLeft: e.budget == 0 ? type(uint256).max : e.budget - e.used
        });
    }
}
