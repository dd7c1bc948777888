// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Network} from "../Network.sol";
import {IComputeEngine} from "../../src/interfaces/IComputeEngine.sol";

/// @notice An ERC-20 with one vice.
contract OddToken {
    enum Vice {
        Fee,
        ReturnsFalse,
        ReturnsNothing,
        Reenters,
        Forgets
    }

    Vice public vice;
    uint8 public decimals;
    mapping(address => uint256) public balanceOf;
    address private _engine;
    bool public entered;

    constructor(Vice vice_, uint8 decimals_, address engine) {
        (vice, decimals, _engine) = (vice_, decimals_, engine);
    }

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
        _answer();
    }

    function transferFrom(address from, address to, uint256 amount) external {
        _move(from, to, amount);
        _answer();
    }

    function burn(uint256) external {}

    function _move(address from, address to, uint256 amount) private {
        if (vice == Vice.ReturnsFalse) return;
        if (vice == Vice.Reenters) {
            _try(abi.encodeCall(IComputeEngine.withdraw, (address(this), 1)));
            _try(abi.encodeCall(IComputeEngine.deposit, (address(this), 1)));
            _try(abi.encodeCall(IComputeEngine.expireJob, (1)));
            _try(abi.encodeWithSignature("submitJob(uint80,bool,uint256)", uint80(10), false, uint256(0)));
        }
        balanceOf[from] -= amount;
        if (vice == Vice.Fee) amount -= amount / 100;
        if (vice != Vice.Forgets) balanceOf[to] += amount;
    }

    function _try(bytes memory data) private {
        (bool ok,) = _engine.call(data);
        if (ok) entered = true;
    }

    function _answer() private view {
        if (vice == Vice.ReturnsNothing) return;
        bool result = vice != Vice.ReturnsFalse;
        assembly {
            mstore(0, result)
            return(0, 32)
        }
    }
}

/// @notice Whatever token is deposited, it can lose money of its own depositors only.
contract HostileTokensTest is Network {
    function setUp() public override {
        super.setUp();
        _buyTokens(1000 ether);
        vm.prank(buyer);
        engine.deposit{value: 5 ether}(address(0), 5 ether);
    }

    function _odd(OddToken.Vice vice, uint8 decimals) private returns (OddToken t) {
        t = new OddToken(vice, decimals, address(engine));
        t.mint(alice, 1000 * 10 ** decimals);
        t.mint(bob, 1000 * 10 ** decimals);
    }

    function _deposit(OddToken t, address who, uint256 amount) private {
        vm.prank(who);
        engine.deposit(address(t), amount);
    }

    function _othersAreUntouched() private {
        assertEq(token.balanceOf(address(engine)), 1000 ether);
        assertEq(address(engine).balance, 5 ether);
        vm.startPrank(buyer);
        engine.withdraw(address(token), 1000 ether);
        engine.withdraw(address(0), 5 ether);
        vm.stopPrank();
    }

    function test_fee() public {
        for (uint8 i = 0; i < 2; ++i) {
            OddToken t = _odd(OddToken.Vice.Fee, i == 0 ? 6 : 24);
            uint256 unit = 10 ** t.decimals();
            _deposit(t, alice, 100 * unit);
            _deposit(t, bob, 100 * unit);
            assertEq(engine.balanceOf(alice, address(t)), 99 * unit, "only what has arrived");
            vm.prank(alice);
            vm.expectRevert();
            engine.withdraw(address(t), 100 * unit);
            vm.prank(alice);
            engine.withdraw(address(t), 99 * unit);
            vm.prank(bob);
            engine.withdraw(address(t), 99 * unit);
            assertEq(t.balanceOf(address(engine)), 0);
        }
        _othersAreUntouched();
    }

    function test_returnsFalse() public {
        OddToken t = _odd(OddToken.Vice.ReturnsFalse, 18);
        vm.prank(alice);
        vm.expectRevert();
        engine.deposit(address(t), 1 ether);
        assertEq(engine.balanceOf(alice, address(t)), 0);
        _othersAreUntouched();
    }

    function test_returnsNothing() public {
        OddToken t = _odd(OddToken.Vice.ReturnsNothing, 6);
        _deposit(t, alice, 50e6);
        vm.prank(alice);
        engine.withdraw(address(t), 50e6);
        assertEq(t.balanceOf(alice), 1000e6);
        _othersAreUntouched();
    }

    function test_reenters() public {
        OddToken t = _odd(OddToken.Vice.Reenters, 24);
        t.mint(address(t), 10);
        _deposit(t, alice, 50e24);
        vm.prank(alice);
        engine.withdraw(address(t), 20e24);
        assertFalse(t.entered());
        assertEq(engine.balanceOf(alice, address(t)), 30e24);
        assertEq(t.balanceOf(address(engine)), 30e24);
        _othersAreUntouched();
    }

    function test_forgets() public {
        OddToken t = _odd(OddToken.Vice.Forgets, 18);
        _deposit(t, alice, 1 ether);
        assertEq(engine.balanceOf(alice, address(t)), 0, "nothing has arrived");
        _othersAreUntouched();
    }

    function test_noContract() public {
        vm.prank(alice);
        vm.expectRevert();
        engine.deposit(address(0xdead), 1 ether);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InsufficientBalance.selector, address(token), 1, 0));
        engine.withdraw(address(token), 1);
    }
}
