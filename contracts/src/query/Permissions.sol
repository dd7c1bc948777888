// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";
import {IDataRefinerRegistry} from "../interfaces/IDataRefinerRegistry.sol";
import {IDLPRegistry} from "../interfaces/IDLPRegistry.sol";
import {IQueryEngine} from "../interfaces/IQueryEngine.sol";
import {Authority} from "../libraries/Authority.sol";

/// @title Permissions, their prices and budgets
/// @notice Scope, grantee and policy of a permission never change: another wish is another permission.
abstract contract Permissions is IQueryEngine {
    uint256 internal constant MAX_PRICE = type(uint96).max;

    /// @dev Three words and the names.
    struct Entry {
        address grantee;
        bool approved;
        bool rowsMayLeave;
        uint40 refinerId;
        uint32 minGroupSize;
        uint96 price;
        uint64 expiresAt;
        uint64 budget;
        uint32 dlpId;
        address token;
        uint64 rowsUsed; // counted only against a budget
        string tableName;
        string columnName;
    }

    IDLPRegistry public immutable dlpRegistry;
    IDataRefinerRegistry public immutable refinerRegistry;
    address public immutable computeEngine;

    uint256 public override permissionsCount;
    mapping(uint256 permissionId => Entry) private _entries;
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
    ) external returns (uint256 permissionId) {
        (uint256 dlpId, address token) = _mayGrant(refinerId);
        return _grant(dlpId, Permission(grantee, true, refinerId, tableName, columnName, price, token), policy);
    }

    function addPermission(
        address grantee,
        uint256 refinerId,
        string calldata tableName,
        string calldata columnName,
        address tokenAddress,
        uint256 price
    ) external returns (uint256 permissionId) {
        return _addPermission(Permission(grantee, true, refinerId, tableName, columnName, price, tokenAddress));
    }

    function addGenericPermission(
        uint256 refinerId,
        string calldata tableName,
        string calldata columnName,
        address tokenAddress,
        uint256 price
    ) external returns (uint256 permissionId) {
        return _addPermission(Permission(address(0), true, refinerId, tableName, columnName, price, tokenAddress));
    }

    function _addPermission(Permission memory p) private returns (uint256) {
        (uint256 dlpId, address token) = _mayGrant(p.refinerId);
        if (p.tokenAddress != token) revert InvalidToken(token);
        return _grant(dlpId, p, Policy({rowsMayLeave: false, minGroupSize: 0, expiresAt: 0, budget: 0}));
    }

    /// @dev Reverts unless the sender may loosen the DataDAO of this refiner.
    function _mayGrant(uint256 refinerId) private view returns (uint256 dlpId, address token) {
        dlpId = refinerRegistry.refiners(refinerId).dlpId;
        IDataLiquidityPool pool = _pool(dlpId);
        _allow(Authority.loosen(pool, msg.sender));
        token = pool.token();
    }

    function _grant(uint256 dlpId, Permission memory p, Policy memory policy) private returns (uint256 permissionId) {
        _checkScope(p.tableName, p.columnName, p.price);
        // rows that leave can be grouped anew by whoever has them, so a minimum would promise what nobody can keep
        if (policy.rowsMayLeave && policy.minGroupSize > 1) revert InvalidPolicy();
        if (policy.expiresAt != 0 && policy.expiresAt <= block.timestamp) revert InvalidPolicy();
        permissionId = ++permissionsCount;
        Entry storage e = _entries[permissionId];
        e.grantee = p.grantee;
        e.approved = true;
        e.rowsMayLeave = policy.rowsMayLeave;
        e.refinerId = uint40(p.refinerId);
        e.minGroupSize = policy.minGroupSize;
        e.price = uint96(p.price);
        e.expiresAt = policy.expiresAt;
        e.budget = policy.budget;
        e.dlpId = uint32(dlpId);
        e.token = p.tokenAddress;
        e.tableName = p.tableName;
        e.columnName = p.columnName;
        _ids[p.refinerId][p.grantee].push(permissionId);
        emit PermissionAdded(permissionId, p.grantee, p.refinerId, p.tableName, p.columnName, p.tokenAddress, p.price);
        emit PermissionPolicySet(permissionId, policy.rowsMayLeave, policy.minGroupSize, policy.expiresAt, policy.budget);
    }

    function _checkScope(string memory tableName, string memory columnName, uint256 price) internal pure {
        if (bytes(tableName).length == 0 && bytes(columnName).length != 0) revert ColumnNameUnexpected();
        if (price > MAX_PRICE) revert PriceTooHigh();
    }

    // ---- changing

    function updatePermissionApproval(uint256 permissionId, bool approved) external {
        Entry storage e = _entry(permissionId);
        IDataLiquidityPool pool = _pool(e.dlpId);
        _allow(approved ? Authority.loosen(pool, msg.sender) : Authority.tighten(pool, msg.sender));
        if (e.approved == approved) return;
        e.approved = approved;
        emit PermissionApprovalUpdated(permissionId, approved);
    }

    function updatePermissionPrice(uint256 permissionId, uint256 price) external {
        if (price > MAX_PRICE) revert PriceTooHigh();
        Entry storage e = _entry(permissionId);
        IDataLiquidityPool pool = _pool(e.dlpId);
        _allow(price < e.price ? Authority.loosen(pool, msg.sender) : Authority.tighten(pool, msg.sender));
        if (e.price == price) return;
        e.price = uint96(price);
        emit PermissionPriceUpdated(permissionId, price);
    }

    function _pool(uint256 dlpId) internal view returns (IDataLiquidityPool) {
        return IDataLiquidityPool(dlpRegistry.poolOf(dlpId));
    }

    function _allow(Authority.Verdict verdict) internal pure {
        if (verdict == Authority.Verdict.Waits) revert TimelockOnly();
        if (verdict == Authority.Verdict.Denied) revert NotRefinerOwner();
    }

    // ---- budgets

    modifier onlyComputeEngine() {
        if (msg.sender != computeEngine) revert OnlyComputeEngine();
        _;
    }

    function reserve(uint256 permissionId, uint256 rows) external onlyComputeEngine {
        Entry storage e = _entry(permissionId);
        if (e.budget == 0 || rows == 0) return;
        uint256 left = e.budget - e.rowsUsed;
        if (rows > left) revert BudgetExceeded(permissionId, left);
        e.rowsUsed += uint64(rows);
        emit BudgetUsed(permissionId, e.rowsUsed);
    }

    function release(uint256 permissionId, uint256 rows) external onlyComputeEngine {
        Entry storage e = _entry(permissionId);
        if (e.budget == 0 || rows == 0) return;
        e.rowsUsed = uint64(e.rowsUsed - rows);
        emit BudgetUsed(permissionId, e.rowsUsed);
    }

    // ---- views

    function _entry(uint256 permissionId) internal view returns (Entry storage e) {
        e = _entries[permissionId];
        if (e.dlpId == 0) revert PermissionNotFound();
    }

    /// @dev Approved, and not expired.
    function _holds(Entry storage e) private view returns (bool) {
        return e.approved && (e.expiresAt == 0 || block.timestamp < e.expiresAt);
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
        return _policy(_entry(permissionId));
    }

    function _policy(Entry storage e) private view returns (Policy memory) {
        return Policy({rowsMayLeave: e.rowsMayLeave, minGroupSize: e.minGroupSize, expiresAt: e.expiresAt, budget: e.budget});
    }

    function terms(uint256 permissionId) external view returns (Terms memory) {
        Entry storage e = _entry(permissionId);
        return Terms({
            grantee: e.grantee,
            approved: _holds(e),
            dlpId: e.dlpId,
            price: e.price,
            policy: _policy(e),
            rowsLeft: e.budget == 0 ? type(uint256).max : e.budget - e.rowsUsed
        });
    }

    function getPermissions(uint256 refinerId, address grantee) external view returns (PermissionInfo[] memory list) {
        uint256[] storage generic = _ids[refinerId][address(0)];
        uint256[] storage specific = _ids[refinerId][grantee];
        list = new PermissionInfo[](generic.length + (grantee == address(0) ? 0 : specific.length));
        uint256 count = _collect(generic, list, 0);
        if (grantee != address(0)) count = _collect(specific, list, count);
        assembly ("memory-safe") {
            mstore(list, count)
        }
    }

    function _collect(uint256[] storage ids, PermissionInfo[] memory list, uint256 count) private view returns (uint256) {
        for (uint256 i = 0; i < ids.length; ++i) {
            Entry storage e = _entries[ids[i]];
            if (!_holds(e)) continue;
            list[count++] = PermissionInfo({
                permissionId: ids[i],
                grantee: e.grantee,
                approved: true,
                refinerId: e.refinerId,
                tableName: e.tableName,
                columnName: e.columnName,
                price: e.price,
                tokenAddress: e.token
            });
        }
        return count;
    }
}
