// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Register of refiners: how a DataDAO's exports become tables
interface IDataRefinerRegistry {
    struct RefinerInfo {
        uint256 dlpId;
        address owner;
        string name;
        string schemaDefinitionUrl;
        string refinementInstructionUrl;
        uint256 schemaId; // always 0
    }

    event RefinerAdded(
        uint256 indexed refinerId,
        uint256 indexed dlpId,
        string name,
        uint256 indexed schemaId,
        string schemaDefinitionUrl,
        string refinementInstructionUrl
    );
    event RefinerRetired(uint256 indexed refinerId, uint256 indexed dlpId);

    error NotDlpOwner();
    error RefinerNotFound();
    error TooManyRefiners(); // more than 16 active in one DataDAO, or 1024 over all time
    error InvalidDigest();
    error InvalidUrl(); // not ipfs:// with a CIDv1 of one raw block, sha2-256
    error TimelockOnly(); // it can hurt contributors, so it has to wait in the DataDAO's timelock

    /// @notice Whoever may loosen the DataDAO (see IDataLiquidityPool).
    /// @param schemaDigest sha2-256 of the schema document, which is one raw block (its URL is rendered)
    /// @param bundleDigest sha2-256 of the packed refiner bundle
    /// @param bundleUrl its ipfs:// url
    function addRefiner(uint256 dlpId, string calldata name, bytes32 schemaDigest, bytes32 bundleDigest, string calldata bundleUrl)
        external
        returns (uint256 refinerId);

    /// @notice Vana's form of it: both urls are ipfs:// with the CIDv1 of one raw block, and the digests are those in them.
    function addRefiner(uint256 dlpId, string calldata name, string calldata schemaDefinitionUrl, string calldata refinementInstructionUrl)
        external
        returns (uint256 refinerId);

    /// @notice A retired refiner gets no new jobs; what it made stays. Whoever may tighten.
    function retireRefiner(uint256 refinerId) external;

    function refiners(uint256 refinerId) external view returns (RefinerInfo memory);
    function refinerDigests(uint256 refinerId) external view returns (bytes32 schemaDigest, bytes32 bundleDigest, bool active);
    function dlpRefiners(uint256 dlpId) external view returns (uint256[] memory active);
    /// @notice Every refiner it ever had, oldest first.
    function allRefiners(uint256 dlpId) external view returns (uint256[] memory);
    function activeRefinersCount(uint256 dlpId) external view returns (uint256);
    function refinersCount() external view returns (uint256);
}
