// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {Test} from "forge-std/Test.sol";
import {Burner} from "../../src/Burner.sol";
import {ComputeEngine} from "../../src/ComputeEngine.sol";
import {ComputeInstructionRegistry} from "../../src/ComputeInstructionRegistry.sol";
import {DataRefinerRegistry} from "../../src/DataRefinerRegistry.sol";
import {DataToken} from "../../src/DataToken.sol";
import {QueryEngine} from "../../src/QueryEngine.sol";
import {IComputeEngine} from "../../src/interfaces/IComputeEngine.sol";
import {IQueryEngine} from "../../src/interfaces/IQueryEngine.sol";
import {MockDlpRegistry} from "./mocks/MockDlpRegistry.sol";
import {MockPool} from "./mocks/MockPool.sol";
import {MockRegistry} from "./mocks/MockRegistry.sol";

/// @notice The access side as it is, over mocks of everything else: two opened DataDAOs with a refiner each, and three validators.
abstract contract World is Test {
    address internal constant VANA = address(0);
    uint256 internal constant LEASE = 600;
    uint256 internal constant TRIES = 3;
    uint256 internal constant MAX_SECONDS = 3600;
    uint256 internal constant PRICE_PER_SECOND = 0.001 ether;
    uint256 internal constant SECONDS = 100;
    uint256 internal constant ESCROW = PRICE_PER_SECOND * SECONDS;
    uint256 internal constant FUNDS = 1000 ether;

    address internal admin = makeAddr("admin");
    address internal maintainer = makeAddr("maintainer");
    address internal daoOwner = makeAddr("daoOwner");
    address internal timelock = makeAddr("timelock");
    address internal buyer = makeAddr("buyer");
    address internal bob = makeAddr("bob");
    uint256[3] internal keys = [uint256(0xA1), 0xA2, 0xA3];

    MockRegistry internal registry;
    MockDlpRegistry internal dlps;
    MockPool internal pool;
    MockPool internal otherPool;
    DataToken internal token;
    DataToken internal otherToken;
    Burner internal burner;
    DataRefinerRegistry internal refinery;
    ComputeInstructionRegistry internal instructions;
    QueryEngine internal queries;
    ComputeEngine internal engine;
    uint256 internal refinerId;
    uint256 internal otherRefinerId;

    function setUp() public virtual {
        registry = new MockRegistry();
        registry.newSet(LEASE, TRIES);
        for (uint256 i = 0; i < 3; ++i) {
            registry.admit(vm.addr(keys[i]));
        }
        dlps = new MockDlpRegistry();
        burner = new Burner();
        bytes memory byAdmin = abi.encodeWithSignature("initialize(address)", admin);
        refinery = DataRefinerRegistry(_proxy(address(new DataRefinerRegistry(address(dlps), address(registry))), byAdmin));
        instructions = ComputeInstructionRegistry(_proxy(address(new ComputeInstructionRegistry(address(dlps))), byAdmin));
        // the two engines know each other, so the second's address is foretold
        address second = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 3);
        queries = QueryEngine(_proxy(address(new QueryEngine(address(dlps), address(refinery), second)), byAdmin));
        engine = ComputeEngine(
            _proxy(
                address(new ComputeEngine(address(registry), address(queries), address(instructions), address(burner))),
                abi.encodeCall(ComputeEngine.initialize, (admin, maintainer, PRICE_PER_SECOND, MAX_SECONDS, 5000, 5000))
            )
        );
        assertEq(address(engine), second);
        (pool, token) = _dao(1);
        (otherPool, otherToken) = _dao(2);
        refinerId = 1;
        otherRefinerId = 2;
        vm.deal(buyer, FUNDS);
        vm.deal(bob, FUNDS);
        _fund(buyer, token);
        _fund(buyer, otherToken);
    }

    function _proxy(address implementation, bytes memory data) private returns (address) {
        return address(new ERC1967Proxy(implementation, data));
    }

    function _dao(uint256 dlpId) private returns (MockPool p, DataToken t) {
        t = new DataToken("Token", "TKN", address(this), 1e30);
        p = new MockPool(daoOwner, timelock, address(t));
        dlps.setDlp(dlpId, address(p));
        registry.setDlp(dlpId, address(p));
        vm.prank(daoOwner);
        refinery.addRefiner(dlpId, "refiner", "schema", "bundle", "ipfs://bundle");
        p.open();
    }

    function _fund(address who, DataToken t) internal {
        t.transfer(who, FUNDS);
        vm.startPrank(who);
        t.approve(address(engine), type(uint256).max);
        engine.deposit(address(t), FUNDS);
        vm.stopPrank();
    }

    function _policy(bool rowsMayLeave) internal pure returns (IQueryEngine.Policy memory p) {
        p.rowsMayLeave = rowsMayLeave;
    }

    function _grant(uint256 refiner, address grantee, uint256 price, IQueryEngine.Policy memory policy) internal returns (uint256) {
        vm.prank(timelock);
        return queries.grant(grantee, refiner, "table", "", price, policy);
    }

    function _grant(uint256 price) internal returns (uint256) {
        return _grant(refinerId, address(0), price, _policy(true));
    }

    function _budgeted(uint64 budget) internal returns (uint256) {
        IQueryEngine.Policy memory p = _policy(true);
        p.budget = budget;
        return _grant(refinerId, address(0), 1, p);
    }

    function _lines(uint256 permissionId, uint256 rows) internal pure returns (IComputeEngine.Line[] memory lines) {
        lines = new IComputeEngine.Line[](1);
        lines[0] = IComputeEngine.Line({permissionId: permissionId, maxRows: rows, maxPrice: type(uint96).max});
    }

    function _two(uint256 first, uint256 rows1, uint256 second, uint256 rows2) internal pure returns (IComputeEngine.Line[] memory lines) {
        lines = new IComputeEngine.Line[](2);
        lines[0] = _lines(first, rows1)[0];
        lines[1] = _lines(second, rows2)[0];
    }

    function _request(uint256 instruction, IComputeEngine.Line[] memory lines) internal pure returns (IComputeEngine.JobRequest memory) {
        return IComputeEngine.JobRequest({
            instructionId: instruction, maxSeconds: SECONDS, requestDigest: "request", maxPricePerSecond: PRICE_PER_SECOND, lines: lines
        });
    }

    function _request(uint256 permissionId, uint256 rows) internal pure returns (IComputeEngine.JobRequest memory) {
        return _request(0, _lines(permissionId, rows));
    }

    function _submit(IComputeEngine.JobRequest memory request) internal returns (uint256 jobId) {
        vm.prank(buyer);
        jobId = engine.submitJob{value: ESCROW}(request);
        vm.warp(vm.getBlockTimestamp() + 20);
    }

    /// @dev As its current holder would state it: ten seconds, no rows.
    function _receipt(uint256 jobId, IComputeEngine.Outcome outcome) internal view returns (IComputeEngine.Receipt memory r) {
        IComputeEngine.JobInfo memory job = engine.jobInfo(jobId);
        r.jobId = jobId;
        r.requestDigest = job.requestDigest;
        r.codeDigest = job.instructionId == 0 ? bytes32(0) : instructions.instructions(job.instructionId).hash;
        r.resultDigest = "result";
        r.outcome = outcome;
        r.usedSeconds = 10;
        r.rows = new uint256[](engine.jobLines(jobId).length);
        r.lease = (vm.getBlockTimestamp() - job.openedAt) / (LEASE + job.maxSeconds);
        r.dataBlock = vm.getBlockNumber() - 1;
    }

    function _sign(uint256 key, IComputeEngine.Receipt memory r) internal view returns (bytes memory) {
        (, bytes32 digest) = engine.receiptHash(r);
        (uint8 v, bytes32 a, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(a, s, v);
    }

    function _settle(IComputeEngine.Receipt memory r) internal returns (address holder) {
        uint256 key = keys[r.lease % 3];
        engine.settleJob(r, _sign(key, r));
        return vm.addr(key);
    }

    function _complete(uint256 jobId, uint256 rows) internal returns (address holder) {
        IComputeEngine.Receipt memory r = _receipt(jobId, IComputeEngine.Outcome.Completed);
        for (uint256 i = 0; i < r.rows.length; ++i) {
            r.rows[i] = rows;
        }
        return _settle(r);
    }
}
