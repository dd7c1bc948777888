// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IRegistry} from "./interfaces/IRegistry.sol";
import {ITeePool} from "./interfaces/ITeePool.sol";

/// @title The TeePool of one DataDAO, for Vana clients
/// @notice In the Vana contracts a proof request names no DataDAO: a client adds a file and requests its proof at the pool that the
/// DataDAO names. This facade knows its DataDAO and says it on. It holds nothing and can do nothing that its caller could not do. One
/// implementation, a clone for each DataDAO with its id behind the code.
contract DlpTeePool {
    ITeePool public immutable teePool;
    IRegistry public immutable registry;

    constructor(address teePool_, address registry_) {
        teePool = ITeePool(teePool_);
        registry = IRegistry(registry_);
    }

    function dlpId() public view returns (uint256) {
        return abi.decode(Clones.fetchCloneArgs(address(this)), (uint256));
    }

    function dataRegistry() external view returns (address) {
        return address(registry);
    }

    /// @notice A file without a DataDAO becomes one of this DataDAO, if its owner asks. The sender pays teeFee(); excess goes back.
    function requestContributionProof(uint256 fileId) external payable returns (uint256 jobId) {
        return registry.requestContributionProofFor{value: msg.value}(fileId, dlpId(), msg.sender);
    }

    /// @notice wei
    function teeFee() external view returns (uint256) {
        return registry.feeOf(dlpId());
    }

    function jobs(uint256 jobId) external view returns (ITeePool.Job memory) {
        return teePool.jobs(jobId);
    }

    function tees(address teeAddress) external view returns (ITeePool.TeeInfo memory) {
        return teePool.tees(teeAddress);
    }

    function isTee(address teeAddress) external view returns (bool) {
        return teePool.isTee(teeAddress);
    }

    function teeList() external view returns (address[] memory) {
        return teePool.teeList();
    }

    function activeTeeList() external view returns (address[] memory) {
        return teePool.activeTeeList();
    }

    function teesCount() external view returns (uint256) {
        return teePool.teesCount();
    }

    function activeTeesCount() external view returns (uint256) {
        return teePool.activeTeesCount();
    }
}
