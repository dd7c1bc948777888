// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {DataToken} from "../../src/DataToken.sol";
import {InsiderVesting} from "../../src/governance/InsiderVesting.sol";
import {stdError} from "forge-std/Test.sol";
import {Parts} from "./Parts.sol";

contract InsiderVestingTest is Parts {
    uint64 private constant CLIFF = 200 days;
    uint64 private constant DURATION = 400 days;
    uint256 private constant AMOUNT = 4e20;

    DataToken private token;
    InsiderVesting private wallet;
    uint256 private born;

    function setUp() public {
        _parts();
        token = _token(1e24);
        wallet = _wallet(CLIFF, DURATION);
        token.transfer(address(wallet), AMOUNT);
        born = vm.getBlockTimestamp();
    }

    function test_NothingUntilTheCliffThenALineFromZero() public {
        assertEq(wallet.owner(), founder);
        assertEq(wallet.start(), born + CLIFF);
        assertEq(wallet.duration(), DURATION);
        assertEq(wallet.end(), born + CLIFF + DURATION);
        uint64[6] memory times = [uint64(0), CLIFF - 1, CLIFF, CLIFF + DURATION / 4, CLIFF + DURATION / 2, CLIFF + DURATION];
        uint256[6] memory vested = [uint256(0), 0, 0, AMOUNT / 4, AMOUNT / 2, AMOUNT];
        for (uint256 i = 0; i < times.length; i++) {
            vm.warp(born + times[i]);
            wallet.release(address(token));
            assertEq(token.balanceOf(founder), vested[i]);
            assertEq(wallet.releasable(address(token)), 0);
        }
    }

    function test_AnyoneReleasesAndTheBeneficiaryReceives() public {
        vm.warp(born + CLIFF + DURATION / 2);
        vm.prank(stranger);
        wallet.release(address(token));
        assertEq(token.balanceOf(founder), AMOUNT / 2);
        assertEq(token.balanceOf(stranger), 0);
    }

    function test_HandingOverMakesNothingVestSooner() public {
        vm.expectRevert(abi.encodeWithSignature("OwnableUnauthorizedAccount(address)", stranger));
        vm.prank(stranger);
        wallet.transferOwnership(stranger);
        vm.prank(founder);
        wallet.transferOwnership(stranger);
        wallet.release(address(token));
        assertEq(token.balanceOf(stranger), 0);
        vm.warp(born + CLIFF + DURATION / 2);
        wallet.release(address(token));
        assertEq(token.balanceOf(stranger), AMOUNT / 2);
        assertEq(token.balanceOf(founder), 0);
    }

    function test_WhatIsLockedDoesNotVote() public {
        vm.prank(founder);
        token.delegate(founder);
        assertEq(token.getVotes(founder), 0);
        vm.warp(born + CLIFF + DURATION);
        wallet.release(address(token));
        assertEq(token.getVotes(founder), AMOUNT);
    }

    function test_NotInitialisedTwiceNorTheImplementation() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        wallet.initialize(stranger, 0, 0);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        vestingCode.initialize(stranger, 0, 0);
    }

    /// A cliff so long that now + cliff wraps around would be none.
    function test_ACliffBeyondTimeIsRefused() public {
        vm.expectRevert(stdError.arithmeticError);
        factory.createVesting(founder, type(uint64).max, 1);
    }

    function test_NoBeneficiary() public {
        InsiderVesting own = InsiderVesting(payable(Clones.clone(address(vestingCode))));
        vm.expectRevert(abi.encodeWithSignature("OwnableInvalidOwner(address)", address(0)));
        own.initialize(address(0), 1, 1);
    }

    function testFuzz_Schedule(uint64 cliff, uint64 duration, uint256 amount, uint64 later) public {
        cliff = uint64(bound(cliff, 0, 50 * 365 days));
        duration = uint64(bound(duration, 0, 50 * 365 days));
        amount = bound(amount, 0, 5e23);
        later = uint64(bound(later, 0, 110 * 365 days));
        InsiderVesting w = _wallet(cliff, duration);
        token.transfer(address(w), amount);
        vm.warp(born + later);
        uint256 due;
        if (later >= uint256(cliff) + duration) due = amount;
        else if (later > cliff) due = (amount * (later - cliff)) / duration;
        w.release(address(token));
        assertEq(token.balanceOf(founder), due);
        assertEq(token.balanceOf(address(w)), amount - due);
    }

    /// When it is released makes no difference to how much.
    function testFuzz_ReleasingOftenOrOnce(uint64[5] memory steps) public {
        InsiderVesting once = InsiderVesting(payable(factory.createVesting(stranger, CLIFF, DURATION)));
        token.transfer(address(once), AMOUNT);
        uint256 now_ = born;
        for (uint256 i = 0; i < steps.length; i++) {
            now_ += bound(steps[i], 0, 200 days);
            vm.warp(now_);
            wallet.release(address(token));
        }
        once.release(address(token));
        assertEq(token.balanceOf(founder), token.balanceOf(stranger));
        assertLe(token.balanceOf(founder), AMOUNT);
    }

    function _wallet(uint64 cliff, uint64 duration) private returns (InsiderVesting) {
        return InsiderVesting(payable(factory.createVesting(founder, cliff, duration)));
    }
}
