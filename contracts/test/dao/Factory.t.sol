// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {DataDAOFactory} from "../../src/DataDAOFactory.sol";
import {DataToken} from "../../src/DataToken.sol";
import {DataDAOGovernor} from "../../src/governance/DataDAOGovernor.sol";
import {DataDAOTimelock} from "../../src/governance/DataDAOTimelock.sol";
import {InsiderVesting} from "../../src/governance/InsiderVesting.sol";
import {IDataDAOFactory} from "../../src/interfaces/IDataDAOFactory.sol";
import {Parts} from "./Parts.sol";

contract DataDAOFactoryTest is Parts {
    function setUp() public {
        _parts();
    }

    function test_Token() public {
        address expected = vm.computeCreateAddress(address(factory), vm.getNonce(address(factory)));
        vm.expectEmit(address(factory));
        emit IDataDAOFactory.TokenCreated(expected);
        vm.prank(founder);
        DataToken token = DataToken(factory.createToken("Coppice", "COP", 77));
        assertEq(address(token), expected);
        assertEq(token.name(), "Coppice");
        assertEq(token.symbol(), "COP");
        assertEq(token.cap(), 77);
        assertEq(token.totalSupply(), 77);
        assertEq(token.balanceOf(founder), 77);
    }

    function test_Vesting() public {
        address expected = vm.computeCreateAddress(address(factory), vm.getNonce(address(factory)));
        vm.expectEmit(address(factory));
        emit IDataDAOFactory.VestingCreated(expected, founder);
        InsiderVesting wallet = InsiderVesting(payable(factory.createVesting(founder, 10, 20)));
        assertEq(wallet.owner(), founder);
        assertEq(wallet.start(), block.timestamp + 10);
        assertEq(wallet.end(), block.timestamp + 30);
    }

    function test_Timelock() public {
        address expected = vm.computeCreateAddress(address(factory), vm.getNonce(address(factory)));
        vm.expectEmit(address(factory));
        emit IDataDAOFactory.TimelockCreated(expected, founder);
        DataDAOTimelock timelock = _timelock();
        assertEq(address(timelock), expected);
        assertEq(timelock.getMinDelay(), factory.minDelay());
    }

    function test_Governor() public {
        DataToken token = _token(1e24);
        DataDAOTimelock timelock = _timelock();
        address expected = vm.computeCreateAddress(address(factory), vm.getNonce(address(factory)));
        vm.expectEmit(address(factory));
        emit IDataDAOFactory.GovernorCreated(expected, address(timelock));
        DataDAOGovernor governor = DataDAOGovernor(payable(_governor(address(token), address(timelock), 4)));
        assertEq(governor.name(), "Coppice");
        assertEq(address(governor.token()), address(token));
        assertEq(governor.timelock(), address(timelock));
        assertEq(governor.votingDelay(), 1 days);
        assertEq(governor.votingPeriod(), 3 days);
        assertEq(governor.proposalThreshold(), 5e20);
        assertEq(governor.quorumNumerator(), 4);
        vm.warp(block.timestamp + 1);
        assertEq(governor.quorum(block.timestamp - 1), 4e22);
    }

    function test_MinDelayIsTheTimelocksFloor() public {
        assertEq(factory.minDelay(), DELAY);
        address shorter = address(new DataDAOTimelock(60));
        assertEq(new DataDAOFactory(shorter, address(governorCode), address(vestingCode)).minDelay(), 60);
    }

    function test_NoZeroAddresses() public {
        DataToken token = _token(1);
        bytes4 zero = IDataDAOFactory.ZeroAddress.selector;
        vm.expectRevert(zero);
        factory.createVesting(address(0), 1, 1);
        vm.expectRevert(zero);
        factory.createTimelock(address(0));
        vm.expectRevert(zero);
        _governor(address(0), address(timelockCode), 4);
        vm.expectRevert(zero);
        _governor(address(token), address(0), 4);
        for (uint256 i = 0; i < 3; i++) {
            address[3] memory code = [address(timelockCode), address(governorCode), address(vestingCode)];
            code[i] = address(0);
            vm.expectRevert(zero);
            new DataDAOFactory(code[0], code[1], code[2]);
        }
    }

    /// Bounds; what each costs: forge test --match-contract DataDAOFactoryTest --gas-report
    function test_Gas_OfEachPart() public {
        DataToken token = _token(1e24);
        DataDAOTimelock timelock = _timelock();
        factory.createVesting(founder, 180 days, 180 days);
        assertLt(vm.lastCallGas().gasTotalUsed, 250_000);
        factory.createTimelock(founder);
        assertLt(vm.lastCallGas().gasTotalUsed, 350_000);
        _governor(address(token), address(timelock), 4);
        assertLt(vm.lastCallGas().gasTotalUsed, 500_000);
        factory.createToken("Coppice", "COP", 1e24);
        assertLt(vm.lastCallGas().gasTotalUsed, 2_000_000);
    }

    function _governor(address token, address timelock, uint256 quorumPercent) private returns (address) {
        return factory.createGovernor(token, timelock, "Coppice", 1 days, 3 days, 5e20, quorumPercent);
    }
}
