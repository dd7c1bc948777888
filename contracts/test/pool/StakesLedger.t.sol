// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {PoolFixture} from "./PoolFixture.sol";

/// @notice The pool against a plain ledger: a list of credits, and every distribution shared out over it by hand.
contract StakesLedgerTest is PoolFixture {
    uint256 private constant PEOPLE = 4;
    uint256 private constant STEPS = 70;
    uint256 private constant FINE = 64; // bits of a wei
    uint256 private constant LEAST = 1e6; // gwei of stake that count as any

    struct Credit {
        uint256 who;
        uint256 fileId; // the latest that brought this content
        bytes32 fingerprint;
        uint256 stake; // gwei
        uint256 epoch;
        bool withdrawn;
    }

    Credit[] private _credits;
    address[PEOPLE] private _people;
    uint256[2][PEOPLE] private _exact; // [who][vana, tokens], wei times 2^FINE, rounded down at each distribution
    uint256[2][PEOPLE] private _paid;
    uint256[PEOPLE] private _dust; // most that may be missing, wei
    uint256[2] private _distributed;
    uint256[2] private _toTreasury;
    uint256 private _shares;
    uint256 private _fileId;

    function setUp() public override {
        super.setUp();
        _people = [alice, bob, carol, makeAddr("dave")];
    }

    function testFuzz_ledger(uint256 seed) public {
        for (uint256 step = 0; step < STEPS; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            _step(seed % 16, (seed >> 8) % PEOPLE, seed >> 16);
            _compare();
        }
        _settleAll();
    }

    function _step(uint256 what, uint256 who, uint256 r) private {
        if (what < 4) _add(who, r);
        else if (what == 4) _remove(r);
        else if (what == 5) _bringAgain(r);
        else if (what < 8) _share(0, 1 + r % 100 ether, pool.currentEpoch());
        else if (what < 12) _share(1, 1 + r % 100 ether, pool.currentEpoch() - (r >> 100) % 3);
        else if (what == 12) _claim(who);
        else if (what < 15) _nextEpoch();
        else vm.warp(vm.getBlockTimestamp() + EPOCH * ((r % 4) + 1) / 2);
    }

    /// @dev Scores of all magnitudes.
    function _add(uint256 who, uint256 r) private {
        uint256 score = 1 + (r >> 8) % (10 ** (1 + r % 18));
        bytes32 fingerprint = keccak256(abi.encode(_credits.length));
        (, uint256 stake,,) = _credit(_people[who], ++_fileId, score, fingerprint, 0);
        assertEq(stake / 1e9, FACTOR * score / 1e18 / 1e9);
        _credits.push(Credit(who, _fileId, fingerprint, stake / 1e9, pool.currentEpoch(), false));
    }

    function _remove(uint256 r) private {
        if (_credits.length == 0) return;
        Credit storage c = _credits[r % _credits.length];
        if (c.withdrawn) return;
        vm.prank(address(registry));
        assertEq(pool.withdrawStake(_people[c.who], c.fileId, c.fingerprint), c.stake * 1e9);
        c.withdrawn = true;
    }

    function _bringAgain(uint256 r) private {
        if (_credits.length == 0) return;
        Credit storage c = _credits[r % _credits.length];
        (uint256 reward, uint256 stake, uint256 duplicateOf,) = _credit(_people[c.who], ++_fileId, 1e18, c.fingerprint, 0);
        assertEq(reward, 0);
        if (!c.withdrawn) {
            assertEq(duplicateOf, c.fileId);
            return;
        }
        assertEq(duplicateOf, 0);
        assertEq(stake, c.stake * 1e9);
        (c.fileId, c.epoch, c.withdrawn) = (_fileId, pool.currentEpoch(), false);
    }

    /// @dev Stake counts if it was credited before the epoch that the value belongs to.
    function _share(uint256 kind, uint256 amount, uint256 epoch) private {
        uint256[PEOPLE] memory part;
        uint256 total;
        for (uint256 i = 0; i < _credits.length; ++i) {
            Credit memory c = _credits[i];
            if (c.withdrawn || c.epoch >= epoch) continue;
            part[c.who] += c.stake;
            total += c.stake;
        }
        if (kind == 0) pool.distribute{value: amount}();
        else _distributeTokens(amount, epoch * EPOCH + amount % EPOCH);
        if (total < LEAST || epoch + 1 < pool.currentEpoch()) {
            _toTreasury[kind] += amount;
            return;
        }
        _distributed[kind] += amount;
        ++_shares;
        for (uint256 i = 0; i < PEOPLE; ++i) {
            _exact[i][kind] += (amount << FINE) * part[i] / total;
            _dust[i] += (part[i] >> 32) + 1;
        }
    }

    function _claim(uint256 who) private {
        (uint256 vana, uint256 tokens) = pool.claimable(_people[who]);
        if (vana == 0 && tokens == 0) return;
        vm.prank(_people[who]);
        (uint256 v, uint256 t) = pool.claim();
        assertEq(v, vana, "the view tells what a claim pays");
        assertEq(t, tokens);
        _paid[who][0] += v;
        _paid[who][1] += t;
    }

    function _compare() private view {
        uint256[PEOPLE + 1] memory active;
        uint256[PEOPLE + 1] memory pending;
        uint256 epoch = pool.currentEpoch();
        for (uint256 i = 0; i < _credits.length; ++i) {
            Credit memory c = _credits[i];
            if (c.withdrawn) continue;
            uint256[PEOPLE + 1] memory bucket = c.epoch == epoch ? pending : active;
            bucket[c.who] += c.stake * 1e9;
            bucket[PEOPLE] += c.stake * 1e9;
        }
        for (uint256 i = 0; i < PEOPLE; ++i) {
            (uint256 a, uint256 p) = pool.stakeOf(_people[i]);
            assertEq(a, active[i]);
            assertEq(p, pending[i]);
            (uint256 vana, uint256 tokens) = pool.claimable(_people[i]);
            _near(_paid[i][0] + vana, _exact[i][0], _dust[i]);
            _near(_paid[i][1] + tokens, _exact[i][1], _dust[i]);
        }
        (uint256 ta, uint256 tp) = pool.totalStake();
        assertEq(ta, active[PEOPLE]);
        assertEq(tp, pending[PEOPLE]);
        (uint256 tv, uint256 tt) = pool.treasury();
        assertEq(tv, _toTreasury[0]);
        assertEq(tt, _toTreasury[1]);
    }

    /// @dev Never more than the exact part (which each distribution rounded down by less than 2^-FINE wei), and hardly less.
    function _near(uint256 got, uint256 exact, uint256 dust) private view {
        assertLe(got << FINE, exact + _shares, "more than its part");
        assertLe(exact >> FINE, got + dust + 1, "dust");
    }

    function _settleAll() private {
        for (uint256 i = 0; i < PEOPLE; ++i) {
            _claim(i);
        }
        uint256 rewards = POT - pool.rewardPot();
        uint256 vana = address(pool).balance - _toTreasury[0];
        uint256 tokens = token.balanceOf(address(pool)) - _toTreasury[1] - (POT - rewards) - STOCK;
        uint256 dust = PEOPLE;
        for (uint256 i = 0; i < PEOPLE; ++i) {
            dust += _dust[i];
        }
        assertLe(vana, dust, "all but dust is paid out");
        assertLe(tokens, dust);
    }
}
