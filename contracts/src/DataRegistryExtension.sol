// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Layout} from "./registry/Layout.sol";
import {Views} from "./registry/Views.sol";

/// @title The other half of the registry, see IDataRegistryExtension
/// @notice Runs on the DataRegistry's storage only; called at its own address it is an empty registry without an administrator. This
/// file adds administration and the hooks of the other contracts; the rest is put together from src/registry.
contract DataRegistryExtension is Views {
    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable
    constructor(address dlpRegistry_, address teePool_, address refinerRegistry_, address relay_)
        Layout(dlpRegistry_, teePool_, refinerRegistry_, relay_)
    {
        _disableInitializers();
    }

    /// @param admin changes terms and code: the network's timelock
    /// @param maintainer stops and restarts
    function initialize(
        address admin,
        address maintainer,
        uint256 proofFee_,
        uint256 refinementFee_,
        uint256 leaseLength_,
        uint256 maxTries_
    ) external initializer {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(MAINTAINER_ROLE, maintainer);
        _setFees(proofFee_, refinementFee_);
        _setLease(leaseLength_, maxTries_);
    }

    function setFees(uint256 newProofFee, uint256 newRefinementFee) external onlyRole(DEFAULT_ADMIN_ROLE) {
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

    function setLease(uint256 newLeaseLength, uint256 newMaxTries) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setLease(newLeaseLength, newMaxTries);
    }

    /// @param dlpId 0 = none
    function setDefaultDlp(uint256 dlpId) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (dlpId != 0) _openPool(dlpId);
        Config memory c = _loadConfig();
        c.defaultDlp = dlpId;
        _storeConfig(c);
        emit DefaultDlpSet(dlpId);
    }

    function setDlp(uint256 dlpId, address dlp) external {
        if (msg.sender != dlpRegistry) revert Unauthorized();
        _pools[dlpId].pool = dlp;
        emit DlpSet(dlpId, dlp);
    }

    modifier onlyPoolOf(uint256 dlpId) {
        if (msg.sender != _pools[dlpId].pool) revert Unauthorized();
        _;
    }

    function openDlp(uint256 dlpId) external onlyPoolOf(dlpId) {
        _pools[dlpId].open = true;
        emit DlpOpened(dlpId);
    }

    function setOpinionTerms(uint256 dlpId, OpinionTerms calldata terms) external onlyPoolOf(dlpId) {
        if (terms.drawn > 8 || terms.needed > terms.drawn || (terms.drawn != 0 && terms.needed == 0)) revert InvalidOpinionTerms();
        Pool storage dlp = _pools[dlpId];
        (dlp.drawn, dlp.needed, dlp.deterministic) = (terms.drawn, terms.needed, terms.deterministic);
        emit OpinionTermsSet(dlpId, terms.drawn, terms.needed, terms.deterministic);
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
}
