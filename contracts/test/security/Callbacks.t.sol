// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {DataToken} from "../../src/DataToken.sol";
import {DataLiquidityPool} from "../../src/DataLiquidityPool.sol";
import {IComputeEngine} from "../../src/interfaces/IComputeEngine.sol";
import {IContributionRelay} from "../../src/interfaces/IContributionRelay.sol";
import {IDLPRegistry} from "../../src/interfaces/IDLPRegistry.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {IQueryEngine} from "../../src/interfaces/IQueryEngine.sol";
import {RegistryBase} from "../registry/RegistryBase.sol";
import {Receiver} from "./Receivers.t.sol";

/// @notice A pool whose code was changed to call something whenever it is called, and to note what came of it.
contract CallingPool {
    struct Storage {
        address token;
        address owner;
        address to;
        bytes data;
        uint256 calls;
        bool entered;
        bytes4 answer;
        bool refuses;
    }

    function _s() private pure returns (Storage storage s) {
        assembly ("memory-safe") {
            s.slot := 0xbad
        }
    }

    function proxiableUUID() external pure returns (bytes32) {
        return 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;
    }

    function setUp(address token_, address owner_) external {
        (_s().token, _s().owner) = (token_, owner_);
    }

    function arm(address to, bytes calldata data) external {
        Storage storage s = _s();
        (s.to, s.data, s.calls, s.entered, s.answer) = (to, data, 0, false, 0);
    }

    function setRefuses(bool to) external {
        _s().refuses = to;
    }

    function outcome() external view returns (uint256 calls, bool entered, bytes4 answer) {
        return (_s().calls, _s().entered, _s().answer);
    }

    function _call() private {
        Storage storage s = _s();
        require(!s.refuses, "no");
        s.calls += 1;
        bytes memory why;
        (s.entered, why) = s.to.call(s.data);
        s.answer = bytes4(why);
    }

    /// @dev Where it is only asked it cannot note anything, so it makes the question fail if its call went through. A write while asked
    /// takes all the gas that it was given.
    function _callWhileAsked() private {
        if (_s().to == address(0)) return;
        (bool ok,) = _s().to.call{gas: 200_000}(_s().data);
        require(!ok, "entered");
    }

    // ---- asked

    function mayLoosen(address) external returns (bool) {
        _callWhileAsked();
        return true;
    }

    function mayTighten(address) external returns (bool) {
        _callWhileAsked();
        return true;
    }

    function token() external returns (address) {
        _callWhileAsked();
        return _s().token;
    }

    function owner() external returns (address) {
        _callWhileAsked();
        return _s().owner;
    }

    function name() external returns (string memory) {
        _callWhileAsked();
        return "calling";
    }

    function proofBundle() external returns (bytes32) {
        _callWhileAsked();
        return keccak256("proof bundle");
    }

    // ---- told

    function credit(address, uint256, uint256, bytes32, bytes32, bytes32) external returns (uint256, uint256, uint256, bool) {
        _call();
        return (0, 0, 0, false);
    }

    function withdrawStake(address, uint256, bytes32) external returns (uint256) {
        _call();
        return 0;
    }

    function sponsor(address, address, uint256, uint256 fees) external {
        _call();
        (bool ok,) = msg.sender.call{value: fees}("");
        require(ok, "fees");
    }

    function distributeTokens(uint256 amount, uint256) external returns (uint256, uint256) {
        _call();
        return (0, amount);
    }

    receive() external payable {}
}

