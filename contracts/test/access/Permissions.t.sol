// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataRefinerRegistry} from "../../src/interfaces/IDataRefinerRegistry.sol";
import {IQueryEngine} from "../../src/interfaces/IQueryEngine.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {World} from "./World.sol";
import {MockPool} from "./mocks/MockPool.sol";

contract PermissionsTest is World {
    function test_grantHappy() public {
        IQueryEngine.Policy memory p = IQueryEngine.Policy(false, 5, uint64(vm.getBlockTimestamp() + 1), 77);
        vm.expectEmit(address(queries));
        emit IQueryEngine.PermissionAdded(1, bob, refinerId, "t", "c", address(token), 9);
        vm.expectEmit(address(queries));
        emit IQueryEngine.PermissionPolicySet(1, false, 5, p.expiresAt, 77);
        vm.prank(timelock);
        uint256 id = queries.grant(bob, refinerId, "t", "c", 9, p);
        assertEq(id, 1);
        assertEq(queries.permissionsCount(), 1);
        IQueryEngine.Permission memory got = queries.permissions(id);
        assertEq(
            abi.encode(got), abi.encode(IQueryEngine.Permission(bob, true, refinerId, "t", "c", 9, address(token))), "as it was granted"
        );
        assertEq(abi.encode(queries.policies(id)), abi.encode(p));
        assertEq(abi.encode(queries.terms(id)), abi.encode(IQueryEngine.Terms(bob, true, 1, 9, p, 77)));
    }

    function test_grantAuthority() public {
        _grantRefused(bob, refinerId, IQueryEngine.NotRefinerOwner.selector);
        _grantRefused(admin, refinerId, IQueryEngine.NotRefinerOwner.selector);
        _grantRefused(daoOwner, refinerId, IQueryEngine.TimelockOnly.selector);
        _grantRefused(timelock, 99, IDataRefinerRegistry.RefinerNotFound.selector);
        MockPool young = new MockPool(daoOwner, timelock, address(token));
        dlps.setDlp(1, address(young));
        vm.prank(daoOwner);
        queries.grant(bob, refinerId, "", "", 0, _policy(true));
        young.open();
        _grantRefused(daoOwner, refinerId, IQueryEngine.TimelockOnly.selector);
    }

    function _grantRefused(address who, uint256 refiner, bytes4 why) private {
        vm.startPrank(who);
        vm.expectRevert(why);
        queries.grant(bob, refiner, "", "", 1, _policy(true));
        vm.expectRevert(why);
        queries.addPermission(bob, refiner, "", "", address(token), 1);
        vm.expectRevert(why);
        queries.addGenericPermission(refiner, "", "", address(token), 1);
        vm.stopPrank();
    }

    function test_grantRefusesShapes() public {
        IQueryEngine.Policy memory p = _policy(true);
        vm.startPrank(timelock);
        vm.expectRevert(IQueryEngine.ColumnNameUnexpected.selector);
        queries.grant(bob, refinerId, "", "column", 1, p);
        vm.expectRevert(IQueryEngine.PriceTooHigh.selector);
        queries.grant(bob, refinerId, "", "", 2 ** 96, p);
        queries.grant(bob, refinerId, "", "", 2 ** 96 - 1, p);
        p.minGroupSize = 1;
        queries.grant(bob, refinerId, "", "", 1, p);
        p.minGroupSize = 2;
        vm.expectRevert(IQueryEngine.InvalidPolicy.selector);
        queries.grant(bob, refinerId, "", "", 1, p);
        p.rowsMayLeave = false;
        p.minGroupSize = type(uint32).max;
        queries.grant(bob, refinerId, "", "", 1, p);
        p.expiresAt = uint64(vm.getBlockTimestamp());
        vm.expectRevert(IQueryEngine.InvalidPolicy.selector);
        queries.grant(bob, refinerId, "", "", 1, p);
        p.expiresAt = type(uint64).max;
        p.budget = type(uint64).max;
        uint256 id = queries.grant(bob, refinerId, "", "", 1, p);
        assertEq(queries.terms(id).rowsLeft, type(uint64).max);
        vm.stopPrank();
    }

    function test_vanaForms() public {
        vm.startPrank(timelock);
        vm.expectRevert(abi.encodeWithSelector(IQueryEngine.InvalidToken.selector, address(token)));
        queries.addPermission(bob, refinerId, "t", "", address(otherToken), 1);
        vm.expectRevert(abi.encodeWithSelector(IQueryEngine.InvalidToken.selector, address(token)));
        queries.addGenericPermission(refinerId, "t", "", address(0), 1);
        uint256 specific = queries.addPermission(bob, refinerId, "t", "c", address(token), 1);
        uint256 generic = queries.addGenericPermission(refinerId, "t", "", address(token), 2);
        vm.stopPrank();
        assertEq(queries.permissions(specific).grantee, bob);
        assertEq(queries.permissions(generic).grantee, address(0));
        IQueryEngine.Policy memory p;
        assertEq(abi.encode(queries.policies(specific)), abi.encode(p), "the strictest");
        assertEq(queries.terms(specific).rowsLeft, type(uint256).max);
        assertEq(bytes32(queries.addPermission.selector), bytes32(bytes4(0x7da6dabf)), "Vana's");
        assertEq(bytes32(queries.addGenericPermission.selector), bytes32(bytes4(0x1b2d0e1a)), "Vana's");
    }

    function test_approval() public {
        uint256 id = _grant(1);
        vm.expectRevert(IQueryEngine.PermissionNotFound.selector);
        queries.updatePermissionApproval(99, false);
        vm.expectRevert(IQueryEngine.NotRefinerOwner.selector);
        queries.updatePermissionApproval(id, false);
        vm.startPrank(daoOwner);
        vm.expectEmit(address(queries));
        emit IQueryEngine.PermissionApprovalUpdated(id, false);
        queries.updatePermissionApproval(id, false);
        assertFalse(queries.terms(id).approved);
        assertFalse(queries.permissions(id).approved);
        vm.recordLogs();
        queries.updatePermissionApproval(id, false);
        assertEq(vm.getRecordedLogs().length, 0, "the same again is nothing");
        vm.expectRevert(IQueryEngine.TimelockOnly.selector);
        queries.updatePermissionApproval(id, true);
        vm.stopPrank();
        vm.expectRevert(IQueryEngine.NotRefinerOwner.selector);
        queries.updatePermissionApproval(id, true);
        vm.startPrank(timelock);
        queries.updatePermissionApproval(id, true);
        assertTrue(queries.terms(id).approved);
        queries.updatePermissionApproval(id, false);
        vm.stopPrank();
    }

    function test_price() public {
        uint256 id = _grant(10);
        vm.expectRevert(IQueryEngine.PermissionNotFound.selector);
        queries.updatePermissionPrice(99, 1);
        vm.expectRevert(IQueryEngine.NotRefinerOwner.selector);
        queries.updatePermissionPrice(id, 11);
        vm.expectRevert(IQueryEngine.NotRefinerOwner.selector);
        queries.updatePermissionPrice(id, 9);
        vm.startPrank(daoOwner);
        vm.expectRevert(IQueryEngine.PriceTooHigh.selector);
        queries.updatePermissionPrice(id, 2 ** 96);
        queries.updatePermissionPrice(id, 11);
        vm.recordLogs();
        queries.updatePermissionPrice(id, 11);
        assertEq(vm.getRecordedLogs().length, 0);
        vm.expectRevert(IQueryEngine.TimelockOnly.selector);
        queries.updatePermissionPrice(id, 10);
        queries.updatePermissionPrice(id, 2 ** 96 - 1);
        vm.stopPrank();
        vm.expectEmit(address(queries));
        emit IQueryEngine.PermissionPriceUpdated(id, 0);
        vm.prank(timelock);
        queries.updatePermissionPrice(id, 0);
        assertEq(queries.terms(id).price, 0);
    }

    function test_authorityFollowsTheDlpNotTheRefinersFirstOwner() public {
        uint256 id = _grant(10);
        dlps.setDlp(1, address(new MockPool(bob, admin, address(token))));
        vm.prank(daoOwner);
        vm.expectRevert(IQueryEngine.NotRefinerOwner.selector);
        queries.updatePermissionApproval(id, false);
        vm.prank(bob);
        queries.updatePermissionApproval(id, false);
    }

    function test_expiry() public {
        IQueryEngine.Policy memory p = _policy(true);
        p.expiresAt = uint64(vm.getBlockTimestamp() + 100);
        uint256 id = _grant(refinerId, address(0), 1, p);
        vm.warp(p.expiresAt - 1);
        assertTrue(queries.terms(id).approved);
        assertEq(queries.getPermissions(refinerId, bob).length, 1);
        vm.warp(p.expiresAt);
        assertFalse(queries.terms(id).approved);
        assertEq(queries.getPermissions(refinerId, bob).length, 0);
        vm.prank(timelock);
        queries.updatePermissionApproval(id, true);
        assertFalse(queries.terms(id).approved, "no approval outlives the policy");
    }

    function test_getPermissions() public {
        uint256 hers = _grant(refinerId, bob, 1, _policy(true));
        uint256 all = _grant(2);
        uint256 gone = _grant(3);
        _grant(refinerId, buyer, 4, _policy(true));
        _grant(otherRefinerId, bob, 5, _policy(true));
        vm.prank(daoOwner);
        queries.updatePermissionApproval(gone, false);
        IQueryEngine.PermissionInfo[] memory list = queries.getPermissions(refinerId, bob);
        assertEq(list.length, 2);
        assertEq(list[0].permissionId, all, "generic first");
        assertEq(list[1].permissionId, hers);
        assertEq(abi.encode(list[1]), abi.encode(IQueryEngine.PermissionInfo(hers, bob, true, refinerId, "table", "", 1, address(token))));
        list = queries.getPermissions(refinerId, address(0));
        assertEq(list.length, 1);
        assertEq(list[0].permissionId, all);
        assertEq(queries.getPermissions(99, bob).length, 0);
    }

    function test_unknown() public {
        vm.expectRevert(IQueryEngine.PermissionNotFound.selector);
        queries.permissions(0);
        vm.expectRevert(IQueryEngine.PermissionNotFound.selector);
        queries.policies(1);
        vm.expectRevert(IQueryEngine.PermissionNotFound.selector);
        queries.terms(type(uint256).max);
    }

    // ---- budgets

    function test_budgetOnlyEngine() public {
        uint256 id = _budgeted(10);
        address[4] memory others = [admin, daoOwner, timelock, bob];
        for (uint256 i = 0; i < 4; ++i) {
            vm.startPrank(others[i]);
            vm.expectRevert(IQueryEngine.OnlyComputeEngine.selector);
            queries.reserve(id, 1);
            vm.expectRevert(IQueryEngine.OnlyComputeEngine.selector);
            queries.release(id, 1);
            vm.stopPrank();
        }
        vm.startPrank(address(engine));
        vm.expectRevert(IQueryEngine.PermissionNotFound.selector);
        queries.reserve(99, 1);
        vm.expectEmit(address(queries));
        emit IQueryEngine.BudgetUsed(id, 7);
        queries.reserve(id, 7);
        vm.expectRevert(abi.encodeWithSelector(IQueryEngine.BudgetExceeded.selector, id, 3));
        queries.reserve(id, 4);
        vm.expectRevert(abi.encodeWithSelector(IQueryEngine.BudgetExceeded.selector, id, 3));
        queries.reserve(id, type(uint256).max);
        queries.reserve(id, 3);
        queries.reserve(id, 0);
        assertEq(queries.terms(id).rowsLeft, 0);
        queries.release(id, 10);
        assertEq(queries.terms(id).rowsLeft, 10);
        vm.expectRevert();
        queries.release(id, 1);
        vm.stopPrank();
    }

    /// @dev What is left is always the budget less what is reserved and not released.
    function testFuzz_budget(uint64 budget, uint64[8] memory rows) public {
        budget = uint64(bound(budget, 1, type(uint64).max));
        uint256 id = _budgeted(budget);
        uint256 used = 0;
        uint256[8] memory held;
        vm.startPrank(address(engine));
        for (uint256 i = 0; i < 8; ++i) {
            if (rows[i] > budget - used) {
                vm.expectRevert(abi.encodeWithSelector(IQueryEngine.BudgetExceeded.selector, id, budget - used));
                queries.reserve(id, rows[i]);
            } else {
                queries.reserve(id, rows[i]);
                used += held[i] = rows[i];
            }
            assertEq(queries.terms(id).rowsLeft, budget - used);
        }
        for (uint256 i = 0; i < 8; ++i) {
            queries.release(id, held[i]);
            used -= held[i];
            assertEq(queries.terms(id).rowsLeft, budget - used);
        }
        assertEq(queries.terms(id).rowsLeft, budget);
    }

    function test_administration() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        queries.initialize(bob);
        vm.prank(bob);
        vm.expectRevert();
        queries.upgradeToAndCall(address(burner), "");
        assertEq(queries.computeEngine(), address(engine));
    }
}
