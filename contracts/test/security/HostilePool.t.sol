// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Network} from "../Network.sol";
import {DataLiquidityPool} from "../../src/DataLiquidityPool.sol";
import {DataToken} from "../../src/DataToken.sol";
import {IComputeEngine} from "../../src/interfaces/IComputeEngine.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {IDLPRegistry} from "../../src/interfaces/IDLPRegistry.sol";
import {IQueryEngine} from "../../src/interfaces/IQueryEngine.sol";
import {IRegistry} from "../../src/interfaces/IRegistry.sol";

/// @notice What a pool could be upgraded to by a DataDAO and a network that are both captured, or that published a mistake.
contract HostilePool {
    enum Mode {
        Reverts,
        BurnsGas,
        Lies,
        ShortAnswer,
        LongAnswer
    }

    struct Storage {
        Mode mode;
        address token;
        IRegistry registry;
        uint256 fileId;
    }

    function _s() private pure returns (Storage storage s) {
        assembly ("memory-safe") {
            s.slot := 0xbad
        }
    }

    function proxiableUUID() external pure returns (bytes32) {
        return 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;
    }

    function setUp(Mode mode, address token_, IRegistry registry, uint256 fileId) external {
        Storage storage s = _s();
        (s.mode, s.token, s.registry, s.fileId) = (mode, token_, registry, fileId);
    }

    function token() external view returns (address) {
        require(_s().token != address(1), "no");
        return _s().token;
    }

    function mayLoosen(address) external pure returns (bool) {
        return true;
    }

    function mayTighten(address) external pure returns (bool) {
        return true;
    }

    function proofBundle() external pure returns (bytes32) {
        return keccak256("proof bundle");
    }

    function distributeTokens(uint256, uint256) external view returns (uint256, uint256) {
        Mode mode = _s().mode;
        if (mode == Mode.Reverts) revert("no");
        if (mode == Mode.BurnsGas) {
            while (gasleft() > 100) {}
            revert("no");
        }
        if (mode == Mode.ShortAnswer) {
            assembly {
                return(0, 16)
            }
        }
        if (mode == Mode.LongAnswer) {
            assembly {
                revert(0, 100000)
            }
        }
        return (type(uint256).max, type(uint256).max);
    }

    function credit(address, uint256, uint256, bytes32, bytes32, bytes32) external view returns (uint256, uint256, uint256, bool) {
        if (_s().mode == Mode.Reverts) revert("no");
        return (1e30, 1e30, 0, false);
    }

    /// @dev In the middle of a withdrawal: once more for the refinement fee.
    function withdrawStake(address, uint256, bytes32) external returns (uint256) {
        Storage storage s = _s();
        _try(abi.encodeCall(s.registry.reclaimRefinementFee, (s.fileId)));
        _try(abi.encodeCall(s.registry.reseed, (s.registry.fileInfo(s.fileId).jobId)));
        _try(abi.encodeCall(s.registry.cancelJob, (s.registry.fileInfo(s.fileId).jobId)));
        return 0;
    }

    function _try(bytes memory data) private {
        (bool ok,) = address(_s().registry).call(data);
        ok;
    }

    function act(address to, bytes calldata data) external returns (bool ok) {
        (ok,) = to.call(data);
    }
}

