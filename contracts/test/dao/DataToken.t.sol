// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {DataToken} from "../../src/DataToken.sol";

contract DataTokenTest is Test {
    bytes32 private constant PERMIT = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    address private holder = makeAddr("holder");
    address private other = makeAddr("other");

    function test_TheLargestSupplyInUse() public {
        DataToken token = _token(type(uint112).max);
        vm.startPrank(holder);
        token.delegate(holder);
        assertEq(token.getVotes(holder), type(uint112).max);
        token.transfer(other, type(uint112).max);
        vm.stopPrank();
        assertEq(token.balanceOf(other), type(uint112).max);
        assertEq(token.getVotes(holder), 0);
    }

    function test_TheLargestSupplyThatVotes() public {
        _token(type(uint208).max);
        uint256 more = uint256(type(uint208).max) + 1;
        vm.expectRevert(abi.encodeWithSignature("ERC20ExceededSafeSupply(uint256,uint256)", more, type(uint208).max));
        _token(more);
    }

    function testFuzz_BurnToZero(uint112 cap, uint112 first) public {
        DataToken token = _token(cap);
        first = uint112(bound(first, 0, cap));
        vm.startPrank(holder);
        token.delegate(holder);
        token.burn(first);
        assertEq(token.totalSupply(), cap - first);
        token.burn(cap - first);
        vm.stopPrank();
        assertEq(token.totalSupply(), 0);
        assertEq(token.balanceOf(holder), 0);
        assertEq(token.getVotes(holder), 0);
        assertEq(token.cap(), cap); // what was minted, for ever
    }

    function test_NoMoreIsBurnedThanThereIs() public {
        DataToken token = _token(10);
        vm.expectRevert(abi.encodeWithSignature("ERC20InsufficientBalance(address,uint256,uint256)", holder, 10, 11));
        vm.prank(holder);
        token.burn(11);
    }

    /// A permit for one token says nothing to another, even of the same name.
    function test_APermitIsForOneToken() public {
        (address owner, uint256 key) = makeAddrAndKey("owner");
        DataToken one = _token(10);
        DataToken two = _token(10);
        bytes32 text = keccak256(abi.encode(PERMIT, owner, other, 3, 0, block.timestamp));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", one.DOMAIN_SEPARATOR(), text)));
        vm.expectPartialRevert(bytes4(keccak256("ERC2612InvalidSigner(address,address)")));
        two.permit(owner, other, 3, block.timestamp, v, r, s);
        one.permit(owner, other, 3, block.timestamp, v, r, s);
        assertEq(one.allowance(owner, other), 3);
        assertEq(one.nonces(owner), 1);
    }

    function test_APermitIsForOneChain() public {
        (address owner, uint256 key) = makeAddrAndKey("owner");
        DataToken token = _token(10);
        bytes32 text = keccak256(abi.encode(PERMIT, owner, other, 3, 0, block.timestamp));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), text)));
        vm.chainId(999);
        vm.expectPartialRevert(bytes4(keccak256("ERC2612InvalidSigner(address,address)")));
        token.permit(owner, other, 3, block.timestamp, v, r, s);
    }

    /// Tokens borrowed and given back within a block leave no vote at that time.
    function test_NoVotesFromWithinABlock() public {
        DataToken token = _token(10);
        vm.prank(other);
        token.delegate(other);
        vm.prank(holder);
        token.transfer(other, 10);
        vm.prank(other);
        token.transfer(holder, 10);
        uint256 t = vm.getBlockTimestamp();
        vm.warp(t + 1);
        assertEq(token.getPastVotes(other, t), 0);
    }

    function _token(uint256 cap) private returns (DataToken) {
        return new DataToken("Coppice", "COP", holder, cap);
    }
}
