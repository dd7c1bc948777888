// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Validators} from "./Validators.sol";
import {Statements} from "../libraries/Statements.sol";

/// @title The keys that contributions are sealed to
/// @notice Made inside a validator's enclave and attested by it; a DataDAO's owner can neither set nor choose one. The digest is kept,
/// the key itself (a hybrid recipient has some 2,000 characters) is in the event.
abstract contract IntakeKeys is Validators {
    struct StoredIntakeKey {
        bytes32 digest;
        address validator;
        uint48 epoch;
        uint48 setAtBlock;
    }

    mapping(uint256 dlpId => StoredIntakeKey) private _intakeKeys;

    function setIntakeKey(uint256 dlpId, uint256 epoch, string calldata recipient, uint256 deadline, bytes calldata signature) external {
        if (_registry().dlpOf(dlpId) == address(0)) revert DlpNotFound();
        if (bytes(recipient).length == 0 || bytes(recipient).length > 4096) revert InvalidRecipient();
        if (block.timestamp > deadline) revert SignatureExpired();
        StoredIntakeKey storage key = _intakeKeys[dlpId];
        if (epoch != uint256(key.epoch) + 1) revert InvalidEpoch(uint256(key.epoch) + 1);
        bytes32 digest = sha256(bytes(recipient));
        address signer = Statements.signer(Statements.hashIntakeKey(dlpId, epoch, digest, deadline), signature);
        if (signer == address(0)) revert InvalidSignature();
        _requireActive(signer);
        address last = key.validator;
        if (last != address(0) && last != signer && _registry().isValidator(last)) revert NotKeyHolder(last);
        key.digest = digest;
        key.validator = signer;
        key.epoch = uint48(epoch);
        key.setAtBlock = uint48(block.number);
        emit IntakeKeySet(dlpId, epoch, signer, digest, recipient, deadline, signature);
    }

    function intakeKey(uint256 dlpId) external view returns (IntakeKey memory) {
        StoredIntakeKey memory k = _intakeKeys[dlpId];
        return IntakeKey({digest: k.digest, epoch: k.epoch, setAtBlock: k.setAtBlock, validator: k.validator});
    }
}
