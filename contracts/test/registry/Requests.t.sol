// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RegistryBase} from "./RegistryBase.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";

/// @notice Proof jobs after the first; cancelling; payers.
contract RequestsTest is RegistryBase {
    function test_RequestAgain() public {
        uint256 fileId = _contribute(alice, D);
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.requestContributionProof{value: FEES}(fileId);
        vm.expectRevert(IDataRegistry.FileNotFound.selector);
        registry.requestContributionProof{value: FEES}(99);
        _expire(fileId);
        vm.expectRevert(abi.encodeWithSelector(IDataRegistry.InsufficientFee.selector, FEES));
        registry.requestContributionProof{value: FEES - 1}(fileId);
        // bob pays through the TeePool; alice's dead job is cancelled in passing
        vm.prank(bob);
        uint256 jobId = teePool.requestContributionProof{value: 1 ether}(fileId);
        assertEq(jobId, (uint256(1) << 40) | fileId);
        assertEq(bob.balance, 100 ether - FEES);
        assertEq(registry.claimable(alice), FEES);
        assertEq(registry.jobs(jobId).payer, bob);
        assertEq(registry.fileInfo(fileId).jobId, jobId);
        _assertStatus(fileId, IDataRegistry.JobStatus.Canceled);
        _assertConserved();
        _seed();
        _record(_proof(jobId, 0.5e18));
        assertEq(token.balanceOf(alice), 50 ether, "the owner earns, whoever paid");
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.requestContributionProof{value: FEES}(fileId);
        _seed();
        _refine(_refinement(fileId, refinerId));
        _assertConserved();
    }

    function test_RequestAgainWhilePausedOrWithoutValidators() public {
        uint256 fileId = _contribute(alice, D);
        _expire(fileId);
        registry.pause();
        vm.expectRevert(IDataRegistry.RegistryPaused.selector);
        registry.requestContributionProof{value: FEES}(fileId);
        registry.unpause();
        _dismissAll();
        vm.expectRevert(IDataRegistry.NoActiveTee.selector);
        registry.requestContributionProof{value: FEES}(fileId);
    }

    function test_ForIsTheTeePoolsOnly() public {
        uint256 fileId = _contribute(alice, D);
        _expire(fileId);
        address facade = pool.teePool();
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.requestContributionProofFor{value: FEES}(fileId, 0, bob);
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.requestContributionProofFor{value: FEES}(fileId, 1, bob);
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.requestContributionProofFor{value: FEES}(fileId, 99, bob);
        vm.deal(facade, 1 ether);
        vm.deal(address(teePool), 10 ether);
        vm.prank(facade); // for its own DataDAO only, and not for the default
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.requestContributionProofFor{value: FEES}(fileId, 0, bob);
        vm.prank(address(teePool));
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.requestContributionProofFor{value: FEES}(fileId, 1, bob);
        vm.prank(facade);
        registry.requestContributionProofFor{value: FEES}(fileId, 1, bob);
    }

    function test_CancelByAnyoneLeavesTheMoneyForThePayer() public {
        uint256 fileId = _contribute(alice, D);
        _expire(fileId);
        vm.expectEmit(address(registry));
        emit IDataRegistry.JobCanceled(fileId);
        vm.prank(bob);
        registry.cancelJob(fileId);
        assertEq(bob.balance, 100 ether);
        assertEq(registry.claimable(alice), FEES);
        vm.prank(alice);
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.cancelJob(fileId);
        _assertConserved();
        vm.prank(alice);
        registry.claim();
        assertEq(alice.balance, 100 ether);
        _assertConserved();
    }

    function test_CancelRefuses() public {
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.cancelJob(0);
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.cancelJob(type(uint256).max);
        uint256 fileId = _valid(alice, D);
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.cancelJob(fileId);
    }

    function test_CancelWhilePaused() public {
        uint256 fileId = _contribute(alice, D);
        _expire(fileId);
        registry.pause();
        vm.prank(alice);
        registry.cancelJob(fileId);
        assertEq(alice.balance, 100 ether);
    }

    function test_ManyAttempts() public {
        uint256 fileId = _contribute(alice, D);
        for (uint256 i = 1; i <= 5; ++i) {
            _expire(registry.fileInfo(fileId).jobId);
            vm.prank(i % 2 == 0 ? alice : bob);
            assertEq(registry.requestContributionProof{value: FEES}(fileId), i << 40 | fileId);
            _assertConserved();
        }
        _seed();
        _record(_proof(registry.fileInfo(fileId).jobId, 1e18));
        assertEq(registry.fileProofs(fileId, 6).data.score, 1e18);
        assertEq(registry.fileProofs(fileId, 5).data.score, 0);
        _assertConserved();
    }

    function test_UnknownIds() public {
        assertEq(uint8(registry.jobs(7).status), 0);
        assertEq(registry.jobs(7).payer, address(0));
        vm.expectRevert(IDataRegistry.FileNotFound.selector);
        registry.files(7);
        vm.expectRevert(IDataRegistry.FileNotFound.selector);
        registry.fileInfo(type(uint256).max);
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.leaseOf(7);
        vm.expectRevert(IDataRegistry.FileNotValid.selector);
        registry.refinementLeaseOf(7, 1);
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.opinionHolders(7);
        (bytes32 result, uint256 score) = registry.fileResult(7);
        assertEq(result, 0);
        assertEq(score, 0);
        assertEq(registry.validatorAt(99), address(0));
        assertEq(registry.earnedBy(bob), 0);
        assertEq(registry.fileRefinements(7, 7), "");
    }

    /// @dev Whichever way it is requested, a file has one open job at a time.
    function test_OneJobAtATime() public {
        address[3] memory ways = [address(registry), address(teePool), dlps.teePoolOf(1)];
        uint256 fileId = _contribute(alice, D);
        for (uint256 i = 0; i < 3; ++i) {
            (bool ok, bytes memory why) = ways[i].call{value: FEES}(abi.encodeCall(teePool.requestContributionProof, (fileId)));
            assertFalse(ok);
            assertEq(bytes4(why), IDataRegistry.InvalidJobStatus.selector);
        }
        _assertConserved();
    }
}
