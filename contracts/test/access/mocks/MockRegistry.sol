// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice What the access side reads of the registry; try `i` belongs to validator `i % n`.
contract MockRegistry {
    address[] private _validators;
    mapping(address validator => bool) public isValidator;
    mapping(uint256 dlpId => address) public dlpOf;
    mapping(uint256 dlpId => uint256) public lastWithdrawalBlock;
    uint256 public currentSetId = 1;
    mapping(uint256 setId => uint256[2]) private _terms;

    uint256 public refinersSet;
    bytes32 public lastRefiner;

    function admit(address validator) external {
        _validators.push(validator);
        isValidator[validator] = true;
    }

    function dismiss(address validator) external {
        isValidator[validator] = false;
    }

    function clear() external {
        delete _validators;
    }

    function setDlp(uint256 dlpId, address pool) external {
        dlpOf[dlpId] = pool;
    }

    /// @dev A file of the DataDAO is withdrawn in this block.
    function withdraw(uint256 dlpId) external {
        lastWithdrawalBlock[dlpId] = block.number;
    }

    function newSet(uint256 leaseLength, uint256 maxTries) external {
        _terms[++currentSetId] = [leaseLength, maxTries];
    }

    function validatorSet(uint256) external view returns (address[] memory) {
        return _validators;
    }

    function leaseTerms(uint256 setId) external view returns (uint256, uint256) {
        return (_terms[setId][0], _terms[setId][1]);
    }

    function draw(uint256, uint256, bytes32, uint256 tryIndex) external view returns (address) {
        return _validators[tryIndex % _validators.length];
    }

    function setRefiner(uint256 refinerId, uint256 dlpId, bytes32 bundleDigest, bool active) external {
        ++refinersSet;
        lastRefiner = keccak256(abi.encode(refinerId, dlpId, bundleDigest, active));
    }
}
