// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {DataLiquidityPool} from "../../src/DataLiquidityPool.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {RegistryBase} from "./RegistryBase.sol";

/// @notice A pause stops what brings new data in. Nobody's money, data or right to leave waits for its end, nor does administration.
contract PausedTest is RegistryBase {
    string private constant URL = "ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";

    function test_Stops() public {
        vm.prank(alice);
        uint256 id = registry.addFile(URL);
        IDataRegistry.Permission[] memory none = new IDataRegistry.Permission[](0);
        registry.pause();
        vm.startPrank(alice);
        vm.expectRevert(IDataRegistry.RegistryPaused.selector);
        registry.addFile(URL);
        vm.expectRevert(IDataRegistry.RegistryPaused.selector);
        registry.addFileWithPermissions(URL, alice, none);
        address facade = dlps.teePoolOf(1);
        (bool ok, bytes memory why) = facade.call(abi.encodeCall(teePool.requestContributionProof, (id)));
        assertFalse(ok);
        assertEq(bytes4(why), IDataRegistry.RegistryPaused.selector);
        vm.expectRevert(IDataRegistry.RegistryPaused.selector);
        teePool.requestContributionProof(id);
        vm.stopPrank();
    }

    function test_StopsNoMoney() public {
        uint256 id = _valid(alice, D);
        vm.deal(address(this), 10 ether);
        registry.contribute{value: FEES}(_file(keccak256("own")));
        vm.prank(alice);
        registry.contribute{value: FEES}(_file(keccak256("other")));
        _expire(id);
        address validator = registry.jobs(id).validator;
        registry.pause();
        registry.reclaimRefinementFee(id);
        registry.cancelJob(2);
        registry.cancelJob(3);
        uint256 before = alice.balance;
        registry.claimFor(alice);
        assertEq(alice.balance, before + REFINEMENT_FEE + FEES);
        vm.prank(validator);
        registry.claim();
        assertEq(validator.balance, PROOF_FEE);
        uint256 held = address(registry).balance;
        vm.prank(address(registry));
        assertEq(teePool.slash(validator, 1, SLASH), SLASH);
        assertEq(address(registry).balance, held + SLASH, "a bond pays back");
    }

    function test_StopsNoAdministration() public {
        registry.pause();
        DataLiquidityPool other = _createDao("other");
        vm.prank(daoOwner);
        other.open();
        assertTrue(registry.isOpen(2));
        uint256 id = _addRefiner(2);
        vm.prank(daoOwner);
        refiners.retireRefiner(id);
        _setOpinions(2, 1, false);
        _admit(0xA11CE + 9);
        teePool.removeValidator(vm.addr(0xA11CE + 9));
        assertFalse(registry.isValidator(vm.addr(0xA11CE + 9)));
        _byTimelock(address(registry), abi.encodeCall(registry.setFees, (1 gwei, 2 gwei)));
        _byTimelock(address(registry), abi.encodeCall(registry.setLease, (5, 6)));
        _byTimelock(address(registry), abi.encodeCall(registry.setDefaultDlp, (2)));
        assertEq(registry.feeOf(1), 5 gwei);
        assertEq(registry.leaseLength(), 5);
        assertEq(registry.defaultDlp(), 2);
        assertTrue(registry.paused(), "still");
    }
}
