// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {DataDAOFactory} from "../../src/DataDAOFactory.sol";
import {DataToken} from "../../src/DataToken.sol";
import {DataDAOGovernor} from "../../src/governance/DataDAOGovernor.sol";
import {DataDAOTimelock} from "../../src/governance/DataDAOTimelock.sol";
import {InsiderVesting} from "../../src/governance/InsiderVesting.sol";

/// What a timelock owns.
contract Target {
    address public immutable owner;
    uint256 public value;
    uint256 public calls;

    error NotOwner();

    constructor(address owner_) {
        owner = owner_;
    }

    function set(uint256 value_) external payable {
        if (msg.sender != owner) revert NotOwner();
        value = value_;
        calls++;
    }
}

/// The parts of a DataDAO as the factory makes them.
abstract contract Parts is Test {
    uint256 internal constant DELAY = 48 hours;

    DataDAOTimelock internal timelockCode;
    DataDAOGovernor internal governorCode;
    InsiderVesting internal vestingCode;
    DataDAOFactory internal factory;
    address internal founder = makeAddr("founder");
    address internal stranger = makeAddr("stranger");

    function _parts() internal {
        timelockCode = new DataDAOTimelock(DELAY);
        governorCode = new DataDAOGovernor();
        vestingCode = new InsiderVesting();
        factory = new DataDAOFactory(address(timelockCode), address(governorCode), address(vestingCode));
    }

    function _timelock() internal returns (DataDAOTimelock) {
        return DataDAOTimelock(payable(factory.createTimelock(founder)));
    }

    function _token(uint256 cap) internal returns (DataToken) {
        return DataToken(factory.createToken("Coppice", "COP", cap));
    }

    function _notRole(address who, bytes32 role) internal {
        vm.expectRevert(abi.encodeWithSignature("AccessControlUnauthorizedAccount(address,bytes32)", who, role));
    }
}
