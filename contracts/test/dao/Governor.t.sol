// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {DataToken} from "../../src/DataToken.sol";
import {DataDAOGovernor} from "../../src/governance/DataDAOGovernor.sol";
import {DataDAOTimelock} from "../../src/governance/DataDAOTimelock.sol";
import {BlockClock} from "./BadTokens.sol";
import {Parts, Target} from "./Parts.sol";

contract DataDAOGovernorTest is Parts {
    uint48 private constant VOTING_DELAY = 1 days;
    uint32 private constant VOTING_PERIOD = 3 days;
    uint256 private constant THRESHOLD = 1e22; // 1 % of the supply
    uint8 private constant AGAINST = 0;
    uint8 private constant FOR = 1;
    uint8 private constant ABSTAIN = 2;

    DataToken private token;
    DataDAOTimelock private timelock;
    DataDAOGovernor private governor;
    Target private target;
    address private large = makeAddr("large"); // 30 %
    address private middle = makeAddr("middle"); // 12 %
    address private small = makeAddr("small"); // 2 %
    address private tiny = makeAddr("tiny"); // a wei under the threshold

    // the proposal at hand
    address[] private targets = new address[](1);
    uint256[] private values = new uint256[](1);
    bytes[] private payloads = new bytes[](1);
    string private words = "Set it to five";

    function setUp() public {
        _parts();
        token = _token(1e24);
        timelock = _timelock();
        governor = _governor(10);
        target = new Target(address(timelock));
        _fund(large, 3e23);
        _fund(middle, 12e22);
        _fund(small, 2e22);
        _fund(tiny, THRESHOLD - 1);
        _handOver();
        _proposal(address(target), abi.encodeCall(Target.set, (5)));
    }

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

    // ---- helpers

    function _governor(uint256 quorumPercent) private returns (DataDAOGovernor) {
        return DataDAOGovernor(
            payable(factory.createGovernor(
                    address(token), address(timelock), "Coppice", VOTING_DELAY, VOTING_PERIOD, THRESHOLD, quorumPercent
                ))
        );
    }

    function _fund(address who, uint256 amount) private {
        token.transfer(who, amount);
        vm.prank(who);
        token.delegate(who);
    }

    /// @dev As the founder does it: one batch through his own timelock.
    function _handOver() private {
        address[] memory to = new address[](4);
        bytes[] memory data = new bytes[](4);
        bytes32[2] memory roles = [timelock.PROPOSER_ROLE(), timelock.CANCELLER_ROLE()];
        for (uint256 i = 0; i < 2; i++) {
            (to[2 * i], to[2 * i + 1]) = (address(timelock), address(timelock));
            data[2 * i] = abi.encodeCall(timelock.grantRole, (roles[i], address(governor)));
            data[2 * i + 1] = abi.encodeCall(timelock.revokeRole, (roles[i], founder));
        }
        vm.prank(founder);
        timelock.scheduleBatch(to, new uint256[](4), data, 0, 0, DELAY);
        _pass(DELAY);
        timelock.executeBatch(to, new uint256[](4), data, 0, 0);
    }

    function _proposal(address to, bytes memory data) private {
        targets[0] = to;
        payloads[0] = data;
    }

    function _propose(address who) private returns (uint256) {
        vm.prank(who);
        return governor.propose(targets, values, payloads, words);
    }

    function _voting() private returns (uint256 id) {
        id = _propose(small);
        _pass(VOTING_DELAY + 1);
    }

    function _won() private returns (uint256 id) {
        id = _voting();
        _vote(id, large, FOR);
        _pass(VOTING_PERIOD);
    }

    function _carryOut() private {
        _won();
        _queue();
        _pass(DELAY);
        _execute();
    }

    function _vote(uint256 id, address who, uint8 support) private {
        vm.prank(who);
        governor.castVote(id, support);
    }

    function _queue() private {
        governor.queue(targets, values, payloads, keccak256(bytes(words)));
    }

    function _execute() private {
        governor.execute(targets, values, payloads, keccak256(bytes(words)));
    }

    function _salt() private view returns (bytes32) {
        return bytes20(address(governor)) ^ keccak256(bytes(words));
    }

    function _state(uint256 id, IGovernor.ProposalState expected) private view {
        assertEq(uint8(governor.state(id)), uint8(expected));
    }

    function _pass(uint256 time) private {
        vm.warp(vm.getBlockTimestamp() + time);
    }
}
