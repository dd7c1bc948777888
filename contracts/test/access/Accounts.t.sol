// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IComputeEngine} from "../../src/interfaces/IComputeEngine.sol";
import {World} from "./World.sol";
import {OddToken} from "./mocks/OddToken.sol";
import {Receiver} from "./mocks/Receiver.sol";

/// @notice Whatever token and whatever receiver: they harm themselves only.
contract AccountsTest is World {
    function _odd(uint8 decimals, OddToken.Kind kind) private returns (OddToken odd) {
        odd = new OddToken(decimals, kind);
        odd.mint(bob, 1e30);
        odd.mint(buyer, 1e30);
    }

    /// @dev What everybody else has here, and that they can have it.
    function _othersAreWhole() private {
        assertEq(engine.balanceOf(buyer, address(token)), FUNDS);
        assertEq(token.balanceOf(address(engine)), FUNDS);
        vm.startPrank(buyer);
        engine.withdraw(address(token), FUNDS);
        assertEq(token.balanceOf(buyer), FUNDS);
        engine.deposit(address(token), FUNDS);
        vm.stopPrank();
    }

    function test_deposits() public {
        vm.startPrank(bob);
        vm.expectRevert(IComputeEngine.InvalidAmount.selector);
        engine.deposit(VANA, 0);
        vm.expectRevert(IComputeEngine.InvalidVanaAmount.selector);
        engine.deposit{value: 1}(VANA, 2);
        vm.expectRevert(IComputeEngine.UnexpectedVanaDeposit.selector);
        engine.deposit{value: 1}(address(token), 1);
        vm.expectEmit(address(engine));
        emit IComputeEngine.Deposit(bob, VANA, 5);
        engine.deposit{value: 5}(VANA, 5);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InsufficientBalance.selector, VANA, 6, 5));
        engine.withdraw(VANA, 6);
        vm.expectRevert(IComputeEngine.InvalidAmount.selector);
        engine.withdraw(VANA, 0);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InsufficientBalance.selector, address(token), type(uint256).max, 0));
        engine.withdraw(address(token), type(uint256).max);
        vm.expectEmit(address(engine));
        emit IComputeEngine.Withdraw(bob, VANA, 5);
        engine.withdraw(VANA, 5);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InsufficientBalance.selector, VANA, 5, 0));
        engine.withdraw(VANA, 5);
        vm.expectRevert();
        engine.deposit(makeAddr("no contract"), 1);
        vm.stopPrank();
        assertEq(bob.balance, FUNDS);
    }

    function testFuzz_decimals(bool six, uint96 amount, bool noReturn) public {
        vm.assume(amount != 0);
        OddToken odd = _odd(six ? 6 : 24, noReturn ? OddToken.Kind.NoReturn : OddToken.Kind.Plain);
        vm.startPrank(bob);
        engine.deposit(address(odd), amount);
        assertEq(engine.balanceOf(bob, address(odd)), amount);
        engine.withdraw(address(odd), amount);
        assertEq(odd.balanceOf(bob), 1e30);
        vm.stopPrank();
        _othersAreWhole();
    }

    function test_fee() public {
        OddToken odd = _odd(18, OddToken.Kind.Fee);
        vm.prank(buyer);
        engine.deposit(address(odd), 100 ether);
        vm.startPrank(bob);
        engine.deposit(address(odd), 100 ether);
        assertEq(engine.balanceOf(bob, address(odd)), 99 ether, "what arrived");
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InsufficientBalance.selector, address(odd), 100 ether, 99 ether));
        engine.withdraw(address(odd), 100 ether);
        engine.withdraw(address(odd), 99 ether);
        vm.stopPrank();
        assertEq(odd.balanceOf(address(engine)), 99 ether, "the other's part is untouched");
        vm.prank(buyer);
        engine.withdraw(address(odd), 99 ether);
        _othersAreWhole();
    }

    function test_falseReturning() public {
        OddToken odd = _odd(18, OddToken.Kind.False);
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(odd)));
        engine.deposit(address(odd), 1 ether);
        odd.setKind(OddToken.Kind.Plain);
        engine.deposit(address(odd), 1 ether);
        odd.setKind(OddToken.Kind.False);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(odd)));
        engine.withdraw(address(odd), 1 ether);
        assertEq(engine.balanceOf(bob, address(odd)), 1 ether, "not lost");
        vm.stopPrank();
        _othersAreWhole();
    }

    function test_lyingBalance() public {
        OddToken odd = _odd(18, OddToken.Kind.LyingBalance);
        vm.prank(bob);
        engine.deposit(address(odd), 1);
        assertGt(engine.balanceOf(bob, address(odd)), 1, "it may inflate itself");
        _othersAreWhole();
    }

    function test_callingBack() public {
        OddToken odd = _odd(18, OddToken.Kind.Plain);
        odd.mint(address(odd), 10 ether);
        uint256 id = _submit(_request(_grant(1), 1));
        bytes[5] memory calls = [
            abi.encodeCall(engine.deposit, (address(odd), 1)),
            abi.encodeCall(engine.withdraw, (address(odd), 1)),
            abi.encodeCall(engine.expireJob, (id)),
            abi.encodeCall(engine.distributeDeferred, (id, 1)),
            abi.encodeWithSignature("submitJob(uint80,bool,uint256)", 1, false, 0)
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            odd.callBack(address(engine), calls[i]);
            vm.startPrank(bob);
            engine.deposit(address(odd), 1 ether);
            assertFalse(odd.callSucceeded());
            assertEq(bytes4(odd.callResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
            assertEq(engine.balanceOf(bob, address(odd)), 1 ether);
            engine.withdraw(address(odd), 1 ether);
            assertFalse(odd.callSucceeded());
            vm.stopPrank();
        }
        assertEq(odd.balanceOf(address(engine)), 0);
        _complete(id, 0);
        _othersAreWhole();
    }

    // ---- receivers

    function test_refusingReceiver() public {
        Receiver r = new Receiver{value: 1 ether}(address(engine), Receiver.Kind.Refuses);
        r.put();
        vm.expectRevert(IComputeEngine.TransferFailed.selector);
        r.take(1 ether);
        assertEq(engine.balanceOf(address(r), VANA), 1 ether, "not lost");
    }

    function test_greedyReceiver() public {
        vm.prank(bob);
        engine.deposit{value: 10 ether}(VANA, 10 ether);
        Receiver r = new Receiver{value: 2 ether}(address(engine), Receiver.Kind.WithdrawsAgain);
        r.put();
        vm.expectRevert(IComputeEngine.TransferFailed.selector);
        r.take(1 ether);
        assertEq(address(engine).balance, 12 ether);
        assertEq(engine.balanceOf(address(r), VANA), 2 ether);
    }

    function test_spinningReceiver() public {
        Receiver r = new Receiver{value: 1 ether}(address(engine), Receiver.Kind.BurnsGas);
        r.put();
        vm.expectRevert();
        r.take{gas: 1_000_000}(1 ether);
        assertEq(engine.balanceOf(address(r), VANA), 1 ether);
    }

    /// @dev A refund and a validator's part are credited, never pushed, so nobody's receiver can hold up a job's end.
    function test_receiverAsBuyerNeverHoldsUpAJob() public {
        Receiver r = new Receiver{value: 1 ether}(address(engine), Receiver.Kind.Refuses);
        r.put();
        uint256 p = _grant(0);
        vm.prank(address(r));
        uint256 id = engine.submitJob(_request(p, 1));
        vm.warp(vm.getBlockTimestamp() + 20);
        _complete(id, 1);
        assertEq(engine.balanceOf(address(r), VANA), 1 ether - 10 * PRICE_PER_SECOND);
    }

    function test_acceptingReceiver() public {
        Receiver r = new Receiver{value: 1 ether}(address(engine), Receiver.Kind.Accepts);
        r.put();
        r.take(1 ether);
        assertEq(address(r).balance, 1 ether);
    }
}
