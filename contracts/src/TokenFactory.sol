// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {DataToken} from "./DataToken.sol";

/// @title Deploys VRC-20 tokens
/// @notice Apart from the DLPRegistry only because both together would be larger than a contract may be. Anyone may call: a token is
/// a DataDAO's when the DLPRegistry says so, not because it was made here.
contract TokenFactory {
    /// @return token with its whole supply at the caller
    function create(string calldata name, string calldata symbol, uint256 cap) external returns (address token) {
        return address(new DataToken(name, symbol, msg.sender, cap));
    }
}
