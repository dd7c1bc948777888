// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IDataRegistry} from "../interfaces/IDataRegistry.sol";

/// @title What the core stores, and where
/// @notice Storage decides what a contribution costs, so everything a contribution touches is packed: it creates three words
/// (record, digest, job), its proof one here (result), its refinement one. All state of the core is declared in this file and nowhere
/// else; an upgrade may only append to it.
abstract contract Layout is IDataRegistry, AccessControlUpgradeable, ReentrancyGuardTransient {
    /// @notice May stop and restart everything. What changes terms or code is the admin's, who is a timelock.
    bytes32 public constant MAINTAINER_ROLE = keccak256("MAINTAINER_ROLE");

    uint256 internal constant GWEI = 1e9;
    uint256 internal constant FILE_ID_BITS = 40;

    // The next three are words in storage and unpacked in memory. Whoever changes a field keeps it within the bits named here.

    /// @dev Read by every hot call. Fees in gwei.
    struct Config {
        uint256 filesCount; // 40
        uint256 proofFee; // 40
        uint256 refinementFee; // 40
        uint256 paused; // 8
        uint256 setId; // 16
        uint256 setSize; // 16
        uint256 validatorsEver; // 16
        uint256 defaultDlp; // 24
    }

    /// @dev Uniqueness check and file at once.
    struct FileRecord {
        address owner; // 160
        uint256 id; // 40
        uint256 codec; // 1
        uint256 dlpId; // 23
        uint256 addedAtBlock; // 32
    }

    /// @dev Fees in gwei. A refinement needs the file's DataDAO and not the proof fee any more, so with the proof the one takes the
    /// other's place; recording a refinement then reads this word and not the file's, and does not write it.
    struct Job {
        uint256 status; // 3, a JobStatus
        uint256 shares; // 5; after the proof: into how many parts refinementFee goes, one for each refiner there was
        uint256 drawn; // 4, second opinions
        uint256 needed; // 4
        uint256 deterministic; // 1
        uint256 proofFeeOrDlp; // 40; proof fee until the proof is recorded, then the DataDAO's id
        uint256 refinementFee; // 40
        uint256 openedAt; // 32
        uint256 openedAtBlock; // 32
        uint256 setId; // 16
        uint256 validator; // 16, index of who recorded the proof
        uint256 score; // 60
    }

    /// @dev One word.
    struct Pool {
        address pool;
        uint8 activeRefiners;
        bool open;
        // an OpinionTerms; a struct of its own would take a word of its own
        uint8 drawn;
        uint8 needed;
        bool deterministic;
        uint48 lastWithdrawal; // block number; 0 = nothing was ever withdrawn
    }

    struct Refiner {
        uint24 dlpId;
        bool active;
        uint32 addedAtBlock;
        bytes32 bundleDigest;
    }

    /// @dev One word: signer check and credit at once. `earned` in gwei, over its whole life; 2^88 gwei is more than there is.
    struct Validator {
        address account;
        bool active;
        uint88 earned;
    }

    /// @dev Cross addresses are part of the code: the proxies' addresses are known before they are deployed, and reading one costs nothing.
    address public immutable dlpRegistry;
    address public immutable teePool;
    address public immutable refinerRegistry;
    address public immutable relay;

    // slither-disable-start uninitialized-state,unused-state (both halves share it, and each writes a part)
    /// @dev A Config; see _loadConfig.
    uint256 internal _configWord;

    /// @dev The first registrar of a digest has its record here. A second owner of the same bytes (somebody may have registered a
    /// stranger's CID to get in its way) has one in _secondRecords under keccak256(digest, owner), and _secondKeys leads there.
    /// Two maps, since a digest can be chosen to equal such a key.
    mapping(bytes32 digest => uint256) internal _records; // a FileRecord; see _loadFile
    mapping(bytes32 digestAndOwner => uint256) internal _secondRecords;
    mapping(uint256 fileId => bytes32) internal _secondKeys;
    mapping(uint256 fileId => bytes32) internal _digests;

    mapping(uint256 jobId => uint256) internal _jobWords; // a Job; see _loadJob
    mapping(uint256 fileId => uint256) internal _retries; // how many proof jobs after the first
    mapping(uint256 jobId => address) internal _payers; // only where the payer is not the file's owner
    mapping(uint256 fileId => bytes32) internal _results;

    mapping(uint256 fileAndRefiner => bytes32) internal _refinements;
    mapping(uint256 fileAndRefiner => bool) internal _refinementIsDagPb;

    mapping(uint256 dlpId => Pool) internal _pools;
    mapping(uint256 refinerId => Refiner) internal _refiners;

    mapping(uint256 index => Validator) internal _validators;
    mapping(uint256 index => uint256) internal _withdrawn; // wei
    mapping(address validator => uint256) internal _validatorIndex;

    /// @dev A set is a run of 16-bit lanes: lane 0 its size, lanes 1 and 2 lease length (24 bits) and tries (8), then the validators'
    /// indices. Sets are only added, never changed, so nothing that happens later touches an open job's draw or lease.
    mapping(uint256 setId => mapping(uint256 word => uint256)) internal _sets;

    mapping(address account => uint256) internal _owed; // wei to give back on claim()

    mapping(uint256 jobId => bytes32) internal _outcomes; // of a provisional proof: digest of score, fingerprint and identity
    mapping(uint256 jobId => uint256[]) internal _opinions; // per opinion: outcome without its low 16 bits, validator's index there
    mapping(uint256 fileId => mapping(address account => string)) internal _fileKeys;
    mapping(uint256 jobId => bytes32) internal _bundles; // of a provisional proof: what it ran, and opinions on it must run

    // slither-disable-end uninitialized-state,unused-state

    constructor(address dlpRegistry_, address teePool_, address refinerRegistry_, address relay_) {
        dlpRegistry = dlpRegistry_;
        teePool = teePool_;
        refinerRegistry = refinerRegistry_;
        relay = relay_;
    }

    /// @dev The configuration, for a call that a pause stops.
    function _running() internal view returns (Config memory c) {
        c = _loadConfig();
        if (c.paused != 0) revert RegistryPaused();
    }

    // Words are packed and unpacked here, once, rather than by the compiler at each use: that is one storage access each and saves the
    // core a fifth of its code.

    function _loadConfig() internal view returns (Config memory c) {
        uint256 w = _configWord;
        c.filesCount = uint40(w);
        c.proofFee = uint40(w >> 40);
        c.refinementFee = uint40(w >> 80);
        c.paused = uint8(w >> 120);
        c.setId = uint16(w >> 128);
        c.setSize = uint16(w >> 144);
        c.validatorsEver = uint16(w >> 160);
        c.defaultDlp = uint24(w >> 176);
    }

    function _storeConfig(Config memory c) internal {
        _configWord = c.filesCount | c.proofFee << 40 | c.refinementFee << 80 | c.paused << 120 | c.setId << 128 | c.setSize << 144
            | c.validatorsEver << 160 | c.defaultDlp << 176;
    }

    function _loadJob(uint256 jobId) internal view returns (Job memory job) {
        uint256 w = _jobWords[jobId];
        job.status = w & 7;
        job.shares = (w >> 3) & 31;
        job.drawn = (w >> 8) & 15;
        job.needed = (w >> 12) & 15;
        job.deterministic = (w >> 16) & 1;
        job.proofFeeOrDlp = uint40(w >> 17);
        job.refinementFee = uint40(w >> 57);
        job.openedAt = uint32(w >> 97);
        job.openedAtBlock = uint32(w >> 129);
        job.setId = uint16(w >> 161);
        job.validator = uint16(w >> 177);
        job.score = w >> 193;
    }

    function _storeJob(uint256 jobId, Job memory job) internal {
        _jobWords[jobId] = job.status | job.shares << 3 | job.drawn << 8 | job.needed << 12 | job.deterministic << 16 | job.proofFeeOrDlp
            << 17 | job.refinementFee << 57 | job.openedAt << 97 | job.openedAtBlock << 129 | job.setId << 161 | job.validator << 177
            | job.score << 193;
    }

    /// @dev Opens a job in this block, over the set of this moment.
    function _openHere(Config memory c, Job memory job) internal view {
        job.openedAt = block.timestamp;
        job.openedAtBlock = block.number;
        job.setId = c.setId;
    }

    function _jobId(uint256 fileId, uint256 retry) internal pure returns (uint256) {
        return (retry << FILE_ID_BITS) | fileId;
    }

    function _latestJobId(uint256 fileId) internal view returns (uint256) {
        return _jobId(fileId, _retries[fileId]);
    }

    function _refinementKey(uint256 fileId, uint256 refinerId) internal pure returns (uint256) {
        return (refinerId << FILE_ID_BITS) | fileId;
    }

    /// @dev Reverts FileNotFound.
    function _record(uint256 fileId) internal view returns (FileRecord memory file, bytes32 digest) {
        digest = _digests[fileId];
        if (digest == 0) revert FileNotFound();
        file = _unpackFile(_records[digest]);
        if (file.id != fileId) file = _unpackFile(_secondRecords[_secondKeys[fileId]]);
    }

    function _unpackFile(uint256 w) internal pure returns (FileRecord memory file) {
        file.owner = address(uint160(w));
        file.id = uint40(w >> 160);
        file.dlpId = (w >> 201) & 0x7fffff;
        file.codec = (w >> 200) & 1;
        file.addedAtBlock = uint32(w >> 224);
    }

    function _packFile(address owner, uint256 id, uint256 dlpId, uint256 codec) internal view returns (uint256) {
        return uint256(uint160(owner)) | id << 160 | codec << 200 | dlpId << 201 | block.number << 224;
    }

    function _secondKey(bytes32 digest, address owner) internal pure returns (bytes32) {
        return keccak256(abi.encode(digest, owner));
    }

    function _payer(uint256 jobId, address owner) internal view returns (address payer) {
        payer = _payers[jobId];
        if (payer == address(0)) payer = owner;
    }

    function _send(address to, uint256 amount) internal {
        if (amount == 0) return;
        (bool ok,) = to.call{value: amount}("");
        if (!ok) revert TransferFailed();
    }
}
