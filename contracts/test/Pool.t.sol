// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Network} from "./Network.sol";
import {IDLPRegistry} from "../src/interfaces/IDLPRegistry.sol";
import {IDataLiquidityPool} from "../src/interfaces/IDataLiquidityPool.sol";
import {IDataRefinerRegistry} from "../src/interfaces/IDataRefinerRegistry.sol";

/// @notice Founding a DataDAO, and its refiners; the pool itself is tested in test/pool/.
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
        assertEq(token.balanceOf(daoOwner), 0, "the founder's part vests");
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

    function test_refinersAreLimited() public {
        for (uint256 i = 1; i < 16; ++i) {
            _addRefiner(1);
        }
        assertEq(refiners.activeRefinersCount(1), 16);
        vm.prank(pool.timelock());
        vm.expectRevert(IDataRefinerRegistry.TooManyRefiners.selector);
        refiners.addRefiner(1, "r", "s", "b", "");
        vm.startPrank(pool.timelock());
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
}
