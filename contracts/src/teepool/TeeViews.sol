// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Validators} from "./Validators.sol";
import {IDataRegistry} from "../interfaces/IDataRegistry.sol";
import {IpfsUrl} from "../libraries/IpfsUrl.sol";

/// @title The pool as Vana clients read it
abstract contract TeeViews is Validators {
    function requestContributionProof(uint256 fileId) external payable returns (uint256 jobId) {
        return _registry().requestContributionProofFor{value: msg.value}(fileId, 0, msg.sender);
    }

    function teeFee() external view returns (uint256) {
        return _registry().proofFee() + _registry().refinementFee();
    }

    function isTee(address teeAddress) external view returns (bool) {
        return _registry().isValidator(teeAddress);
    }

    function tees(address teeAddress) external view returns (TeeInfo memory info) {
        ValidatorInfo memory v = validatorInfo(teeAddress);
        if (v.index == 0) return info;
        info = TeeInfo({
            teeAddress: teeAddress,
            url: v.url,
            status: v.active ? TeeStatus.Active : TeeStatus.Removed,
            amount: v.earned,
            withdrawnAmount: _registry().withdrawnBy(teeAddress),
            jobsCount: 0,
            publicKey: IpfsUrl.render(v.evidenceDigest, 0)
        });
    }

    function teeList() external view returns (address[] memory list) {
        list = new address[](teesCount());
        for (uint256 i = 0; i < list.length; ++i) {
            list[i] = _registry().validatorAt(i + 1);
        }
    }

    function activeTeeList() public view returns (address[] memory) {
        return _registry().validatorSet(_registry().currentSetId());
    }

    function teesCount() public view returns (uint256) {
        return _registry().validatorsCount();
    }

    function activeTeesCount() external view returns (uint256) {
        return activeTeeList().length;
    }

    function jobs(uint256 jobId) external view returns (Job memory job) {
        IDataRegistry.JobInfo memory j = _registry().jobs(jobId);
        if (j.status == IDataRegistry.JobStatus.None) return job;
        job = Job({
            fileId: j.fileId,
            bidAmount: j.proofFee + j.refinementFee,
            status: _status(j.status),
            addedTimestamp: j.openedAt,
            ownerAddress: j.payer,
            teeAddress: j.validator
        });
        if (j.status == IDataRegistry.JobStatus.Submitted) {
            // slither-disable-next-line unused-return (only whose turn it is)
            try _registry().leaseOf(jobId) returns (address holder, uint256, uint256) {
                job.teeAddress = holder;
            } catch {
                // not drawn yet, or nobody's turn any more
            }
        }
    }

    function _status(IDataRegistry.JobStatus status) private pure returns (JobStatus) {
        if (status == IDataRegistry.JobStatus.Provisional) return JobStatus.Submitted;
        if (status == IDataRegistry.JobStatus.Withdrawn) return JobStatus.Canceled;
        return JobStatus(uint8(status));
    }
}
