// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {ComputeEngine} from "../../src/ComputeEngine.sol";
import {IComputeEngine} from "../../src/interfaces/IComputeEngine.sol";
import {IComputeInstructionRegistry} from "../../src/interfaces/IComputeInstructionRegistry.sol";
import {IDLPRegistry} from "../../src/interfaces/IDLPRegistry.sol";
import {IDataRefinerRegistry} from "../../src/interfaces/IDataRefinerRegistry.sol";
import {IQueryEngine} from "../../src/interfaces/IQueryEngine.sol";
import {Extremes} from "./Extremes.sol";

/// @notice Refiners, permissions, instructions, jobs.
contract AccessExtremesTest is Extremes {
    bytes4 private constant REGISTER = bytes4(keccak256("submitJob(uint80,bool,uint256)"));
    bytes4 private constant ADD_BY_DIGEST = bytes4(keccak256("addRefiner(uint256,string,bytes32,bytes32,string)"));
    bytes4 private constant ADD_BY_URL = bytes4(keccak256("addRefiner(uint256,string,string,string)"));
    bytes4 private constant SUBMIT = bytes4(keccak256("submitJob((uint256,uint256,bytes32,uint256,(uint256,uint256,uint256)[]))"));
    string private constant URL = "ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";

    address private timelock;
    address private f;
    address private q;
    address private i;
    address private e;

    function setUp() public override {
        super.setUp();
        timelock = pool.timelock();
        (f, q, i, e) = (address(refiners), address(queries), address(instructions), address(engine));
    }

    // ---- registers

    function test_refinersZero() public {
        _no(timelock, f, abi.encodeWithSelector(ADD_BY_DIGEST, 0, "", 0, 0, ""), IDataRefinerRegistry.InvalidDigest.selector);
        _no(timelock, f, abi.encodeWithSelector(ADD_BY_DIGEST, 0, "", D, D, ""), IDLPRegistry.DlpNotFound.selector);
        _no(timelock, f, abi.encodeWithSelector(ADD_BY_URL, 0, "", "", ""), IDataRefinerRegistry.InvalidUrl.selector);
        _no(timelock, f, abi.encodeCall(refiners.retireRefiner, (0)), IDataRefinerRegistry.RefinerNotFound.selector);
    }

    function test_refinersMaximum() public {
        _no(timelock, f, abi.encodeWithSelector(ADD_BY_DIGEST, MAX, "", ONES, ONES, ""), IDLPRegistry.DlpNotFound.selector);
        _ok(timelock, f, abi.encodeWithSelector(ADD_BY_DIGEST, 1, _text(1000), ONES, ONES, _text(1000)));
        (bytes32 schema, bytes32 bundle,) = refiners.refinerDigests(refinerId + 1);
        assertEq(schema, ONES);
        assertEq(bundle, ONES);
        _no(timelock, f, abi.encodeWithSelector(ADD_BY_URL, 1, "", _text(1000), _text(1000)), IDataRefinerRegistry.InvalidUrl.selector);
        _no(timelock, f, abi.encodeWithSelector(ADD_BY_URL, MAX, "", URL, URL), IDLPRegistry.DlpNotFound.selector);
        _no(timelock, f, abi.encodeCall(refiners.retireRefiner, (MAX)), IDataRefinerRegistry.RefinerNotFound.selector);
    }

    function test_instructionsZero() public {
        bytes4 unknown = IComputeInstructionRegistry.ComputeInstructionNotFound.selector;
        _no(alice, i, abi.encodeCall(instructions.addComputeInstruction, (0, "")), IComputeInstructionRegistry.InvalidDigest.selector);
        _no(timelock, i, abi.encodeCall(instructions.updateComputeInstruction, (0, 1, true)), unknown);
        instructions.addComputeInstruction(D, "");
        _no(timelock, i, abi.encodeCall(instructions.updateComputeInstruction, (1, 0, true)), IDLPRegistry.DlpNotFound.selector);
    }

    function test_instructionsMaximum() public {
        bytes4 unknown = IComputeInstructionRegistry.ComputeInstructionNotFound.selector;
        _ok(alice, i, abi.encodeCall(instructions.addComputeInstruction, (ONES, _text(1000))));
        assertEq(instructions.instructions(1).hash, ONES);
        _no(timelock, i, abi.encodeCall(instructions.updateComputeInstruction, (MAX, 1, true)), unknown);
        _no(timelock, i, abi.encodeCall(instructions.updateComputeInstruction, (1, MAX, true)), IDLPRegistry.DlpNotFound.selector);
        for (uint256 k = 0; k < 2; ++k) {
            _ok(timelock, i, abi.encodeCall(instructions.updateComputeInstruction, (1, 1, true)));
            assertTrue(instructions.isApproved(1, 1), "twice is once");
        }
    }

    // ---- permissions

    function test_queriesZero() public {
        IQueryEngine.Policy memory none;
        bytes4 noRefiner = IDataRefinerRegistry.RefinerNotFound.selector;
        bytes4 noPermission = IQueryEngine.PermissionNotFound.selector;
        bytes4 otherToken = IQueryEngine.InvalidToken.selector;
        _no(timelock, q, abi.encodeCall(queries.addGenericPermission, (0, "", "", address(0), 0)), noRefiner);
        _no(timelock, q, abi.encodeCall(queries.addGenericPermission, (refinerId, "", "", address(0), 0)), otherToken);
        _no(timelock, q, abi.encodeCall(queries.addPermission, (address(0), 0, "", "", address(0), 0)), noRefiner);
        _no(timelock, q, abi.encodeCall(queries.addPermission, (address(0), refinerId, "", "", address(0), 0)), otherToken);
        _no(timelock, q, abi.encodeCall(queries.grant, (address(0), 0, "", "", 0, none)), noRefiner);
        _ok(timelock, q, abi.encodeCall(queries.grant, (address(0), refinerId, "", "", 0, none)));
        assertEq(queries.terms(1).rowsLeft, MAX, "no budget is no limit");
        _no(alice, q, abi.encodeCall(queries.closeRequest, (0, 0)), IQueryEngine.RequestNotFound.selector);
        _no(alice, q, abi.encodeCall(queries.requestAccess, (0, "", "", 0, "")), noRefiner);
        _no(alice, q, abi.encodeCall(queries.requestAccess, (refinerId, "", "", 0, "")), IQueryEngine.InvalidPurpose.selector);
        _no(e, q, abi.encodeCall(queries.reserve, (0, 0)), noPermission);
        _no(e, q, abi.encodeCall(queries.release, (0, 0)), noPermission);
        _ok(e, q, abi.encodeCall(queries.reserve, (1, 0)));
        _ok(e, q, abi.encodeCall(queries.release, (1, 0)));
        _no(timelock, q, abi.encodeCall(queries.updatePermissionApproval, (0, false)), noPermission);
        _no(timelock, q, abi.encodeCall(queries.updatePermissionPrice, (0, 0)), noPermission);
    }

    function test_queriesMaximum() public {
        bytes4 tooMuch = IQueryEngine.PriceTooHigh.selector;
        bytes4 noPermission = IQueryEngine.PermissionNotFound.selector;
        address t = address(token);
        IQueryEngine.Policy memory policy = IQueryEngine.Policy(false, type(uint32).max, type(uint64).max, type(uint64).max);
        _no(timelock, q, abi.encodeCall(queries.addGenericPermission, (refinerId, "", "", t, MAX)), tooMuch);
        _no(timelock, q, abi.encodeCall(queries.addPermission, (LAST, refinerId, "", "", t, MAX)), tooMuch);
        _no(timelock, q, abi.encodeCall(queries.grant, (LAST, refinerId, "", "", MAX, policy)), tooMuch);
        _ok(timelock, q, abi.encodeCall(queries.grant, (LAST, refinerId, _text(1000), _text(1000), type(uint96).max, policy)));
        assertEq(queries.permissions(1).price, type(uint96).max);
        assertEq(abi.encode(queries.policies(1)), abi.encode(policy));
        _ok(e, q, abi.encodeCall(queries.reserve, (1, type(uint64).max)));
        _no(e, q, abi.encodeCall(queries.reserve, (1, 1)), IQueryEngine.BudgetExceeded.selector);
        _no(e, q, abi.encodeCall(queries.reserve, (1, MAX)), IQueryEngine.BudgetExceeded.selector);
        _no(e, q, abi.encodeCall(queries.release, (1, MAX)), OVERFLOW);
        _ok(e, q, abi.encodeCall(queries.release, (1, type(uint64).max)));
        assertEq(queries.terms(1).rowsLeft, type(uint64).max);
        _no(e, q, abi.encodeCall(queries.reserve, (MAX, MAX)), noPermission);
        _no(alice, q, abi.encodeCall(queries.closeRequest, (MAX, MAX)), IQueryEngine.RequestNotFound.selector);
        _no(alice, q, abi.encodeCall(queries.requestAccess, (refinerId, "", "", MAX, "why")), tooMuch);
        _no(alice, q, abi.encodeCall(queries.requestAccess, (refinerId, "", "", 0, _text(1025))), IQueryEngine.InvalidPurpose.selector);
        _ok(alice, q, abi.encodeCall(queries.requestAccess, (refinerId, "", "", type(uint96).max, _text(1024))));
        _no(timelock, q, abi.encodeCall(queries.closeRequest, (1, MAX)), noPermission);
        _no(timelock, q, abi.encodeCall(queries.updatePermissionApproval, (MAX, true)), noPermission);
        _no(timelock, q, abi.encodeCall(queries.updatePermissionPrice, (MAX, 0)), noPermission);
        _no(timelock, q, abi.encodeCall(queries.updatePermissionPrice, (1, MAX)), tooMuch);
        _ok(timelock, q, abi.encodeCall(queries.updatePermissionPrice, (1, type(uint96).max)));
    }

    // ---- the engine

    function test_engineZero() public {
        IComputeEngine.JobRequest memory request;
        IComputeEngine.Receipt memory receipt;
        bytes4 unknown = IComputeEngine.JobNotFound.selector;
        _no(alice, e, abi.encodeWithSelector(SUBMIT, request), IComputeEngine.InvalidDuration.selector);
        _no(alice, e, abi.encodeWithSelector(REGISTER, 0, false, 0), IComputeEngine.InvalidDuration.selector);
        _no(alice, e, abi.encodeCall(engine.cancelJob, (0)), unknown);
        _no(alice, e, abi.encodeCall(engine.completeJob, (0, request)), unknown);
        _no(alice, e, abi.encodeCall(engine.expireJob, (0)), unknown);
        _no(alice, e, abi.encodeCall(engine.settleJob, (receipt, "")), unknown);
        _no(alice, e, abi.encodeCall(engine.deposit, (address(0), 0)), IComputeEngine.InvalidAmount.selector);
        _no(alice, e, abi.encodeCall(engine.withdraw, (address(0), 0)), IComputeEngine.InvalidAmount.selector);
        _no(alice, e, abi.encodeCall(engine.distributeDeferred, (0, 0)), IComputeEngine.NothingDeferred.selector);
        _ok(e, e, abi.encodeCall(engine.distribute, (address(pool), address(token), 0, 0)));
        _no(address(networkTimelock), e, abi.encodeCall(engine.updateBurnShares, (0, 0)), IComputeEngine.InvalidShare.selector);
        _ok(address(this), e, abi.encodeCall(engine.updatePricePerSecond, (0)));
        uint256 free = _grant(address(0), 0, true);
        _ok(alice, e, abi.encodeWithSelector(SUBMIT, _request(0, free, 0)));
        assertEq(engine.jobInfo(1).vanaEscrow, 0, "a price of nothing");
    }

    function test_engineMaximum() public {
        uint256 dear = _grant(address(0), type(uint96).max, true);
        IComputeEngine.JobRequest memory request = _request(MAX, dear, MAX);
        IComputeEngine.Receipt memory receipt =
            IComputeEngine.Receipt(MAX, ONES, ONES, ONES, ONES, IComputeEngine.Outcome.NetworkFault, MAX, new uint256[](64), MAX, MAX);
        bytes4 unknown = IComputeEngine.JobNotFound.selector;
        _no(alice, e, abi.encodeWithSelector(SUBMIT, request), IComputeEngine.InstructionNotFound.selector);
        request.maxSeconds = MAX;
        _no(alice, e, abi.encodeWithSelector(SUBMIT, request), IComputeEngine.InvalidDuration.selector);
        _no(alice, e, abi.encodeWithSelector(SUBMIT, _request(0, dear, MAX)), IComputeEngine.InvalidLines.selector);
        _no(alice, e, 1 ether, abi.encodeWithSelector(SUBMIT, _request(0, dear, 2 ** 48 - 1)), IComputeEngine.InsufficientBalance.selector);
        _no(alice, e, abi.encodeWithSelector(REGISTER, type(uint80).max, false, 0), IComputeEngine.InvalidDuration.selector);
        _no(alice, e, abi.encodeCall(engine.cancelJob, (MAX)), unknown);
        _no(alice, e, abi.encodeCall(engine.completeJob, (MAX, request)), unknown);
        _no(alice, e, abi.encodeCall(engine.expireJob, (MAX)), unknown);
        _no(alice, e, abi.encodeCall(engine.settleJob, (receipt, "")), unknown);
        _no(alice, e, abi.encodeCall(engine.deposit, (address(0), MAX)), IComputeEngine.InvalidVanaAmount.selector);
        _no(alice, e, abi.encodeCall(engine.deposit, (address(token), MAX)), IERC20Errors.ERC20InsufficientAllowance.selector);
        _ok(alice, e, type(uint128).max, abi.encodeCall(engine.deposit, (address(0), type(uint128).max)));
        _no(alice, e, abi.encodeCall(engine.withdraw, (address(0), MAX)), IComputeEngine.InsufficientBalance.selector);
        _ok(alice, e, abi.encodeCall(engine.withdraw, (address(0), type(uint128).max)));
        _no(alice, e, abi.encodeCall(engine.distributeDeferred, (MAX, MAX)), IComputeEngine.NothingDeferred.selector);
        bytes memory data = abi.encodeCall(engine.distribute, (address(pool), address(token), MAX, MAX));
        _no(e, e, data, IERC20Errors.ERC20InsufficientBalance.selector);
        _no(address(networkTimelock), e, abi.encodeCall(engine.updateBurnShares, (MAX, MAX)), IComputeEngine.InvalidShare.selector);
        _no(address(this), e, abi.encodeCall(engine.updatePricePerSecond, (MAX)), IComputeEngine.InvalidAmount.selector);
        _ok(address(this), e, abi.encodeCall(engine.updatePricePerSecond, (type(uint96).max)));
        request = _request(0, _grant(address(0), 0, true), 2 ** 48 - 1);
        request.maxPricePerSecond = MAX;
        uint256 escrow = uint256(type(uint96).max) * MAX_SECONDS;
        _ok(alice, e, escrow, abi.encodeWithSelector(SUBMIT, request));
        assertEq(engine.jobInfo(1).vanaEscrow, escrow);
    }

    /// @dev All of what is charged may burn, and the validator and the contributors then get nothing.
    function test_everythingBurns() public {
        _ok(address(networkTimelock), e, abi.encodeCall(engine.updateBurnShares, (10_000, 10_000)));
        _buyTokens(100 ether);
        uint256 p = _grant(address(0), 1 ether, true);
        vm.prank(buyer);
        uint256 id = engine.submitJob{value: 1 ether}(_request(0, p, 100));
        _seed();
        vm.warp(vm.getBlockTimestamp() + 10);
        address holder = _settle(_receipt(id, 100, IComputeEngine.Outcome.Completed));
        assertEq(engine.balanceOf(holder, address(0)), 0);
        assertEq(burner.burned(), 10 * PRICE_PER_SECOND);
        assertEq(token.totalSupply(), CAP - 100 ether);
        assertEq(token.balanceOf(e), 0);
    }

    function _init(uint256 price, uint256 longest, uint256 executionBps, uint256 dataBps, bytes4 why) private {
        address code = address(new ComputeEngine(address(registry), q, i, address(burner)));
        bytes memory init = abi.encodeCall(ComputeEngine.initialize, (LAST, LAST, price, longest, executionBps, dataBps));
        vm.expectPartialRevert(why);
        new ERC1967Proxy(code, init);
    }

    function test_engineInitialiserExtremes() public {
        _init(0, 0, 1, 1, IComputeEngine.InvalidDuration.selector);
        _init(0, 2 ** 32, 1, 1, IComputeEngine.InvalidDuration.selector);
        _init(0, 1, 0, 1, IComputeEngine.InvalidShare.selector);
        _init(0, 1, 1, 0, IComputeEngine.InvalidShare.selector);
        _init(0, 1, 10_001, 1, IComputeEngine.InvalidShare.selector);
        _init(0, 1, 1, 10_001, IComputeEngine.InvalidShare.selector);
        _init(uint256(type(uint96).max) + 1, 1, 1, 1, IComputeEngine.InvalidAmount.selector);
    }
}
