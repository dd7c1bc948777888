// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataRegistry} from "./IDataRegistry.sol";

/// @title What is called seldom: requests again, giving back, withdrawal, second opinions, Vana's forms, views, administration
interface IDataRegistryExtension is IDataRegistry {
    // ---- Vana's forms of registering
    /// @notice Registers a file without a DataDAO; its proof is requested at a DataDAO's TeePool (or goes to the registered default).
    /// @param url ipfs:// and a CIDv1 (base32, sha2-256, raw or dag-pb)
    function addFile(string calldata url) external returns (uint256 fileId);
    /// @notice The same, with keys for accounts. `ownerAddress` must be the sender.
    function addFileWithPermissions(string calldata url, address ownerAddress, Permission[] calldata permissions)
        external
        returns (uint256 fileId);
    /// @notice Only the file's owner.
    function addFilePermission(uint256 fileId, address account, string calldata key) external;

    // ---- proof jobs
    /// @notice Requests another proof for a file without an open job and without a valid proof; the sender pays. A file without a
    /// DataDAO goes to the registered default, if its owner asks.
    function requestContributionProof(uint256 fileId) external payable returns (uint256 jobId);

    /// @notice What a TeePool calls for a sender of its own: `payer` pays, and gets excess and refunds. Only the TeePool or a
    /// DataDAO's TeePool, for that DataDAO.
    /// @param dlpId 0 = the file's own (or the registered default)
    function requestContributionProofFor(uint256 fileId, uint256 dlpId, address payer) external payable returns (uint256 jobId);

    /// @notice Gives the fees back to the payer after the last try has ended without a proof, or after the time for second opinions.
    /// Anyone may call; the money waits for the payer's claim unless the payer calls.
    function cancelJob(uint256 jobId) external;

    /// @notice Gives the refinement part that no validator earned back to the payer, after the last refinement try has ended.
    function reclaimRefinementFee(uint256 fileId) external;

    /// @notice Starts the draw again from this block. For an open job whose seed is out of reach while its tries last: anyone may
    /// call. For a completed valid one whose refinement tries have ended (a new refiner back-fills old files): only the DataDAO's
    /// owner; the unearned refinement fee goes back to its payer first.
    function reseed(uint256 jobId) external;

    /// @notice The owner takes a file back. Its stake ends, an open job ends (under a live lease its holder gets the proof fee,
    /// since the work may be done, and so does who recorded a provisional proof; the rest goes back), and nothing can be recorded for it any more. Works while paused.
    /// @param fingerprint of its valid proof, as in ProofRecorded; 0 if it has none
    function withdrawFile(uint256 fileId, bytes32 fingerprint) external;

    // ---- second opinions
    /// @notice Records a drawn validator's opinion; anyone may submit it. The one that completes `needed` agreeing opinions makes the
    /// proof count. Where two thirds of the drawn and the proof's validator agree on something else, with a deterministic bundle, the
    /// proof falls: its validator loses bond and the job is drawn again. When all have spoken without either, the job is cancelled and
    /// what is left goes back.
    function recordOpinion(Opinion calldata opinion, bytes32 r, bytes32 vs) external;
    function opinionHolders(uint256 jobId) external view returns (address[] memory);

    // ---- views
    /// @notice Of the first owner who registered this url; 0 for none and for a url that is not ipfs.
    function fileIdByUrl(string calldata url) external view returns (uint256);
    /// @param index 1-based: the file's proof jobs in order. All empty for one without a recorded proof.
    function fileProofs(uint256 fileId, uint256 index) external view returns (VanaProof memory);
    function jobs(uint256 jobId) external view returns (JobInfo memory);
    function leaseOf(uint256 jobId) external view returns (address validator, uint256 lease, uint256 endsAt);
    function refinementLeaseOf(uint256 fileId, uint256 refinerId) external view returns (address validator, uint256 lease, uint256 endsAt);
    function validatorSet(uint256 setId) external view returns (address[] memory);

    // ---- what other contracts of the network keep here
    function setDlp(uint256 dlpId, address dlp) external; // only the DLPRegistry
    function openDlp(uint256 dlpId) external; // only the DataDAO's pool
    function setOpinionTerms(uint256 dlpId, OpinionTerms calldata terms) external; // only the DataDAO's pool
    /// @notice The DataRefinerRegistry keeps here what recording a refinement needs.
    function setRefiner(uint256 refinerId, uint256 dlpId, bytes32 bundleDigest, bool active) external; // only the DataRefinerRegistry
    function enroll(address validator) external returns (uint256 index); // only the TeePool
    /// @notice Takes effect at once, for leases under way too: their jobs pass on to the next try. Ignores those not active.
    function dismiss(address[] calldata validators) external; // only the TeePool

    // ---- administration: the timelock's
    function setFees(uint256 newProofFee, uint256 newRefinementFee) external;
    function setLease(uint256 newLeaseLength, uint256 newMaxTries) external;
    function setDefaultDlp(uint256 dlpId) external;
}
