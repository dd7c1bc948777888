// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Permissions} from "./Permissions.sol";
import {Authority} from "../libraries/Authority.sol";

/// @title What AI builders ask DataDAOs for, in public
/// @notice A request binds nobody. It is answered by a grant, which is a decision of its own, or closed without one.
abstract contract AccessRequests is Permissions {
    uint256 private constant MAX_PURPOSE = 1024;
    uint256 private constant MAX_NAME = 128;

    struct Request {
        address requester;
        uint40 refinerId;
        bool closed;
        uint96 price;
        uint64 permissionId;
        string tableName;
        string columnName;
        string purpose;
    }

    uint256 public override accessRequestsCount;
    mapping(uint256 requestId => Request) private _requests;

    function requestAccess(uint256 refinerId, string calldata tableName, string calldata columnName, uint256 price, string calldata purpose)
        external
        returns (uint256 requestId)
    {
        refinerRegistry.refiners(refinerId); // reverts for one that does not exist
        if (bytes(purpose).length == 0 || bytes(purpose).length > MAX_PURPOSE) revert InvalidPurpose();
        if (bytes(tableName).length > MAX_NAME || bytes(columnName).length > MAX_NAME) revert InvalidPurpose();
        if (bytes(tableName).length == 0 && bytes(columnName).length != 0) revert ColumnNameUnexpected();
        if (price > type(uint96).max) revert PriceTooHigh();
        requestId = ++accessRequestsCount;
        _requests[requestId] = Request({
            requester: msg.sender,
            refinerId: uint40(refinerId),
            closed: false,
            price: uint96(price),
            permissionId: 0,
            tableName: tableName,
            columnName: columnName,
            purpose: purpose
        });
        emit AccessRequested(requestId, msg.sender, refinerId, tableName, columnName, price, purpose);
    }

    function closeRequest(uint256 requestId, uint256 permissionId) external {
        Request storage r = _request(requestId);
        if (r.closed) revert RequestClosed();
        if (msg.sender != r.requester) {
            address pool = dlpRegistry.poolOf(refinerRegistry.refiners(r.refinerId).dlpId);
            Authority.requireTighten(pool, NotRefinerOwner.selector);
        }
        if (permissionId != 0) {
            Entry storage e = _entry(permissionId);
            bool answers = e.refinerId == r.refinerId && (e.grantee == r.requester || e.grantee == address(0));
            if (!answers) revert PermissionNotFound();
            r.permissionId = uint64(permissionId);
        }
        r.closed = true;
        emit AccessRequestClosed(requestId, permissionId);
    }

    function _request(uint256 requestId) private view returns (Request storage r) {
        r = _requests[requestId];
        if (r.requester == address(0)) revert RequestNotFound();
    }

    function accessRequests(uint256 requestId) external view returns (AccessRequest memory) {
        Request storage r = _request(requestId);
        return AccessRequest({
            requester: r.requester,
            refinerId: r.refinerId,
            tableName: r.tableName,
            columnName: r.columnName,
            price: r.price,
            purpose: r.purpose,
            permissionId: r.permissionId,
            closed: r.closed
        });
    }
}
