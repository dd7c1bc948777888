// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {Network} from "../Network.sol";
import {
    ComputeEngineV2,
    ComputeInstructionRegistryV2,
    DataLiquidityPoolV2,
    DataRefinerRegistryV2,
    DataRegistryV2,
    DLPRegistryV2,
    IV2,
    QueryEngineV2,
    TeePoolV2
} from "./V2.sol";
import {DataDAOTimelock} from "../../src/governance/DataDAOTimelock.sol";
import {DataRegistry} from "../../src/DataRegistry.sol";
import {IComputeEngine} from "../../src/interfaces/IComputeEngine.sol";
import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {IDLPRegistry} from "../../src/interfaces/IDLPRegistry.sol";

/// @notice Every proxy goes to a next version by its real authority, in the middle of everything, and forgets nothing.
contract UpgradeTest is Network {
    uint256 private validFile;
    uint256 private openFile;
    uint256 private permissionId;
    uint256 private settled;
    uint256 private openJob;

    function setUp() public override {
        super.setUp();
        permissionId = _grant(address(0), 0.1 ether, true);
        instructions.addComputeInstruction(keccak256("code"), "ipfs://code");
        validFile = _valid(alice, keccak256("a"));
        _seed();
        _refine(_refinement(validFile, refinerId));
        _nextEpoch();
        _valid(bob, keccak256("b"));
        _buyTokens(1000 ether);
        vm.startPrank(buyer);
        engine.deposit{value: 10 ether}(address(0), 10 ether);
        settled = engine.submitJob(_request(0, permissionId, 100));
        vm.stopPrank();
        _seed();
        vm.warp(vm.getBlockTimestamp() + 20);
        _settle(_receipt(settled, 60, IComputeEngine.Outcome.Completed));
        vm.deal(address(this), 10 ether);
        pool.fundSponsorBudget{value: 1 ether}();
        openFile = _contribute(bob, keccak256("open"));
        vm.prank(buyer);
        openJob = engine.submitJob(_request(0, permissionId, 50));
    }

    // ---- state, as one digest for each contract

    function _registryState() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                registry.filesCount(),
                registry.fileInfo(validFile),
                registry.fileInfo(openFile),
                registry.jobs(validFile),
                registry.jobs(openFile),
                registry.fileRefinements(validFile, refinerId),
                registry.validatorSet(registry.currentSetId()),
                registry.claimable(vm.addr(keys[0])) + registry.claimable(vm.addr(keys[1])),
                registry.feeOf(1),
                registry.dlpOf(1),
                address(registry).balance
            )
        );
    }

    function _poolState() private view returns (bytes32) {
        (uint256 a, uint256 b) = pool.stakeOf(alice);
        (uint256 c, uint256 d) = pool.claimable(alice);
        (uint256 e, uint256 f) = pool.treasury();
        IDataLiquidityPool.SponsorTerms memory terms = pool.sponsorTerms();
        bytes32 stakes = keccak256(abi.encode(a, b, c, d, e, f, pool.owner(), pool.timelock(), pool.isOpen(), terms));
        return keccak256(
            abi.encode(
                stakes,
                pool.rewardPot(),
                pool.stock(),
                pool.salePrice(),
                pool.sponsorBudget(),
                pool.fileRewardFactor(),
                pool.proofBundle(),
                pool.name(),
                pool.fileOfFingerprint(keccak256(abi.encode("fingerprint", keccak256("a")))),
                token.balanceOf(address(pool))
            )
        );
    }

    function _engineState() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                engine.jobInfo(settled),
                engine.jobInfo(openJob),
                engine.jobLines(openJob),
                engine.balanceOf(buyer, address(0)),
                engine.balanceOf(buyer, address(token)),
                engine.pricePerSecond(),
                engine.maxJobSeconds()
            )
        );
    }

    function _restState() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                dlps.dlps(1),
                dlps.timelockOf(1),
                dlps.epochLength(),
                queries.permissions(permissionId),
                queries.terms(permissionId),
                teePool.validatorInfo(vm.addr(keys[0])),
                teePool.validatorInfo(vm.addr(keys[3])),
                teePool.minBond(),
                refiners.refiners(refinerId),
                refiners.dlpRefiners(1),
                instructions.instructionsCount()
            )
        );
    }

    function _state() private view returns (bytes32) {
        return keccak256(abi.encode(_registryState(), _poolState(), _engineState(), _restState()));
    }

    // ---- authority

    function _throughTimelock(DataDAOTimelock timelock, address proposer, address to, bytes memory data) private {
        vm.prank(proposer);
        timelock.schedule(to, 0, data, 0, 0, DELAY);
        vm.warp(vm.getBlockTimestamp() + DELAY - 1);
        vm.expectRevert();
        timelock.execute(to, 0, data, 0, 0);
        vm.warp(vm.getBlockTimestamp() + 1);
        timelock.execute(to, 0, data, 0, 0);
    }

    function _nobodyElse(address proxy, address code) private {
        address[5] memory others = [address(this), daoOwner, alice, pool.timelock(), vm.addr(keys[0])];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert();
            UUPSUpgradeable(proxy).upgradeToAndCall(code, "");
        }
    }

    function _upgrade(address proxy, address code) private {
        _nobodyElse(proxy, code);
        bytes32 before = _state();
        uint256 at = vm.getBlockTimestamp();
        _throughTimelock(networkTimelock, address(this), proxy, abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (code, "")));
        vm.warp(at); // some views depend on the time
        assertEq(_state(), before, "all state reads the same");
        assertEq(IV2(proxy).appended(), 0, "what is appended is empty");
        IV2(proxy).setAppended(7);
        assertEq(_state(), before, "and stands apart");
        _nobodyElse(proxy, code);
    }

    function test_registry() public {
        address extension = DataRegistry(payable(address(registry))).extension();
        _upgrade(address(registry), address(new DataRegistryV2(extension)));
        _goOn();
    }

    function test_engine() public {
        _upgrade(address(engine), address(new ComputeEngineV2(address(registry), address(queries), address(instructions), address(burner))));
        _goOn();
    }

    function test_teePool() public {
        _upgrade(address(teePool), address(new TeePoolV2(address(registry), address(burner))));
        _goOn();
    }

    function test_dlpRegistry() public {
        address code = address(new DLPRegistryV2(address(registry), address(engine), address(factory), dlps.teePoolImplementation()));
        _upgrade(address(dlps), code);
        _goOn();
        _createDao("another");
    }

    function test_queryEngine() public {
        _upgrade(address(queries), address(new QueryEngineV2(address(dlps), address(refiners), address(engine))));
        _goOn();
    }

    function test_refinerRegistry() public {
        _upgrade(address(refiners), address(new DataRefinerRegistryV2(address(dlps), address(registry))));
        _goOn();
    }

    function test_instructionRegistry() public {
        _upgrade(address(instructions), address(new ComputeInstructionRegistryV2(address(dlps))));
        _goOn();
    }

    /// @dev A pool's takes two: the network names the code, then the DataDAO waits for its own timelock.
    function test_pool() public {
        DataDAOTimelock timelock = DataDAOTimelock(payable(pool.timelock()));
        address code = address(new DataLiquidityPoolV2(address(dlps), address(registry), address(engine), address(relay)));
        bytes memory data = abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (code, ""));
        bytes32 before = _state();
        uint256 at = vm.getBlockTimestamp();

        vm.prank(address(timelock));
        vm.expectRevert(IDataLiquidityPool.UpgradeRefused.selector); // not named by the network
        pool.upgradeToAndCall(code, "");
        vm.prank(daoOwner);
        vm.expectRevert();
        dlps.updatePoolImplementation(code);

        _throughTimelock(networkTimelock, address(this), address(dlps), abi.encodeCall(IDLPRegistry.updatePoolImplementation, (code)));
        address[4] memory others = [address(this), daoOwner, alice, address(networkTimelock)];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(IDataLiquidityPool.UpgradeRefused.selector);
            pool.upgradeToAndCall(code, "");
        }
        _throughTimelock(timelock, daoOwner, address(pool), data);
        vm.warp(at);
        assertEq(_state(), before, "all state reads the same");
        IV2(address(pool)).setAppended(7);
        assertEq(_state(), before, "and stands apart");
        vm.expectRevert();
        pool.initialize(IDataLiquidityPool.InitParams(address(this), address(this), address(this), 1, "x", BUNDLE, "", 0, EPOCH, 0, 0, 0));
        _goOn();
    }

    /// @dev What was open before goes on after it.
    function _goOn() private {
        _seed();
        _record(_proof(openFile, 1e18));
        (, uint256 score) = registry.fileResult(openFile);
        assertEq(score, 1e18);
        _settle(_receipt(openJob, 50, IComputeEngine.Outcome.Completed));
        (uint256 vana, uint256 tokens) = pool.claimable(alice);
        assertGt(vana, 0);
        assertGt(tokens, 0);
        vm.prank(alice);
        pool.claim();
        vm.prank(alice);
        registry.withdrawFile(validFile, keccak256(abi.encode("fingerprint", keccak256("a"))));
    }
}
