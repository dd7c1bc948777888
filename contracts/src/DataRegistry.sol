// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {Recording} from "./registry/Recording.sol";

/// @title The core, see IDataRegistry
/// @notice Put together from src/registry: Layout (storage), Leases (whose turn), Validators, Contributions, Recording. This file adds
/// administration and the hooks of the other registries.
contract DataRegistry is Recording, UUPSUpgradeable {
    /// @param dlpRegistry_ , @param teePool_ , @param refinerRegistry_ the addresses of those three, which may not exist yet
    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable
    constructor(address dlpRegistry_, address teePool_, address refinerRegistry_) {
        dlpRegistry = dlpRegistry_;
        teePool = teePool_;
        refinerRegistry = refinerRegistry_;
        _disableInitializers();
    }

    /// @param admin gets both roles
    function initialize(address admin, uint256 proofFee_, uint256 refinementFee_, uint256 leaseLength_, uint256 maxTries_)
        external
        initializer
    {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(MAINTAINER_ROLE, admin);
        _setFees(proofFee_, refinementFee_);
        _setLease(leaseLength_, maxTries_);
    }

    function setFees(uint256 newProofFee, uint256 newRefinementFee) external onlyRole(MAINTAINER_ROLE) {
        _setFees(newProofFee, newRefinementFee);
    }

    function _setFees(uint256 newProofFee, uint256 newRefinementFee) private {
        if (newProofFee % GWEI != 0 || newRefinementFee % GWEI != 0) revert FeeNotWholeGwei();
        if (newProofFee / GWEI > type(uint40).max || newRefinementFee / GWEI > type(uint40).max) revert FeeTooHigh();
        Config memory c = _loadConfig();
        c.proofFee = newProofFee / GWEI;
        c.refinementFee = newRefinementFee / GWEI;
        _storeConfig(c);
        emit FeesUpdated(newProofFee, newRefinementFee);
    }

    /// @notice Applies to open jobs too: their tries are counted anew in the new length.
    function setLease(uint256 newLeaseLength, uint256 newMaxTries) external onlyRole(MAINTAINER_ROLE) {
        _setLease(newLeaseLength, newMaxTries);
    }

    function _setLease(uint256 newLeaseLength, uint256 newMaxTries) private {
        if (newLeaseLength == 0 || newLeaseLength > type(uint24).max || newMaxTries == 0 || newMaxTries > type(uint8).max) {
            revert InvalidLease();
        }
        Config memory c = _loadConfig();
        c.leaseLength = newLeaseLength;
        c.maxTries = newMaxTries;
        _storeConfig(c);
        emit LeaseUpdated(newLeaseLength, newMaxTries);
    }

    /// @notice Stops new contributions and recordings. Cancelling, reclaiming and claiming go on.
    function pause() external onlyRole(MAINTAINER_ROLE) {
        _setPaused(1);
        emit Paused(msg.sender);
    }

    function unpause() external onlyRole(MAINTAINER_ROLE) {
        _setPaused(0);
        emit Unpaused(msg.sender);
    }

    function _setPaused(uint256 to) private {
        Config memory c = _loadConfig();
        c.paused = to;
        _storeConfig(c);
    }

    function setDlp(uint256 dlpId, address dlp) external {
        if (msg.sender != dlpRegistry) revert Unauthorized();
        _pools[dlpId].pool = dlp;
        emit DlpSet(dlpId, dlp);
    }

    function setRefiner(uint256 refinerId, uint256 dlpId, bytes32 bundleDigest, bool active) external {
        if (msg.sender != refinerRegistry) revert Unauthorized();
        Refiner storage refiner = _refiners[refinerId];
        if (refiner.addedAtBlock == 0) {
            refiner.dlpId = uint24(dlpId);
            refiner.addedAtBlock = uint32(block.number);
            refiner.bundleDigest = bundleDigest;
        }
        if (active && !refiner.active) _pools[dlpId].activeRefiners += 1;
        if (!active && refiner.active) _pools[dlpId].activeRefiners -= 1;
        refiner.active = active;
        emit RefinerSet(refinerId, dlpId, bundleDigest, active);
    }

    function proofFee() external view returns (uint256) {
        return _loadConfig().proofFee * GWEI;
    }

    function refinementFee() external view returns (uint256) {
        return _loadConfig().refinementFee * GWEI;
    }

    function leaseLength() external view returns (uint256) {
        return _loadConfig().leaseLength;
    }

    function maxTries() external view returns (uint256) {
        return _loadConfig().maxTries;
    }

    function paused() external view returns (bool) {
        return _loadConfig().paused != 0;
    }

    function dlpOf(uint256 dlpId) external view returns (address) {
        return _pools[dlpId].pool;
    }

    function _authorizeUpgrade(address) internal view override onlyRole(DEFAULT_ADMIN_ROLE) {}
}
