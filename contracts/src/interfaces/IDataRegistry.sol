// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The core: registry of files, pool of validators, proofs and refinements
/// @notice One contract at the DataRegistry address holds what a contribution touches, so that one contribution costs few storage
/// slots and no cross-contract call before the reward. The TeePool is a facade over it.
///
/// Units: fees in wei (whole gwei, at most 2^40 - 1 gwei), times in unix seconds, scores 0..1e18 (1e18 = 1.0).
///
/// Assignment. Try `i` of a subject (a job, or a refinement) belongs to
/// `set[uint256(keccak256(abi.encode(seed, subject, i))) % set.length]`, where `seed` is the hash of the block after the one in which
/// the subject was opened, `set` the active validators at that moment, and `i = (now - openedAt) / leaseLength`. No transaction takes
/// a lease, and nobody can choose the seed. After `maxTries` tries the subject is dead: a proof job can then be cancelled.
interface IDataRegistry {
    enum JobStatus {
        None,
        Submitted,
        Completed,
        Canceled
    }

    /// @param digest sha2-256 digest of the root block of the pooled ciphertext
    /// @param codec 0 = raw (CID "bafkrei..."), 1 = dag-pb ("bafybei...")
    /// @param dlpId the DataDAO it is contributed to
    struct NewFile {
        bytes32 digest;
        uint8 codec;
        uint256 dlpId;
    }

    /// @notice A file as Vana clients read it. `schemaId` is always 0.
    struct FileResponse {
        uint256 id;
        address ownerAddress;
        string url;
        uint256 schemaId;
        uint256 addedAtBlock;
    }

    /// @notice A file as it is stored.
    struct FileInfo {
        address owner;
        uint256 dlpId;
        uint256 addedAtBlock;
        bytes32 digest;
        uint8 codec;
        uint256 jobId; // the latest proof job
    }

    /// @notice A proof job. Low 40 bits of its id are the file id, the bits above count attempts from 0.
    struct JobInfo {
        uint256 fileId;
        JobStatus status;
        uint256 proofFee; // wei
        uint256 refinementFee; // wei not yet paid out; shared equally by the refiners the DataDAO had at the time of the proof
        address payer;
        uint256 openedAt; // seconds; of the request, after completion of the proof
        uint256 openedAtBlock; // the seed is the hash of the block after it
        uint256 setId; // the validator set the draw is over
        address validator; // who recorded the proof
        uint256 score;
    }

    /// @notice What a validator signs: exactly what it ran on what, with which result.
    /// EIP-712 type: Proof(uint256 jobId,uint256 fileId,uint256 dlpId,address owner,bytes32 contentDigest,bytes32 bundleDigest,uint256 score,bytes32 resultDigest,bytes32 fingerprint,bytes32 identity,uint256 lease)
    struct Proof {
        uint256 jobId;
        uint256 fileId;
        uint256 dlpId;
        address owner;
        bytes32 contentDigest; // the registered ciphertext
        bytes32 bundleDigest; // the DataDAO's proof bundle
        uint256 score; // 0 = invalid
        bytes32 resultDigest; // raw CID digest of the sealed result document; its URL is the proofUrl
        bytes32 fingerprint; // HMAC of the canonical content; must be non-zero when score > 0
        bytes32 identity; // HMAC of the identity on the source platform; 0 = the bundle states none
        uint256 lease; // the try this was done under
    }

    /// EIP-712 type: Refinement(uint256 fileId,uint256 refinerId,bytes32 bundleDigest,bytes32 artifactDigest,uint8 codec,bytes32 plaintextDigest,uint256 lease)
    struct Refinement {
        uint256 fileId;
        uint256 refinerId;
        bytes32 bundleDigest;
        bytes32 artifactDigest; // digest of the root block of the sealed artefact
        uint8 codec;
        bytes32 plaintextDigest; // salted digest of the plaintext artefact
        uint256 lease;
    }

    struct ValidatorInfo {
        address validator;
        bool active;
        uint256 index; // 1-based
        string url;
        bytes32 measurement;
        bytes32 evidenceDigest; // raw CID digest of its identity document (key, recipient, evidence)
        uint256 earned; // wei, over its whole life
    }

    struct IntakeKey {
        bytes32 digest; // sha2-256 of the recipient string; 0 = none
        uint256 epoch;
        uint256 setAtBlock; // where the event with the recipient string is
        address validator; // who attested it
    }

