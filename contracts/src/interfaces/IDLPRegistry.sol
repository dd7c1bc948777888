// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Register of DataDAOs
/// @notice `name` is the dataset's slug: ^[a-z][a-z0-9_]{2,31}$, unique for ever.
interface IDLPRegistry {
    enum DlpStatus {
        None,
        Registered,
        Eligible,
        Deregistered
    }

    struct DlpInfo {
        uint256 id;
        address dlpAddress;
        address ownerAddress; // read from the pool, so that it never differs
        address tokenAddress;
        address treasuryAddress; // the pool itself
        string name;
        string iconUrl;
        string website;
        string metadata;
        uint256 registrationBlockNumber;
        uint256 depositAmount;
        DlpStatus status;
        uint256 lpTokenId;
        uint256 verificationBlockNumber;
    }

    /// @notice An insider's part: nothing for `cliff`, then linear over `duration` more. VRC-20 wants at least six months each.
    struct Allocation {
        address beneficiary;
        uint256 amount; // token wei
        uint64 cliff; // seconds
        uint64 duration; // seconds after the cliff
    }

    /// @notice What `createDataDAO` needs. Token amounts in token wei.
    struct CreateParams {
        string name;
        string tokenName;
        string tokenSymbol;
        uint256 cap; // total supply, all minted at creation
        uint256 rewardPot; // of cap, to the pool for rewards
        uint256 stock; // of cap, to the pool for sale
        Allocation[] allocations; // the rest of cap, exactly: insiders' parts, vesting; at most 32
        bytes32 proofBundle;
        string proofInstruction;
        uint256 fileRewardFactor;
        uint256 epochRewardCap;
        uint256 salePrice;
        uint256 treasuryShareBps;
        string metadata;
    }

    event DlpRegistered(
        uint256 indexed dlpId,
        address indexed dlpAddress,
        address ownerAddress,
        address treasuryAddress,
        string name,
        string iconUrl,
        string website,
        string metadata
    );
    /// @notice With DlpRegistered: who decides, through what.
    event DlpFounded(uint256 indexed dlpId, address indexed timelock, address teePool);
    event InsiderVested(uint256 indexed dlpId, address indexed beneficiary, address wallet, uint256 amount);
    event GovernorCreated(uint256 indexed dlpId, address governor);
    event DlpTokenUpdated(uint256 indexed dlpId, address tokenAddress);
    event EpochLengthUpdated(uint256 newEpochLength);
    event PoolImplementationUpdated(address newImplementation);
    event DepositsWithdrawn(address indexed to, uint256 amount);
    event DlpRegistrationDepositAmountUpdated(uint256 newDlpRegistrationDepositAmount);

    error InvalidName();
    error NameTaken(uint256 dlpId);
    error InvalidSupply();
    error InvalidDepositAmount(uint256 needed);
    error DlpNotFound();
    error InvalidEpochLength(uint256 least);
    error InvalidAllocation(uint256 index); // under six months, no amount, or no beneficiary
    error TooManyDlps();
    error NotDlpOwner();
    error GovernorExists(address governor);
    error TransferFailed();
    error ZeroAddress();

    /// @notice Token, vesting wallets, timelock, pool, its TeePool and registration in one transaction; the sender becomes the owner and
    /// the timelock's proposer. The deposit is kept. People can contribute once the pool is opened.
    function createDataDAO(CreateParams calldata params) external payable returns (uint256 dlpId);

    /// @notice A Governor over the DataDAO's token, for its timelock. It can do nothing until the timelock makes it its proposer. Once;
    /// only the owner.
    function createGovernor(uint256 dlpId, uint48 votingDelay, uint32 votingPeriod, uint256 proposalThreshold, uint256 quorumPercent)
        external
        returns (address governor);
    function governorOf(uint256 dlpId) external view returns (address);
    function poolOf(uint256 dlpId) external view returns (address); // reverts DlpNotFound
    function timelockOf(uint256 dlpId) external view returns (address);
    function teePoolOf(uint256 dlpId) external view returns (address); // the DataDAO's facade; 0 for none

    function dlps(uint256 dlpId) external view returns (DlpInfo memory);
    function dlpsByAddress(address dlp) external view returns (DlpInfo memory);
    function dlpsByName(string calldata name) external view returns (DlpInfo memory);
    function dlpNameToId(string calldata name) external view returns (uint256);
    function dlpIds(address dlp) external view returns (uint256);
    function dlpsCount() external view returns (uint256);
    function ownerOf(uint256 dlpId) external view returns (address);
    function dlpRegistrationDepositAmount() external view returns (uint256);
    function epochLength() external view returns (uint256); // seconds; for new pools; at least the longest life of a job
    function updateDlpRegistrationDepositAmount(uint256 amount) external;
    function updateEpochLength(uint256 newEpochLength) external;
    /// @notice The code that new pools get, and to which the owner of an old one may upgrade it.
    function poolImplementation() external view returns (address);
    function updatePoolImplementation(address newImplementation) external;
    /// @notice The deposits of registrations, to the network's administration.
    function withdrawDeposits(address to) external;
}
