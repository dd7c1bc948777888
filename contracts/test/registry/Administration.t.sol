// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RegistryBase} from "./RegistryBase.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {DataRegistry} from "../../src/DataRegistry.sol";
import {DataRegistryExtension} from "../../src/DataRegistryExtension.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {IRegistry} from "../../src/interfaces/IRegistry.sol";

contract AdministrationTest is RegistryBase {
    function _core() private view returns (DataRegistry) {
        return DataRegistry(payable(address(registry)));
    }

    function test_TermsAreTheTimelocks() public {
        bytes memory reason = _missingRole(address(this), 0); // the maintainer
        vm.expectRevert(reason);
        registry.setFees(0, 0);
        vm.expectRevert(reason);
        registry.setLease(1, 1);
        vm.expectRevert(reason);
        registry.setDefaultDlp(0);
        address core = address(_core());
        vm.expectRevert(reason);
        DataRegistry(payable(core)).upgradeToAndCall(address(1), "");
        assertTrue(_core().hasRole(0, address(networkTimelock)));
        assertFalse(_core().hasRole(0, address(this)));
    }

    function test_PausingIsTheMaintainers() public {
        bytes memory reason = _missingRole(address(networkTimelock), keccak256("MAINTAINER_ROLE"));
        vm.startPrank(address(networkTimelock));
        vm.expectRevert(reason);
        registry.pause();
        vm.expectRevert(reason);
        registry.unpause();
        vm.stopPrank();
        vm.expectEmit(address(registry));
        emit IDataRegistry.Paused(address(this));
        registry.pause();
        vm.expectEmit(address(registry));
        emit IDataRegistry.Unpaused(address(this));
        registry.unpause();
        assertFalse(registry.paused());
        assertEq(registry.proofFee(), PROOF_FEE, "neighbours in the word are untouched");
    }

    function test_HooksAreTheOtherContracts() public {
        vm.startPrank(bob);
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.setDlp(1, bob);
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.openDlp(1);
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.setRefiner(1, 1, 0, false);
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.setOpinionTerms(1, IDataRegistry.OpinionTerms(0, 0, false));
        (bool ok,) = address(registry).call{value: 1}("");
        assertFalse(ok, "only a slashed bond");
        (ok,) = address(registry).call("no such function");
        assertFalse(ok);
    }

    function test_InitialisedOnce() public {
        (bool ok, bytes memory reason) =
            address(registry).call(abi.encodeCall(DataRegistryExtension.initialize, (bob, bob, 0, 0, uint256(1), uint256(1))));
        assertFalse(ok);
        assertEq(bytes4(reason), Initializable.InvalidInitialization.selector);
        DataRegistryExtension extension = DataRegistryExtension(_core().extension());
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        extension.initialize(bob, bob, 0, 0, 1, 1);
    }

    function test_BothHalvesNameTheSameContracts() public view {
        IRegistry other = IRegistry(_core().extension());
        assertEq(registry.dlpRegistry(), address(dlps));
        assertEq(other.dlpRegistry(), address(dlps));
        assertEq(registry.teePool(), address(teePool));
        assertEq(other.teePool(), address(teePool));
        assertEq(registry.refinerRegistry(), address(refiners));
        assertEq(other.refinerRegistry(), address(refiners));
        assertEq(registry.relay(), address(relay));
        assertEq(other.relay(), address(relay));
    }

    function test_FeesAndLeaseAreBounded() public {
        vm.startPrank(address(networkTimelock));
        vm.expectRevert(IDataRegistry.FeeNotWholeGwei.selector);
        registry.setFees(1, 0);
        vm.expectRevert(IDataRegistry.FeeNotWholeGwei.selector);
        registry.setFees(0, 1);
        vm.expectRevert(IDataRegistry.FeeTooHigh.selector);
        registry.setFees(2 ** 40 * 1e9, 0);
        vm.expectRevert(IDataRegistry.FeeTooHigh.selector);
        registry.setFees(0, 2 ** 40 * 1e9);
        vm.expectEmit(address(registry));
        emit IDataRegistry.FeesUpdated(2 ** 40 * 1e9 - 1e9, 1e9);
        registry.setFees(2 ** 40 * 1e9 - 1e9, 1e9);
        assertEq(registry.proofFee(), 2 ** 40 * 1e9 - 1e9);
        assertEq(registry.refinementFee(), 1e9);
        uint256 setId = registry.currentSetId();
        _badLease(0, 1);
        _badLease(1, 0);
        _badLease(2 ** 24, 1);
        _badLease(1, 256);
        _badLease(type(uint256).max, type(uint256).max);
        vm.expectEmit(address(registry));
        emit IDataRegistry.ValidatorSetChanged(setId + 1, 4, 2 ** 24 - 1, 255);
        registry.setLease(2 ** 24 - 1, 255);
        assertEq(registry.leaseLength(), 2 ** 24 - 1);
        assertEq(registry.maxTries(), 255);
        // neighbours in the word are untouched
        assertEq(registry.validatorSet(registry.currentSetId()).length, 4);
        assertEq(registry.filesCount(), 0);
        assertEq(registry.proofFee(), 2 ** 40 * 1e9 - 1e9);
    }

    function _badLease(uint256 length, uint256 tries) private {
        vm.expectRevert(IDataRegistry.InvalidLease.selector);
        registry.setLease(length, tries);
    }

    function test_UpgradeKeepsEverything() public {
        uint256 fileId = _contribute(alice, D);
        address extension = address(new DataRegistryExtension(address(dlps), address(teePool), address(refiners), address(relay)));
        address core = address(new DataRegistry(extension));
        _byTimelock(address(registry), abi.encodeCall(_core().upgradeToAndCall, (core, "")));
        assertEq(_core().extension(), extension);
        _seed();
        _record(_proof(fileId, 1e18));
        assertEq(token.balanceOf(alice), 100 ether);
        _assertConserved();
    }
}
