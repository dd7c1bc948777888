// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {Attacker} from "./Mocks.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract PayoutsTest is PoolFixture {
    function setUp() public override {
        super.setUp();
        _contribute(alice, 1e18);
        _nextEpoch();
    }

    function test_distribute() public {
        vm.expectEmit(address(pool));
        emit IDataLiquidityPool.ValueDistributed(address(0), 1 ether, 0);
        pool.distribute{value: 1 ether}();
        assertEq(_vana(alice), 1 ether);
        vm.expectRevert(IDataLiquidityPool.ZeroAmount.selector);
        pool.distribute();
    }

    function test_distributeTokens() public {
        uint256 today = vm.getBlockTimestamp();
        vm.expectRevert(IDataLiquidityPool.OnlyComputeEngine.selector);
        pool.distributeTokens(1, today);
        token.transfer(address(pool), 3 ether);
        vm.prank(engine);
        vm.expectEmit(address(pool));
        emit IDataLiquidityPool.ValueDistributed(address(token), 3 ether, 0);
        pool.distributeTokens(3 ether, today);
        assertEq(_tokens(alice), 3 ether);
        vm.prank(engine);
        (uint256 toContributors, uint256 toTreasury) = pool.distributeTokens(0, today);
        assertEq(toContributors + toTreasury, 0);
    }

    function test_claim() public {
        vm.prank(alice);
        vm.expectRevert(IDataLiquidityPool.NothingToClaim.selector);
        pool.claim();
        pool.distribute{value: 2 ether}();
        _distributeTokens(3 ether, vm.getBlockTimestamp());
        vm.expectRevert(IDataLiquidityPool.NothingToClaim.selector);
        pool.claim();
        vm.prank(alice);
        vm.expectEmit(address(pool));
        emit IDataLiquidityPool.ValueClaimed(alice, 2 ether, 3 ether);
        (uint256 vana, uint256 tokens) = pool.claim();
        assertEq(vana, 2 ether);
        assertEq(tokens, 3 ether);
        assertEq(alice.balance, 2 ether);
        assertEq(token.balanceOf(alice), FACTOR + 3 ether);
        assertEq(address(pool).balance, 0);
        vm.prank(alice);
        vm.expectRevert(IDataLiquidityPool.NothingToClaim.selector);
        pool.claim();
    }

    function test_aContributorThatCannotBePaidHindersNobodyElse() public {
        Attacker unwilling = new Attacker(pool);
        unwilling.setRefuses(true);
        _contribute(address(unwilling), 1e18);
        _nextEpoch();
        pool.distribute{value: 2 ether}();
        vm.expectRevert(IDataLiquidityPool.TransferFailed.selector);
        unwilling.run(abi.encodeCall(IDataLiquidityPool.claim, ()), 0);
        vm.prank(alice);
        pool.claim();
        unwilling.setRefuses(false);
        unwilling.run(abi.encodeCall(IDataLiquidityPool.claim, ()), 0);
        assertEq(address(unwilling).balance, 1 ether);
    }

    function test_sale() public {
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(IDataLiquidityPool.InsufficientPayment.selector, 1 ether));
        pool.buy{value: 1 ether - 1}(100 ether);
        vm.expectEmit(address(pool));
        emit IDataLiquidityPool.ValueDistributed(address(0), 0.9 ether, 0.1 ether);
        vm.expectEmit(address(pool));
        emit IDataLiquidityPool.TokensSold(bob, 100 ether, 1 ether);
        pool.buy{value: 5 ether}(100 ether);
        assertEq(bob.balance, 999 ether, "excess returned");
        assertEq(token.balanceOf(bob), 100 ether);
        assertEq(pool.stock(), STOCK - 100 ether);
        vm.expectRevert(abi.encodeWithSelector(IDataLiquidityPool.InsufficientStock.selector, STOCK - 100 ether));
        pool.buy{value: 900 ether}(STOCK);
        vm.expectRevert(IDataLiquidityPool.ZeroAmount.selector);
        pool.buy(0);
        pool.buy{value: 1}(1);
        assertEq(bob.balance, 999 ether - 1, "rounded up: nothing is free");
        vm.stopPrank();
        (uint256 treasury,) = pool.treasury();
        assertEq(treasury, 0.1 ether);
        assertApproxEqAbs(_vana(alice), 0.9 ether, 1);
    }

    function test_theWholeStockAndNoSale() public {
        pool.buy{value: 10_000 ether}(STOCK);
        assertEq(pool.stock(), 0);
        vm.expectRevert(abi.encodeWithSelector(IDataLiquidityPool.InsufficientStock.selector, 0));
        pool.buy{value: 1}(1);
        vm.prank(founder);
        pool.updateSalePrice(0);
        vm.expectRevert(IDataLiquidityPool.SaleClosed.selector);
        pool.buy{value: 1}(1);
    }

    function test_aBuyerThatCannotTakeItsChange() public {
        Attacker buyer = new Attacker(pool);
        buyer.setRefuses(true);
        vm.deal(address(buyer), 10 ether);
        vm.expectRevert(IDataLiquidityPool.TransferFailed.selector);
        buyer.run(abi.encodeCall(IDataLiquidityPool.buy, (100 ether)), 2 ether);
        buyer.run(abi.encodeCall(IDataLiquidityPool.buy, (100 ether)), 1 ether);
        assertEq(token.balanceOf(address(buyer)), 100 ether);
    }

    function test_fundingTheStock() public {
        vm.expectEmit(address(pool));
        emit IDataLiquidityPool.StockFunded(address(this), 5);
        pool.addStock(5);
        assertEq(pool.stock(), STOCK + 5);
        vm.expectRevert(IDataLiquidityPool.ZeroAmount.selector);
        pool.addStock(0);
        vm.expectRevert();
        pool.addStock(CAP);
    }

    function test_treasury() public {
        pool.buy{value: 1 ether}(100 ether);
        _distributeTokens(3 ether, 0);
        _refused(timelock, IDataLiquidityPool.NotDlpOwner.selector);
        pool.withdrawTreasury(bob);
        _refused(founder, IDataLiquidityPool.ZeroAddress.selector);
        pool.withdrawTreasury(address(0));
        vm.prank(founder);
        vm.expectEmit(address(pool));
        emit IDataLiquidityPool.TreasuryWithdrawn(carol, 0.1 ether, 3 ether);
        pool.withdrawTreasury(carol);
        assertEq(carol.balance, 0.1 ether);
        assertEq(token.balanceOf(carol), 3 ether);
        _refused(founder, IDataLiquidityPool.NothingToClaim.selector);
        pool.withdrawTreasury(carol);
    }

    receive() external payable {}
}
