// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IDataRegistry} from "../interfaces/IDataRegistry.sol";
import {IRegistry} from "../interfaces/IRegistry.sol";
import {Stakes} from "./Stakes.sol";

/// @title What a valid proof brings: reward from the pot, and stake; and what a withdrawal takes
/// @notice One reward for each content. A contributor that has withdrawn a file and brings it again gets its stake back, as new, but no
/// second reward; for everybody else the content stays taken.
abstract contract Rewards is Stakes {
    using SafeERC20 for IERC20;

    modifier onlyRegistry() {
        if (msg.sender != dataRegistry) revert OnlyRegistry();
        _;
    }

    function credit(address contributor, uint256 fileId, uint256 score, bytes32 bundle, bytes32 fingerprint, bytes32 identity)
        external
        override
        nonReentrant
        onlyRegistry
        returns (uint256 reward, uint256 stake, uint256 duplicateOf, bool identityConflict)
    {
        bytes32 expected = proofBundle;
        if (bundle != expected) revert IDataRegistry.BundleMismatch(expected);
        Entry memory entry = _loadEntry(fingerprint);
        duplicateOf = entry.fileId;
        bool restores = entry.withdrawn != 0 && IRegistry(dataRegistry).fileInfo(duplicateOf).owner == contributor;
        if (restores) duplicateOf = 0;
        if (identity != 0) identityConflict = _holdIdentity(identity, contributor, duplicateOf == 0);
        if (duplicateOf != 0 || identityConflict) return (0, 0, duplicateOf, identityConflict);

        Terms memory terms = _loadTerms();
        uint256 amount = restores ? entry.stake * GWEI : terms.fileRewardFactor * GWEI * score / ONE;
        entry.fileId = fileId;
        entry.epoch = block.timestamp / terms.epochLength;
        entry.stake = _credit(contributor, amount / GWEI, entry.epoch);
        entry.withdrawn = 0;
        _storeEntry(fingerprint, entry);
        stake = entry.stake * GWEI;
        if (restores) {
            emit StakeRestored(contributor, fileId, stake);
            return (0, stake, 0, false);
        }
        reward = _pay(contributor, entry, terms, amount);
    }

    function _pay(address contributor, Entry memory entry, Terms memory terms, uint256 amount) private returns (uint256 reward) {
        reward = _drawReward(amount, terms.hasEpochCap != 0, entry.epoch);
        emit RewardRequested(contributor, entry.fileId, 1, reward);
        if (reward != 0) IERC20(terms.token).safeTransfer(contributor, reward);
    }

    /// @dev Tells whether somebody else holds the identity; takes it for the contributor if nobody does and the content counts.
    function _holdIdentity(bytes32 identity, address contributor, bool counts) private returns (bool conflict) {
        address holder = identityHolder[identity];
        if (holder != address(0)) return holder != contributor;
        if (counts) identityHolder[identity] = contributor;
    }

    /// @dev What pot and epoch's cap allow of a reward; takes it out of the pot.
    function _drawReward(uint256 wanted, bool capped, uint256 epoch) private returns (uint256 reward) {
        Pot memory pot = _pot;
        if (pot.epoch != epoch) (pot.epoch, pot.paidInEpoch) = (uint32(epoch), 0);
        uint256 cap = capped ? _limits.epochRewardCap : type(uint112).max;
        reward = Math.min(Math.min(wanted, pot.amount), cap - Math.min(cap, pot.paidInEpoch));
        if (reward == 0) return 0;
        pot.amount -= uint112(reward);
        pot.paidInEpoch += uint112(reward);
        _pot = pot;
    }

    function withdrawStake(address contributor, uint256 fileId, bytes32 fingerprint)
        external
        override
        nonReentrant
        onlyRegistry
        returns (uint256 stake)
    {
        Entry memory entry = _loadEntry(fingerprint);
        if (entry.fileId != fileId || fileId == 0 || entry.withdrawn != 0) revert WrongFingerprint();
        entry.withdrawn = 1;
        _storeEntry(fingerprint, entry);
        if (entry.stake != 0) _withdraw(contributor, entry.stake, entry.epoch, currentEpoch());
        stake = entry.stake * GWEI;
        emit StakeWithdrawn(contributor, fileId, stake);
    }

    function requestReward(uint256 fileId, uint256) external view override {
        // slither-disable-next-line unused-return (the result itself is not asked for)
        (, uint256 score) = IRegistry(dataRegistry).fileResult(fileId);
        if (score == 0 || IRegistry(dataRegistry).fileInfo(fileId).dlpId != dlpId) revert InvalidProof();
    }

    function addRewardsForContributors(uint256 amount) external override nonReentrant {
        if (amount == 0) revert ZeroAmount();
        if (amount > type(uint112).max - _pot.amount) revert InvalidParameter();
        _pot.amount += uint112(amount);
        emit PotFunded(msg.sender, amount);
        IERC20(token()).safeTransferFrom(msg.sender, address(this), amount);
    }
}
