// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Permissions and prices
/// @notice tableName "" = all tables of the refiner's schema, columnName "" = all columns of the table, grantee 0 = everyone.
/// Prices are token wei of the DataDAO's VRC-20 per row in scope.
interface IQueryEngine {
    struct Permission {
        address grantee;
        bool approved;
        uint256 refinerId;
        string tableName;
        string columnName;
        uint256 price;
        address tokenAddress;
    }

    struct PermissionInfo {
        uint256 permissionId;
        address grantee;
        bool approved;
        uint256 refinerId;
        string tableName;
        string columnName;
        uint256 price;
        address tokenAddress;
    }

    /// @notice What else binds a permission. Every field is stated; a new policy version appends fields.
    struct Policy {
        bool rowsMayLeave; // false: only approved instructions see the rows
    }

    event PermissionAdded(
        uint256 indexed permissionId,
        address indexed grantee,
        uint256 indexed refinerId,
        string tableName,
        string columnName,
        address tokenAddress,
        uint256 price
    );
    event PermissionPolicySet(uint256 indexed permissionId, bool rowsMayLeave);
    event PermissionApprovalUpdated(uint256 indexed permissionId, bool approved);
    event PermissionPriceUpdated(uint256 indexed permissionId, uint256 price);

    error NotRefinerOwner();
    error ColumnNameUnexpected();
    error PermissionNotFound();
    error PriceTooHigh(); // over 2^96 - 1

    function grant(
        address grantee,
        uint256 refinerId,
        string calldata tableName,
        string calldata columnName,
        uint256 price,
        Policy calldata policy
    ) external returns (uint256 permissionId);
    function updatePermissionApproval(uint256 permissionId, bool approved) external;
    function updatePermissionPrice(uint256 permissionId, uint256 price) external;

    function permissions(uint256 permissionId) external view returns (Permission memory);
    function policies(uint256 permissionId) external view returns (Policy memory);
    function getPermissions(uint256 refinerId, address grantee) external view returns (PermissionInfo[] memory);
    /// @notice What a job needs, in one call.
    function terms(uint256 permissionId)
        external
        view
        returns (address grantee, bool approved, uint256 dlpId, uint256 price, bool rowsMayLeave);
    function permissionsCount() external view returns (uint256);
}
