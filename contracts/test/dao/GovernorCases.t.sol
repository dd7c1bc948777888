// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {DataDAOGovernor} from "../../src/governance/DataDAOGovernor.sol";
import {Vote} from "./Vote.sol";

/// Executes the proposal that it is itself the target of.
contract Impatient {
    bytes private again;
    uint256 public hits;
    bytes4 public answer;

    function prepare(bytes calldata again_) external {
        again = again_;
    }

    function hit(address governor) external {
        hits++;
        (bool ok, bytes memory why) = governor.call(again);
        answer = ok ? bytes4(0xffffffff) : bytes4(why);
    }
}

/// What OpenZeppelin's Governor brings along: every way to vote, its settings, what it takes and what it does not.
contract GovernorCasesTest is Vote {
    bytes32 private constant BALLOT = keccak256("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)");
    bytes32 private constant LONG_BALLOT =
        keccak256("ExtendedBallot(uint256 proposalId,uint8 support,address voter,uint256 nonce,string reason,bytes params)");
    uint256 private constant MAX = type(uint256).max;

    function _signed(uint256 key, bytes32 structHash) private view returns (bytes memory) {
        (, string memory name, string memory version, uint256 chainId, address verifier,,) = governor.eip712Domain();
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chainId,
                verifier
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
        return abi.encodePacked(r, s, v);
    }

    function _invalid(address voter) private {
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, voter));
    }

    function test_VoteWithReason() public {
        uint256 id = _voting();
        vm.startPrank(large);
        vm.expectEmit(address(governor));
        emit IGovernor.VoteCast(large, id, FOR, 3e23, "yes");
        governor.castVoteWithReason(id, FOR, "yes");
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorAlreadyCastVote.selector, large));
        governor.castVoteWithReason(id, AGAINST, "no");
        vm.stopPrank();
        vm.startPrank(middle);
        governor.castVoteWithReasonAndParams(id, AGAINST, "no", "params");
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorAlreadyCastVote.selector, middle));
        governor.castVoteWithReasonAndParams(id, FOR, "yes", "params");
        vm.stopPrank();
        // who has nothing votes for nothing
        vm.prank(stranger);
        governor.castVoteWithReason(id, AGAINST, "");
        (uint256 against, uint256 inFavour,) = governor.proposalVotes(id);
        assertEq(inFavour, 3e23);
        assertEq(against, 12e22);
    }

    function test_VoteBySignature() public {
        (address voter, uint256 key) = makeAddrAndKey("voter");
        _fund(voter, 1e23);
        uint256 id = _voting();
        bytes memory good = _signed(key, keccak256(abi.encode(BALLOT, id, FOR, voter, 0)));
        _invalid(large);
        governor.castVoteBySig(id, FOR, large, good);
        _invalid(voter);
        governor.castVoteBySig(id, AGAINST, voter, good);
        _invalid(voter);
        governor.castVoteBySig(id, FOR, voter, "");
        governor.castVoteBySig(id, FOR, voter, good); // by anybody
        _invalid(voter);
        governor.castVoteBySig(id, FOR, voter, good); // its nonce is used
        (, uint256 inFavour,) = governor.proposalVotes(id);
        assertEq(inFavour, 1e23);
    }

    function test_VoteWithReasonBySignature() public {
        (address voter, uint256 key) = makeAddrAndKey("voter");
        _fund(voter, 1e23);
        uint256 id = _voting();
        bytes32 text = keccak256(abi.encode(LONG_BALLOT, id, FOR, voter, 0, keccak256("yes"), keccak256("params")));
        bytes memory good = _signed(key, text);
        _invalid(large);
        governor.castVoteWithReasonAndParamsBySig(id, FOR, large, "yes", "params", good);
        _invalid(voter);
        governor.castVoteWithReasonAndParamsBySig(id, FOR, voter, "other", "params", good);
        governor.castVoteWithReasonAndParamsBySig(id, FOR, voter, "yes", "params", good);
        _invalid(voter);
        governor.castVoteWithReasonAndParamsBySig(id, FOR, voter, "yes", "params", good);
        (, uint256 inFavour,) = governor.proposalVotes(id);
        assertEq(inFavour, 1e23);
    }

    function _unknown(bytes memory data) private {
        (bool ok, bytes memory why) = address(governor).call(data);
        assertFalse(ok);
        assertEq(bytes4(why), IGovernor.GovernorNonexistentProposal.selector);
    }

    function test_UnknownProposals() public {
        address[] memory none = new address[](0);
        uint256[] memory no = new uint256[](0);
        bytes[] memory nothing = new bytes[](0);
        uint256[2] memory ids = [0, MAX];
        for (uint256 i = 0; i < 2; i++) {
            _unknown(abi.encodeCall(governor.castVote, (ids[i], FOR)));
            _unknown(abi.encodeCall(governor.castVoteWithReason, (ids[i], FOR, "")));
            _unknown(abi.encodeCall(governor.castVoteWithReasonAndParams, (ids[i], FOR, "", "")));
        }
        bytes32[2] memory hashes = [bytes32(0), bytes32(MAX)];
        for (uint256 i = 0; i < 2; i++) {
            _unknown(abi.encodeCall(governor.queue, (none, no, nothing, hashes[i])));
            _unknown(abi.encodeCall(governor.execute, (none, no, nothing, hashes[i])));
            _unknown(abi.encodeCall(governor.cancel, (none, no, nothing, hashes[i])));
        }
        _invalid(address(0));
        governor.castVoteBySig(0, 0, address(0), "");
        _invalid(address(type(uint160).max));
        governor.castVoteBySig(MAX, 255, address(type(uint160).max), new bytes(65));
        _invalid(address(0));
        governor.castVoteWithReasonAndParamsBySig(0, 0, address(0), "", "", "");
        _invalid(address(type(uint160).max));
        governor.castVoteWithReasonAndParamsBySig(MAX, 255, address(type(uint160).max), "", "", new bytes(65));
    }

    function test_ProposalsOfNothing() public {
        vm.startPrank(small);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidProposalLength.selector, 0, 0, 0));
        governor.propose(new address[](0), new uint256[](0), new bytes[](0), "");
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidProposalLength.selector, 1, 1, 2));
        governor.propose(targets, new uint256[](2), payloads, words);
        vm.stopPrank();
    }

    function test_OneProposalOnce() public {
        uint256 id = _propose(small);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        _propose(small);
        _pass(VOTING_DELAY + 1);
        vm.prank(large);
        vm.expectRevert(IGovernor.GovernorInvalidVoteType.selector);
        governor.castVote(id, 255);
        _vote(id, large, FOR);
        _pass(VOTING_PERIOD);
        _queue();
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        _queue();
    }

    function test_CancelledOnce() public {
        _propose(small);
        vm.startPrank(small);
        governor.cancel(targets, values, payloads, keccak256(bytes(words)));
        vm.expectPartialRevert(IGovernor.GovernorUnableToCancel.selector);
        governor.cancel(targets, values, payloads, keccak256(bytes(words)));
        vm.stopPrank();
    }

    // ---- settings

    function test_SettingsAreItsOwnProposals() public {
        bytes[6] memory calls = [
            abi.encodeCall(governor.setVotingDelay, (1)),
            abi.encodeCall(governor.setVotingPeriod, (1)),
            abi.encodeCall(governor.setProposalThreshold, (1)),
            abi.encodeCall(governor.updateQuorumNumerator, (1)),
            abi.encodeCall(governor.updateTimelock, (timelock)),
            abi.encodeCall(governor.relay, (address(target), 0, ""))
        ];
        address[2] memory others = [large, founder];
        for (uint256 i = 0; i < calls.length; i++) {
            for (uint256 j = 0; j < 2; j++) {
                vm.prank(others[j]);
                (bool ok, bytes memory why) = address(governor).call(calls[i]);
                assertFalse(ok);
                assertEq(why, abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, others[j]));
            }
        }
    }

    function _setting(string memory description, bytes memory data) private {
        words = description;
        _proposal(address(governor), data);
        _carryOut();
    }

    function test_SettingsByAVote() public {
        _setting("threshold", abi.encodeCall(governor.setProposalThreshold, (0)));
        assertEq(governor.proposalThreshold(), 0, "then anybody proposes");
        _setting("period", abi.encodeCall(governor.setVotingPeriod, (1 days)));
        assertEq(governor.votingPeriod(), 1 days);
        _setting("relay", abi.encodeCall(governor.relay, (address(token), 0, abi.encodeCall(token.approve, (small, 7)))));
        assertEq(token.allowance(address(governor), small), 7);
        _setting("timelock", abi.encodeCall(governor.updateTimelock, (_timelock())));
        assertTrue(governor.timelock() != address(timelock));
    }

    function _refusedByAVote(string memory description, bytes memory data, bytes4 why) private {
        words = description;
        _proposal(address(governor), data);
        _won();
        _queue();
        _pass(DELAY);
        vm.expectPartialRevert(why);
        _execute();
    }

    /// What only a vote can set has a least and a greatest value too.
    function test_SettingsAreBounded() public {
        bytes4 quorum = bytes4(keccak256("GovernorInvalidQuorumFraction(uint256,uint256)"));
        _refusedByAVote("period", abi.encodeCall(governor.setVotingPeriod, (0)), IGovernor.GovernorInvalidVotingPeriod.selector);
        _refusedByAVote("quorum", abi.encodeCall(governor.updateQuorumNumerator, (MAX)), quorum);
        _setting("delay", abi.encodeCall(governor.setVotingDelay, (0)));
        assertEq(governor.votingDelay(), 0);
        _setting("all", abi.encodeCall(governor.updateQuorumNumerator, (100)));
        assertEq(governor.quorumNumerator(), 100);
    }

    function test_LargestSettings() public {
        words = "delay";
        targets = new address[](3);
        values = new uint256[](3);
        payloads = new bytes[](3);
        for (uint256 i = 0; i < 3; i++) {
            targets[i] = address(governor);
        }
        payloads[0] = abi.encodeCall(governor.setVotingDelay, (type(uint48).max));
        payloads[1] = abi.encodeCall(governor.setVotingPeriod, (type(uint32).max));
        payloads[2] = abi.encodeCall(governor.setProposalThreshold, (MAX));
        _carryOut();
        assertEq(governor.votingDelay(), type(uint48).max);
        assertEq(governor.votingPeriod(), type(uint32).max);
        assertEq(governor.proposalThreshold(), MAX);
        vm.expectPartialRevert(IGovernor.GovernorInsufficientProposerVotes.selector);
        _propose(large); // a vote can end all votes, in public and after the delay
    }

    // ---- what is sent to it

    function test_TakesNothing() public {
        vm.deal(stranger, 1 ether);
        vm.startPrank(stranger);
        (bool ok, bytes memory why) = address(governor).call{value: 1}("");
        assertFalse(ok);
        assertEq(bytes4(why), IGovernor.GovernorDisabledDeposit.selector);
        vm.expectRevert(IGovernor.GovernorDisabledDeposit.selector);
        governor.onERC721Received(stranger, stranger, MAX, "");
        vm.expectRevert(IGovernor.GovernorDisabledDeposit.selector);
        governor.onERC1155Received(stranger, stranger, MAX, MAX, "");
        vm.expectRevert(IGovernor.GovernorDisabledDeposit.selector);
        governor.onERC1155BatchReceived(stranger, stranger, new uint256[](0), new uint256[](0), "");
        vm.stopPrank();
    }

    function test_AProposalDoesNotRunInsideItself() public {
        Impatient evil = new Impatient();
        _proposal(address(evil), abi.encodeCall(Impatient.hit, (address(governor))));
        evil.prepare(abi.encodeCall(governor.execute, (targets, values, payloads, keccak256(bytes(words)))));
        _carryOut();
        assertEq(evil.hits(), 1);
        assertEq(evil.answer(), IGovernor.GovernorUnexpectedProposalState.selector);
    }

    function test_NoZeroParts() public {
        DataDAOGovernor own = DataDAOGovernor(payable(Clones.clone(address(governorCode))));
        vm.expectRevert(DataDAOGovernor.ZeroAddress.selector);
        own.initialize(address(0), address(timelock), "x", 0, 1, 0, 1);
        vm.expectRevert(DataDAOGovernor.ZeroAddress.selector);
        own.initialize(address(token), address(0), "x", 0, 1, 0, 1);
        vm.expectRevert(abi.encodeWithSignature("GovernorInvalidQuorumFraction(uint256,uint256)", MAX, 100));
        own.initialize(address(token), address(timelock), "x", type(uint48).max, type(uint32).max, MAX, MAX);
        own.initialize(address(token), address(timelock), "x", 0, 1, 0, 1);
        assertTrue(own.proposalNeedsQueuing(0), "everything goes through the timelock");
    }
}
