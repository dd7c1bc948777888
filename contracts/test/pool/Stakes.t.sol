// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Vm} from "forge-std/Vm.sol";
import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract StakesTest is PoolFixture {
    function test_stakeEarnsFromTheNextEpochOn() public {
        _contribute(alice, 1e18);
        _nextEpoch();
        (uint256 active, uint256 pending) = pool.stakeOf(alice);
        assertEq(active, FACTOR);
        assertEq(pending, 0);
        _contribute(bob, 1e18);
        pool.distribute{value: 1 ether}();
        assertEq(_vana(alice), 1 ether);
        assertEq(_vana(bob), 0);
        _nextEpoch();
        assertEq(_vana(bob), 0, "nor later");
        pool.distribute{value: 1 ether}();
        assertEq(_vana(alice), 1.5 ether);
        assertEq(_vana(bob), 0.5 ether);
        (active, pending) = pool.totalStake();
        assertEq(active, 2 * FACTOR);
        assertEq(pending, 0);
    }

    /// @dev What the epochs are for: a job is seen, stake is credited, the job settles in the next epoch.
    function test_stakeCreditedAfterAJobEarnsNothingOfItWhenItSettlesLate() public {
        _contribute(alice, 1e18);
        _nextEpoch();
        uint256 submittedAt = vm.getBlockTimestamp();
        _contribute(bob, 1e18);
        _nextEpoch();
        (uint256 toContributors, uint256 toTreasury) = _distributeTokens(10 ether, submittedAt);
        assertEq(toContributors, 10 ether);
        assertEq(toTreasury, 0);
        assertEq(_tokens(alice), 10 ether);
        assertEq(_tokens(bob), 0);
        _distributeTokens(10 ether, vm.getBlockTimestamp());
        assertEq(_tokens(alice), 15 ether);
        assertEq(_tokens(bob), 5 ether, "of this epoch's it has its part");
        submittedAt = vm.getBlockTimestamp();
        _nextEpoch();
        _distributeTokens(10 ether, submittedAt);
        assertEq(_tokens(alice), 20 ether);
        assertEq(_tokens(bob), 10 ether, "and of that epoch's late ones");
    }

    function test_olderJobsAndThoseWithoutStakeInTimePayTheTreasury() public {
        uint256 first = vm.getBlockTimestamp();
        _contribute(alice, 1e18);
        _nextEpoch();
        (, uint256 toTreasury) = _distributeTokens(1 ether, first);
        assertEq(toTreasury, 1 ether, "nobody had stake before it");
        uint256 second = vm.getBlockTimestamp();
        _nextEpoch();
        _nextEpoch();
        (, toTreasury) = _distributeTokens(2 ether, second);
        assertEq(toTreasury, 2 ether, "too late");
        (, toTreasury) = _distributeTokens(4 ether, 0);
        assertEq(toTreasury, 4 ether);
        (, uint256 tokens) = pool.treasury();
        assertEq(tokens, 7 ether);
        assertEq(_tokens(alice), 0);
    }

    function test_aContributorMovesOnManyEpochsLater() public {
        _contribute(alice, 1e18);
        _nextEpoch();
        _contribute(alice, 1e18);
        pool.distribute{value: 1 ether}();
        uint256 submittedAt = vm.getBlockTimestamp();
        _contribute(bob, 1e18);
        _nextEpoch();
        _distributeTokens(3 ether, submittedAt);
        pool.distribute{value: 3 ether}();
        for (uint256 i = 0; i < 20; ++i) {
            _nextEpoch();
            pool.distribute{value: 3 ether}();
        }
        assertApproxEqAbs(_vana(alice), 43 ether, 1e6);
        assertApproxEqAbs(_vana(bob), 21 ether, 1e6);
        assertEq(_tokens(alice), 3 ether);
        assertEq(_tokens(bob), 0);
        vm.prank(alice);
        (uint256 vana, uint256 tokens) = pool.claim();
        assertApproxEqAbs(vana, 43 ether, 1e6);
        assertEq(tokens, 3 ether);
        assertEq(_vana(alice), 0);
        _contribute(bob, 1e18);
        assertApproxEqAbs(_vana(bob), 21 ether, 1e6);
    }

    /// @dev From each of the three buckets, and what was earned stays.
    function test_withdrawal() public {
        uint256 old = _contribute(alice, 1e18);
        _contribute(bob, 1e18);
        _nextEpoch();
        _nextEpoch();
        uint256 submittedAt = vm.getBlockTimestamp();
        uint256 prior = _contribute(alice, 0.5e18);
        _nextEpoch();
        uint256 pending = _contribute(alice, 0.25e18);
        pool.distribute{value: 2.5 ether}();
        _distributeTokens(2 ether, submittedAt);
        assertEq(_vana(alice), 1.5 ether);
        assertEq(_tokens(alice), 1 ether);

        vm.expectEmit(address(pool));
        emit IDataLiquidityPool.StakeWithdrawn(alice, pending, FACTOR / 4);
        assertEq(_withdraw(alice, pending), FACTOR / 4);
        assertEq(_withdraw(alice, prior), FACTOR / 2);
        assertEq(_withdraw(alice, old), FACTOR);
        (uint256 active, uint256 fresh) = pool.stakeOf(alice);
        assertEq(active + fresh, 0);
        (active, fresh) = pool.totalStake();
        assertEq(active, FACTOR);
        assertEq(fresh, 0);
        pool.distribute{value: 1 ether}();
        _distributeTokens(1 ether, submittedAt);
        assertEq(_vana(alice), 1.5 ether, "accrued stays, nothing more comes");
        assertEq(_tokens(alice), 1 ether);
        assertEq(_vana(bob), 2 ether);
        assertEq(_tokens(bob), 2 ether);
        vm.prank(alice);
        pool.claim();
        assertEq(alice.balance, 1.5 ether);
        _nextEpoch();
        assertEq(_vana(alice), 0);
    }

    function test_withdrawalRefuses() public {
        uint256 fileId = _contribute(alice, 1e18);
        vm.expectRevert(IDataLiquidityPool.OnlyRegistry.selector);
        pool.withdrawStake(alice, fileId, _fp(fileId));
        vm.startPrank(address(registry));
        vm.expectRevert(IDataLiquidityPool.WrongFingerprint.selector);
        pool.withdrawStake(alice, fileId, "another");
        vm.expectRevert(IDataLiquidityPool.WrongFingerprint.selector);
        pool.withdrawStake(alice, fileId + 1, _fp(fileId));
        vm.expectRevert(IDataLiquidityPool.WrongFingerprint.selector);
        pool.withdrawStake(alice, 0, "never seen");
        pool.withdrawStake(alice, fileId, _fp(fileId));
        vm.expectRevert(IDataLiquidityPool.WrongFingerprint.selector);
        pool.withdrawStake(alice, fileId, _fp(fileId));
        vm.stopPrank();
        assertEq(pool.fileOfFingerprint(_fp(fileId)), fileId, "stays readable");
    }

    function test_everybodyWithdrawsAndTheTreasuryHasTheRest() public {
        uint256 a = _contribute(alice, 1e18);
        _nextEpoch();
        pool.distribute{value: 1 ether}();
        _withdraw(alice, a);
        pool.distribute{value: 1 ether}();
        (uint256 vana,) = pool.treasury();
        assertEq(vana, 1 ether);
        assertEq(_vana(alice), 1 ether);
    }

    function test_firstProofWritesOneWordOfStake() public {
        _contribute(alice, 1e18);
        _nextEpoch();
        pool.distribute{value: 1 ether}();
        _contribute(alice, 1e18);
        assertEq(_newWords(bob), 2, "fingerprint and stake");
        assertEq(_newWords(bob), 1, "fingerprint");
    }

    function _newWords(address who) private returns (uint256 n) {
        vm.startStateDiffRecording();
        _contribute(who, 1e18);
        Vm.AccountAccess[] memory accesses = vm.stopAndReturnStateDiff();
        for (uint256 i = 0; i < accesses.length; ++i) {
            Vm.StorageAccess[] memory words = accesses[i].storageAccesses;
            for (uint256 j = 0; j < words.length; ++j) {
                bool isNew = words[j].isWrite && words[j].previousValue == 0 && words[j].newValue != 0;
                if (words[j].account == address(pool) && isNew) ++n;
            }
        }
    }

    /// @dev One contributor, hardly any stake, and more value than there is: nothing reverts, then or later.
    function test_tinyStakeDoesNotBlock() public {
        vm.prank(timelock);
        pool.updateFileRewardFactor(1 gwei);
        _contribute(alice, 1e18);
        _nextEpoch();
        pool.distribute{value: 1e8 ether}();
        (uint256 vana,) = pool.treasury();
        assertEq(vana, 1e8 ether, "a gwei of stake is none");
        vm.prank(timelock);
        pool.updateFileRewardFactor(0.001 ether);
        _contribute(alice, 1e18);
        _nextEpoch();
        pool.distribute{value: 8e8 ether}();
        (vana,) = pool.treasury();
        assertEq(vana, 1e8 ether, "a thousandth of a token is enough");
        assertApproxEqAbs(_vana(alice), 8e8 ether, 1);
    }

    function test_aFullAccumulatorPaysTheTreasury() public {
        vm.prank(timelock);
        pool.updateFileRewardFactor(0.001 ether);
        _contribute(alice, 1e18);
        _nextEpoch();
        uint256 most = (uint256(1) << 96) * 1e6 - 1;
        vm.deal(address(this), 2 * most);
        pool.distribute{value: most}();
        assertApproxEqAbs(_vana(alice), most, 1);
        pool.distribute{value: 1 ether}();
        (uint256 vana,) = pool.treasury();
        assertEq(vana, 1 ether);
        vm.prank(alice);
        pool.claim();
        vm.prank(engine);
        (, uint256 toTreasury) = pool.distributeTokens(uint256(type(uint128).max) + 1, vm.getBlockTimestamp());
        assertEq(toTreasury, uint256(type(uint128).max) + 1);
    }

    /// @dev More stake than the word holds: a recording goes through, with what fits.
    function test_stakeIsClampedToItsBits() public {
        vm.prank(timelock);
        pool.updateFileRewardFactor(((1 << 63) - 1) * 1e9);
        uint256 most = uint256(type(uint72).max) * 1e9;
        uint256 credited;
        for (uint256 i = 1; i <= 514; ++i) {
            (, uint256 stake,,) = _credit(i % 2 == 0 ? alice : bob, i, 1e18, _fp(i), 0);
            credited += stake;
            if (i % 100 == 0) _nextEpoch();
        }
        assertEq(credited, most);
        (, uint256 last,,) = _credit(carol, 1000, 1e18, _fp(1000), 0);
        assertEq(last, 0);
        (uint256 active, uint256 pending) = pool.totalStake();
        assertEq(active + pending, most);
        _nextEpoch();
        pool.distribute{value: 1e6 ether}();
        assertApproxEqAbs(_vana(alice) + _vana(bob), 1e6 ether, 1e13);
        assertEq(_withdraw(carol, 1000), 0);
        for (uint256 i = 1; i <= 514; ++i) {
            _withdraw(i % 2 == 0 ? alice : bob, i);
        }
        (active, pending) = pool.totalStake();
        assertEq(active + pending, 0);
        assertApproxEqAbs(_vana(alice) + _vana(bob), 1e6 ether, 1e13);
    }
}
