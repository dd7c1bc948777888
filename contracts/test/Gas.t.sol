// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Network} from "./Network.sol";
import {IDataRegistry} from "../src/interfaces/IDataRegistry.sol";

/// @notice What one contribution costs, through the proxies, transaction by transaction. Run with FOUNDRY_PROFILE=gas (each call its
/// own transaction, intrinsic gas and calldata included); the figures are in snapshots/Contribution.json.
contract GasTest is Network {
    uint256 private constant N = 50;

    function setUp() public override {
        super.setUp();
        // a network in use: counters, totals, pot and accumulators are not 0, every validator has earned
        for (uint256 k = 2; k <= 4; ++k) {
            teePool.removeValidator(vm.addr(keys[k - 1]));
        }
        for (uint256 i = 0; i < 2; ++i) {
            uint256 fileId = _valid(alice, keccak256(abi.encode("warm", i)));
            _seed();
            _refine(_refinement(fileId, refinerId));
            _nextEpoch();
            pool.distribute{value: 1 ether}();
        }
        _valid(alice, "this epoch's first");
    }

    function test_single() public {
        _single(bob, "first");
        _single(bob, "repeat");
        _nextEpoch();
        _single(bob, "nextEpoch");
    }

    function _single(address who, string memory label) private {
        IDataRegistry.NewFile memory f = IDataRegistry.NewFile({digest: keccak256(bytes(label)), codec: 0, dlpId: 1});
        vm.prank(who);
        (uint256 fileId,) = registry.contribute{value: FEES}(f);
        vm.snapshotGasLastCall("Contribution", string.concat("contribute_", label));
        _seed();
        IDataRegistry.Proof memory p = _proof(fileId, 1e18);
        (bytes32 r, bytes32 vs) = _sign(keys[0], _hash(p));
        registry.recordProof(p, r, vs);
        vm.snapshotGasLastCall("Contribution", string.concat("recordProof_", label));
        _seed();
        IDataRegistry.Refinement memory x = _refinement(fileId, refinerId);
        (r, vs) = _sign(keys[0], _hash(x));
        registry.recordRefinement(x, r, vs);
        vm.snapshotGasLastCall("Contribution", string.concat("recordRefinement_", label));
    }

    /// @dev 50 contributors, each for the first time. Registered one by one (a batch has one owner), recorded in batches.
    function test_batchOf50() public {
        IDataRegistry.NewFile[] memory files = new IDataRegistry.NewFile[](N);
        for (uint256 i = 0; i < N; ++i) {
            files[i] = IDataRegistry.NewFile({digest: keccak256(abi.encode("own", i)), codec: 0, dlpId: 1});
        }
        vm.prank(bob);
        registry.contributeBatch{value: N * FEES}(files);
        vm.snapshotGasLastCall("Contribution", "contributeBatch_50");

        IDataRegistry.Proof[] memory proofs = new IDataRegistry.Proof[](N);
        uint256[] memory ids = new uint256[](N);
        for (uint256 i = 0; i < N; ++i) {
            address who = address(uint160(0xC0FFEE0000 + i));
            vm.deal(who, 1 ether);
            ids[i] = _contribute(who, keccak256(abi.encode("many", i)));
        }
        _seed();
        bytes memory each;
        for (uint256 i = 0; i < N; ++i) {
            proofs[i] = _proof(ids[i], 1e18);
            each = abi.encodePacked(each, _hash(proofs[i]));
        }
        (bytes32 r, bytes32 vs) = _sign(keys[0], keccak256(abi.encode(PROOF_BATCH, keccak256(each))));
        registry.recordProofs(proofs, r, vs);
        vm.snapshotGasLastCall("Contribution", "recordProofs_50_first");

        _seed();
        each = "";
        IDataRegistry.Refinement[] memory list = new IDataRegistry.Refinement[](N);
        for (uint256 i = 0; i < N; ++i) {
            list[i] = _refinement(ids[i], refinerId);
            each = abi.encodePacked(each, _hash(list[i]));
        }
        (r, vs) = _sign(keys[0], keccak256(abi.encode(REFINEMENT_BATCH, keccak256(each))));
        registry.recordRefinements(list, r, vs);
        vm.snapshotGasLastCall("Contribution", "recordRefinements_50");
    }

    bytes32 private constant PROOF_BATCH = keccak256(
        "ProofBatch(Proof[] proofs)Proof(uint256 jobId,uint256 fileId,uint256 dlpId,address owner,bytes32 contentDigest,bytes32 bundleDigest,uint256 score,bytes32 resultDigest,bytes32 fingerprint,bytes32 identity,uint256 lease)"
    );
    bytes32 private constant REFINEMENT_BATCH = keccak256(
        "RefinementBatch(Refinement[] refinements)Refinement(uint256 fileId,uint256 refinerId,bytes32 bundleDigest,bytes32 artifactDigest,uint8 codec,bytes32 plaintextDigest,uint256 lease)"
    );
}
