// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {VestingWallet} from "@openzeppelin/contracts/finance/VestingWallet.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {console} from "forge-std/Test.sol";
import {Vrc20Tools} from "./Vrc20Tools.sol";

/// @title VRC-20 as behaviour, rule by rule, for any token at an address
/// @notice Each check reverts Vrc20Violation(rule) when the token breaks that rule, whatever it does instead (revert, return nothing,
/// return something else). Why is printed (-vv). Checks try what a token does, as its source need not be known; what a token could do
/// on a condition that no check creates they cannot see.
abstract contract Vrc20Rules is Vrc20Tools {
    error Vrc20Violation(string rule);

    /// What "six months" is to this suite.
    uint256 internal constant SIX_MONTHS = 180 days;

    // ---- the rules by name

    function check_metadata() external {
        _named("metadata", this.metadata);
    }

    function check_votes() external {
        _named("votes", this.votes);
    }

    function check_permit() external {
        _named("permit", this.permit);
    }

    function check_fixedCap() external {
        _named("fixed-cap", this.fixedCap);
    }

    function check_burnable() external {
        _named("burnable", this.burnable);
    }

    function check_noRebase() external {
        _named("no-rebase", this.noRebase);
    }

    function check_noFee() external {
        _named("no-fee", this.noFee);
    }

    function check_noRestriction() external {
        _named("no-restriction", this.noRestriction);
    }

    function check_noUpgrade() external {
        _named("no-upgrade", this.noUpgrade);
    }

    function check_insidersVest() external {
        _named("insiders-vest", this.insidersVest);
    }

    function _named(string memory rule, function() external body) private {
        try body() {}
        catch (bytes memory why) {
            if (bytes4(why) == Because.selector) {
                assembly ("memory-safe") {
                    mstore(add(why, 4), sub(mload(why), 4)) // without the selector
                    why := add(why, 4)
                }
                console.log("VRC-20 %s: %s", rule, abi.decode(why, (string)));
            } else {
                console.log("VRC-20 %s: reverts", rule);
                console.logBytes(why);
            }
            revert Vrc20Violation(rule);
        }
    }

    // ---- what each rule says; run through its check

    function metadata() external view {
        _must(address(token).code.length > 0, "no code");
        _must(bytes(token.name()).length > 0, "no name");
        _must(bytes(token.symbol()).length > 0, "no symbol");
        _must(token.decimals() == 18, "decimals are not 18");
        _must(token.totalSupply() >= token.balanceOf(holder), "the holder has more than there is");
        _must(token.balanceOf(holder) >= 1000, "the holder has too little for the checks");
        _must(token.allowance(holder, alice) == 0, "an allowance that nobody gave");
    }

    function votes() external {
        _must(token.clock() == block.timestamp, "the clock is not the timestamp");
        _must(keccak256(bytes(token.CLOCK_MODE())) == keccak256("mode=timestamp"), "CLOCK_MODE is not mode=timestamp");
        _give(alice, _part());
        _must(token.delegates(alice) == address(0), "delegated by nobody");
        _must(token.getVotes(alice) == 0, "votes without delegation");
        vm.prank(alice);
        token.delegate(bob);
        uint256 all = token.balanceOf(alice);
        _must(token.delegates(alice) == bob, "not delegated");
        _must(all > 0 && token.getVotes(bob) == all && token.getVotes(alice) == 0, "delegation does not move the votes");
        uint256 t = block.timestamp;
        vm.warp(t + 10);
        _move(alice, carol, all / 2);
        _must(token.getVotes(bob) == token.balanceOf(alice), "a transfer does not move the votes");
        _must(token.getVotes(carol) == 0, "votes without delegation");
        vm.warp(t + 20);
        _must(token.getPastVotes(bob, t) == all, "past votes differ");
        _must(token.getPastVotes(bob, t + 10) == token.balanceOf(alice), "past votes differ after a transfer");
        _must(token.getPastTotalSupply(t + 10) == token.totalSupply(), "past total supply differs");
        (bool ok,) = _as(carol, abi.encodeCall(token.getPastVotes, (bob, t + 20)));
        _must(!ok, "past votes of a time not past");
    }

    function permit() external {
        address owner = vm.addr(permitKey);
        uint256 value = _part();
        _give(owner, value);
        uint256 nonce = token.nonces(owner);
        uint256 until = block.timestamp + 1 hours;
        bytes memory good = _signed(permitKey, owner, value, nonce, until);
        bool ok;
        (ok,) = _as(carol, _signed(permitKey, owner, value, nonce, block.timestamp - 1));
        _must(!ok, "an expired permit works");
        (ok,) = _as(carol, _signed(permitKey + 1, owner, value, nonce, until));
        _must(!ok, "a stranger's signature works");
        (ok,) = _as(carol, _signed(permitKey, owner, value, nonce + 1, until));
        _must(!ok, "a permit out of turn works");
        (ok,) = _as(carol, _altered(good, 2, value + 1)); // the value is word 2
        _must(!ok, "an altered value works");
        _must(token.allowance(owner, bob) == 0 && token.nonces(owner) == nonce, "a refused permit has effects");
        (ok,) = _as(carol, good); // brought by whom it does not concern
        _must(ok, "a valid permit is refused");
        _must(token.allowance(owner, bob) == value && token.nonces(owner) == nonce + 1, "a permit without its effects");
        (ok,) = _as(carol, good);
        _must(!ok, "a permit works twice");
        (ok,) = _as(bob, abi.encodeCall(token.transferFrom, (owner, carol, 1)));
        _must(ok, "the allowance of a permit does not work");
    }

    /// @dev Cap and supply, and that nothing known by the name of minting makes more, whoever calls it.
    function fixedCap() external {
        uint256 cap = token.cap();
        uint256 supply = token.totalSupply();
        _must(supply <= cap, "more than the cap");
        _give(alice, _part());
        _must(token.totalSupply() <= supply, "a transfer mints");
        string[14] memory mints = [
            "mint(address,uint256)",
            "mint(uint256)",
            "mint(uint256,address)",
            "mint(address)",
            "mint()",
            "mintTo(address,uint256)",
            "_mint(address,uint256)",
            "issue(address,uint256)",
            "issue(uint256)",
            "increaseSupply(uint256)",
            "inflate(uint256)",
            "rebase(uint256)",
            "rebase(uint256,int256)",
            "setTotalSupply(uint256)"
        ];
        address[] memory who = _actors();
        for (uint256 i = 0; i < who.length; i++) {
            for (uint256 j = 0; j < mints.length; j++) {
                _as(who[i], _guess(mints[j], 1e18));
                _must(token.totalSupply() <= supply, mints[j]);
            }
            _as(who[i], abi.encodeWithSignature("setCap(uint256)", type(uint256).max));
            _must(token.cap() == cap, "setCap");
        }
        vm.warp(block.timestamp + 365 days);
        _must(token.totalSupply() <= supply && token.cap() == cap, "the supply grows with time");
    }

    function burnable() external {
        _give(alice, _part());
        uint256 had = token.balanceOf(alice);
        uint256 supply = token.totalSupply();
        uint256 amount = had / 3;
        vm.prank(alice);
        token.burn(amount);
        _must(token.balanceOf(alice) == had - amount, "burning takes another amount from the holder");
        _must(token.totalSupply() == supply - amount, "burning takes another amount from the supply");
        (bool ok,) = _as(bob, abi.encodeCall(token.burnFrom, (alice, 1)));
        _must(!ok, "anybody burns another's");
        vm.prank(alice);
        token.approve(bob, amount);
        vm.prank(bob);
        token.burnFrom(alice, amount);
        _must(token.balanceOf(alice) == had - 2 * amount, "burnFrom takes another amount from the holder");
        _must(token.totalSupply() == supply - 2 * amount, "burnFrom takes another amount from the supply");
        _must(token.allowance(alice, bob) == 0, "burnFrom leaves the allowance");
        (ok,) = _as(alice, abi.encodeCall(token.burn, (had)));
        _must(!ok, "more burned than there is");
    }

    function noRebase() external {
        _give(alice, _part());
        uint256 hers = token.balanceOf(alice);
        _give(bob, _part());
        _move(bob, carol, token.balanceOf(bob) / 2);
        _must(token.balanceOf(alice) == hers, "the transfers of others change a balance");
        uint256 his = token.balanceOf(holder);
        vm.warp(block.timestamp + 400 days);
        vm.roll(block.number + 1_000_000);
        _must(token.balanceOf(alice) == hers && token.balanceOf(holder) == his, "time changes a balance");
    }

    function noFee() external {
        uint256 amount = _part();
        _exactly(holder, alice, amount, false);
        _exactly(alice, bob, amount / 2, false); // a sender that no list of exceptions knows
        _exactly(bob, carol, amount / 3, true);
        _exactly(alice, alice, 1, false);
        _exactly(bob, carol, 0, false);
    }

    /// @dev Fresh addresses send and receive, any amount; and nothing known by the name of blocking or pausing stops them, whoever
    /// calls it.
    function noRestriction() external {
        uint256 all = token.balanceOf(holder);
        _move(holder, alice, all);
        _move(alice, holder, token.balanceOf(alice)); // as much as there is, in one transfer
        _give(alice, _part());
        _ring();
        string[24] memory blocks = [
            "blacklist(address)",
            "addBlacklist(address)",
            "addBlackList(address)",
            "addToBlacklist(address)",
            "setBlacklist(address,bool)",
            "blacklist(address,bool)",
            "blockUser(address)",
            "blockAccount(address)",
            "setBlocked(address,bool)",
            "blocklist(address)",
            "addToBlocklist(address)",
            "setBlocklist(address,bool)",
            "ban(address)",
            "deny(address)",
            "freeze(address)",
            "freezeAccount(address)",
            "freezeAccount(address,bool)",
            "setFrozen(address,bool)",
            "lock(address)",
            "restrict(address)",
            "pause()",
            "setPaused(bool)",
            "freeze()",
            "setTransfersEnabled(bool)"
        ];
        address[] memory who = _actors();
        for (uint256 i = 0; i < who.length; i++) {
            for (uint256 j = 0; j < blocks.length; j++) {
                _as(who[i], _guess(blocks[j], 1));
            }
            _as(who[i], abi.encodeWithSignature("setTransfersEnabled(bool)", false));
            _as(who[i], abi.encodeWithSignature("setTrading(bool)", false));
            _as(who[i], abi.encodeWithSignature("disallow(address)", alice));
            _ring();
        }
    }

    /// @dev A token whose code can be replaced keeps no other rule.
    function noUpgrade() external view {
        _must(vm.load(address(token), ERC1967Utils.IMPLEMENTATION_SLOT) == 0, "a proxy (ERC-1967)");
        _must(vm.load(address(token), ERC1967Utils.BEACON_SLOT) == 0, "a beacon proxy (ERC-1967)");
    }

    /// @dev By what the wallets pay, not by what they are: OpenZeppelin's two and anything with their functions.
    function insidersVest() external {
        uint256 now_ = vm.getBlockTimestamp();
        for (uint256 i = 0; i < wallets.length; i++) {
            vm.warp(now_); // the last wallet's schedule was gone through
            VestingWallet wallet = VestingWallet(payable(wallets[i]));
            uint256 total = token.balanceOf(address(wallet)) + wallet.released(address(token));
            _must(total > 0, "an empty wallet");
            uint64 free = uint64(createdAt + SIX_MONTHS);
            _must(wallet.vestedAmount(address(token), free - 1) == 0, "something vests within six months");
            uint256 from = wallet.start();
            if (from < free) from = free; // a cliff within the schedule
            _must(wallet.end() >= from + SIX_MONTHS, "all vests within six months of the cliff");
            for (uint256 k = 0; k <= 8; k++) {
                uint256 t = from + (SIX_MONTHS * k) / 8;
                uint256 line = (total * (t - from)) / SIX_MONTHS;
                _must(wallet.vestedAmount(address(token), uint64(t)) <= line, "vesting ahead of a line of six months");
            }
            if (now_ < free) {
                vm.warp(free - 1);
                _release(wallet);
                _take(wallet);
                _must(token.balanceOf(address(wallet)) == total, "taken within six months");
            }
            if (now_ < from + SIX_MONTHS / 2) {
                vm.warp(from + SIX_MONTHS / 2);
                _release(wallet);
                _must(token.balanceOf(address(wallet)) >= total / 2, "more than half released after half the time");
            }
        }
    }

    // ---- all of them

    function _rules() internal view returns (string[10] memory names, function() external[10] memory checks) {
        (names[0], checks[0]) = ("metadata", this.check_metadata);
        (names[1], checks[1]) = ("votes", this.check_votes);
        (names[2], checks[2]) = ("permit", this.check_permit);
        (names[3], checks[3]) = ("fixed-cap", this.check_fixedCap);
        (names[4], checks[4]) = ("burnable", this.check_burnable);
        (names[5], checks[5]) = ("no-rebase", this.check_noRebase);
        (names[6], checks[6]) = ("no-fee", this.check_noFee);
        (names[7], checks[7]) = ("no-restriction", this.check_noRestriction);
        (names[8], checks[8]) = ("no-upgrade", this.check_noUpgrade);
        (names[9], checks[9]) = ("insiders-vest", this.check_insidersVest);
    }
}

/// @title The conformance suite: one test for each rule, for the subject that setUp names
abstract contract Vrc20 is Vrc20Rules {
    function test_Vrc20_Metadata() external {
        this.check_metadata();
    }

    function test_Vrc20_Votes() external {
        this.check_votes();
    }

    function test_Vrc20_Permit() external {
        this.check_permit();
    }

    function test_Vrc20_FixedCap() external {
        this.check_fixedCap();
    }

    function test_Vrc20_Burnable() external {
        this.check_burnable();
    }

    function test_Vrc20_NoRebase() external {
        this.check_noRebase();
    }

    function test_Vrc20_NoFee() external {
        this.check_noFee();
    }

    function test_Vrc20_NoRestriction() external {
        this.check_noRestriction();
    }

    function test_Vrc20_NoUpgrade() external {
        this.check_noUpgrade();
    }

    function test_Vrc20_InsidersVest() external {
        this.check_insidersVest();
    }
}
