// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Vm} from "forge-std/Vm.sol";
import {IComputeEngine} from "../../src/interfaces/IComputeEngine.sol";
import {World} from "./World.sol";
import {MockPool} from "./mocks/MockPool.sol";

/// @notice escrow = charged + refunded, charged = burned + validator + contributors + treasury, to the wei, whatever the numbers.
contract BooksTest is World {
    struct Case {
        uint96 price1;
        uint96 price2;
        uint96 price3;
        uint16 rows1;
        uint16 rows2;
        uint16 rows3;
        uint16 executionBps;
        uint16 dataBps;
        uint16 contributorsBps;
        uint32 used;
        uint8 outcome;
        bool broken;
    }

    uint256 private constant CEILING = 65_535;

    struct Row {
        uint256 charged;
        uint256 burned;
        uint256 validator;
        uint256 contributors;
        uint256 treasury;
        uint256 refunded;
    }

    mapping(address token => Row) private _book;

    /// forge-config: default.fuzz.runs = 512
    function testFuzz_conservation(Case memory c) public {
        vm.prank(admin);
        engine.updateBurnShares(uint256(c.executionBps) % 10_000 + 1, uint256(c.dataBps) % 10_000 + 1);
        pool.setContributors(c.contributorsBps % 10_001);
        if (c.broken) otherPool.setMode(MockPool.Mode.Reverts);
        uint256[3] memory prices = [uint256(c.price1) % 0.001 ether, uint256(c.price2) % 0.001 ether, uint256(c.price3) % 0.001 ether];
        IComputeEngine.Line[] memory lines = new IComputeEngine.Line[](3);
        for (uint256 i = 0; i < 3; ++i) {
            // two lines of one DataDAO, one of the other
            lines[i] = _lines(_grant(i == 1 ? otherRefinerId : refinerId, buyer, prices[i], _policy(true)), CEILING)[0];
        }
        uint256 id = _submit(_request(0, lines));
        uint256 escrow1 = FUNDS - engine.balanceOf(buyer, address(token));
        uint256 escrow2 = FUNDS - engine.balanceOf(buyer, address(otherToken));
        assertEq(escrow1, (prices[0] + prices[2]) * CEILING);
        assertEq(escrow2, prices[1] * CEILING);

        uint256[2] memory supplies = [token.totalSupply(), otherToken.totalSupply()];
        IComputeEngine.Receipt memory r = _receipt(id, IComputeEngine.Outcome(c.outcome % 3));
        (r.rows[0], r.rows[1], r.rows[2]) = (c.rows1, c.rows2, c.rows3);
        r.usedSeconds = c.used;
        vm.recordLogs();
        address holder = _settle(r);
        _read(vm.getRecordedLogs());

        _balances(VANA, ESCROW);
        _balances(address(token), escrow1);
        _balances(address(otherToken), escrow2);
        // and the books are what happened
        assertEq(burner.burned(), _book[VANA].burned);
        assertEq(address(burner).balance, _book[VANA].burned);
        assertEq(engine.balanceOf(holder, VANA), _book[VANA].validator);
        assertEq(engine.balanceOf(buyer, VANA), _book[VANA].refunded);
        assertEq(address(engine).balance, _book[VANA].validator + _book[VANA].refunded);
        assertEq(supplies[0] - token.totalSupply(), _book[address(token)].burned);
        assertEq(supplies[1] - otherToken.totalSupply(), _book[address(otherToken)].burned);
        assertEq(token.balanceOf(address(pool)), _book[address(token)].contributors + _book[address(token)].treasury);
        assertEq(otherToken.balanceOf(address(otherPool)), c.broken ? 0 : _book[address(otherToken)].contributors);
        assertEq(engine.deferred(id, 2), c.broken ? _book[address(otherToken)].treasury : 0);
        assertEq(token.balanceOf(address(engine)), engine.balanceOf(buyer, address(token)));
        assertEq(otherToken.balanceOf(address(engine)), engine.balanceOf(buyer, address(otherToken)) + engine.deferred(id, 2));
    }

    function _balances(address t, uint256 escrow) private view {
        Row memory b = _book[t];
        assertEq(b.charged + b.refunded, escrow);
        assertEq(b.burned + b.validator + b.contributors + b.treasury, b.charged);
        if (b.charged != 0) assertGt(b.burned, 0);
    }

    function _read(Vm.Log[] memory logs) private {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IComputeEngine.JobSettled.selector) continue;
            _book[address(uint160(uint256(logs[i].topics[2])))] = abi.decode(logs[i].data, (Row));
        }
    }

    /// @dev Many jobs on one budget, ending in any order and manner: what was charged and what is held is exactly what is missing.
    function testFuzz_budgets(uint16 budget, uint8[6] memory ceilings, uint8[6] memory charges, uint8[6] memory ends) public {
        uint256 all = uint256(budget) + 1;
        uint256 p = _budgeted(uint64(all));
        uint256[6] memory ids;
        uint256 held = 0;
        for (uint256 i = 0; i < 6; ++i) {
            if (ceilings[i] > all - held) {
                vm.prank(buyer);
                vm.expectRevert();
                engine.submitJob{value: ESCROW}(_request(p, ceilings[i]));
            } else {
                ids[i] = _submit(_request(p, ceilings[i]));
                held += ceilings[i];
            }
            assertEq(queries.terms(p).rowsLeft, all - held);
        }
        uint256 charged = 0;
        bool expire = false;
        for (uint256 i = 0; i < 6; ++i) {
            if (ids[i] == 0) continue;
            if (ends[i] % 4 == 3 && !expire) {
                vm.warp(vm.getBlockTimestamp() + 30 days);
                expire = true; // the rest have then expired too
            }
            if (expire) {
                engine.expireJob(ids[i]);
            } else {
                IComputeEngine.Receipt memory r = _receipt(ids[i], IComputeEngine.Outcome(ends[i] % 4));
                r.rows[0] = ceilings[i] == 0 ? 0 : charges[i] % (uint256(ceilings[i]) + 1);
                if (ends[i] % 4 == 0) charged += r.rows[0];
                _settle(r);
            }
            held -= ceilings[i];
            assertEq(queries.terms(p).rowsLeft, all - held - charged);
        }
        assertEq(engine.balanceOf(buyer, address(token)), FUNDS - charged);
    }
}
