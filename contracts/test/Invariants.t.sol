// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Network} from "./Network.sol";
import {Burner} from "../src/Burner.sol";
import {ComputeEngine} from "../src/ComputeEngine.sol";
import {DataLiquidityPool} from "../src/DataLiquidityPool.sol";
import {DataRegistry} from "../src/DataRegistry.sol";
import {DataToken} from "../src/DataToken.sol";
import {IComputeEngine} from "../src/interfaces/IComputeEngine.sol";
import {IDataRegistry} from "../src/interfaces/IDataRegistry.sol";

/// @notice Drives a network by random calls and keeps books of its own. The invariants compare them with the contracts'.
contract Actions is Network {
    address[] public actors;
    uint256[] public openJobs;
    uint256[] public validFiles;
    uint256[] public accessJobs; // open ones
    uint256 public permissionId;

    // books
    uint256 public burnedVana;
    uint256 public burnedTokens;
    uint256 public jobFees; // of open proof jobs
    uint256 public executionEscrow;
    uint256 public dataEscrow;
    uint256 public forgeries; // recordings without a lease that were accepted
    uint256 public doubleRewards;
    uint256 public ownEpochEarnings; // value that stake earned in the epoch it was credited in
    mapping(bytes32 fingerprint => uint256) public rewards;
    mapping(string what => uint256) public done;

    constructor() {
        setUp();
        permissionId = _grant(address(0), 0.1 ether, true);
        actors = [alice, bob, makeAddr("carol"), makeAddr("dave")];
        for (uint256 i = 0; i < actors.length; ++i) {
            vm.deal(actors[i], 1000 ether);
        }
        _buyTokens(10_000 ether);
        vm.prank(buyer);
        engine.deposit{value: 100 ether}(address(0), 100 ether);
    }

    function contracts() external view returns (address, address, address, address, address) {
        return (address(registry), address(engine), address(pool), address(token), address(burner));
    }

    function validators() external view returns (address[] memory list) {
        list = new address[](keys.length);
        for (uint256 i = 0; i < keys.length; ++i) {
            list[i] = vm.addr(keys[i]);
        }
    }

    function actorsCount() external view returns (uint256) {
        return actors.length;
    }

    function contribute(uint256 who, uint256 content) external {
        address actor = actors[who % actors.length];
        bytes32 digest = bytes32(content % 40 + 1);
        if (registry.fileIdOf(digest, actor) != 0) return;
        openJobs.push(_contribute(actor, digest));
        jobFees += FEES;
        done["contribute"] += 1;
        _seed();
    }

    function again(uint256 file, uint256 who) external {
        uint256 count = registry.filesCount();
        if (count == 0) return;
        uint256 fileId = file % count + 1;
        address actor = actors[who % actors.length];
        vm.prank(actor);
        try teePool.requestContributionProof{value: FEES}(fileId) returns (uint256 jobId) {
            _forgetCancelled();
            openJobs.push(jobId);
            jobFees += FEES;
            done["again"] += 1;
        } catch {}
        _seed();
    }

    /// @dev A request cancels an expired job of the same file in passing.
    function _forgetCancelled() private {
        for (uint256 i = 0; i < openJobs.length; ++i) {
            if (registry.jobs(openJobs[i]).status == IDataRegistry.JobStatus.Canceled) {
                jobFees -= FEES;
                _drop(openJobs, i);
                return;
            }
        }
    }

    function _drop(uint256[] storage list, uint256 i) private {
        list[i] = list[list.length - 1];
        list.pop();
    }

    function record(uint256 which, uint256 score, uint256 print, uint256 identity) external {
        if (openJobs.length == 0) return;
        uint256 i = which % openJobs.length;
        uint256 jobId = openJobs[i];
        IDataRegistry.Proof memory p = _proof(jobId, score % 5 == 0 ? 0 : score % 1e18 + 1);
        p.fingerprint = bytes32(print % 30 + 1);
        p.identity = bytes32(identity % 6);
        try registry.leaseOf(jobId) returns (address holder, uint256, uint256) {
            // somebody else first: must be refused
            (bytes32 r, bytes32 vs) = _sign(_otherKey(holder), _hash(p));
            try registry.recordProof(p, r, vs) {
                forgeries += 1;
            } catch {}
            uint256 before = token.balanceOf(p.owner);
            _record(p);
            if (token.balanceOf(p.owner) > before && ++rewards[p.fingerprint] > 1) doubleRewards += 1;
            (, uint256 counted) = registry.fileResult(p.fileId);
            if (counted > 0) validFiles.push(p.fileId);
            jobFees -= FEES;
            jobFees += registry.jobs(jobId).refinementFee;
            _drop(openJobs, i);
            done["record"] += 1;
            _seed();
        } catch {}
    }

    function refine(uint256 which) external {
        if (validFiles.length == 0) return;
        uint256 fileId = validFiles[which % validFiles.length];
        uint256 jobId = registry.fileInfo(fileId).jobId;
        uint256 before = registry.jobs(jobId).refinementFee;
        if (bytes(registry.fileRefinements(fileId, refinerId)).length != 0) return;
        try registry.refinementLeaseOf(fileId, refinerId) returns (address, uint256, uint256) {
            _refine(_refinement(fileId, refinerId));
            jobFees -= before - registry.jobs(jobId).refinementFee;
            done["refine"] += 1;
        } catch {}
    }

    function giveBack(uint256 which, bool refinement) external {
        if (refinement) {
            if (validFiles.length == 0) return;
            uint256 fileId = validFiles[which % validFiles.length];
            uint256 left = registry.jobs(registry.fileInfo(fileId).jobId).refinementFee;
            try registry.reclaimRefinementFee(fileId) {
                jobFees -= left;
                done["reclaim"] += 1;
            } catch {}
        } else {
            if (openJobs.length == 0) return;
            uint256 i = which % openJobs.length;
            vm.prank(registry.jobs(openJobs[i]).payer);
            try registry.cancelJob(openJobs[i]) {
                jobFees -= FEES;
                _drop(openJobs, i);
                done["cancel"] += 1;
            } catch {}
        }
    }

    function claim(uint256 who) external {
        address actor = who % 2 == 0 ? vm.addr(keys[(who >> 1) % keys.length]) : actors[(who >> 1) % actors.length];
        vm.prank(actor);
        try registry.claim() {
            done["claim"] += 1;
        } catch {}
        vm.prank(actor);
        try pool.claim() {
            done["poolClaim"] += 1;
        } catch {}
    }

    function pass(uint256 time) external {
        if (time % 4 == 0) _nextEpoch();
        else vm.warp(vm.getBlockTimestamp() + time % 200);
        vm.roll(vm.getBlockNumber() + 1);
    }

    /// @dev A distribution; meanwhile nobody with pending stake only may gain.
    function distribute(uint256 amount, bool bySale) external {
        uint256[] memory before = new uint256[](actors.length);
        for (uint256 i = 0; i < actors.length; ++i) {
            (before[i],) = pool.claimable(actors[i]);
        }
        if (bySale) {
            amount = amount % 100 ether + 1;
            if (amount > pool.stock()) return;
            vm.prank(buyer);
            pool.buy{value: 1 ether}(amount);
        } else {
            amount = amount % 10 ether + 1;
            vm.deal(address(this), amount);
            pool.distribute{value: amount}();
        }
        done["distribute"] += 1;
        for (uint256 i = 0; i < actors.length; ++i) {
            (uint256 active,) = pool.stakeOf(actors[i]);
            (uint256 now_,) = pool.claimable(actors[i]);
            if (active == 0) ownEpochEarnings += now_ - before[i];
        }
    }

    function submit(uint256 rows) external {
        IComputeEngine.JobRequest memory r = _request(0, permissionId, rows % 2000);
        vm.prank(buyer);
        try engine.submitJob(r) returns (uint256 jobId) {
            accessJobs.push(jobId);
            executionEscrow += PRICE_PER_SECOND * MAX_SECONDS;
            dataEscrow += rows % 2000 * 0.1 ether;
            done["submit"] += 1;
            _seed();
        } catch {}
    }

    function settle(uint256 which, uint256 rows, uint256 used, uint256 how) external {
        if (accessJobs.length == 0) return;
        uint256 i = which % accessJobs.length;
        uint256 jobId = accessJobs[i];
        uint256 ceiling = engine.jobLines(jobId)[0].maxRows;
        if (how % 8 == 7) {
            try engine.expireJob(jobId) {
                _close(i, ceiling);
                done["expire"] += 1;
            } catch {}
            return;
        }
        try engine.leaseOf(jobId) returns (address, uint256 lease, uint256) {
            IComputeEngine.Receipt memory x = _receipt(jobId, rows % (ceiling + 1), IComputeEngine.Outcome(how % 3));
            x.usedSeconds = used % 100;
            uint256 passed = block.timestamp - engine.jobs(jobId).openedAt - lease * (LEASE + MAX_SECONDS);
            _settle(x);
            _close(i, ceiling);
            if (how % 3 != 2) burnedVana += _ceilHalf(_min(x.usedSeconds, _min(passed, MAX_SECONDS)) * PRICE_PER_SECOND);
            if (how % 3 == 0) burnedTokens += _ceilHalf(x.rows[0] * 0.1 ether);
            done["settle"] += 1;
        } catch {}
    }

    function _close(uint256 i, uint256 ceiling) private {
        executionEscrow -= PRICE_PER_SECOND * MAX_SECONDS;
        dataEscrow -= ceiling * 0.1 ether;
        _drop(accessJobs, i);
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    function _ceilHalf(uint256 x) private pure returns (uint256) {
        return (x + 1) / 2;
    }

    function buyerAddress() external view returns (address) {
        return buyer;
    }
}

contract InvariantsTest is Network {
    Actions private actions;

    function setUp() public override {
        actions = new Actions();
        (address registry_, address engine_, address pool_, address token_, address burner_) = actions.contracts();
        registry = DataRegistry(registry_);
        engine = ComputeEngine(engine_);
        pool = DataLiquidityPool(pool_);
        token = DataToken(token_);
        burner = Burner(burner_);
        bytes4[] memory selectors = new bytes4[](10);
        selectors[0] = Actions.contribute.selector;
        selectors[1] = Actions.again.selector;
        selectors[2] = Actions.record.selector;
        selectors[3] = Actions.refine.selector;
        selectors[4] = Actions.giveBack.selector;
        selectors[5] = Actions.claim.selector;
        selectors[6] = Actions.pass.selector;
        selectors[7] = Actions.distribute.selector;
        selectors[8] = Actions.submit.selector;
        selectors[9] = Actions.settle.selector;
        targetContract(address(actions));
        targetSelector(FuzzSelector({addr: address(actions), selectors: selectors}));
    }

    /// @dev The registry's balance is what open jobs hold and what can be claimed.
    function invariant_registryHoldsWhatItOwes() public view {
        assertEq(address(registry).balance, actions.jobFees() + _registryClaimable());
    }

    function _registryClaimable() private view returns (uint256 sum) {
        address[] memory list = actions.validators();
        for (uint256 i = 0; i < list.length; ++i) {
            sum += registry.claimable(list[i]);
        }
        for (uint256 i = 0; i < actions.actorsCount(); ++i) {
            sum += registry.claimable(actions.actors(i));
        }
    }

    /// @dev The engine's balances are accounts and the escrows of open jobs, in both tokens.
    function invariant_engineHoldsAccountsAndOpenEscrows() public view {
        address[] memory list = actions.validators();
        uint256 vana = engine.balanceOf(actions.buyerAddress(), address(0)) + actions.executionEscrow();
        for (uint256 i = 0; i < list.length; ++i) {
            vana += engine.balanceOf(list[i], address(0));
        }
        assertEq(address(engine).balance, vana);
        assertEq(token.balanceOf(address(engine)), engine.balanceOf(actions.buyerAddress(), address(token)) + actions.dataEscrow());
    }

    /// @dev The pool holds pot, stock, treasury and claims, and dust of rounding only.
    function invariant_poolHoldsWhatItOwes() public view {
        (uint256 vana, uint256 tokens) = pool.treasury();
        for (uint256 i = 0; i < actions.actorsCount(); ++i) {
            (uint256 v, uint256 t) = pool.claimable(actions.actors(i));
            vana += v;
            tokens += t;
        }
        tokens += pool.rewardPot() + pool.stock();
        assertGe(address(pool).balance, vana);
        assertLt(address(pool).balance - vana, 1000 gwei);
        assertGe(token.balanceOf(address(pool)), tokens);
        assertLt(token.balanceOf(address(pool)) - tokens, 1000 gwei);
    }

    function invariant_supplyFallsByExactlyWhatIsBurned() public view {
        assertEq(token.totalSupply(), token.cap() - actions.burnedTokens());
        assertEq(burner.burned(), actions.burnedVana());
        assertEq(address(burner).balance, actions.burnedVana());
    }

    function invariant_oneRewardPerContent() public view {
        assertEq(actions.doubleRewards(), 0);
    }

    function invariant_noProofWithoutALease() public view {
        assertEq(actions.forgeries(), 0);
    }

    function invariant_newStakeEarnsNothingFromItsOwnEpoch() public view {
        assertEq(actions.ownEpochEarnings(), 0);
    }

    /// @dev The stakes add up.
    function invariant_totalStakeIsTheSum() public view {
        uint256 active;
        uint256 pending;
        for (uint256 i = 0; i < actions.actorsCount(); ++i) {
            (uint256 a, uint256 p) = pool.stakeOf(actions.actors(i));
            active += a;
            pending += p;
        }
        (uint256 totalActive, uint256 totalPending) = pool.totalStake();
        assertEq(active, totalActive);
        assertEq(pending, totalPending);
    }

    /// @dev The actions do reach every kind of step; otherwise the invariants above would say little.
    function test_actionsReachEveryStep() public {
        uint256 seed = 7;
        for (uint256 i = 0; i < 1500; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            (uint256 a, uint256 b, uint256 c) = (seed >> 32, seed >> 96, seed >> 160);
            uint256 what = seed % 10;
            if (what == 0) actions.contribute(a, b);
            if (what == 1) actions.again(a, b);
            if (what == 2) actions.record(a, b, c, seed >> 200);
            if (what == 3) actions.refine(a);
            if (what == 4) actions.giveBack(a, b % 2 == 0);
            if (what == 5) actions.claim(a);
            if (what == 6) actions.pass(a);
            if (what == 7) actions.distribute(a, b % 2 == 0);
            if (what == 8) actions.submit(a);
            if (what == 9) actions.settle(a, b, c, seed >> 200);
        }
        string[12] memory steps = [
            "contribute", "again", "record", "refine", "reclaim", "cancel", "claim", "poolClaim", "distribute", "submit", "settle", "expire"
        ];
        for (uint256 i = 0; i < steps.length; ++i) {
            assertGt(actions.done(steps[i]), 0, steps[i]);
        }
        invariant_registryHoldsWhatItOwes();
        invariant_engineHoldsAccountsAndOpenEscrows();
        invariant_poolHoldsWhatItOwes();
        invariant_supplyFallsByExactlyWhatIsBurned();
        invariant_oneRewardPerContent();
        invariant_noProofWithoutALease();
        invariant_newStakeEarnsNothingFromItsOwnEpoch();
        invariant_totalStakeIsTheSum();
    }
}
