// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IDataRegistry} from "../interfaces/IDataRegistry.sol";

/// @title What validators sign (EIP-712)
/// @notice Domain {name "Coppice", version "1", chainId, verifyingContract}; chain id and contract are taken at the call, so a
/// statement is worthless on another chain, after a fork, or for another contract.
library Statements {
    bytes32 private constant DOMAIN_TYPE = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME = keccak256("Coppice");
    bytes32 private constant VERSION = keccak256("1");

    string private constant PROOF_TEXT =
        "Proof(uint256 jobId,uint256 fileId,uint256 dlpId,address owner,bytes32 contentDigest,bytes32 bundleDigest,uint256 score,bytes32 resultDigest,bytes32 fingerprint,bytes32 identity,uint256 lease)";
    string private constant REFINEMENT_TEXT =
        "Refinement(uint256 fileId,uint256 refinerId,bytes32 bundleDigest,bytes32 artifactDigest,uint8 codec,bytes32 plaintextDigest,uint256 lease)";

    bytes32 private constant PROOF_TYPE = keccak256(bytes(PROOF_TEXT));
    bytes32 private constant PROOF_BATCH_TYPE = keccak256(abi.encodePacked("ProofBatch(Proof[] proofs)", PROOF_TEXT));
    bytes32 private constant REFINEMENT_TYPE = keccak256(bytes(REFINEMENT_TEXT));
    bytes32 private constant REFINEMENT_BATCH_TYPE =
        keccak256(abi.encodePacked("RefinementBatch(Refinement[] refinements)", REFINEMENT_TEXT));
    bytes32 private constant OPINION_TYPE = keccak256(
        "Opinion(uint256 jobId,uint256 openedAtBlock,bytes32 contentDigest,bytes32 bundleDigest,uint256 score,bytes32 fingerprint,bytes32 identity)"
    );
    bytes32 private constant INTAKE_KEY_TYPE = keccak256("IntakeKey(uint256 dlpId,uint256 epoch,bytes32 digest,uint256 deadline)");

    /// @notice The 32 bytes that are signed.
    function digest(bytes32 structHash) internal view returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPE, NAME, VERSION, block.chainid, address(this)));
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    /// @notice The signer, or 0 for a malformed or malleable signature.
    function signer(bytes32 structHash, bytes32 r, bytes32 vs) internal view returns (address who) {
        // slither-disable-next-line unused-return (0 for whatever was wrong)
        (who,,) = ECDSA.tryRecover(digest(structHash), r, vs);
    }

    /// @notice The same for a signature of 65 bytes (r, s, v).
    function signer(bytes32 structHash, bytes calldata signature) internal view returns (address who) {
        // slither-disable-next-line unused-return (the same)
        (who,,) = ECDSA.tryRecover(digest(structHash), signature);
    }

    /// @dev Both structs have only members of fixed size, so their ABI encoding is the EIP-712 encoding.
    function hash(IDataRegistry.Proof calldata proof) internal pure returns (bytes32) {
        return keccak256(abi.encode(PROOF_TYPE, proof));
    }

    function hash(IDataRegistry.Proof[] calldata proofs) internal pure returns (bytes32) {
        bytes32[] memory each = new bytes32[](proofs.length);
        for (uint256 i = 0; i < proofs.length; ++i) {
            each[i] = hash(proofs[i]);
        }
        return keccak256(abi.encode(PROOF_BATCH_TYPE, keccak256(abi.encodePacked(each))));
    }

    function hash(IDataRegistry.Refinement calldata refinement) internal pure returns (bytes32) {
        return keccak256(abi.encode(REFINEMENT_TYPE, refinement));
    }

    function hash(IDataRegistry.Refinement[] calldata refinements) internal pure returns (bytes32) {
        bytes32[] memory each = new bytes32[](refinements.length);
        for (uint256 i = 0; i < refinements.length; ++i) {
            each[i] = hash(refinements[i]);
        }
        return keccak256(abi.encode(REFINEMENT_BATCH_TYPE, keccak256(abi.encodePacked(each))));
    }

    function hash(IDataRegistry.Opinion calldata opinion) internal pure returns (bytes32) {
        return keccak256(abi.encode(OPINION_TYPE, opinion));
    }

    function hashIntakeKey(uint256 dlpId, uint256 epoch, bytes32 keyDigest, uint256 deadline) internal pure returns (bytes32) {
        return keccak256(abi.encode(INTAKE_KEY_TYPE, dlpId, epoch, keyDigest, deadline));
    }
}
