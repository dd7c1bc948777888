// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {DataLiquidityPool} from "../../src/DataLiquidityPool.sol";
import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract AuthorityTest is PoolFixture {
    function test_initialize() public {
        dlps.setTeePool(DLP, address(0x7ee));
        assertEq(pool.teePool(), address(0x7ee));
        assertEq(pool.owner(), founder);
        assertEq(pool.timelock(), timelock);
        assertEq(pool.dlpId(), DLP);
        assertEq(pool.name(), "fitness");
        assertEq(pool.proofBundle(), BUNDLE);
        assertEq(pool.proofInstruction(), "ipfs://proof");
        assertEq(pool.fileRewardFactor(), FACTOR);
        assertEq(pool.salePrice(), PRICE);
        assertEq(pool.treasuryShareBps(), SHARE);
        assertEq(pool.epochRewardCap(), 0);
        assertEq(pool.epochLength(), EPOCH);
        assertEq(pool.currentEpoch(), vm.getBlockTimestamp() / EPOCH);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        pool.initialize(_params());
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        code.initialize(_params());
    }

    function test_initializeRefuses() public {
        for (uint256 i = 0; i < 12; ++i) {
            IDataLiquidityPool.InitParams memory p = _params();
            bytes4 selector = IDataLiquidityPool.InvalidParameter.selector;
            if (i < 3) selector = IDataLiquidityPool.ZeroAddress.selector;
            if (i == 0) p.owner = address(0);
            if (i == 1) p.timelock = address(0);
            if (i == 2) p.token = address(0);
            if (i == 3) (p.treasuryShareBps, selector) = (5001, IDataLiquidityPool.InvalidShare.selector);
            if (i == 4) p.epochLength = 0;
            if (i == 5) p.epochLength = 1 << 32;
            if (i == 6) p.epochRewardCap = 1 << 112;
            if (i == 7) p.fileRewardFactor = 1;
            if (i == 8) p.fileRewardFactor = (1 << 63) * 1e9;
            if (i == 9) p.salePrice = 1 << 96;
            if (i == 10) p.proofBundle = 0;
            if (i == 11) p.fileRewardFactor = FACTOR + 1;
            vm.expectRevert(selector);
            _deploy(p);
        }
        IDataLiquidityPool.InitParams memory most = _params();
        (most.treasuryShareBps, most.epochLength, most.epochRewardCap) = (5000, type(uint32).max, type(uint112).max);
        (most.fileRewardFactor, most.salePrice) = (((1 << 63) - 1) * 1e9, type(uint96).max);
        DataLiquidityPool p2 = _deploy(most);
        assertEq(p2.token(), address(token));
        assertEq(p2.fileRewardFactor(), most.fileRewardFactor);
        assertEq(p2.epochLength(), type(uint32).max);
        assertEq(p2.epochRewardCap(), type(uint112).max);
        assertEq(p2.salePrice(), type(uint96).max);
        assertEq(p2.treasuryShareBps(), 5000);
    }

    function test_open() public {
        DataLiquidityPool fresh = _deploy(_params());
        assertFalse(fresh.isOpen());
        _refused(timelock, IDataLiquidityPool.NotDlpOwner.selector);
        fresh.open();
        vm.prank(founder);
        vm.expectEmit(address(fresh));
        emit IDataLiquidityPool.Opened();
        fresh.open();
        assertTrue(fresh.isOpen());
        assertEq(registry.openedBy(DLP), address(fresh));
        _refused(founder, IDataLiquidityPool.AlreadyOpen.selector);
        fresh.open();
    }

    function test_mayTightenAndMayLoosen() public {
        DataLiquidityPool fresh = _deploy(_params());
        assertTrue(fresh.mayTighten(founder) && fresh.mayTighten(timelock) && !fresh.mayTighten(bob));
        assertTrue(fresh.mayLoosen(founder) && fresh.mayLoosen(timelock) && !fresh.mayLoosen(bob));
        assertTrue(pool.mayTighten(founder) && pool.mayTighten(timelock) && !pool.mayTighten(bob));
        assertTrue(!pool.mayLoosen(founder) && pool.mayLoosen(timelock) && !pool.mayLoosen(bob));
    }

    function _looseningCalls() private pure returns (bytes[6] memory calls) {
        calls[0] = abi.encodeCall(IDataLiquidityPool.updateFileRewardFactor, (5 gwei));
        calls[1] = abi.encodeCall(IDataLiquidityPool.updateProofInstruction, ("x", "ipfs://x"));
        calls[2] = abi.encodeCall(IDataLiquidityPool.updateTreasuryShare, (5000));
        calls[3] = abi.encodeCall(IDataLiquidityPool.updateEpochRewardCap, (7));
        calls[4] = abi.encodeCall(IDataLiquidityPool.updateSalePrice, (PRICE - 1));
        calls[5] = abi.encodeCall(IDataLiquidityPool.updateFileRewardFactor, (2 * FACTOR));
    }

    function test_whatCanHurtWaitsForTheTimelock() public {
        bytes[6] memory calls = _looseningCalls();
        DataLiquidityPool fresh = _deploy(_params());
        for (uint256 i = 0; i < calls.length; ++i) {
            assertEq(_error(founder, pool, calls[i]), IDataLiquidityPool.TimelockOnly.selector);
            assertEq(_error(bob, pool, calls[i]), IDataLiquidityPool.TimelockOnly.selector);
            assertEq(_error(bob, fresh, calls[i]), IDataLiquidityPool.TimelockOnly.selector);
            assertEq(_error(timelock, pool, calls[i]), 0);
            assertEq(_error(founder, fresh, calls[i]), 0, "the founder sets it up");
        }
        assertEq(pool.fileRewardFactor(), 2 * FACTOR);
        assertEq(pool.proofBundle(), "x");
        assertEq(pool.proofInstruction(), "ipfs://x");
        assertEq(pool.treasuryShareBps(), 5000);
        assertEq(pool.epochRewardCap(), 7);
        assertEq(pool.salePrice(), PRICE - 1);
    }

    function test_values() public {
        vm.startPrank(timelock);
        vm.expectRevert(IDataLiquidityPool.InvalidParameter.selector);
        pool.updateFileRewardFactor(1);
        vm.expectRevert(IDataLiquidityPool.InvalidParameter.selector);
        pool.updateFileRewardFactor((1 << 63) * 1e9);
        vm.expectRevert(IDataLiquidityPool.InvalidParameter.selector);
        pool.updateProofInstruction(0, "");
        vm.expectRevert(IDataLiquidityPool.InvalidShare.selector);
        pool.updateTreasuryShare(5001);
        vm.expectRevert(IDataLiquidityPool.InvalidParameter.selector);
        pool.updateEpochRewardCap(1 << 112);
        vm.expectRevert(IDataLiquidityPool.InvalidParameter.selector);
        pool.updateSalePrice(1 << 96);
        pool.updateFileRewardFactor(0);
        pool.updateTreasuryShare(0);
        vm.stopPrank();
        assertEq(pool.token(), address(token));
        assertEq(pool.epochLength(), EPOCH);
    }

    function test_salePrice() public {
        assertEq(_priceError(bob, PRICE + 1), IDataLiquidityPool.NotDlpOwner.selector);
        assertEq(_priceError(bob, 0), IDataLiquidityPool.NotDlpOwner.selector);
        assertEq(_priceError(founder, PRICE), 0);
        assertEq(_priceError(founder, PRICE + 1), 0);
        assertEq(_priceError(founder, PRICE), IDataLiquidityPool.TimelockOnly.selector);
        assertEq(_priceError(timelock, PRICE), 0);
        assertEq(_priceError(founder, 0), 0);
        assertEq(_priceError(founder, PRICE), IDataLiquidityPool.TimelockOnly.selector);
        assertEq(_priceError(timelock, PRICE), 0);
    }

    function test_transferOwnership() public {
        _refused(bob, IDataLiquidityPool.NotDlpOwner.selector);
        pool.transferOwnership(bob);
        _refused(founder, IDataLiquidityPool.ZeroAddress.selector);
        pool.transferOwnership(address(0));
        vm.prank(founder);
        vm.expectEmit(address(pool));
        emit IDataLiquidityPool.OwnerUpdated(bob);
        pool.transferOwnership(bob);
        _refused(founder, IDataLiquidityPool.NotDlpOwner.selector);
        pool.transferOwnership(founder);
        vm.prank(timelock);
        pool.transferOwnership(timelock);
        assertEq(pool.owner(), timelock);
    }

    function test_opinionTerms() public {
        assertEq(_termsError(bob, 3, 2, true), IDataLiquidityPool.TimelockOnly.selector);
        assertEq(_termsError(founder, 3, 2, true), IDataLiquidityPool.TimelockOnly.selector, "more can hurt, too");
        assertEq(_termsError(timelock, 4, 3, true), 0);
        assertEq(registry.opinionTerms(DLP).drawn, 4);
        assertEq(_termsError(timelock, 0, 0, false), 0);
        assertEq(registry.opinionTerms(DLP).drawn, 0);
        DataLiquidityPool fresh = _deploy(_params());
        bytes memory call = abi.encodeCall(IDataLiquidityPool.updateOpinionTerms, (IDataRegistry.OpinionTerms(3, 2, true)));
        assertEq(_error(founder, fresh, call), 0, "the founder, before opening");
        assertEq(_error(bob, fresh, call), IDataLiquidityPool.TimelockOnly.selector);
    }

    function test_upgradeTakesNetworkAndTimelock() public {
        address newCode = address(new DataLiquidityPool(address(dlps), address(registry), engine, relay));
        assertEq(_upgradeError(timelock, pool, newCode), IDataLiquidityPool.UpgradeRefused.selector);
        dlps.setPoolImplementation(newCode);
        assertEq(_upgradeError(founder, pool, newCode), IDataLiquidityPool.UpgradeRefused.selector);
        assertEq(_upgradeError(address(this), pool, newCode), IDataLiquidityPool.UpgradeRefused.selector);
        assertEq(_upgradeError(timelock, pool, address(code)), IDataLiquidityPool.UpgradeRefused.selector);
        assertEq(_upgradeError(timelock, pool, newCode), 0);
        DataLiquidityPool fresh = _deploy(_params());
        assertEq(_upgradeError(founder, fresh, newCode), 0);
        assertEq(pool.rewardPot(), POT);
    }

    function _upgradeError(address who, DataLiquidityPool at, address to) private returns (bytes4) {
        return _error(who, at, abi.encodeCall(at.upgradeToAndCall, (to, "")));
    }

    function _priceError(address who, uint256 price) private returns (bytes4) {
        return _error(who, pool, abi.encodeCall(IDataLiquidityPool.updateSalePrice, (price)));
    }

    function _termsError(address who, uint8 drawn, uint8 needed, bool deterministic) private returns (bytes4) {
        IDataRegistry.OpinionTerms memory terms = IDataRegistry.OpinionTerms(drawn, needed, deterministic);
        return _error(who, pool, abi.encodeCall(IDataLiquidityPool.updateOpinionTerms, (terms)));
    }

    /// @dev How a call ends: 0 for well.
    function _error(address who, DataLiquidityPool at, bytes memory data) private returns (bytes4) {
        vm.prank(who);
        (bool ok, bytes memory answer) = address(at).call(data);
        return ok ? bytes4(0) : bytes4(answer);
    }
}
