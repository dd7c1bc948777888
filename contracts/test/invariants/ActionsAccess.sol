// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Vm} from "forge-std/Vm.sol";
import {ActionsBase} from "./ActionsBase.sol";
import {IComputeEngine} from "../../src/interfaces/IComputeEngine.sol";
import {IQueryEngine} from "../../src/interfaces/IQueryEngine.sol";

/// @notice What buyers do, and the validators that work for them.
abstract contract ActionsAccess is ActionsBase {
    struct Access {
        uint256 vana; // escrow
        uint256[2] data; // escrow per DataDAO
        uint256[] prices;
        uint256[] permissions;
        uint256[] ceilings;
        uint256 epoch;
        uint256 executionBps;
        uint256 dataBps;
    }

    uint256[] public accessJobs; // open ones
    uint256[] public registeredJobs;
    mapping(uint256 jobId => Access) internal _access;
    uint256 public vanaEscrow;
    uint256[2] public dataEscrow;
    mapping(uint256 permissionId => uint256) public rowsUsed;

    function accessJobsCount() external view returns (uint256) {
        return accessJobs.length;
    }

    function distribute(uint256 amount, uint256 dao) external step {
        dao %= 2;
        amount = amount % 10 ether + 1;
        Sums[] memory before = _accrued(dao);
        (uint256 treasury,) = pools[dao].treasury();
        vm.deal(address(this), 1e6 ether);
        pools[dao].distribute{value: amount}();
        (uint256 now_,) = pools[dao].treasury();
        distributed[dao].vana += amount - (now_ - treasury);
        _judge(dao, block.timestamp / EPOCH, before);
        _count("distribute");
    }

    function buy(uint256 amount, uint256 dao) external step {
        dao %= 2;
        amount = amount % 100 ether + 1;
        uint256 price = pools[dao].salePrice();
        Sums[] memory before = _accrued(dao);
        (uint256 treasury,) = pools[dao].treasury();
        uint256 balance = address(pools[dao]).balance;
        vm.prank(buyer);
        try pools[dao].buy{value: 100 ether}(amount) {
            uint256 cost = address(pools[dao]).balance - balance;
            if (cost != (amount * price + 1e18 - 1) / 1e18) unbalanced += 1;
            (uint256 now_,) = pools[dao].treasury();
            distributed[dao].vana += cost - (now_ - treasury);
            _judge(dao, block.timestamp / EPOCH, before);
            _count("buy");
        } catch {}
    }

    function withdrawTreasury(uint256 dao) external step {
        vm.prank(daoOwner);
        try pools[dao % 2].withdrawTreasury(daoOwner) {
            _count("treasury");
        } catch {}
    }

    // ---- jobs

    /// @param shape bits: which DataDAOs, with or without a budget, by an instruction
    function submit(uint256 shape, uint256 rows, bool registered) external step {
        IComputeEngine.JobRequest memory r = _shaped(shape, rows);
        bool late = (shape >> 4) % 3 == 0; // it will settle in the next epoch: to its end, and past it
        if (late) vm.warp((vm.getBlockTimestamp() / EPOCH + 1) * EPOCH - 1);
        if (!registered) {
            vm.prank(buyer);
            try engine.submitJob(r) returns (uint256 jobId) {
                _submitted(jobId, r);
                _count(r.lines.length == 1 ? "submit" : "submitTwo");
                if (late) _settle(accessJobs.length - 1, type(uint256).max, rows % 100, 0);
            } catch {}
            return;
        }
        if (registeredJobs.length == 0 || shape % 3 == 0) {
            vm.prank(buyer);
            registeredJobs.push(engine.submitJob(uint80(MAX_SECONDS), false, r.instructionId));
            _count("register");
            return;
        }
        uint256 i = rows % registeredJobs.length;
        r.instructionId = engine.jobInfo(registeredJobs[i]).instructionId;
        vm.prank(buyer);
        try engine.completeJob(registeredJobs[i], r) {
            _submitted(registeredJobs[i], r);
            _drop(registeredJobs, i);
            _count("complete");
        } catch {}
    }

    function _shaped(uint256 shape, uint256 rows) private view returns (IComputeEngine.JobRequest memory r) {
        r = _request(shape & 1 == 0 ? 0 : instructionId, permissions[(shape >> 1) & 1][(shape >> 2) & 1], rows % 300);
        r.maxPricePerSecond = type(uint96).max;
        r.maxSeconds = rows % MAX_SECONDS + 1;
        if ((shape >> 3) & 1 == 0) return r;
        IComputeEngine.Line memory line = r.lines[0];
        r.lines = new IComputeEngine.Line[](3);
        r.lines[0] = line;
        r.lines[1] =
            IComputeEngine.Line({permissionId: permissions[1 - ((shape >> 1) & 1)][0], maxRows: (rows >> 16) % 300, maxPrice: 1e30});
        r.lines[2] = IComputeEngine.Line({
            permissionId: permissions[(shape >> 1) & 1][1 - ((shape >> 2) & 1)], maxRows: (rows >> 32) % 300, maxPrice: 1e30
        });
    }

    /// @dev The terms are those of now, whatever changes until it ends.
    function _submitted(uint256 jobId, IComputeEngine.JobRequest memory r) private {
        accessJobs.push(jobId);
        Access storage a = _access[jobId];
        a.vana = engine.pricePerSecond() * r.maxSeconds;
        a.epoch = block.timestamp / EPOCH;
        (a.executionBps, a.dataBps) = engine.burnShares();
        vanaEscrow += a.vana;
        for (uint256 i = 0; i < r.lines.length; ++i) {
            IQueryEngine.Terms memory t = queries.terms(r.lines[i].permissionId);
            a.permissions.push(r.lines[i].permissionId);
            a.prices.push(t.price);
            a.ceilings.push(r.lines[i].maxRows);
            a.data[t.dlpId - 1] += t.price * r.lines[i].maxRows;
            dataEscrow[t.dlpId - 1] += t.price * r.lines[i].maxRows;
            rowsUsed[r.lines[i].permissionId] += r.lines[i].maxRows;
        }
        _seed();
    }

    function settle(uint256 which, uint256 rows, uint256 used, uint256 how) external step {
        if (accessJobs.length == 0) return;
        // older ones are mostly over
        _settle(accessJobs.length - 1 - which % (accessJobs.length < 4 ? accessJobs.length : 4), rows, used, how);
    }

    function _settle(uint256 i, uint256 rows, uint256 used, uint256 how) private {
        uint256 jobId = accessJobs[i];
        address holder;
        uint256 lease;
        try engine.leaseOf(jobId) returns (address current, uint256 try_, uint256) {
            (holder, lease) = (current, try_);
        } catch {
            return;
        }
        if (_lastWithdrawal(jobId) == vm.getBlockNumber()) vm.roll(vm.getBlockNumber() + 1); // it counts from the next block
        IComputeEngine.Receipt memory x = _filled(jobId, lease, rows, used % 100, how);
        // another validator first, and what was computed before the last withdrawal
        try engine.settleJob(x, _signReceipt(_otherKey(holder), x)) {
            forgeries += 1;
        } catch {}
        _settleOutdated(x, holder);
        Sums[][2] memory before = [_accrued(0), _accrued(1)];
        bytes memory signature = _signReceipt(_keyOf(holder), x);
        vm.recordLogs();
        try engine.settleJob(x, signature) {
            if (!registry.isValidator(holder)) forgeries += 1;
            _closed(i, x);
            if (_access[jobId].epoch != block.timestamp / EPOCH) _count("settleLate");
            for (uint256 d = 0; d < 2; ++d) {
                _judge(d, _access[jobId].epoch, before[d]);
            }
            _count(how % 3 == 0 ? "settle" : "fail");
        } catch {
            if (registry.isValidator(holder)) stuck += 1;
        }
    }

    /// @dev The receipt as its holder would have signed it one block before the last withdrawal of a DataDAO that the job reads.
    function _settleOutdated(IComputeEngine.Receipt memory x, address holder) private {
        uint256 last = _lastWithdrawal(x.jobId);
        if (last == 0 || x.outcome != IComputeEngine.Outcome.Completed) return;
        uint256 dataBlock = x.dataBlock;
        x.dataBlock = last - 1;
        try engine.settleJob(x, _signReceipt(_keyOf(holder), x)) {
            outdated += 1;
        } catch (bytes memory why) {
            if (bytes4(why) == IComputeEngine.SnapshotOutdated.selector) _count("settleOutdated");
        }
        x.dataBlock = dataBlock;
    }

    function _lastWithdrawal(uint256 jobId) private view returns (uint256 last) {
        IComputeEngine.JobLine[] memory lines = engine.jobLines(jobId);
        for (uint256 i = 0; i < lines.length; ++i) {
            uint256 block_ = registry.lastWithdrawalBlock(lines[i].dlpId);
            if (block_ > last) last = block_;
        }
    }

    function _filled(uint256 jobId, uint256 lease, uint256 rows, uint256 used, uint256 how)
        private
        view
        returns (IComputeEngine.Receipt memory x)
    {
        Access storage a = _access[jobId];
        x = _receipt(jobId, 0, IComputeEngine.Outcome(how % 3));
        x.lease = lease;
        x.usedSeconds = used;
        x.rows = new uint256[](a.ceilings.length);
        for (uint256 i = 0; i < x.rows.length; ++i) {
            x.rows[i] = (rows >> (i * 16)) % (a.ceilings[i] + 1);
        }
    }

    function expire(uint256 which) external step {
        if (accessJobs.length == 0) return;
        uint256 i = which % accessJobs.length;
        IComputeEngine.Receipt memory none;
        none.jobId = accessJobs[i];
        none.outcome = IComputeEngine.Outcome.NetworkFault;
        vm.recordLogs();
        try engine.expireJob(accessJobs[i]) {
            _closed(i, none);
            _count("expire");
        } catch {}
    }

    /// @dev Takes the job out of the books, and holds what the engine says of it against what it should be.
    function _closed(uint256 i, IComputeEngine.Receipt memory x) private {
        uint256 jobId = x.jobId;
        _drop(accessJobs, i);
        Access storage a = _access[jobId];
        vanaEscrow -= a.vana;
        uint256[2] memory charged;
        bool pays = x.outcome == IComputeEngine.Outcome.Completed && x.rows.length != 0;
        for (uint256 k = 0; k < a.permissions.length; ++k) {
            uint256 rows = pays ? x.rows[k] : 0;
            uint256 d = queries.terms(a.permissions[k]).dlpId - 1;
            charged[d] += rows * a.prices[k];
            rowsUsed[a.permissions[k]] = rowsUsed[a.permissions[k]] + rows - a.ceilings[k];
        }
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 k = 0; k < logs.length; ++k) {
            if (logs[k].topics[0] == IComputeEngine.JobSettled.selector) _check(a, logs[k], charged);
        }
        for (uint256 d = 0; d < 2; ++d) {
            dataEscrow[d] -= a.data[d];
        }
    }

    function _check(Access storage a, Vm.Log memory log, uint256[2] memory charges) private {
        address token_ = address(uint160(uint256(log.topics[2])));
        (uint256 charged, uint256 burned, uint256 worker, uint256 contributors, uint256 treasury, uint256 refunded) =
            abi.decode(log.data, (uint256, uint256, uint256, uint256, uint256, uint256));
        if (charged != burned + worker + contributors + treasury) unbalanced += 1;
        if (token_ == address(0)) {
            if (charged + refunded != a.vana || burned != _share(charged, a.executionBps)) unbalanced += 1;
            burnedVana += burned;
            return;
        }
        uint256 d = token_ == address(tokens[0]) ? 0 : 1;
        if (charged + refunded != a.data[d] || charged != charges[d] || burned != _share(charged, a.dataBps)) unbalanced += 1;
        burnedTokens[d] += burned;
        distributed[d].tokens += contributors;
    }

    function _share(uint256 amount, uint256 bps) private pure returns (uint256) {
        return (amount * bps + 9999) / 10_000;
    }
}
