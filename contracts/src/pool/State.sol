// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IDataLiquidityPool} from "../interfaces/IDataLiquidityPool.sol";

/// @title What a pool stores, and where
/// @notice A recorded proof reads one word of terms and the bundle, and changes four: the fingerprint, the pot, the total stake, the
/// contributor's stake. All state of the pool is declared in this file and nowhere else; an upgrade may only append to it.
abstract contract State is IDataLiquidityPool, ReentrancyGuardTransient {
    uint256 internal constant ONE = 1e18;
    uint256 internal constant GWEI = 1e9;
    uint256 internal constant MAX_FACTOR = (1 << 63) - 1; // gwei
    uint256 internal constant MAX_STAKE = type(uint72).max; // gwei; all contributors together

    // The next three are words in storage and unpacked in memory. Whoever changes a field keeps it within the bits named here.

    /// @dev Read with every proof.
    struct Terms {
        address token; // 160
        uint256 fileRewardFactor; // 63, gwei
        uint256 hasEpochCap; // 1; the cap itself is in another word, which a pool without one never reads
        uint256 epochLength; // 32, seconds
    }

    /// @dev Of a contributor, or of all together. In gwei.
    struct Stake {
        uint256 active; // 72, credited before epoch - 1
        uint256 prior; // 72, credited in epoch - 1
        uint256 pending; // 72, credited in epoch
        uint256 epoch; // 32
    }

    /// @dev What a fingerprint has brought.
    struct Entry {
        uint256 fileId; // 40
        uint256 stake; // 72, gwei
        uint256 epoch; // 32, in which the stake was credited
        uint256 withdrawn; // 1
    }

    /// @dev One word, changed with every reward.
    struct Pot {
        uint112 amount;
        uint112 paidInEpoch;
        uint32 epoch;
    }

    struct Limits {
        uint112 epochRewardCap; // 0 = none
        uint96 salePrice;
        uint16 treasuryShareBps;
    }

    /// @dev A value per payout token.
    struct Pair {
        uint128 vana;
        uint128 tokens;
    }

    struct SponsorAccount {
        uint112 budget;
        uint112 spentInEpoch;
        uint32 epoch;
    }

    address public immutable override dlpRegistry;
    address public immutable override dataRegistry;
    address public immutable override computeEngine;
    address public immutable relay;

    uint256 internal _termsWord; // a Terms
    bytes32 public override proofBundle;
    Pot internal _pot;
    Limits internal _limits;
    mapping(bytes32 fingerprint => uint256) internal _entries; // an Entry
    mapping(bytes32 identity => address) public override identityHolder;

    uint256 internal _totalWord; // a Stake
    Pair internal _whole; // accumulators of value that belongs to the epoch it arrives in
    uint256 internal _late; // accumulator of tokens that belong to the epoch before (VANA always belongs to the one it arrives in)
    mapping(uint256 epoch => Pair) internal _wholeFrom; // _whole as the stake credited in this epoch began to earn by it
    mapping(uint256 epoch => uint256) internal _lateFrom; // the same of _late
    mapping(address contributor => uint256) internal _stakeWords; // a Stake
    mapping(address contributor => int256) internal _offsetVana; // see Stakes
    mapping(address contributor => int256) internal _offsetTokens;

    address public override owner;
    bool public override isOpen;
    address public override timelock;
    uint256 public override dlpId;
    uint256 public override stock;
    uint256 internal _treasuryVana;
    uint256 internal _treasuryTokens;
    string public override name;
    string public override proofInstruction;

    SponsorTerms internal _sponsorTerms;
    SponsorAccount internal _sponsorAccount;
    mapping(address owner => uint256) internal _sponsoredFiles;

    constructor(address dlpRegistry_, address dataRegistry_, address computeEngine_, address relay_) {
        dlpRegistry = dlpRegistry_;
        dataRegistry = dataRegistry_;
        computeEngine = computeEngine_;
        relay = relay_;
    }

    function _loadTerms() internal view returns (Terms memory t) {
        uint256 w = _termsWord;
        t.token = address(uint160(w));
        t.fileRewardFactor = (w >> 160) & MAX_FACTOR;
        t.hasEpochCap = (w >> 223) & 1;
        t.epochLength = w >> 224;
    }

    function _storeTerms(Terms memory t) internal {
        _termsWord = uint256(uint160(t.token)) | t.fileRewardFactor << 160 | t.hasEpochCap << 223 | t.epochLength << 224;
    }

    function _unpackStake(uint256 w) internal pure returns (Stake memory s) {
        s.active = uint72(w);
        s.prior = uint72(w >> 72);
        s.pending = uint72(w >> 144);
        s.epoch = uint32(w >> 216);
    }

    function _packStake(Stake memory s) internal pure returns (uint256) {
        return s.active | s.prior << 72 | s.pending << 144 | s.epoch << 216;
    }

    function _loadEntry(bytes32 fingerprint) internal view returns (Entry memory e) {
        uint256 w = _entries[fingerprint];
        e.fileId = uint40(w);
        e.stake = uint72(w >> 40);
        e.epoch = uint32(w >> 112);
        e.withdrawn = w >> 144;
    }

    function _storeEntry(bytes32 fingerprint, Entry memory e) internal {
        _entries[fingerprint] = e.fileId | e.stake << 40 | e.epoch << 112 | e.withdrawn << 144;
    }

    function _send(address to, uint256 amount) internal {
        if (amount == 0) return;
        (bool ok,) = to.call{value: amount}("");
        if (!ok) revert TransferFailed();
    }

    function currentEpoch() public view override returns (uint256) {
        return block.timestamp / epochLength();
    }

    function epochLength() public view override returns (uint256) {
        return _termsWord >> 224;
    }

    function token() public view override returns (address) {
        return address(uint160(_termsWord));
    }

    function fileRewardFactor() external view override returns (uint256) {
        return _loadTerms().fileRewardFactor * GWEI;
    }

    function fileOfFingerprint(bytes32 fingerprint) external view override returns (uint256) {
        return uint40(_entries[fingerprint]);
    }

    function rewardPot() external view override returns (uint256) {
        return _pot.amount;
    }

    function epochRewardCap() external view override returns (uint256) {
        return _limits.epochRewardCap;
    }

    function salePrice() external view override returns (uint256) {
        return _limits.salePrice;
    }

    function treasuryShareBps() external view override returns (uint256) {
        return _limits.treasuryShareBps;
    }

    function treasury() external view override returns (uint256 vana, uint256 tokens) {
        return (_treasuryVana, _treasuryTokens);
    }
}
