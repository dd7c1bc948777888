// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {VestingWallet} from "@openzeppelin/contracts/finance/VestingWallet.sol";
import {Test} from "forge-std/Test.sol";
import {DataToken} from "../../src/DataToken.sol";

/// @title What the checks of VRC-20 work with: the token under test, some people, and calls that may fail
abstract contract Vrc20Tools is Test {
    error Because(string why);

    bytes32 private constant PERMIT = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    DataToken internal token; // for its function names; any token may be behind it
    address internal holder; // impersonated; owns some of the token, unlocked
    address[] internal wallets; // the insiders' vesting wallets
    uint256 internal createdAt; // of the token, from when cliffs count
    uint256 internal permitKey = uint256(keccak256("vrc20 permit owner"));
    address internal alice = makeAddr("vrc20 alice"); // fresh addresses
    address internal bob = makeAddr("vrc20 bob");
    address internal carol = makeAddr("vrc20 carol");

    /// @dev Before any check. Nothing is deployed or given: what the checks spend is a part of what the holder has.
    function _subject(address token_, address holder_, address[] memory wallets_, uint256 createdAt_) internal {
        token = DataToken(token_);
        holder = holder_;
        wallets = wallets_;
        createdAt = createdAt_;
    }

    function _must(bool ok, string memory why) internal pure {
        if (!ok) revert Because(why);
    }

    function _part() internal view returns (uint256) {
        return token.balanceOf(holder) / 10;
    }

    /// @dev A call to the token, of which it does not matter here whether it succeeds.
    function _as(address from, bytes memory data) internal returns (bool ok, bytes memory result) {
        vm.prank(from);
        return address(token).call(data);
    }

    function _give(address to, uint256 amount) internal {
        _move(holder, to, amount);
    }

    function _move(address from, address to, uint256 amount) internal {
        (bool ok, bytes memory result) = _as(from, abi.encodeCall(token.transfer, (to, amount)));
        _must(ok && abi.decode(result, (bool)), "a transfer is refused");
    }

    function _exactly(address from, address to, uint256 amount, bool allowed) internal {
        uint256 had = token.balanceOf(from);
        uint256 got = token.balanceOf(to);
        if (allowed) {
            vm.prank(from);
            token.approve(address(this), amount);
            _must(token.transferFrom(from, to, amount), "transferFrom is refused");
        } else {
            _move(from, to, amount);
        }
        if (from == to) {
            _must(token.balanceOf(from) == had, "a transfer to oneself changes the balance");
            return;
        }
        _must(token.balanceOf(from) == had - amount, "the sender loses another amount");
        _must(token.balanceOf(to) == got + amount, "the receiver gets another amount");
    }

    /// @dev Once around the fresh addresses: each has sent and received.
    function _ring() internal {
        _move(alice, bob, token.balanceOf(alice));
        _move(bob, carol, token.balanceOf(bob));
        vm.prank(carol);
        token.approve(address(this), type(uint256).max);
        _must(token.transferFrom(carol, alice, token.balanceOf(carol)), "transferFrom is refused");
    }

    function _release(VestingWallet wallet) internal {
        (bool ok,) = address(wallet).call(abi.encodeWithSignature("release(address)", address(token)));
        ok; // a wallet may as well refuse when there is nothing
    }

    /// @dev What an insider might call to have it all at once.
    function _take(VestingWallet wallet) internal {
        string[6] memory ways = [
            "withdraw(address)", "emergencyWithdraw(address)", "rescue(address)", "sweep(address)", "withdraw(uint256)", "revoke(address)"
        ];
        address owner = wallet.owner();
        for (uint256 i = 0; i < ways.length; i++) {
            bytes4 selector = bytes4(keccak256(bytes(ways[i])));
            vm.prank(owner);
            (bool ok,) = address(wallet).call(abi.encodeWithSelector(selector, address(token)));
            ok; // what counts is what it still holds
        }
    }

    /// @dev Arguments for a signature that might exist: alice for an address, `n` (so true) for the rest, whatever the order.
    function _guess(string memory signature, uint256 n) internal view returns (bytes memory) {
        bytes memory s = bytes(signature);
        uint256 p = 0;
        while (s[p] != "(") p++;
        bytes memory data = abi.encodePacked(bytes4(keccak256(s)));
        for (p++; s[p] != ")"; p++) {
            data = abi.encodePacked(data, s[p] == "a" ? uint256(uint160(alice)) : s[p] == "b" ? 1 : n);
            while (s[p + 1] != "," && s[p + 1] != ")") p++;
            if (s[p + 1] == ",") p++;
        }
        return data;
    }

    /// @dev Who might have privileges: holder, deployer (here this contract), insiders, whoever the token names; and somebody without.
    function _actors() internal view returns (address[] memory who) {
        string[9] memory getters =
            ["owner()", "getOwner()", "admin()", "minter()", "masterMinter()", "pauser()", "governance()", "controller()", "deployer()"];
        who = new address[](getters.length + 3);
        (who[0], who[1], who[2]) = (vm.addr(uint256(keccak256("vrc20 nobody"))), holder, address(this));
        for (uint256 i = 0; i < getters.length; i++) {
            (bool ok, bytes memory result) = address(token).staticcall(abi.encodeWithSignature(getters[i]));
            who[i + 3] = ok && result.length == 32 ? address(uint160(uint256(bytes32(result)))) : who[0];
        }
    }

    function _signed(uint256 key, address owner, uint256 value, uint256 nonce, uint256 until) internal view returns (bytes memory) {
        bytes32 text = keccak256(abi.encode(PERMIT, owner, bob, value, nonce, until));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), text)));
        return abi.encodeCall(token.permit, (owner, bob, value, until, v, r, s));
    }

    /// @dev Calldata with another word in one place.
    function _altered(bytes memory data, uint256 index, uint256 word) internal pure returns (bytes memory other) {
        other = bytes.concat(data);
        assembly ("memory-safe") {
            mstore(add(add(other, 36), mul(index, 32)), word) // past length and selector
        }
    }
}
