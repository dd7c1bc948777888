// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {
    TimelockControllerUpgradeable as OzTimelock
} from "@openzeppelin/contracts-upgradeable/governance/TimelockControllerUpgradeable.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {DataDAOTimelock} from "../../src/governance/DataDAOTimelock.sol";
import {Parts, Target} from "./Parts.sol";

/// Executes the operation that it is itself a part of.
contract Reenterer {
    uint256 public count;
    bytes private again;

    function prepare(bytes calldata again_) external {
        again = again_;
    }

    function hit() external {
        count++;
        if (count == 1) {
            (bool ok,) = msg.sender.call(again);
            require(ok, "inner");
        }
    }
}

contract DataDAOTimelockTest is Parts {
    DataDAOTimelock private timelock;
    Target private target;
    bytes private five = abi.encodeCall(Target.set, (5));
    bytes32 private constant SALT = "salt";

    function setUp() public {
        _parts();
        timelock = _timelock();
        target = new Target(address(timelock));
    }

    function test_RolesAreTheProposersAndNobodyElses() public view {
        assertEq(timelock.floor(), DELAY);
        assertEq(timelock.getMinDelay(), DELAY);
        assertTrue(timelock.hasRole(timelock.PROPOSER_ROLE(), founder));
        assertTrue(timelock.hasRole(timelock.CANCELLER_ROLE(), founder));
        assertTrue(timelock.hasRole(timelock.EXECUTOR_ROLE(), address(0)));
        assertTrue(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), address(timelock)));
        address[4] memory others = [founder, address(factory), address(this), address(0)];
        for (uint256 i = 0; i < others.length; i++) {
            assertFalse(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), others[i]));
            if (i > 0) assertFalse(timelock.hasRole(timelock.PROPOSER_ROLE(), others[i]));
        }
    }

    function test_AnyoneExecutesAfterTheDelayAndNotBefore() public {
        bytes32 id = _schedule(address(target), five);
        vm.warp(vm.getBlockTimestamp() + DELAY - 1);
        _notReady(id);
        _execute(address(target), five);
        vm.warp(vm.getBlockTimestamp() + 1);
        vm.prank(stranger);
        _execute(address(target), five);
        assertEq(target.value(), 5);
        assertTrue(timelock.isOperationDone(id));
    }

    function test_AnOperationRunsOnce() public {
        bytes32 id = _run(address(target), five);
        _notReady(id);
        _execute(address(target), five);
        vm.expectRevert(abi.encodeWithSelector(OzTimelock.TimelockUnexpectedOperationState.selector, id, bytes32(uint256(1))));
        vm.prank(founder);
        timelock.schedule(address(target), 0, five, 0, SALT, DELAY);
        assertEq(target.calls(), 1);
    }

    function test_OnlyTheProposerSchedules() public {
        _notRole(stranger, timelock.PROPOSER_ROLE());
        vm.prank(stranger);
        timelock.schedule(address(target), 0, five, 0, SALT, DELAY);
    }

    function test_NotWithLessThanTheDelay() public {
        vm.expectRevert(abi.encodeWithSelector(OzTimelock.TimelockInsufficientDelay.selector, DELAY - 1, DELAY));
        vm.prank(founder);
        timelock.schedule(address(target), 0, five, 0, SALT, DELAY - 1);
    }

    function test_WhatWasNotScheduledDoesNotRun() public {
        _schedule(address(target), five);
        vm.warp(vm.getBlockTimestamp() + DELAY);
        vm.expectRevert();
        _execute(address(target), abi.encodeCall(Target.set, (6)));
        vm.prank(founder);
        vm.expectRevert(Target.NotOwner.selector);
        target.set(6);
    }

    function test_Cancel() public {
        bytes32 id = _schedule(address(target), five);
        _notRole(stranger, timelock.CANCELLER_ROLE());
        vm.prank(stranger);
        timelock.cancel(id);
        vm.prank(founder);
        timelock.cancel(id);
        vm.warp(vm.getBlockTimestamp() + DELAY);
        _notReady(id);
        _execute(address(target), five);
        assertEq(target.calls(), 0);
    }

    function test_UpdateDelayOnlyThroughItself() public {
        vm.expectRevert(abi.encodeWithSelector(OzTimelock.TimelockUnauthorizedCaller.selector, founder));
        vm.prank(founder);
        timelock.updateDelay(DELAY);
        vm.expectRevert(abi.encodeWithSelector(OzTimelock.TimelockUnauthorizedCaller.selector, founder));
        vm.prank(founder);
        timelock.updateDelay(0);
    }

    function test_TheDelayIsRaisedAndLoweredAgain() public {
        _run(address(timelock), abi.encodeCall(timelock.updateDelay, (7 days)));
        assertEq(timelock.getMinDelay(), 7 days);
        vm.expectRevert(abi.encodeWithSelector(OzTimelock.TimelockInsufficientDelay.selector, DELAY, 7 days));
        vm.prank(founder);
        timelock.schedule(address(target), 0, five, 0, SALT, DELAY);
        _run(address(timelock), abi.encodeCall(timelock.updateDelay, (DELAY)));
        assertEq(timelock.getMinDelay(), DELAY);
    }

    function testFuzz_TheDelayIsNeverBelowTheFloor(uint256 delay) public {
        delay = bound(delay, 0, DELAY - 1);
        bytes memory data = abi.encodeCall(timelock.updateDelay, (delay));
        _schedule(address(timelock), data);
        vm.warp(vm.getBlockTimestamp() + DELAY);
        vm.expectRevert(abi.encodeWithSelector(DataDAOTimelock.DelayBelowFloor.selector, DELAY));
        _execute(address(timelock), data);
        assertEq(timelock.getMinDelay(), DELAY);
    }

    function test_NotInitialisedTwice() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        timelock.initialize(stranger);
    }

    function test_TheImplementationIsNobodys() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        timelockCode.initialize(stranger);
        assertFalse(timelockCode.hasRole(timelockCode.DEFAULT_ADMIN_ROLE(), address(timelockCode)));
    }

    /// OpenZeppelin's initialiser would take a delay below the floor and an administrator.
    function test_TheOtherInitialiserIsClosed() public {
        address[] memory people = new address[](1);
        people[0] = stranger;
        DataDAOTimelock own = DataDAOTimelock(payable(Clones.clone(address(timelockCode))));
        vm.expectRevert(DataDAOTimelock.NotSupported.selector);
        own.initialize(0, people, people, stranger);
        vm.expectRevert(DataDAOTimelock.NotSupported.selector);
        timelock.initialize(0, people, people, stranger);
        own.initialize(stranger); // a clone by hand is the same thing as the factory's
        assertEq(own.getMinDelay(), DELAY);
    }

    function test_NoZeroProposer() public {
        DataDAOTimelock own = DataDAOTimelock(payable(Clones.clone(address(timelockCode))));
        vm.expectRevert(DataDAOTimelock.ZeroAddress.selector);
        own.initialize(address(0));
    }

    function test_TheProposerGrantsNothingWithoutTheDelay() public {
        bytes32 role = timelock.PROPOSER_ROLE();
        _notRole(founder, timelock.DEFAULT_ADMIN_ROLE());
        vm.prank(founder);
        timelock.grantRole(role, stranger);
        _run(address(timelock), abi.encodeCall(timelock.grantRole, (role, stranger)));
        assertTrue(timelock.hasRole(role, stranger));
    }

    /// A target that executes its own operation from within runs it twice inside, and all of it is undone.
    function test_AnOperationDoesNotRunInsideItself() public {
        Reenterer evil = new Reenterer();
        bytes memory hit = abi.encodeCall(Reenterer.hit, ());
        evil.prepare(abi.encodeCall(timelock.execute, (address(evil), 0, hit, bytes32(0), SALT)));
        bytes32 id = _schedule(address(evil), hit);
        vm.warp(vm.getBlockTimestamp() + DELAY);
        _notReady(id);
        _execute(address(evil), hit);
        assertEq(evil.count(), 0);
    }

    function test_TwoClonesShareNothing() public {
        DataDAOTimelock other = DataDAOTimelock(payable(factory.createTimelock(stranger)));
        assertFalse(other.hasRole(other.PROPOSER_ROLE(), founder));
        _run(address(timelock), abi.encodeCall(timelock.updateDelay, (7 days)));
        assertEq(other.getMinDelay(), DELAY);
    }

    function test_AShorterFloorShows() public {
        assertEq(new DataDAOTimelock(1).floor(), 1);
    }

    function _schedule(address to, bytes memory data) private returns (bytes32) {
        uint256 delay = timelock.getMinDelay();
        vm.prank(founder);
        timelock.schedule(to, 0, data, 0, SALT, delay);
        return timelock.hashOperation(to, 0, data, 0, SALT);
    }

    function _execute(address to, bytes memory data) private {
        timelock.execute(to, 0, data, 0, SALT);
    }

    function _run(address to, bytes memory data) private returns (bytes32 id) {
        id = _schedule(to, data);
        vm.warp(vm.getBlockTimestamp() + timelock.getMinDelay());
        _execute(to, data);
    }

    function _notReady(bytes32 id) private {
        vm.expectRevert(abi.encodeWithSelector(OzTimelock.TimelockUnexpectedOperationState.selector, id, bytes32(uint256(4))));
    }
}
