// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataRefinerRegistry} from "../../src/interfaces/IDataRefinerRegistry.sol";
import {IQueryEngine} from "../../src/interfaces/IQueryEngine.sol";
import {World} from "./World.sol";

contract AccessRequestsTest is World {
    function _ask() private returns (uint256 id) {
        vm.prank(buyer);
        id = queries.requestAccess(refinerId, "t", "c", 5, "research on sleep");
    }

    function test_request() public {
        vm.expectEmit(address(queries));
        emit IQueryEngine.AccessRequested(1, buyer, refinerId, "t", "c", 5, "research on sleep");
        uint256 id = _ask();
        assertEq(id, 1);
        assertEq(queries.accessRequestsCount(), 1);
        assertEq(
            abi.encode(queries.accessRequests(id)),
            abi.encode(IQueryEngine.AccessRequest(buyer, refinerId, "t", "c", 5, "research on sleep", 0, false))
        );
        assertEq(_ask(), 2, "another is another");
        vm.expectRevert(IQueryEngine.RequestNotFound.selector);
        queries.accessRequests(3);
    }

    function test_requestRefuses() public {
        vm.startPrank(buyer);
        vm.expectRevert(IDataRefinerRegistry.RefinerNotFound.selector);
        queries.requestAccess(99, "", "", 0, "x");
        vm.expectRevert(IQueryEngine.ColumnNameUnexpected.selector);
        queries.requestAccess(refinerId, "", "c", 0, "x");
        vm.expectRevert(IQueryEngine.PriceTooHigh.selector);
        queries.requestAccess(refinerId, "", "", 2 ** 96, "x");
        vm.expectRevert(IQueryEngine.InvalidPurpose.selector);
        queries.requestAccess(refinerId, "", "", 0, "");
        vm.expectRevert(IQueryEngine.InvalidPurpose.selector);
        queries.requestAccess(refinerId, "", "", 0, string(new bytes(1025)));
        queries.requestAccess(refinerId, "", "", 2 ** 96 - 1, string(new bytes(1024)));
        vm.stopPrank();
    }

    function test_answeredByGrant() public {
        uint256 id = _ask();
        uint256 permission = _grant(refinerId, buyer, 5, _policy(true));
        vm.expectEmit(address(queries));
        emit IQueryEngine.AccessRequestClosed(id, permission);
        vm.prank(daoOwner);
        queries.closeRequest(id, permission);
        assertEq(queries.accessRequests(id).permissionId, permission);
        assertTrue(queries.accessRequests(id).closed);
        vm.prank(daoOwner);
        vm.expectRevert(IQueryEngine.RequestClosed.selector);
        queries.closeRequest(id, permission);
        vm.prank(buyer);
        vm.expectRevert(IQueryEngine.RequestClosed.selector);
        queries.closeRequest(id, 0);
    }

    function test_refusedByOwnerOrTimelock() public {
        uint256 id = _ask();
        vm.prank(daoOwner);
        queries.closeRequest(id, 0);
        id = _ask();
        vm.prank(timelock);
        queries.closeRequest(id, 0);
        assertTrue(queries.accessRequests(id).closed);
        assertEq(queries.accessRequests(id).permissionId, 0);
    }

    function test_withdrawnByRequester() public {
        uint256 id = _ask();
        vm.expectEmit(address(queries));
        emit IQueryEngine.AccessRequestClosed(id, 0);
        vm.prank(buyer);
        queries.closeRequest(id, 0);
    }

    function test_closeRefuses() public {
        uint256 id = _ask();
        uint256 hers = _grant(refinerId, buyer, 5, _policy(true));
        uint256 everyones = _grant(5);
        uint256 elsewhere = _grant(otherRefinerId, buyer, 5, _policy(true));
        vm.expectRevert(IQueryEngine.RequestNotFound.selector);
        queries.closeRequest(99, 0);
        vm.prank(bob);
        vm.expectRevert(IQueryEngine.NotRefinerOwner.selector);
        queries.closeRequest(id, 0);
        vm.prank(buyer);
        vm.expectRevert(IQueryEngine.NotRefinerOwner.selector);
        queries.closeRequest(id, hers);
        vm.startPrank(daoOwner);
        vm.expectRevert(IQueryEngine.PermissionNotFound.selector);
        queries.closeRequest(id, everyones);
        vm.expectRevert(IQueryEngine.PermissionNotFound.selector);
        queries.closeRequest(id, elsewhere);
        vm.expectRevert(IQueryEngine.PermissionNotFound.selector);
        queries.closeRequest(id, 99);
        vm.stopPrank();
    }
}
