// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {State} from "./State.sol";

/// @title Ownership stakes and what they earn
/// @notice Value is distributed by raising an accumulator (value per unit of stake), whatever the number of contributors; each
/// contributor's part is worked out when it claims.
///
/// Stake credited in epoch c is *pending* during c and earns nothing; *prior* during c + 1, when it earns value of that epoch but not
/// what arrives late, for jobs submitted in c; and *active* from c + 2 on, when it earns both. So there are two accumulators: `_whole`,
/// earned by prior and active stake, and `_late`, earned by active stake alone.
///
/// Nobody calls anything at an epoch's boundary: the first operation of a later epoch moves the pool's total on, and notes the
/// accumulators at that moment under the epoch in which the stake was credited. As accumulators only move in distributions, and a
/// distribution moves the total on first, that note is their value at the boundary. A contributor's own stake moves on in the same way
/// when it is next touched, however much later. So the first proof of a contributor writes one word.
///
/// What a contributor has accrued is (stake x accumulators) - offset. The offset grows by what stake would have earned before it
/// counted and by what is paid out, and shrinks by what withdrawn stake had earned. It is kept exactly, in the accumulators' scale, so
/// that rounding happens in two places only: in a distribution, which leaves less than (stake in gwei) / 2^32 wei behind, under a gwei
/// for a stake of 4e9 tokens; and in a payment, whose fraction of a wei stays accrued.
abstract contract Stakes is State {
    /// @dev Accumulators are in wei per gwei of stake, times 2^SCALE; a stake times one has 200 bits.
    uint256 private constant SCALE = 32;

    /// @dev Gwei. Less stake than a thousandth of a token counts as none: whoever held that little alone could otherwise fill the
    /// accumulators for ever, by distributing to itself again and again.
    uint256 internal constant LEAST_STAKE = 1e6;

    /// @dev Adds stake that earns from the next epoch on.
    /// @param amount gwei
    /// @return credited less than `amount` only where the total would not fit its bits: a recording must not fail for that
    function _credit(address contributor, uint256 amount, uint256 epoch) internal returns (uint256 credited) {
        Stake memory total = _moveTotal(epoch);
        credited = Math.min(amount, MAX_STAKE - total.active - total.prior - total.pending);
        total.pending += credited;
        _totalWord = _packStake(total);
        Stake memory own = _moveOwn(contributor, epoch);
        own.pending += credited;
        _stakeWords[contributor] = _packStake(own);
    }

    /// @dev Takes away `amount` gwei of stake that was credited in `creditedIn`. What it has earned stays.
    function _withdraw(address contributor, uint256 amount, uint256 creditedIn, uint256 epoch) internal {
        Stake memory total = _moveTotal(epoch);
        Stake memory own = _moveOwn(contributor, epoch);
        if (creditedIn == epoch) {
            (own.pending, total.pending) = (own.pending - amount, total.pending - amount);
        } else {
            Pair memory earned = _whole;
            uint256 perUnit = earned.tokens;
            if (creditedIn + 1 == epoch) {
                (own.prior, total.prior) = (own.prior - amount, total.prior - amount);
            } else {
                (own.active, total.active) = (own.active - amount, total.active - amount);
                perUnit += _late;
            }
            _addToOffsets(contributor, -int256(amount * earned.vana), -int256(amount * perUnit));
        }
        _totalWord = _packStake(total);
        _stakeWords[contributor] = _packStake(own);
    }

    /// @dev Shares out VANA that belongs to this epoch. Returns false, and shares nothing, when there is no stake to share it by or the
    /// accumulator is full: then it is the treasury's.
    function _shareVana(uint256 amount) internal returns (bool shared) {
        Stake memory total = _moveTotal(currentEpoch());
        _totalWord = _packStake(total);
        uint256 raised;
        (shared, raised) = _raised(_whole.vana, amount, total.active + total.prior);
        if (shared) _whole.vana = uint128(raised);
    }

    /// @dev The same for tokens that belong to `earnedIn`; false also when that is older than the epoch before this one.
    function _shareTokens(uint256 amount, uint256 earnedIn) internal returns (bool shared) {
        uint256 epoch = currentEpoch();
        Stake memory total = _moveTotal(epoch);
        _totalWord = _packStake(total);
        uint256 raised;
        if (earnedIn >= epoch) {
            (shared, raised) = _raised(_whole.tokens, amount, total.active + total.prior);
            if (shared) _whole.tokens = uint128(raised);
        } else if (earnedIn + 1 == epoch) {
            (shared, raised) = _raised(_late, amount, total.active);
            if (shared) _late = raised;
        }
    }

    /// @dev Takes all a contributor has accrued.
    function _take(address contributor) internal returns (uint256 vana, uint256 tokens) {
        uint256 epoch = currentEpoch();
        _totalWord = _packStake(_moveTotal(epoch));
        _stakeWords[contributor] = _packStake(_moveOwn(contributor, epoch));
        (vana, tokens) = claimable(contributor);
        _addToOffsets(contributor, int256(vana << SCALE), int256(tokens << SCALE));
    }

    function claimable(address contributor) public view override returns (uint256 vana, uint256 tokens) {
        Stake memory own = _unpackStake(_stakeWords[contributor]);
        (uint256 skippedVana, uint256 skippedTokens) = _move(own, currentEpoch(), uint32(_totalWord >> 216));
        Pair memory whole = _whole;
        uint256 earning = own.active + own.prior;
        uint256 grossVana = earning * whole.vana - skippedVana;
        uint256 grossTokens = earning * whole.tokens + own.active * _late - skippedTokens;
        vana = uint256(int256(grossVana) - _offsetVana[contributor]) >> SCALE;
        tokens = uint256(int256(grossTokens) - _offsetTokens[contributor]) >> SCALE;
    }

    function stakeOf(address contributor) external view override returns (uint256 active, uint256 pending) {
        return _earningAndPending(_stakeWords[contributor]);
    }

    function totalStake() external view override returns (uint256 active, uint256 pending) {
        return _earningAndPending(_totalWord);
    }

    function _earningAndPending(uint256 word) private view returns (uint256 active, uint256 pending) {
        Stake memory s = _unpackStake(word);
        active = (s.active + s.prior) * GWEI;
        pending = s.pending * GWEI;
        if (s.epoch < currentEpoch()) return (active + pending, 0);
    }

    function _raised(uint256 accumulator, uint256 amount, uint256 stake) private pure returns (bool, uint256 raised) {
        if (stake < LEAST_STAKE || amount > type(uint128).max) return (false, 0);
        raised = accumulator + (amount << SCALE) / stake;
        return (raised <= type(uint128).max, raised);
    }

    /// @dev The total as of `epoch`, for the caller to store.
    function _moveTotal(uint256 epoch) private returns (Stake memory total) {
        total = _unpackStake(_totalWord);
        uint256 last = total.epoch;
        if (last == epoch) return total;
        if (total.prior != 0) _lateFrom[last - 1] = _late;
        if (total.pending != 0) {
            _wholeFrom[last] = _whole;
            if (last + 1 != epoch) _lateFrom[last] = _late;
        }
        _shift(total, epoch);
    }

    /// @dev A contributor's stake as of `epoch`, for the caller to store. Needs the total stored as of `epoch`, or no stake that moves.
    function _moveOwn(address contributor, uint256 epoch) private returns (Stake memory own) {
        own = _unpackStake(_stakeWords[contributor]);
        if (own.epoch == epoch) return own;
        (uint256 vana, uint256 tokens) = _move(own, epoch, epoch);
        _addToOffsets(contributor, int256(vana), int256(tokens));
    }

    /// @dev Moves a contributor's stake on to `epoch`, when the total was last moved to `noted`; what has not been noted yet is the
    /// accumulators' value now.
    /// @return vana and tokens: what the stake that starts to earn would have earned before
    function _move(Stake memory own, uint256 epoch, uint256 noted) private view returns (uint256 vana, uint256 tokens) {
        uint256 last = own.epoch;
        if (last == epoch) return (0, 0);
        uint256 pending = own.pending;
        if (own.prior != 0) tokens = own.prior * (last < noted ? _lateFrom[last - 1] : _late);
        if (pending != 0) {
            Pair memory whole = last < noted ? _wholeFrom[last] : _whole;
            vana = pending * whole.vana;
            tokens += pending * whole.tokens;
            if (last + 1 != epoch) tokens += pending * (last + 1 < noted ? _lateFrom[last] : _late);
        }
        _shift(own, epoch);
    }

    function _shift(Stake memory s, uint256 epoch) private pure {
        s.active += s.prior;
        s.prior = s.pending;
        s.pending = 0;
        if (s.epoch + 1 != epoch) (s.active, s.prior) = (s.active + s.prior, 0);
        s.epoch = epoch;
    }

    function _addToOffsets(address contributor, int256 vana, int256 tokens) private {
        if (vana != 0) _offsetVana[contributor] += vana;
        if (tokens != 0) _offsetTokens[contributor] += tokens;
    }
}
