// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IComputeEngine} from "../interfaces/IComputeEngine.sol";

/// @title EIP-712 struct hash of a receipt
library Receipts {
    bytes32 private constant TYPE = keccak256(
        "Receipt(uint256 jobId,bytes32 requestDigest,bytes32 codeDigest,bytes32 snapshotDigest,bytes32 resultDigest,uint8 outcome,uint256 usedSeconds,uint256[] rows,uint256 lease,uint256 dataBlock)"
    );

    function hash(IComputeEngine.Receipt calldata r) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                TYPE,
                r.jobId,
                r.requestDigest,
                r.codeDigest,
                r.snapshotDigest,
                r.resultDigest,
                uint8(r.outcome),
                r.usedSeconds,
                keccak256(abi.encodePacked(r.rows)),
                r.lease,
                r.dataBlock
            )
        );
    }
}
