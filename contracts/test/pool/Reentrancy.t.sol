// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {Attacker} from "./Mocks.sol";
import {PoolFixture} from "./PoolFixture.sol";

/// @notice Whoever is paid calls back: into the same function, and into every other that moves money.
contract PoolReentrancyTest is PoolFixture {
    Attacker private attacker;
    bytes[] private _back;

    function setUp() public override {
        super.setUp();
        attacker = new Attacker(pool);
        vm.deal(address(attacker), 100 ether);
        vm.startPrank(founder);
        pool.updateSponsorTerms(IDataLiquidityPool.SponsorTerms(address(0), 1, 1 ether, 0));
        pool.transferOwnership(address(attacker));
        vm.stopPrank();
        pool.fundSponsorBudget{value: 10 ether}();
        registry.owe{value: 1 ether}(address(pool));
        _contribute(address(attacker), 1e18);
        _nextEpoch();

        _back = _guarded(address(attacker));
    }

    function test_claim() public {
        for (uint256 i = 0; i < _back.length; ++i) {
            pool.distribute{value: 1 ether}();
            uint256 before = address(attacker).balance;
            attacker.setNext(_back[i]);
            attacker.run(abi.encodeCall(IDataLiquidityPool.claim, ()), 0);
            _wasRefused(before + 1 ether);
        }
    }

    function test_buy() public {
        for (uint256 i = 0; i < _back.length; ++i) {
            uint256 before = address(attacker).balance;
            attacker.setNext(_back[i]);
            attacker.run(abi.encodeCall(IDataLiquidityPool.buy, (1 ether)), 1 ether);
            _wasRefused(before - PRICE);
        }
    }

    function test_withdrawTreasury() public {
        for (uint256 i = 0; i < _back.length; ++i) {
            pool.buy{value: PRICE}(1 ether);
            uint256 before = address(attacker).balance;
            attacker.setNext(_back[i]);
            attacker.run(abi.encodeCall(IDataLiquidityPool.withdrawTreasury, (address(attacker))), 0);
            _wasRefused(before + PRICE / 10);
        }
    }

    function test_withdrawSponsorBudget() public {
        for (uint256 i = 0; i < _back.length; ++i) {
            uint256 before = address(attacker).balance;
            attacker.setNext(_back[i]);
            attacker.run(abi.encodeCall(IDataLiquidityPool.withdrawSponsorBudget, (address(attacker), 1)), 0);
            _wasRefused(before + 1);
        }
    }

    function test_sponsor() public {
        for (uint256 i = 0; i < _back.length; ++i) {
            uint256 before = address(attacker).balance;
            attacker.setNext(_back[i]);
            vm.prank(relay);
            pool.sponsor(alice, address(attacker), 2, 5);
            _wasRefused(before + 2);
        }
    }

    function _wasRefused(uint256 balance) private view {
        assertTrue(attacker.tried());
        assertFalse(attacker.succeeded());
        assertEq(bytes4(attacker.answer()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        assertEq(address(attacker).balance, balance);
    }
}
