// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Network} from "./Network.sol";
import {DataLiquidityPool} from "../src/DataLiquidityPool.sol";
import {IDLPRegistry} from "../src/interfaces/IDLPRegistry.sol";
import {IDataLiquidityPool} from "../src/interfaces/IDataLiquidityPool.sol";
import {IDataRefinerRegistry} from "../src/interfaces/IDataRefinerRegistry.sol";
import {IDataRegistry} from "../src/interfaces/IDataRegistry.sol";

contract PoolTest is Network {
    function test_creation() public view {
        IDLPRegistry.DlpInfo memory d = dlps.dlps(1);
        assertEq(d.name, "fitness");
        assertEq(d.ownerAddress, daoOwner);
        assertEq(d.tokenAddress, address(token));
        assertEq(d.depositAmount, DEPOSIT);
        assertEq(dlps.dlpNameToId("fitness"), 1);
        assertEq(dlps.dlpIds(address(pool)), 1);
        assertEq(token.totalSupply(), CAP);
        assertEq(token.cap(), CAP);
        assertEq(token.balanceOf(address(pool)), POT + STOCK);
        assertEq(token.balanceOf(daoOwner), CAP - POT - STOCK);
        assertEq(pool.rewardPot(), POT);
        assertEq(pool.stock(), STOCK);
        assertEq(token.CLOCK_MODE(), "mode=timestamp");
    }

    function test_creationRefuses() public {
        vm.deal(address(this), 100 ether);
        IDLPRegistry.CreateParams memory p = _params("fitness");
        vm.expectRevert(abi.encodeWithSelector(IDLPRegistry.InvalidDepositAmount.selector, DEPOSIT));
        dlps.createDataDAO(p);
        vm.expectRevert(abi.encodeWithSelector(IDLPRegistry.NameTaken.selector, 1));
        dlps.createDataDAO{value: DEPOSIT}(p);
        string[7] memory bad = ["ab", "Abc", "1abc", "_abc", "a-b", "abcdefghijklmnopqrstuvwxyz0123456", ""];
        for (uint256 i = 0; i < bad.length; ++i) {
            p.name = bad[i];
            vm.expectRevert(IDLPRegistry.InvalidName.selector);
            dlps.createDataDAO{value: DEPOSIT}(p);
        }
        p = _params("ok_3");
        p.stock = CAP - POT + 1;
        vm.expectRevert(IDLPRegistry.InvalidSupply.selector);
        dlps.createDataDAO{value: DEPOSIT}(p);
        p = _params("ok_3");
        p.treasuryShareBps = 5001;
        vm.expectRevert(IDataLiquidityPool.InvalidShare.selector);
        dlps.createDataDAO{value: DEPOSIT}(p);
        p = _params("abcdefghijklmnopqrstuvwxyz012345");
        assertEq(dlps.createDataDAO{value: DEPOSIT}(p), 2, "32 letters are allowed");
        vm.expectRevert(IDLPRegistry.DlpNotFound.selector);
        dlps.dlps(3);
    }

    function test_newStakeEarnsNothingFromItsOwnEpoch() public {
        _nextEpoch();
        _valid(alice, "a");
        _nextEpoch();
        (uint256 active, uint256 pending) = pool.stakeOf(alice);
        assertEq(active, 100 ether);
        assertEq(pending, 0);
        _valid(bob, "b");
        pool.distribute{value: 1 ether}();
        (uint256 vana,) = pool.claimable(alice);
        assertEq(vana, 1 ether);
        (vana,) = pool.claimable(bob);
        assertEq(vana, 0);
        _nextEpoch();
        (vana,) = pool.claimable(bob);
        assertEq(vana, 0, "nor later");
        pool.distribute{value: 1 ether}();
        (vana,) = pool.claimable(alice);
        assertEq(vana, 1.5 ether);
        (vana,) = pool.claimable(bob);
        assertEq(vana, 0.5 ether);
        vm.prank(bob);
        pool.claim();
        assertEq(bob.balance, 100 ether - FEES + 0.5 ether);
        vm.prank(bob);
        vm.expectRevert(IDataLiquidityPool.NothingToClaim.selector);
        pool.claim();
        vm.prank(alice);
        pool.claim();
        assertEq(address(pool).balance, 0);
    }

    function test_withoutStakeTheTreasuryHasIt() public {
        pool.distribute{value: 1 ether}();
        (uint256 vana,) = pool.treasury();
        assertEq(vana, 1 ether);
        _valid(alice, "a");
        pool.distribute{value: 1 ether}();
        (vana,) = pool.treasury();
        assertEq(vana, 2 ether, "pending stake is none yet");
        vm.expectRevert(IDataLiquidityPool.NotDlpOwner.selector);
        pool.withdrawTreasury(address(this));
        vm.prank(daoOwner);
        pool.withdrawTreasury(bob);
        assertEq(bob.balance, 102 ether);
        vm.prank(daoOwner);
        vm.expectRevert(IDataLiquidityPool.NothingToClaim.selector);
        pool.withdrawTreasury(bob);
    }

    function test_stakeIsCreditedWithAnEmptyPot() public {
        IDLPRegistry.CreateParams memory p = _params("poor");
        p.rewardPot = 30 ether;
        vm.prank(daoOwner);
        uint256 id = dlps.createDataDAO{value: DEPOSIT}(p);
        DataLiquidityPool poor = DataLiquidityPool(registry.dlpOf(id));
        vm.startPrank(address(registry));
        (uint256 reward,,) = poor.credit(alice, 1, 1e18, BUNDLE, "f1", 0);
        assertEq(reward, 30 ether, "what there is");
        (reward,,) = poor.credit(alice, 2, 1e18, BUNDLE, "f2", 0);
        assertEq(reward, 0);
        vm.stopPrank();
        (, uint256 pending) = poor.stakeOf(alice);
        assertEq(pending, 200 ether);
    }

    function test_epochRewardCap() public {
        IDLPRegistry.CreateParams memory p = _params("capped");
        p.epochRewardCap = 150 ether;
        vm.prank(daoOwner);
        DataLiquidityPool capped = DataLiquidityPool(registry.dlpOf(dlps.createDataDAO{value: DEPOSIT}(p)));
        vm.startPrank(address(registry));
        (uint256 reward,,) = capped.credit(alice, 1, 1e18, BUNDLE, "f1", 0);
        assertEq(reward, 100 ether);
        (reward,,) = capped.credit(alice, 2, 1e18, BUNDLE, "f2", 0);
        assertEq(reward, 50 ether);
        (reward,,) = capped.credit(alice, 3, 1e18, BUNDLE, "f3", 0);
        assertEq(reward, 0);
        _nextEpoch();
        (reward,,) = capped.credit(alice, 4, 1e18, BUNDLE, "f4", 0);
        assertEq(reward, 100 ether);
        vm.stopPrank();
    }

    function test_sale() public {
        _nextEpoch();
        _valid(alice, "a");
        _nextEpoch();
        vm.startPrank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IDataLiquidityPool.InsufficientPayment.selector, 1 ether));
        pool.buy{value: 1 ether - 1}(100 ether);
        pool.buy{value: 5 ether}(100 ether);
        assertEq(buyer.balance, 9999 ether, "excess returned");
        assertEq(token.balanceOf(buyer), 100 ether);
        vm.expectRevert(abi.encodeWithSelector(IDataLiquidityPool.InsufficientStock.selector, STOCK - 100 ether));
        pool.buy{value: 5000 ether}(STOCK);
        vm.expectRevert(IDataLiquidityPool.ZeroAmount.selector);
        pool.buy(0);
        pool.buy{value: 1}(1); // rounded up: nothing is free
        assertEq(buyer.balance, 9999 ether - 1);
        vm.stopPrank();
        (uint256 treasury,) = pool.treasury();
        assertEq(treasury, 0.1 ether);
        (uint256 vana,) = pool.claimable(alice);
        assertApproxEqAbs(vana, 0.9 ether, 1e9);
        vm.prank(daoOwner);
        pool.updateSalePrice(0);
        vm.expectRevert(IDataLiquidityPool.SaleClosed.selector);
        pool.buy{value: 1}(1);
    }

    function test_onlyTheOwner() public {
        vm.startPrank(bob);
        vm.expectRevert(IDataLiquidityPool.NotDlpOwner.selector);
        pool.updateFileRewardFactor(1);
        vm.expectRevert(IDataLiquidityPool.NotDlpOwner.selector);
        pool.updateProofInstruction("x", "");
        vm.expectRevert(IDataLiquidityPool.NotDlpOwner.selector);
        pool.updateSalePrice(1);
        vm.expectRevert(IDataLiquidityPool.NotDlpOwner.selector);
        pool.transferOwnership(bob);
        vm.expectRevert(IDataLiquidityPool.OnlyRegistry.selector);
        pool.credit(bob, 1, 1e18, BUNDLE, "f", 0);
        vm.expectRevert(IDataLiquidityPool.OnlyComputeEngine.selector);
        pool.distributeTokens(1);
        vm.expectRevert(IDataRefinerRegistry.NotDlpOwner.selector);
        refiners.addRefiner(1, "r", "s", "b", "");
        vm.expectRevert(IDataRefinerRegistry.NotDlpOwner.selector);
        refiners.retireRefiner(refinerId);
        vm.stopPrank();
        vm.startPrank(daoOwner);
        pool.updateFileRewardFactor(5);
        pool.updateProofInstruction("x", "ipfs://x");
        vm.expectRevert(IDataLiquidityPool.InvalidParameter.selector);
        pool.updateFileRewardFactor(2 ** 80);
        pool.transferOwnership(bob);
        vm.stopPrank();
        assertEq(dlps.ownerOf(1), bob);
        assertEq(refiners.refiners(refinerId).owner, bob, "a new owner has all rights at once");
    }

    function test_upgradeTakesBothSides() public {
        address code = address(new DataLiquidityPool(address(dlps), address(registry), address(engine)));
        vm.prank(daoOwner);
        vm.expectRevert(IDataLiquidityPool.UpgradeRefused.selector);
        pool.upgradeToAndCall(code, "");
        dlps.updatePoolImplementation(code);
        vm.expectRevert(IDataLiquidityPool.UpgradeRefused.selector);
        pool.upgradeToAndCall(code, "");
        vm.prank(daoOwner);
        pool.upgradeToAndCall(code, "");
        vm.prank(bob);
        vm.expectRevert();
        dlps.updatePoolImplementation(code);
    }

    function test_refinersAreLimited() public {
        for (uint256 i = 1; i < 16; ++i) {
            _addRefiner(1);
        }
        assertEq(refiners.activeRefinersCount(1), 16);
        vm.prank(daoOwner);
        vm.expectRevert(IDataRefinerRegistry.TooManyRefiners.selector);
        refiners.addRefiner(1, "r", "s", "b", "");
        vm.startPrank(daoOwner);
        refiners.retireRefiner(3);
        vm.expectRevert(IDataRefinerRegistry.RefinerNotFound.selector);
        refiners.retireRefiner(3);
        vm.expectRevert(IDataRefinerRegistry.RefinerNotFound.selector);
        refiners.retireRefiner(99);
        vm.expectRevert(IDataRefinerRegistry.InvalidDigest.selector);
        refiners.addRefiner(1, "r", 0, "b", "");
        vm.stopPrank();
        assertEq(refiners.activeRefinersCount(1), 15);
    }

    /// @dev A hundred wei of stake and an absurd amount of value: the accumulator cannot hold it, so nothing reverts.
    function test_tinyStakeDoesNotBlock() public {
        vm.prank(daoOwner);
        pool.updateFileRewardFactor(1);
        _valid(alice, "a");
        _nextEpoch();
        vm.deal(address(this), 1e9 ether);
        pool.distribute{value: 1e9 ether}();
        (uint256 vana,) = pool.treasury();
        assertEq(vana, 1e9 ether);
    }

    /// @dev Against a plain book that keeps every contributor's stake and shares out by hand.
    function testFuzz_stakes(uint256 seed) public {
        address[4] memory who = [alice, bob, buyer, daoOwner];
        uint256[4] memory stake;
        uint256[4] memory fresh;
        uint256[4] memory earned;
        uint256 active;
        uint256 distributed;
        for (uint256 step = 0; step < 40; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 k = (seed >> 8) % 4;
            uint256 what = seed % 8;
            if (what < 4) {
                uint256 score = (seed >> 16) % 1e18 + 1;
                vm.prank(address(registry));
                pool.credit(who[k], step + 1, score, BUNDLE, bytes32(step + 1), 0);
                fresh[k] += FACTOR * score / 1e18;
            } else if (what < 6) {
                uint256 amount = (seed >> 16) % 100 ether + 1;
                vm.deal(address(this), amount);
                pool.distribute{value: amount}();
                if (active != 0) distributed += amount;
                for (uint256 i = 0; i < 4 && active != 0; ++i) {
                    earned[i] += amount * stake[i] / active;
                }
            } else if (what == 6) {
                _nextEpoch();
                for (uint256 i = 0; i < 4; ++i) {
                    stake[i] += fresh[i];
                    active += fresh[i];
                    fresh[i] = 0;
                }
            } else {
                (uint256 due,) = pool.claimable(who[k]);
                if (due == 0) continue;
                vm.prank(who[k]);
                (uint256 paid,) = pool.claim();
                assertEq(paid, due, "the view tells what a claim pays");
                earned[k] -= paid < earned[k] ? paid : earned[k];
                distributed -= paid;
            }
            for (uint256 i = 0; i < 4; ++i) {
                (uint256 due,) = pool.claimable(who[i]);
                assertApproxEqAbs(due, earned[i], 100 gwei);
                (uint256 a, uint256 p) = pool.stakeOf(who[i]);
                assertEq(a, stake[i]);
                assertEq(p, fresh[i]);
            }
            (uint256 total,) = pool.totalStake();
            assertEq(total, active);
            (uint256 treasury,) = pool.treasury();
            assertEq(address(pool).balance, distributed + treasury);
        }
        uint256 owed;
        for (uint256 i = 0; i < 4; ++i) {
            (uint256 due,) = pool.claimable(who[i]);
            owed += due;
        }
        assertLe(owed, distributed, "never more than was distributed");
    }
}
