// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IComputeEngine} from "../../src/interfaces/IComputeEngine.sol";
import {World} from "./World.sol";
import {MockPool} from "./mocks/MockPool.sol";
import {OddToken} from "./mocks/OddToken.sol";

/// @notice A pool whose code fails harms itself only, and not for ever.
contract DeferredTest is World {
    uint256 private first;
    uint256 private second;

    function setUp() public override {
        super.setUp();
        first = _grant(1 ether);
        second = _grant(otherRefinerId, address(0), 1 ether, _policy(true));
    }

    function _job() private returns (uint256) {
        return _submit(_request(0, _two(first, 100, second, 100)));
    }

    function _checkDeferred(uint256 id) private {
        vm.expectEmit(address(engine));
        emit IComputeEngine.DistributionDeferred(id, 1, address(pool), 25 ether);
        vm.expectEmit(address(engine));
        emit IComputeEngine.JobSettled(id, address(token), 50 ether, 25 ether, 0, 0, 25 ether, 50 ether);
        address holder = _complete(id, 50);
        assertEq(engine.balanceOf(holder, VANA), 0.005 ether, "the validator is paid");
        assertEq(otherPool.distributed(), 25 ether, "and the other DataDAO");
        assertEq(engine.balanceOf(buyer, address(token)), FUNDS - 50 ether, "and the buyer has the rest back");
        assertEq(engine.deferred(id, 1), 25 ether);
        assertEq(engine.deferred(id, 2), 0);
        assertEq(token.balanceOf(address(engine)), FUNDS - 25 ether, "burned, but kept");
        assertEq(token.balanceOf(address(pool)), 0);
    }

    function test_reverting() public {
        pool.setMode(MockPool.Mode.Reverts);
        uint256 id = _job();
        uint256 submittedAt = engine.jobInfo(id).openedAt;
        _checkDeferred(id);
        vm.expectRevert(MockPool.Broken.selector);
        engine.distributeDeferred(id, 1);
        assertEq(engine.deferred(id, 1), 25 ether);
        vm.warp(vm.getBlockTimestamp() + 90 days);
        pool.setMode(MockPool.Mode.Sound);
        vm.expectEmit(address(engine));
        emit IComputeEngine.DeferredDistributed(id, 1, 25 ether, 0);
        vm.prank(bob);
        engine.distributeDeferred(id, 1);
        assertEq(pool.distributed(), 25 ether);
        assertEq(pool.lastSubmittedAt(), submittedAt);
        assertEq(token.balanceOf(address(pool)), 25 ether);
        vm.expectRevert(IComputeEngine.NothingDeferred.selector);
        engine.distributeDeferred(id, 1);
        vm.expectRevert(IComputeEngine.NothingDeferred.selector);
        engine.distributeDeferred(id, 2);
        vm.expectRevert(IComputeEngine.NothingDeferred.selector);
        engine.distributeDeferred(99, 1);
    }

    function test_burningGas() public {
        pool.setMode(MockPool.Mode.BurnsGas);
        uint256 id = _job();
        uint256 before = gasleft();
        _checkDeferred(id);
        assertLt(before - gasleft(), 2_000_000);
    }

    function test_lying() public {
        pool.setMode(MockPool.Mode.Lies);
        _checkDeferred(_job());
    }

    function test_reentering() public {
        uint256 id = _job();
        uint256 waiting = _job();
        bytes[7] memory calls = [
            abi.encodeCall(engine.withdraw, (address(token), 1)),
            abi.encodeCall(engine.deposit, (address(token), 1)),
            abi.encodeCall(engine.expireJob, (waiting)),
            abi.encodeCall(engine.cancelJob, (waiting)),
            abi.encodeCall(engine.distributeDeferred, (id, 1)),
            abi.encodeCall(engine.distribute, (address(pool), address(otherToken), 1 ether, 0)),
            abi.encodeWithSignature("submitJob(uint80,bool,uint256)", 1, false, 0)
        ];
        uint256 state = vm.snapshotState();
        for (uint256 i = 0; i < calls.length; ++i) {
            pool.reenterWith(address(engine), calls[i]);
            _complete(id, 50);
            assertEq(engine.deferred(id, 1), 25 ether, "refused");
            assertEq(pool.distributed(), 0);
            vm.revertToState(state);
        }
    }

    function test_onlyTheEngineDistributes() public {
        address[3] memory others = [admin, address(pool), buyer];
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(IComputeEngine.OnlySelf.selector);
            engine.distribute(address(pool), address(token), 1, 0);
        }
    }

    /// @dev A pool that names another token later moves nobody's money of that token.
    function test_changingToken() public {
        uint256 id = _job();
        pool.setToken(address(otherToken));
        _complete(id, 50);
        assertEq(engine.balanceOf(buyer, address(token)), FUNDS - 50 ether);
        assertEq(engine.balanceOf(buyer, address(otherToken)), FUNDS - 50 ether);
        assertEq(otherToken.balanceOf(address(pool)), 0);
        assertEq(engine.tokenOf(1), address(token));
    }

    /// @dev Whoever settles with little gas cannot make a sound pool look broken.
    function testFuzz_littleGas(uint256 gas) public {
        uint256 id = _job();
        IComputeEngine.Receipt memory r = _receipt(id, IComputeEngine.Outcome.Completed);
        r.rows[0] = r.rows[1] = 50;
        bytes memory sig = _sign(keys[0], r);
        gas = bound(gas, 100_000, 1_500_000);
        try engine.settleJob{gas: gas}(r, sig) {
            assertEq(pool.distributed(), 25 ether);
            assertEq(otherPool.distributed(), 25 ether);
        } catch {
            assertEq(uint8(engine.jobInfo(id).status), uint8(IComputeEngine.JobStatus.Submitted));
        }
        assertEq(engine.deferred(id, 1) + engine.deferred(id, 2), 0);
    }

    /// @dev No DataDAO gets such a token from the registry. If one had it, its jobs could not complete, and everything would come back.
    function test_tokenThatCannotBurn() public {
        OddToken odd = new OddToken(6, OddToken.Kind.Plain);
        pool.setToken(address(odd));
        odd.mint(buyer, 1e30);
        vm.prank(buyer);
        engine.deposit(address(odd), 1e30);
        uint256 id = _job();
        IComputeEngine.Receipt memory r = _receipt(id, IComputeEngine.Outcome.Completed);
        r.rows[0] = 1;
        bytes memory sig = _sign(keys[0], r);
        vm.expectRevert();
        engine.settleJob(r, sig);
        uint256 other = _submit(_request(second, 100));
        _complete(other, 100);
        vm.warp(vm.getBlockTimestamp() + 30 days);
        engine.expireJob(id);
        assertEq(engine.balanceOf(buyer, address(odd)), 1e30);
        assertEq(engine.balanceOf(buyer, address(otherToken)), FUNDS - 100 ether);
    }
}
