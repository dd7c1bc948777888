// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IBurner} from "../interfaces/IBurner.sol";
import {IRegistry} from "../interfaces/IRegistry.sol";
import {ITeePool} from "../interfaces/ITeePool.sol";

/// @title Who may validate, and what they stand to lose
abstract contract Validators is ITeePool, AccessControlUpgradeable, ReentrancyGuardTransient {
    /// @notice Admits under the policy, removes, suspends. Loosening the policy is the admin's, who is a timelock.
    bytes32 public constant MAINTAINER_ROLE = keccak256("MAINTAINER_ROLE");

    struct Details {
        string url;
        bytes32 measurement;
        bytes32 evidenceDigest;
        uint8 platform;
        uint64 keyEpoch;
        uint64 leftAt; // when it last stopped validating
    }

    /// @dev One word.
    struct BondTerms {
        uint96 minBond;
        uint96 slashAmount;
        uint32 unbondingTime;
    }

    address public immutable dataRegistry;
    IBurner public immutable burner;

    BondTerms private _bondTerms;
    mapping(address validator => Details) internal _details;
    mapping(address validator => uint256) internal _bonds; // wei
    mapping(uint8 platform => Standing) public override platformStanding;
    mapping(bytes32 measurement => Standing) public override measurementStanding;

    constructor(address dataRegistry_, address burner_) {
        dataRegistry = dataRegistry_;
        burner = IBurner(burner_);
    }

    function _registry() internal view returns (IRegistry) {
        return IRegistry(dataRegistry);
    }

    // ---- admission

    function admitValidator(Admission calldata a) external onlyRole(MAINTAINER_ROLE) {
        if (a.validator == address(0)) revert NotValidator();
        if (a.evidenceDigest == 0) revert InvalidDigest();
        if (_registry().isValidator(a.validator)) revert AlreadyValidator();
        if (platformStanding[a.platform] != Standing.Allowed || measurementStanding[a.measurement] != Standing.Allowed) {
            revert NotAllowed();
        }
        uint256 needed = _bondTerms.minBond;
        if (_bonds[a.validator] < needed) revert BondTooSmall(needed);
        Details storage d = _details[a.validator];
        d.url = a.url;
        d.measurement = a.measurement;
        d.evidenceDigest = a.evidenceDigest;
        d.platform = a.platform;
        d.keyEpoch += 1;
        uint256 index = _registry().enroll(a.validator);
        emit ValidatorAdmitted(a.validator, index, a.url, a.platform, a.measurement, a.evidenceDigest);
        emit ValidatorKeysSet(a.validator, d.keyEpoch, a.evidenceDigest);
        emit TeeAdded(a.validator);
    }

    function removeValidator(address validator) external onlyRole(MAINTAINER_ROLE) {
        _requireActive(validator);
        _dismissOne(validator);
    }

    function leaveNetwork() external {
        _requireActive(msg.sender);
        _dismissOne(msg.sender);
    }

    function _requireActive(address validator) internal view {
        if (!_registry().isValidator(validator)) revert NotValidator();
    }

    function _dismissOne(address validator) private {
        address[] memory list = new address[](1);
        list[0] = validator;
        _dismiss(list);
    }

    function _dismiss(address[] memory list) private {
        for (uint256 i = 0; i < list.length; ++i) {
            _details[list[i]].leftAt = uint64(block.timestamp);
            emit ValidatorRemoved(list[i]);
            emit TeeRemoved(list[i]);
        }
        _registry().dismiss(list);
    }

    function setValidatorKeys(uint256 keyEpoch, bytes32 evidenceDigest) external {
        _requireActive(msg.sender);
        if (evidenceDigest == 0) revert InvalidDigest();
        Details storage d = _details[msg.sender];
        if (keyEpoch != uint256(d.keyEpoch) + 1) revert InvalidEpoch(uint256(d.keyEpoch) + 1);
        d.keyEpoch += 1;
        d.evidenceDigest = evidenceDigest;
        emit ValidatorKeysSet(msg.sender, keyEpoch, evidenceDigest);
    }

    // ---- policy

    function allowPlatform(uint8 platform) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setPlatform(platform, Standing.Allowed);
    }

    function allowMeasurement(bytes32 measurement) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setMeasurement(measurement, Standing.Allowed);
    }

    function suspendPlatform(uint8 platform) external onlyRole(MAINTAINER_ROLE) {
        _setPlatform(platform, Standing.Suspended);
        _sweep(platform, 0);
    }

    function suspendMeasurement(bytes32 measurement) external onlyRole(MAINTAINER_ROLE) {
        _setMeasurement(measurement, Standing.Suspended);
        _sweep(0, measurement);
    }

    function _setPlatform(uint8 platform, Standing standing) internal {
        if (platform == 0) revert InvalidStanding();
        platformStanding[platform] = standing;
        emit PlatformStanding(platform, standing);
    }

    function _setMeasurement(bytes32 measurement, Standing standing) internal {
        if (measurement == 0) revert InvalidStanding();
        measurementStanding[measurement] = standing;
        emit MeasurementStanding(measurement, standing);
    }

    /// @dev Dismisses every active validator of a platform, or of a measurement.
    function _sweep(uint8 platform, bytes32 measurement) private {
        address[] memory list = _registry().validatorSet(_registry().currentSetId());
        uint256 count = 0;
        for (uint256 i = 0; i < list.length; ++i) {
            Details storage d = _details[list[i]];
            if (platform != 0 ? d.platform == platform : d.measurement == measurement) list[count++] = list[i];
        }
        assembly ("memory-safe") {
            mstore(list, count)
        }
        if (count != 0) _dismiss(list);
    }

    // ---- bonds

    function postBond(address validator) external payable {
        if (msg.value == 0) revert ZeroAmount();
        if (validator == address(0)) revert NotValidator();
        _bonds[validator] += msg.value;
        emit BondPosted(validator, msg.sender, msg.value);
    }

    function withdrawBond() external nonReentrant {
        uint256 amount = _bonds[msg.sender];
        if (amount == 0) revert NothingToClaim();
        uint256 freeAt = _bondFreeAt(msg.sender);
        if (freeAt == 0 || block.timestamp < freeAt) revert BondLocked(freeAt);
        _bonds[msg.sender] = 0;
        emit BondWithdrawn(msg.sender, amount);
        (bool ok,) = msg.sender.call{value: amount}("");
        if (!ok) revert TransferFailed();
    }

    /// @dev 0 while it validates; what it signed until it left can still be refuted until then.
    function _bondFreeAt(address validator) internal view returns (uint256) {
        if (_registry().isValidator(validator)) return 0;
        uint256 leftAt = _details[validator].leftAt;
        return leftAt == 0 ? 1 : leftAt + _bondTerms.unbondingTime;
    }

    function setBondTerms(uint256 newMinBond, uint256 newSlashAmount, uint256 newUnbondingTime) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setBondTerms(newMinBond, newSlashAmount, newUnbondingTime);
    }

    function _setBondTerms(uint256 newMinBond, uint256 newSlashAmount, uint256 newUnbondingTime) internal {
        if (newMinBond > type(uint96).max || newSlashAmount > newMinBond || newUnbondingTime == 0 || newUnbondingTime > type(uint32).max) {
            revert InvalidBondTerms();
        }
        _bondTerms = BondTerms({minBond: uint96(newMinBond), slashAmount: uint96(newSlashAmount), unbondingTime: uint32(newUnbondingTime)});
        emit BondTermsUpdated(newMinBond, newSlashAmount, newUnbondingTime);
    }

    function slash(address validator, uint256 jobId, uint256 refill) external returns (uint256 repaid) {
        if (msg.sender != dataRegistry) revert Unauthorized();
        BondTerms memory terms = _bondTerms;
        uint256 bond = _bonds[validator];
        uint256 taken = bond < terms.slashAmount ? bond : terms.slashAmount;
        repaid = taken < refill ? taken : refill;
        _bonds[validator] = bond - taken;
        emit Slashed(validator, jobId, taken - repaid, repaid);
        if (bond - taken < terms.minBond && _registry().isValidator(validator)) _dismissOne(validator);
        if (taken != repaid) burner.burn{value: taken - repaid}();
        if (repaid != 0) {
            (bool ok,) = dataRegistry.call{value: repaid}("");
            if (!ok) revert TransferFailed();
        }
    }

    function minBond() external view returns (uint256) {
        return _bondTerms.minBond;
    }

    function slashAmount() external view returns (uint256) {
        return _bondTerms.slashAmount;
    }

    function unbondingTime() external view returns (uint256) {
        return _bondTerms.unbondingTime;
    }

    /// @notice All zero for an address that was never admitted and has no bond.
    function validatorInfo(address validator) public view returns (ValidatorInfo memory) {
        Details storage d = _details[validator];
        return ValidatorInfo({
            validator: validator,
            active: _registry().isValidator(validator),
            index: _registry().validatorIndex(validator),
            url: d.url,
            platform: d.platform,
            measurement: d.measurement,
            evidenceDigest: d.evidenceDigest,
            keyEpoch: d.keyEpoch,
            earned: _registry().earnedBy(validator),
            bond: _bonds[validator],
            bondFreeAt: _bondFreeAt(validator)
        });
    }
}
