// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ComputeEngine} from "../../src/ComputeEngine.sol";
import {ComputeInstructionRegistry} from "../../src/ComputeInstructionRegistry.sol";
import {DataLiquidityPool} from "../../src/DataLiquidityPool.sol";
import {DataRefinerRegistry} from "../../src/DataRefinerRegistry.sol";
import {DataRegistry} from "../../src/DataRegistry.sol";
import {DLPRegistry} from "../../src/DLPRegistry.sol";
import {QueryEngine} from "../../src/QueryEngine.sol";
import {TeePool} from "../../src/TeePool.sol";

// Next versions, each with one variable appended.

interface IV2 {
    function appended() external view returns (uint256);
    function setAppended(uint256 to) external;
}

abstract contract Appended is IV2 {
    uint256 public appended;

    function setAppended(uint256 to) external {
        appended = to;
    }
}

contract DataRegistryV2 is DataRegistry, Appended {
    constructor(address extension_) DataRegistry(extension_) {}
}

contract DataLiquidityPoolV2 is DataLiquidityPool, Appended {
    constructor(address a, address b, address c, address d) DataLiquidityPool(a, b, c, d) {}
}

contract DLPRegistryV2 is DLPRegistry, Appended {
    constructor(address a, address b, address c, address d) DLPRegistry(a, b, c, d) {}
}

contract QueryEngineV2 is QueryEngine, Appended {
    constructor(address a, address b, address c) QueryEngine(a, b, c) {}
}

contract ComputeEngineV2 is ComputeEngine, Appended {
    constructor(address a, address b, address c, address d) ComputeEngine(a, b, c, d) {}
}

contract TeePoolV2 is TeePool, Appended {
    constructor(address a, address b) TeePool(a, b) {}
}

contract DataRefinerRegistryV2 is DataRefinerRegistry, Appended {
    constructor(address a, address b) DataRefinerRegistry(a, b) {}
}

contract ComputeInstructionRegistryV2 is ComputeInstructionRegistry, Appended {
    constructor(address a) ComputeInstructionRegistry(a) {}
}
