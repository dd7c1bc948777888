// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {DataRegistry} from "../../src/DataRegistry.sol";
import {InsiderVesting} from "../../src/governance/InsiderVesting.sol";
import {DataDAOTimelock} from "../../src/governance/DataDAOTimelock.sol";
import {Network} from "../Network.sol";

/// @notice What is sent to a contract by mistake, see docs/contracts.md.
contract MistakesTest is Network {
    address private governor;
    address private insider = makeAddr("insider");

    function setUp() public override {
        super.setUp();
        vm.prank(daoOwner);
        governor = dlps.createGovernor(1, 1 days, 1 weeks, 0, 4);
    }

    function _sent(address to, bytes memory data) private returns (bool ok) {
        vm.deal(alice, 1 ether);
        vm.prank(alice);
        (ok,) = to.call{value: 1 ether}(data);
    }

    function test_VanaIsRefusedWhereItWouldBeLost() public {
        address[15] memory all = [
            address(registry),
            address(teePool),
            address(relay),
            address(dlps),
            address(refiners),
            address(queries),
            address(instructions),
            address(engine),
            address(burner),
            address(factory),
            address(pool),
            address(token),
            dlps.teePoolOf(1),
            governor,
            DataRegistry(payable(address(registry))).extension()
        ];
        for (uint256 i = 0; i < all.length; ++i) {
            uint256 held = all[i].balance;
            assertFalse(_sent(all[i], ""), vm.toString(i));
            assertFalse(_sent(all[i], hex"c0ffee00"), vm.toString(i)); // no such function
            assertFalse(_sent(all[i], abi.encodeWithSignature("claim()")), vm.toString(i)); // one that takes nothing, or none
            assertEq(all[i].balance, held);
        }
    }

    /// @dev A timelock may spend what it is sent.
    function test_VanaLeavesATimelock() public {
        DataDAOTimelock timelock = DataDAOTimelock(payable(dlps.timelockOf(1)));
        assertTrue(_sent(address(timelock), ""));
        uint256 delay = timelock.getMinDelay();
        vm.prank(daoOwner);
        timelock.schedule(bob, 1 ether, "", 0, 0, delay);
        vm.warp(vm.getBlockTimestamp() + delay);
        uint256 before = bob.balance;
        timelock.execute(bob, 1 ether, "", 0, 0);
        assertEq(bob.balance - before, 1 ether);
    }

    function test_VanaVestsInAWallet() public {
        address wallet = factory.createVesting(insider, 183 days, 183 days);
        assertTrue(_sent(wallet, ""));
        vm.warp(vm.getBlockTimestamp() + 366 days);
        InsiderVesting(payable(wallet)).release();
        assertEq(insider.balance, 1 ether);
    }

    /// @dev Nobody has them, and nobody else's are touched.
    function test_TokensCountForNobody() public {
        vm.prank(buyer);
        pool.buy{value: 10 ether}(3 ether);
        (, uint256 treasury) = pool.treasury();
        (uint256 pot, uint256 stock) = (pool.rewardPot(), pool.stock());
        vm.startPrank(buyer);
        token.transfer(address(engine), 1 ether);
        token.transfer(address(pool), 1 ether);
        token.approve(address(engine), 1 ether);
        engine.deposit(address(token), 1 ether);
        assertEq(engine.balanceOf(buyer, address(token)), 1 ether);
        engine.withdraw(address(token), 1 ether);
        vm.stopPrank();
        assertEq(token.balanceOf(buyer), 1 ether);
        (, uint256 after_) = pool.treasury();
        assertEq(after_, treasury);
        assertEq(pool.rewardPot(), pot);
        assertEq(pool.stock(), stock);
    }
}
