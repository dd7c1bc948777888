// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Makes the parts of a DataDAO: token, vesting wallets, timelock, governor
/// @notice Anyone may call: a part is a DataDAO's when the DLPRegistry says so, not because it was made here. All but the token are
/// clones (EIP-1167) of one implementation each.
interface IDataDAOFactory {
    event TokenCreated(address token);
    event VestingCreated(address wallet, address indexed beneficiary);
    event TimelockCreated(address timelock, address indexed proposer);
    event GovernorCreated(address governor, address indexed timelock);

    error ZeroAddress();

    /// @return token a DataToken with its whole supply at the caller
    function createToken(string calldata name, string calldata symbol, uint256 cap) external returns (address token);

    /// @notice An OpenZeppelin VestingWallet that starts at now + cliff: nothing until then, linear from zero over `duration` after it. The
    /// beneficiary owns the wallet and may hand it over.
    function createVesting(address beneficiary, uint64 cliff, uint64 duration) external returns (address wallet);

    /// @notice An OpenZeppelin TimelockController that waits minDelay() and administers itself: `proposer` proposes and cancels, anyone
    /// executes. Its delay can be raised and lowered again by itself, never below minDelay().
    function createTimelock(address proposer) external returns (address timelock);

    /// @notice An OpenZeppelin Governor (timestamp clock, For/Against/Abstain, votes of `token`) that acts through `timelock`.
    /// @param votingDelay , @param votingPeriod seconds
    /// @param proposalThreshold token wei of votes
    /// @param quorumPercent 1..100 of the total supply
    function createGovernor(
        address token,
        address timelock,
        string calldata name,
        uint48 votingDelay,
        uint32 votingPeriod,
        uint256 proposalThreshold,
        uint256 quorumPercent
    ) external returns (address governor);

    /// @notice Seconds. 48 h on a public network; a local one may have less, which this shows.
    function minDelay() external view returns (uint256);
}
