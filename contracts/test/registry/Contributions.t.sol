// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RegistryBase} from "./RegistryBase.sol";
import {DataLiquidityPool} from "../../src/DataLiquidityPool.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";

contract ContributionsTest is RegistryBase {
    bytes32 private constant KNOWN = 0x01bdc964c9a9f135e0a668204d36be2c1b2a51999ecfd57cc86c3e99e7015989;

    function test_RegistersAndOpensAJob() public {
        vm.expectEmit(address(registry));
        emit IDataRegistry.FileAdded(1, alice, "ipfs://bafkreiabxxewjsnj6e26bjtiebgtnprmdmvfdgm6z7kxzsdmh2m6oakzre");
        vm.expectEmit(address(registry));
        emit IDataRegistry.FilePooled(1, 1);
        vm.expectEmit(address(registry));
        emit IDataRegistry.JobSubmitted(1, 1, address(0), FEES);
        vm.prank(alice);
        (uint256 fileId, uint256 jobId) = registry.contribute{value: 1 ether}(_file(KNOWN));
        assertEq(fileId, 1);
        assertEq(jobId, 1);
        assertEq(alice.balance, 100 ether - FEES, "excess returned");
        IDataRegistry.JobInfo memory j = registry.jobs(jobId);
        _assertStatus(jobId, IDataRegistry.JobStatus.Submitted);
        assertEq(j.fileId, 1);
        assertEq(j.proofFee, PROOF_FEE);
        assertEq(j.refinementFee, REFINEMENT_FEE);
        assertEq(j.payer, alice);
        assertEq(j.setId, registry.currentSetId());
        assertEq(j.openedAt, block.timestamp);
        assertEq(j.openedAtBlock, block.number);
        IDataRegistry.FileInfo memory f = registry.fileInfo(1);
        assertEq(f.owner, alice);
        assertEq(f.dlpId, 1);
        assertEq(f.digest, KNOWN);
        assertEq(f.addedAtBlock, block.number);
        assertEq(registry.files(1).url, "ipfs://bafkreiabxxewjsnj6e26bjtiebgtnprmdmvfdgm6z7kxzsdmh2m6oakzre");
        assertEq(registry.filesCount(), 1);
        _assertConserved();
    }

    function test_Refuses() public {
        IDataRegistry.NewFile memory f = _file(D);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IDataRegistry.InsufficientFee.selector, FEES));
        registry.contribute{value: FEES - 1}(f);
        vm.expectRevert(abi.encodeWithSelector(IDataRegistry.InsufficientFee.selector, FEES));
        registry.contribute(f);
        f.codec = 2;
        vm.expectRevert(IDataRegistry.InvalidCodec.selector);
        registry.contribute{value: FEES}(f);
        f.codec = 255;
        vm.expectRevert(IDataRegistry.InvalidCodec.selector);
        registry.contribute{value: FEES}(f);
        f.codec = 1;
        uint256[3] memory unknown = [uint256(0), 2, type(uint256).max];
        for (uint256 i = 0; i < 3; ++i) {
            f.dlpId = unknown[i];
            vm.expectRevert(IDataRegistry.DlpNotFound.selector);
            registry.contribute{value: FEES}(f);
        }
        f.dlpId = 1;
        f.digest = 0;
        vm.expectRevert(IDataRegistry.InvalidDigest.selector);
        registry.contribute{value: FEES}(f);
        vm.stopPrank();
        assertEq(registry.filesCount(), 0);
    }

    function test_NotBeforeTheDataDAOIsOpen() public {
        DataLiquidityPool closed = _createDao("closed");
        assertFalse(registry.isOpen(2));
        IDataRegistry.NewFile memory f = IDataRegistry.NewFile({digest: D, codec: 0, dlpId: 2});
        vm.expectRevert(IDataRegistry.DlpNotOpen.selector);
        vm.prank(alice);
        registry.contribute{value: FEES}(f);
        vm.prank(daoOwner);
        closed.open();
        assertTrue(registry.isOpen(2));
        vm.prank(alice);
        registry.contribute{value: FEES}(f);
    }

    function test_NotWhilePaused() public {
        registry.pause();
        assertTrue(registry.paused());
        vm.startPrank(alice);
        vm.expectRevert(IDataRegistry.RegistryPaused.selector);
        registry.contribute{value: FEES}(_file(D));
        vm.expectRevert(IDataRegistry.RegistryPaused.selector);
        registry.contributeBatch{value: FEES}(_list(1));
        vm.stopPrank();
        vm.expectRevert(IDataRegistry.RegistryPaused.selector);
        vm.prank(address(relay));
        registry.contributeFor(alice, bob, _list(1));
        registry.unpause();
        _contribute(alice, D);
    }

    function test_NotWithoutValidators() public {
        _dismissAll();
        vm.expectRevert(IDataRegistry.NoActiveTee.selector);
        registry.contribute{value: FEES}(_file(D));
        vm.expectRevert(IDataRegistry.NoActiveTee.selector);
        registry.contributeBatch{value: FEES}(_list(1));
    }

    function test_StrangerCannotBlockADigest() public {
        uint256 strangers = _contribute(bob, D);
        // nor by registering the key under which the second owner would be found
        _contribute(bob, keccak256(abi.encode(D, alice)));
        uint256 own = _contribute(alice, D);
        assertEq(registry.fileIdOf(D, bob), strangers);
        assertEq(registry.fileIdOf(D, alice), own);
        assertEq(registry.fileIdOf(D, daoOwner), 0);
        assertEq(registry.fileInfo(own).owner, alice);
        assertEq(registry.fileInfo(own).digest, D);
        vm.expectRevert(IDataRegistry.FileUrlAlreadyUsed.selector);
        vm.prank(alice);
        registry.contribute{value: FEES}(_file(D));
        vm.expectRevert(IDataRegistry.FileUrlAlreadyUsed.selector);
        vm.prank(bob);
        registry.contribute{value: FEES}(_file(D));
        _seed();
        _record(_proof(own, 1e18));
        (, uint256 score) = registry.fileResult(own);
        assertEq(score, 1e18);
        // the stranger's registration of the same content can earn nothing any more
        _record(_proof(strangers, 1e18));
        (, score) = registry.fileResult(strangers);
        assertEq(score, 0);
        _assertConserved();
    }

    function _list(uint256 count) private pure returns (IDataRegistry.NewFile[] memory list) {
        list = new IDataRegistry.NewFile[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = IDataRegistry.NewFile({digest: bytes32(i + 1), codec: uint8(i % 2), dlpId: 1});
        }
    }

    function test_Batch() public {
        IDataRegistry.NewFile[] memory list = _list(3);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IDataRegistry.InsufficientFee.selector, 3 * FEES));
        registry.contributeBatch{value: 3 * FEES - 1}(list);
        uint256 first = registry.contributeBatch{value: 4 * FEES}(list);
        vm.stopPrank();
        assertEq(first, 1);
        assertEq(alice.balance, 100 ether - 3 * FEES);
        assertEq(registry.fileInfo(3).digest, bytes32(uint256(3)));
        assertEq(registry.fileInfo(2).codec, 1);
        assertEq(registry.jobs(2).payer, alice);
        assertEq(registry.filesCount(), 3);
        vm.expectRevert(IDataRegistry.InvalidBatch.selector);
        registry.contributeBatch(new IDataRegistry.NewFile[](0));
        list = _list(2);
        list[1] = list[0];
        vm.expectRevert(IDataRegistry.FileUrlAlreadyUsed.selector);
        vm.prank(bob);
        registry.contributeBatch{value: 2 * FEES}(list);
        _assertConserved();
    }

    /// @dev A batch pays each DataDAO's own fee.
    function test_BatchAcrossDataDAOsWithDifferentOpinions() public {
        DataLiquidityPool second = _createDao("second");
        vm.startPrank(daoOwner);
        second.updateOpinionTerms(IDataRegistry.OpinionTerms({drawn: 8, needed: 1, deterministic: false}));
        second.open();
        vm.stopPrank();
        IDataRegistry.NewFile[] memory list = _list(2);
        list[1].dlpId = 2;
        uint256 fees = FEES + 9 * PROOF_FEE + REFINEMENT_FEE;
        assertEq(registry.feeOf(2), 9 * PROOF_FEE + REFINEMENT_FEE);
        vm.expectRevert(abi.encodeWithSelector(IDataRegistry.InsufficientFee.selector, fees));
        registry.contributeBatch{value: fees - 1}(list);
        registry.contributeBatch{value: fees}(list);
        assertEq(registry.jobs(2).proofFee, 9 * PROOF_FEE);
        assertEq(registry.jobs(2).opinions.drawn, 8);
        _assertConserved();
    }

    function test_ForIsTheRelaysOnly() public {
        IDataRegistry.NewFile[] memory list = _list(2);
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        vm.prank(alice);
        registry.contributeFor(alice, alice, list);
        vm.deal(address(relay), 10 ether);
        vm.startPrank(address(relay));
        vm.expectRevert(IDataRegistry.InvalidBatch.selector);
        registry.contributeFor(alice, bob, new IDataRegistry.NewFile[](0));
        registry.contributeFor{value: 2 * FEES}(alice, bob, list);
        vm.stopPrank();
        assertEq(registry.fileInfo(2).owner, alice);
        assertEq(registry.jobs(2).payer, bob);
        _expire(2);
        registry.cancelJob(2);
        assertEq(registry.claimable(bob), FEES, "refunds are the payer's");
        _assertConserved();
    }

    function test_NoFees() public {
        _byTimelock(address(registry), abi.encodeCall(registry.setFees, (0, 0)));
        assertEq(registry.feeOf(1), 0);
        vm.prank(alice);
        registry.contribute(_file(D));
        _seed();
        _record(_proof(1, 1e18));
        assertEq(token.balanceOf(alice), 100 ether);
        vm.expectRevert(IDataRegistry.NothingToClaim.selector);
        registry.claimFor(alice);
        _assertConserved();
    }

    function test_GreatestFees() public {
        uint256 most = (2 ** 40 - 1) * 1e9;
        _byTimelock(address(registry), abi.encodeCall(registry.setFees, (most, most)));
        _setOpinions(8, 8, true);
        assertEq(registry.feeOf(1), 10 * most);
        vm.deal(alice, 10 * most);
        vm.prank(alice);
        registry.contribute{value: 10 * most}(_file(D));
        assertEq(registry.jobs(1).proofFee, 9 * most);
        assertEq(registry.jobs(1).refinementFee, most);
        _expire(1);
        vm.prank(alice);
        registry.cancelJob(1);
        assertEq(alice.balance, 10 * most);
        _assertConserved();
    }
}
