// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Network} from "./Network.sol";
import {IBurner} from "../src/interfaces/IBurner.sol";
import {IComputeEngine} from "../src/interfaces/IComputeEngine.sol";
import {IComputeInstructionRegistry} from "../src/interfaces/IComputeInstructionRegistry.sol";
import {IQueryEngine} from "../src/interfaces/IQueryEngine.sol";

contract EngineTest is Network {
    uint256 private permission;
    uint256 private constant ESCROW = PRICE_PER_SECOND * MAX_SECONDS;
    uint256 private constant ROWS = 1000;

    function setUp() public override {
        super.setUp();
        permission = _grant(address(0), 0.1 ether, true);
        _nextEpoch();
        _valid(alice, "a");
        _nextEpoch();
        _buyTokens(1000 ether);
    }

    function _submit() private returns (uint256 jobId) {
        vm.prank(buyer);
        jobId = engine.submitJob{value: ESCROW}(_request(0, permission, ROWS));
        _seed();
        vm.warp(vm.getBlockTimestamp() + 20);
    }

    function test_completed() public {
        uint256 jobId = _submit();
        assertEq(engine.balanceOf(buyer, address(token)), 900 ether);
        assertEq(engine.balanceOf(buyer, address(0)), 0);
        uint256 supply = token.totalSupply();
        IComputeEngine.Receipt memory x = _receipt(jobId, 500, IComputeEngine.Outcome.Completed);
        (, uint256 before) = pool.claimable(alice);
        vm.expectEmit(address(engine));
        emit IComputeEngine.JobSettled(jobId, address(0), 0.01 ether, 0.005 ether, 0.005 ether, 0, 0, ESCROW - 0.01 ether);
        vm.expectEmit(address(engine));
        emit IComputeEngine.JobSettled(jobId, address(token), 50 ether, 25 ether, 0, 25 ether, 0, 50 ether);
        address holder = _settle(x);
        assertEq(burner.burned(), 0.005 ether);
        assertEq(address(burner).balance, 0.005 ether);
        assertEq(engine.balanceOf(holder, address(0)), 0.005 ether);
        assertEq(engine.balanceOf(buyer, address(0)), ESCROW - 0.01 ether);
        assertEq(engine.balanceOf(buyer, address(token)), 950 ether);
        assertEq(token.totalSupply(), supply - 25 ether);
        (, uint256 tokens) = pool.claimable(alice);
        assertEq(tokens - before, 25 ether);
        IComputeEngine.JobInfo memory j = engine.jobs(jobId);
        assertEq(uint8(j.status), uint8(IComputeEngine.JobStatus.Completed));
        assertEq(j.teeAddress, holder);
        assertEq(j.vanaEscrow, 0);
        vm.prank(holder);
        engine.withdraw(address(0), 0.005 ether);
        assertEq(holder.balance, 0.005 ether);
        bytes memory sig = _signReceipt(_keyOf(holder), x);
        vm.expectRevert(IComputeEngine.JobLifeCycleEnded.selector);
        engine.settleJob(x, sig);
        vm.expectRevert(IComputeEngine.JobLifeCycleEnded.selector);
        engine.expireJob(jobId);
    }

    function test_buyerFaultPaysTimeOnly() public {
        uint256 jobId = _submit();
        _settle(_receipt(jobId, 500, IComputeEngine.Outcome.BuyerFault));
        assertEq(engine.balanceOf(buyer, address(token)), 1000 ether);
        assertEq(engine.balanceOf(buyer, address(0)), ESCROW - 0.01 ether);
        assertEq(uint8(engine.jobs(jobId).status), uint8(IComputeEngine.JobStatus.Failed));
    }

    function test_networkFaultPaysNothing() public {
        uint256 jobId = _submit();
        address holder = _settle(_receipt(jobId, 500, IComputeEngine.Outcome.NetworkFault));
        assertEq(engine.balanceOf(buyer, address(token)), 1000 ether);
        assertEq(engine.balanceOf(buyer, address(0)), ESCROW);
        assertEq(engine.balanceOf(holder, address(0)), 0);
        assertEq(burner.burned(), 0);
    }

    function test_timeIsNeverMoreThanPassedNorThanAgreed() public {
        uint256 jobId = _submit();
        IComputeEngine.Receipt memory x = _receipt(jobId, 0, IComputeEngine.Outcome.Completed);
        x.usedSeconds = 1000;
        _settle(x);
        assertEq(engine.balanceOf(buyer, address(0)), ESCROW - 22 * PRICE_PER_SECOND, "22 seconds have passed in this try");
        jobId = _submit();
        vm.warp(engine.jobs(jobId).openedAt + LEASE + MAX_SECONDS); // the second try begins now
        x = _receipt(jobId, 0, IComputeEngine.Outcome.Completed);
        assertEq(x.lease, 1);
        uint256 before = engine.balanceOf(buyer, address(0));
        _settle(x);
        assertEq(engine.balanceOf(buyer, address(0)) - before, ESCROW, "none has passed in that one");
    }

    function test_settleRefuses() public {
        uint256 jobId = _submit();
        (address holder,,) = engine.leaseOf(jobId);
        uint256 key = _keyOf(holder);
        IComputeEngine.Receipt memory x = _receipt(jobId, ROWS + 1, IComputeEngine.Outcome.Completed);
        _expectRefused(x, key, abi.encodeWithSelector(IComputeEngine.RowsOverCeiling.selector, 0));
        x = _receipt(jobId, 1, IComputeEngine.Outcome.Completed);
        x.requestDigest = "other";
        _expectRefused(x, key, abi.encodeWithSelector(IComputeEngine.ReceiptMismatch.selector));
        x = _receipt(jobId, 1, IComputeEngine.Outcome.Completed);
        x.codeDigest = "other";
        _expectRefused(x, key, abi.encodeWithSelector(IComputeEngine.ReceiptMismatch.selector));
        x = _receipt(jobId, 1, IComputeEngine.Outcome.Completed);
        x.rows = new uint256[](2);
        _expectRefused(x, key, abi.encodeWithSelector(IComputeEngine.ReceiptMismatch.selector));
        x = _receipt(jobId, 1, IComputeEngine.Outcome.Completed);
        x.resultDigest = 0;
        _expectRefused(x, key, abi.encodeWithSelector(IComputeEngine.InvalidDigest.selector));
        x = _receipt(jobId, 1, IComputeEngine.Outcome.Completed);
        x.lease = 1;
        _expectRefused(x, key, abi.encodeWithSelector(IComputeEngine.LeaseNotCurrent.selector, 0));
        x = _receipt(jobId, 1, IComputeEngine.Outcome.Completed);
        _expectRefused(x, _otherKey(holder), abi.encodeWithSelector(IComputeEngine.NotLeaseHolder.selector, holder));
        _expectRefused(x, 0xBAD, abi.encodeWithSelector(IComputeEngine.InvalidSignature.selector));
        bytes memory sig = _signReceipt(key, x);
        x.usedSeconds += 1;
        vm.expectRevert(IComputeEngine.InvalidSignature.selector);
        engine.settleJob(x, sig);
        x.usedSeconds -= 1;
        vm.chainId(7);
        vm.expectRevert(IComputeEngine.InvalidSignature.selector);
        engine.settleJob(x, sig);
        vm.chainId(31337);
        x.jobId = 99;
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.JobNotFound.selector, 99));
        engine.settleJob(x, sig);
        x.jobId = jobId;
        registry.removeValidator(holder);
        vm.expectRevert(IComputeEngine.InvalidSignature.selector);
        engine.settleJob(x, _flip(sig));
        vm.expectRevert(IComputeEngine.NotValidator.selector);
        engine.settleJob(x, sig);
    }

    function _flip(bytes memory sig) private pure returns (bytes memory other) {
        other = bytes.concat(sig);
        other[64] = sig[64] == bytes1(uint8(27)) ? bytes1(uint8(28)) : bytes1(uint8(27));
    }

    function _expectRefused(IComputeEngine.Receipt memory x, uint256 key, bytes memory reason) private {
        bytes memory sig = _signReceipt(key, x);
        vm.expectRevert(reason);
        engine.settleJob(x, sig);
    }

    function test_expire() public {
        uint256 jobId = _submit();
        uint256 end = engine.jobs(jobId).openedAt + TRIES * (LEASE + MAX_SECONDS);
        vm.warp(end - 1);
        vm.expectRevert(IComputeEngine.JobStillLive.selector);
        engine.expireJob(jobId);
        vm.warp(end);
        IComputeEngine.Receipt memory x = _receipt(jobId, 1, IComputeEngine.Outcome.Completed);
        bytes memory sig = _signReceipt(keys[0], x);
        vm.expectRevert(IComputeEngine.JobExpired.selector);
        engine.settleJob(x, sig);
        engine.expireJob(jobId);
        assertEq(engine.balanceOf(buyer, address(0)), ESCROW);
        assertEq(engine.balanceOf(buyer, address(token)), 1000 ether);
        assertEq(uint8(engine.jobs(jobId).status), uint8(IComputeEngine.JobStatus.Canceled));
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.JobNotFound.selector, 99));
        engine.expireJob(99);
    }

    function test_submitRefuses() public {
        vm.startPrank(buyer);
        IComputeEngine.JobRequest memory r = _request(0, permission, ROWS);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InsufficientBalance.selector, address(0), ESCROW, ESCROW - 1));
        engine.submitJob{value: ESCROW - 1}(r);
        r = _request(0, permission, 10_001);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InsufficientBalance.selector, address(token), 1000.1 ether, 1000 ether));
        engine.submitJob{value: ESCROW}(r);
        r = _request(0, permission, 2 ** 48);
        vm.expectRevert(IComputeEngine.InvalidLines.selector);
        engine.submitJob{value: ESCROW}(r);
        r = _request(0, permission, 1);
        r.lines = new IComputeEngine.Line[](0);
        vm.expectRevert(IComputeEngine.InvalidLines.selector);
        engine.submitJob{value: ESCROW}(r);
        r.lines = new IComputeEngine.Line[](65);
        vm.expectRevert(IComputeEngine.InvalidLines.selector);
        engine.submitJob{value: ESCROW}(r);
        r.lines = new IComputeEngine.Line[](2);
        r.lines[0].permissionId = r.lines[1].permissionId = permission;
        vm.expectRevert(IComputeEngine.InvalidLines.selector);
        engine.submitJob{value: ESCROW}(r);
        r = _request(0, permission, 1);
        r.maxSeconds = 0;
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InvalidDuration.selector, MAX_SECONDS));
        engine.submitJob{value: ESCROW}(r);
        r.maxSeconds = MAX_SECONDS + 1;
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InvalidDuration.selector, MAX_SECONDS));
        engine.submitJob{value: ESCROW}(r);
        r = _request(0, permission, 1);
        r.requestDigest = 0;
        vm.expectRevert(IComputeEngine.InvalidDigest.selector);
        engine.submitJob{value: ESCROW}(r);
        r = _request(1, permission, 1);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InstructionNotFound.selector, 1));
        engine.submitJob{value: ESCROW}(r);
        r = _request(0, 99, 1);
        vm.expectRevert(IQueryEngine.PermissionNotFound.selector);
        engine.submitJob{value: ESCROW}(r);
        vm.stopPrank();
    }

    function test_permissionsAndApprovals() public {
        uint256 hers = _grant(bob, 0, true);
        uint256 kept = _grant(address(0), 0, false);
        vm.deal(bob, 10 ether);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.PermissionDenied.selector, hers));
        engine.submitJob{value: ESCROW}(_request(0, hers, 1));
        vm.prank(bob);
        engine.submitJob{value: ESCROW}(_request(0, hers, 1));
        vm.prank(daoOwner);
        queries.updatePermissionApproval(hers, false);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.PermissionDenied.selector, hers));
        engine.submitJob{value: ESCROW}(_request(0, hers, 1));
        vm.startPrank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.RowsMayNotLeave.selector, kept));
        engine.submitJob{value: ESCROW}(_request(0, kept, 1));
        uint256 instruction = instructions.addComputeInstruction("hash", "ipfs://code");
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InstructionNotApproved.selector, instruction, 1));
        engine.submitJob{value: ESCROW}(_request(instruction, kept, 1));
        vm.expectRevert(IComputeInstructionRegistry.NotDlpOwner.selector);
        instructions.updateComputeInstruction(instruction, 1, true);
        vm.expectRevert(abi.encodeWithSelector(IComputeInstructionRegistry.ComputeInstructionNotFound.selector, 9));
        instructions.updateComputeInstruction(9, 1, true);
        vm.stopPrank();
        vm.prank(daoOwner);
        instructions.updateComputeInstruction(instruction, 1, true);
        vm.prank(buyer);
        uint256 jobId = engine.submitJob{value: ESCROW}(_request(instruction, kept, 1));
        _seed();
        _settle(_receipt(jobId, 1, IComputeEngine.Outcome.Completed));
    }

    function test_grantRefuses() public {
        vm.expectRevert(IQueryEngine.NotRefinerOwner.selector);
        queries.grant(bob, refinerId, "", "", 1, IQueryEngine.Policy(true));
        vm.startPrank(daoOwner);
        vm.expectRevert(IQueryEngine.ColumnNameUnexpected.selector);
        queries.grant(bob, refinerId, "", "column", 1, IQueryEngine.Policy(true));
        vm.expectRevert(IQueryEngine.PriceTooHigh.selector);
        queries.grant(bob, refinerId, "", "", 2 ** 96, IQueryEngine.Policy(true));
        uint256 id = queries.grant(bob, refinerId, "t", "c", 2 ** 96 - 1, IQueryEngine.Policy(true));
        vm.expectRevert(IQueryEngine.PriceTooHigh.selector);
        queries.updatePermissionPrice(id, 2 ** 96);
        queries.updatePermissionPrice(id, 3);
        vm.stopPrank();
        vm.expectRevert(IQueryEngine.NotRefinerOwner.selector);
        queries.updatePermissionPrice(id, 4);
        vm.expectRevert(IQueryEngine.PermissionNotFound.selector);
        queries.updatePermissionApproval(99, true);
        assertEq(queries.getPermissions(refinerId, bob).length, 1);
        assertEq(queries.getPermissions(refinerId, address(0)).length, 1);
        assertEq(queries.permissions(id).price, 3);
        assertEq(queries.permissions(id).tokenAddress, address(token));
    }

    function test_changesDoNotTouchASubmittedJob() public {
        uint256 jobId = _submit();
        vm.startPrank(daoOwner);
        queries.updatePermissionPrice(permission, 99 ether);
        queries.updatePermissionApproval(permission, false);
        vm.stopPrank();
        engine.updatePricePerSecond(1 ether);
        engine.updateBurnShares(1, 10_000);
        _settle(_receipt(jobId, 500, IComputeEngine.Outcome.Completed));
        assertEq(burner.burned(), 0.005 ether);
        assertEq(engine.balanceOf(buyer, address(token)), 950 ether);
    }

    function test_deposits() public {
        vm.startPrank(buyer);
        vm.expectRevert(IComputeEngine.InvalidAmount.selector);
        engine.deposit(address(0), 0);
        vm.expectRevert(IComputeEngine.InvalidVanaAmount.selector);
        engine.deposit{value: 1}(address(0), 2);
        vm.expectRevert(IComputeEngine.UnexpectedVanaDeposit.selector);
        engine.deposit{value: 1}(address(token), 1);
        engine.deposit{value: 5}(address(0), 5);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InsufficientBalance.selector, address(0), 6, 5));
        engine.withdraw(address(0), 6);
        vm.expectRevert(IComputeEngine.InvalidAmount.selector);
        engine.withdraw(address(0), 0);
        engine.withdraw(address(0), 5);
        engine.withdraw(address(token), 1000 ether);
        assertEq(token.balanceOf(buyer), 1000 ether);
        vm.stopPrank();
        vm.expectRevert(IBurner.ZeroAmount.selector);
        burner.burn();
    }

    function test_onlyAdministration() public {
        vm.startPrank(bob);
        vm.expectRevert();
        engine.updatePricePerSecond(1);
        vm.expectRevert();
        engine.updateBurnShares(1, 1);
        vm.expectRevert();
        engine.upgradeToAndCall(address(burner), "");
        vm.stopPrank();
        vm.expectRevert(IComputeEngine.InvalidShare.selector);
        engine.updateBurnShares(0, 1);
        vm.expectRevert(IComputeEngine.InvalidShare.selector);
        engine.updateBurnShares(1, 10_001);
        vm.expectRevert(IComputeEngine.InvalidAmount.selector);
        engine.updatePricePerSecond(2 ** 96);
    }

    /// @dev Two lines of one DataDAO: the books of a job hold to the wei whatever the numbers.
    function testFuzz_splits(uint96 price1, uint96 price2, uint16 rows1, uint16 rows2, uint16 bps, uint32 used) public {
        uint256 p1 = price1 % 0.001 ether;
        uint256 p2 = price2 % 0.001 ether;
        engine.updateBurnShares(uint256(bps) % 10_000 + 1, uint256(bps) % 10_000 + 1);
        IComputeEngine.JobRequest memory r = _request(0, _grant(buyer, p1, true), 65_535);
        IComputeEngine.Line memory first = r.lines[0];
        r.lines = new IComputeEngine.Line[](2);
        r.lines[0] = first;
        r.lines[1] = IComputeEngine.Line({permissionId: _grant(buyer, p2, true), maxRows: 65_535});
        vm.prank(buyer);
        uint256 jobId = engine.submitJob{value: ESCROW}(r);
        _seed();
        vm.warp(vm.getBlockTimestamp() + 30);
        IComputeEngine.Receipt memory x = _receipt(jobId, 0, IComputeEngine.Outcome.Completed);
        x.rows = new uint256[](2);
        (x.rows[0], x.rows[1]) = (rows1, rows2);
        x.usedSeconds = used;
        (uint256 supply, uint256 held) = (token.totalSupply(), token.balanceOf(address(pool)));
        address holder = _settle(x);
        uint256 charged = p1 * rows1 + p2 * rows2;
        uint256 burned = supply - token.totalSupply();
        assertEq(engine.balanceOf(buyer, address(token)), 1000 ether - charged);
        assertEq(burned + token.balanceOf(address(pool)) - held, charged);
        if (charged != 0) assertGt(burned, 0);
        assertEq(engine.balanceOf(buyer, address(0)) + engine.balanceOf(holder, address(0)) + burner.burned(), ESCROW);
        assertEq(address(engine).balance, engine.balanceOf(buyer, address(0)) + engine.balanceOf(holder, address(0)));
        assertEq(token.balanceOf(address(engine)), engine.balanceOf(buyer, address(token)));
    }
}
