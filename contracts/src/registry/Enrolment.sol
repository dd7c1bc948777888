// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Settling} from "./Settling.sol";
import {IDataRegistryExtension} from "../interfaces/IDataRegistryExtension.sol";

/// @title The sets that draws are over
/// @notice Who may be in a set is decided by the TeePool.
abstract contract Enrolment is Settling, IDataRegistryExtension {
    modifier onlyTeePool() {
        if (msg.sender != teePool) revert Unauthorized();
        _;
    }

    function enroll(address validator) external onlyTeePool returns (uint256 index) {
        Config memory c = _loadConfig();
        index = _validatorIndex[validator];
        if (index == 0) {
            if (c.validatorsEver == type(uint16).max) revert TooManyValidators();
            index = ++c.validatorsEver;
            _validatorIndex[validator] = index;
            _validators[index].account = validator;
        }
        if (_validators[index].active) return index;
        _validators[index].active = true;
        (, uint256 length, uint256 tries) = _setTerms(c.setId);
        uint256[] memory members = _members(c.setId, 1);
        members[members.length - 1] = index;
        _newSet(c, members, members.length, length, tries);
    }

    function dismiss(address[] calldata validators) external onlyTeePool {
        Config memory c = _loadConfig();
        bool changed = false;
        for (uint256 i = 0; i < validators.length; ++i) {
            Validator storage v = _validators[_validatorIndex[validators[i]]];
            if (!v.active) continue;
            v.active = false;
            changed = true;
        }
        if (!changed) return;
        (, uint256 length, uint256 tries) = _setTerms(c.setId);
        uint256[] memory members = _members(c.setId, 0);
        uint256 size = 0;
        for (uint256 i = 0; i < members.length; ++i) {
            if (_validators[members[i]].active) members[size++] = members[i];
        }
        _newSet(c, members, size, length, tries);
    }

    /// @dev The members of now under new terms; jobs that are open keep the terms of their set.
    function _setLease(uint256 newLeaseLength, uint256 newMaxTries) internal {
        if (newLeaseLength == 0 || newLeaseLength > type(uint24).max || newMaxTries == 0 || newMaxTries > type(uint8).max) {
            revert InvalidLease();
        }
        Config memory c = _loadConfig();
        uint256[] memory members = _members(c.setId, 0);
        _newSet(c, members, members.length, newLeaseLength, newMaxTries);
    }

    /// @dev Indices in a set, with room for some more behind.
    function _members(uint256 setId, uint256 room) internal view returns (uint256[] memory members) {
        uint256 word = _sets[setId][0];
        uint256 size = uint16(word);
        members = new uint256[](size + room);
        for (uint256 i = 0; i < size; ++i) {
            uint256 lane = FIRST_LANE + i;
            if (lane & 15 == 0) word = _sets[setId][lane >> 4];
            members[i] = (word >> ((lane & 15) << 4)) & 0xffff;
        }
    }

    function _newSet(Config memory c, uint256[] memory members, uint256 size, uint256 length, uint256 tries) private {
        if (c.setId == type(uint16).max || size > type(uint16).max) revert TooManyValidators();
        c.setId += 1;
        c.setSize = size;
        _storeConfig(c);
        uint256 word = size | length << 16 | tries << 40;
        uint256 lane = FIRST_LANE;
        for (uint256 i = 0; i < size; ++i) {
            word |= members[i] << ((lane & 15) << 4);
            if (++lane & 15 == 0) {
                _sets[c.setId][(lane >> 4) - 1] = word;
                word = 0;
            }
        }
        if (lane & 15 != 0) _sets[c.setId][lane >> 4] = word;
        emit ValidatorSetChanged(c.setId, size, length, tries);
    }

    function validatorSet(uint256 setId) external view returns (address[] memory set) {
        uint256[] memory members = _members(setId, 0);
        set = new address[](members.length);
        for (uint256 i = 0; i < members.length; ++i) {
            set[i] = _validators[members[i]].account;
        }
    }
}
