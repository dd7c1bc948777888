// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ITeePool} from "./interfaces/ITeePool.sol";
import {IDataRegistry} from "./interfaces/IDataRegistry.sol";
import {IpfsUrl} from "./libraries/IpfsUrl.sol";

/// @title A facade, see ITeePool
/// @notice Holds nothing and can do nothing that its caller could not do at the core, so it needs no owner and no upgrade.
contract TeePool is ITeePool {
    address public immutable override dataRegistry;

    constructor(address dataRegistry_) {
        dataRegistry = dataRegistry_;
    }

    function requestContributionProof(uint256 fileId) external payable returns (uint256 jobId) {
        return _core().requestContributionProofFor{value: msg.value}(fileId, msg.sender);
    }

    function _core() private view returns (IDataRegistry) {
        return IDataRegistry(dataRegistry);
    }

    function teeFee() external view returns (uint256) {
        return _core().proofFee() + _core().refinementFee();
    }

    function isTee(address teeAddress) external view returns (bool) {
        return _core().isValidator(teeAddress);
    }

    function tees(address teeAddress) external view returns (TeeInfo memory info) {
        IDataRegistry.ValidatorInfo memory v = _core().validatorInfo(teeAddress);
        if (v.index == 0) return info;
        info = TeeInfo({
            teeAddress: teeAddress,
            url: v.url,
            status: v.active ? TeeStatus.Active : TeeStatus.Removed,
            amount: v.earned,
            jobsCount: 0,
            publicKey: IpfsUrl.render(v.evidenceDigest, 0)
        });
    }

    function teeList() external view returns (address[] memory list) {
        list = new address[](teesCount());
        for (uint256 i = 0; i < list.length; ++i) {
            list[i] = _core().validatorAt(i + 1);
        }
    }

    function activeTeeList() public view returns (address[] memory) {
        return _core().validatorSet(_core().currentSetId());
    }

    function teesCount() public view returns (uint256) {
        return _core().validatorsCount();
    }

    function activeTeesCount() external view returns (uint256) {
        return activeTeeList().length;
    }

    function jobs(uint256 jobId) external view returns (Job memory job) {
        IDataRegistry.JobInfo memory j = _core().jobs(jobId);
        if (j.status == IDataRegistry.JobStatus.None) return job;
        job = Job({
            fileId: j.fileId,
            bidAmount: j.proofFee + j.refinementFee,
            status: JobStatus(uint8(j.status)),
            addedTimestamp: j.openedAt,
            ownerAddress: j.payer,
            teeAddress: j.validator
        });
        if (j.status == IDataRegistry.JobStatus.Submitted) {
            try _core().leaseOf(jobId) returns (address holder, uint256, uint256) {
                job.teeAddress = holder;
            } catch {
                // not drawn yet, or nobody's turn any more
            }
        }
    }
}
