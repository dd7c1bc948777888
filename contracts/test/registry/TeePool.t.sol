// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {RegistryBase} from "./RegistryBase.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {ITeePool} from "../../src/interfaces/ITeePool.sol";
import {TeePool} from "../../src/TeePool.sol";

/// @notice A registry that takes no money, and has no validators.
contract RefusingRegistry {
    function isValidator(address) external pure returns (bool) {
        return false;
    }
}

contract TeePoolTest is RegistryBase {
    bytes32 private constant MAINTAINER = keccak256("MAINTAINER_ROLE");
    address private carol = address(0xCA201);

    function _bond(address validator, uint256 amount) private {
        vm.deal(bob, amount);
        vm.prank(bob);
        teePool.postBond{value: amount}(validator);
    }

    function _allowPlatform(uint8 platform) private {
        _byTimelock(address(teePool), abi.encodeCall(teePool.allowPlatform, (platform)));
    }

    function _allowMeasurement(bytes32 measurement) private {
        _byTimelock(address(teePool), abi.encodeCall(teePool.allowMeasurement, (measurement)));
    }

    // ---- admission

    function test_Admission() public {
        _bond(carol, BOND);
        ITeePool.Admission memory a = _admission(carol);
        vm.expectEmit(address(teePool));
        emit ITeePool.ValidatorAdmitted(carol, 5, a.url, a.platform, a.measurement, a.evidenceDigest);
        vm.expectEmit(address(teePool));
        emit ITeePool.ValidatorKeysSet(carol, 1, a.evidenceDigest);
        vm.expectEmit(address(teePool));
        emit ITeePool.TeeAdded(carol);
        teePool.admitValidator(a);
        ITeePool.ValidatorInfo memory v = teePool.validatorInfo(carol);
        assertTrue(v.active);
        assertEq(v.index, 5);
        assertEq(v.url, a.url);
        assertEq(v.platform, PLATFORM);
        assertEq(v.measurement, a.measurement);
        assertEq(v.keyEpoch, 1);
        assertEq(v.bond, BOND);
        assertEq(v.bondFreeAt, 0);
        vm.expectRevert(ITeePool.AlreadyValidator.selector);
        teePool.admitValidator(a);
    }

    function test_AdmissionRefuses() public {
        _bond(carol, BOND - 1);
        ITeePool.Admission memory a = _admission(carol);
        vm.prank(bob);
        vm.expectRevert(_missingRole(bob, MAINTAINER));
        teePool.admitValidator(a);
        vm.prank(address(networkTimelock));
        vm.expectRevert(_missingRole(address(networkTimelock), MAINTAINER));
        teePool.admitValidator(a);
        vm.expectRevert(abi.encodeWithSelector(ITeePool.BondTooSmall.selector, BOND));
        teePool.admitValidator(a);
        _bond(carol, 1);
        a.platform = 2;
        vm.expectRevert(ITeePool.NotAllowed.selector);
        teePool.admitValidator(a);
        a.platform = 0;
        vm.expectRevert(ITeePool.NotAllowed.selector);
        teePool.admitValidator(a);
        a.platform = PLATFORM;
        a.measurement = bytes32(uint256(3));
        vm.expectRevert(ITeePool.NotAllowed.selector);
        teePool.admitValidator(a);
        a.measurement = bytes32(uint256(1));
        a.evidenceDigest = 0;
        vm.expectRevert(ITeePool.InvalidDigest.selector);
        teePool.admitValidator(a);
        a.evidenceDigest = bytes32(uint256(1));
        a.validator = address(0);
        vm.expectRevert(ITeePool.NotValidator.selector);
        teePool.admitValidator(a);
        a.validator = carol;
        teePool.admitValidator(a);
    }

    function test_PolicyIsLoosenedByTheTimelockAlone() public {
        vm.expectRevert(_missingRole(address(this), 0));
        teePool.allowPlatform(2);
        vm.expectRevert(_missingRole(address(this), 0));
        teePool.allowMeasurement(bytes32(uint256(9)));
        vm.expectRevert(_missingRole(address(this), 0));
        teePool.setBondTerms(0, 0, 1);
        vm.prank(bob);
        vm.expectRevert(_missingRole(bob, MAINTAINER));
        teePool.suspendPlatform(PLATFORM);
        vm.prank(bob);
        vm.expectRevert(_missingRole(bob, MAINTAINER));
        teePool.suspendMeasurement(bytes32(uint256(1)));
        vm.prank(bob);
        vm.expectRevert(_missingRole(bob, MAINTAINER));
        teePool.removeValidator(vm.addr(keys[0]));
        vm.expectRevert(_missingRole(address(this), 0));
        TeePool(address(teePool)).upgradeToAndCall(address(1), "");
        vm.startPrank(address(networkTimelock));
        vm.expectRevert(ITeePool.InvalidStanding.selector);
        teePool.allowPlatform(0);
        vm.expectRevert(ITeePool.InvalidStanding.selector);
        teePool.allowMeasurement(0);
        vm.expectEmit(address(teePool));
        emit ITeePool.PlatformStanding(255, ITeePool.Standing.Allowed);
        teePool.allowPlatform(255);
        vm.stopPrank();
        _allowMeasurement(bytes32(uint256(9)));
        _bond(carol, BOND);
        ITeePool.Admission memory a = _admission(carol);
        (a.platform, a.measurement) = (255, bytes32(uint256(9)));
        teePool.admitValidator(a);
        assertEq(uint8(teePool.platformStanding(2)), uint8(ITeePool.Standing.Unknown));
    }

    // ---- suspension

    function test_SuspendingAMeasurementEndsItsValidatorsAtOnce() public {
        uint256 with1 = 0;
        for (uint256 i = 0; i < keys.length; ++i) {
            if (uint160(vm.addr(keys[i])) % 2 == 0) ++with1;
        }
        assertGt(with1, 0);
        uint256 fileId = _contribute(alice, D);
        uint256 setId = registry.currentSetId();
        vm.expectEmit(address(teePool));
        emit ITeePool.MeasurementStanding(bytes32(uint256(1)), ITeePool.Standing.Suspended);
        teePool.suspendMeasurement(bytes32(uint256(1)));
        assertEq(registry.currentSetId(), setId + 1, "one new set");
        assertEq(teePool.activeTeesCount(), keys.length - with1);
        for (uint256 i = 0; i < keys.length; ++i) {
            address v = vm.addr(keys[i]);
            assertEq(registry.isValidator(v), uint160(v) % 2 == 1);
        }
        // for the leases under way too
        _seed();
        uint256 openedAt = registry.jobs(fileId).openedAt;
        for (uint256 i = 0; i < TRIES; ++i) {
            vm.warp(openedAt + i * LEASE);
            address holder = _holder(fileId);
            if (!registry.isValidator(holder)) {
                _expectRefused(_proof(fileId, 1e18), _keyOf(holder), abi.encodeWithSelector(IDataRegistry.NotValidator.selector));
            }
        }
        vm.expectRevert(ITeePool.InvalidStanding.selector);
        teePool.suspendMeasurement(0);
        setId = registry.currentSetId();
        teePool.suspendMeasurement(bytes32(uint256(77)));
        assertEq(registry.currentSetId(), setId, "nobody ran it");
        // nobody comes in with it any more, until the timelock allows it again
        address first = _removedOne();
        vm.expectRevert(ITeePool.NotAllowed.selector);
        teePool.admitValidator(_admission(first));
        _allowMeasurement(bytes32(uint256(1)));
        teePool.admitValidator(_admission(first));
    }

    function _removedOne() private view returns (address) {
        for (uint256 i = 0; i < keys.length; ++i) {
            if (!registry.isValidator(vm.addr(keys[i]))) return vm.addr(keys[i]);
        }
        revert("all active");
    }

    function test_SuspendingAPlatformWithManyValidators() public {
        _allowPlatform(2);
        for (uint256 k = 0; k < 300; ++k) {
            address v = address(uint160(0x10000 + k));
            _bond(v, BOND);
            ITeePool.Admission memory a = _admission(v);
            a.platform = k % 3 == 0 ? PLATFORM : 2;
            teePool.admitValidator(a);
        }
        assertEq(teePool.activeTeesCount(), 304);
        uint256 gas = gasleft();
        teePool.suspendPlatform(2);
        assertLt(gas - gasleft(), 30_000_000 * 200 / 2000, "some two thousand fit into a block");
        assertEq(teePool.activeTeesCount(), 104);
        teePool.suspendPlatform(PLATFORM);
        assertEq(teePool.activeTeesCount(), 0);
        vm.expectRevert(ITeePool.InvalidStanding.selector);
        teePool.suspendPlatform(0);
        vm.prank(alice);
        vm.expectRevert(IDataRegistry.NoActiveTee.selector);
        registry.contribute{value: FEES}(_file(D));
    }

    // ---- leaving, bonds

    function test_LeavingFreesTheBondAfterTheUnbondingTime() public {
        address v = vm.addr(keys[0]);
        vm.startPrank(v);
        vm.expectRevert(abi.encodeWithSelector(ITeePool.BondLocked.selector, 0));
        teePool.withdrawBond();
        vm.expectEmit(address(teePool));
        emit ITeePool.ValidatorRemoved(v);
        vm.expectEmit(address(teePool));
        emit ITeePool.TeeRemoved(v);
        teePool.leaveNetwork();
        vm.expectRevert(ITeePool.NotValidator.selector);
        teePool.leaveNetwork();
        uint256 freeAt = vm.getBlockTimestamp() + UNBONDING;
        assertEq(teePool.validatorInfo(v).bondFreeAt, freeAt);
        vm.warp(freeAt - 1);
        vm.expectRevert(abi.encodeWithSelector(ITeePool.BondLocked.selector, freeAt));
        teePool.withdrawBond();
        vm.warp(freeAt);
        vm.expectEmit(address(teePool));
        emit ITeePool.BondWithdrawn(v, BOND);
        teePool.withdrawBond();
        assertEq(v.balance, BOND);
        vm.expectRevert(ITeePool.NothingToClaim.selector);
        teePool.withdrawBond();
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(ITeePool.BondTooSmall.selector, BOND));
        teePool.admitValidator(_admission(v));
    }

    function test_AdmittedAgainKeepsIndexAndCountsKeysOn() public {
        address v = vm.addr(keys[0]);
        teePool.removeValidator(v);
        vm.expectRevert(ITeePool.NotValidator.selector);
        teePool.removeValidator(v);
        vm.expectRevert(ITeePool.NotValidator.selector);
        teePool.removeValidator(bob);
        teePool.admitValidator(_admission(v));
        ITeePool.ValidatorInfo memory info = teePool.validatorInfo(v);
        assertEq(info.index, 1);
        assertEq(info.keyEpoch, 2);
        assertEq(info.bondFreeAt, 0, "locked again");
    }

    function test_PostingABond() public {
        vm.expectRevert(ITeePool.ZeroAmount.selector);
        teePool.postBond(carol);
        vm.expectRevert(ITeePool.NotValidator.selector);
        teePool.postBond{value: 1}(address(0));
        vm.expectEmit(address(teePool));
        emit ITeePool.BondPosted(carol, address(this), 2 ether);
        vm.deal(address(this), 2 ether);
        teePool.postBond{value: 2 ether}(carol);
        assertEq(teePool.validatorInfo(carol).bond, 2 ether);
        assertEq(teePool.validatorInfo(carol).index, 0);
        vm.prank(carol); // never admitted: free at once
        teePool.withdrawBond();
        assertEq(carol.balance, 2 ether);
    }

    function test_BondTermsAreBounded() public {
        vm.startPrank(address(networkTimelock));
        _badTerms(1, 2, 1);
        _badTerms(2 ** 96, 0, 1);
        _badTerms(1, 1, 0);
        _badTerms(1, 1, 2 ** 32);
        _badTerms(type(uint256).max, type(uint256).max, type(uint256).max);
        vm.expectEmit(address(teePool));
        emit ITeePool.BondTermsUpdated(2 ** 96 - 1, 2 ** 96 - 1, 2 ** 32 - 1);
        teePool.setBondTerms(2 ** 96 - 1, 2 ** 96 - 1, 2 ** 32 - 1);
        assertEq(teePool.minBond(), 2 ** 96 - 1);
        assertEq(teePool.slashAmount(), 2 ** 96 - 1);
        assertEq(teePool.unbondingTime(), 2 ** 32 - 1);
        teePool.setBondTerms(0, 0, 1);
        vm.stopPrank();
        teePool.admitValidator(_admission(carol)); // no bond is asked
        assertTrue(registry.isValidator(carol));
    }

    function _badTerms(uint256 least, uint256 slash, uint256 time) private {
        vm.expectRevert(ITeePool.InvalidBondTerms.selector);
        teePool.setBondTerms(least, slash, time);
    }

    function test_Slash() public {
        address v = vm.addr(keys[0]);
        vm.expectRevert(ITeePool.Unauthorized.selector);
        teePool.slash(v, 1, 0);
        vm.prank(address(networkTimelock));
        vm.expectRevert(ITeePool.Unauthorized.selector);
        teePool.slash(v, 1, 0);
        uint256 held = address(registry).balance;
        _bond(v, BOND); // twice the least
        vm.startPrank(address(registry));
        assertEq(teePool.slash(v, 1, 0.2 ether), 0.2 ether);
        assertTrue(registry.isValidator(v), "still above the least bond");
        assertEq(address(registry).balance - held, 0.2 ether);
        assertEq(burner.burned(), SLASH - 0.2 ether);
        assertEq(teePool.slash(v, 1, 10 ether), SLASH, "no more than there is to take");
        assertTrue(registry.isValidator(v));
        assertEq(teePool.slash(v, 1, 0), 0);
        assertFalse(registry.isValidator(v));
        teePool.slash(v, 1, 0);
        assertEq(teePool.validatorInfo(v).bond, 0);
        assertEq(teePool.slash(v, 1, 1 ether), 0, "nothing is left");
        vm.stopPrank();
        assertEq(address(teePool).balance, 3 * BOND);
    }

    // ---- keys of a validator

    function test_ValidatorKeys() public {
        address v = vm.addr(keys[0]);
        vm.startPrank(v);
        vm.expectRevert(ITeePool.InvalidDigest.selector);
        teePool.setValidatorKeys(2, 0);
        uint256[3] memory wrong = [uint256(0), 1, 3];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ITeePool.InvalidEpoch.selector, 2));
            teePool.setValidatorKeys(wrong[i], D);
        }
        vm.expectRevert(abi.encodeWithSelector(ITeePool.InvalidEpoch.selector, 2));
        teePool.setValidatorKeys(type(uint256).max, D);
        vm.expectEmit(address(teePool));
        emit ITeePool.ValidatorKeysSet(v, 2, D);
        teePool.setValidatorKeys(2, D);
        assertEq(teePool.validatorInfo(v).evidenceDigest, D);
        teePool.leaveNetwork();
        vm.expectRevert(ITeePool.NotValidator.selector);
        teePool.setValidatorKeys(3, D);
        vm.stopPrank();
        vm.prank(bob);
        vm.expectRevert(ITeePool.NotValidator.selector);
        teePool.setValidatorKeys(1, D);
    }

    function test_InfoOfAStrangerIsEmpty() public view {
        ITeePool.ValidatorInfo memory v = teePool.validatorInfo(bob);
        assertFalse(v.active);
        assertEq(v.index, 0);
        assertEq(v.bond, 0);
        assertEq(v.keyEpoch, 0);
    }

    function test_UpgradeKeepsEverything() public {
        address code = address(new TeePool(address(registry), address(burner)));
        _byTimelock(address(teePool), abi.encodeCall(teePool.upgradeToAndCall, (code, "")));
        assertEq(teePool.minBond(), BOND);
        assertEq(teePool.validatorInfo(vm.addr(keys[0])).bond, BOND);
    }

    /// @dev What a slashed bond repays reaches the registry or stays the validator's.
    function test_SlashThatCannotBePaid() public {
        RefusingRegistry refusing = new RefusingRegistry();
        bytes memory init = abi.encodeCall(TeePool.initialize, (bob, bob, BOND, SLASH, UNBONDING, new uint8[](0), new bytes32[](0)));
        TeePool own = TeePool(address(new ERC1967Proxy(address(new TeePool(address(refusing), address(burner))), init)));
        own.postBond{value: 1 ether}(alice);
        vm.prank(address(refusing));
        vm.expectRevert(ITeePool.TransferFailed.selector);
        own.slash(alice, 1, SLASH);
        assertEq(address(own).balance, 1 ether);
        vm.prank(address(refusing));
        assertEq(own.slash(alice, 1, 0), 0);
        assertEq(burner.burned(), SLASH);
    }
}
