// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {Jobs} from "./compute/Jobs.sol";
import {Settlement} from "./compute/Settlement.sol";
import {Submission} from "./compute/Submission.sol";

/// @title Access jobs, see IComputeEngine
/// @notice The admin is the network's timelock: shares of what people earn, and the code, change only announced. The maintainer keeps
/// the price per second at what computing costs; a buyer states the most it would pay.
contract ComputeEngine is Submission, Settlement, AccessControlUpgradeable, UUPSUpgradeable {
    bytes32 public constant MAINTAINER_ROLE = keccak256("MAINTAINER_ROLE");

    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable
    constructor(address dataRegistry_, address queryEngine_, address instructionRegistry_, address burner_)
        Jobs(dataRegistry_, queryEngine_, instructionRegistry_, burner_)
    {
        _disableInitializers();
    }

    function initialize(
        address admin,
        address maintainer,
        uint256 pricePerSecond_,
        uint256 maxJobSeconds_,
        uint256 executionBps,
        uint256 dataBps
    ) external initializer {
        if (maxJobSeconds_ == 0 || maxJobSeconds_ > type(uint32).max) revert InvalidDuration(type(uint32).max);
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(MAINTAINER_ROLE, maintainer);
        _settings.maxJobSeconds = uint32(maxJobSeconds_);
        _setPrice(pricePerSecond_);
        _setBurnShares(executionBps, dataBps);
    }

    function updatePricePerSecond(uint256 price) external onlyRole(MAINTAINER_ROLE) {
        _setPrice(price);
    }

    function updateBurnShares(uint256 executionBps, uint256 dataBps) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setBurnShares(executionBps, dataBps);
    }

    function _setPrice(uint256 price) private {
        if (price > type(uint96).max) revert InvalidAmount();
        _settings.pricePerSecond = uint96(price);
        emit PricePerSecondUpdated(price);
    }

    function _setBurnShares(uint256 executionBps, uint256 dataBps) private {
        if (executionBps == 0 || executionBps > BPS || dataBps == 0 || dataBps > BPS) revert InvalidShare();
        _settings.executionBurnBps = uint16(executionBps);
        _settings.dataBurnBps = uint16(dataBps);
        emit BurnShareUpdated(executionBps, dataBps);
    }

    function _authorizeUpgrade(address) internal view override onlyRole(DEFAULT_ADMIN_ROLE) {}
}
