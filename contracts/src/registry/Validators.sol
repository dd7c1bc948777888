// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Leases} from "./Leases.sol";
import {Statements} from "../libraries/Statements.sol";

/// @title Who validates: admission, the sets that draws are over, intake keys, earnings
abstract contract Validators is Leases {
    /// @notice Admits a validator, or admits one again that was removed (same index, what it earned stays).
    function admitValidator(address validator, string calldata url, bytes32 measurement, bytes32 evidenceDigest)
        external
        onlyRole(MAINTAINER_ROLE)
    {
        if (validator == address(0)) revert NotValidator();
        if (isValidator(validator)) revert AlreadyValidator();
        Config memory c = _loadConfig();
        uint256 index = _validatorIndex[validator];
        if (index == 0) {
            if (c.validatorsEver == type(uint16).max) revert TooManyValidators();
            index = ++c.validatorsEver;
            _validatorIndex[validator] = index;
            _validators[index].account = validator;
        }
        _validators[index].active = true;
        _validatorDetails[index] = ValidatorDetails({url: url, measurement: measurement, evidenceDigest: evidenceDigest});
        uint256[] memory members = _members(c.setId, 1);
        members[members.length - 1] = index;
        _newSet(c, members, members.length);
        emit ValidatorAdmitted(validator, index, url, measurement, evidenceDigest);
    }

    /// @notice Takes effect at once, for leases under way too: their jobs pass on to the next try.
    function removeValidator(address validator) external onlyRole(MAINTAINER_ROLE) {
        if (!isValidator(validator)) revert NotValidator();
        Config memory c = _loadConfig();
        uint256 index = _validatorIndex[validator];
        _validators[index].active = false;
        uint256[] memory members = _members(c.setId, 0);
        uint256 size = 0;
        for (uint256 i = 0; i < members.length; ++i) {
            if (members[i] != index) members[size++] = members[i];
        }
        _newSet(c, members, size);
        emit ValidatorRemoved(validator);
    }

    /// @dev Indices in a set, with room for some more behind.
    function _members(uint256 setId, uint256 room) private view returns (uint256[] memory members) {
        uint256 word = _sets[setId][0];
        uint256 size = word & 0xffff;
        members = new uint256[](size + room);
        for (uint256 lane = 1; lane <= size; ++lane) {
            if (lane & 15 == 0) word = _sets[setId][lane >> 4];
            members[lane - 1] = (word >> ((lane & 15) << 4)) & 0xffff;
        }
    }

    function _newSet(Config memory c, uint256[] memory members, uint256 size) private {
        if (c.setId == type(uint16).max || size > type(uint16).max) revert TooManyValidators();
        c.setId += 1;
        c.setSize = size;
        _storeConfig(c);
        uint256 word = size;
        for (uint256 lane = 1; lane <= size; ++lane) {
            if (lane & 15 == 0) {
                _sets[c.setId][(lane >> 4) - 1] = word;
                word = 0;
            }
            word |= members[lane - 1] << ((lane & 15) << 4);
        }
        _sets[c.setId][size >> 4] = word;
        emit ValidatorSetChanged(c.setId, size);
    }

    function setIntakeKey(uint256 dlpId, uint256 epoch, string calldata recipient, uint256 deadline, bytes calldata signature) external {
        _running();
        if (_pools[dlpId].pool == address(0)) revert DlpNotFound();
        if (bytes(recipient).length == 0 || bytes(recipient).length > 4096) revert InvalidRecipient();
        if (block.timestamp > deadline) revert SignatureExpired();
        StoredIntakeKey storage key = _intakeKeys[dlpId];
        if (epoch <= key.epoch || epoch > type(uint48).max) revert InvalidEpoch();
        bytes32 digest = sha256(bytes(recipient));
        address signer = Statements.signer(Statements.hashIntakeKey(dlpId, epoch, digest, deadline), signature);
        if (signer == address(0)) revert InvalidSignature();
        if (!isValidator(signer)) revert NotValidator();
        key.digest = digest;
        key.validator = signer;
        key.epoch = uint48(epoch);
        key.setAtBlock = uint48(block.number);
        emit IntakeKeySet(dlpId, epoch, signer, digest, recipient, deadline, signature);
    }

    /// @dev Never stopped by a pause: what is owed can always be taken.
    function claim() external nonReentrant {
        uint256 index = _validatorIndex[msg.sender];
        uint256 amount = _owed[msg.sender];
        if (amount != 0) _owed[msg.sender] = 0;
        if (index != 0) {
            uint256 earned = uint256(_validators[index].earned) * GWEI;
            amount += earned - _withdrawn[index];
            _withdrawn[index] = earned;
        }
        if (amount == 0) revert NothingToClaim();
        emit Claimed(msg.sender, amount);
        _send(msg.sender, amount);
    }

    function claimable(address account) external view returns (uint256 amount) {
        amount = _owed[account];
        uint256 index = _validatorIndex[account];
        if (index != 0) amount += uint256(_validators[index].earned) * GWEI - _withdrawn[index];
    }

    function currentSetId() external view returns (uint256) {
        return _loadConfig().setId;
    }

    function validatorSet(uint256 setId) external view returns (address[] memory set) {
        uint256[] memory members = _members(setId, 0);
        set = new address[](members.length);
        for (uint256 i = 0; i < members.length; ++i) {
            set[i] = _validators[members[i]].account;
        }
    }

    /// @notice All zero for an address that was never admitted.
    function validatorInfo(address validator) external view returns (ValidatorInfo memory info) {
        uint256 index = _validatorIndex[validator];
        if (index == 0) return info;
        Validator memory v = _validators[index];
        ValidatorDetails storage d = _validatorDetails[index];
        info = ValidatorInfo({
            validator: validator,
            active: v.active,
            index: index,
            url: d.url,
            measurement: d.measurement,
            evidenceDigest: d.evidenceDigest,
            earned: uint256(v.earned) * GWEI
        });
    }

    function validatorsCount() external view returns (uint256) {
        return _loadConfig().validatorsEver;
    }

    function validatorAt(uint256 index) external view returns (address) {
        return _validators[index].account;
    }

    function intakeKey(uint256 dlpId) external view returns (IntakeKey memory) {
        StoredIntakeKey memory k = _intakeKeys[dlpId];
        return IntakeKey({digest: k.digest, epoch: k.epoch, setAtBlock: k.setAtBlock, validator: k.validator});
    }
}
