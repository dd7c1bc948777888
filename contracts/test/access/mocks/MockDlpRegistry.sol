// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDLPRegistry} from "../../../src/interfaces/IDLPRegistry.sol";
import {MockPool} from "./MockPool.sol";

contract MockDlpRegistry {
    mapping(uint256 dlpId => address) private _pools;

    function setDlp(uint256 dlpId, address pool) external {
        _pools[dlpId] = pool;
    }

    function poolOf(uint256 dlpId) external view returns (address pool) {
        pool = _pools[dlpId];
        if (pool == address(0)) revert IDLPRegistry.DlpNotFound();
    }

    function ownerOf(uint256 dlpId) external view returns (address) {
        return MockPool(_pools[dlpId]).owner();
    }
}
