// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ActionsBase} from "./ActionsBase.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";

/// @notice What validators do with files: proofs, second opinions, refinements.
abstract contract ActionsProofs is ActionsBase {
    bytes32 private constant OPINION_TYPE = keccak256(
        "Opinion(uint256 jobId,uint256 openedAtBlock,bytes32 contentDigest,bytes32 bundleDigest,uint256 score,bytes32 fingerprint,bytes32 identity)"
    );

    struct Before {
        uint256 stake;
        uint256 balance;
        uint256 bonds;
        uint256 registry;
    }

    function _before(uint256 d, address owner) private view returns (Before memory) {
        return Before({
            stake: _allStake(d), balance: tokens[d].balanceOf(owner), bonds: address(teePool).balance, registry: address(registry).balance
        });
    }

    function record(uint256 which, uint256 score, uint256 identity) external step {
        if (openJobs.length == 0) return;
        (uint256 jobId, address holder) = _leased(which);
        if (jobId == 0) return;
        IDataRegistry.Proof memory p = _proofOf(jobId, score, identity);
        _forge(p, holder);
        (bytes32 r, bytes32 vs) = _sign(_keyOf(holder), _hash(p));
        Before memory before = _before(p.dlpId - 1, p.owner);
        try registry.recordProof(p, r, vs) {
            if (registry.paused()) pausedSteps += 1;
            if (!registry.isValidator(holder)) forgeries += 1;
            _recorded[jobId] = p;
            _count("record");
            _after(p, before);
            _seed();
        } catch {}
    }

    /// @dev One of the youngest open jobs that is somebody's turn: most of the others are over.
    function _leased(uint256 which) private view returns (uint256, address) {
        uint256 young = openJobs.length < 8 ? openJobs.length : 8;
        for (uint256 i = 0; i < young; ++i) {
            uint256 jobId = openJobs[openJobs.length - 1 - (which % young + i) % young];
            try registry.leaseOf(jobId) returns (address holder, uint256, uint256) {
                return (jobId, holder);
            } catch {}
        }
        return (0, address(0));
    }

    function _proofOf(uint256 jobId, uint256 score, uint256 identity) private view returns (IDataRegistry.Proof memory p) {
        uint256 fileId = uint40(jobId);
        IDataRegistry.JobInfo memory job = registry.jobs(jobId);
        (uint256 length,) = registry.leaseTerms(job.setId);
        p = _proof(jobId, score % 6 == 0 ? 0 : score % 1e18 + 1);
        p.lease = (block.timestamp - job.openedAt) / length;
        p.bundleDigest = pools[p.dlpId - 1].proofBundle();
        p.fingerprint = _print(contentOf[fileId]);
        // mostly the owner's own, sometimes none, seldom a stranger's
        if (identity % 8 > 1) p.identity = bytes32(uint256(uint160(p.owner)));
        bytes32 foreign = bytes32(uint256(uint160(actors[(identity >> 8) % actors.length])));
        if (identity % 8 == 1 && pools[p.dlpId - 1].identityHolder(foreign) != address(0)) p.identity = foreign;
    }

    /// @dev Another validator, and the right one for another score, first: both must be refused.
    function _forge(IDataRegistry.Proof memory p, address holder) private {
        (bytes32 r, bytes32 vs) = _sign(_otherKey(holder), _hash(p));
        try registry.recordProof(p, r, vs) {
            forgeries += 1;
        } catch {}
        (r, vs) = _sign(_keyOf(holder), _hash(p));
        p.score ^= 1;
        try registry.recordProof(p, r, vs) {
            forgeries += 1;
        } catch {}
        p.score ^= 1;
    }

    /// @dev A job after a proof or an opinion.
    function _after(IDataRegistry.Proof memory p, Before memory before) private {
        uint256 d = p.dlpId - 1;
        _look(p.jobId);
        IDataRegistry.JobStatus status = registry.jobs(p.jobId).status;
        if (status == IDataRegistry.JobStatus.Provisional || status == IDataRegistry.JobStatus.Submitted) return;
        _remove(openJobs, p.jobId);
        if (status != IDataRegistry.JobStatus.Completed) return;
        completedJobs.push(p.jobId);
        (, uint256 counted) = registry.fileResult(p.fileId);
        if (counted != 0) validFiles.push(p.fileId);
        uint256 gained = _allStake(d) - before.stake;
        if (gained != 0) {
            stakes[p.fileId] = Stake({owner: p.owner, dao: d, epoch: block.timestamp / EPOCH, amount: gained});
            stakedFiles.push(p.fileId);
        }
        if (tokens[d].balanceOf(p.owner) > before.balance) {
            if (++_rewards[d][p.fingerprint] > 1) doubleRewards += 1;
        } else if (gained != 0 && _rewards[d][p.fingerprint] != 0) {
            _count("restore");
        }
    }

    function opine(uint256 who, uint256 how) external step {
        if (openJobs.length == 0) return;
        uint256 jobId = 0;
        for (uint256 i = openJobs.length; i > 0 && jobId == 0; --i) {
            if (registry.jobs(openJobs[i - 1]).status == IDataRegistry.JobStatus.Provisional) jobId = openJobs[i - 1];
        }
        if (jobId == 0) return;
        address[] memory holders;
        try registry.opinionHolders(jobId) returns (address[] memory list) {
            holders = list;
        } catch {
            return;
        }
        if (holders.length == 0) return;
        // a job's opinions mostly say the same: that the proof is right, or that it is not
        bool agree = (uint256(keccak256(abi.encode(jobId))) % 3 != 0) != (how % 5 == 0);
        for (uint256 i = 0; i <= (how >> 8) % 3; ++i) {
            if (registry.jobs(jobId).status == IDataRegistry.JobStatus.Provisional) {
                _opine(jobId, holders[(who % holders.length + i) % holders.length], agree);
            }
        }
    }

    function _opine(uint256 jobId, address holder, bool agree) private {
        IDataRegistry.Proof memory p = _recorded[jobId];
        IDataRegistry.Opinion memory o = IDataRegistry.Opinion({
            jobId: jobId,
            openedAtBlock: registry.jobs(jobId).openedAtBlock,
            contentDigest: p.contentDigest,
            bundleDigest: pools[p.dlpId - 1].proofBundle(),
            score: agree ? p.score : (p.score == 0 ? 1e18 : 0),
            fingerprint: p.fingerprint,
            identity: p.identity
        });
        // the one who recorded the proof first: it must be refused
        (bytes32 r, bytes32 vs) = _sign(_keyOf(registry.jobs(jobId).validator), keccak256(abi.encode(OPINION_TYPE, o)));
        try registry.recordOpinion(o, r, vs) {
            forgeries += 1;
        } catch {}
        (r, vs) = _sign(_keyOf(holder), keccak256(abi.encode(OPINION_TYPE, o)));
        Before memory before = _before(p.dlpId - 1, p.owner);
        try registry.recordOpinion(o, r, vs) {
            if (registry.paused()) pausedSteps += 1;
            _count("opine");
            _slashed(before);
            IDataRegistry.JobStatus status = registry.jobs(jobId).status;
            if (status == IDataRegistry.JobStatus.Completed) _count("confirm");
            if (status == IDataRegistry.JobStatus.Submitted) _count("fall");
            _after(p, before);
            if (status == IDataRegistry.JobStatus.Submitted) _seed();
        } catch {}
    }

    /// @dev What left the bonds and did not come to the registry is burned.
    function _slashed(Before memory before) private {
        uint256 taken = before.bonds - address(teePool).balance;
        if (taken == 0) return;
        burnedVana += taken - (address(registry).balance - before.registry);
        _count("slash");
    }

    function refine(uint256 which) external step {
        if (validFiles.length == 0) return;
        uint256 fileId = validFiles[validFiles.length - 1 - which % (validFiles.length < 4 ? validFiles.length : 4)];
        uint256 d = _daoOf(fileId);
        uint256 jobId = registry.fileInfo(fileId).jobId;
        IDataRegistry.Refinement memory x = _refinement(fileId, refinerIds[d]);
        address holder;
        try registry.refinementLeaseOf(fileId, refinerIds[d]) returns (address current, uint256 lease, uint256) {
            (holder, x.lease) = (current, lease);
        } catch {
            return;
        }
        (bytes32 r, bytes32 vs) = _sign(_otherKey(holder), _hash(x));
        try registry.recordRefinement(x, r, vs) {
            forgeries += 1;
        } catch {}
        (r, vs) = _sign(_keyOf(holder), _hash(x));
        try registry.recordRefinement(x, r, vs) {
            if (registry.paused()) pausedSteps += 1;
            _look(jobId);
            _count("refine");
        } catch {}
    }

    function reseed(uint256 which, bool refinements) external step {
        uint256[] storage list = refinements ? completedJobs : openJobs;
        if (list.length == 0) return;
        uint256 jobId = refinements ? list[which % list.length] : list[list.length - 1 - which % (list.length < 4 ? list.length : 4)];
        if (which % 3 == 0) vm.roll(vm.getBlockNumber() + 300); // out of reach
        vm.prank(daoOwner);
        try registry.reseed(jobId) {
            if (registry.paused()) pausedSteps += 1;
            _look(jobId);
            _count(refinements ? "reseedRefinements" : "reseed");
            _seed();
        } catch {}
    }
}
