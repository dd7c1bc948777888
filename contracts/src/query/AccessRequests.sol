// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Authority} from "../libraries/Authority.sol";
import {Permissions} from "./Permissions.sol";

/// @title Requests for access, which a DataDAO answers by a grant or refuses
/// @notice A request binds nobody: it is how a builder says in public what for. Closing one protects nobody and harms nobody, so it
/// never waits; the grant that answers it does.
abstract contract AccessRequests is Permissions {
    uint256 private constant MAX_PURPOSE = 1024; // bytes

    uint256 public override accessRequestsCount;
    mapping(uint256 requestId => AccessRequest) private _requests;

    function requestAccess(uint256 refinerId, string calldata tableName, string calldata columnName, uint256 price, string calldata purpose)
        external
        returns (uint256 requestId)
    {
        // slither-disable-next-line unused-return
        refinerRegistry.refiners(refinerId); // reverts for one that does not exist
        _checkScope(tableName, columnName, price);
        if (bytes(purpose).length == 0 || bytes(purpose).length > MAX_PURPOSE) revert InvalidPurpose();
        requestId = ++accessRequestsCount;
        _requests[requestId] = AccessRequest({
            requester: msg.sender,
            refinerId: refinerId,
            tableName: tableName,
            columnName: columnName,
            price: price,
            purpose: purpose,
            permissionId: 0,
            closed: false
        });
        emit AccessRequested(requestId, msg.sender, refinerId, tableName, columnName, price, purpose);
    }

    function closeRequest(uint256 requestId, uint256 permissionId) external {
        AccessRequest storage r = _request(requestId);
        if (r.closed) revert RequestClosed();
        if (permissionId != 0 || msg.sender != r.requester) {
            _allow(Authority.tighten(_pool(refinerRegistry.refiners(r.refinerId).dlpId), msg.sender));
        }
        if (permissionId != 0) {
            Entry storage e = _entry(permissionId);
            if (e.grantee != r.requester || e.refinerId != r.refinerId) revert PermissionNotFound();
            r.permissionId = permissionId;
        }
        r.closed = true;
        emit AccessRequestClosed(requestId, permissionId);
    }

    function accessRequests(uint256 requestId) external view returns (AccessRequest memory) {
        return _request(requestId);
    }

    function _request(uint256 requestId) private view returns (AccessRequest storage r) {
        r = _requests[requestId];
        if (r.requester == address(0)) revert RequestNotFound();
    }
}
