// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataRegistryCore} from "./IDataRegistryCore.sol";
import {IDataRegistryExtension} from "./IDataRegistryExtension.sol";

/// @title The registry as others call it: both halves are at one address
interface IRegistry is IDataRegistryCore, IDataRegistryExtension {
    // the network's other contracts, part of the code of both halves
    function dlpRegistry() external view returns (address);
    function teePool() external view returns (address);
    function refinerRegistry() external view returns (address);
    function relay() external view returns (address);
}
