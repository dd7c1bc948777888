// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {DataToken} from "../../src/DataToken.sol";
import {DataDAOGovernor} from "../../src/governance/DataDAOGovernor.sol";
import {DataDAOTimelock} from "../../src/governance/DataDAOTimelock.sol";
import {Parts, Target} from "./Parts.sol";

/// A DataDAO that was handed over to its governor, and the way of a proposal.
abstract contract Vote is Parts {
    uint48 internal constant VOTING_DELAY = 1 days;
    uint32 internal constant VOTING_PERIOD = 3 days;
    uint256 internal constant THRESHOLD = 1e22; // 1 % of the supply
    uint8 internal constant AGAINST = 0;
    uint8 internal constant FOR = 1;
    uint8 internal constant ABSTAIN = 2;

    DataToken internal token;
    DataDAOTimelock internal timelock;
    DataDAOGovernor internal governor;
    Target internal target;
    address internal large = makeAddr("large"); // 30 %
    address internal middle = makeAddr("middle"); // 12 %
    address internal small = makeAddr("small"); // 2 %
    address internal tiny = makeAddr("tiny"); // a wei under the threshold

    // the proposal at hand
    address[] internal targets = new address[](1);
    uint256[] internal values = new uint256[](1);
    bytes[] internal payloads = new bytes[](1);
    string internal words = "Set it to five";

    function setUp() public virtual {
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

    function _governor(uint256 quorumPercent) internal returns (DataDAOGovernor) {
        return DataDAOGovernor(
            payable(factory.createGovernor(
                    address(token), address(timelock), "Coppice", VOTING_DELAY, VOTING_PERIOD, THRESHOLD, quorumPercent
                ))
        );
    }

    function _fund(address who, uint256 amount) internal {
        token.transfer(who, amount);
        vm.prank(who);
        token.delegate(who);
    }

    /// @dev As the founder does it: one batch through his own timelock.
    function _handOver() internal {
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

    function _proposal(address to, bytes memory data) internal {
        targets[0] = to;
        payloads[0] = data;
    }

    function _propose(address who) internal returns (uint256) {
        vm.prank(who);
        return governor.propose(targets, values, payloads, words);
    }

    function _voting() internal returns (uint256 id) {
        id = _propose(small);
        _pass(VOTING_DELAY + 1);
    }

    function _won() internal returns (uint256 id) {
        id = _voting();
        _vote(id, large, FOR);
        _pass(VOTING_PERIOD);
    }

    function _carryOut() internal {
        _won();
        _queue();
        _pass(DELAY);
        _execute();
    }

    function _vote(uint256 id, address who, uint8 support) internal {
        vm.prank(who);
        governor.castVote(id, support);
    }

    function _queue() internal {
        governor.queue(targets, values, payloads, keccak256(bytes(words)));
    }

    function _execute() internal {
        governor.execute(targets, values, payloads, keccak256(bytes(words)));
    }

    function _salt() internal view returns (bytes32) {
        return bytes20(address(governor)) ^ keccak256(bytes(words));
    }

    function _state(uint256 id, IGovernor.ProposalState expected) internal view {
        assertEq(uint8(governor.state(id)), uint8(expected));
    }

    function _pass(uint256 time) internal {
        vm.warp(vm.getBlockTimestamp() + time);
    }
}
