// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {OddToken} from "../access/mocks/OddToken.sol";
import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {PoolFixture} from "./PoolFixture.sol";

/// @notice The registry founds no DataDAO on such a token. Were there one, it could call back whenever it moves, and nothing would come of it.
contract HostileTokenTest is PoolFixture {
    OddToken private odd;

    function setUp() public override {
        super.setUp();
        odd = new OddToken(18, OddToken.Kind.Plain);
        odd.mint(address(this), 1e30);
        IDataLiquidityPool.InitParams memory p = _params();
        p.token = address(odd);
        pool = _deploy(p);
        pool.addRewardsForContributors(POT);
        pool.addStock(STOCK);
        vm.prank(founder);
        pool.open();
        _contribute(alice, 1e18);
        _nextEpoch();
    }

    /// @dev Does what `by` is told, once for every function that a token could call back.
    function _refusesEach(address by, uint256 value, bytes memory data) private {
        bytes[] memory back = _guarded(address(odd));
        for (uint256 i = 0; i < back.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            odd.callBack(address(pool), back[i]);
            vm.deal(by, value);
            vm.prank(by);
            (bool ok,) = address(pool).call{value: value}(data);
            assertTrue(ok);
            assertFalse(odd.callSucceeded());
            assertEq(bytes4(odd.callResult()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
            odd.setKind(OddToken.Kind.Plain);
            _covered();
            vm.revertToState(snapshot);
        }
    }

    function _covered() private view {
        (, uint256 treasury) = pool.treasury();
        assertGe(odd.balanceOf(address(pool)), pool.rewardPot() + pool.stock() + treasury + _tokens(alice) + _tokens(bob));
    }

    function test_fundingThePot() public {
        _refusesEach(address(this), 0, abi.encodeCall(IDataLiquidityPool.addRewardsForContributors, (1 ether)));
    }

    function test_fundingTheStock() public {
        _refusesEach(address(this), 0, abi.encodeCall(IDataLiquidityPool.addStock, (1 ether)));
    }

    function test_buying() public {
        _refusesEach(bob, PRICE, abi.encodeCall(IDataLiquidityPool.buy, (1 ether)));
    }

    function test_rewarding() public {
        registry.setFile(9, bob, DLP, 1e18);
        _refusesEach(address(registry), 0, abi.encodeCall(IDataLiquidityPool.credit, (bob, 9, 1e18, BUNDLE, "print", 0)));
    }

    function test_claiming() public {
        odd.transfer(address(pool), 10 ether);
        vm.prank(engine);
        pool.distributeTokens(10 ether, block.timestamp);
        _refusesEach(alice, 0, abi.encodeCall(IDataLiquidityPool.claim, ()));
    }

    function test_takingTheTreasury() public {
        odd.transfer(address(pool), 10 ether);
        vm.prank(engine);
        pool.distributeTokens(10 ether, 0);
        _refusesEach(founder, 0, abi.encodeCall(IDataLiquidityPool.withdrawTreasury, (founder)));
    }
}
