// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RegistryBase} from "./RegistryBase.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {ITeePool} from "../../src/interfaces/ITeePool.sol";

contract LeasesTest is RegistryBase {
    function test_OnlyTheHolder() public {
        uint256 fileId = _contribute(alice, D);
        IDataRegistry.Proof memory p = _proof(fileId, 1e18);
        _expectRefused(p, keys[0], abi.encodeWithSelector(IDataRegistry.SeedNotReady.selector));
        vm.expectRevert(IDataRegistry.SeedNotReady.selector);
        registry.leaseOf(fileId);
        vm.roll(vm.getBlockNumber() + 1);
        _expectRefused(p, keys[0], abi.encodeWithSelector(IDataRegistry.SeedNotReady.selector));
        vm.roll(vm.getBlockNumber() + 1);
        address holder = _holder(fileId);
        _expectRefused(p, _otherKey(holder), abi.encodeWithSelector(IDataRegistry.NotLeaseHolder.selector, holder));
        _expectRefused(p, 0xBAD, abi.encodeWithSelector(IDataRegistry.InvalidSignature.selector));
        // removed in the meantime
        teePool.removeValidator(holder);
        _expectRefused(p, _keyOf(holder), abi.encodeWithSelector(IDataRegistry.NotValidator.selector));
        // a removed validator is nobody: its name is not worth more than a forged one's
        _expectRefused(p, 0xBAD, abi.encodeWithSelector(IDataRegistry.InvalidSignature.selector));
    }

    function test_PassOnAndEnd() public {
        uint256 fileId = _contribute(alice, D);
        _seed();
        uint256 openedAt = registry.jobs(fileId).openedAt;
        (, uint256 lease, uint256 endsAt) = registry.leaseOf(fileId);
        assertEq(lease, 0);
        assertEq(endsAt, openedAt + LEASE);
        vm.warp(openedAt + LEASE - 1);
        (, lease,) = registry.leaseOf(fileId);
        assertEq(lease, 0);
        vm.warp(openedAt + LEASE);
        (, lease,) = registry.leaseOf(fileId);
        assertEq(lease, 1);
        vm.warp(openedAt + TRIES * LEASE - 1);
        vm.prank(alice);
        vm.expectRevert(IDataRegistry.JobStillLive.selector);
        registry.cancelJob(fileId);
        vm.warp(openedAt + TRIES * LEASE);
        vm.expectRevert(IDataRegistry.JobExpired.selector);
        registry.leaseOf(fileId);
        _expectRefused(_proof(fileId, 1e18), keys[0], abi.encodeWithSelector(IDataRegistry.JobExpired.selector));
        vm.prank(alice);
        registry.cancelJob(fileId);
        assertEq(alice.balance, 100 ether);
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.leaseOf(fileId);
        vm.expectRevert(IDataRegistry.FileNotValid.selector);
        registry.refinementLeaseOf(fileId, refinerId);
    }

    /// @dev Nothing that happens later touches an open job: neither its set nor its lease.
    function test_ChangedLeaseDoesNotTouchOpenJobs() public {
        uint256 fileId = _contribute(alice, D);
        uint256 setId = registry.currentSetId();
        _byTimelock(address(registry), abi.encodeCall(registry.setLease, (7, 1)));
        assertEq(registry.currentSetId(), setId + 1);
        assertEq(registry.leaseLength(), 7);
        assertEq(registry.maxTries(), 1);
        (uint256 length, uint256 tries) = registry.leaseTerms(setId);
        assertEq(length, LEASE);
        assertEq(tries, TRIES);
        assertEq(registry.validatorSet(setId + 1).length, 4, "the same validators");
        uint256 later = _contribute(alice, keccak256("later"));
        _seed();
        vm.warp(registry.jobs(fileId).openedAt + LEASE + 1);
        (, uint256 lease, uint256 endsAt) = registry.leaseOf(fileId);
        assertEq(lease, 1);
        assertEq(endsAt, registry.jobs(fileId).openedAt + 2 * LEASE);
        vm.expectRevert(IDataRegistry.JobExpired.selector);
        registry.leaseOf(later);
        registry.cancelJob(later);
        vm.expectRevert(IDataRegistry.JobStillLive.selector);
        registry.cancelJob(fileId);
        _record(_proof(fileId, 1e18));
        // what its proof opened is under the terms of now
        assertEq(registry.jobs(fileId).setId, setId + 1);
        _seed();
        (,, endsAt) = registry.refinementLeaseOf(fileId, refinerId);
        assertEq(endsAt, registry.jobs(fileId).openedAt + 7);
        _assertConserved();
    }

    function test_ChangedFeesDoNotTouchOpenJobs() public {
        uint256 fileId = _contribute(alice, D);
        _byTimelock(address(registry), abi.encodeCall(registry.setFees, (1 ether, 1 ether)));
        _seed();
        address holder = _holder(fileId);
        _record(_proof(fileId, 1e18));
        assertEq(registry.claimable(holder), PROOF_FEE);
        _assertConserved();
    }

    function test_NewValidatorIsNotDrawnForOpenJobs() public {
        uint256 fileId = _contribute(alice, D);
        uint256 setId = registry.currentSetId();
        _admit(0xA11CE + 9);
        assertEq(registry.jobs(fileId).setId, setId);
        _seed();
        for (uint256 i = 0; i < TRIES; ++i) {
            assertTrue(_holder(fileId) != vm.addr(0xA11CE + 9));
            vm.warp(vm.getBlockTimestamp() + LEASE - 1);
        }
    }

    function test_Reseed() public {
        vm.expectRevert(IDataRegistry.FileNotFound.selector);
        registry.reseed(1);
        uint256 fileId = _contribute(alice, D);
        vm.expectRevert(IDataRegistry.SeedInReach.selector);
        registry.reseed(fileId);
        vm.roll(vm.getBlockNumber() + 9000);
        vm.expectRevert(IDataRegistry.SeedTooOld.selector);
        registry.leaseOf(fileId);
        _expectRefused(_proof(fileId, 1e18), keys[0], abi.encodeWithSelector(IDataRegistry.SeedTooOld.selector));
        registry.pause();
        vm.expectRevert(IDataRegistry.RegistryPaused.selector);
        registry.reseed(fileId);
        registry.unpause();
        registry.reseed(fileId);
        assertEq(registry.jobs(fileId).openedAtBlock, vm.getBlockNumber());
        _seed();
        _record(_proof(fileId, 1e18));
        _assertConserved();
    }

    function test_ReseedRefuses() public {
        uint256 fileId = _contribute(alice, D);
        _expire(fileId);
        vm.expectRevert(IDataRegistry.JobExpired.selector);
        registry.reseed(fileId);
        registry.cancelJob(fileId);
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.reseed(fileId);
        uint256 invalid = _contribute(alice, keccak256("b"));
        _seed();
        _record(_proof(invalid, 0));
        _expire(invalid);
        vm.prank(daoOwner);
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.reseed(invalid);
        _dismissAll();
        vm.expectRevert(IDataRegistry.NoActiveTee.selector);
        registry.reseed(fileId);
    }

    function test_SeedFromTheHistoryContract() public {
        uint256 fileId = _contribute(alice, D);
        uint256 seedBlock = vm.getBlockNumber() + 1;
        vm.roll(vm.getBlockNumber() + 1000);
        // a contract that answers every question with one hash
        vm.etch(
            0x0000F90827F1C53a10cb7A02335B175320002935, hex"7f00000000000000000000000000000000000000000000000000000000000000ff5f5260205ff3"
        );
        (address holder,,) = registry.leaseOf(fileId);
        uint256 place = uint256(keccak256(abi.encode(bytes32(uint256(0xff)), bytes32(fileId), uint256(0)))) % 4;
        assertEq(holder, registry.validatorSet(registry.currentSetId())[place]);
        assertLt(seedBlock, vm.getBlockNumber() - 256);
        _record(_proof(fileId, 1e18));
    }

    function test_DrawIsTheFormula() public {
        uint256 opened = vm.getBlockNumber();
        uint256 setId = registry.currentSetId();
        vm.expectRevert(IDataRegistry.SeedNotReady.selector);
        registry.draw(setId, opened, "subject", 0);
        _seed();
        bytes32 seed = blockhash(opened + 1);
        address[] memory set = registry.validatorSet(setId);
        for (uint256 i = 0; i < 20; ++i) {
            assertEq(registry.draw(setId, opened, "subject", i), set[uint256(keccak256(abi.encode(seed, bytes32("subject"), i))) % 4]);
        }
        vm.expectRevert(IDataRegistry.NoActiveTee.selector);
        registry.draw(setId + 1, opened, "subject", 0);
        vm.roll(vm.getBlockNumber() + 9000);
        vm.expectRevert(IDataRegistry.SeedTooOld.selector);
        registry.draw(setId, opened, "subject", 0);
    }

    function _many(uint256 k) private pure returns (address) {
        return address(uint160(0x1000 + k));
    }

    function test_SetsOfManyValidators() public {
        vm.startPrank(address(teePool));
        for (uint256 k = 5; k <= 40; ++k) {
            assertEq(registry.enroll(_many(k)), k);
        }
        uint256 setId = registry.currentSetId();
        assertEq(registry.enroll(_many(20)), 20, "who is in already changes nothing");
        assertEq(registry.currentSetId(), setId);
        address[] memory leaving = new address[](3);
        leaving[0] = _many(20);
        leaving[1] = _many(20);
        leaving[2] = bob;
        registry.dismiss(leaving);
        assertEq(registry.currentSetId(), ++setId);
        registry.dismiss(leaving);
        assertEq(registry.currentSetId(), setId, "nobody left");
        vm.stopPrank();
        address[] memory set = registry.validatorSet(setId);
        assertEq(set.length, 39);
        for (uint256 i = 4; i < 39; ++i) {
            assertEq(set[i], _many(i + 1 < 20 ? i + 1 : i + 2));
        }
        assertEq(registry.validatorSet(setId - 1).length, 40, "an old set stays");
        assertEq(registry.leaseLength(), LEASE);
        assertEq(registry.maxTries(), TRIES);
        uint256 opened = vm.getBlockNumber();
        _seed();
        for (uint256 i = 0; i < 60; ++i) {
            address drawn = registry.draw(setId, opened, "s", i);
            assertEq(drawn, set[uint256(keccak256(abi.encode(blockhash(opened + 1), bytes32("s"), i))) % 39]);
        }
        vm.prank(address(teePool));
        assertEq(registry.enroll(_many(20)), 20, "the index stays for ever");
        assertEq(registry.validatorAt(20), _many(20));
        assertEq(registry.validatorsCount(), 40);
    }

    /// @dev Around the ends of a word: lanes 3..15, then 16 a word.
    function test_SetsOfEverySize() public {
        for (uint256 k = 5; k <= 50; ++k) {
            vm.prank(address(teePool));
            registry.enroll(_many(k));
            address[] memory set = registry.validatorSet(registry.currentSetId());
            assertEq(set.length, k);
            assertEq(set[0], vm.addr(keys[0]));
            assertEq(set[k - 1], _many(k));
        }
    }

    function test_EnrolmentIsTheTeePoolsOnly() public {
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.enroll(bob);
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.dismiss(new address[](0));
    }

    function test_TooManyChangesOfTheSet() public {
        // the count of sets is 16 bits of the configuration's word, which is the core's first slot
        uint256 word = uint256(vm.load(address(registry), bytes32(0)));
        assertEq(uint16(word >> 128), registry.currentSetId());
        vm.store(address(registry), bytes32(0), bytes32(word | uint256(0xffff) << 128));
        vm.prank(address(teePool));
        vm.expectRevert(IDataRegistry.TooManyValidators.selector);
        registry.enroll(bob);
        word = uint256(vm.load(address(registry), bytes32(0)));
        vm.store(address(registry), bytes32(0), bytes32(word | uint256(0xffff) << 160));
        vm.prank(address(teePool));
        vm.expectRevert(IDataRegistry.TooManyValidators.selector);
        registry.enroll(address(0xBEEF));
    }

    function test_ViewsOfTheTeePool() public {
        assertEq(teePool.teeFee(), FEES);
        assertEq(teePool.teesCount(), 4);
        assertEq(teePool.activeTeesCount(), 4);
        assertEq(teePool.dataRegistry(), address(registry));
        address first = vm.addr(keys[0]);
        teePool.removeValidator(first);
        assertEq(teePool.teeList().length, 4);
        assertEq(teePool.teeList()[0], first);
        assertEq(teePool.activeTeeList().length, 3);
        assertEq(teePool.activeTeesCount(), 3);
        assertFalse(teePool.isTee(first));
        assertTrue(teePool.isTee(vm.addr(keys[1])));
        assertEq(uint8(teePool.tees(first).status), uint8(ITeePool.TeeStatus.Removed));
        assertEq(uint8(teePool.tees(bob).status), uint8(ITeePool.TeeStatus.None));
        assertEq(teePool.tees(bob).teeAddress, address(0));
        assertEq(teePool.tees(vm.addr(keys[1])).url, "https://v");
        uint256 fileId = _contribute(alice, D);
        assertEq(teePool.jobs(fileId).teeAddress, address(0));
        assertEq(teePool.jobs(99).ownerAddress, address(0));
        _seed();
        assertEq(teePool.jobs(fileId).teeAddress, _holder(fileId));
        assertEq(teePool.jobs(fileId).bidAmount, FEES);
        assertEq(teePool.jobs(fileId).addedTimestamp, registry.jobs(fileId).openedAt);
        _record(_proof(fileId, 1e18));
        assertEq(uint8(teePool.jobs(fileId).status), uint8(ITeePool.JobStatus.Completed));
        assertEq(teePool.tees(teePool.jobs(fileId).teeAddress).amount, PROOF_FEE);
    }
}