    // ---- events (first five as in the Vana contracts)
    event FileAdded(uint256 indexed fileId, address indexed ownerAddress, string url);
    event JobSubmitted(uint256 indexed jobId, uint256 indexed fileId, address teeAddress, uint256 bidAmount);
    event JobCanceled(uint256 indexed jobId);
    event ProofAdded(
        uint256 indexed fileId, address indexed ownerAddress, uint256 proofIndex, uint256 indexed dlpId, uint256 score, string proofUrl
    );
    event RefinementAdded(uint256 indexed fileId, uint256 indexed refinerId, string url);
    /// @notice With FileAdded: which DataDAO, which content, which validator set.
    event FilePooled(uint256 indexed fileId, uint256 indexed dlpId, bytes32 digest, uint8 codec);
    /// @notice With ProofAdded. `duplicateOf` is the file whose fingerprint was already rewarded (then no reward), or 0.
    /// `identityConflict` tells that another wallet holds the identity (then score and reward are 0).
    event ProofRecorded(
        uint256 indexed jobId,
        uint256 indexed fileId,
        address indexed validator,
        bytes32 resultDigest,
        bytes32 bundleDigest,
        uint256 reward,
        uint256 duplicateOf,
        bool identityConflict
    );
    event RefinementRecorded(
        uint256 indexed fileId,
        uint256 indexed refinerId,
        address indexed validator,
        bytes32 artifactDigest,
        uint8 codec,
        bytes32 plaintextDigest
    );
    event ValidatorAdmitted(address indexed validator, uint256 index, string url, bytes32 measurement, bytes32 evidenceDigest);
    event ValidatorRemoved(address indexed validator);
    event ValidatorSetChanged(uint256 indexed setId, uint256 size);
    event IntakeKeySet(
        uint256 indexed dlpId,
        uint256 indexed epoch,
        address indexed validator,
        bytes32 digest,
        string recipient,
        uint256 deadline,
        bytes signature
    );
    event Claimed(address indexed account, uint256 amount);
    event FeesUpdated(uint256 proofFee, uint256 refinementFee);
    event LeaseUpdated(uint256 leaseLength, uint256 maxTries);
    event DlpSet(uint256 indexed dlpId, address dlp);
    event RefinerSet(uint256 indexed refinerId, uint256 indexed dlpId, bytes32 bundleDigest, bool active);
    /// @notice The draw of this job (or, after its proof, of the file's refinements) starts again in this block.
    event JobReseeded(uint256 indexed jobId, uint256 indexed fileId);
    event Paused(address account);
    event Unpaused(address account);

    // ---- errors
    error FileUrlAlreadyUsed(); // this owner has registered this content already
    error FileNotFound();
    error DlpNotFound();
    error InvalidCodec();
    error InvalidDigest();
    error InsufficientFee(uint256 needed);
    error FeeNotWholeGwei();
    error NoActiveTee();
    error NotFileOwner();
    error NotJobOwner();
    error InvalidJobStatus();
    error JobStillLive(); // cancel before the last try has ended
    error JobExpired(); // all tries have passed
    error SeedNotReady(); // the block after the request does not exist yet
    error SeedTooOld(); // its hash is out of reach
    error LeaseNotCurrent(uint256 current);
    error NotLeaseHolder(address holder);
    error ProofMismatch(); // a field does not agree with the registered file
    error BundleMismatch(bytes32 expected);
    error InvalidScore();
    error InvalidFingerprint();
    error InvalidSignature();
    error NotValidator();
    error AlreadyValidator();
    error RefinerMismatch();
    error FileNotValid(); // refinement of a file without a valid proof
    error RefinementAlreadyAdded();
    error SignatureExpired();
    error InvalidEpoch();
    error NothingToClaim();
    error TransferFailed();
    error Unauthorized(); // a call that only one certain contract of the network may make
    error SeedInReach(); // reseed is only for draws that cannot be computed any more
    error InvalidRecipient(); // 1..4096 bytes
    error FeeTooHigh(); // over 2^40 - 1 gwei
    error InvalidLease(); // 1..2^24-1 seconds, 1..255 tries
    error InvalidBatch(); // empty, or more than the counters hold
    error TooManyValidators(); // over 65535 validators or changes of the set
    error RegistryPaused();

    // ---- contribution
    /// @notice Registers a file with its DataDAO and requests its proof; the sender is the owner.
    /// @dev value >= proofFee() + refinementFee(); excess goes back in the same call.
    function contribute(NewFile calldata file) external payable returns (uint256 fileId, uint256 jobId);

    /// @notice The same for many files of one sender; value >= files.length times the fees.
    function contributeBatch(NewFile[] calldata files) external payable returns (uint256 firstFileId);

    /// @notice Requests another proof for a file without an open job and without a valid proof; the sender pays.
    function requestContributionProof(uint256 fileId) external payable returns (uint256 jobId);

    /// @notice What the TeePool calls for a sender of its own: `payer` pays, and gets excess and refunds. Only the TeePool.
    function requestContributionProofFor(uint256 fileId, address payer) external payable returns (uint256 jobId);

