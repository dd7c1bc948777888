// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IComputeInstructionRegistry} from "../../src/interfaces/IComputeInstructionRegistry.sol";
import {IDataRefinerRegistry} from "../../src/interfaces/IDataRefinerRegistry.sol";
import {IDLPRegistry} from "../../src/interfaces/IDLPRegistry.sol";
import {IpfsUrl} from "../../src/libraries/IpfsUrl.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {World} from "./World.sol";
import {MockPool} from "./mocks/MockPool.sol";

/// @notice Refiners and instructions.
contract RegistersTest is World {
    function _add(address who) private returns (uint256) {
        vm.prank(who);
        return refinery.addRefiner(1, "name", bytes32("schema"), bytes32("bundle"), "ipfs://b");
    }

    function test_addRefiner() public {
        vm.expectEmit(address(refinery));
        emit IDataRefinerRegistry.RefinerAdded(3, 1, "name", 0, IpfsUrl.render("schema", 0), "ipfs://b");
        assertEq(_add(timelock), 3);
        assertEq(registry.lastRefiner(), keccak256(abi.encode(3, 1, bytes32("bundle"), true)));
        IDataRefinerRegistry.RefinerInfo memory r = refinery.refiners(3);
        assertEq(r.owner, daoOwner);
        assertEq(r.schemaDefinitionUrl, IpfsUrl.render("schema", 0));
        assertEq(r.refinementInstructionUrl, "ipfs://b");
        (bytes32 schema, bytes32 bundle, bool active) = refinery.refinerDigests(3);
        assertEq(schema, "schema");
        assertEq(bundle, "bundle");
        assertTrue(active);
        assertEq(refinery.refinersCount(), 3);
        assertEq(address(refinery.dlpRegistry()), address(dlps));
    }

    function test_addRefinerAuthority() public {
        vm.expectRevert(IDataRefinerRegistry.NotDlpOwner.selector);
        _add(bob);
        vm.expectRevert(IDataRefinerRegistry.NotDlpOwner.selector);
        _add(admin);
        vm.expectRevert(IDataRefinerRegistry.TimelockOnly.selector);
        _add(daoOwner);
        vm.startPrank(timelock);
        vm.expectRevert(IDLPRegistry.DlpNotFound.selector);
        refinery.addRefiner(9, "name", bytes32("s"), bytes32("b"), "");
        vm.expectRevert(IDataRefinerRegistry.InvalidDigest.selector);
        refinery.addRefiner(1, "name", bytes32(0), bytes32("b"), "");
        vm.expectRevert(IDataRefinerRegistry.InvalidDigest.selector);
        refinery.addRefiner(1, "name", bytes32("s"), bytes32(0), "");
        vm.stopPrank();
        dlps.setDlp(1, address(new MockPool(daoOwner, timelock, address(token))));
        _add(daoOwner);
    }

    function test_vanaForm() public {
        string memory schema = IpfsUrl.render(sha256("schema"), 0);
        string memory bundle = IpfsUrl.render(sha256("bundle"), 0);
        vm.prank(daoOwner);
        vm.expectRevert(IDataRefinerRegistry.TimelockOnly.selector);
        refinery.addRefiner(1, "name", schema, bundle);
        vm.startPrank(timelock);
        uint256 id = refinery.addRefiner(1, "name", schema, bundle);
        (bytes32 s, bytes32 b,) = refinery.refinerDigests(id);
        assertEq(s, sha256("schema"));
        assertEq(b, sha256("bundle"));
        assertEq(refinery.refiners(id).schemaDefinitionUrl, schema);
        assertEq(refinery.refiners(id).refinementInstructionUrl, bundle);
        string memory other = IpfsUrl.render(sha256("bundle"), 1);
        vm.expectRevert(IDataRefinerRegistry.InvalidUrl.selector);
        refinery.addRefiner(1, "name", schema, other);
        vm.expectRevert(IDataRefinerRegistry.InvalidUrl.selector);
        refinery.addRefiner(1, "name", other, bundle);
        vm.expectRevert(IDataRefinerRegistry.InvalidUrl.selector);
        refinery.addRefiner(1, "name", "https://example.org/schema.json", bundle);
        vm.expectRevert(IDataRefinerRegistry.InvalidUrl.selector);
        refinery.addRefiner(1, "name", "", bundle);
        other = IpfsUrl.render(0, 0);
        vm.expectRevert(IDataRefinerRegistry.InvalidUrl.selector);
        refinery.addRefiner(1, "name", other, bundle);
        vm.stopPrank();
    }

    function test_retire() public {
        vm.expectRevert(IDataRefinerRegistry.NotDlpOwner.selector);
        refinery.retireRefiner(refinerId);
        vm.expectRevert(IDataRefinerRegistry.RefinerNotFound.selector);
        refinery.retireRefiner(99);
        uint256 second = _add(timelock);
        vm.startPrank(daoOwner);
        vm.expectEmit(address(refinery));
        emit IDataRefinerRegistry.RefinerRetired(refinerId, 1);
        refinery.retireRefiner(refinerId);
        vm.expectRevert(IDataRefinerRegistry.RefinerNotFound.selector);
        refinery.retireRefiner(refinerId);
        vm.stopPrank();
        assertEq(registry.lastRefiner(), keccak256(abi.encode(refinerId, 1, bytes32("bundle"), false)));
        assertEq(refinery.dlpRefiners(1).length, 1);
        assertEq(refinery.activeRefinersCount(1), 1);
        assertEq(refinery.allRefiners(1).length, 2);
        assertEq(refinery.allRefiners(1)[0], refinerId, "oldest first");
        assertEq(refinery.allRefiners(1)[1], second);
        (bytes32 schema,, bool active) = refinery.refinerDigests(refinerId);
        assertEq(schema, "schema", "what it made stays readable");
        assertFalse(active);
        vm.prank(timelock);
        refinery.retireRefiner(second);
        assertEq(refinery.dlpRefiners(1).length, 0);
    }

    function test_sixteenActive() public {
        for (uint256 i = 0; i < 15; ++i) {
            _add(timelock);
        }
        vm.expectRevert(IDataRefinerRegistry.TooManyRefiners.selector);
        _add(timelock);
        vm.prank(daoOwner);
        refinery.retireRefiner(5);
        _add(timelock);
        assertEq(refinery.allRefiners(1).length, 17);
        assertEq(refinery.dlpRefiners(1).length, 16);
    }

    // ---- instructions

    function test_addInstruction() public {
        vm.expectRevert(IComputeInstructionRegistry.InvalidDigest.selector);
        instructions.addComputeInstruction(0, "u");
        vm.expectEmit(address(instructions));
        emit IComputeInstructionRegistry.ComputeInstructionAdded(1, bob, "u", "hash");
        vm.prank(bob);
        assertEq(instructions.addComputeInstruction("hash", "u"), 1);
        assertEq(abi.encode(instructions.instructions(1)), abi.encode(IComputeInstructionRegistry.InstructionInfo("hash", bob, "u")));
        assertEq(instructions.instructions(2).owner, address(0));
        assertTrue(instructions.isValidInstructionId(1));
        assertFalse(instructions.isValidInstructionId(0));
        assertFalse(instructions.isValidInstructionId(2));
        assertEq(instructions.instructionsCount(), 1);
    }

    function test_approveInstruction() public {
        uint256 id = instructions.addComputeInstruction("hash", "u");
        vm.startPrank(daoOwner);
        vm.expectRevert(IComputeInstructionRegistry.TimelockOnly.selector);
        instructions.updateComputeInstruction(id, 1, true);
        vm.recordLogs();
        instructions.updateComputeInstruction(id, 1, false);
        assertEq(vm.getRecordedLogs().length, 0);
        vm.stopPrank();
        vm.expectRevert(IComputeInstructionRegistry.NotDlpOwner.selector);
        instructions.updateComputeInstruction(id, 1, true);
        vm.expectRevert(IComputeInstructionRegistry.NotDlpOwner.selector);
        instructions.updateComputeInstruction(id, 1, false);
        vm.startPrank(timelock);
        vm.expectRevert(abi.encodeWithSelector(IComputeInstructionRegistry.ComputeInstructionNotFound.selector, 9));
        instructions.updateComputeInstruction(9, 1, true);
        vm.expectRevert(IDLPRegistry.DlpNotFound.selector);
        instructions.updateComputeInstruction(id, 9, true);
        vm.expectEmit(address(instructions));
        emit IComputeInstructionRegistry.ComputeInstructionUpdated(id, 1, true);
        instructions.updateComputeInstruction(id, 1, true);
        vm.recordLogs();
        instructions.updateComputeInstruction(id, 1, true);
        assertEq(vm.getRecordedLogs().length, 0);
        vm.stopPrank();
        assertTrue(instructions.isApproved(id, 1));
        assertFalse(instructions.isApproved(id, 2), "one DataDAO's approval is its own");
        vm.prank(daoOwner);
        instructions.updateComputeInstruction(id, 1, false);
        assertFalse(instructions.isApproved(id, 1));
    }

    function test_administration() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        refinery.initialize(bob);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        instructions.initialize(bob);
        vm.startPrank(bob);
        vm.expectRevert();
        refinery.upgradeToAndCall(address(burner), "");
        vm.expectRevert();
        instructions.upgradeToAndCall(address(burner), "");
        vm.stopPrank();
    }
}
