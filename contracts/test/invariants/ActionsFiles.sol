// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ActionsBase} from "./ActionsBase.sol";
import {IContributionRelay} from "../../src/interfaces/IContributionRelay.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";

/// @notice What contributors do: contribute alone, in batches and sponsored, ask again, give back, withdraw, claim.
abstract contract ActionsFiles is ActionsBase {
    mapping(address owner => mapping(uint256 content => uint256)) private _versions;

    /// @dev Few contents, so that they meet; the same owner brings one again under another ciphertext, others under the same.
    function _newFile(address owner, uint256 content, uint256 d) private returns (IDataRegistry.NewFile memory) {
        uint256 version = ++_versions[owner][content];
        return IDataRegistry.NewFile({digest: bytes32(content + 1 + version * 1000), codec: uint8(version % 2), dlpId: d + 1});
    }

    function _bring(uint256 fileId, uint256 content) private {
        contentOf[fileId] = content;
        if (registry.paused()) pausedSteps += 1;
        _opened(fileId);
    }

    function contribute(uint256 who, uint256 content, uint256 dao) external step {
        address actor = actors[who % actors.length];
        content %= 60;
        dao %= 2;
        if (who % 5 == 0 && withdrawnFiles.length != 0) (actor, content, dao) = _backAgain(who >> 8);
        IDataRegistry.NewFile memory file = _newFile(actor, content, dao);
        uint256 fee = registry.feeOf(dao + 1);
        vm.prank(actor);
        try registry.contribute{value: fee + dao}(file) returns (uint256 fileId, uint256) {
            _bring(fileId, content);
            _count("contribute");
            _seed();
        } catch {}
    }

    /// @dev What somebody took back.
    function _backAgain(uint256 which) private view returns (address, uint256, uint256) {
        uint256 fileId = withdrawnFiles[which % withdrawnFiles.length];
        return (registry.fileInfo(fileId).owner, contentOf[fileId], _daoOf(fileId));
    }

    function contributeBatch(uint256 who, uint256 content, uint256 dao, bool sponsored) external step {
        uint256 i = who % actors.length;
        content %= 59;
        dao %= 2;
        IDataRegistry.NewFile[] memory files = new IDataRegistry.NewFile[](2);
        files[0] = _newFile(actors[i], content, dao);
        files[1] = _newFile(actors[i], content + 1, dao);
        uint256 first = sponsored ? _relay(i, files) : _batch(i, files);
        if (first == 0) return;
        _bring(first, content);
        _bring(first + 1, content + 1);
        _count(sponsored ? "sponsored" : "batch");
        _seed();
    }

    function _batch(uint256 i, IDataRegistry.NewFile[] memory files) private returns (uint256 first) {
        uint256 fee = registry.feeOf(files[0].dlpId) * 2;
        vm.prank(actors[i]);
        try registry.contributeBatch{value: fee}(files) returns (uint256 id) {
            first = id;
        } catch {}
    }

    function _relay(uint256 i, IDataRegistry.NewFile[] memory files) private returns (uint256 first) {
        IContributionRelay.Contribution memory x =
            IContributionRelay.Contribution({owner: actors[i], files: files, nonce: nonces[actors[i]], deadline: block.timestamp});
        (, bytes32 digest) = relay.contributionHash(x);
        // somebody else's signature first
        try relay.contribute(x, _signed(_actorKeys[(i + 1) % actors.length], digest)) {
            forgeries += 1;
        } catch {}
        try relay.contribute(x, _signed(_actorKeys[i], digest)) returns (uint256 id) {
            nonces[actors[i]] += 1;
            first = id;
        } catch {
            return 0;
        }
        // and the same again
        try relay.contribute(x, _signed(_actorKeys[i], digest)) {
            forgeries += 1;
        } catch {}
    }

    function _signed(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function again(uint256 which, uint256 who) external step {
        if (openJobs.length + completedJobs.length == 0) return;
        uint256 i = which % (openJobs.length + completedJobs.length);
        uint256 last = i < openJobs.length ? openJobs[i] : completedJobs[i - openJobs.length];
        uint256 fileId = uint40(last);
        last = registry.fileInfo(fileId).jobId;
        uint256 fee = registry.feeOf(registry.fileInfo(fileId).dlpId);
        vm.prank(actors[who % actors.length]);
        try teePool.requestContributionProof{value: fee}(fileId) returns (uint256 jobId) {
            if (registry.paused()) pausedSteps += 1;
            _look(last); // it was cancelled in passing, if it was open
            _remove(openJobs, last);
            _opened(jobId);
            _count("again");
            _seed();
        } catch {}
    }

    function cancel(uint256 which, bool byPayer) external step {
        if (openJobs.length == 0) return;
        uint256 i = which % openJobs.length;
        uint256 jobId = openJobs[i];
        IDataRegistry.JobInfo memory job = registry.jobs(jobId);
        (uint256 length, uint256 tries) = registry.leaseTerms(job.setId);
        bool over = (block.timestamp - job.openedAt) / length >= tries;
        if (byPayer && job.payer.code.length == 0) vm.prank(job.payer);
        try registry.cancelJob(jobId) {
            if (!over) stuck += 1;
            _look(jobId);
            _drop(openJobs, i);
            _count("cancel");
        } catch {
            if (over) stuck += 1;
        }
    }

    function reclaim(uint256 which) external step {
        if (completedJobs.length == 0) return;
        uint256 fileId = uint40(completedJobs[which % completedJobs.length]);
        uint256 jobId = registry.fileInfo(fileId).jobId;
        try registry.reclaimRefinementFee(fileId) {
            _look(jobId);
            _remove(completedJobs, jobId);
            _count("reclaim");
        } catch {}
    }

    function claim(uint256 who, bool poke) external step {
        uint256 i = who % (actors.length + keys.length + 2);
        address account = address(pools[i % 2]);
        if (i < actors.length) account = actors[i];
        else if (i < actors.length + keys.length) account = vm.addr(keys[i - actors.length]);
        uint256 owed = registry.claimable(account);
        if (poke && account == address(pools[i % 2])) {
            if (owed != 0 && pools[i % 2].collectSponsorRefunds() != owed) stuck += 1;
            if (owed != 0) _count("collect");
            return;
        }
        uint256 before = account.balance;
        try registry.claimFor(account) {
            _count("claim");
        } catch {
            if (owed != 0) stuck += 1;
        }
        if (account.balance != before + owed) stuck += 1;
    }

    function poolClaim(uint256 who, uint256 dao) external step {
        address actor = actors[who % actors.length];
        dao %= 2;
        (uint256 vana, uint256 amount) = pools[dao].claimable(actor);
        vm.prank(actor);
        try pools[dao].claim() returns (uint256 paid, uint256 paidTokens) {
            if (paid != vana || paidTokens != amount) stuck += 1;
            claimed[dao].vana += paid;
            claimed[dao].tokens += paidTokens;
            _count("poolClaim");
        } catch {
            if (vana + amount != 0) stuck += 1;
        }
    }

    /// @dev Any file with an open or a valid proof can be taken back at once, paused or not.
    function withdraw(uint256 which, bool open) external step {
        uint256[] storage list = open ? openJobs : validFiles;
        if (list.length == 0) return;
        uint256 fileId = uint40(list[which % list.length]);
        IDataRegistry.FileInfo memory file = registry.fileInfo(fileId);
        uint256 d = file.dlpId - 1;
        bytes32 print = open ? bytes32(0) : _print(contentOf[fileId]);
        uint256 before = _allStake(d);
        vm.prank(file.owner);
        try registry.withdrawFile(fileId, print) {
            if (before - _allStake(d) != stakes[fileId].amount) stuck += 1;
            _endStake(fileId);
            _look(file.jobId);
            _remove(openJobs, file.jobId);
            _remove(completedJobs, file.jobId);
            _remove(validFiles, fileId);
            withdrawnFiles.push(fileId);
            _count(open ? "withdrawOpen" : "withdrawValid");
            if (registry.paused()) _count("withdrawPaused");
        } catch {
            stuck += 1;
        }
    }

    /// @dev Nothing more for a file that was taken back.
    function revive(uint256 which, uint256 who) external step {
        if (withdrawnFiles.length == 0) return;
        uint256 fileId = withdrawnFiles[which % withdrawnFiles.length];
        uint256 jobId = registry.fileInfo(fileId).jobId;
        vm.deal(address(this), 1e6 ether);
        vm.prank(actors[who % actors.length]);
        try teePool.requestContributionProof{value: 1 ether}(fileId) {
            afterWithdrawal += 1;
        } catch {}
        IDataRegistry.Proof memory p = _proof(jobId, 1e18);
        (bytes32 r, bytes32 vs) = _sign(keys[who % keys.length], _hash(p));
        try registry.recordProof(p, r, vs) {
            afterWithdrawal += 1;
        } catch {}
        _count("revive");
    }
}