    /// @notice Gives the fees back to the payer after the last try has ended without a proof. Only the payer may call; an expired job
    /// of somebody else does not stand in the way of a new request: that cancels it in passing and credits its payer.
    function cancelJob(uint256 jobId) external;

    /// @notice Gives the refinement part that no validator earned back to the payer, after the last refinement try has ended.
    function reclaimRefinementFee(uint256 fileId) external;

    /// @notice Starts the draw again from this block. For an open job whose seed is out of reach while its tries last: anyone may
    /// call. For a completed valid one whose refinement tries have ended (a new refiner back-fills old files): only the DataDAO's
    /// owner; the unearned refinement fee goes back to its payer first.
    function reseed(uint256 jobId) external;

    // ---- validation and refinement
    /// @notice Records a proof under the current lease. The signature is the lease holder's; anyone may submit it.
    /// A valid, first proof credits reward and stake in the DataDAO's pool. A repeated fingerprint or a foreign identity is recorded
    /// with score 0.
    function recordProof(Proof calldata proof, bytes32 r, bytes32 vs) external;

    /// @notice One signature over ProofBatch(Proof[] proofs).
    function recordProofs(Proof[] calldata proofs, bytes32 r, bytes32 vs) external;

    function recordRefinement(Refinement calldata refinement, bytes32 r, bytes32 vs) external;

    /// @notice One signature over RefinementBatch(Refinement[] refinements).
    function recordRefinements(Refinement[] calldata refinements, bytes32 r, bytes32 vs) external;

    // ---- validators
    function admitValidator(address validator, string calldata url, bytes32 measurement, bytes32 evidenceDigest) external;
    function removeValidator(address validator) external;

    /// @notice Sets a DataDAO's intake key. EIP-712 type: IntakeKey(uint256 dlpId,uint256 epoch,bytes32 digest,uint256 deadline),
    /// signed by an active validator. Epochs only grow; the DataDAO's owner has no part in it.
    function setIntakeKey(uint256 dlpId, uint256 epoch, string calldata recipient, uint256 deadline, bytes calldata signature) external;

    /// @notice Pays out what the sender has earned or is owed back.
    function claim() external;

    // ---- views
    function files(uint256 fileId) external view returns (FileResponse memory);
    function fileInfo(uint256 fileId) external view returns (FileInfo memory);
    function fileIdOf(bytes32 digest, address owner) external view returns (uint256);
    function filesCount() external view returns (uint256);
    function fileResult(uint256 fileId) external view returns (bytes32 resultDigest, uint256 score);
    function fileRefinements(uint256 fileId, uint256 refinerId) external view returns (string memory url);
    function jobs(uint256 jobId) external view returns (JobInfo memory);
    function leaseOf(uint256 jobId) external view returns (address validator, uint256 lease, uint256 endsAt);
    function refinementLeaseOf(uint256 fileId, uint256 refinerId) external view returns (address validator, uint256 lease, uint256 endsAt);
    /// @notice The draw itself, for other contracts: reverts SeedNotReady / SeedTooOld.
    function draw(uint256 setId, uint256 openedAtBlock, bytes32 subject, uint256 tryIndex) external view returns (address);
    function currentSetId() external view returns (uint256);
    function validatorSet(uint256 setId) external view returns (address[] memory);
    function validatorInfo(address validator) external view returns (ValidatorInfo memory);
    function isValidator(address validator) external view returns (bool);
    /// @notice How many were ever admitted; their indices are 1..count.
    function validatorsCount() external view returns (uint256);
    function validatorAt(uint256 index) external view returns (address);
    function intakeKey(uint256 dlpId) external view returns (IntakeKey memory);
    function claimable(address account) external view returns (uint256);
    function proofFee() external view returns (uint256);
    function refinementFee() external view returns (uint256);
    function leaseLength() external view returns (uint256);
    function maxTries() external view returns (uint256);
    function dlpOf(uint256 dlpId) external view returns (address);

    // ---- administration
    function setFees(uint256 newProofFee, uint256 newRefinementFee) external;
    function setLease(uint256 newLeaseLength, uint256 newMaxTries) external;
    function setDlp(uint256 dlpId, address dlp) external; // only the DLPRegistry
    /// @notice The DataRefinerRegistry keeps here what recording a refinement needs.
    function setRefiner(uint256 refinerId, uint256 dlpId, bytes32 bundleDigest, bool active) external; // only the DataRefinerRegistry
    function paused() external view returns (bool);
    function dlpRegistry() external view returns (address);
    function teePool() external view returns (address);
    function refinerRegistry() external view returns (address);
    function pause() external;
    function unpause() external;
}
