// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {IntakeKeys} from "./teepool/IntakeKeys.sol";
import {TeeViews} from "./teepool/TeeViews.sol";
import {Validators} from "./teepool/Validators.sol";

/// @title The pool of validators, see ITeePool
/// @notice Put together from src/teepool: Validators (admission, bonds, suspension, slashing), IntakeKeys, TeeViews (as Vana clients
/// read it).
contract TeePool is IntakeKeys, TeeViews, UUPSUpgradeable {
    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable
    constructor(address dataRegistry_, address burner_) Validators(dataRegistry_, burner_) {
        _disableInitializers();
    }

    /// @param admin changes the policy and the code: the network's timelock
    /// @param maintainer admits under the policy, removes and suspends
    /// @param platforms , @param measurements the policy to begin with
    function initialize(
        address admin,
        address maintainer,
        uint256 minBond_,
        uint256 slashAmount_,
        uint256 unbondingTime_,
        uint8[] calldata platforms,
        bytes32[] calldata measurements
    ) external initializer {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(MAINTAINER_ROLE, maintainer);
        _setBondTerms(minBond_, slashAmount_, unbondingTime_);
        for (uint256 i = 0; i < platforms.length; ++i) {
            _setPlatform(platforms[i], Standing.Allowed);
        }
        for (uint256 i = 0; i < measurements.length; ++i) {
            _setMeasurement(measurements[i], Standing.Allowed);
        }
    }

    function _authorizeUpgrade(address) internal view override onlyRole(DEFAULT_ADMIN_ROLE) {}
}