/// @notice A pool upgraded to hostile code harms its own DataDAO. It takes nothing that is others', and keeps no job's escrow.
contract HostilePoolTest is Network {
    DataLiquidityPool private bad;
    DataToken private badToken;
    uint256 private good;
    uint256 private evil;

    function setUp() public override {
        super.setUp();
        bad = _createDao("hostile");
        badToken = DataToken(bad.token());
        uint256 badRefiner = _addRefiner(2);
        vm.prank(daoOwner);
        bad.open();
        good = _grant(address(0), 1 ether, true);
        vm.prank(bad.timelock());
        evil = queries.grant(address(0), badRefiner, "table", "", 1 ether, _policy(true));
        vm.roll(vm.getBlockNumber() + 1);
        vm.startPrank(buyer);
        bad.buy{value: 100 ether}(1000 ether);
        pool.buy{value: 100 ether}(1000 ether);
        badToken.approve(address(engine), 1000 ether);
        token.approve(address(engine), 1000 ether);
        engine.deposit(address(badToken), 1000 ether);
        engine.deposit(address(token), 300 ether);
        engine.deposit{value: 10 ether}(address(0), 10 ether);
        token.transfer(alice, 500 ether);
        vm.stopPrank();
        vm.startPrank(alice); // whose money lies beside
        token.approve(address(engine), 500 ether);
        engine.deposit(address(token), 500 ether);
        engine.deposit{value: 10 ether}(address(0), 10 ether);
        vm.stopPrank();
    }

    function _turn(HostilePool.Mode mode, address says, uint256 fileId) private {
        address code = address(new HostilePool());
        _byTimelock(address(dlps), abi.encodeCall(IDLPRegistry.updatePoolImplementation, (code)));
        if (bad.dlpId() != 0) {
            vm.prank(bad.timelock());
            bad.upgradeToAndCall(code, abi.encodeCall(HostilePool.setUp, (mode, says, registry, fileId)));
        }
    }

    function _jobOverBoth() private returns (uint256 id) {
        IComputeEngine.JobRequest memory r = _request(0, good, 100);
        IComputeEngine.Line memory line = r.lines[0];
        r.lines = new IComputeEngine.Line[](2);
        r.lines[0] = line;
        r.lines[1] = IComputeEngine.Line({permissionId: evil, maxRows: 100, maxPrice: 1e30});
        vm.prank(buyer);
        id = engine.submitJob(r);
        _seed();
    }

    function _settleBoth(uint256 id) private returns (bool ok) {
        IComputeEngine.Receipt memory x = _receipt(id, 0, IComputeEngine.Outcome.Completed);
        x.rows = new uint256[](2);
        (x.rows[0], x.rows[1]) = (50, 50);
        (address holder,,) = engine.leaseOf(id);
        bytes memory signature = _signReceipt(_keyOf(holder), x);
        (ok,) = address(engine).call{gas: 5_000_000}(abi.encodeCall(engine.settleJob, (x, signature)));
    }

    /// @dev Whether or not such a job can be settled, it ends, and every account is covered by what the engine holds.
    function _endsAndIsCovered(uint256 id) private {
        vm.warp(vm.getBlockTimestamp() + 8);
        if (!_settleBoth(id)) {
            vm.warp(vm.getBlockTimestamp() + (LEASE + MAX_SECONDS) * TRIES);
            engine.expireJob(id);
            assertEq(engine.balanceOf(buyer, address(0)), 10 ether, "the escrow is back");
            assertEq(engine.balanceOf(buyer, address(token)), 300 ether, "of the other DataDAO's token too");
            assertEq(engine.balanceOf(buyer, address(badToken)), 1000 ether);
        }
        _covered(token);
        _covered(badToken);
        uint256 vana = engine.balanceOf(alice, address(0)) + engine.balanceOf(buyer, address(0));
        for (uint256 i = 0; i < keys.length; ++i) {
            vana += engine.balanceOf(vm.addr(keys[i]), address(0));
        }
        assertEq(address(engine).balance, vana);
        vm.prank(alice);
        engine.withdraw(address(token), 500 ether);
        vm.startPrank(buyer);
        engine.withdraw(address(token), engine.balanceOf(buyer, address(token)));
        engine.withdraw(address(0), engine.balanceOf(buyer, address(0)));
        vm.stopPrank();
    }

    function _covered(DataToken t) private view {
        assertGe(t.balanceOf(address(engine)), engine.balanceOf(alice, address(t)) + engine.balanceOf(buyer, address(t)));
    }

    function test_reverts() public {
        uint256 id = _jobOverBoth();
        _turn(HostilePool.Mode.Reverts, address(1), 0);
        _endsAndIsCovered(id);
    }

    function test_burnsGas() public {
        uint256 id = _jobOverBoth();
        _turn(HostilePool.Mode.BurnsGas, address(badToken), 0);
        _endsAndIsCovered(id);
    }

    function test_shortAnswer() public {
        uint256 id = _jobOverBoth();
        _turn(HostilePool.Mode.ShortAnswer, address(badToken), 0);
        _endsAndIsCovered(id);
    }

    function test_longAnswer() public {
        uint256 id = _jobOverBoth();
        _turn(HostilePool.Mode.LongAnswer, address(badToken), 0);
        _endsAndIsCovered(id);
    }

    /// @dev It names the other DataDAO's token once the job is open: the buyer must not be paid out of alice's balance.
    function test_namesAnotherToken() public {
        uint256 id = _jobOverBoth();
        _turn(HostilePool.Mode.Lies, address(token), 0);
        _endsAndIsCovered(id);
    }

    function test_namesAnotherTokenAndTheJobExpires() public {
        uint256 id = _jobOverBoth();
        _turn(HostilePool.Mode.Lies, address(token), 0);
        vm.warp(vm.getBlockTimestamp() + (LEASE + MAX_SECONDS) * TRIES);
        engine.expireJob(id);
        assertEq(engine.balanceOf(buyer, address(token)), 300 ether);
        _covered(token);
    }

    /// @dev VANA has the address 0, so that a pool without a token could be paid in it and pay out in something else.
    function test_namesNoTokenAtFirst() public {
        _turn(HostilePool.Mode.Lies, address(0), 0);
        vm.prank(buyer);
        vm.expectRevert();
        engine.submitJob(_request(0, evil, 5));
        HostilePool(address(bad)).setUp(HostilePool.Mode.Lies, address(badToken), registry, 0);
        _endsAndIsCovered(_jobOverBoth());
    }

    /// @dev From inside a withdrawal, the same refinement fee once more: the registry's other money must not pay for it.
    function test_callsTheRegistryBack() public {
        _contribute(alice, keccak256("alice"));
        vm.prank(bob);
        (uint256 fileId,) = registry.contribute{value: FEES}(IDataRegistry.NewFile({digest: keccak256("bob"), codec: 0, dlpId: 2}));
        _seed();
        _record(_proof(fileId, 1e18));
        vm.warp(vm.getBlockTimestamp() + LEASE * TRIES);
        _turn(HostilePool.Mode.Lies, address(badToken), fileId);
        vm.prank(bob);
        registry.withdrawFile(fileId, keccak256(abi.encode("fingerprint", keccak256("bob"))));
        assertEq(registry.claimable(bob), REFINEMENT_FEE, "once");
        registry.cancelJob(1);
        uint256 owed = registry.claimable(bob) + registry.claimable(alice);
        for (uint256 i = 0; i < keys.length; ++i) {
            owed += registry.claimable(vm.addr(keys[i]));
        }
        assertEq(address(registry).balance, owed);
    }

    /// @dev It refuses proofs: their fees go back. It credits what it likes: nothing of it is anybody's money.
    function test_refusesProofs() public {
        vm.prank(bob);
        (uint256 fileId,) = registry.contribute{value: FEES}(IDataRegistry.NewFile({digest: keccak256("bob"), codec: 0, dlpId: 2}));
        _seed();
        _turn(HostilePool.Mode.Reverts, address(badToken), 0);
        IDataRegistry.Proof memory p = _proof(fileId, 1e18);
        (bytes32 r, bytes32 vs) = _sign(_keyOf(_holder(fileId)), _hash(p));
        vm.expectRevert();
        registry.recordProof(p, r, vs);
        vm.warp(vm.getBlockTimestamp() + LEASE * TRIES);
        registry.cancelJob(fileId);
        registry.claimFor(bob);
        assertEq(bob.balance, 100 ether);
    }

    /// @dev What only others may call, it may not; what it may, is about itself.
    function test_hasNoPowerOverOthers() public {
        _turn(HostilePool.Mode.Lies, address(badToken), 0);
        HostilePool h = HostilePool(address(bad));
        IDataRegistry.NewFile[] memory files = new IDataRegistry.NewFile[](1);
        files[0] = IDataRegistry.NewFile({digest: keccak256("x"), codec: 0, dlpId: 1});
        assertFalse(h.act(address(registry), abi.encodeCall(registry.contributeFor, (alice, address(bad), files))));
        assertFalse(h.act(address(registry), abi.encodeCall(registry.openDlp, (1))));
        assertFalse(h.act(address(registry), abi.encodeCall(registry.setDlp, (1, address(bad)))));
        IDataRegistry.OpinionTerms memory terms = IDataRegistry.OpinionTerms(0, 0, false);
        assertFalse(h.act(address(registry), abi.encodeCall(registry.setOpinionTerms, (1, terms))));
        assertFalse(h.act(address(pool), abi.encodeCall(pool.distributeTokens, (1 ether, block.timestamp))));
        assertFalse(h.act(address(pool), abi.encodeCall(pool.sponsor, (alice, alice, 1, 0))));
        assertFalse(h.act(address(pool), abi.encodeCall(pool.credit, (alice, 1, 1, BUNDLE, BUNDLE, 0))));
        assertFalse(h.act(address(queries), abi.encodeCall(queries.updatePermissionPrice, (good, 0))));
        IQueryEngine.Policy memory policy = _policy(true);
        assertFalse(h.act(address(queries), abi.encodeCall(queries.grant, (alice, refinerId, "t", "", 0, policy))));
        assertFalse(h.act(address(queries), abi.encodeCall(queries.release, (good, 1))));
        assertFalse(h.act(address(instructions), abi.encodeCall(instructions.updateComputeInstruction, (1, 1, true))));
        assertFalse(h.act(address(teePool), abi.encodeCall(teePool.slash, (vm.addr(keys[0]), 1, 0))));
    }
}