/// @notice Every call to what a DataDAO may have changed, or what anybody may be: it calls back into everything, and nothing comes of it.
contract CallbacksTest is RegistryBase {
    CallingPool private evil;
    DataToken private evilToken;
    uint256 private evilRefiner;
    uint256 private evilPermission;
    uint256 private valid; // a file of the DataDAO whose proof counts
    uint256 private open; // one that waits for its proof

    function setUp() public override {
        super.setUp();
        DataLiquidityPool p = _createDao("calling");
        evilToken = DataToken(p.token());
        evilRefiner = _addRefiner(2);
        vm.prank(daoOwner);
        p.open();
        instructions.addComputeInstruction(D, "ipfs://code");
        vm.prank(p.timelock());
        evilPermission = queries.grant(address(0), evilRefiner, "table", "", 1 ether, _policy(true));
        vm.startPrank(buyer);
        p.buy{value: 10 ether}(1000 ether);
        evilToken.approve(address(engine), 1000 ether);
        engine.deposit(address(evilToken), 1000 ether);
        engine.deposit{value: 10 ether}(address(0), 10 ether);
        vm.stopPrank();
        vm.roll(vm.getBlockNumber() + 1);
        valid = _contributeTo2(keccak256("valid"));
        open = _contributeTo2(keccak256("open"));
        _seed();
        _record(_proof(valid, 1e18));
        address code = address(new CallingPool());
        _byTimelock(address(dlps), abi.encodeCall(IDLPRegistry.updatePoolImplementation, (code)));
        vm.prank(p.timelock());
        p.upgradeToAndCall(code, abi.encodeCall(CallingPool.setUp, (address(evilToken), daoOwner)));
        evil = CallingPool(payable(address(p)));
        payers.push(address(evil));
        vm.deal(address(evil), 10 ether);
    }

    function _contributeTo2(bytes32 digest) private returns (uint256 id) {
        vm.prank(bob);
        (id,) = registry.contribute{value: FEES}(IDataRegistry.NewFile({digest: digest, codec: 0, dlpId: 2}));
    }

    // ---- where it is only asked

    /// @dev The call that it tries succeeds for anybody at any time, and does nothing while it is asked.
    function test_whoIsAskedChangesNothing() public {
        bytes memory add = abi.encodeCall(instructions.addComputeInstruction, (D, "x"));
        vm.prank(address(evil));
        (bool ok,) = address(instructions).call{gas: 200_000}(add);
        assertTrue(ok);
        evil.arm(address(instructions), add);
        _ask();
        assertEq(instructions.instructionsCount(), 2, "none while it was asked");
    }

    function _ask() private {
        address t = address(evilToken);
        queries.grant(address(0), evilRefiner, "t", "", 1, _policy(false));
        queries.addPermission(alice, evilRefiner, "t", "", t, 1);
        queries.addGenericPermission(evilRefiner, "t", "", t, 1);
        queries.updatePermissionApproval(evilPermission, false);
        queries.updatePermissionApproval(evilPermission, true);
        queries.updatePermissionPrice(evilPermission, 2 ether);
        queries.requestAccess(evilRefiner, "t", "", 1, "why");
        vm.prank(alice);
        queries.closeRequest(1, 0);
        uint256 id = refiners.addRefiner(2, "r", D, D, "ipfs://r");
        string memory url = "ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";
        refiners.addRefiner(2, "r", url, url);
        refiners.retireRefiner(id);
        instructions.updateComputeInstruction(1, 2, true);
        vm.prank(daoOwner);
        dlps.createGovernor(2, 1 days, 1 days, 0, 1);
        vm.startPrank(buyer);
        engine.submitJob(_request(0, evilPermission, 1));
        uint256 job = engine.submitJob(uint80(MAX_SECONDS), false, 0);
        engine.completeJob(job, _request(0, evilPermission, 1));
        vm.stopPrank();
        IDataRegistry.Proof memory p = _proof(open, 0);
        _record(p); // asks for its bundle
        vm.warp(vm.getBlockTimestamp() + LEASE * TRIES);
        registry.reseed(valid);
        _assertConserved();
    }

    // ---- where it is told: the registry

    function _back() private view returns (bytes[] memory calls) {
        IDataRegistry.NewFile[] memory files = new IDataRegistry.NewFile[](1);
        files[0] = _file(keccak256("inside"));
        IDataRegistry.Proof[] memory proofs = new IDataRegistry.Proof[](1);
        IDataRegistry.Refinement[] memory refined = new IDataRegistry.Refinement[](1);
        IDataRegistry.Opinion memory o;
        calls = new bytes[](13);
        calls[0] = abi.encodeCall(registry.contribute, (files[0]));
        calls[1] = abi.encodeCall(registry.contributeBatch, (files));
        calls[2] = abi.encodeCall(registry.recordProof, (proofs[0], 0, 0));
        calls[3] = abi.encodeCall(registry.recordProofs, (proofs, 0, 0));
        calls[4] = abi.encodeCall(registry.recordRefinement, (refined[0], 0, 0));
        calls[5] = abi.encodeCall(registry.recordRefinements, (refined, 0, 0));
        calls[6] = abi.encodeCall(registry.recordOpinion, (o, 0, 0));
        calls[7] = abi.encodeCall(registry.requestContributionProof, (open));
        calls[8] = abi.encodeCall(registry.cancelJob, (open));
        calls[9] = abi.encodeCall(registry.reclaimRefinementFee, (valid));
        calls[10] = abi.encodeCall(registry.reseed, (valid));
        calls[11] = abi.encodeCall(registry.claim, ());
        calls[12] = abi.encodeCall(registry.claimFor, (bob));
    }

    /// @dev Says `data` once for every call back; each is refused, and the books are right.
    function _refusesEach(address by, bytes memory data) private {
        bytes[] memory calls = _back();
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            evil.arm(address(registry), calls[i]);
            vm.prank(by);
            (bool ok,) = address(registry).call(data);
            assertTrue(ok);
            (uint256 times, bool entered, bytes4 answer) = evil.outcome();
            assertEq(times, 1);
            assertFalse(entered);
            assertEq(answer, ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
            _assertConserved();
            vm.revertToState(snapshot);
        }
    }

    function test_whileAProofIsCredited() public {
        IDataRegistry.Proof memory p = _proof(open, 1e18);
        (bytes32 r, bytes32 vs) = _sign(_keyOf(_holder(open)), _hash(p));
        _refusesEach(bob, abi.encodeCall(registry.recordProof, (p, r, vs)));
    }

    function test_whileABatchIsCredited() public {
        IDataRegistry.Proof[] memory list = new IDataRegistry.Proof[](1);
        list[0] = _proof(open, 1e18);
        bytes32 each = keccak256(abi.encodePacked(_hash(list[0])));
        bytes32 batchType = keccak256(
            "ProofBatch(Proof[] proofs)Proof(uint256 jobId,uint256 fileId,uint256 dlpId,address owner,bytes32 contentDigest,bytes32 bundleDigest,uint256 score,bytes32 resultDigest,bytes32 fingerprint,bytes32 identity,uint256 lease)"
        );
        (bytes32 r, bytes32 vs) = _sign(_keyOf(_holder(open)), keccak256(abi.encode(batchType, each)));
        _refusesEach(bob, abi.encodeCall(registry.recordProofs, (list, r, vs)));
    }

    function test_whileAnOpinionConfirms() public {
        vm.prank(address(evil));
        registry.setOpinionTerms(2, IDataRegistry.OpinionTerms({drawn: 2, needed: 1, deterministic: true}));
        uint256 fee = registry.feeOf(2);
        vm.prank(bob);
        (uint256 id,) = registry.contribute{value: fee}(IDataRegistry.NewFile({digest: keccak256("opinions"), codec: 0, dlpId: 2}));
        _seed();
        _record(_proof(id, 1e18));
        _seed();
        IDataRegistry.Opinion memory o = _opinion(id, 1e18);
        (bytes32 r, bytes32 vs) = _sign(_keyOf(registry.opinionHolders(id)[0]), _hash(o));
        _refusesEach(bob, abi.encodeCall(registry.recordOpinion, (o, r, vs)));
    }

    function test_whileAStakeIsWithdrawn() public {
        bytes32 print = keccak256(abi.encode("fingerprint", keccak256("valid")));
        _refusesEach(bob, abi.encodeCall(registry.withdrawFile, (valid, print)));
    }

    // ---- the relay, the engine, the deposits

    function test_whileItSponsors() public {
        IContributionRelay.Contribution memory x;
        x.owner = vm.addr(0xB0B);
        x.deadline = vm.getBlockTimestamp();
        x.files = new IDataRegistry.NewFile[](1);
        x.files[0] = IDataRegistry.NewFile({digest: keccak256("sponsored"), codec: 0, dlpId: 2});
        (, bytes32 digest) = relay.contributionHash(x);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(0xB0B, digest);
        bytes memory data = abi.encodeCall(relay.contribute, (x, abi.encodePacked(r, s, v)));
        evil.arm(address(relay), data);
        (bool ok,) = address(relay).call(data);
        assertTrue(ok);
        (uint256 times, bool entered, bytes4 answer) = evil.outcome();
        assertEq(times, 1);
        assertFalse(entered);
        assertEq(answer, IContributionRelay.InvalidNonce.selector, "the same once more");
        assertEq(address(relay).balance, 0);
        _assertConserved();
    }

    function test_whileItIsPaidLate() public {
        vm.prank(buyer);
        uint256 id = engine.submitJob(_request(0, evilPermission, 100));
        vm.prank(buyer);
        uint256 waiting = engine.submitJob(_request(0, evilPermission, 100));
        _seed();
        vm.warp(vm.getBlockTimestamp() + 10);
        evil.setRefuses(true);
        _settle(_receipt(id, 100, IComputeEngine.Outcome.Completed));
        assertEq(engine.deferred(id, 2), 50 ether);
        evil.setRefuses(false);
        bytes[6] memory calls = [
            abi.encodeCall(engine.distributeDeferred, (id, 2)),
            abi.encodeCall(engine.withdraw, (address(evilToken), 1)),
            abi.encodeCall(engine.deposit, (address(evilToken), 1)),
            abi.encodeCall(engine.expireJob, (waiting)),
            abi.encodeCall(engine.cancelJob, (waiting)),
            abi.encodeWithSignature("submitJob(uint80,bool,uint256)", 1, false, 0)
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            evil.arm(address(engine), calls[i]);
            engine.distributeDeferred(id, 2);
            (uint256 times, bool entered, bytes4 answer) = evil.outcome();
            assertEq(times, 1);
            assertFalse(entered);
            assertEq(answer, ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
            assertEq(engine.deferred(id, 2), 0);
            assertEq(evilToken.balanceOf(address(engine)), engine.balanceOf(buyer, address(evilToken)) + 100 ether);
            vm.revertToState(snapshot);
        }
    }

    /// @dev Even the administrator, called back while it is paid, is paid once; what is deposited meanwhile stays for later.
    function test_whileDepositsArePaidOut() public {
        Receiver to = new Receiver();
        vm.deal(address(to), 10 ether);
        _byTimelock(address(dlps), abi.encodeCall(dlps.grantRole, (bytes32(0), address(to))));
        to.add(address(dlps), 0, abi.encodeCall(dlps.withdrawDeposits, (address(to))));
        uint256 held = address(dlps).balance;
        assertEq(held, 2 * DEPOSIT);
        to.act(address(dlps), 0, abi.encodeCall(dlps.withdrawDeposits, (address(to))));
        assertEq(to.entered(), 1, "of nothing");
        assertEq(address(to).balance, 10 ether + held);
    }
}
