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

    // ---- withdrawals

    function _overBoth() private returns (IComputeEngine.Receipt memory r) {
        uint256 other = _grant(otherRefinerId, address(0), 0.1 ether, _policy(true));
        uint256 same = _grant(refinerId, address(0), 0.2 ether, _policy(true));
        IComputeEngine.Line[] memory lines = new IComputeEngine.Line[](3);
        lines[0] = _lines(permission, 10)[0];
        lines[1] = _lines(other, 10)[0];
        lines[2] = _lines(same, 10)[0];
        r = _receipt(_submit(_request(0, lines)), IComputeEngine.Outcome.Completed);
    }

    function _outdated(uint256 dlpId) private view returns (bytes memory) {
        return abi.encodeWithSelector(IComputeEngine.SnapshotOutdated.selector, dlpId, registry.lastWithdrawalBlock(dlpId));
    }

    function test_nothingIsDeliveredFromBeforeAWithdrawal() public {
        for (uint256 dlpId = 1; dlpId <= 2; ++dlpId) {
            IComputeEngine.Receipt memory r = _overBoth();
            r.dataBlock = vm.getBlockNumber();
            vm.roll(vm.getBlockNumber() + 1);
            registry.withdraw(dlpId);
            vm.roll(vm.getBlockNumber() + 1);
            _refused(r, keys[0], _outdated(dlpId));
            assertEq(uint8(engine.jobInfo(r.jobId).status), uint8(IComputeEngine.JobStatus.Submitted), "it may be computed again");
            r.dataBlock += 1; // of the block of the withdrawal: without the file
            _settle(r);
            assertEq(uint8(engine.jobInfo(r.jobId).status), uint8(IComputeEngine.JobStatus.Completed));
        }
    }

    function test_withdrawalsOfOtherDataDAOsDoNotMatter() public {
        uint256 id = _submit(_request(permission, 10));
        IComputeEngine.Receipt memory r = _receipt(id, IComputeEngine.Outcome.Completed);
        vm.roll(vm.getBlockNumber() + 1);
        registry.withdraw(2);
        vm.roll(vm.getBlockNumber() + 1);
        _settle(r);
    }

    function test_withdrawalInTheBlockOfTheSettlement() public {
        uint256 first = _submit(_request(permission, 10));
        uint256 second = _submit(_request(permission, 10));
        IComputeEngine.Receipt memory r = _receipt(first, IComputeEngine.Outcome.Completed);
        _settle(r); // before it, in one block
        registry.withdraw(1);
        r = _receipt(second, IComputeEngine.Outcome.Completed);
        _refused(r, keys[0], _outdated(1));
        r.dataBlock = vm.getBlockNumber(); // the block may hold another withdrawal, after this
        _refused(r, keys[0], abi.encodeWithSelector(IComputeEngine.InvalidDataBlock.selector));
        vm.roll(vm.getBlockNumber() + 1);
        _settle(r);
    }

    function testFuzz_dataBlockIsOfThePast(uint256 dataBlock, uint8 outcome) public {
        uint256 id = _submit(_request(permission, 10));
        IComputeEngine.Receipt memory r = _receipt(id, IComputeEngine.Outcome(outcome % 3));
        r.dataBlock = bound(dataBlock, vm.getBlockNumber(), type(uint256).max);
        _refused(r, keys[0], abi.encodeWithSelector(IComputeEngine.InvalidDataBlock.selector));
        r.dataBlock = vm.getBlockNumber() - 1;
        _settle(r);
    }

    function test_whatDeliversNothingIsNotOutdated() public {
        for (uint256 k = 1; k <= 2; ++k) {
            uint256 id = _submit(_request(permission, 10));
            IComputeEngine.Receipt memory r = _receipt(id, IComputeEngine.Outcome(k));
            r.dataBlock = 0;
            registry.withdraw(1);
            vm.roll(vm.getBlockNumber() + 1);
            _settle(r);
            assertEq(uint8(engine.jobInfo(id).status), uint8(IComputeEngine.JobStatus.Failed));
        }
    }

    /// @dev Whoever withdraws again and again makes the holders of the turns compute again, until the last one has ended.
    function test_withdrawalsEndAJobAtWorstByItsDeadline() public {
        uint256 id = _submit(_request(permission, 10));
        while (vm.getBlockTimestamp() < engine.jobInfo(id).openedAt + TRIES * (LEASE + SECONDS)) {
            IComputeEngine.Receipt memory r = _receipt(id, IComputeEngine.Outcome.Completed);
            registry.withdraw(1);
            _refused(r, keys[r.lease % 3], _outdated(1));
            vm.roll(vm.getBlockNumber() + 1);
            vm.warp(vm.getBlockTimestamp() + LEASE);
        }
        engine.expireJob(id);
        assertEq(engine.balanceOf(buyer, VANA), ESCROW);
        assertEq(engine.balanceOf(buyer, address(token)), FUNDS);
    }

    function test_dataBlockIsSigned() public {
        uint256 id = _submit(_request(permission, 10));
        IComputeEngine.Receipt memory r = _receipt(id, IComputeEngine.Outcome.Completed);
        bytes memory sig = _sign(keys[0], r);
        r.dataBlock -= 1;
        vm.expectRevert(IComputeEngine.InvalidSignature.selector);
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
