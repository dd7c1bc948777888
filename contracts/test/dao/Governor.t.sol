// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {DataToken} from "../../src/DataToken.sol";
import {DataDAOGovernor} from "../../src/governance/DataDAOGovernor.sol";
import {DataDAOTimelock} from "../../src/governance/DataDAOTimelock.sol";
import {BlockClock} from "./BadTokens.sol";
import {Target} from "./Parts.sol";
import {Vote} from "./Vote.sol";

contract DataDAOGovernorTest is Vote {
    // ---- the way of a proposal

    function test_ProposeVoteQueueExecute() public {
        uint256 id = _propose(small);
        _state(id, IGovernor.ProposalState.Pending);
        _pass(VOTING_DELAY + 1);
        _state(id, IGovernor.ProposalState.Active);
        _vote(id, large, FOR);
        _vote(id, middle, AGAINST);
        _pass(VOTING_PERIOD);
        _state(id, IGovernor.ProposalState.Succeeded);
        _queue(); // by anybody
        _state(id, IGovernor.ProposalState.Queued);
        _pass(DELAY);
        vm.prank(stranger);
        _execute();
        _state(id, IGovernor.ProposalState.Executed);
        assertEq(target.value(), 5);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        _execute();
        assertEq(target.calls(), 1);
    }

    function test_NotExecutedBeforeTheDelay() public {
        uint256 id = _won();
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        _execute(); // not even queued
        _queue();
        assertEq(governor.proposalEta(id), vm.getBlockTimestamp() + DELAY);
        _pass(DELAY - 1);
        vm.expectPartialRevert(bytes4(keccak256("TimelockUnexpectedOperationState(bytes32,bytes32)")));
        _execute();
        _pass(1);
        _execute();
        assertEq(target.value(), 5);
    }

    function test_BelowTheThresholdNobodyProposes() public {
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInsufficientProposerVotes.selector, tiny, THRESHOLD - 1, THRESHOLD));
        vm.prank(tiny);
        governor.propose(targets, values, payloads, words);
    }

    /// The founder owns the rest of the supply and has delegated none of it.
    function test_WithoutDelegationNobodyProposes() public {
        token.transfer(founder, 5e23);
        _pass(1);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInsufficientProposerVotes.selector, founder, 0, THRESHOLD));
        vm.prank(founder);
        governor.propose(targets, values, payloads, words);
    }

    function test_Defeated() public {
        uint256 id = _voting();
        _vote(id, large, AGAINST);
        _vote(id, middle, FOR);
        _pass(VOTING_PERIOD);
        _state(id, IGovernor.ProposalState.Defeated);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        _queue();
    }

    function test_NoQuorum() public {
        uint256 id = _voting();
        _vote(id, small, FOR); // 2 of the 10 % needed
        _pass(VOTING_PERIOD);
        _state(id, IGovernor.ProposalState.Defeated);
    }

    function test_AbstentionCountsForTheQuorum() public {
        uint256 id = _voting();
        _vote(id, small, FOR);
        _vote(id, middle, ABSTAIN);
        _pass(VOTING_PERIOD);
        _state(id, IGovernor.ProposalState.Succeeded);
    }

    function test_ATieIsNotAMajority() public {
        vm.prank(large);
        token.transfer(middle, 9e22); // both 21 %
        uint256 id = _voting();
        _vote(id, large, FOR);
        _vote(id, middle, AGAINST);
        _pass(VOTING_PERIOD);
        _state(id, IGovernor.ProposalState.Defeated);
    }

    function test_OneVoteEach() public {
        uint256 id = _voting();
        _vote(id, large, FOR);
        vm.expectRevert(abi.encodeWithSignature("GovernorAlreadyCastVote(address)", large));
        _vote(id, large, AGAINST);
    }

    function test_TokensVoteOnceThoughTheyMove() public {
        uint256 id = _voting();
        _vote(id, large, FOR);
        vm.prank(large);
        token.transfer(tiny, 3e23);
        _pass(1);
        _vote(id, tiny, FOR);
        (, uint256 favour,) = governor.proposalVotes(id);
        assertEq(favour, 3e23 + THRESHOLD - 1); // what each had when voting began
    }

    function test_NoVoteOutsideThePeriod() public {
        uint256 id = _propose(small);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        _vote(id, large, FOR);
        _pass(VOTING_DELAY + VOTING_PERIOD + 1);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        _vote(id, large, FOR);
    }

    function test_TheProposerCancelsBeforeTheVoteAndNobodyElse() public {
        uint256 id = _propose(small);
        bytes32 hash = keccak256(bytes(words));
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, id, stranger));
        vm.prank(stranger);
        governor.cancel(targets, values, payloads, hash);
        vm.prank(small);
        governor.cancel(targets, values, payloads, hash);
        _state(id, IGovernor.ProposalState.Canceled);
    }

    // ---- who may do what

    function test_AfterTheHandOverTheFounderSchedulesNothing() public {
        bytes memory data = abi.encodeCall(Target.set, (6));
        _notRole(founder, timelock.PROPOSER_ROLE());
        vm.prank(founder);
        timelock.schedule(address(target), 0, data, 0, 0, DELAY);
        _won();
        _queue();
        bytes32 id = timelock.hashOperationBatch(targets, values, payloads, 0, _salt());
        assertTrue(timelock.isOperationPending(id));
        _notRole(founder, timelock.CANCELLER_ROLE());
        vm.prank(founder);
        timelock.cancel(id);
    }

    function test_WithoutBeingProposerAGovernorCanDoNothing() public {
        governor = _governor(10);
        _won();
        _notRole(address(governor), timelock.PROPOSER_ROLE());
        _queue();
    }

    function test_ItsSettingsChangeByItsOwnProposalOnly() public {
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, founder));
        vm.prank(founder);
        governor.setVotingDelay(0);
        // nor when the timelock calls without a vote
        vm.expectRevert();
        vm.prank(address(timelock));
        governor.setVotingDelay(0);
        _proposal(address(governor), abi.encodeCall(governor.setVotingDelay, (2 days)));
        _carryOut();
        assertEq(governor.votingDelay(), 2 days);
    }

    function test_AVoteLowersTheDelayNoFurtherThanTheFloor() public {
        _proposal(address(timelock), abi.encodeCall(timelock.updateDelay, (DELAY - 1)));
        _won();
        _queue();
        _pass(DELAY);
        vm.expectRevert(abi.encodeWithSelector(DataDAOTimelock.DelayBelowFloor.selector, DELAY));
        _execute();
    }

    function test_AQuorumOfNothingCannotBeVoted() public {
        _proposal(address(governor), abi.encodeCall(governor.updateQuorumNumerator, (0)));
        _won();
        _queue();
        _pass(DELAY);
        vm.expectRevert(abi.encodeWithSignature("GovernorInvalidQuorumFraction(uint256,uint256)", 0, 100));
        _execute();
        _proposal(address(governor), abi.encodeCall(governor.updateQuorumNumerator, (20)));
        _carryOut();
        assertEq(governor.quorumNumerator(), 20);
    }

    function test_AVoteReplacesTheGovernor() public {
        DataDAOGovernor next = _governor(30);
        targets = new address[](2);
        values = new uint256[](2);
        payloads = new bytes[](2);
        bytes32 role = timelock.PROPOSER_ROLE();
        (targets[0], targets[1]) = (address(timelock), address(timelock));
        payloads[0] = abi.encodeCall(timelock.grantRole, (role, address(next)));
        payloads[1] = abi.encodeCall(timelock.revokeRole, (role, address(governor)));
        _carryOut();
        assertTrue(timelock.hasRole(role, address(next)));
        assertFalse(timelock.hasRole(role, address(governor)));
    }

    /// The founder of a DataDAO asks for a vote over a token of his own making: his to fill, but it must keep time in seconds.
    function test_ATokenThatCountsBlocksIsRefused() public {
        address blocks = address(new BlockClock());
        vm.expectRevert(DataDAOGovernor.ClockNotTimestamp.selector);
        factory.createGovernor(blocks, address(timelock), "x", VOTING_DELAY, VOTING_PERIOD, THRESHOLD, 10);
        vm.expectRevert(); // nor what is no token
        factory.createGovernor(address(target), address(timelock), "x", VOTING_DELAY, VOTING_PERIOD, THRESHOLD, 10);
    }

    function test_SettingsThatMakeNoVoteAreRefused() public {
        uint256[2] memory percents = [uint256(0), 101];
        for (uint256 i = 0; i < percents.length; i++) {
            vm.expectRevert(abi.encodeWithSignature("GovernorInvalidQuorumFraction(uint256,uint256)", percents[i], 100));
            _governor(percents[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidVotingPeriod.selector, 0));
        factory.createGovernor(address(token), address(timelock), "x", VOTING_DELAY, 0, THRESHOLD, 10);
    }

    function test_NotInitialisedTwiceNorTheImplementation() public {
        DataDAOGovernor[2] memory both = [governor, governorCode];
        for (uint256 i = 0; i < 2; i++) {
            vm.expectRevert(Initializable.InvalidInitialization.selector);
            both[i].initialize(address(token), stranger, "mine", 0, 1, 0, 1);
        }
    }

    function test_TheClockIsTheTokens() public view {
        assertEq(governor.clock(), block.timestamp);
        assertEq(governor.CLOCK_MODE(), "mode=timestamp");
    }

    function testFuzz_QuorumAndMajority(uint256 favour, uint256 against) public {
        favour = bound(favour, 0, 25e22);
        against = bound(against, 0, 25e22);
        address yes = makeAddr("yes");
        address no = makeAddr("no");
        _fund(yes, favour);
        _fund(no, against);
        uint256 id = _voting();
        _vote(id, yes, FOR);
        _vote(id, no, AGAINST);
        _pass(VOTING_PERIOD);
        bool wins = favour >= 1e23 && favour > against; // 10 % of 1e24; what is against counts for no quorum
        _state(id, wins ? IGovernor.ProposalState.Succeeded : IGovernor.ProposalState.Defeated);
    }
}
