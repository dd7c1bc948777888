// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title A DataDAO's pool: reward pot, ownership stakes, value returned to contributors, sale of its VRC-20
/// @notice Stakes are in token wei. Stake credited in epoch e earns from distributions made in epoch e + 1 and later
/// (epoch = block.timestamp / epochLength), so that contributing after seeing a large job earns nothing from it.
/// Distribution is O(1) whatever the number of contributors.
interface IDataLiquidityPool {
    struct InitParams {
        address owner;
        address token;
        uint256 dlpId;
        string name; // the dataset's slug
        bytes32 proofBundle; // sha2-256 of the packed proof bundle
        string proofInstruction; // its ipfs:// url
        uint256 fileRewardFactor; // token wei for score 1.0
        uint256 epochLength; // seconds
        uint256 epochRewardCap; // token wei of reward per epoch; 0 = no cap
        uint256 salePrice; // VANA wei for one whole token; 0 = no sale
        uint256 treasuryShareBps; // of sale proceeds, 0..5000
    }

    event RewardRequested(address indexed contributorAddress, uint256 indexed fileId, uint256 indexed proofIndex, uint256 rewardAmount);
    event StakeCredited(address indexed contributor, uint256 indexed fileId, uint256 amount, uint256 epoch);
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
    error TransferFailed();
    error ZeroAddress();
    error ZeroAmount();
    error InvalidParameter(); // a factor, price, cap or epoch out of its range
    error UpgradeRefused(); // only the owner, only to the implementation that the DLPRegistry names

    /// @notice Called by the registry for a recorded proof with score > 0.
    /// @return reward token wei paid now (may be less than factor x score when the pot or the epoch's cap is short)
    /// @return duplicateOf the file that has this fingerprint already, or 0
    /// @return identityConflict another contributor holds this identity
    function credit(address contributor, uint256 fileId, uint256 score, bytes32 bundle, bytes32 fingerprint, bytes32 identity)
        external
        returns (uint256 reward, uint256 duplicateOf, bool identityConflict);

    /// @notice VANA for the contributors by stake (no stake at all: the treasury).
    function distribute() external payable;

    /// @notice Tokens that the ComputeEngine has just transferred here, for the contributors by stake. Only the ComputeEngine.
    /// @return toContributors by stake
    /// @return toTreasury when there is no stake
    function distributeTokens(uint256 amount) external returns (uint256 toContributors, uint256 toTreasury);

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
    function fileOfFingerprint(bytes32 fingerprint) external view returns (uint256);
    function identityHolder(bytes32 identity) external view returns (address);
    function epochRewardCap() external view returns (uint256);
    function treasuryShareBps() external view returns (uint256);
    function dlpRegistry() external view returns (address);
    function computeEngine() external view returns (address);
}
