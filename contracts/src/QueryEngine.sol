// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {AccessRequests} from "./query/AccessRequests.sol";
import {Permissions} from "./query/Permissions.sol";

/// @title Permissions, prices, access requests, budgets, see IQueryEngine
/// @notice The admin (the network's timelock) can upgrade the code and nothing else; a permission is its DataDAO's alone.
contract QueryEngine is AccessRequests, AccessControlUpgradeable, UUPSUpgradeable {
    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable
    constructor(address dlpRegistry_, address refinerRegistry_, address computeEngine_)
        Permissions(dlpRegistry_, refinerRegistry_, computeEngine_)
    {
        _disableInitializers();
    }

    function initialize(address admin) external initializer {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    function _authorizeUpgrade(address) internal view override onlyRole(DEFAULT_ADMIN_ROLE) {}
}
