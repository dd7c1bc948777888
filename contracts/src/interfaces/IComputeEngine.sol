// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Access jobs: escrow, lease, settlement
/// @notice One job reads one or several DataDAOs under listed permissions, and runs one instruction (0 = deliver the query's rows).
/// At submission the execution part (VANA, pricePerSecond x maxSeconds) and the data part (each line: price x maxRows in that
/// DataDAO's VRC-20) are locked from the buyer's balance. Prices and splits are taken at submission.
interface IComputeEngine {
    enum JobStatus {
        None,
        Registered,
        Submitted,
        Running,
        Completed,
        Failed,
        Canceled
    }
    /// @notice How it ended: by delivery, by the buyer's doing (used time is paid, the data part returns), or by the network's (all returns).
    enum Outcome {
        Completed,
        BuyerFault,
        NetworkFault
    }

    struct Line {
        uint256 permissionId;
        uint256 maxRows; // at most 2^48 - 1
        uint256 maxPrice; // token wei per row; a price that was raised meanwhile is refused
    }

    struct JobRequest {
        uint256 instructionId;
        uint256 maxSeconds; // 1..maxJobSeconds
        bytes32 requestDigest; // raw CID digest of the sealed request document
        uint256 maxPricePerSecond; // wei
        Line[] lines; // 1..64
    }

    struct JobInfo {
        address ownerAddress;
        JobStatus status;
        uint256 instructionId;
        uint256 maxSeconds;
        bytes32 requestDigest;
        uint256 openedAt;
        uint256 openedAtBlock;
        uint256 setId;
        uint256 pricePerSecond;
        uint256 vanaEscrow;
        address teeAddress; // who settled it
        bytes32 receiptDigest; // EIP-712 struct hash of the receipt
        bytes32 resultDigest;
    }

    struct VanaJob {
        address ownerAddress;
        uint80 maxTimeout; // seconds
        bool gpuRequired; // false: no validator offers one
        JobStatus status;
        address teeAddress;
        uint32 computeInstructionId;
        uint48 addedTimestamp;
        string statusMessage; // empty: it is in JobStatusUpdated
        address teePoolAddress; // 0: jobs are drawn from the network's one pool
    }

    struct JobLine {
        uint256 permissionId;
        uint256 dlpId;
        uint256 price;
        uint256 maxRows;
    }

    /// @notice What the validator signs.
    /// EIP-712 type: Receipt(uint256 jobId,bytes32 requestDigest,bytes32 codeDigest,bytes32 snapshotDigest,bytes32 resultDigest,uint8 outcome,uint256 usedSeconds,uint256[] rows,uint256 lease,uint256 dataBlock)
    struct Receipt {
        uint256 jobId;
        bytes32 requestDigest;
        bytes32 codeDigest; // the instruction's hash, 0 for instruction 0
        bytes32 snapshotDigest; // over the snapshots' Merkle roots
        bytes32 resultDigest; // raw CID digest of the manifest of sealed artefacts
        Outcome outcome;
        uint256 usedSeconds;
        uint256[] rows; // per line, in the order of submission
        uint256 lease;
        uint256 dataBlock; // every withdrawal up to this block is respected by what the job read; 0 if it read nothing
    }

    event Deposit(address indexed account, address indexed token, uint256 amount);
    event Withdraw(address indexed account, address indexed token, uint256 amount);
    event JobRegistered(uint256 indexed jobId, address indexed ownerAddress);
    event JobRequested(uint256 indexed jobId, uint256 indexed instructionId, bytes32 requestDigest, uint256 maxSeconds);
    event JobStatusUpdated(uint256 indexed jobId, uint8 status, string statusMessage);
    event JobCanceled(uint256 indexed jobId);
    event PaymentExecuted(uint256 indexed jobId, address indexed token, uint256 amount);
    /// @notice The books of one job in one token (address 0 = VANA): charged = burned + validator + contributors + treasury, escrow = charged + refunded.
    event JobSettled(
        uint256 indexed jobId,
        address indexed token,
        uint256 charged,
        uint256 burned,
        uint256 validator,
        uint256 contributors,
        uint256 treasury,
        uint256 refunded
    );
    event ReceiptRecorded(uint256 indexed jobId, address indexed validator, bytes32 receiptDigest, bytes32 resultDigest);
    /// @notice The pool's code failed on its part of a job. The books count it as the treasury's; it waits for distributeDeferred.
    event DistributionDeferred(uint256 indexed jobId, uint256 indexed dlpId, address pool, uint256 amount);
    event DeferredDistributed(uint256 indexed jobId, uint256 indexed dlpId, uint256 contributors, uint256 treasury);
    event PricePerSecondUpdated(uint256 price);
    event BurnShareUpdated(uint256 executionBps, uint256 dataBps);

