// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataRegistry} from "../interfaces/IDataRegistry.sol";
import {IRegistry} from "../interfaces/IRegistry.sol";
import {State} from "./State.sol";

/// @title Who may change what of a pool, and when
/// @notice Until the pool is open its founder sets it up freely: nobody has contributed yet. From then on what can hurt contributors
/// comes from the timelock, which lets them see it and withdraw before it takes effect.
abstract contract Authority is State {
    uint256 internal constant MAX_TREASURY_SHARE = 5000; // bps

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotDlpOwner();
        _;
    }

    modifier whoMayLoosen() {
        if (!mayLoosen(msg.sender)) revert TimelockOnly();
        _;
    }

    function mayTighten(address who) public view override returns (bool) {
        return who == owner || who == timelock;
    }

    function mayLoosen(address who) public view override returns (bool) {
        return who == timelock || (who == owner && !isOpen);
    }

    /// @dev For a change that is harmless one way and not the other.
    function _requireMay(bool tightens) internal view {
        if (tightens) {
            if (!mayTighten(msg.sender)) revert NotDlpOwner();
        } else if (!mayLoosen(msg.sender)) {
            revert TimelockOnly();
        }
    }

    function open() external override onlyOwner {
        if (isOpen) revert AlreadyOpen();
        isOpen = true;
        emit Opened();
        IRegistry(dataRegistry).openDlp(dlpId);
    }

    function transferOwnership(address newOwner) external override {
        _requireMay(true);
        if (newOwner == address(0)) revert ZeroAddress();
        owner = newOwner;
        emit OwnerUpdated(newOwner);
    }

    function updateFileRewardFactor(uint256 newFileRewardFactor) external override whoMayLoosen {
        _setFactor(newFileRewardFactor);
        emit FileRewardFactorUpdated(newFileRewardFactor);
    }

    function updateProofInstruction(bytes32 newProofBundle, string calldata newProofInstruction) external override whoMayLoosen {
        _setProof(newProofBundle, newProofInstruction);
        emit ProofInstructionUpdated(newProofInstruction);
    }

    function updateTreasuryShare(uint256 newTreasuryShareBps) external override whoMayLoosen {
        _setTreasuryShare(newTreasuryShareBps);
        emit TreasuryShareUpdated(newTreasuryShareBps);
    }

    function updateEpochRewardCap(uint256 newEpochRewardCap) external override whoMayLoosen {
        _setEpochCap(newEpochRewardCap);
        emit EpochRewardCapUpdated(newEpochRewardCap);
    }

    /// @dev A higher price, or no sale, takes nothing from contributors. A first price is as good as a lower one: it decides for how
    /// little the stock goes.
    function updateSalePrice(uint256 newSalePrice) external override {
        uint256 price = _limits.salePrice;
        _requireMay(newSalePrice == 0 || (price != 0 && newSalePrice >= price));
        _setPrice(newSalePrice);
        emit SalePriceUpdated(newSalePrice);
    }

    /// @dev The registry, which keeps the terms, checks their range.
    function updateOpinionTerms(IDataRegistry.OpinionTerms calldata terms) external override {
        _requireMay(false); // fewer let bad proofs through, more can keep good ones from ever counting
        IRegistry(dataRegistry).setOpinionTerms(dlpId, terms);
    }

    function _setFactor(uint256 factor) internal {
        if (factor % GWEI != 0 || factor / GWEI > MAX_FACTOR) revert InvalidParameter();
        Terms memory terms = _loadTerms();
        terms.fileRewardFactor = factor / GWEI;
        _storeTerms(terms);
    }

    function _setProof(bytes32 bundle, string calldata instruction) internal {
        if (bundle == 0) revert InvalidParameter();
        proofBundle = bundle;
        proofInstruction = instruction;
    }

    function _setTreasuryShare(uint256 bps) internal {
        if (bps > MAX_TREASURY_SHARE) revert InvalidShare();
        _limits.treasuryShareBps = uint16(bps);
    }

    function _setEpochCap(uint256 cap) internal {
        if (cap > type(uint112).max) revert InvalidParameter();
        _limits.epochRewardCap = uint112(cap);
        Terms memory terms = _loadTerms();
        terms.hasEpochCap = cap == 0 ? 0 : 1;
        _storeTerms(terms);
    }

    function _setPrice(uint256 price) internal {
        if (price > type(uint96).max) revert InvalidParameter();
        _limits.salePrice = uint96(price);
    }
}
