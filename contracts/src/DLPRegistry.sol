// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {DataLiquidityPool} from "./DataLiquidityPool.sol";
import {IComputeEngine} from "./interfaces/IComputeEngine.sol";
import {IDataDAOFactory} from "./interfaces/IDataDAOFactory.sol";
import {IDLPRegistry} from "./interfaces/IDLPRegistry.sol";
import {IDataLiquidityPool} from "./interfaces/IDataLiquidityPool.sol";
import {IRegistry} from "./interfaces/IRegistry.sol";

/// @title Register of DataDAOs, see IDLPRegistry
contract DLPRegistry is IDLPRegistry, AccessControlUpgradeable, UUPSUpgradeable {
    using SafeERC20 for IERC20;

    bytes32 public constant MAINTAINER_ROLE = keccak256("MAINTAINER_ROLE");
    uint256 private constant MAX_DLPS = 2 ** 23 - 1; // what the core's file record has room for

    uint256 private constant MAX_ALLOCATIONS = 32;
    uint256 private constant SIX_MONTHS = 183 days;

    struct Entry {
        address pool;
        uint48 registeredAtBlock;
        address timelock;
        address teePool;
        address governor;
        uint256 deposit;
        string metadata;
    }

    IRegistry public immutable dataRegistry;
    IComputeEngine public immutable computeEngine;
    IDataDAOFactory public immutable factory;
    address public immutable teePoolImplementation;

    uint256 public override dlpsCount;
    uint256 public override dlpRegistrationDepositAmount;
    uint256 public override epochLength;
    address public override poolImplementation;
    mapping(uint256 dlpId => Entry) private _entries;
    mapping(address pool => uint256) public override dlpIds;
    mapping(bytes32 nameHash => uint256) private _idsByName;

    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable
    constructor(address dataRegistry_, address computeEngine_, address factory_, address teePoolImplementation_) {
        dataRegistry = IRegistry(dataRegistry_);
        computeEngine = IComputeEngine(computeEngine_);
        factory = IDataDAOFactory(factory_);
        // slither-disable-next-line missing-zero-check (every address here is known before it has code; the deployment is compared with the program's)
        teePoolImplementation = teePoolImplementation_;
        _disableInitializers();
    }

    /// @dev The epoch is not compared with the longest job here, as updateEpochLength does: the ComputeEngine may not exist yet, and a local
    /// network has short epochs on purpose. Where it is shorter, what a job pays contributors more than an epoch late is the treasury's.
    function initialize(address admin, address maintainer, address poolImplementation_, uint256 deposit, uint256 epochLength_)
        external
        initializer
    {
        if (poolImplementation_ == address(0)) revert ZeroAddress();
        if (epochLength_ == 0 || epochLength_ > type(uint32).max) revert InvalidEpochLength(1);
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(MAINTAINER_ROLE, maintainer);
        poolImplementation = poolImplementation_;
        dlpRegistrationDepositAmount = deposit;
        epochLength = epochLength_;
    }

    // slither-disable-next-line reentrancy-no-eth,reentrancy-benign (the factory and the parts it makes call nobody back)
    function createDataDAO(CreateParams calldata p) external payable returns (uint256 dlpId) {
        if (msg.value != dlpRegistrationDepositAmount) revert InvalidDepositAmount(dlpRegistrationDepositAmount);
        if (!_isSlug(bytes(p.name))) revert InvalidName();
        bytes32 nameHash = keccak256(bytes(p.name));
        if (_idsByName[nameHash] != 0) revert NameTaken(_idsByName[nameHash]);
        _requireSupply(p);
        if (dlpsCount == MAX_DLPS) revert TooManyDlps();

        dlpId = ++dlpsCount;
        Entry storage e = _entries[dlpId];
        address token = factory.createToken(p.tokenName, p.tokenSymbol, p.cap);
        address pool = _deployPool(p, e, dlpId, token);
        e.registeredAtBlock = uint48(block.number);
        e.deposit = msg.value;
        e.metadata = p.metadata;
        dlpIds[pool] = dlpId;
        _idsByName[nameHash] = dlpId;
        dataRegistry.setDlp(dlpId, pool);
        emit DlpRegistered(dlpId, pool, msg.sender, pool, p.name, "", "", p.metadata);
        emit DlpTokenUpdated(dlpId, token);
        emit DlpFounded(dlpId, e.timelock, e.teePool);
        _allot(p, dlpId, pool, token);
    }

    /// @dev Everything there will ever be is accounted for: rewards, sale, and insiders' parts that vest.
    function _requireSupply(CreateParams calldata p) private pure {
        if (p.cap == 0 || p.cap > type(uint112).max || p.rewardPot > p.cap || p.stock > p.cap - p.rewardPot) revert InvalidSupply();
        if (p.allocations.length > MAX_ALLOCATIONS) revert InvalidSupply();
        uint256 rest = p.cap - p.rewardPot - p.stock;
        for (uint256 i = 0; i < p.allocations.length; ++i) {
            Allocation calldata a = p.allocations[i];
            bool short = a.cliff < SIX_MONTHS || a.duration < SIX_MONTHS || a.cliff > 36_500 days || a.duration > 36_500 days;
            if (a.beneficiary == address(0) || a.amount == 0 || short) revert InvalidAllocation(i);
            if (a.amount > rest) revert InvalidSupply();
            rest -= a.amount;
        }
        if (rest != 0) revert InvalidSupply();
    }

    // slither-disable-next-line reentrancy-no-eth (the same)
    function _deployPool(CreateParams calldata p, Entry storage e, uint256 dlpId, address token) private returns (address pool) {
        e.timelock = factory.createTimelock(msg.sender);
        e.teePool = Clones.cloneWithImmutableArgs(teePoolImplementation, abi.encode(dlpId));
        IDataLiquidityPool.InitParams memory init = IDataLiquidityPool.InitParams({
            owner: msg.sender,
            timelock: e.timelock,
            token: token,
            dlpId: dlpId,
            name: p.name,
            proofBundle: p.proofBundle,
            proofInstruction: p.proofInstruction,
            fileRewardFactor: p.fileRewardFactor,
            epochLength: epochLength,
            epochRewardCap: p.epochRewardCap,
            salePrice: p.salePrice,
            treasuryShareBps: p.treasuryShareBps
        });
        pool = address(new ERC1967Proxy(poolImplementation, abi.encodeCall(DataLiquidityPool.initialize, (init))));
        e.pool = pool;
    }

    /// @dev The whole supply is here; it leaves to the last wei.
    function _allot(CreateParams calldata p, uint256 dlpId, address pool, address token) private {
        if (p.rewardPot + p.stock != 0) IERC20(token).forceApprove(pool, p.rewardPot + p.stock);
        if (p.rewardPot != 0) IDataLiquidityPool(pool).addRewardsForContributors(p.rewardPot);
        if (p.stock != 0) IDataLiquidityPool(pool).addStock(p.stock);
        for (uint256 i = 0; i < p.allocations.length; ++i) {
            Allocation calldata a = p.allocations[i];
            address wallet = factory.createVesting(a.beneficiary, a.cliff, a.duration);
            emit InsiderVested(dlpId, a.beneficiary, wallet, a.amount);
            IERC20(token).safeTransfer(wallet, a.amount);
        }
    }

    // slither-disable-next-line reentrancy-no-eth (the pool is only asked; the factory calls nobody back)
    function createGovernor(uint256 dlpId, uint48 votingDelay, uint32 votingPeriod, uint256 proposalThreshold, uint256 quorumPercent)
        external
        returns (address governor)
    {
        IDataLiquidityPool pool = IDataLiquidityPool(poolOf(dlpId));
        if (msg.sender != pool.owner()) revert NotDlpOwner();
        Entry storage e = _entries[dlpId];
        if (e.governor != address(0)) revert GovernorExists(e.governor);
        governor =
            factory.createGovernor(pool.token(), e.timelock, pool.name(), votingDelay, votingPeriod, proposalThreshold, quorumPercent);
        e.governor = governor;
        emit GovernorCreated(dlpId, governor);
    }

    function governorOf(uint256 dlpId) external view returns (address) {
        return _entries[dlpId].governor;
    }

    function timelockOf(uint256 dlpId) external view returns (address) {
        return _entries[dlpId].timelock;
    }

    function teePoolOf(uint256 dlpId) external view returns (address) {
        return _entries[dlpId].teePool;
    }

    function poolOf(uint256 dlpId) public view returns (address pool) {
        pool = _entries[dlpId].pool;
        if (pool == address(0)) revert DlpNotFound();
    }

    /// @dev ^[a-z][a-z0-9_]{2,31}$
    function _isSlug(bytes calldata text) private pure returns (bool) {
        if (text.length < 3 || text.length > 32) return false;
        for (uint256 i = 0; i < text.length; ++i) {
            bytes1 c = text[i];
            bool letter = c >= "a" && c <= "z";
            if (!letter && (i == 0 || !((c >= "0" && c <= "9") || c == "_"))) return false;
        }
        return true;
    }

    /// @notice Reverts DlpNotFound.
    function dlps(uint256 dlpId) public view returns (DlpInfo memory) {
        Entry storage e = _entries[dlpId];
        if (e.pool == address(0)) revert DlpNotFound();
        IDataLiquidityPool pool = IDataLiquidityPool(e.pool);
        return DlpInfo({
            id: dlpId,
            dlpAddress: e.pool,
            ownerAddress: pool.owner(),
            tokenAddress: pool.token(),
            treasuryAddress: e.pool,
            name: pool.name(),
            iconUrl: "",
            website: "",
            metadata: e.metadata,
            registrationBlockNumber: e.registeredAtBlock,
            depositAmount: e.deposit,
            status: DlpStatus.Registered,
            lpTokenId: 0,
            verificationBlockNumber: 0
        });
    }

    function dlpsByAddress(address dlp) external view returns (DlpInfo memory) {
        return dlps(dlpIds[dlp]);
    }

    function dlpsByName(string calldata name) external view returns (DlpInfo memory) {
        return dlps(_idsByName[keccak256(bytes(name))]);
    }

    function dlpNameToId(string calldata name) external view returns (uint256) {
        return _idsByName[keccak256(bytes(name))];
    }

    /// @notice Reverts DlpNotFound.
    function ownerOf(uint256 dlpId) external view returns (address) {
        return IDataLiquidityPool(poolOf(dlpId)).owner();
    }

    function updateDlpRegistrationDepositAmount(uint256 amount) external onlyRole(MAINTAINER_ROLE) {
        dlpRegistrationDepositAmount = amount;
        emit DlpRegistrationDepositAmountUpdated(amount);
    }

    /// @dev At least the longest life of a job, so that value always finds the epoch it belongs to.
    function updateEpochLength(uint256 newEpochLength) external onlyRole(DEFAULT_ADMIN_ROLE) {
        uint256 least = (dataRegistry.leaseLength() + computeEngine.maxJobSeconds()) * dataRegistry.maxTries();
        if (newEpochLength < least || newEpochLength > type(uint32).max) revert InvalidEpochLength(least);
        epochLength = newEpochLength;
        emit EpochLengthUpdated(newEpochLength);
    }

    function updatePoolImplementation(address newImplementation) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (newImplementation == address(0)) revert ZeroAddress();
        poolImplementation = newImplementation;
        emit PoolImplementationUpdated(newImplementation);
    }

    function withdrawDeposits(address to) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (to == address(0)) revert ZeroAddress();
        uint256 amount = address(this).balance;
        emit DepositsWithdrawn(to, amount);
        // slither-disable-next-line arbitrary-send-eth (to where the administrator says, after its delay)
        (bool ok,) = to.call{value: amount}("");
        if (!ok) revert TransferFailed();
    }

    function _authorizeUpgrade(address) internal view override onlyRole(DEFAULT_ADMIN_ROLE) {}
}
