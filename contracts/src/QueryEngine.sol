// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {AccessRequests} from "./query/AccessRequests.sol";
import {Permissions} from "./query/Permissions.sol";

/// @title Permissions, prices and budgets, see IQueryEngine
contract QueryEngine is AccessRequests, UUPSUpgradeable {
    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable
    constructor(address dlpRegistry_, address refinerRegistry_, address computeEngine_)
        Permissions(dlpRegistry_, refinerRegistry_, computeEngine_)
    {
        _disableInitializers();
    }

    /// @param admin changes the code: the network's timelock
    function initialize(address admin) external initializer {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    function _authorizeUpgrade(address) internal view override onlyRole(DEFAULT_ADMIN_ROLE) {}
}
