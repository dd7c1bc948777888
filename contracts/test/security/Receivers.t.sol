// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Network} from "../Network.sol";
import {IComputeEngine} from "../../src/interfaces/IComputeEngine.sol";
import {IContributionRelay} from "../../src/interfaces/IContributionRelay.sol";
import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";

/// @notice Takes VANA by refusing it, or by calling back whatever it was told to.
contract Receiver {
    struct Call {
        address to;
        uint256 value;
        bytes data;
    }

    Call[] private _calls;
    bool public refuses;
    uint256 public entered; // calls back that went through
    uint256 public received;
    bool private _inside;

    function setRefuses(bool to) external {
        refuses = to;
    }

    function add(address to, uint256 value, bytes calldata data) external {
        _calls.push(Call(to, value, data));
    }

    function act(address to, uint256 value, bytes calldata data) external payable returns (bytes memory) {
        (bool ok, bytes memory result) = to.call{value: value}(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
        return result;
    }

    receive() external payable {
        require(!refuses, "no");
        received += 1;
        if (_inside) return;
        _inside = true;
        for (uint256 i = 0; i < _calls.length; ++i) {
            (bool ok,) = _calls[i].to.call{value: _calls[i].value}(_calls[i].data);
            if (ok) entered += 1;
        }
        _inside = false;
    }
}

/// @notice Whoever is paid can refuse or call back; it hurts nobody else, and brings nothing that was not its own.
contract ReceiversTest is Network {
    Receiver private evil;
    bytes32 private constant D = keccak256("content");

    function setUp() public override {
        super.setUp();
        evil = new Receiver();
        vm.deal(address(evil), 100 ether);
        vm.deal(address(this), 100 ether);
    }

    function _file(bytes32 digest) private pure returns (IDataRegistry.NewFile memory) {
        return IDataRegistry.NewFile({digest: digest, codec: 0, dlpId: 1});
    }

    /// @dev Every function of the contract that pays, to be called back from inside.
    function _reenterRegistry(uint256 jobId) private {
        address r = address(registry);
        IDataRegistry.NewFile[] memory files = new IDataRegistry.NewFile[](1);
        files[0] = _file(keccak256("inside"));
        evil.add(r, FEES, abi.encodeCall(registry.contribute, (files[0])));
        evil.add(r, FEES, abi.encodeCall(registry.contributeBatch, (files)));
        evil.add(r, FEES, abi.encodeCall(registry.requestContributionProof, (uint40(jobId))));
        evil.add(r, 0, abi.encodeCall(registry.cancelJob, (jobId)));
        evil.add(r, 0, abi.encodeCall(registry.claim, ()));
        evil.add(r, 0, abi.encodeCall(registry.claimFor, (address(evil))));
        evil.add(r, 0, abi.encodeCall(registry.reclaimRefinementFee, (uint40(jobId))));
        evil.add(r, 0, abi.encodeCall(registry.reseed, (jobId)));
        evil.add(r, 0, abi.encodeCall(registry.withdrawFile, (uint40(jobId), bytes32(0))));
        IDataRegistry.Proof memory p;
        evil.add(r, 0, abi.encodeCall(registry.recordProof, (p, 0, 0)));
        IDataRegistry.Refinement memory x;
        evil.add(r, 0, abi.encodeCall(registry.recordRefinement, (x, 0, 0)));
        IDataRegistry.Opinion memory o;
        evil.add(r, 0, abi.encodeCall(registry.recordOpinion, (o, 0, 0)));
    }

    function test_payerCallsBackFromExcess() public {
        _reenterRegistry(1);
        evil.act(address(registry), 1 ether, abi.encodeCall(registry.contribute, (_file(D))));
        assertEq(evil.entered(), 0);
        assertEq(address(evil).balance, 100 ether - FEES);
        assertEq(address(registry).balance, FEES);
    }

    function test_payerCallsBackFromCancel() public {
        evil.act(address(registry), FEES, abi.encodeCall(registry.contribute, (_file(D))));
        _contribute(alice, keccak256("alice"));
        vm.warp(vm.getBlockTimestamp() + LEASE * TRIES);
        _reenterRegistry(1);
        evil.act(address(registry), 0, abi.encodeCall(registry.cancelJob, (1)));
        assertEq(evil.received(), 1);
        assertEq(evil.entered(), 0);
        assertEq(address(evil).balance, 100 ether);
        assertEq(address(registry).balance, FEES, "alice's");
    }

    function test_payerCallsBackFromClaim() public {
        evil.act(address(registry), FEES, abi.encodeCall(registry.contribute, (_file(D))));
        _contribute(alice, keccak256("alice"));
        vm.warp(vm.getBlockTimestamp() + LEASE * TRIES);
        registry.cancelJob(1);
        _reenterRegistry(1);
        registry.claimFor(address(evil));
        assertEq(evil.entered(), 0);
        assertEq(address(evil).balance, 100 ether);
        assertEq(address(registry).balance, FEES);
    }

    /// @dev Requested where Vana clients do it: what is too much goes back to who sent it, from the registry.
    function test_payerCallsBackFromARequest() public {
        evil.act(address(registry), FEES, abi.encodeCall(registry.contribute, (_file(D))));
        address facade = dlps.teePoolOf(1);
        bytes memory request = abi.encodeCall(teePool.requestContributionProof, (1));
        _reenterRegistry(1);
        evil.add(address(teePool), FEES, request);
        evil.add(facade, FEES, request);
        address[2] memory pools = [address(teePool), facade];
        for (uint256 i = 0; i < 2; ++i) {
            vm.warp(vm.getBlockTimestamp() + LEASE * TRIES);
            evil.act(pools[i], 1 ether, request);
            assertEq(evil.received(), i + 1);
            assertEq(evil.entered(), 0);
        }
        assertEq(address(evil).balance, 100 ether - 3 * FEES);
        assertEq(address(registry).balance, 3 * FEES);
        assertEq(registry.claimable(address(evil)), 2 * FEES, "of those that expired");
        assertEq(address(teePool).balance, 4 * BOND);
        assertEq(facade.balance, 0);
    }

    /// @dev A payer that refuses keeps nobody from closing its job, nor its file's owner from asking again.
    function test_refusingPayerBlocksNothing() public {
        _contribute(alice, D);
        vm.warp(vm.getBlockTimestamp() + LEASE * TRIES);
        evil.act(address(registry), FEES, abi.encodeCall(registry.requestContributionProof, (1)));
        uint256 jobId = registry.fileInfo(1).jobId;
        evil.setRefuses(true);
        vm.warp(vm.getBlockTimestamp() + LEASE * TRIES);
        vm.expectRevert(IDataRegistry.TransferFailed.selector);
        evil.act(address(registry), 0, abi.encodeCall(registry.cancelJob, (jobId)));
        registry.cancelJob(jobId);
        vm.expectRevert(IDataRegistry.TransferFailed.selector);
        registry.claimFor(address(evil));
        registry.claimFor(alice);
        assertEq(registry.claimable(address(evil)), FEES, "it waits");
        vm.prank(alice);
        registry.requestContributionProof{value: FEES}(1);
        evil.setRefuses(false);
        registry.claimFor(address(evil));
        assertEq(address(registry).balance, FEES);
    }

    function test_validatorAtItsBond() public {
        vm.deal(address(this), 10 ether);
        teePool.postBond{value: BOND}(address(evil));
        teePool.admitValidator(_admission(address(evil)));
        evil.act(address(teePool), 0, abi.encodeCall(teePool.leaveNetwork, ()));
        vm.warp(vm.getBlockTimestamp() + UNBONDING);
        evil.setRefuses(true);
        vm.expectRevert();
        evil.act(address(teePool), 0, abi.encodeCall(teePool.withdrawBond, ()));
        evil.setRefuses(false);
        evil.add(address(teePool), 0, abi.encodeCall(teePool.withdrawBond, ()));
        evil.add(address(teePool), 0, abi.encodeCall(teePool.leaveNetwork, ()));
        evil.add(address(teePool), 0, abi.encodeCall(teePool.setValidatorKeys, (2, D)));
        uint256 others = address(teePool).balance - BOND;
        evil.act(address(teePool), 0, abi.encodeCall(teePool.withdrawBond, ()));
        assertEq(evil.entered(), 0);
        assertEq(address(teePool).balance, others);
        vm.expectRevert();
        evil.act(address(teePool), 0, abi.encodeCall(teePool.withdrawBond, ()));
    }

    function test_buyerAtThePool() public {
        _valid(alice, D);
        _nextEpoch();
        address p = address(pool);
        evil.add(p, 1 ether, abi.encodeCall(pool.buy, (1 ether)));
        evil.add(p, 1 ether, abi.encodeCall(pool.distribute, ()));
        evil.add(p, 0, abi.encodeCall(pool.claim, ()));
        evil.add(p, 1 ether, abi.encodeCall(pool.fundSponsorBudget, ()));
        evil.add(p, 0, abi.encodeCall(pool.collectSponsorRefunds, ()));
        evil.add(p, 0, abi.encodeCall(pool.addStock, (0)));
        evil.act(p, 2 ether, abi.encodeCall(pool.buy, (100 ether)));
        assertEq(evil.received(), 1);
        assertEq(evil.entered(), 0);
        assertEq(token.balanceOf(address(evil)), 100 ether);
        assertEq(address(evil).balance, 99 ether);
        assertEq(address(pool).balance, 1 ether);
    }

    /// @dev A contributor that is a contract: its claim calls back, or refuses; the others' parts stay theirs.
    function test_contributorAtThePool() public {
        vm.deal(address(evil), 100 ether);
        evil.act(address(registry), FEES, abi.encodeCall(registry.contribute, (_file(D))));
        _seed();
        _record(_proof(1, 1e18));
        _valid(alice, keccak256("alice"));
        _nextEpoch();
        pool.distribute{value: 10 ether}();
        evil.setRefuses(true);
        vm.expectRevert(IDataLiquidityPool.TransferFailed.selector);
        evil.act(address(pool), 0, abi.encodeCall(pool.claim, ()));
        evil.setRefuses(false);
        evil.add(address(pool), 0, abi.encodeCall(pool.claim, ()));
        evil.add(address(pool), 1 ether, abi.encodeCall(pool.distribute, ()));
        bytes32 print = keccak256(abi.encode("fingerprint", D));
        evil.add(address(registry), 0, abi.encodeCall(registry.withdrawFile, (1, print))); // it calls the pool back
        uint256 before = address(evil).balance;
        evil.act(address(pool), 0, abi.encodeCall(pool.claim, ()));
        assertEq(evil.entered(), 0);
        assertApproxEqAbs(address(evil).balance - before, 5 ether, 1000);
        vm.prank(alice);
        (uint256 vana,) = pool.claim();
        assertApproxEqAbs(vana, 5 ether, 1000);
    }

    function test_relayerCallsBack() public {
        pool.fundSponsorBudget{value: 10 ether}();
        vm.prank(daoOwner);
        pool.updateSponsorTerms(IDataLiquidityPool.SponsorTerms(address(0), 0.1 ether, 5 ether, 0));
        IContributionRelay.Contribution memory x;
        x.owner = vm.addr(0xB0B);
        x.deadline = vm.getBlockTimestamp();
        x.files = new IDataRegistry.NewFile[](1);
        x.files[0] = _file(D);
        bytes memory data = abi.encodeCall(relay.contribute, (x, _signed(x)));
        evil.add(address(relay), 0, data); // the same again
        x.nonce = 1;
        x.files[0] = _file(keccak256("next"));
        evil.add(address(relay), 0, abi.encodeCall(relay.contribute, (x, _signed(x)))); // and the next
        evil.add(address(pool), 0, abi.encodeCall(pool.claim, ()));
        evil.act(address(relay), 0, data);
        assertEq(evil.entered(), 0);
        assertEq(address(evil).balance, 100.1 ether);
        assertEq(pool.sponsorBudget(), 10 ether - FEES - 0.1 ether);
        assertEq(address(relay).balance, 0);
        data = abi.encodeCall(relay.contribute, (x, _signed(x)));
        evil.setRefuses(true);
        vm.expectRevert(IDataLiquidityPool.TransferFailed.selector);
        evil.act(address(relay), 0, data);
        evil.setRefuses(false);
        evil.act(address(relay), 0, data);
    }

    function _signed(IContributionRelay.Contribution memory x) private view returns (bytes memory) {
        (, bytes32 digest) = relay.contributionHash(x);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(0xB0B, digest);
        return abi.encodePacked(r, s, v);
    }

    function test_accountAtTheEngine() public {
        address e = address(engine);
        evil.act(e, 3 ether, abi.encodeCall(engine.deposit, (address(0), 3 ether)));
        vm.prank(buyer);
        engine.deposit{value: 5 ether}(address(0), 5 ether);
        evil.setRefuses(true);
        vm.expectRevert(IComputeEngine.TransferFailed.selector);
        evil.act(e, 0, abi.encodeCall(engine.withdraw, (address(0), 1 ether)));
        evil.setRefuses(false);
        evil.add(e, 0, abi.encodeCall(engine.withdraw, (address(0), 1 ether)));
        evil.add(e, 1 ether, abi.encodeCall(engine.deposit, (address(0), 1 ether)));
        evil.add(e, 0, abi.encodeWithSignature("submitJob(uint80,bool,uint256)", uint80(10), false, uint256(0)));
        evil.add(e, 0, abi.encodeCall(engine.expireJob, (1)));
        evil.act(e, 0, abi.encodeCall(engine.withdraw, (address(0), 2 ether)));
        assertEq(evil.entered(), 0);
        assertEq(address(evil).balance, 99 ether);
        assertEq(engine.balanceOf(address(evil), address(0)), 1 ether);
        assertEq(address(engine).balance, 6 ether);
    }
}
