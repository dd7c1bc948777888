// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {DataLiquidityPool} from "../../src/DataLiquidityPool.sol";
import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract RewardsTest is PoolFixture {
    function test_creditPaysAndCredits() public {
        vm.prank(address(registry));
        vm.expectEmit(address(pool));
        emit IDataLiquidityPool.RewardRequested(alice, 1, 1, FACTOR / 2);
        (uint256 reward, uint256 stake, uint256 duplicateOf, bool conflict) = pool.credit(alice, 1, 0.5e18, BUNDLE, "f", "id");
        assertEq(reward, FACTOR / 2);
        assertEq(stake, FACTOR / 2);
        assertEq(duplicateOf, 0);
        assertFalse(conflict);
        assertEq(token.balanceOf(alice), FACTOR / 2);
        assertEq(pool.rewardPot(), POT - FACTOR / 2);
        assertEq(pool.fileOfFingerprint("f"), 1);
        assertEq(pool.identityHolder("id"), alice);
    }

    function test_creditIsTheRegistrysAlone() public {
        vm.expectRevert(IDataLiquidityPool.OnlyRegistry.selector);
        pool.credit(alice, 1, 1e18, BUNDLE, "f", 0);
        vm.prank(address(registry));
        vm.expectRevert(abi.encodeWithSelector(IDataRegistry.BundleMismatch.selector, BUNDLE));
        pool.credit(alice, 1, 1e18, "other", "f", 0);
    }

    function test_contentIsRewardedOnce() public {
        _credit(alice, 1, 1e18, "f", 0);
        (uint256 reward, uint256 stake, uint256 duplicateOf,) = _credit(alice, 2, 1e18, "f", 0);
        assertEq(reward + stake, 0);
        assertEq(duplicateOf, 1);
        (,, duplicateOf,) = _credit(bob, 3, 1e18, "f", "id");
        assertEq(duplicateOf, 1);
        assertEq(pool.identityHolder("id"), address(0), "a copy takes no identity");
        assertEq(pool.fileOfFingerprint("f"), 1);
    }

    function test_identityIsOnePersons() public {
        _credit(alice, 1, 1e18, "f1", "id");
        (uint256 reward, uint256 stake, uint256 duplicateOf, bool conflict) = _credit(bob, 2, 1e18, "f2", "id");
        assertTrue(conflict);
        assertEq(reward + stake + duplicateOf, 0);
        assertEq(pool.fileOfFingerprint("f2"), 0);
        (reward,,, conflict) = _credit(alice, 3, 1e18, "f3", "id");
        assertFalse(conflict);
        assertEq(reward, FACTOR);
        (,, duplicateOf, conflict) = _credit(bob, 4, 1e18, "f1", "id");
        assertTrue(conflict && duplicateOf == 1, "both told");
    }

    function test_theOwnerOfWithdrawnContentGetsTheStakeBackAsNew() public {
        uint256 fileId = _contribute(alice, 0.5e18);
        _credit(bob, 2, 1e18, "b", 0);
        _nextEpoch();
        _withdraw(alice, fileId);
        vm.prank(timelock);
        pool.updateFileRewardFactor(5 * FACTOR);

        (uint256 reward, uint256 stake, uint256 duplicateOf, bool conflict) = _credit(bob, 3, 1e18, _fp(fileId), 0);
        assertEq(reward + stake, 0);
        assertEq(duplicateOf, fileId, "nobody else's");

        vm.prank(address(registry));
        vm.expectEmit(address(pool));
        emit IDataLiquidityPool.StakeRestored(alice, 4, FACTOR / 2);
        (reward, stake, duplicateOf, conflict) = pool.credit(alice, 4, 1e18, BUNDLE, _fp(fileId), "id");
        assertEq(reward + duplicateOf, 0);
        assertFalse(conflict);
        assertEq(stake, FACTOR / 2, "what it was, whatever the factor now");
        assertEq(pool.fileOfFingerprint(_fp(fileId)), 4);
        assertEq(pool.identityHolder("id"), alice);
        assertEq(token.balanceOf(alice), FACTOR / 2, "paid once");
        (uint256 active, uint256 pending) = pool.stakeOf(alice);
        assertEq(active, 0);
        assertEq(pending, FACTOR / 2);

        (,, duplicateOf,) = _credit(alice, 5, 1e18, _fp(fileId), 0);
        assertEq(duplicateOf, 4, "restored once");
        vm.startPrank(address(registry));
        vm.expectRevert(IDataLiquidityPool.WrongFingerprint.selector);
        pool.withdrawStake(alice, fileId, _fp(fileId));
        assertEq(pool.withdrawStake(alice, 4, _fp(fileId)), FACTOR / 2);
        vm.stopPrank();
    }

    function test_anIdentityStaysWithItsHolder() public {
        _credit(alice, 1, 1e18, _fp(1), "id");
        _withdraw(alice, 1);
        assertEq(pool.identityHolder("id"), alice);
        (,,, bool conflict) = _credit(bob, 2, 1e18, "f2", "id");
        assertTrue(conflict);
        _credit(carol, 3, 1e18, "f3", "carol's");
        (uint256 reward, uint256 stake,, bool clash) = _credit(alice, 4, 1e18, _fp(1), "carol's");
        assertTrue(clash, "nor does a restored file get round it");
        assertEq(reward + stake, 0);
    }

    function test_stakeIsCreditedWithAnEmptyPot() public {
        IDataLiquidityPool.InitParams memory p = _params();
        DataLiquidityPool poor = _deploy(p);
        token.approve(address(poor), 30 ether);
        poor.addRewardsForContributors(30 ether);
        vm.startPrank(address(registry));
        (uint256 reward, uint256 stake,,) = poor.credit(alice, 1, 1e18, BUNDLE, "f1", 0);
        assertEq(reward, 30 ether, "what there is");
        assertEq(stake, FACTOR);
        (reward, stake,,) = poor.credit(alice, 2, 1e18, BUNDLE, "f2", 0);
        assertEq(reward, 0);
        assertEq(stake, FACTOR);
        vm.stopPrank();
    }

    function test_epochRewardCap() public {
        _contribute(alice, 0.3e18);
        vm.prank(timelock);
        pool.updateEpochRewardCap(150 ether);
        uint256 before = token.balanceOf(alice);
        _contribute(alice, 1e18);
        _contribute(alice, 1e18);
        _contribute(alice, 1e18);
        assertEq(token.balanceOf(alice) - before, 120 ether, "what was paid before the cap counts");
        (, uint256 pending) = pool.stakeOf(alice);
        assertEq(pending, 330 ether);
        _nextEpoch();
        before = token.balanceOf(alice);
        _contribute(alice, 1e18);
        assertEq(token.balanceOf(alice) - before, 100 ether);
        vm.prank(timelock);
        pool.updateEpochRewardCap(1);
        _contribute(alice, 1e18);
        assertEq(token.balanceOf(alice) - before, 100 ether, "over a lowered cap: nothing");
        vm.prank(timelock);
        pool.updateEpochRewardCap(0);
        _contribute(alice, 1e18);
        assertEq(token.balanceOf(alice) - before, 200 ether);
    }

    function testFuzz_rewardIsExact(uint256 factor, uint256 score) public {
        factor = bound(factor, 0, (1 << 63) - 1);
        score = bound(score, 1, 1e18);
        vm.prank(timelock);
        pool.updateFileRewardFactor(factor * 1e9);
        assertEq(pool.fileRewardFactor(), factor * 1e9);
        (uint256 reward, uint256 stake,,) = _credit(alice, 1, score, "f", 0);
        uint256 due = factor * 1e9 * score / 1e18;
        assertEq(reward, due < POT ? due : POT);
        assertEq(stake, due / 1e9 * 1e9);
        assertEq(pool.token(), address(token));
        assertEq(pool.epochLength(), EPOCH, "its neighbours are untouched");
    }

    function test_requestReward() public {
        _contribute(alice, 1e18);
        pool.requestReward(1, 1);
        vm.expectRevert(IDataLiquidityPool.InvalidProof.selector);
        pool.requestReward(2, 1);
        registry.setFile(3, alice, DLP, 0);
        vm.expectRevert(IDataLiquidityPool.InvalidProof.selector);
        pool.requestReward(3, 1);
        registry.setFile(4, alice, DLP + 1, 1e18);
        vm.expectRevert(IDataLiquidityPool.InvalidProof.selector);
        pool.requestReward(4, 1);
        assertEq(token.balanceOf(alice), FACTOR, "was paid when it was recorded");
    }

    function test_fundingThePot() public {
        vm.expectEmit(address(pool));
        emit IDataLiquidityPool.PotFunded(address(this), 5);
        pool.addRewardsForContributors(5);
        assertEq(pool.rewardPot(), POT + 5);
        vm.expectRevert(IDataLiquidityPool.ZeroAmount.selector);
        pool.addRewardsForContributors(0);
        vm.expectRevert(IDataLiquidityPool.InvalidParameter.selector);
        pool.addRewardsForContributors(type(uint112).max);
        vm.expectRevert();
        pool.addRewardsForContributors(CAP);
        vm.prank(bob);
        vm.expectRevert();
        pool.addRewardsForContributors(1);
        assertEq(pool.rewardPot(), POT + 5);
    }
}
