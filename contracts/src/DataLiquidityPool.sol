// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IDataLiquidityPool} from "./interfaces/IDataLiquidityPool.sol";
import {IDataRegistry} from "./interfaces/IDataRegistry.sol";
import {IDLPRegistry} from "./interfaces/IDLPRegistry.sol";
import {Stakes} from "./pool/Stakes.sol";

/// @title A DataDAO's pool, see IDataLiquidityPool
/// @notice What it holds is always: reward pot + stock + treasury + what contributors have accrued + rounding dust, per token.
contract DataLiquidityPool is IDataLiquidityPool, Stakes, Initializable, UUPSUpgradeable, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    uint256 private constant ONE = 1e18;
    uint256 private constant MAX_TREASURY_SHARE = 5000;
    uint256 private constant BPS = 10_000;

    /// @dev One word, read with every proof.
    struct Terms {
        address token;
        uint80 fileRewardFactor;
        uint16 treasuryShareBps;
    }

    /// @dev One word, read with every proof.
    struct Limits {
        uint32 epochLength;
        uint112 epochRewardCap; // 0 = none
        uint112 salePrice;
    }

    /// @dev One word, changed with every reward.
    struct Pot {
        uint112 amount;
        uint112 paidInEpoch;
        uint32 epoch;
    }

    address public immutable override dlpRegistry;
    address public immutable override dataRegistry;
    address public immutable override computeEngine;

    Terms private _terms;
    Limits private _limits;
    Pot private _pot;
    bytes32 public override proofBundle;
    mapping(bytes32 fingerprint => uint256) public override fileOfFingerprint;
    mapping(bytes32 identity => address) public override identityHolder;

    address public override owner;
    uint256 public override dlpId;
    uint256 public override stock;
    uint256 private _treasuryVana;
    uint256 private _treasuryTokens;
    string public override name;
    string public override proofInstruction;

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotDlpOwner();
        _;
    }

    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable
    constructor(address dlpRegistry_, address dataRegistry_, address computeEngine_) {
        dlpRegistry = dlpRegistry_;
        dataRegistry = dataRegistry_;
        computeEngine = computeEngine_;
        _disableInitializers();
    }

    function initialize(InitParams calldata p) external initializer {
        if (p.owner == address(0) || p.token == address(0)) revert ZeroAddress();
        if (p.treasuryShareBps > MAX_TREASURY_SHARE) revert InvalidShare();
        if (p.epochLength == 0 || p.epochLength > type(uint32).max) revert InvalidParameter();
        if (p.epochRewardCap > type(uint112).max) revert InvalidParameter();
        owner = p.owner;
        dlpId = p.dlpId;
        name = p.name;
        _terms.token = p.token;
        _terms.treasuryShareBps = uint16(p.treasuryShareBps);
        _limits.epochLength = uint32(p.epochLength);
        _limits.epochRewardCap = uint112(p.epochRewardCap);
        _setFactor(p.fileRewardFactor);
        _setPrice(p.salePrice);
        _setProof(p.proofBundle, p.proofInstruction);
    }

    function credit(address contributor, uint256 fileId, uint256 score, bytes32 bundle, bytes32 fingerprint, bytes32 identity)
        external
        nonReentrant
        returns (uint256 reward, uint256 duplicateOf, bool identityConflict)
    {
        if (msg.sender != dataRegistry) revert OnlyRegistry();
        bytes32 expected = proofBundle;
        if (bundle != expected) revert IDataRegistry.BundleMismatch(expected);
        duplicateOf = fileOfFingerprint[fingerprint];
        if (identity != 0) {
            address holder = identityHolder[identity];
            identityConflict = holder != address(0) && holder != contributor;
            if (duplicateOf == 0 && holder == address(0)) identityHolder[identity] = contributor;
        }
        if (duplicateOf != 0 || identityConflict) return (0, duplicateOf, identityConflict);
        fileOfFingerprint[fingerprint] = fileId;

        Terms memory terms = _terms;
        uint256 amount = uint256(terms.fileRewardFactor) * score / ONE;
        _credit(contributor, amount);
        emit StakeCredited(contributor, fileId, amount, currentEpoch());
        reward = _drawReward(amount);
        emit RewardRequested(contributor, fileId, 1, reward);
        if (reward != 0) IERC20(terms.token).safeTransfer(contributor, reward);
    }

    /// @dev What pot and epoch's cap allow of a reward; takes it out of the pot.
    function _drawReward(uint256 wanted) private returns (uint256 reward) {
        Pot memory pot = _pot;
        Limits memory limits = _limits;
        uint32 epoch = uint32(block.timestamp / limits.epochLength);
        if (pot.epoch != epoch) (pot.epoch, pot.paidInEpoch) = (epoch, 0);
        reward = Math.min(wanted, pot.amount);
        if (limits.epochRewardCap != 0) {
            reward = Math.min(reward, limits.epochRewardCap - Math.min(limits.epochRewardCap, pot.paidInEpoch));
        }
        if (reward == 0) return 0;
        pot.amount -= uint112(reward);
        pot.paidInEpoch += uint112(reward);
        _pot = pot;
    }

    function distribute() external payable nonReentrant {
        if (msg.value == 0) revert ZeroAmount();
        _distributeVana(msg.value, 0);
    }

    function distributeTokens(uint256 amount) external nonReentrant returns (uint256 toContributors, uint256 toTreasury) {
        if (msg.sender != computeEngine) revert OnlyComputeEngine();
        if (_share(amount, false)) toContributors = amount;
        else toTreasury = amount;
        _treasuryTokens += toTreasury;
        emit ValueDistributed(_terms.token, toContributors, toTreasury);
    }

    /// @dev `treasuryPart` of `amount` is the treasury's anyhow.
    function _distributeVana(uint256 amount, uint256 treasuryPart) private {
        uint256 contributors = amount - treasuryPart;
        if (contributors != 0 && !_share(contributors, true)) contributors = 0;
        _treasuryVana += amount - contributors;
        emit ValueDistributed(address(0), contributors, amount - contributors);
    }

    function claim() external nonReentrant returns (uint256 vana, uint256 tokens) {
        (vana, tokens) = _take(msg.sender);
        if (vana == 0 && tokens == 0) revert NothingToClaim();
        emit ValueClaimed(msg.sender, vana, tokens);
        if (tokens != 0) IERC20(_terms.token).safeTransfer(msg.sender, tokens);
        _send(msg.sender, vana);
    }

    function buy(uint256 amount) external payable nonReentrant {
        if (amount == 0) revert ZeroAmount();
        uint256 price = _limits.salePrice;
        if (price == 0) revert SaleClosed();
        if (amount > stock) revert InsufficientStock(stock);
        uint256 cost = Math.mulDiv(amount, price, ONE, Math.Rounding.Ceil);
        if (msg.value < cost) revert InsufficientPayment(cost);
        stock -= amount;
        _distributeVana(cost, cost * _terms.treasuryShareBps / BPS);
        emit TokensSold(msg.sender, amount, cost);
        IERC20(_terms.token).safeTransfer(msg.sender, amount);
        _send(msg.sender, msg.value - cost);
    }

    function addRewardsForContributors(uint256 amount) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        if (amount > type(uint112).max - _pot.amount) revert InvalidParameter();
        _pot.amount += uint112(amount);
        emit PotFunded(msg.sender, amount);
        IERC20(_terms.token).safeTransferFrom(msg.sender, address(this), amount);
    }

    function addStock(uint256 amount) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        stock += amount;
        emit StockFunded(msg.sender, amount);
        IERC20(_terms.token).safeTransferFrom(msg.sender, address(this), amount);
    }

    function withdrawTreasury(address to) external nonReentrant onlyOwner {
        if (to == address(0)) revert ZeroAddress();
        (uint256 vana, uint256 tokens) = (_treasuryVana, _treasuryTokens);
        if (vana == 0 && tokens == 0) revert NothingToClaim();
        (_treasuryVana, _treasuryTokens) = (0, 0);
        emit TreasuryWithdrawn(to, vana, tokens);
        if (tokens != 0) IERC20(_terms.token).safeTransfer(to, tokens);
        _send(to, vana);
    }

    function updateFileRewardFactor(uint256 newFileRewardFactor) external onlyOwner {
        _setFactor(newFileRewardFactor);
        emit FileRewardFactorUpdated(newFileRewardFactor);
    }

    function updateProofInstruction(bytes32 newProofBundle, string calldata newProofInstruction) external onlyOwner {
        _setProof(newProofBundle, newProofInstruction);
        emit ProofInstructionUpdated(newProofInstruction);
    }

    function updateSalePrice(uint256 newSalePrice) external onlyOwner {
        _setPrice(newSalePrice);
        emit SalePriceUpdated(newSalePrice);
    }

    function transferOwnership(address newOwner) external onlyOwner {
        if (newOwner == address(0)) revert ZeroAddress();
        owner = newOwner;
        emit OwnerUpdated(newOwner);
    }

    function _setFactor(uint256 factor) private {
        if (factor > type(uint80).max) revert InvalidParameter();
        _terms.fileRewardFactor = uint80(factor);
    }

    function _setPrice(uint256 price) private {
        if (price > type(uint96).max) revert InvalidParameter();
        _limits.salePrice = uint112(price);
    }

    function _setProof(bytes32 bundle, string calldata instruction) private {
        if (bundle == 0) revert InvalidParameter();
        proofBundle = bundle;
        proofInstruction = instruction;
    }

    function _send(address to, uint256 amount) private {
        if (amount == 0) return;
        (bool ok,) = to.call{value: amount}("");
        if (!ok) revert TransferFailed();
    }

    function token() external view returns (address) {
        return _terms.token;
    }

    function fileRewardFactor() external view returns (uint256) {
        return _terms.fileRewardFactor;
    }

    function treasuryShareBps() external view returns (uint256) {
        return _terms.treasuryShareBps;
    }

    function rewardPot() external view returns (uint256) {
        return _pot.amount;
    }

    function salePrice() external view returns (uint256) {
        return _limits.salePrice;
    }

    function epochLength() external view returns (uint256) {
        return _limits.epochLength;
    }

    function epochRewardCap() external view returns (uint256) {
        return _limits.epochRewardCap;
    }

    function currentEpoch() public view override(IDataLiquidityPool, Stakes) returns (uint256) {
        return block.timestamp / _limits.epochLength;
    }

    function stakeOf(address contributor) external view returns (uint256 active, uint256 pending) {
        return _stakeOf(contributor);
    }

    function totalStake() external view returns (uint256 active, uint256 pending) {
        return _totalStake();
    }

    function claimable(address contributor) external view returns (uint256 vana, uint256 tokens) {
        return _accruedBy(contributor, currentEpoch());
    }

    function treasury() external view returns (uint256 vana, uint256 tokens) {
        return (_treasuryVana, _treasuryTokens);
    }

    /// @dev Takes both sides: the owner, and the network, which published the new code. Neither can change a pool alone.
    function _authorizeUpgrade(address implementation) internal view override {
        if (msg.sender != owner || implementation != IDLPRegistry(dlpRegistry).poolImplementation()) revert UpgradeRefused();
    }
}