    error InstructionNotFound(uint256 computeInstructionId);
    error InstructionNotApproved(uint256 computeInstructionId, uint256 dlpId);
    error RowsMayNotLeave(uint256 permissionId);
    error PermissionDenied(uint256 permissionId);
    error InvalidLines();
    error InvalidDuration(uint256 max);
    error InvalidAmount();
    error InvalidVanaAmount();
    error UnexpectedVanaDeposit();
    error InsufficientBalance(address token, uint256 needed, uint256 available);
    error JobNotFound(uint256 jobId);
    error JobLifeCycleEnded();
    error JobStillLive();
    error JobExpired();
    error LeaseNotCurrent(uint256 current);
    error NotLeaseHolder(address holder);
    error ReceiptMismatch();
    error RowsOverCeiling(uint256 line);
    error InvalidSignature();
    error NoActiveTee();
    error InvalidShare();
    error TransferFailed();
    error InvalidDigest();
    error NotValidator(); // the lease holder was removed in the meantime
    error PriceOverMaximum(uint256 line, uint256 price);
    error PricePerSecondOverMaximum(uint256 price);
    error OnlyRegisteredJobStatus();
    error NotJobOwner();
    error JobNotSubmitted(uint256 jobId); // registered only
    error OtherInstruction(uint256 registered);
    error NothingDeferred();
    error OnlySelf();
    error InvalidDataBlock(); // not before the block of the settlement: nobody can know what will be withdrawn
    /// @notice A file of this DataDAO was withdrawn after the receipt's dataBlock: the job has to be computed again, without its rows.
    error SnapshotOutdated(uint256 dlpId, uint256 lastWithdrawal);

    function deposit(address token, uint256 amount) external payable;
    function withdraw(address token, uint256 amount) external;
    function balanceOf(address account, address token) external view returns (uint256);

    /// @notice msg.value is added to the sender's VANA balance first.
    function submitJob(JobRequest calldata request) external payable returns (uint256 jobId);

    /// @notice Vana's form: registers a job without data lines, which waits for `completeJob`. Nothing is locked yet; msg.value is added
    /// to the balance. `maxTimeout` seconds become maxSeconds; gpuRequired must be false, since no validator offers one.
    function submitJob(uint80 maxTimeout, bool gpuRequired, uint256 computeInstructionId) external payable returns (uint256 jobId);
    /// @notice Gives a registered job its request and lines, and submits it. Its owner only; the request must name the same
    /// instruction, and at most the registered seconds.
    function completeJob(uint256 jobId, JobRequest calldata request) external payable;
    /// @notice Ends a registered job that was never submitted. A submitted one ends by settlement or expiry only.
    function cancelJob(uint256 jobId) external;

    /// @notice Ends a job under the current lease. The signature is the lease holder's. What is delivered (outcome Completed) must not
    /// be older than the last withdrawal of any DataDAO that the job reads: see dataBlock and IDataRegistryCore.lastWithdrawalBlock.
    function settleJob(Receipt calldata receipt, bytes calldata signature) external;

    /// @notice After the last try has ended: everything goes back to the buyer. Anyone may call.
    function expireJob(uint256 jobId) external;

    /// @notice Tries again what the pool's code failed on; anyone may call. It belongs to the epoch of the job's submission, as ever.
    function distributeDeferred(uint256 jobId, uint256 dlpId) external;
    /// @notice token wei of the DataDAO's token that wait for distributeDeferred
    function deferred(uint256 jobId, uint256 dlpId) external view returns (uint256);
    /// @notice The token that jobs of a DataDAO are paid in: its pool's when it was first read from, and the same for ever. 0 before.
    function tokenOf(uint256 dlpId) external view returns (address);

    /// @notice As in the Vana contracts; `jobInfo` says more. teeAddress is who settled it, addedTimestamp when it was submitted.
    function jobs(uint256 jobId) external view returns (VanaJob memory);
    function jobInfo(uint256 jobId) external view returns (JobInfo memory);
    function jobLines(uint256 jobId) external view returns (JobLine[] memory);
    function jobsCount() external view returns (uint256);
    /// @notice The try's length is the lease length of the job's validator set plus the job's maxSeconds.
    function leaseOf(uint256 jobId) external view returns (address validator, uint256 lease, uint256 endsAt);
    function pricePerSecond() external view returns (uint256);
    function maxJobSeconds() external view returns (uint256);
    function burnShares() external view returns (uint256 executionBps, uint256 dataBps);
    function updatePricePerSecond(uint256 price) external; // at most 2^96 - 1; the maintainer
    function updateBurnShares(uint256 executionBps, uint256 dataBps) external; // each 1..10000; the network's timelock
    function receiptHash(Receipt calldata receipt) external view returns (bytes32 structHash, bytes32 digest);
}
