// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";
import {Layout} from "./Layout.sol";

/// @title Whose turn it is
/// @notice Validators are drawn, not asked: the hash of the block after the opening decides, and time passes the turn on. Nothing is
/// written and nothing can be ground: whoever opens a job cannot know that hash, and whoever makes that block gives up the block's
/// reward to change it.
abstract contract Leases is Layout {
    uint256 internal constant FIRST_LANE = 3;

    /// @dev What a set says of the jobs opened under it, and its first word.
    function _setTerms(uint256 setId) internal view returns (uint256 word, uint256 leaseLength_, uint256 maxTries_) {
        word = _sets[setId][0];
        leaseLength_ = uint24(word >> 16);
        maxTries_ = uint8(word >> 40);
    }

    /// @dev Index of the validator that `seed` gives `subject` in try `tryIndex`; `word` is the first of the set.
    function _pick(uint256 setId, uint256 word, bytes32 seed, bytes32 subject, uint256 tryIndex) internal view returns (uint256) {
        uint256 size = uint16(word);
        if (size == 0) revert NoActiveTee();
        // slither-disable-next-line weak-prng (see the title)
        uint256 lane = FIRST_LANE + uint256(keccak256(abi.encode(seed, subject, tryIndex))) % size;
        if (lane > 15) word = _sets[setId][lane >> 4];
        return (word >> ((lane & 15) << 4)) & 0xffff;
    }

    /// @dev Hash of the block after `openedAtBlock`; from the history contract (EIP-2935) when the opcode does not reach it.
    function _seed(uint256 openedAtBlock) internal view returns (bytes32 seed) {
        if (block.number <= openedAtBlock + 1) revert SeedNotReady();
        seed = Blockhash.blockHash(openedAtBlock + 1);
        if (seed == 0) revert SeedTooOld();
    }

    function _seedInReach(uint256 openedAtBlock) internal view returns (bool) {
        return block.number <= openedAtBlock + 1 || Blockhash.blockHash(openedAtBlock + 1) != 0;
    }

    function _expired(Job memory job) internal view returns (bool) {
        (, uint256 length, uint256 tries) = _setTerms(job.setId);
        return (block.timestamp - job.openedAt) / length >= tries;
    }

    /// @dev Index of who has the current try, and which it is. Reverts JobExpired after the last.
    function _holder(Job memory job, bytes32 subject) internal view returns (uint256 index, uint256 lease) {
        (uint256 word, uint256 length, uint256 tries) = _setTerms(job.setId);
        lease = (block.timestamp - job.openedAt) / length;
        if (lease >= tries) revert JobExpired();
        index = _pick(job.setId, word, _seed(job.openedAtBlock), subject, lease);
    }

    /// @dev Index of the holder of the current lease, which must be the one the statement names, active, and its signer.
    function _requireLease(Job memory job, bytes32 subject, uint256 lease, address signer) internal view returns (uint256 index) {
        uint256 current;
        (index, current) = _holder(job, subject);
        if (lease != current) revert LeaseNotCurrent(current);
        Validator storage holder = _validators[index];
        address account = holder.account;
        if (signer != account) {
            // another validator is told whose turn it is; any other signer means that the statement is not what was signed
            if (signer != address(0) && _isValidator(signer)) revert NotLeaseHolder(account);
            revert InvalidSignature();
        }
        if (!holder.active) revert NotValidator();
    }

    function _refinementSubject(uint256 fileId, uint256 refinerId) internal pure returns (bytes32) {
        return keccak256(abi.encode("refinement", fileId, refinerId));
    }

    function _isValidator(address validator) internal view returns (bool) {
        return _validators[_validatorIndex[validator]].active;
    }
}
