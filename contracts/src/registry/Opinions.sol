// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Requests} from "./Requests.sol";
import {ITeePool} from "../interfaces/ITeePool.sol";
import {Statements} from "../libraries/Statements.sol";

/// @title Second opinions
/// @notice A DataDAO may want k of n drawn validators to find what the first one found. Each opinion is paid as it comes, whatever it
/// says, so that nobody gains by agreeing. A job that wants opinions is, in this order:
///
///   Submitted    -> recordProof ->            Provisional
///   Provisional  -> k agree ->                Completed (reward, stake; unused opinions' fees go back)
///                -> two thirds of all agree on something else, deterministic bundle ->
///                                             Submitted again; the first validator's bond pays for the opinions of the next round
///                -> n spoke, or time is up -> Canceled (what is left goes back)
///
/// Whoever two thirds of all contradict when the matter is decided, on whatever side, loses bond: only with a deterministic bundle,
/// since there alone two honest runs cannot differ. All are the n drawn and the validator of the proof, and the two thirds must have
/// found one and the same: those who contradict each other too refute nobody, and one alone refutes nobody. Opinions that were not
/// needed any more are neither asked nor judged. The validator of a proof that is given up is not paid: nobody has confirmed that it
/// worked.
abstract contract Opinions is Requests {
    uint256 private constant MAX_PICKS = 64;
    uint256 private constant TAG = type(uint256).max << 16; // the bits of an outcome that are kept beside the index

    function recordOpinion(Opinion calldata opinion, bytes32 r, bytes32 vs) external nonReentrant {
        _running();
        uint256 jobId = opinion.jobId;
        Job memory job = _loadJob(jobId);
        if (job.status != uint256(JobStatus.Provisional)) revert InvalidJobStatus();
        if (_expired(job)) revert JobExpired();
        FileRecord memory file = _requireSubject(opinion, job);
        address signer = Statements.signer(Statements.hash(opinion), r, vs);
        uint256 index = _validatorIndex[signer];
        if (index == 0) revert InvalidSignature();
        if (!_validators[index].active) revert NotValidator();
        uint256[] memory drawn = _drawn(jobId, job);
        _requireDrawn(jobId, drawn, index);

        bytes32 outcome = _outcome(opinion.score, opinion.fingerprint, opinion.identity);
        _opinions[jobId].push((uint256(outcome) & TAG) | index);
        _validators[index].earned += uint88(job.proofFeeOrDlp);
        emit OpinionRecorded(jobId, signer, outcome, outcome == _outcomes[jobId]);
        _resolve(job, file, opinion, outcome, drawn.length);
    }

    /// @dev The opinion must be about this recording of this file, by the bundle in force, which must still be the one that the proof
    /// ran: a DataDAO that changes it meanwhile would otherwise have honest validators contradict each other. The job then runs out.
    function _requireSubject(Opinion calldata opinion, Job memory job) private view returns (FileRecord memory file) {
        bytes32 digest;
        (file, digest) = _record(uint40(opinion.jobId));
        if (opinion.contentDigest != digest || opinion.openedAtBlock != job.openedAtBlock) revert ProofMismatch();
        _requireBundle(_pools[file.dlpId].pool, opinion.bundleDigest);
        if (opinion.bundleDigest != _bundles[opinion.jobId]) revert ProofMismatch();
        if (opinion.score > ONE) revert InvalidScore();
        if (opinion.score > 0 && opinion.fingerprint == 0) revert InvalidFingerprint();
    }

    function _requireDrawn(uint256 jobId, uint256[] memory drawn, uint256 index) private view {
        uint256 i = 0;
        while (i < drawn.length && drawn[i] != index) ++i;
        if (i == drawn.length) revert NotDrawn();
        uint256[] storage given = _opinions[jobId];
        for (i = 0; i < given.length; ++i) {
            if (uint16(given[i]) == index) revert OpinionGiven();
        }
    }

    /// @dev The newest opinion may have decided the matter. After a reseed over a smaller set more may have spoken than are drawn now.
    // slither-disable-next-line reentrancy-no-eth,reentrancy-benign (guarded; the TeePool calls back only to dismiss, which is read anew)
    function _resolve(Job memory job, FileRecord memory file, Opinion calldata opinion, bytes32 outcome, uint256 drawn) private {
        uint256 jobId = opinion.jobId;
        uint256[] memory given = _opinions[jobId];
        uint256 tag = uint256(outcome) & TAG;
        uint256 same = 0;
        for (uint256 i = 0; i < given.length; ++i) {
            if (given[i] & TAG == tag) ++same;
        }
        bool agrees = outcome == _outcomes[jobId];
        bool decisive = job.deterministic != 0 && (agrees ? same + 1 : same) * 3 >= (job.drawn + 1) * 2;
        if (agrees) {
            if (same < job.needed) {
                if (given.length >= drawn) _giveUp(jobId, job, file.owner);
                return;
            }
            if (decisive) _slashOthers(jobId, given, tag);
            _confirm(job, file, opinion);
        } else if (decisive) {
            _slashOthers(jobId, given, tag);
            _fall(job, file.owner, jobId, given.length);
        } else if (given.length >= drawn) {
            _giveUp(jobId, job, file.owner);
        }
    }

    function _confirm(Job memory job, FileRecord memory file, Opinion calldata opinion) private {
        uint256 jobId = opinion.jobId;
        uint256 unused = job.drawn - _opinions[jobId].length;
        if (unused != 0) _owed[_payer(jobId, file.owner)] += unused * job.proofFeeOrDlp * GWEI;
        delete _opinions[jobId];
        delete _outcomes[jobId];
        _settle(
            _loadConfig(), // slashing may have changed the set
            job,
            Proof({
                jobId: jobId,
                fileId: file.id,
                dlpId: file.dlpId,
                owner: file.owner,
                contentDigest: opinion.contentDigest,
                bundleDigest: opinion.bundleDigest,
                score: opinion.score,
                resultDigest: _results[file.id],
                fingerprint: opinion.fingerprint,
                identity: opinion.identity,
                lease: 0
            }),
            job.validator
        );
    }

    /// @dev The proof is refuted: its validator pays for another round, or, if its bond does not reach, the payer gets back what is left.
    // slither-disable-next-line reentrancy-benign (the same)
    function _fall(Job memory job, address owner, uint256 jobId, uint256 given) private {
        uint256 spent = given * job.proofFeeOrDlp * GWEI;
        uint256 repaid = ITeePool(teePool).slash(_validators[job.validator].account, jobId, spent);
        delete _results[uint40(jobId)];
        if (repaid < spent) {
            _owed[_payer(jobId, owner)] += repaid;
            _giveUp(jobId, job, owner);
            return;
        }
        delete _opinions[jobId];
        delete _outcomes[jobId];
        job.status = uint256(JobStatus.Submitted);
        job.validator = 0;
        job.score = 0;
        _openHere(_loadConfig(), job); // slashing may have changed the set
        _storeJob(jobId, job);
        emit JobReseeded(jobId, uint40(jobId));
    }

    function _giveUp(uint256 jobId, Job memory job, address owner) private {
        delete _outcomes[jobId];
        _owed[_payer(jobId, owner)] += _close(jobId, job, JobStatus.Canceled);
    }

    function _slashOthers(uint256 jobId, uint256[] memory given, uint256 tag) private {
        for (uint256 i = 0; i < given.length; ++i) {
            // slither-disable-next-line unused-return (nothing is to be refilled)
            if (given[i] & TAG != tag) ITeePool(teePool).slash(_validators[uint16(given[i])].account, jobId, 0);
        }
    }

    /// @dev Indices of those whose opinion is asked, in the order of the draw; fewer where the set is small.
    function _drawn(uint256 jobId, Job memory job) private view returns (uint256[] memory list) {
        (uint256 word,,) = _setTerms(job.setId);
        bytes32 seed = _seed(job.openedAtBlock);
        bytes32 subject = keccak256(abi.encode("opinion", jobId));
        list = new uint256[](job.drawn);
        uint256 count = 0;
        for (uint256 t = 0; t < MAX_PICKS && count < job.drawn; ++t) {
            uint256 index = _pick(job.setId, word, seed, subject, t);
            uint256 i = index == job.validator ? count : 0;
            while (i < count && list[i] != index) ++i;
            if (index != job.validator && i == count) list[count++] = index;
        }
        assembly ("memory-safe") {
            mstore(list, count)
        }
    }

    function opinionHolders(uint256 jobId) external view returns (address[] memory list) {
        Job memory job = _loadJob(jobId);
        if (job.status != uint256(JobStatus.Provisional)) revert InvalidJobStatus();
        uint256[] memory drawn = _drawn(jobId, job);
        list = new address[](drawn.length);
        for (uint256 i = 0; i < drawn.length; ++i) {
            list[i] = _validators[drawn[i]].account;
        }
    }
}
