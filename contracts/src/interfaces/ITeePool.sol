// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The pool of validators as Vana clients read it
/// @notice A facade: all state and all events are the DataRegistry's. `requestContributionProof` forwards with the sender as payer.
interface ITeePool {
    enum TeeStatus {
        None,
        Active,
        Removed
    }
    enum JobStatus {
        None,
        Submitted,
        Completed,
        Canceled
    }

    struct TeeInfo {
        address teeAddress;
        string url;
        TeeStatus status;
        uint256 amount; // wei earned over its whole life
        uint256 jobsCount; // always 0: jobs are drawn, not queued
        string publicKey; // ipfs:// url of the identity document
    }

    struct Job {
        uint256 fileId;
        uint256 bidAmount; // wei
        JobStatus status;
        uint256 addedTimestamp;
        address ownerAddress; // who paid
        address teeAddress; // who recorded the proof; while open, who holds the current lease (0: not drawn yet, or none)
    }

    /// @notice Requests another proof of a file; the sender pays. Same conditions as DataRegistry.requestContributionProof.
    function requestContributionProof(uint256 fileId) external payable returns (uint256 jobId);

    function dataRegistry() external view returns (address);
    function teeFee() external view returns (uint256); // proof and refinement part together, wei
    function isTee(address teeAddress) external view returns (bool);
    function tees(address teeAddress) external view returns (TeeInfo memory);
    function teeList() external view returns (address[] memory);
    function activeTeeList() external view returns (address[] memory);
    function teesCount() external view returns (uint256);
    function activeTeesCount() external view returns (uint256);
    function jobs(uint256 jobId) external view returns (Job memory);
}
