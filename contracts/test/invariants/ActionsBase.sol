// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Network} from "../Network.sol";
import {DataLiquidityPool} from "../../src/DataLiquidityPool.sol";
import {DataToken} from "../../src/DataToken.sol";
import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {IQueryEngine} from "../../src/interfaces/IQueryEngine.sol";

/// @notice A network with two DataDAOs, the second of which wants second opinions, and the books that the actions keep of it. What an
/// action finds wrong it counts; the invariants ask for the counts and compare the books with the contracts.
abstract contract ActionsBase is Network {
    uint256 internal constant BUDGET = 5000; // rows of the permissions that have one

    struct Stake {
        address owner;
        uint256 dao; // 0 or 1
        uint256 epoch; // credited in
        uint256 amount; // 0 = none
    }

    struct Sums {
        uint256 vana;
        uint256 tokens;
    }

    DataLiquidityPool[2] public pools;
    DataToken[2] public tokens;
    uint256[2] public refinerIds;
    uint256[2][2] public permissions; // [dao][0 without a budget, 1 with one]
    uint256 public instructionId;
    address[] public actors;
    uint256[] internal _actorKeys;

    // ---- proof jobs and files
    uint256[] public openJobs;
    uint256[] public completedJobs; // some of their refinement fee may be left
    uint256[] public validFiles;
    uint256[] public withdrawnFiles;
    mapping(uint256 fileId => uint256) public contentOf;
    mapping(uint256 jobId => IDataRegistry.Proof) internal _recorded;
    mapping(uint256 jobId => uint256) internal _held; // wei, as last seen
    uint256 public heldByJobs;
    mapping(uint256 fileId => Stake) public stakes;
    uint256[] public stakedFiles;
    mapping(uint256 dao => mapping(bytes32 fingerprint => uint256)) internal _rewards;

    // ---- value
    Sums[2] public distributed; // to contributors
    Sums[2] public claimed;
    uint256[2] public burnedTokens;
    uint256 public burnedVana;

    // ---- what must stay 0
    uint256 public doubleRewards;
    uint256 public forgeries; // recordings without the lease of their signer that were accepted
    uint256 public early; // wei that stake earned from a job, sale or gift of its own epoch or an older one
    uint256 public unbalanced; // settlements whose books do not add up
    uint256 public pausedSteps; // contributions and recordings while paused
    uint256 public stuck; // what could be taken or ended and was refused
    uint256 public afterWithdrawal; // recordings for withdrawn files
    uint256 public outdated; // settlements of what was computed before a withdrawal
    uint256 public bypasses; // changes without the timelock
    uint256 public tooEarly; // changes before the delay was over
    uint256 public wentBack; // counters that did

    // ---- counters
    mapping(address => uint256) public nonces;
    mapping(address => uint256) public keyEpochs;
    uint256[2] public intakeEpochs;
    uint256 internal _lastSet;

    mapping(bytes32 what => uint256) internal _done;

    constructor() {
        setUp();
        for (uint256 k = 5; k <= 6; ++k) {
            _admit(0xA11CE + k);
        }
        vm.deal(address(this), 1e6 ether);
        for (uint256 i = 0; i < keys.length; ++i) {
            keyEpochs[vm.addr(keys[i])] = 1;
        }
        for (uint256 i = 0; i < 4; ++i) {
            _actorKeys.push(0xB0B + i);
            actors.push(vm.addr(0xB0B + i));
            vm.deal(actors[i], 1e6 ether);
        }
        _setUpDaos();
        _lastSet = registry.currentSetId();
    }

    receive() external payable {}

    function _setUpDaos() private {
        pools = [pool, _createDao("second")];
        refinerIds = [refinerId, _addRefiner(2)];
        instructionId = instructions.addComputeInstruction(keccak256("code"), "ipfs://code");
        vm.startPrank(daoOwner);
        pools[1].updateOpinionTerms(IDataRegistry.OpinionTerms({drawn: 3, needed: 2, deterministic: true}));
        pools[1].open();
        vm.stopPrank();
        vm.deal(buyer, 1e6 ether);
        for (uint256 d = 0; d < 2; ++d) {
            tokens[d] = DataToken(pools[d].token());
            _setUpTerms(d);
            vm.startPrank(buyer);
            pools[d].buy{value: 200 ether}(20_000 ether);
            tokens[d].approve(address(engine), 20_000 ether);
            engine.deposit(address(tokens[d]), 20_000 ether);
            vm.stopPrank();
        }
        vm.prank(buyer);
        engine.deposit{value: 100 ether}(address(0), 100 ether);
        vm.roll(vm.getBlockNumber() + 1);
    }

    function _setUpTerms(uint256 d) private {
        vm.startPrank(pools[d].timelock());
        instructions.updateComputeInstruction(instructionId, d + 1, true);
        permissions[d][0] = queries.grant(address(0), refinerIds[d], "table", "", 0.1 ether, _policy(true));
        IQueryEngine.Policy memory limited = _policy(true);
        limited.budget = uint64(BUDGET);
        permissions[d][1] = queries.grant(buyer, refinerIds[d], "other", "", 0.05 ether, limited);
        vm.stopPrank();
        vm.prank(daoOwner);
        pools[d].updateSponsorTerms(
            IDataLiquidityPool.SponsorTerms({relayer: address(0), perFile: 0.001 ether, perEpoch: 5 ether, filesPerOwner: 0})
        );
        pools[d].fundSponsorBudget{value: 20 ether}();
    }

    // ---- the books

    function done(string memory what) public view returns (uint256) {
        return _done[keccak256(bytes(what))];
    }

    function _count(string memory what) internal {
        _done[keccak256(bytes(what))] += 1;
    }

    uint256 public steps;

    modifier step() {
        _;
        steps += 1;
        uint256 set = registry.currentSetId();
        if (set < _lastSet) wentBack += 1;
        _lastSet = set;
    }

    /// @dev What a job holds now, after something was done to it.
    function _look(uint256 jobId) internal {
        IDataRegistry.JobInfo memory job = registry.jobs(jobId);
        uint256 amount = job.proofFee + job.refinementFee;
        heldByJobs = heldByJobs + amount - _held[jobId];
        _held[jobId] = amount;
    }

    function _opened(uint256 jobId) internal {
        openJobs.push(jobId);
        _look(jobId);
    }

    function _drop(uint256[] storage list, uint256 i) internal {
        list[i] = list[list.length - 1];
        list.pop();
    }

    function _remove(uint256[] storage list, uint256 what) internal {
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i] == what) return _drop(list, i);
        }
    }

    function _daoOf(uint256 fileId) internal view returns (uint256) {
        return registry.fileInfo(fileId).dlpId - 1;
    }

    function _print(uint256 content) internal pure returns (bytes32) {
        return keccak256(abi.encode("content", content));
    }

    function _allStake(uint256 d) internal view returns (uint256) {
        (uint256 active, uint256 pending) = pools[d].totalStake();
        return active + pending;
    }

    function _endStake(uint256 fileId) internal {
        if (stakes[fileId].amount == 0) return;
        _remove(stakedFiles, fileId);
        delete stakes[fileId];
    }

    /// @dev Whether all stake of a contributor was credited in `epoch` or later.
    function _isNew(address owner, uint256 d, uint256 epoch) internal view returns (bool) {
        for (uint256 i = 0; i < stakedFiles.length; ++i) {
            Stake storage s = stakes[stakedFiles[i]];
            if (s.owner == owner && s.dao == d && s.epoch < epoch) return false;
        }
        return true;
    }

    /// @dev Of value that came in now: nobody with new stake only may have gained.
    function _judge(uint256 d, uint256 epoch, Sums[] memory before) internal {
        for (uint256 i = 0; i < actors.length; ++i) {
            if (!_isNew(actors[i], d, epoch)) continue;
            (uint256 vana, uint256 amount) = pools[d].claimable(actors[i]);
            early += vana - before[i].vana + amount - before[i].tokens;
        }
    }

    function _accrued(uint256 d) internal view returns (Sums[] memory list) {
        list = new Sums[](actors.length);
        for (uint256 i = 0; i < actors.length; ++i) {
            (list[i].vana, list[i].tokens) = pools[d].claimable(actors[i]);
        }
    }

    // ---- for the invariants

    /// @notice 0 while no action met what must not be.
    function faults() external view returns (uint256) {
        return
            doubleRewards + forgeries + early + unbalanced + pausedSteps + stuck + afterWithdrawal + outdated + bypasses + tooEarly
                + wentBack;
    }

    function count(uint256 what) external view returns (uint256) {
        if (what == 0) return actors.length;
        if (what == 1) return keys.length;
        if (what == 2) return stakedFiles.length;
        if (what == 3) return withdrawnFiles.length;
        if (what == 4) return openJobs.length;
        return completedJobs.length;
    }

    function validator(uint256 i) external view returns (address) {
        return vm.addr(keys[i]);
    }

    function held(uint256 jobId) external view returns (uint256) {
        return _held[jobId];
    }
}
