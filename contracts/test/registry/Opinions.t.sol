// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OpinionBase} from "./OpinionBase.sol";
import {DataLiquidityPool} from "../../src/DataLiquidityPool.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {ITeePool} from "../../src/interfaces/ITeePool.sol";

/// @notice Agreement, dissent of a minority, refusals.
contract OpinionsTest is OpinionBase {
    function test_Fee() public {
        assertEq(registry.feeOf(1), WITH_OPINIONS);
        IDataRegistry.OpinionTerms memory t = registry.opinionTerms(1);
        assertEq(t.drawn, 3);
        assertEq(t.needed, 2);
        assertTrue(t.deterministic);
        vm.expectRevert(abi.encodeWithSelector(IDataRegistry.InsufficientFee.selector, WITH_OPINIONS));
        registry.contribute{value: WITH_OPINIONS - 1}(_file(D));
        registry.contribute{value: WITH_OPINIONS}(_file(D));
        assertEq(registry.jobs(1).proofFee, 4 * PROOF_FEE);
        _assertConserved();
    }

    function test_ProvisionalCountsForNothing() public {
        uint256 fee = registry.feeOf(1);
        vm.prank(alice);
        registry.contribute{value: fee}(_file(D));
        _seed();
        IDataRegistry.Proof memory p = _proof(1, 1e18);
        address first = _holder(1);
        bytes32 outcome = keccak256(abi.encode(p.score, p.fingerprint, p.identity));
        vm.expectEmit(address(registry));
        emit IDataRegistry.ProofProvisional(1, 1, first, 1e18, p.resultDigest, outcome);
        _record(p);
        IDataRegistry.JobInfo memory j = registry.jobs(1);
        assertEq(uint8(j.status), uint8(IDataRegistry.JobStatus.Provisional));
        assertEq(uint8(teePool.jobs(1).status), uint8(ITeePool.JobStatus.Submitted));
        assertEq(j.validator, first);
        assertEq(j.openedAtBlock, vm.getBlockNumber());
        (bytes32 result, uint256 score) = registry.fileResult(1);
        assertEq(result, 0);
        assertEq(score, 0);
        assertEq(registry.fileProofs(1, 1).data.score, 0);
        assertEq(token.balanceOf(alice), 0);
        assertEq(registry.claimable(first), 0, "paid when it counts");
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.leaseOf(1);
        vm.expectRevert(IDataRegistry.SeedNotReady.selector);
        registry.opinionHolders(1);
        _expectRefused(_refinement(1, refinerId), keys[0], abi.encodeWithSelector(IDataRegistry.FileNotValid.selector));
        _expectRefused(p, _keyOf(first), abi.encodeWithSelector(IDataRegistry.InvalidJobStatus.selector));
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.requestContributionProof{value: fee}(1);
        _assertConserved();
    }

    function test_EnoughAgree() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        address first = registry.jobs(jobId).validator;
        address[] memory drawn = registry.opinionHolders(jobId);
        assertEq(drawn.length, 3);
        for (uint256 i = 0; i < 3; ++i) {
            assertTrue(drawn[i] != first);
        }
        vm.expectEmit(address(registry));
        IDataRegistry.Opinion memory o = _opinion(jobId, 1e18);
        emit IDataRegistry.OpinionRecorded(jobId, drawn[1], keccak256(abi.encode(o.score, o.fingerprint, o.identity)), true);
        _opine(drawn[1], jobId, 1e18);
        assertEq(registry.claimable(drawn[1]), PROOF_FEE, "paid as it comes");
        assertEq(registry.jobs(jobId).proofFee, 3 * PROOF_FEE);
        _assertStatus(jobId, IDataRegistry.JobStatus.Provisional);
        _assertConserved();
        _opine(drawn[0], jobId, 1e18);
        _assertStatus(jobId, IDataRegistry.JobStatus.Completed);
        assertEq(token.balanceOf(alice), 100 ether);
        assertEq(registry.claimable(first), PROOF_FEE);
        assertEq(registry.claimable(alice), PROOF_FEE, "the opinion nobody needed");
        (bytes32 result, uint256 score) = registry.fileResult(jobId);
        assertEq(result, keccak256(abi.encode("result", jobId)));
        assertEq(score, 1e18);
        _expectRefused(o, _keyOf(drawn[2]), abi.encodeWithSelector(IDataRegistry.InvalidJobStatus.selector));
        vm.expectRevert(IDataRegistry.InvalidJobStatus.selector);
        registry.opinionHolders(jobId);
        _assertConserved();
        _seed();
        _refine(_refinement(jobId, refinerId));
        _assertConserved();
    }

    function test_Unanimous() public {
        _setOpinions(3, 3, true);
        uint256 jobId = _provisional(alice, D, 0.5e18);
        address[] memory drawn = registry.opinionHolders(jobId);
        for (uint256 i = 0; i < 3; ++i) {
            _assertStatus(jobId, IDataRegistry.JobStatus.Provisional);
            _opine(drawn[i], jobId, 0.5e18);
        }
        _assertStatus(jobId, IDataRegistry.JobStatus.Completed);
        assertEq(registry.claimable(alice), 0);
        assertEq(token.balanceOf(alice), 50 ether);
        assertEq(teePool.activeTeesCount(), 4);
        _assertConserved();
    }

    function test_AgreementThatItIsInvalid() public {
        uint256 jobId = _provisional(alice, D, 0);
        address[] memory drawn = registry.opinionHolders(jobId);
        _opine(drawn[0], jobId, 0);
        _opine(drawn[1], jobId, 0);
        _assertStatus(jobId, IDataRegistry.JobStatus.Completed);
        assertEq(token.balanceOf(alice), 0);
        assertEq(registry.claimable(alice), PROOF_FEE + REFINEMENT_FEE);
        _assertConserved();
        vm.prank(alice);
        registry.requestContributionProof{value: WITH_OPINIONS}(jobId);
        _assertConserved();
    }

    // ---- a minority

    function _minority() private returns (uint256 jobId, address dissenter, address[] memory drawn) {
        jobId = _provisional(alice, D, 1e18);
        drawn = registry.opinionHolders(jobId);
        dissenter = drawn[1];
        _opine(dissenter, jobId, 0.1e18);
        _assertStatus(jobId, IDataRegistry.JobStatus.Provisional);
        _opine(drawn[0], jobId, 1e18);
    }

    function test_MinorityLosesBond() public {
        (uint256 jobId, address dissenter, address[] memory drawn) = _minority();
        vm.expectEmit(address(teePool));
        emit ITeePool.Slashed(dissenter, jobId, SLASH, 0);
        _opine(drawn[2], jobId, 1e18);
        _assertStatus(jobId, IDataRegistry.JobStatus.Completed);
        assertEq(_bondOf(dissenter), BOND - SLASH);
        assertFalse(registry.isValidator(dissenter), "below the least bond");
        assertEq(registry.claimable(dissenter), PROOF_FEE, "what it has earned stays");
        assertEq(registry.jobs(jobId).setId, registry.currentSetId(), "refinements are drawn without it");
        assertEq(registry.claimable(alice), 0);
        _assertConserved();
    }

    function test_MinorityKeepsBondWhereRunsMayDiffer() public {
        _setOpinions(3, 2, false);
        (uint256 jobId, address dissenter, address[] memory drawn) = _minority();
        _opine(drawn[2], jobId, 1e18);
        _assertStatus(jobId, IDataRegistry.JobStatus.Completed);
        assertEq(_bondOf(dissenter), BOND);
        assertTrue(registry.isValidator(dissenter));
        _assertConserved();
    }

    function test_MinorityKeepsBondWhereItIsNotDecisive() public {
        _setOpinions(3, 1, true);
        uint256 jobId = _provisional(alice, D, 1e18);
        address[] memory drawn = registry.opinionHolders(jobId);
        _opine(drawn[0], jobId, 0);
        _opine(drawn[1], jobId, 1e18); // one of three is enough for the DataDAO, and no two thirds
        _assertStatus(jobId, IDataRegistry.JobStatus.Completed);
        assertEq(_bondOf(drawn[0]), BOND);
        assertEq(registry.claimable(alice), PROOF_FEE);
        _assertConserved();
    }

    // ---- refusals

    function test_Refuses() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        address first = registry.jobs(jobId).validator;
        address[] memory drawn = registry.opinionHolders(jobId);
        uint256 key = _keyOf(drawn[0]);
        bytes memory mismatch = abi.encodeWithSelector(IDataRegistry.ProofMismatch.selector);
        IDataRegistry.Opinion memory o = _opinion(jobId, 1e18);
        _expectRefused(o, _keyOf(first), abi.encodeWithSelector(IDataRegistry.NotDrawn.selector));
        _expectRefused(o, 0xBAD, abi.encodeWithSelector(IDataRegistry.InvalidSignature.selector));
        o.contentDigest = keccak256("else");
        _expectRefused(o, key, mismatch);
        o = _opinion(jobId, 1e18);
        o.openedAtBlock += 1;
        _expectRefused(o, key, mismatch);
        o = _opinion(jobId, 1e18);
        o.bundleDigest = keccak256("old bundle");
        _expectRefused(o, key, abi.encodeWithSelector(IDataRegistry.BundleMismatch.selector, BUNDLE));
        o = _opinion(jobId, 1e18 + 1);
        _expectRefused(o, key, abi.encodeWithSelector(IDataRegistry.InvalidScore.selector));
        o = _opinion(jobId, 1);
        o.fingerprint = 0;
        _expectRefused(o, key, abi.encodeWithSelector(IDataRegistry.InvalidFingerprint.selector));
        o = _opinion(jobId, 1e18);
        o.jobId = 99;
        _expectRefused(o, key, abi.encodeWithSelector(IDataRegistry.InvalidJobStatus.selector));
        o = _opinion(jobId, 1e18);
        (bytes32 r, bytes32 vs) = _signFor(key, _hash(o), block.chainid, address(teePool));
        vm.expectRevert(IDataRegistry.InvalidSignature.selector);
        registry.recordOpinion(o, r, vs);
        registry.pause();
        _expectRefused(o, key, abi.encodeWithSelector(IDataRegistry.RegistryPaused.selector));
        registry.unpause();
        _opine(drawn[0], o);
        _expectRefused(o, key, abi.encodeWithSelector(IDataRegistry.OpinionGiven.selector));
        _expectRefused(_opinion(jobId, 0), key, abi.encodeWithSelector(IDataRegistry.OpinionGiven.selector));
        teePool.removeValidator(drawn[1]);
        _expectRefused(o, _keyOf(drawn[1]), abi.encodeWithSelector(IDataRegistry.NotValidator.selector));
        _expire(jobId);
        _expectRefused(o, _keyOf(drawn[2]), abi.encodeWithSelector(IDataRegistry.JobExpired.selector));
        _assertConserved();
    }

    function test_NotBeforeTheSeed() public {
        vm.prank(alice);
        registry.contribute{value: WITH_OPINIONS}(_file(D));
        _seed();
        _record(_proof(1, 1e18));
        _expectRefused(_opinion(1, 1e18), keys[0], abi.encodeWithSelector(IDataRegistry.SeedNotReady.selector));
    }

    function test_NotDrawnOutOfMany() public {
        _setOpinions(1, 1, true);
        uint256 jobId = _provisional(alice, D, 1e18);
        address first = registry.jobs(jobId).validator;
        address[] memory drawn = registry.opinionHolders(jobId);
        assertEq(drawn.length, 1);
        for (uint256 i = 0; i < keys.length; ++i) {
            address v = vm.addr(keys[i]);
            if (v == drawn[0] || v == first) continue;
            _expectRefused(_opinion(jobId, 1e18), keys[i], abi.encodeWithSelector(IDataRegistry.NotDrawn.selector));
        }
        _opine(drawn[0], jobId, 1e18);
        _assertStatus(jobId, IDataRegistry.JobStatus.Completed);
    }

    /// @dev The draw is the documented one: the first distinct others in the set, in the order of t.
    function test_DrawIsTheFormula() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        IDataRegistry.JobInfo memory job = registry.jobs(jobId);
        bytes32 subject = keccak256(abi.encode("opinion", jobId));
        address[] memory drawn = registry.opinionHolders(jobId);
        uint256 found = 0;
        for (uint256 t = 0; t < 64 && found < 3; ++t) {
            address v = registry.draw(job.setId, job.openedAtBlock, subject, t);
            bool seen = v == job.validator;
            for (uint256 i = 0; i < found; ++i) {
                seen = seen || drawn[i] == v;
            }
            if (!seen) assertEq(drawn[found++], v);
        }
        assertEq(found, 3);
    }

    function test_TermsChangedAfterTheRequestDoNotTouchTheJob() public {
        uint256 jobId = _provisional(alice, D, 1e18);
        _setOpinions(0, 0, false);
        assertEq(registry.feeOf(1), FEES);
        assertEq(registry.jobs(jobId).opinions.needed, 2);
        address[] memory drawn = registry.opinionHolders(jobId);
        assertEq(drawn.length, 3);
        _opine(drawn[0], jobId, 1e18);
        _opine(drawn[1], jobId, 1e18);
        _assertStatus(jobId, IDataRegistry.JobStatus.Completed);
        // and a job without opinions stays one
        uint256 plain = _contribute(bob, keccak256("b"));
        _setOpinions(8, 8, true);
        _seed();
        _record(_proof(plain, 1e18));
        _assertStatus(plain, IDataRegistry.JobStatus.Completed);
        _assertConserved();
    }

    function test_TermsAreBounded() public {
        vm.startPrank(pool.timelock());
        _badTerms(9, 1);
        _badTerms(255, 255);
        _badTerms(3, 4);
        _badTerms(3, 0);
        _badTerms(0, 1);
        vm.stopPrank();
        vm.prank(alice);
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.setOpinionTerms(1, IDataRegistry.OpinionTerms({drawn: 0, needed: 0, deterministic: false}));
        vm.prank(address(pool));
        vm.expectRevert(IDataRegistry.Unauthorized.selector);
        registry.setOpinionTerms(2, IDataRegistry.OpinionTerms({drawn: 0, needed: 0, deterministic: false}));
        _setOpinions(8, 8, false);
        assertEq(registry.dlpOf(1), address(pool), "neighbours in the word are untouched");
        assertTrue(registry.isOpen(1));
    }

    function _badTerms(uint8 drawn, uint8 needed) private {
        vm.expectRevert(IDataRegistry.InvalidOpinionTerms.selector);
        DataLiquidityPool(payable(address(pool)))
            .updateOpinionTerms(IDataRegistry.OpinionTerms({drawn: drawn, needed: needed, deterministic: true}));
    }
}
