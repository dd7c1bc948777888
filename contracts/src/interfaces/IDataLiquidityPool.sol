// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataRegistry} from "./IDataRegistry.sol";

/// @title A DataDAO's pool: reward pot, ownership stakes, value returned to contributors, sale of its VRC-20, who decides
/// @notice Stakes are counted in whole gwei (1e9 wei) of the token. Stake credited in epoch e (epoch = block.timestamp / epochLength)
/// earns from value that belongs to epoch e + 1 or later: a sale or gift belongs to the epoch it happens in, a job to the one it was
/// submitted in, whenever it settles. So contributing after seeing a large job earns nothing from it. A job that settles later than
/// in the epoch after its submission pays the treasury. Distribution is O(1) whatever the number of contributors.
///
/// Authority. Until `open()` the founder (owner) sets everything at once, and nobody can contribute. After it, whatever can hurt
/// contributors comes from the timelock alone, under governance and under a single owner alike; what protects them, the owner or the
/// timelock does at once.
interface IDataLiquidityPool {
    struct InitParams {
        address owner;
        address timelock;
        address token;
        uint256 dlpId;
        string name; // the dataset's slug
        bytes32 proofBundle; // sha2-256 of the packed proof bundle
        string proofInstruction; // its ipfs:// url
        uint256 fileRewardFactor; // token wei for score 1.0; whole gwei, below 2^63 gwei
        uint256 epochLength; // seconds
        uint256 epochRewardCap; // token wei of reward per epoch; 0 = no cap
        uint256 salePrice; // VANA wei for one whole token; 0 = no sale
        uint256 treasuryShareBps; // of sale proceeds, 0..5000
    }

    /// @notice What the DataDAO pays for contributors without VANA, out of its sponsor budget.
    struct SponsorTerms {
        address relayer; // who may submit; 0 = anyone
        uint96 perFile; // wei to the relayer for each file, for its gas
        uint128 perEpoch; // wei at most in an epoch, fees and relayer's part together; 0 = no sponsorship
        uint32 filesPerOwner; // at most, over all time; 0 = no limit
    }

    event RewardRequested(address indexed contributorAddress, uint256 indexed fileId, uint256 indexed proofIndex, uint256 rewardAmount);
    event StakeRestored(address indexed contributor, uint256 indexed fileId, uint256 amount);
    event StakeWithdrawn(address indexed contributor, uint256 indexed fileId, uint256 amount);
    event Opened();
    event TreasuryShareUpdated(uint256 newTreasuryShareBps);
    event EpochRewardCapUpdated(uint256 newEpochRewardCap);
    event SponsorTermsUpdated(address relayer, uint96 perFile, uint128 perEpoch, uint32 filesPerOwner);
    event SponsorBudgetFunded(address indexed from, uint256 amount);
    event SponsorBudgetWithdrawn(address indexed to, uint256 amount);
    event Sponsored(address indexed owner, uint256 files, uint256 fees, uint256 toRelayer);
    event ValueDistributed(address indexed token, uint256 toContributors, uint256 toTreasury);
    event ValueClaimed(address indexed contributor, uint256 vana, uint256 tokens);
    event TokensSold(address indexed buyer, uint256 tokens, uint256 vana);
    event PotFunded(address indexed from, uint256 amount);
    event StockFunded(address indexed from, uint256 amount);
    event FileRewardFactorUpdated(uint256 newFileRewardFactor);
    event ProofInstructionUpdated(string newProofInstruction);
    event SalePriceUpdated(uint256 newSalePrice);
    event OwnerUpdated(address newOwner);
    event TreasuryWithdrawn(address indexed to, uint256 vana, uint256 tokens);

    error OnlyRegistry();
    error OnlyComputeEngine();
    error NotDlpOwner();
    error InvalidShare();
    error SaleClosed();
    error InsufficientStock(uint256 available);
    error InsufficientPayment(uint256 needed);
    error NothingToClaim();
    error InvalidProof();
    error TransferFailed();
    error ZeroAddress();
    error ZeroAmount();
    error InvalidParameter(); // a factor, price, cap or epoch out of its range
    error UpgradeRefused(); // only to the implementation that the DLPRegistry names
    error TimelockOnly(); // it can hurt contributors, so it has to wait in the timelock
    error AlreadyOpen();
    error OnlyRelay();
    error NotSponsored(); // budget, epoch's limit, the owner's limit, or another relayer
    error WrongFingerprint(); // it is not the file's

    /// @notice Called by the registry for a recorded proof with score > 0. The same content again from the owner of a withdrawn file
    /// restores the stake it had, without a reward.
    /// @return reward token wei paid now (may be less than factor x score when the pot or the epoch's cap is short)
    /// @return stake token wei credited
    /// @return duplicateOf the file that has this fingerprint already, or 0
    /// @return identityConflict another contributor holds this identity
    function credit(address contributor, uint256 fileId, uint256 score, bytes32 bundle, bytes32 fingerprint, bytes32 identity)
        external
        returns (uint256 reward, uint256 stake, uint256 duplicateOf, bool identityConflict);

