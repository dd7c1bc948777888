// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Network} from "../Network.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";

/// @notice What the registry's tests share: refusals, second opinions, and the books.
abstract contract RegistryBase is Network {
    bytes32 internal constant D = keccak256("content");
    bytes32 private constant OPINION_TYPE = keccak256(
        "Opinion(uint256 jobId,uint256 openedAtBlock,bytes32 contentDigest,bytes32 bundleDigest,uint256 score,bytes32 fingerprint,bytes32 identity)"
    );

    address[] internal payers = [alice, bob, daoOwner, buyer, address(this)];

    receive() external payable {}

    function _file(bytes32 digest) internal pure returns (IDataRegistry.NewFile memory) {
        return IDataRegistry.NewFile({digest: digest, codec: 0, dlpId: 1});
    }

    function _status(uint256 jobId) internal view returns (IDataRegistry.JobStatus) {
        return registry.jobs(jobId).status;
    }

    function _assertStatus(uint256 jobId, IDataRegistry.JobStatus expected) internal view {
        assertEq(uint8(_status(jobId)), uint8(expected), "status");
    }

    /// @dev To the end of the last try.
    function _expire(uint256 jobId) internal {
        IDataRegistry.JobInfo memory job = registry.jobs(jobId);
        (uint256 length, uint256 tries) = registry.leaseTerms(job.setId);
        vm.warp(job.openedAt + length * tries);
    }

    function _dismissAll() internal {
        for (uint256 i = 0; i < keys.length; ++i) {
            address v = vm.addr(keys[i]);
            if (registry.isValidator(v)) teePool.removeValidator(v);
        }
    }

    function _missingRole(address who, bytes32 role) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, who, role);
    }

    function _expectRefused(IDataRegistry.Proof memory p, uint256 key, bytes memory reason) internal {
        (bytes32 r, bytes32 vs) = _sign(key, _hash(p));
        vm.expectRevert(reason);
        registry.recordProof(p, r, vs);
    }

    function _expectRefused(IDataRegistry.Refinement memory x, uint256 key, bytes memory reason) internal {
        (bytes32 r, bytes32 vs) = _sign(key, _hash(x));
        vm.expectRevert(reason);
        registry.recordRefinement(x, r, vs);
    }

    function _expectRefused(IDataRegistry.Opinion memory o, uint256 key, bytes memory reason) internal {
        (bytes32 r, bytes32 vs) = _sign(key, _hash(o));
        vm.expectRevert(reason);
        registry.recordOpinion(o, r, vs);
    }

    // ---- second opinions

    function _setOpinions(uint8 drawn, uint8 needed, bool deterministic) internal {
        vm.prank(pool.timelock());
        pool.updateOpinionTerms(IDataRegistry.OpinionTerms({drawn: drawn, needed: needed, deterministic: deterministic}));
    }

    /// @dev Contributed with the fee of now, and its proof recorded: it waits for opinions.
    function _provisional(address who, bytes32 digest, uint256 score) internal returns (uint256 fileId) {
        uint256 fee = registry.feeOf(1);
        vm.prank(who);
        (fileId,) = registry.contribute{value: fee}(_file(digest));
        _seed();
        _record(_proof(fileId, score));
        _assertStatus(fileId, IDataRegistry.JobStatus.Provisional);
        _seed();
    }

    /// @dev The same that _proof states, for the round that is open.
    function _opinion(uint256 jobId, uint256 score) internal view returns (IDataRegistry.Opinion memory) {
        bytes32 digest = registry.fileInfo(uint40(jobId)).digest;
        return IDataRegistry.Opinion({
            jobId: jobId,
            openedAtBlock: registry.jobs(jobId).openedAtBlock,
            contentDigest: digest,
            bundleDigest: BUNDLE,
            score: score,
            fingerprint: keccak256(abi.encode("fingerprint", digest)),
            identity: 0
        });
    }

    function _hash(IDataRegistry.Opinion memory o) internal pure returns (bytes32) {
        return keccak256(abi.encode(OPINION_TYPE, o));
    }

    function _opine(address validator, IDataRegistry.Opinion memory o) internal {
        (bytes32 r, bytes32 vs) = _sign(_keyOf(validator), _hash(o));
        registry.recordOpinion(o, r, vs);
    }

    function _opine(address validator, uint256 jobId, uint256 score) internal {
        _opine(validator, _opinion(jobId, score));
    }

    // ---- the books

    /// @dev The registry holds exactly what it owes and what open jobs and unearned refinement fees may still cost.
    function _assertConserved() internal view {
        uint256 sum = registry.claimable(address(pool));
        for (uint256 i = 1; i <= registry.validatorsCount(); ++i) {
            sum += registry.claimable(registry.validatorAt(i));
        }
        for (uint256 i = 0; i < payers.length; ++i) {
            sum += registry.claimable(payers[i]);
        }
        for (uint256 fileId = 1; fileId <= registry.filesCount(); ++fileId) {
            uint256 last = registry.fileInfo(fileId).jobId >> 40;
            for (uint256 retry = 0; retry <= last; ++retry) {
                IDataRegistry.JobInfo memory job = registry.jobs(retry << 40 | fileId);
                sum += job.proofFee + job.refinementFee;
            }
        }
        assertEq(address(registry).balance, sum, "the books");
    }
}
