// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataRegistryCore} from "./IDataRegistryCore.sol";
import {IDataRegistryExtension} from "./IDataRegistryExtension.sol";

/// @title The registry as others call it: both halves are at one address
interface IRegistry is IDataRegistryCore, IDataRegistryExtension {}
