// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {IComputeEngine} from "../../src/interfaces/IComputeEngine.sol";
import {World} from "./World.sol";

contract SettlementTest is World {
    uint256 private permission;

    function setUp() public override {
        super.setUp();
        permission = _grant(0.1 ether);
    }

    function test_completed() public {
        uint256 id = _submit(_request(permission, 1000));
        uint256 submittedAt = engine.jobInfo(id).openedAt;
        uint256 supply = token.totalSupply();
        vm.expectEmit(address(engine));
        emit IComputeEngine.JobSettled(id, VANA, 0.01 ether, 0.005 ether, 0.005 ether, 0, 0, ESCROW - 0.01 ether);
        vm.expectEmit(address(engine));
        emit IComputeEngine.JobSettled(id, address(token), 50 ether, 25 ether, 0, 25 ether, 0, 50 ether);
        address holder = _complete(id, 500);
        assertEq(burner.burned(), 0.005 ether);
        assertEq(engine.balanceOf(holder, VANA), 0.005 ether);
        assertEq(engine.balanceOf(buyer, VANA), ESCROW - 0.01 ether);
        assertEq(engine.balanceOf(buyer, address(token)), FUNDS - 50 ether);
        assertEq(token.totalSupply(), supply - 25 ether);
        assertEq(pool.distributed(), 25 ether);
        assertEq(pool.lastSubmittedAt(), submittedAt, "the epoch is that of submission");
        assertEq(uint8(engine.jobInfo(id).status), uint8(IComputeEngine.JobStatus.Completed));
        assertEq(engine.jobInfo(id).teeAddress, holder);
        assertEq(engine.jobInfo(id).vanaEscrow, 0);
    }

    function test_endsOnce() public {
        uint256 id = _submit(_request(permission, 1000));
        IComputeEngine.Receipt memory r = _receipt(id, IComputeEngine.Outcome.Completed);
        bytes memory sig = _sign(keys[0], r);
        engine.settleJob(r, sig);
        vm.expectRevert(IComputeEngine.JobLifeCycleEnded.selector);
        engine.settleJob(r, sig);
        vm.warp(vm.getBlockTimestamp() + 30 days);
        vm.expectRevert(IComputeEngine.JobLifeCycleEnded.selector);
        engine.expireJob(id);
    }

    function test_faults() public {
        uint256 id = _submit(_request(permission, 1000));
        IComputeEngine.Receipt memory r = _receipt(id, IComputeEngine.Outcome.BuyerFault);
        r.rows[0] = 500;
        _settle(r);
        assertEq(engine.balanceOf(buyer, address(token)), FUNDS);
        assertEq(engine.balanceOf(buyer, VANA), ESCROW - 0.01 ether);
        id = _submit(_request(permission, 1000));
        r = _receipt(id, IComputeEngine.Outcome.NetworkFault);
        r.rows[0] = 500;
        _settle(r);
        assertEq(engine.balanceOf(buyer, address(token)), FUNDS);
        assertEq(engine.balanceOf(buyer, VANA), 2 * ESCROW - 0.01 ether);
        assertEq(uint8(engine.jobInfo(id).status), uint8(IComputeEngine.JobStatus.Failed));
    }

    function test_timeIsNeverMoreThanPassedNorThanAgreed() public {
        uint256 id = _submit(_request(permission, 1));
        IComputeEngine.Receipt memory r = _receipt(id, IComputeEngine.Outcome.Completed);
        r.usedSeconds = type(uint256).max;
        _settle(r);
        assertEq(engine.balanceOf(buyer, VANA), ESCROW - 20 * PRICE_PER_SECOND, "twenty have passed");
        id = _submit(_request(permission, 1));
        vm.warp(engine.jobInfo(id).openedAt + LEASE + SECONDS - 1);
        r = _receipt(id, IComputeEngine.Outcome.Completed);
        r.usedSeconds = type(uint256).max;
        uint256 before = engine.balanceOf(buyer, VANA);
        _settle(r);
        assertEq(engine.balanceOf(buyer, VANA), before, "all that was agreed");
        id = _submit(_request(permission, 1));
        vm.warp(engine.jobInfo(id).openedAt + LEASE + SECONDS);
        r = _receipt(id, IComputeEngine.Outcome.Completed);
        assertEq(r.lease, 1);
        before = engine.balanceOf(buyer, VANA);
        assertEq(_settle(r), vm.addr(keys[1]));
        assertEq(engine.balanceOf(buyer, VANA) - before, ESCROW, "none has passed in the second try");
    }

    function _refused(IComputeEngine.Receipt memory r, uint256 key, bytes memory why) private {
        bytes memory sig = _sign(key, r);
        vm.expectRevert(why);
        engine.settleJob(r, sig);
    }

    function test_settleRefuses() public {
        uint256 id = _submit(_request(permission, 10));
        IComputeEngine.Receipt memory r = _receipt(id, IComputeEngine.Outcome.Completed);
        r.rows[0] = 11;
        _refused(r, keys[0], abi.encodeWithSelector(IComputeEngine.RowsOverCeiling.selector, 0));
        r.rows[0] = 10;
        r.requestDigest = "other";
        _refused(r, keys[0], abi.encodeWithSelector(IComputeEngine.ReceiptMismatch.selector));
        r = _receipt(id, IComputeEngine.Outcome.Completed);
        r.codeDigest = "other";
        _refused(r, keys[0], abi.encodeWithSelector(IComputeEngine.ReceiptMismatch.selector));
        r = _receipt(id, IComputeEngine.Outcome.Completed);
        r.rows = new uint256[](2);
        _refused(r, keys[0], abi.encodeWithSelector(IComputeEngine.ReceiptMismatch.selector));
        r = _receipt(id, IComputeEngine.Outcome.Completed);
        r.resultDigest = 0;
        _refused(r, keys[0], abi.encodeWithSelector(IComputeEngine.InvalidDigest.selector));
        r = _receipt(id, IComputeEngine.Outcome.Completed);
        r.lease = 1;
        _refused(r, keys[0], abi.encodeWithSelector(IComputeEngine.LeaseNotCurrent.selector, 0));
        r.lease = 0;
        _refused(r, keys[1], abi.encodeWithSelector(IComputeEngine.NotLeaseHolder.selector, vm.addr(keys[0])));
        _refused(r, 0xBAD, abi.encodeWithSelector(IComputeEngine.InvalidSignature.selector));
        bytes memory sig = _sign(keys[0], r);
        r.usedSeconds += 1;
        vm.expectRevert(IComputeEngine.InvalidSignature.selector);
        engine.settleJob(r, sig);
        r.usedSeconds -= 1;
        vm.expectRevert(IComputeEngine.InvalidSignature.selector);
        engine.settleJob(r, "");
        vm.chainId(7);
        vm.expectRevert(IComputeEngine.InvalidSignature.selector);
        engine.settleJob(r, sig);
        vm.chainId(31337);
        registry.dismiss(vm.addr(keys[0]));
        vm.expectRevert(IComputeEngine.NotValidator.selector);
        engine.settleJob(r, sig);
        r.jobId = 99;
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.JobNotFound.selector, 99));
        engine.settleJob(r, sig);
    }

    function test_anyoneMaySubmitTheSignedReceipt() public {
        uint256 id = _submit(_request(permission, 10));
        IComputeEngine.Receipt memory r = _receipt(id, IComputeEngine.Outcome.Completed);
        bytes memory sig = _sign(keys[0], r);
        vm.prank(bob);
        engine.settleJob(r, sig);
        assertEq(engine.balanceOf(bob, VANA), 0);
        assertGt(engine.balanceOf(vm.addr(keys[0]), VANA), 0);
    }

    function test_expire() public {
        uint256 budgeted = _budgeted(100);
        uint256 id = _submit(_request(0, _two(permission, 1000, budgeted, 60)));
        assertEq(queries.terms(budgeted).rowsLeft, 40);
        uint256 end = engine.jobInfo(id).openedAt + TRIES * (LEASE + SECONDS);
        vm.warp(end - 1);
        vm.expectRevert(IComputeEngine.JobStillLive.selector);
        engine.expireJob(id);
        (,, uint256 endsAt) = engine.leaseOf(id);
        assertEq(endsAt, end);
        vm.warp(end);
        IComputeEngine.Receipt memory r = _receipt(id, IComputeEngine.Outcome.Completed);
        _refused(r, keys[0], abi.encodeWithSelector(IComputeEngine.JobExpired.selector));
        vm.expectRevert(IComputeEngine.JobExpired.selector);
        engine.leaseOf(id);
        vm.prank(bob);
        engine.expireJob(id);
        assertEq(engine.balanceOf(buyer, VANA), ESCROW);
        assertEq(engine.balanceOf(buyer, address(token)), FUNDS);
        assertEq(queries.terms(budgeted).rowsLeft, 100);
        assertEq(uint8(engine.jobInfo(id).status), uint8(IComputeEngine.JobStatus.Canceled));
        vm.expectRevert(IComputeEngine.JobLifeCycleEnded.selector);
        engine.expireJob(id);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.JobNotFound.selector, 99));
        engine.expireJob(99);
    }

    function test_changesNeverTouchASubmittedJob() public {
        uint256 id = _submit(_request(permission, 1000));
        vm.startPrank(daoOwner);
        queries.updatePermissionPrice(permission, 99 ether);
        queries.updatePermissionApproval(permission, false);
        vm.stopPrank();
        vm.prank(maintainer);
        engine.updatePricePerSecond(1 ether);
        vm.prank(admin);
        engine.updateBurnShares(1, 10_000);
        registry.newSet(1, 1); // a new set with other leases
        vm.warp(engine.jobInfo(id).openedAt + LEASE);
        _complete(id, 500);
        assertEq(burner.burned(), 0.005 ether);
        assertEq(engine.balanceOf(buyer, address(token)), FUNDS - 50 ether);
        assertEq(pool.distributed(), 25 ether);
    }

    function test_budgetIsUsedByWhatIsCharged() public {
        uint256 p = _budgeted(100);
        uint256 first = _submit(_request(p, 60));
        vm.prank(buyer);
        vm.expectRevert();
        engine.submitJob{value: ESCROW}(_request(p, 41));
        uint256 second = _submit(_request(p, 40));
        _complete(first, 10);
        assertEq(queries.terms(p).rowsLeft, 50);
        _settle(_receipt(second, IComputeEngine.Outcome.BuyerFault));
        assertEq(queries.terms(p).rowsLeft, 90);
        uint256 third = _submit(_request(p, 90));
        _settle(_receipt(third, IComputeEngine.Outcome.NetworkFault));
        assertEq(queries.terms(p).rowsLeft, 90);
        _complete(_submit(_request(p, 90)), 90);
        assertEq(queries.terms(p).rowsLeft, 0);
    }

    function test_administration() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        engine.initialize(bob, bob, 1, 1, 1, 1);
        vm.startPrank(maintainer);
        vm.expectRevert();
        engine.updateBurnShares(1, 1);
        vm.expectRevert();
        engine.upgradeToAndCall(address(burner), "");
        vm.expectRevert(IComputeEngine.InvalidAmount.selector);
        engine.updatePricePerSecond(2 ** 96);
        engine.updatePricePerSecond(2 ** 96 - 1);
        assertEq(engine.pricePerSecond(), 2 ** 96 - 1);
        vm.stopPrank();
        vm.startPrank(admin);
        vm.expectRevert();
        engine.updatePricePerSecond(1);
        vm.expectRevert(IComputeEngine.InvalidShare.selector);
        engine.updateBurnShares(0, 1);
        vm.expectRevert(IComputeEngine.InvalidShare.selector);
        engine.updateBurnShares(1, 0);
        vm.expectRevert(IComputeEngine.InvalidShare.selector);
        engine.updateBurnShares(10_001, 1);
        vm.expectRevert(IComputeEngine.InvalidShare.selector);
        engine.updateBurnShares(1, 10_001);
        engine.updateBurnShares(1, 10_000);
        vm.stopPrank();
        (uint256 execution, uint256 data) = engine.burnShares();
        assertEq(execution, 1);
        assertEq(data, 10_000);
        assertEq(engine.maxJobSeconds(), MAX_SECONDS);
    }
}
