// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The registry's words: files, proof jobs, proofs, refinements, second opinions
/// @notice One contract at the DataRegistry address holds what a contribution touches, so that one contribution costs few storage
/// slots and no cross-contract call before the reward. Who validates is the TeePool's business.
///
/// Units: fees in wei (whole gwei, at most 2^40 - 1 gwei), times in unix seconds, scores 0..1e18 (1e18 = 1.0).
///
/// Assignment. Try `i` of a subject (a job, or a refinement) belongs to
/// `set[uint256(keccak256(abi.encode(seed, subject, i))) % set.length]`, where `seed` is the hash of the block after the one in which
/// the subject was opened, `set` the active validators at that moment, and `i = (now - openedAt) / leaseLength`, with the lease length
/// of that set. No transaction takes a lease, and nobody can choose the seed. After `maxTries` tries the subject is dead: a proof job
/// can then be cancelled.
///
/// Second opinions of a provisional proof belong to the first `drawn` distinct validators, other than the one that recorded it, in
/// `set[uint256(keccak256(abi.encode(seed, keccak256(abi.encode("opinion", jobId)), t))) % set.length]` for t = 0, 1, .. 63.
interface IDataRegistry {
    /// @dev The first four as in the Vana contracts. Provisional: a proof is recorded and waits for second opinions. Withdrawn: the
    /// owner has taken the file back; nothing can be recorded for it any more.
    enum JobStatus {
        None,
        Submitted,
        Completed,
        Canceled,
        Provisional,
        Withdrawn
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
        OpinionTerms opinions; // as they were at the request
    }

    /// @notice How many second opinions a DataDAO wants on each proof.
    /// @param drawn 0..8 validators besides the one whose turn it is; each is paid the proof fee, so a request costs (1 + drawn) of it
    /// @param needed 0..drawn of them must agree before the proof counts; at least 1 if any are drawn
    /// @param deterministic the proof bundle gives the same result wherever it runs, so whoever two thirds of
    /// those who ran it (the drawn, and whose turn it was) contradict by one and the same result loses bond
    struct OpinionTerms {
        uint8 drawn;
        uint8 needed;
        bool deterministic;
    }

    /// @notice What a drawn validator found for a provisional proof.
    /// EIP-712 type: Opinion(uint256 jobId,uint256 openedAtBlock,bytes32 contentDigest,bytes32 bundleDigest,uint256 score,bytes32 fingerprint,bytes32 identity)
    struct Opinion {
        uint256 jobId;
        uint256 openedAtBlock; // of the job, when the proof was recorded: an opinion is good for one recording only
        bytes32 contentDigest;
        bytes32 bundleDigest;
        uint256 score;
        bytes32 fingerprint;
        bytes32 identity;
    }

    /// @notice As in the Vana contracts: a key for an account, opaque to the registry.
    struct Permission {
        address account;
        string key; // 1..4096 bytes
    }

    /// @notice A recorded proof as Vana clients read it. `signature` is empty: the registry has checked it, and it is in the transaction.
    struct VanaProof {
        bytes signature;
        VanaProofData data;
    }

    struct VanaProofData {
        uint256 score;
        uint256 dlpId;
        string metadata; // empty: details are sealed
        string proofUrl; // of the latest recorded proof; earlier ones are in the ProofAdded events
        string instruction; // of the DataDAO now
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

    // ---- events (first five as in the Vana contracts)
    event FileAdded(uint256 indexed fileId, address indexed ownerAddress, string url);
    event JobSubmitted(uint256 indexed jobId, uint256 indexed fileId, address teeAddress, uint256 bidAmount);
    event JobCanceled(uint256 indexed jobId);
    event ProofAdded(
        uint256 indexed fileId, address indexed ownerAddress, uint256 proofIndex, uint256 indexed dlpId, uint256 score, string proofUrl
    );
    event RefinementAdded(uint256 indexed fileId, uint256 indexed refinerId, string url);
    /// @notice With FileAdded (which has the address of the content), or later for a file that was added without a DataDAO.
    event FilePooled(uint256 indexed fileId, uint256 indexed dlpId);
    event PermissionGranted(uint256 indexed fileId, address indexed account);
    /// @notice With ProofAdded (which has the address of the result). `stake` is what was credited, `reward` what of it the pot paid.
    /// `duplicateOf` is the file whose fingerprint was already rewarded (then no reward), or 0. `identityConflict` tells that another
    /// wallet holds the identity (then score and reward are 0).
    event ProofRecorded(
        uint256 indexed jobId,
        uint256 indexed fileId,
        address indexed validator,
        bytes32 bundleDigest,
        bytes32 fingerprint,
        uint256 reward,
        uint256 stake,
        uint256 duplicateOf,
        bool identityConflict
    );
    /// @notice With RefinementAdded (which has the address of the artefact).
    event RefinementRecorded(uint256 indexed fileId, uint256 indexed refinerId, address indexed validator, bytes32 plaintextDigest);
    /// @notice A proof that counts once second opinions agree; who gives them is drawn by the hash of the block after this one.
    event ProofProvisional(
        uint256 indexed jobId, uint256 indexed fileId, address indexed validator, uint256 score, bytes32 resultDigest, bytes32 outcome
    );
    event OpinionRecorded(uint256 indexed jobId, address indexed validator, bytes32 outcome, bool agrees);
    /// @notice The file's stake has ended; its rows leave every dataset.
    event FileWithdrawn(uint256 indexed fileId, address indexed ownerAddress, uint256 indexed dlpId, uint256 stake);
    event DefaultDlpSet(uint256 dlpId);
    event DlpOpened(uint256 indexed dlpId);
    event OpinionTermsSet(uint256 indexed dlpId, uint8 drawn, uint8 needed, bool deterministic);
    /// @notice Every change of who validates, or of lease length and tries, makes a new set; open jobs keep theirs.
    event ValidatorSetChanged(uint256 indexed setId, uint256 size, uint256 leaseLength, uint256 maxTries);
    event Claimed(address indexed account, uint256 amount);
    event FeesUpdated(uint256 proofFee, uint256 refinementFee);
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
    error RefinerMismatch();
    error FileNotValid(); // refinement of a file without a valid proof
    error RefinementAlreadyAdded();
    error NothingToClaim();
    error TransferFailed();
    error Unauthorized(); // a call that only one certain contract of the network may make
    error SeedInReach(); // reseed is only for draws that cannot be computed any more
    error FeeTooHigh(); // over 2^40 - 1 gwei
    error InvalidLease(); // 1..2^24-1 seconds, 1..255 tries
    error InvalidBatch(); // empty, or more than the counters hold
    error TooManyValidators(); // over 65535 validators or changes of the set
    error RegistryPaused();
    error DlpNotOpen(); // its founder is still setting it up
    error InvalidUrl(); // not ipfs:// with a CIDv1, sha2-256, raw or dag-pb
    error FileIsWithdrawn();
    error NoDlp(); // the file has no DataDAO; request its proof at a DataDAO's own TeePool
    error OtherDlp(uint256 dlpId); // the file belongs to this one
    error InvalidOpinionTerms(); // drawn 0..8, needed 1..drawn
    error NotDrawn(); // this validator was not drawn for a second opinion
    error OpinionGiven();
    error InvalidKey(); // 1..4096 bytes

    // The functions are in IDataRegistryCore (what each contribution calls) and IDataRegistryExtension (everything else); both are
    // answered at one address.
}
