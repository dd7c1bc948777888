// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {Layout} from "./registry/Layout.sol";
import {Earnings} from "./registry/Earnings.sol";
import {IRegistry} from "./interfaces/IRegistry.sol";

/// @title The core: what each contribution calls, see IDataRegistryCore
/// @notice A contract may have 24,576 bytes, and this one's job is to be cheap, so everything that is called seldom is in a second
/// contract, the extension, which runs on this one's storage: a call that is not answered here is passed on to it. Both have their
/// state from src/registry/Layout.sol and nowhere else.
contract DataRegistry is Earnings, UUPSUpgradeable {
    address public immutable extension;

    /// @param extension_ a DataRegistryExtension; the other contracts' addresses are taken from it, so that both agree
    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable delegatecall
    constructor(address extension_)
        Layout(
            IRegistry(extension_).dlpRegistry(),
            IRegistry(extension_).teePool(),
            IRegistry(extension_).refinerRegistry(),
            IRegistry(extension_).relay()
        )
    {
        // slither-disable-next-line missing-zero-check (it was asked for the other addresses)
        extension = extension_;
        _disableInitializers();
    }

    function draw(uint256 setId, uint256 openedAtBlock, bytes32 subject, uint256 tryIndex) external view returns (address) {
        return _validators[_pick(setId, _sets[setId][0], _seed(openedAtBlock), subject, tryIndex)].account;
    }

    function isValidator(address validator) external view returns (bool) {
        return _isValidator(validator);
    }

    /// @notice Stops new contributions and recordings. Cancelling, reclaiming, withdrawing and claiming go on.
    function pause() external onlyRole(MAINTAINER_ROLE) {
        _setPaused(1);
        emit Paused(msg.sender);
    }

    function unpause() external onlyRole(MAINTAINER_ROLE) {
        _setPaused(0);
        emit Unpaused(msg.sender);
    }

    function _setPaused(uint256 to) private {
        Config memory c = _loadConfig();
        c.paused = to;
        _storeConfig(c);
    }

    // passing on is what it is for
    // solhint-disable-next-line no-complex-fallback
    fallback() external payable {
        address to = extension;
        assembly ("memory-safe") {
            let p := mload(0x40)
            calldatacopy(p, 0, calldatasize())
            let ok := delegatecall(gas(), to, p, calldatasize(), 0, 0)
            returndatacopy(p, 0, returndatasize())
            switch ok
            case 0 { revert(p, returndatasize()) }
            default { return(p, returndatasize()) }
        }
    }

    /// @dev Only what a slashed bond gives back to a job.
    receive() external payable {
        if (msg.sender != teePool) revert Unauthorized();
    }

    function _authorizeUpgrade(address) internal view override onlyRole(DEFAULT_ADMIN_ROLE) {}
}
