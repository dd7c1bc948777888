// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RegistryBase} from "./RegistryBase.sol";
import {DataLiquidityPool} from "../../src/DataLiquidityPool.sol";
import {DlpTeePool} from "../../src/DlpTeePool.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";

/// @notice Files that are added first and given to a DataDAO later, as Vana clients do it.
contract VanaFormsTest is RegistryBase {
    string private constant RAW = "ipfs://bafkreiabxxewjsnj6e26bjtiebgtnprmdmvfdgm6z7kxzsdmh2m6oakzre";
    string private constant DAG = "ipfs://bafybeiabxxewjsnj6e26bjtiebgtnprmdmvfdgm6z7kxzsdmh2m6oakzre";
    bytes32 private constant KNOWN = 0x01bdc964c9a9f135e0a668204d36be2c1b2a51999ecfd57cc86c3e99e7015989;

    function _facade() private view returns (DlpTeePool) {
        return DlpTeePool(pool.teePool());
    }

    function _add(address who) private returns (uint256) {
        vm.prank(who);
        return registry.addFile(RAW);
    }

    function test_AddFile() public {
        vm.expectEmit(address(registry));
        emit IDataRegistry.FileAdded(1, alice, RAW);
        uint256 fileId = _add(alice);
        IDataRegistry.FileInfo memory f = registry.fileInfo(fileId);
        assertEq(f.digest, KNOWN);
        assertEq(f.dlpId, 0);
        assertEq(f.codec, 0);
        _assertStatus(fileId, IDataRegistry.JobStatus.None);
        assertEq(registry.fileIdByUrl(RAW), fileId);
        assertEq(registry.fileIdByUrl(DAG), 0, "the same digest is not the same url");
        assertEq(registry.fileIdByUrl("https://x"), 0);
        vm.prank(alice);
        vm.expectRevert(IDataRegistry.FileUrlAlreadyUsed.selector);
        registry.addFile(RAW);
        assertEq(_add(bob), 2);
        assertEq(registry.fileIdByUrl(RAW), 1, "the first owner's");
        vm.prank(buyer);
        assertEq(registry.addFile(DAG), 3);
        assertEq(registry.files(3).url, DAG);
    }

    function test_AddFileRefusesOtherUrls() public {
        string[12] memory bad = [
            "",
            "https://example.org",
            "ipfs://",
            "ipfs://QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKz9g3",
            "ipfs://bafkreiabxxewjsnj6e26bjtiebgtnprmdmvfdgm6z7kxzsdmh2m6oakzr", // a letter short
            "ipfs://bafkreiabxxewjsnj6e26bjtiebgtnprmdmvfdgm6z7kxzsdmh2m6oakzre/", // and one over
            "ipfs://bafkreiabxxewjsnj6e26bjtiebgtnprmdmvfdgm6z7kxzsdmh2m6oakzrf", // bits behind the digest
            "ipfs://bafkreizbxxewjsnj6e26bjtiebgtnprmdmvfdgm6z7kxzsdmh2m6oakzre", // bits before it
            "ipfs://bafkreiABXXEWJSNJ6E26BJTIEBGTNPRMDMVFDGM6Z7KXZSDMH2M6OAKZRE",
            "ipfs://bafkreiabxxewjsnj6e26bjtiebgtnprmdmvfdgm6z7kxzsdmh2m6oakz1e", // 1 is no letter of base32
            "ipfs://bafyreiabxxewjsnj6e26bjtiebgtnprmdmvfdgm6z7kxzsdmh2m6oakzre", // dag-cbor
            "ipfs://bafkreiaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" // the digest 0
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(IDataRegistry.InvalidUrl.selector);
            registry.addFile(bad[i]);
            assertEq(registry.fileIdByUrl(bad[i]), 0);
        }
        registry.pause();
        vm.expectRevert(IDataRegistry.RegistryPaused.selector);
        registry.addFile(RAW);
    }

    // ---- keys

    function _keyFor(address account, string memory key) private pure returns (IDataRegistry.Permission[] memory list) {
        list = new IDataRegistry.Permission[](1);
        list[0] = IDataRegistry.Permission({account: account, key: key});
    }

    function test_AddFileWithPermissions() public {
        vm.startPrank(alice);
        vm.expectRevert(IDataRegistry.NotFileOwner.selector);
        registry.addFileWithPermissions(RAW, bob, _keyFor(bob, "key"));
        vm.expectRevert(IDataRegistry.InvalidKey.selector);
        registry.addFileWithPermissions(RAW, alice, _keyFor(bob, ""));
        vm.expectEmit(address(registry));
        emit IDataRegistry.PermissionGranted(1, bob);
        uint256 fileId = registry.addFileWithPermissions(RAW, alice, _keyFor(bob, "key"));
        assertEq(registry.filePermissions(fileId, bob), "key");
        assertEq(registry.filePermissions(fileId, alice), "");
        vm.expectRevert(IDataRegistry.FileUrlAlreadyUsed.selector); // one file for the same bytes, whatever they are called
        registry.addFileWithPermissions(DAG, alice, new IDataRegistry.Permission[](0));
        vm.stopPrank();
        vm.prank(bob);
        assertEq(registry.addFileWithPermissions(DAG, bob, new IDataRegistry.Permission[](0)), 2);
    }

    function test_AddFilePermission() public {
        uint256 fileId = _add(alice);
        vm.expectRevert(IDataRegistry.NotFileOwner.selector);
        registry.addFilePermission(fileId, bob, "key");
        vm.startPrank(alice);
        vm.expectRevert(IDataRegistry.FileNotFound.selector);
        registry.addFilePermission(99, bob, "key");
        vm.expectRevert(IDataRegistry.InvalidKey.selector);
        registry.addFilePermission(fileId, bob, "");
        vm.expectRevert(IDataRegistry.InvalidKey.selector);
        registry.addFilePermission(fileId, bob, string(new bytes(4097)));
        string memory longest = string(new bytes(4096));
        registry.addFilePermission(fileId, bob, longest);
        assertEq(registry.filePermissions(fileId, bob), longest);
        registry.addFilePermission(fileId, bob, "newer");
        assertEq(registry.filePermissions(fileId, bob), "newer");
        vm.stopPrank();
        registry.pause();
        vm.prank(alice);
        vm.expectRevert(IDataRegistry.RegistryPaused.selector);
        registry.addFilePermission(fileId, bob, "key");
    }

    // ---- requests

    function test_RequestAtTheDataDAOsTeePool() public {
        uint256 fileId = _add(alice);
        assertEq(_facade().dlpId(), 1);
        assertEq(_facade().dataRegistry(), address(registry));
        assertEq(_facade().teeFee(), FEES);
        vm.expectRevert(IDataRegistry.NotFileOwner.selector); // where it goes is the owner's choice
        vm.prank(bob);
        _facadeRequest(fileId, FEES);
        vm.expectEmit(address(registry));
        emit IDataRegistry.FilePooled(fileId, 1);
        vm.prank(alice);
        _facadeRequest(fileId, 1 ether);
        assertEq(alice.balance, 100 ether - FEES);
        assertEq(registry.fileInfo(fileId).dlpId, 1);
        assertEq(registry.fileInfo(fileId).owner, alice);
        assertEq(registry.fileInfo(fileId).addedAtBlock, vm.getBlockNumber());
        _seed();
        _record(_proof(fileId, 1e18));
        assertEq(token.balanceOf(alice), 100 ether);
        IDataRegistry.VanaProof memory p = registry.fileProofs(fileId, 1);
        assertEq(p.signature, "");
        assertEq(p.data.score, 1e18);
        assertEq(p.data.dlpId, 1);
        assertEq(p.data.instruction, "ipfs://bundle");
        assertEq(bytes(p.data.proofUrl).length, 66);
        assertEq(registry.fileProofs(fileId, 0).data.score, 0);
        assertEq(registry.fileProofs(fileId, 2).data.score, 0);
        assertEq(registry.fileProofs(fileId, type(uint256).max).data.score, 0);
        assertEq(registry.fileProofs(99, 1).data.score, 0);
        pool.requestReward(fileId, 1);
        _assertConserved();
    }

    address private _facadeAddress;

    function _facadeRequest(uint256 fileId, uint256 value) private returns (uint256) {
        return DlpTeePool(_facadeAddress).requestContributionProof{value: value}(fileId);
    }

    function setUp() public override {
        super.setUp();
        _facadeAddress = pool.teePool();
    }

    function test_FacadeAnswersAsTheTeePool() public {
        uint256 fileId = _add(alice);
        vm.prank(alice);
        uint256 jobId = _facadeRequest(fileId, FEES);
        _seed();
        assertEq(_facade().jobs(jobId).teeAddress, _holder(jobId));
        assertEq(_facade().teesCount(), 4);
        assertEq(_facade().activeTeesCount(), 4);
        assertEq(_facade().teeList().length, 4);
        assertEq(_facade().activeTeeList().length, 4);
        assertTrue(_facade().isTee(vm.addr(keys[0])));
        assertEq(_facade().tees(vm.addr(keys[0])).teeAddress, vm.addr(keys[0]));
        _setOpinions(2, 1, false);
        assertEq(_facade().teeFee(), 3 * PROOF_FEE + REFINEMENT_FEE);
        assertEq(teePool.teeFee(), FEES);
    }

    /// @dev A second owner's record is elsewhere; it too gets its DataDAO.
    function test_SecondOwnerOfTheContent() public {
        _add(alice);
        uint256 fileId = _add(bob);
        vm.prank(bob);
        _facadeRequest(fileId, FEES);
        assertEq(registry.fileInfo(fileId).dlpId, 1);
        assertEq(registry.fileInfo(1).dlpId, 0);
        assertEq(registry.fileInfo(1).owner, alice);
        _seed();
        _record(_proof(fileId, 1e18));
        assertEq(token.balanceOf(bob), 100 ether);
    }

    function test_FileOfAnotherDataDAO() public {
        DataLiquidityPool second = _createDao("second");
        vm.prank(daoOwner);
        second.open();
        uint256 fileId = _contribute(alice, D);
        _expire(fileId);
        DlpTeePool other = DlpTeePool(second.teePool());
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IDataRegistry.OtherDlp.selector, 1));
        other.requestContributionProof{value: FEES}(fileId);
        vm.prank(alice);
        _facadeRequest(fileId, FEES);
    }

    function test_DataDAOThatIsNotOpen() public {
        DataLiquidityPool second = _createDao("second");
        DlpTeePool other = DlpTeePool(second.teePool());
        uint256 fileId = _add(alice);
        vm.prank(alice);
        vm.expectRevert(IDataRegistry.DlpNotOpen.selector);
        other.requestContributionProof{value: FEES}(fileId);
        assertEq(registry.fileInfo(fileId).dlpId, 0, "it belongs to nobody yet");
    }

    function test_GlobalTeePoolWithoutADefault() public {
        uint256 fileId = _add(alice);
        vm.startPrank(alice);
        vm.expectRevert(IDataRegistry.NoDlp.selector);
        teePool.requestContributionProof{value: FEES}(fileId);
        vm.expectRevert(IDataRegistry.NoDlp.selector);
        registry.requestContributionProof{value: FEES}(fileId);
    }

    function test_GlobalTeePoolWithADefault() public {
        _byTimelock(address(registry), abi.encodeCall(registry.setDefaultDlp, (1)));
        assertEq(registry.defaultDlp(), 1);
        uint256 fileId = _add(alice);
        vm.prank(bob);
        vm.expectRevert(IDataRegistry.NotFileOwner.selector);
        teePool.requestContributionProof{value: FEES}(fileId);
        vm.prank(alice);
        teePool.requestContributionProof{value: FEES}(fileId);
        assertEq(registry.fileInfo(fileId).dlpId, 1);
        // a later default does not move it
        _createDao("second");
        _byTimelock(address(registry), abi.encodeCall(registry.setDefaultDlp, (0)));
        _seed();
        _record(_proof(fileId, 1e18));
        assertEq(token.balanceOf(alice), 100 ether);
    }

    function test_DefaultMustBeOpen() public {
        _createDao("second");
        vm.startPrank(address(networkTimelock));
        vm.expectRevert(IDataRegistry.DlpNotOpen.selector);
        registry.setDefaultDlp(2);
        vm.expectRevert(IDataRegistry.DlpNotFound.selector);
        registry.setDefaultDlp(3);
        vm.expectRevert(IDataRegistry.DlpNotFound.selector);
        registry.setDefaultDlp(type(uint256).max);
        vm.expectEmit(address(registry));
        emit IDataRegistry.DefaultDlpSet(1);
        registry.setDefaultDlp(1);
    }
}
