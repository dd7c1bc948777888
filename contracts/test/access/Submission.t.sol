// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Vm} from "forge-std/Vm.sol";
import {IComputeEngine} from "../../src/interfaces/IComputeEngine.sol";
import {IQueryEngine} from "../../src/interfaces/IQueryEngine.sol";
import {World} from "./World.sol";

contract SubmissionTest is World {
    function _refused(IComputeEngine.JobRequest memory r, bytes memory why) private {
        uint256 before = engine.jobsCount();
        vm.prank(buyer);
        vm.expectRevert(why);
        engine.submitJob{value: ESCROW}(r);
        assertEq(engine.jobsCount(), before);
    }

    function test_submit() public {
        uint256 p1 = _grant(1 ether);
        uint256 p2 = _grant(otherRefinerId, buyer, 2 ether, _policy(true));
        vm.expectEmit(address(engine));
        emit IComputeEngine.JobRegistered(1, buyer);
        vm.expectEmit(address(engine));
        emit IComputeEngine.JobRequested(1, 0, "request", SECONDS);
        vm.expectEmit(address(engine));
        emit IComputeEngine.JobStatusUpdated(1, uint8(IComputeEngine.JobStatus.Submitted), "");
        uint256 id = _submit(_request(0, _two(p1, 10, p2, 20)));
        assertEq(engine.balanceOf(buyer, VANA), 0);
        assertEq(engine.balanceOf(buyer, address(token)), FUNDS - 10 ether);
        assertEq(engine.balanceOf(buyer, address(otherToken)), FUNDS - 40 ether);
        assertEq(engine.jobInfo(id).vanaEscrow, ESCROW);
        assertEq(engine.jobLines(id).length, 2);
        assertEq(engine.jobLines(id)[1].dlpId, 2);
        assertEq(engine.jobLines(id)[1].price, 2 ether);
        assertEq(engine.tokenOf(1), address(token));
        assertEq(engine.tokenOf(2), address(otherToken));
        assertEq(_submit(_request(0, _two(p1, 10, p2, 20))), 2, "the same again is another job");
    }

    function test_shapes() public {
        uint256 p = _grant(1);
        _refused(_request(p, 2 ** 48), abi.encodeWithSelector(IComputeEngine.InvalidLines.selector));
        _refused(_request(0, new IComputeEngine.Line[](0)), abi.encodeWithSelector(IComputeEngine.InvalidLines.selector));
        _refused(_request(0, new IComputeEngine.Line[](65)), abi.encodeWithSelector(IComputeEngine.InvalidLines.selector));
        _refused(_request(0, _two(p, 1, p, 1)), abi.encodeWithSelector(IComputeEngine.InvalidLines.selector));
        _refused(_request(99, 1), abi.encodeWithSelector(IQueryEngine.PermissionNotFound.selector));
        _refused(_request(1, _lines(p, 1)), abi.encodeWithSelector(IComputeEngine.InstructionNotFound.selector, 1));
        IComputeEngine.JobRequest memory r = _request(p, 1);
        r.requestDigest = 0;
        _refused(r, abi.encodeWithSelector(IComputeEngine.InvalidDigest.selector));
        r = _request(p, 1);
        r.maxSeconds = 0;
        _refused(r, abi.encodeWithSelector(IComputeEngine.InvalidDuration.selector, MAX_SECONDS));
        r.maxSeconds = MAX_SECONDS + 1;
        _refused(r, abi.encodeWithSelector(IComputeEngine.InvalidDuration.selector, MAX_SECONDS));
        r.maxSeconds = MAX_SECONDS;
        _refused(r, abi.encodeWithSelector(IComputeEngine.InsufficientBalance.selector, VANA, MAX_SECONDS * PRICE_PER_SECOND, ESCROW));
        _refused(
            _request(_grant(2 ** 96 - 1), 2 ** 48 - 1),
            abi.encodeWithSelector(IComputeEngine.InsufficientBalance.selector, address(token), (2 ** 96 - 1) * uint256(2 ** 48 - 1), FUNDS)
        );
        _submit(_request(p, 0));
        registry.clear();
        _refused(_request(p, 1), abi.encodeWithSelector(IComputeEngine.NoActiveTee.selector));
    }

    function test_sixtyFourLines() public {
        IComputeEngine.Line[] memory lines = new IComputeEngine.Line[](64);
        for (uint256 i = 0; i < 64; ++i) {
            lines[i] = _lines(_grant(i % 2 == 0 ? refinerId : otherRefinerId, buyer, 1, _policy(true)), 3)[0];
        }
        uint256 id = _submit(_request(0, lines));
        assertEq(engine.balanceOf(buyer, address(token)), FUNDS - 96);
        _complete(id, 3);
        assertEq(token.balanceOf(address(pool)), 48);
        assertEq(otherToken.balanceOf(address(otherPool)), 48);
    }

    // ---- prices between quote and submission

    function test_raisedPriceIsRefused() public {
        uint256 p1 = _grant(1);
        uint256 p2 = _grant(10);
        IComputeEngine.JobRequest memory r = _request(0, _two(p1, 1, p2, 1));
        r.lines[1].maxPrice = 10;
        vm.prank(daoOwner);
        queries.updatePermissionPrice(p2, 11);
        _refused(r, abi.encodeWithSelector(IComputeEngine.PriceOverMaximum.selector, 1, 11));
        vm.prank(timelock);
        queries.updatePermissionPrice(p2, 9);
        uint256 id = _submit(r);
        assertEq(engine.jobLines(id)[1].price, 9, "a lowered one is taken");
    }

    function test_raisedPricePerSecondIsRefused() public {
        IComputeEngine.JobRequest memory r = _request(_grant(1), 1);
        vm.prank(maintainer);
        engine.updatePricePerSecond(PRICE_PER_SECOND + 1);
        _refused(r, abi.encodeWithSelector(IComputeEngine.PricePerSecondOverMaximum.selector, PRICE_PER_SECOND + 1));
        vm.prank(maintainer);
        engine.updatePricePerSecond(0);
        r.maxPricePerSecond = 0;
        uint256 id = _submit(r);
        assertEq(engine.jobInfo(id).vanaEscrow, 0);
    }

    // ---- who may

    function test_permissionsBind() public {
        uint256 hers = _grant(refinerId, bob, 1, _policy(true));
        _refused(_request(hers, 1), abi.encodeWithSelector(IComputeEngine.PermissionDenied.selector, hers));
        uint256 gone = _grant(1);
        vm.prank(daoOwner);
        queries.updatePermissionApproval(gone, false);
        _refused(_request(gone, 1), abi.encodeWithSelector(IComputeEngine.PermissionDenied.selector, gone));
        IQueryEngine.Policy memory p = _policy(true);
        p.expiresAt = uint64(vm.getBlockTimestamp() + 100);
        uint256 shortly = _grant(refinerId, buyer, 1, p);
        uint256 id = _submit(_request(shortly, 1));
        vm.warp(p.expiresAt);
        _refused(_request(shortly, 1), abi.encodeWithSelector(IComputeEngine.PermissionDenied.selector, shortly));
        _complete(id, 1);
    }

    function test_instructionsBind() public {
        uint256 kept = _grant(refinerId, address(0), 1, _policy(false));
        IQueryEngine.Policy memory p = _policy(false);
        p.minGroupSize = 5;
        uint256 grouped = _grant(refinerId, address(0), 1, p);
        _refused(_request(kept, 1), abi.encodeWithSelector(IComputeEngine.RowsMayNotLeave.selector, kept));
        _refused(_request(grouped, 1), abi.encodeWithSelector(IComputeEngine.RowsMayNotLeave.selector, grouped));
        uint256 code = instructions.addComputeInstruction("hash", "u");
        _refused(_request(code, _lines(kept, 1)), abi.encodeWithSelector(IComputeEngine.InstructionNotApproved.selector, code, 1));
        vm.prank(timelock);
        instructions.updateComputeInstruction(code, 1, true);
        uint256 id = _submit(_request(code, _two(kept, 1, grouped, 1)));
        vm.prank(daoOwner);
        instructions.updateComputeInstruction(code, 1, false);
        _complete(id, 1);
        _refused(_request(code, _lines(kept, 1)), abi.encodeWithSelector(IComputeEngine.InstructionNotApproved.selector, code, 1));
    }

    function test_failedSubmissionReservesNothing() public {
        uint256 p = _budgeted(100);
        _refused(_request(0, _two(p, 60, 99, 1)), abi.encodeWithSelector(IQueryEngine.PermissionNotFound.selector));
        assertEq(queries.terms(p).rowsLeft, 100);
    }

    // ---- Vana's form

    function test_vanaForm() public {
        uint256 p = _grant(1 ether);
        assertEq(bytes32(bytes4(keccak256("submitJob(uint80,bool,uint256)"))), bytes32(bytes4(0xe158711b)));
        vm.startPrank(buyer);
        vm.recordLogs();
        uint256 id = engine.submitJob{value: ESCROW}(uint80(SECONDS), false, 0);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs[logs.length - 1].topics[0], IComputeEngine.JobRegistered.selector);
        assertEq(uint8(engine.jobInfo(id).status), uint8(IComputeEngine.JobStatus.Registered));
        assertEq(engine.jobInfo(id).vanaEscrow, 0);
        assertEq(engine.balanceOf(buyer, VANA), ESCROW, "nothing is locked yet");
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.JobNotSubmitted.selector, id));
        engine.expireJob(id);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.JobNotSubmitted.selector, id));
        engine.leaseOf(id);
        IComputeEngine.Receipt memory early;
        early.jobId = id;
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.JobNotSubmitted.selector, id));
        engine.settleJob(early, "");
        vm.warp(vm.getBlockTimestamp() + 30 days);
        engine.completeJob(id, _request(p, 10));
        vm.expectRevert(IComputeEngine.OnlyRegisteredJobStatus.selector);
        engine.completeJob(id, _request(p, 10));
        vm.expectRevert(IComputeEngine.OnlyRegisteredJobStatus.selector);
        engine.cancelJob(id);
        vm.stopPrank();
        assertEq(engine.jobsCount(), id);
        assertEq(engine.jobInfo(id).openedAt, vm.getBlockTimestamp(), "its tries begin now");
        assertEq(engine.balanceOf(buyer, VANA), 0);
        vm.warp(vm.getBlockTimestamp() + 20);
        _complete(id, 10);
        assertEq(engine.balanceOf(buyer, address(token)), FUNDS - 10 ether);
    }

    function test_vanaFormRefuses() public {
        vm.startPrank(buyer);
        vm.expectRevert(IComputeEngine.NoActiveTee.selector);
        engine.submitJob(uint80(SECONDS), true, 0);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InvalidDuration.selector, MAX_SECONDS));
        engine.submitJob(0, false, 0);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InvalidDuration.selector, MAX_SECONDS));
        engine.submitJob(type(uint80).max, false, 0);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InstructionNotFound.selector, type(uint256).max));
        engine.submitJob(1, false, type(uint256).max);
        vm.stopPrank();
    }

    function test_completeRefuses() public {
        uint256 p = _grant(1);
        uint256 code = instructions.addComputeInstruction("hash", "u");
        vm.prank(buyer);
        uint256 id = engine.submitJob(uint80(SECONDS), false, 0);
        IComputeEngine.JobRequest memory r = _request(p, 1);
        vm.startPrank(bob);
        vm.expectRevert(IComputeEngine.NotJobOwner.selector);
        engine.completeJob{value: ESCROW}(id, r);
        vm.expectRevert(IComputeEngine.NotJobOwner.selector);
        engine.cancelJob(id);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.JobNotFound.selector, 9));
        engine.cancelJob(9);
        vm.stopPrank();
        vm.startPrank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.JobNotFound.selector, 9));
        engine.completeJob(9, r);
        r.instructionId = code;
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.OtherInstruction.selector, 0));
        engine.completeJob(id, r);
        r = _request(p, 1);
        r.maxSeconds = SECONDS + 1;
        vm.expectRevert(abi.encodeWithSelector(IComputeEngine.InvalidDuration.selector, SECONDS));
        engine.completeJob(id, r);
        r.maxSeconds = SECONDS - 1;
        engine.completeJob{value: ESCROW}(id, r);
        assertEq(engine.jobInfo(id).maxSeconds, SECONDS - 1);
        assertEq(engine.balanceOf(buyer, VANA), PRICE_PER_SECOND);
        vm.stopPrank();
    }

    function test_cancelRegistered() public {
        vm.startPrank(buyer);
        uint256 id = engine.submitJob(uint80(SECONDS), false, 0);
        vm.expectEmit(address(engine));
        emit IComputeEngine.JobCanceled(id);
        engine.cancelJob(id);
        vm.expectRevert(IComputeEngine.OnlyRegisteredJobStatus.selector);
        engine.cancelJob(id);
        vm.expectRevert(IComputeEngine.OnlyRegisteredJobStatus.selector);
        engine.completeJob(id, _request(1, 1));
        vm.expectRevert(IComputeEngine.JobLifeCycleEnded.selector);
        engine.expireJob(id);
        vm.stopPrank();
    }
}
