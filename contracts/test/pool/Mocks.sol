// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";

/// @notice Of the registry only what a pool asks it.
contract RegistryMock {
    mapping(uint256 fileId => IDataRegistry.FileInfo) private _files;
    mapping(uint256 fileId => uint256) private _scores;
    mapping(address account => uint256) public owed;
    mapping(uint256 dlpId => address) public openedBy;
    mapping(uint256 dlpId => IDataRegistry.OpinionTerms) private _terms;

    function setFile(uint256 fileId, address owner, uint256 dlpId, uint256 score) external {
        _files[fileId].owner = owner;
        _files[fileId].dlpId = dlpId;
        _scores[fileId] = score;
    }

    function owe(address account) external payable {
        owed[account] += msg.value;
    }

    function fileInfo(uint256 fileId) external view returns (IDataRegistry.FileInfo memory) {
        if (_files[fileId].owner == address(0)) revert IDataRegistry.FileNotFound();
        return _files[fileId];
    }

    function fileResult(uint256 fileId) external view returns (bytes32, uint256) {
        return (bytes32(fileId), _scores[fileId]);
    }

    function claimFor(address account) external {
        uint256 amount = owed[account];
        if (amount == 0) revert IDataRegistry.NothingToClaim();
        owed[account] = 0;
        (bool ok,) = account.call{value: amount}("");
        if (!ok) revert IDataRegistry.TransferFailed();
    }

    function openDlp(uint256 dlpId) external {
        openedBy[dlpId] = msg.sender;
    }

    function opinionTerms(uint256 dlpId) external view returns (IDataRegistry.OpinionTerms memory) {
        return _terms[dlpId];
    }

    function setOpinionTerms(uint256 dlpId, IDataRegistry.OpinionTerms calldata terms) external {
        _terms[dlpId] = terms;
    }
}

contract DlpRegistryMock {
    address public poolImplementation;
    mapping(uint256 dlpId => address) public teePoolOf;

    function setPoolImplementation(address implementation) external {
        poolImplementation = implementation;
    }

    function setTeePool(uint256 dlpId, address teePool) external {
        teePoolOf[dlpId] = teePool;
    }
}

/// @notice An account that does what it is told, and, when it is paid, tries one more call and notes how that ended.
contract Attacker {
    IDataLiquidityPool private immutable _pool;
    bytes private _next;
    bool public refuses;
    bool public tried;
    bool public succeeded;
    bytes public answer;

    constructor(IDataLiquidityPool pool) {
        _pool = pool;
    }

    receive() external payable {
        if (refuses) revert();
        if (_next.length == 0) return;
        tried = true;
        (succeeded, answer) = address(_pool).call(_next);
    }

    function setNext(bytes calldata next) external {
        (_next, tried, succeeded, answer) = (next, false, false, "");
    }

    function setRefuses(bool refuses_) external {
        refuses = refuses_;
    }

    function run(bytes calldata data, uint256 value) external {
        (bool ok, bytes memory result) = address(_pool).call{value: value}(data);
        if (!ok) {
            assembly {
                revert(add(result, 32), mload(result))
            }
        }
    }
}
