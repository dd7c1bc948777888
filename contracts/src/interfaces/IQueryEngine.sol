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

    /// @notice What else binds a permission. It never changes: another wish is another permission.
    struct Policy {
        bool rowsMayLeave; // false: only approved instructions see the rows
        uint32 minGroupSize; // distinct contributors behind every row of an answer; 0 and 1 = no minimum. Rows may then not leave
        uint64 expiresAt; // unix seconds; 0 = never. Jobs already submitted go on
        uint64 budget; // rows in scope that may be charged over its whole life; 0 = no limit
    }

    /// @notice What a job needs of a permission.
    struct Terms {
        address grantee;
        bool approved; // and not expired
        uint256 dlpId;
        uint256 price;
        Policy policy;
        uint256 rowsLeft; // of the budget; type(uint256).max without one
    }

    /// @notice A request that a DataDAO may answer by a grant.
    struct AccessRequest {
        address requester;
        uint256 refinerId;
        string tableName;
        string columnName;
        uint256 price; // offered, token wei per row
        string purpose; // 1..1024 bytes; public
        uint256 permissionId; // the grant that answered it, or 0
        bool closed;
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
    event PermissionPolicySet(uint256 indexed permissionId, bool rowsMayLeave, uint32 minGroupSize, uint64 expiresAt, uint64 budget);
    event BudgetUsed(uint256 indexed permissionId, uint256 rows);
    event AccessRequested(
        uint256 indexed requestId,
        address indexed requester,
        uint256 indexed refinerId,
        string tableName,
        string columnName,
        uint256 price,
        string purpose
    );
    event AccessRequestClosed(uint256 indexed requestId, uint256 permissionId);
    event PermissionApprovalUpdated(uint256 indexed permissionId, bool approved);
    event PermissionPriceUpdated(uint256 indexed permissionId, uint256 price);

    error NotRefinerOwner();
    error ColumnNameUnexpected();
    error PermissionNotFound();
    error PriceTooHigh(); // over 2^96 - 1
    error InvalidPolicy(); // rows that may leave have no minimum group; an expiry lies in the future
    error InvalidToken(address expected); // prices are in the DataDAO's own token
    error TimelockOnly(); // it can hurt contributors, so it has to wait in the DataDAO's timelock
    error OnlyComputeEngine();
    error BudgetExceeded(uint256 permissionId, uint256 left);
    error RequestNotFound();
    error RequestClosed();
    error InvalidPurpose();

    /// @notice Adds a permission. Whoever may loosen the refiner's DataDAO (see IDataLiquidityPool).
    function grant(
        address grantee,
        uint256 refinerId,
        string calldata tableName,
        string calldata columnName,
        uint256 price,
        Policy calldata policy
    ) external returns (uint256 permissionId);
    /// @notice Vana's forms of it: rows may not leave, no minimum, no expiry, no budget. `tokenAddress` must be the DataDAO's token.
    function addPermission(
        address grantee,
        uint256 refinerId,
        string calldata tableName,
        string calldata columnName,
        address tokenAddress,
        uint256 price
    ) external returns (uint256 permissionId);
    function addGenericPermission(
        uint256 refinerId,
        string calldata tableName,
        string calldata columnName,
        address tokenAddress,
        uint256 price
    ) external returns (uint256 permissionId);
    /// @notice Revoking: whoever may tighten; approving again: whoever may loosen.
    function updatePermissionApproval(uint256 permissionId, bool approved) external;
    /// @notice Raising: whoever may tighten; lowering: whoever may loosen. Jobs already submitted keep their price.
    function updatePermissionPrice(uint256 permissionId, uint256 price) external;

    // ---- access requests
    function requestAccess(uint256 refinerId, string calldata tableName, string calldata columnName, uint256 price, string calldata purpose)
        external
        returns (uint256 requestId);
    /// @notice Answers a request: `permissionId` that was granted to its requester, or 0 for a refusal (owner), or the requester withdraws it.
    function closeRequest(uint256 requestId, uint256 permissionId) external;
    function accessRequests(uint256 requestId) external view returns (AccessRequest memory);
    function accessRequestsCount() external view returns (uint256);

    // ---- budgets: only the ComputeEngine
    /// @notice Sets rows aside for a job.
    function reserve(uint256 permissionId, uint256 rows) external;
    /// @notice Gives back those that the job did not charge.
    function release(uint256 permissionId, uint256 rows) external;

    function permissions(uint256 permissionId) external view returns (Permission memory);
    function policies(uint256 permissionId) external view returns (Policy memory);
    function getPermissions(uint256 refinerId, address grantee) external view returns (PermissionInfo[] memory);
    function terms(uint256 permissionId) external view returns (Terms memory);
    function permissionsCount() external view returns (uint256);
}
