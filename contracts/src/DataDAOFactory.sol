// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {DataToken} from "./DataToken.sol";
import {DataDAOGovernor} from "./governance/DataDAOGovernor.sol";
import {DataDAOTimelock} from "./governance/DataDAOTimelock.sol";
import {InsiderVesting} from "./governance/InsiderVesting.sol";
import {IDataDAOFactory} from "./interfaces/IDataDAOFactory.sol";

/// @title Makes the parts of a DataDAO
/// @notice Apart from the DLPRegistry because both together would be larger than a contract may be. No owner, no state: each clone is
/// initialised in the transaction that makes it, and the code it delegates to is fixed here.
contract DataDAOFactory is IDataDAOFactory {
    address public immutable timelockImplementation;
    address public immutable governorImplementation;
    address public immutable vestingImplementation;

    constructor(address timelockImplementation_, address governorImplementation_, address vestingImplementation_) {
        _present(timelockImplementation_);
        _present(governorImplementation_);
        _present(vestingImplementation_);
        // slither-disable-start missing-zero-check (see above)
        timelockImplementation = timelockImplementation_;
        governorImplementation = governorImplementation_;
        vestingImplementation = vestingImplementation_;
        // slither-disable-end missing-zero-check
    }

    /// @inheritdoc IDataDAOFactory
    function createToken(string calldata name, string calldata symbol, uint256 cap) external returns (address token) {
        token = address(new DataToken(name, symbol, msg.sender, cap));
        emit TokenCreated(token);
    }

    /// @inheritdoc IDataDAOFactory
    function createVesting(address beneficiary, uint64 cliff, uint64 duration) external returns (address wallet) {
        _present(beneficiary);
        wallet = Clones.clone(vestingImplementation);
        InsiderVesting(payable(wallet)).initialize(beneficiary, cliff, duration);
        emit VestingCreated(wallet, beneficiary);
    }

    /// @inheritdoc IDataDAOFactory
    function createTimelock(address proposer) external returns (address timelock) {
        _present(proposer);
        timelock = Clones.clone(timelockImplementation);
        DataDAOTimelock(payable(timelock)).initialize(proposer);
        emit TimelockCreated(timelock, proposer);
    }

    /// @inheritdoc IDataDAOFactory
    function createGovernor(
        address token,
        address timelock,
        string calldata name,
        uint48 votingDelay,
        uint32 votingPeriod,
        uint256 proposalThreshold,
        uint256 quorumPercent
    ) external returns (address governor) {
        _present(token);
        _present(timelock);
        governor = Clones.clone(governorImplementation);
        DataDAOGovernor(payable(governor)).initialize(token, timelock, name, votingDelay, votingPeriod, proposalThreshold, quorumPercent);
        emit GovernorCreated(governor, timelock);
    }

    /// @inheritdoc IDataDAOFactory
    function minDelay() external view returns (uint256) {
        return DataDAOTimelock(payable(timelockImplementation)).floor();
    }

    function _present(address a) private pure {
        if (a == address(0)) revert ZeroAddress();
    }
}
