// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Who validates: admission under evidence, bonds, suspension, slashing, intake keys; and the pool as Vana clients read it
/// @notice Jobs, draws and earnings are the DataRegistry's. A validator is active while it is enrolled there. Bonds in wei.
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
    enum Standing {
        Unknown,
        Allowed,
        Suspended
    }

    struct TeeInfo {
        address teeAddress;
        string url;
        TeeStatus status;
        uint256 amount; // wei earned over its whole life
        uint256 withdrawnAmount; // wei of it that it has claimed
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

    /// @param platform 1 = simulated, 2 = Intel TDX, 3 = AMD SEV-SNP; others may follow
    /// @param measurement of the program that runs inside
    /// @param evidenceDigest raw CID digest of the identity document (key, recipient, evidence)
    struct Admission {
        address validator;
        string url;
        uint8 platform;
        bytes32 measurement;
        bytes32 evidenceDigest;
    }

    struct ValidatorInfo {
        address validator;
        bool active;
        uint256 index; // in the registry, 1-based; 0 = never admitted
        string url;
        uint8 platform;
        bytes32 measurement;
        bytes32 evidenceDigest;
        uint256 keyEpoch; // how often it has published its keys
        uint256 earned; // wei, over its whole life
        uint256 bond; // wei
        uint256 bondFreeAt; // when the bond may be withdrawn, unix seconds; 0 = not while it validates
    }

    struct IntakeKey {
        bytes32 digest; // sha2-256 of the recipient string; 0 = none
        uint256 epoch;
        uint256 setAtBlock; // where the event with the recipient string is
        address validator; // who attested it
    }

    event TeeAdded(address indexed teeAddress);
    event TeeRemoved(address indexed teeAddress);
    event ValidatorAdmitted(
        address indexed validator, uint256 index, string url, uint8 platform, bytes32 measurement, bytes32 evidenceDigest
    );
    /// @notice A validator's keys for a new epoch of its own: the same program, new document.
    event ValidatorKeysSet(address indexed validator, uint256 keyEpoch, bytes32 evidenceDigest);
    event ValidatorRemoved(address indexed validator);
    event BondPosted(address indexed validator, address indexed from, uint256 amount);
    event BondWithdrawn(address indexed validator, uint256 amount);
    /// @notice `burned` of the bond is gone, `repaid` went back to the job it had spoilt.
    event Slashed(address indexed validator, uint256 indexed jobId, uint256 burned, uint256 repaid);
    event PlatformStanding(uint8 indexed platform, Standing standing);
    event MeasurementStanding(bytes32 indexed measurement, Standing standing);
    event BondTermsUpdated(uint256 minBond, uint256 slashAmount, uint256 unbondingTime);
    event IntakeKeySet(
        uint256 indexed dlpId,
        uint256 indexed epoch,
        address indexed validator,
        bytes32 digest,
        string recipient,
        uint256 deadline,
        bytes signature
    );

    error AlreadyValidator();
    error NotValidator();
    error NotAllowed(); // platform or measurement is not in the admission policy
    error BondTooSmall(uint256 needed);
    error BondLocked(uint256 freeAt); // 0 = until it leaves
    error SignatureExpired();
    error InvalidSignature();
    error InvalidEpoch(uint256 next); // keys go epoch by epoch
    error InvalidRecipient(); // 1..4096 bytes
    error InvalidDigest();
    error NotKeyHolder(address holder); // later keys are set by the validator that set the last one, while it is active
    error DlpNotFound();
    error NothingToClaim();
    error TransferFailed();
    error Unauthorized();
    error ZeroAmount();
    error InvalidBondTerms(); // slashAmount <= minBond; unbonding 1 s..2^32-1 s
    error InvalidStanding();

    // ---- as in the Vana contracts
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

    // ---- validators
    /// @notice Admits a validator whose platform and measurement are allowed and whose bond is there; or again one that was removed.
    function admitValidator(Admission calldata admission) external; // maintainer
    function removeValidator(address validator) external; // maintainer
    /// @notice The sender stops validating; its bond is free after the unbonding time.
    function leaveNetwork() external;
    function postBond(address validator) external payable;
    function withdrawBond() external;
    /// @notice The sender's new keys: evidence of the same program, one epoch on.
    function setValidatorKeys(uint256 keyEpoch, bytes32 evidenceDigest) external;

    // ---- admission policy: allowing is the timelock's, suspending the maintainer's and immediate
    function allowPlatform(uint8 platform) external;
    function allowMeasurement(bytes32 measurement) external;
    /// @notice All its validators stop validating in this transaction (some two thousand fit).
    function suspendPlatform(uint8 platform) external;
    function suspendMeasurement(bytes32 measurement) external;
    function setBondTerms(uint256 newMinBond, uint256 newSlashAmount, uint256 newUnbondingTime) external;

    /// @notice Takes slashAmount (or what there is) of a contradicted validator's bond: `refill` of it to the registry, the rest is
    /// burned. Below minBond the validator stops validating. Only the DataRegistry.
    /// @return repaid what the registry got
    function slash(address validator, uint256 jobId, uint256 refill) external returns (uint256 repaid);

    // ---- intake keys
    /// @notice Sets a DataDAO's intake key. EIP-712 type: IntakeKey(uint256 dlpId,uint256 epoch,bytes32 digest,uint256 deadline) in
    /// this contract's domain, signed by an active validator; for epochs after the first by the one that set the last key, while it is
    /// active. The DataDAO's owner has no part in it.
    function setIntakeKey(uint256 dlpId, uint256 epoch, string calldata recipient, uint256 deadline, bytes calldata signature) external;

    // ---- views
    function validatorInfo(address validator) external view returns (ValidatorInfo memory);
    function intakeKey(uint256 dlpId) external view returns (IntakeKey memory);
    function platformStanding(uint8 platform) external view returns (Standing);
    function measurementStanding(bytes32 measurement) external view returns (Standing);
    function minBond() external view returns (uint256);
    function slashAmount() external view returns (uint256);
    function unbondingTime() external view returns (uint256); // seconds
}