    /// @notice Ends a file's stake; what had accrued until now stays claimable. Only the registry, for a file whose proof counted;
    /// reverts WrongFingerprint when this content's stake is not (or no longer) this file's.
    /// @return stake token wei taken away
    function withdrawStake(address contributor, uint256 fileId, bytes32 fingerprint) external returns (uint256 stake);

    /// @notice As in the Vana contracts: succeeds, without effect, for a file of this DataDAO with a valid recorded proof, whose reward
    /// was paid when it was recorded. Reverts InvalidProof otherwise.
    function requestReward(uint256 fileId, uint256 proofIndex) external;

    /// @notice VANA for the contributors by stake (no stake at all: the treasury).
    function distribute() external payable;

    /// @notice Tokens that the ComputeEngine has just transferred here, for the contributors by stake. Only the ComputeEngine.
    /// @param submittedAt when the job was submitted, unix seconds: which epoch the value belongs to
    /// @return toContributors by stake
    /// @return toTreasury when there is no stake
    function distributeTokens(uint256 amount, uint256 submittedAt) external returns (uint256 toContributors, uint256 toTreasury);

    /// @notice Pays the sender all it has accrued, in both tokens.
    function claim() external returns (uint256 vana, uint256 tokens);

    /// @notice Buys exactly `amount` token wei from the pool's stock; excess VANA goes back.
    function buy(uint256 amount) external payable;

    function addRewardsForContributors(uint256 amount) external;
    function addStock(uint256 amount) external;
    function withdrawTreasury(address to) external;
    function updateFileRewardFactor(uint256 newFileRewardFactor) external;
    function updateProofInstruction(bytes32 newProofBundle, string calldata newProofInstruction) external;
    function updateSalePrice(uint256 newSalePrice) external;
    function transferOwnership(address newOwner) external;

    // ---- authority
    function open() external; // owner, once; from then on people can contribute
    function isOpen() external view returns (bool);
    function timelock() external view returns (address);
    /// @notice May `who` do what protects contributors: the owner or the timelock.
    function mayTighten(address who) external view returns (bool);
    /// @notice May `who` do what can hurt them: the timelock; before opening the owner too.
    function mayLoosen(address who) external view returns (bool);
    function updateTreasuryShare(uint256 newTreasuryShareBps) external; // timelock
    function updateEpochRewardCap(uint256 newEpochRewardCap) external; // timelock
    /// @notice Timelock: fewer opinions let bad proofs through, more can keep good ones from ever counting.
    function updateOpinionTerms(IDataRegistry.OpinionTerms calldata terms) external;

    // ---- sponsoring
    function fundSponsorBudget() external payable;
    function withdrawSponsorBudget(address to, uint256 amount) external; // owner
    function updateSponsorTerms(SponsorTerms calldata terms) external; // owner
    function sponsorTerms() external view returns (SponsorTerms memory);
    function sponsorBudget() external view returns (uint256);
    /// @notice Takes fees from the budget for the relay, and the relayer's part for `relayer`. Only the relay.
    function sponsor(address owner, address relayer, uint256 files, uint256 fees) external;
    /// @notice Brings back what the registry owes this pool for sponsored requests that were never delivered. Anyone may call.
    function collectSponsorRefunds() external returns (uint256 amount);

    function name() external view returns (string memory);
    function dlpId() external view returns (uint256);
    function owner() external view returns (address);
    function token() external view returns (address);
    function dataRegistry() external view returns (address);
    function proofInstruction() external view returns (string memory);
    function proofBundle() external view returns (bytes32);
    function fileRewardFactor() external view returns (uint256);
    function rewardPot() external view returns (uint256);
    function stock() external view returns (uint256);
    function salePrice() external view returns (uint256);
    function epochLength() external view returns (uint256);
    function currentEpoch() external view returns (uint256);
    function stakeOf(address contributor) external view returns (uint256 active, uint256 pending);
    function totalStake() external view returns (uint256 active, uint256 pending);
    function claimable(address contributor) external view returns (uint256 vana, uint256 tokens);
    function treasury() external view returns (uint256 vana, uint256 tokens);
    function fileOfFingerprint(bytes32 fingerprint) external view returns (uint256); // the one whose stake it is, or was
    function teePool() external view returns (address); // this DataDAO's facade, at which Vana clients request proofs
    function identityHolder(bytes32 identity) external view returns (address);
    function epochRewardCap() external view returns (uint256);
    function treasuryShareBps() external view returns (uint256);
    function dlpRegistry() external view returns (address);
    function computeEngine() external view returns (address);
}
