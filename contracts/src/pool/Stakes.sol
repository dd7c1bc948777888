// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Ownership stakes and what they earn
/// @notice Value is distributed by raising one accumulator per payout token (value per unit of stake), whatever the number of
/// contributors; each contributor's part is worked out when it claims.
///
/// Stake credited in an epoch is *pending* until the epoch is over and earns nothing before. Nobody calls anything at the boundary:
/// the first operation of a later epoch rolls the pool's total, and notes the accumulators at that moment under the epoch in which
/// the stake was credited. As accumulators only move in distributions, and a distribution rolls first, that note is their value at the
/// boundary. A contributor's own pending stake rolls in the same way, when it is next touched, from the note of its epoch. So the
/// first proof of a contributor writes one word.
///
/// Rounding is always down for the contributor: for any operation the dust left in the pool is below one gwei while the stake is below
/// 1e9 tokens.
abstract contract Stakes {
    /// @dev Accumulators are in wei per 1e18 wei of stake.
    uint256 private constant ONE = 1e18;

    /// @dev One word. Used for the pool's total and for each contributor.
    struct Stake {
        uint112 active; // earning
        uint112 pending; // credited in `epoch`, earning from the one after it
        uint32 epoch;
    }

    /// @dev One word, a value per payout token.
    struct Pair {
        uint128 vana;
        uint128 tokens;
    }

    Stake private _total;
    Pair private _accumulated;
    mapping(uint256 epoch => Pair) private _accumulatedAfter; // at the end of an epoch that had new stake

    mapping(address contributor => Stake) private _stakes;
    mapping(address contributor => Pair) private _paidUpTo; // accumulators up to which `active` has been settled into _accrued
    mapping(address contributor => Pair) private _accrued; // wei, not yet claimed

    function currentEpoch() public view virtual returns (uint256);

    /// @dev Adds stake that earns from the next epoch on.
    function _credit(address contributor, uint256 amount) internal {
        uint256 epoch = currentEpoch();
        _rollTotal(epoch);
        _rollContributor(contributor, epoch);
        _total.pending += uint112(amount);
        _total.epoch = uint32(epoch);
        Stake storage own = _stakes[contributor];
        own.pending += uint112(amount);
        own.epoch = uint32(epoch);
    }

    /// @dev Shares out VANA (or tokens) by active stake. Returns false, and changes nothing, when there is no stake to share it by, or
    /// one so small that the accumulator could not hold the quotient: then it is the treasury's.
    function _share(uint256 amount, bool inVana) internal returns (bool shared) {
        _rollTotal(currentEpoch());
        uint256 active = _total.active;
        if (active == 0 || amount > type(uint128).max) return false;
        Pair memory acc = _accumulated;
        uint256 sum = amount * ONE / active + (inVana ? acc.vana : acc.tokens);
        if (sum > type(uint128).max) return false;
        if (inVana) _accumulated.vana = uint128(sum);
        else _accumulated.tokens = uint128(sum);
        return true;
    }

    /// @dev Takes all a contributor has accrued.
    function _take(address contributor) internal returns (uint256 vana, uint256 tokens) {
        uint256 epoch = currentEpoch();
        _rollTotal(epoch);
        (vana, tokens) = _accruedBy(contributor, epoch);
        _rollContributor(contributor, epoch);
        _paidUpTo[contributor] = _accumulated;
        delete _accrued[contributor];
    }

    function _rollTotal(uint256 epoch) private {
        Stake memory total = _total;
        if (total.pending == 0 || total.epoch >= epoch) return;
        _accumulatedAfter[total.epoch] = _accumulated;
        total.active += total.pending;
        total.pending = 0;
        _total = total;
    }

    /// @dev Needs the total rolled. Writes nothing for a contributor without pending stake of an earlier epoch.
    function _rollContributor(address contributor, uint256 epoch) private {
        Stake memory own = _stakes[contributor];
        if (own.pending == 0 || own.epoch >= epoch) return;
        Pair memory boundary = _accumulatedAfter[own.epoch];
        if (own.active != 0) {
            (uint256 vana, uint256 tokens) = _earnedBetween(own.active, _paidUpTo[contributor], boundary);
            _accrued[contributor].vana += uint128(vana);
            _accrued[contributor].tokens += uint128(tokens);
        }
        _paidUpTo[contributor] = boundary;
        own.active += own.pending;
        own.pending = 0;
        _stakes[contributor] = own;
    }

    /// @dev All that a contributor could take at `epoch`, as if everything had been rolled.
    function _accruedBy(address contributor, uint256 epoch) internal view returns (uint256 vana, uint256 tokens) {
        Stake memory own = _stakes[contributor];
        Pair memory from = _paidUpTo[contributor];
        Pair memory accrued = _accrued[contributor];
        (vana, tokens) = (accrued.vana, accrued.tokens);
        Pair memory acc = _accumulated;
        if (own.pending != 0 && own.epoch < epoch) {
            Stake memory total = _total;
            Pair memory boundary = total.pending != 0 && total.epoch == own.epoch ? acc : _accumulatedAfter[own.epoch];
            (uint256 v, uint256 t) = _earnedBetween(own.active, from, boundary);
            (vana, tokens) = (vana + v, tokens + t);
            from = boundary;
            own.active += own.pending;
        }
        (uint256 moreVana, uint256 moreTokens) = _earnedBetween(own.active, from, acc);
        return (vana + moreVana, tokens + moreTokens);
    }

    function _earnedBetween(uint256 stake, Pair memory from, Pair memory to) private pure returns (uint256 vana, uint256 tokens) {
        vana = stake * (to.vana - from.vana) / ONE;
        tokens = stake * (to.tokens - from.tokens) / ONE;
    }

    function _rolled(Stake memory s) private view returns (uint256 active, uint256 pending) {
        if (s.epoch < currentEpoch()) return (uint256(s.active) + s.pending, 0);
        return (s.active, s.pending);
    }

    function _stakeOf(address contributor) internal view returns (uint256 active, uint256 pending) {
        return _rolled(_stakes[contributor]);
    }

    function _totalStake() internal view returns (uint256 active, uint256 pending) {
        return _rolled(_total);
    }
}
