// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RegistryBase} from "./RegistryBase.sol";
import {ITeePool} from "../../src/interfaces/ITeePool.sol";

contract IntakeKeysTest is RegistryBase {
    string private constant RECIPIENT = "age1pq1recipient";
    bytes32 private constant TYPE = keccak256("IntakeKey(uint256 dlpId,uint256 epoch,bytes32 digest,uint256 deadline)");

    function _signKey(uint256 key, uint256 dlpId, uint256 epoch, string memory recipient, uint256 deadline, address verifier)
        private
        view
        returns (bytes memory)
    {
        bytes32 structHash = keccak256(abi.encode(TYPE, dlpId, epoch, sha256(bytes(recipient)), deadline));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _digest(structHash, block.chainid, verifier));
        return abi.encodePacked(r, s, v);
    }

    function _signKey(uint256 key, uint256 epoch) private view returns (bytes memory) {
        return _signKey(key, 1, epoch, RECIPIENT, vm.getBlockTimestamp(), address(teePool));
    }

    function _set(uint256 key, uint256 epoch) private {
        teePool.setIntakeKey(1, epoch, RECIPIENT, vm.getBlockTimestamp(), _signKey(key, epoch));
    }

    function test_SetByAValidator() public {
        bytes memory signature = _signKey(keys[2], 1);
        vm.expectEmit(address(teePool));
        emit ITeePool.IntakeKeySet(1, 1, vm.addr(keys[2]), sha256(bytes(RECIPIENT)), RECIPIENT, vm.getBlockTimestamp(), signature);
        vm.prank(bob); // anyone may submit it
        teePool.setIntakeKey(1, 1, RECIPIENT, vm.getBlockTimestamp(), signature);
        ITeePool.IntakeKey memory k = teePool.intakeKey(1);
        assertEq(k.digest, sha256(bytes(RECIPIENT)));
        assertEq(k.epoch, 1);
        assertEq(k.validator, vm.addr(keys[2]));
        assertEq(k.setAtBlock, vm.getBlockNumber());
        assertEq(teePool.intakeKey(2).digest, 0);
    }

    function test_Refuses() public {
        uint256 time = vm.getBlockTimestamp();
        bytes memory sig = _signKey(keys[2], 1);
        vm.expectRevert(ITeePool.NotValidator.selector); // not what was signed: somebody nobody knows
        teePool.setIntakeKey(1, 1, "age1pq1other", time, sig);
        vm.expectRevert(ITeePool.NotValidator.selector);
        teePool.setIntakeKey(1, 1, RECIPIENT, time + 1, sig);
        vm.expectRevert(ITeePool.DlpNotFound.selector);
        teePool.setIntakeKey(2, 1, RECIPIENT, time, sig);
        vm.expectRevert(ITeePool.InvalidRecipient.selector);
        teePool.setIntakeKey(1, 1, "", time, sig);
        vm.expectRevert(ITeePool.InvalidRecipient.selector);
        teePool.setIntakeKey(1, 1, string(new bytes(4097)), time, sig);
        vm.expectRevert(ITeePool.SignatureExpired.selector);
        teePool.setIntakeKey(1, 1, RECIPIENT, time - 1, sig);
        vm.expectRevert(ITeePool.InvalidSignature.selector);
        teePool.setIntakeKey(1, 1, RECIPIENT, time, "short");
        uint256[3] memory wrong = [uint256(0), 2, type(uint256).max];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ITeePool.InvalidEpoch.selector, 1));
            teePool.setIntakeKey(1, wrong[i], RECIPIENT, time, sig);
        }
        sig = _signKey(0xBAD, 1);
        vm.expectRevert(ITeePool.NotValidator.selector);
        teePool.setIntakeKey(1, 1, RECIPIENT, time, sig);
        sig = _signKey(keys[2], 1, 1, RECIPIENT, time, address(registry)); // for another contract
        vm.expectRevert(ITeePool.NotValidator.selector);
        teePool.setIntakeKey(1, 1, RECIPIENT, time, sig);
    }

    function test_TheDataDAOsOwnerHasNoPartInIt() public {
        bytes memory sig = _signKey(uint256(keccak256("dao owner")), 1);
        vm.prank(daoOwner);
        vm.expectRevert(ITeePool.NotValidator.selector);
        teePool.setIntakeKey(1, 1, RECIPIENT, vm.getBlockTimestamp(), sig);
    }

    function test_LongestRecipient() public {
        string memory longest = string(new bytes(4096));
        bytes memory sig = _signKey(keys[0], 1, 1, longest, vm.getBlockTimestamp(), address(teePool));
        teePool.setIntakeKey(1, 1, longest, vm.getBlockTimestamp(), sig);
        assertEq(teePool.intakeKey(1).digest, sha256(bytes(longest)));
    }

    function test_Replay() public {
        bytes memory sig = _signKey(keys[2], 1);
        teePool.setIntakeKey(1, 1, RECIPIENT, vm.getBlockTimestamp(), sig);
        vm.expectRevert(abi.encodeWithSelector(ITeePool.InvalidEpoch.selector, 2));
        teePool.setIntakeKey(1, 1, RECIPIENT, vm.getBlockTimestamp(), sig);
        vm.expectRevert(ITeePool.NotValidator.selector);
        teePool.setIntakeKey(1, 2, RECIPIENT, vm.getBlockTimestamp(), sig);
        _createDao("second");
        vm.expectRevert(ITeePool.NotValidator.selector);
        teePool.setIntakeKey(2, 1, RECIPIENT, vm.getBlockTimestamp(), sig);
    }

    function test_LaterKeysAreTheHoldersWhileItIsActive() public {
        _set(keys[2], 1);
        bytes memory other = _signKey(keys[1], 2);
        vm.expectRevert(abi.encodeWithSelector(ITeePool.NotKeyHolder.selector, vm.addr(keys[2])));
        teePool.setIntakeKey(1, 2, RECIPIENT, vm.getBlockTimestamp(), other);
        _set(keys[2], 2);
        assertEq(teePool.intakeKey(1).epoch, 2);
        teePool.removeValidator(vm.addr(keys[2]));
        bytes memory own = _signKey(keys[2], 3);
        vm.expectRevert(ITeePool.NotValidator.selector);
        teePool.setIntakeKey(1, 3, RECIPIENT, vm.getBlockTimestamp(), own);
        _set(keys[1], 3);
        assertEq(teePool.intakeKey(1).validator, vm.addr(keys[1]));
        // the first one's return does not make it the holder again
        teePool.admitValidator(_admission(vm.addr(keys[2])));
        own = _signKey(keys[2], 4);
        vm.expectRevert(abi.encodeWithSelector(ITeePool.NotKeyHolder.selector, vm.addr(keys[1])));
        teePool.setIntakeKey(1, 4, RECIPIENT, vm.getBlockTimestamp(), own);
    }
}
