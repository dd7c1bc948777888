// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {IDLPRegistry} from "./interfaces/IDLPRegistry.sol";
import {Payouts} from "./pool/Payouts.sol";
import {Rewards} from "./pool/Rewards.sol";
import {Sponsorship} from "./pool/Sponsorship.sol";
import {State} from "./pool/State.sol";

/// @title A DataDAO's pool, see IDataLiquidityPool
/// @notice What it holds is always: reward pot + stock + treasury + sponsor budget + what contributors have accrued + rounding dust, per
/// token.
contract DataLiquidityPool is Rewards, Payouts, Sponsorship, Initializable, UUPSUpgradeable {
    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable
    constructor(address dlpRegistry_, address dataRegistry_, address computeEngine_, address relay_)
        State(dlpRegistry_, dataRegistry_, computeEngine_, relay_)
    {
        _disableInitializers();
    }

    function initialize(InitParams calldata p) external initializer {
        if (p.owner == address(0) || p.timelock == address(0) || p.token == address(0)) revert ZeroAddress();
        if (p.epochLength == 0 || p.epochLength > type(uint32).max) revert InvalidParameter();
        owner = p.owner;
        timelock = p.timelock;
        dlpId = p.dlpId;
        name = p.name;
        _storeTerms(Terms({token: p.token, fileRewardFactor: 0, hasEpochCap: 0, epochLength: p.epochLength}));
        _setFactor(p.fileRewardFactor);
        _setEpochCap(p.epochRewardCap);
        _setPrice(p.salePrice);
        _setTreasuryShare(p.treasuryShareBps);
        _setProof(p.proofBundle, p.proofInstruction);
    }

    function teePool() external view override returns (address) {
        return IDLPRegistry(dlpRegistry).teePoolOf(dlpId);
    }

    /// @dev Takes two: the network, which published the new code, and the DataDAO, after its timelock. Neither can change a pool alone.
    function _authorizeUpgrade(address implementation) internal view override {
        if (!mayLoosen(msg.sender) || implementation != IDLPRegistry(dlpRegistry).poolImplementation()) revert UpgradeRefused();
    }
}
