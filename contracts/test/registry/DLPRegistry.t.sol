// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Vm} from "forge-std/Vm.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {RegistryBase} from "./RegistryBase.sol";
import {DLPRegistry} from "../../src/DLPRegistry.sol";
import {DataLiquidityPool} from "../../src/DataLiquidityPool.sol";
import {DataToken} from "../../src/DataToken.sol";
import {DataDAOGovernor} from "../../src/governance/DataDAOGovernor.sol";
import {DataDAOTimelock} from "../../src/governance/DataDAOTimelock.sol";
import {InsiderVesting} from "../../src/governance/InsiderVesting.sol";
import {IDLPRegistry} from "../../src/interfaces/IDLPRegistry.sol";
import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";

contract DLPRegistryTest is RegistryBase {
    uint256 private constant LEAST_EPOCH = (LEASE + MAX_SECONDS) * TRIES;
    bytes32 private constant MAINTAINER = keccak256("MAINTAINER_ROLE");

    // ---- creation

    function test_Creation() public {
        IDLPRegistry.CreateParams memory p = _params("second");
        p.allocations = new IDLPRegistry.Allocation[](2);
        p.allocations[0] = IDLPRegistry.Allocation({beneficiary: alice, amount: 1, cliff: 183 days, duration: 183 days});
        p.allocations[1] =
            IDLPRegistry.Allocation({beneficiary: bob, amount: CAP - POT - STOCK - 1, cliff: 36_500 days, duration: 36_500 days});
        vm.recordLogs();
        vm.prank(daoOwner);
        uint256 id = dlps.createDataDAO{value: DEPOSIT}(p);
        address[] memory wallets = _wallets(vm.getRecordedLogs());
        assertEq(id, 2);
        assertEq(dlps.dlpsCount(), 2);

        IDLPRegistry.DlpInfo memory d = dlps.dlps(2);
        assertEq(d.id, 2);
        assertEq(d.ownerAddress, daoOwner);
        assertEq(d.treasuryAddress, d.dlpAddress);
        assertEq(d.name, "second");
        assertEq(d.metadata, "{}");
        assertEq(d.registrationBlockNumber, vm.getBlockNumber());
        assertEq(d.depositAmount, DEPOSIT);
        assertEq(uint8(d.status), uint8(IDLPRegistry.DlpStatus.Registered));
        assertEq(dlps.dlpsByAddress(d.dlpAddress).id, 2);
        assertEq(dlps.dlpsByName("second").id, 2);
        assertEq(dlps.dlpNameToId("second"), 2);
        assertEq(dlps.dlpIds(d.dlpAddress), 2);
        assertEq(dlps.ownerOf(2), daoOwner);
        assertEq(dlps.poolOf(2), d.dlpAddress);
        assertEq(dlps.governorOf(2), address(0));
        assertEq(registry.dlpOf(2), d.dlpAddress);

        DataLiquidityPool made = DataLiquidityPool(payable(d.dlpAddress));
        assertFalse(made.isOpen());
        assertEq(made.timelock(), dlps.timelockOf(2));
        assertEq(made.teePool(), dlps.teePoolOf(2));
        assertEq(made.rewardPot(), POT);
        assertEq(made.stock(), STOCK);
        assertEq(made.epochLength(), EPOCH);
        DataDAOTimelock timelock = DataDAOTimelock(payable(made.timelock()));
        assertEq(timelock.getMinDelay(), DELAY);
        assertTrue(timelock.hasRole(timelock.PROPOSER_ROLE(), daoOwner));
        assertFalse(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), daoOwner));

        // the whole supply is accounted for
        DataToken made2 = DataToken(d.tokenAddress);
        assertEq(made2.totalSupply(), CAP);
        assertEq(made2.balanceOf(d.dlpAddress), POT + STOCK);
        assertEq(made2.balanceOf(address(dlps)), 0);
        assertEq(wallets.length, 2);
        assertEq(made2.balanceOf(wallets[0]), 1);
        assertEq(made2.balanceOf(wallets[1]), CAP - POT - STOCK - 1);
        InsiderVesting wallet = InsiderVesting(payable(wallets[0]));
        assertEq(wallet.owner(), alice);
        assertEq(wallet.start(), vm.getBlockTimestamp() + 183 days);
        assertEq(wallet.end(), vm.getBlockTimestamp() + 366 days);
    }

    function _wallets(Vm.Log[] memory logs) private pure returns (address[] memory wallets) {
        wallets = new address[](logs.length);
        uint256 count = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IDLPRegistry.InsiderVested.selector) continue;
            (wallets[count++],) = abi.decode(logs[i].data, (address, uint256));
        }
        assembly ("memory-safe") {
            mstore(wallets, count)
        }
    }

    function _refused(IDLPRegistry.CreateParams memory p, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(daoOwner);
        dlps.createDataDAO{value: DEPOSIT}(p);
    }

    function _refused(IDLPRegistry.CreateParams memory p, bytes4 reason) private {
        _refused(p, abi.encodeWithSelector(reason));
    }

    function test_Names() public {
        string[11] memory bad =
            ["", "ab", "Abc", "1bc", "_bc", "a-c", "a c", "abC", unicode"äbc", "a.b", "abcdefghijklmnopqrstuvwxyz0123456"];
        for (uint256 i = 0; i < bad.length; ++i) {
            _refused(_params(bad[i]), IDLPRegistry.InvalidName.selector);
        }
        _refused(_params("fitness"), abi.encodeWithSelector(IDLPRegistry.NameTaken.selector, 1));
        _createDao("a_9");
        _createDao("abcdefghijklmnopqrstuvwxyz012345");
        assertEq(dlps.dlpNameToId("a_9"), 2);
        assertEq(dlps.dlpNameToId("unknown"), 0);
    }

    function test_Deposit() public {
        bytes memory reason = abi.encodeWithSelector(IDLPRegistry.InvalidDepositAmount.selector, DEPOSIT);
        uint256[3] memory wrong = [uint256(0), DEPOSIT - 1, DEPOSIT + 1];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(reason);
            vm.prank(daoOwner);
            dlps.createDataDAO{value: wrong[i]}(_params("second"));
        }
        vm.expectEmit(address(dlps));
        emit IDLPRegistry.DlpRegistrationDepositAmountUpdated(0);
        dlps.updateDlpRegistrationDepositAmount(0);
        dlps.createDataDAO(_params("second"));
        assertEq(dlps.dlps(2).depositAmount, 0);
        assertEq(dlps.dlps(1).depositAmount, DEPOSIT);
        vm.prank(address(networkTimelock));
        vm.expectRevert(_missingRole(address(networkTimelock), MAINTAINER));
        dlps.updateDlpRegistrationDepositAmount(1);
    }

    function test_SupplyMustAddUp() public {
        bytes4 reason = IDLPRegistry.InvalidSupply.selector;
        IDLPRegistry.CreateParams memory p = _params("second");
        p.cap = 0;
        _refused(p, reason);
        p.cap = uint256(type(uint112).max) + 1;
        _refused(p, reason);
        p = _params("second");
        p.rewardPot = CAP + 1;
        _refused(p, reason);
        p.rewardPot = type(uint256).max;
        _refused(p, reason);
        p = _params("second");
        p.stock = CAP - POT + 1;
        _refused(p, reason);
        p.stock = type(uint256).max;
        _refused(p, reason);
        p = _params("second");
        p.allocations[0].amount += 1;
        _refused(p, reason);
        p.allocations[0].amount -= 2;
        _refused(p, reason);
        p.allocations = new IDLPRegistry.Allocation[](0);
        _refused(p, reason);
        p.allocations = new IDLPRegistry.Allocation[](33);
        _refused(p, reason);
        // nothing for insiders at all
        p.allocations = new IDLPRegistry.Allocation[](0);
        p.stock = CAP - POT;
        vm.prank(daoOwner);
        dlps.createDataDAO{value: DEPOSIT}(p);
    }

    function test_GreatestSupplyAndAllotments() public {
        IDLPRegistry.CreateParams memory p = _params("second");
        p.cap = type(uint112).max;
        (p.rewardPot, p.stock) = (0, 0);
        p.allocations = new IDLPRegistry.Allocation[](32);
        for (uint256 i = 0; i < 32; ++i) {
            p.allocations[i] =
                IDLPRegistry.Allocation({beneficiary: address(uint160(i + 1)), amount: 1, cliff: 183 days, duration: 183 days});
        }
        p.allocations[31].amount = p.cap - 31;
        vm.prank(daoOwner);
        dlps.createDataDAO{value: DEPOSIT}(p);
        DataToken made = DataToken(dlps.dlps(2).tokenAddress);
        assertEq(made.balanceOf(address(dlps)), 0);
        assertEq(made.balanceOf(dlps.poolOf(2)), 0);
        p = _params("third");
        p.cap = type(uint112).max;
        p.rewardPot = p.cap;
        p.stock = 0;
        p.allocations = new IDLPRegistry.Allocation[](0);
        vm.prank(daoOwner);
        dlps.createDataDAO{value: DEPOSIT}(p);
    }

    function test_Allocations() public {
        bytes memory reason = abi.encodeWithSelector(IDLPRegistry.InvalidAllocation.selector, 0);
        IDLPRegistry.CreateParams memory p = _params("second");
        p.allocations[0].cliff = 183 days - 1;
        _refused(p, reason);
        p.allocations[0].cliff = 36_500 days + 1;
        _refused(p, reason);
        p.allocations[0].cliff = type(uint64).max;
        _refused(p, reason);
        p.allocations = _allocations();
        p.allocations[0].duration = 183 days - 1;
        _refused(p, reason);
        p.allocations[0].duration = 36_500 days + 1;
        _refused(p, reason);
        p.allocations = _allocations();
        p.allocations[0].beneficiary = address(0);
        _refused(p, reason);
        p.allocations = new IDLPRegistry.Allocation[](2);
        p.allocations[0] = _allocations()[0];
        p.allocations[1] = IDLPRegistry.Allocation({beneficiary: alice, amount: 0, cliff: 183 days, duration: 183 days});
        _refused(p, abi.encodeWithSelector(IDLPRegistry.InvalidAllocation.selector, 1));
    }

    function test_NoMoreThanTheFileRecordHasRoomFor() public {
        assertEq(uint256(vm.load(address(dlps), 0)), dlps.dlpsCount());
        vm.store(address(dlps), 0, bytes32(uint256(2 ** 23 - 2)));
        _createDao("last");
        assertEq(dlps.dlpsByName("last").id, 2 ** 23 - 1);
        _refused(_params("too_many"), IDLPRegistry.TooManyDlps.selector);
    }

    function test_UnknownDataDAO() public {
        vm.expectRevert(IDLPRegistry.DlpNotFound.selector);
        dlps.dlps(0);
        vm.expectRevert(IDLPRegistry.DlpNotFound.selector);
        dlps.dlps(type(uint256).max);
        vm.expectRevert(IDLPRegistry.DlpNotFound.selector);
        dlps.poolOf(2);
        vm.expectRevert(IDLPRegistry.DlpNotFound.selector);
        dlps.ownerOf(2);
        vm.expectRevert(IDLPRegistry.DlpNotFound.selector);
        dlps.dlpsByAddress(bob);
        vm.expectRevert(IDLPRegistry.DlpNotFound.selector);
        dlps.dlpsByName("unknown");
        assertEq(dlps.timelockOf(2), address(0));
        assertEq(dlps.teePoolOf(2), address(0));
        assertEq(dlps.governorOf(2), address(0));
    }

    // ---- governor

    function test_Governor() public {
        vm.expectRevert(IDLPRegistry.NotDlpOwner.selector);
        dlps.createGovernor(1, 1 days, 1 weeks, 1 ether, 4);
        vm.expectRevert(IDLPRegistry.DlpNotFound.selector);
        dlps.createGovernor(2, 1 days, 1 weeks, 1 ether, 4);
        vm.startPrank(daoOwner);
        vm.expectRevert(); // a quorum of nothing
        dlps.createGovernor(1, 1 days, 1 weeks, 1 ether, 0);
        address governor = dlps.createGovernor(1, 1 days, 1 weeks, 1 ether, 4);
        assertEq(dlps.governorOf(1), governor);
        DataDAOGovernor g = DataDAOGovernor(payable(governor));
        assertEq(g.timelock(), dlps.timelockOf(1));
        assertEq(address(g.token()), address(token));
        assertEq(g.name(), "fitness");
        DataDAOTimelock timelock = DataDAOTimelock(payable(dlps.timelockOf(1)));
        assertFalse(timelock.hasRole(timelock.PROPOSER_ROLE(), governor), "it can do nothing yet");
        vm.expectRevert(abi.encodeWithSelector(IDLPRegistry.GovernorExists.selector, governor));
        dlps.createGovernor(1, 1 days, 1 weeks, 1 ether, 4);
    }

    function test_GovernorIsTheOwnersOfNow() public {
        vm.prank(daoOwner);
        pool.transferOwnership(alice);
        assertEq(dlps.ownerOf(1), alice);
        assertEq(dlps.dlps(1).ownerAddress, alice);
        vm.prank(daoOwner);
        vm.expectRevert(IDLPRegistry.NotDlpOwner.selector);
        dlps.createGovernor(1, 1 days, 1 weeks, 1 ether, 4);
        vm.prank(alice);
        dlps.createGovernor(1, 1 days, 1 weeks, 1 ether, 4);
    }

    // ---- terms

    function test_EpochLengthHasALowerBound() public {
        vm.expectRevert(_missingRole(address(this), 0));
        dlps.updateEpochLength(EPOCH);
        bytes memory reason = abi.encodeWithSelector(IDLPRegistry.InvalidEpochLength.selector, LEAST_EPOCH);
        vm.startPrank(address(networkTimelock));
        uint256[4] memory wrong = [uint256(0), LEAST_EPOCH - 1, 2 ** 32, type(uint256).max];
        for (uint256 i = 0; i < 4; ++i) {
            vm.expectRevert(reason);
            dlps.updateEpochLength(wrong[i]);
        }
        vm.expectEmit(address(dlps));
        emit IDLPRegistry.EpochLengthUpdated(LEAST_EPOCH);
        dlps.updateEpochLength(LEAST_EPOCH);
        dlps.updateEpochLength(2 ** 32 - 1);
        vm.stopPrank();
        assertEq(_createDao("second").epochLength(), 2 ** 32 - 1);
        assertEq(pool.epochLength(), EPOCH, "for new pools only");
    }

    function test_WithdrawingDeposits() public {
        vm.expectRevert(_missingRole(address(this), 0));
        dlps.withdrawDeposits(bob);
        vm.startPrank(address(networkTimelock));
        vm.expectRevert(IDLPRegistry.ZeroAddress.selector);
        dlps.withdrawDeposits(address(0));
        vm.expectRevert(IDLPRegistry.TransferFailed.selector);
        dlps.withdrawDeposits(address(registry)); // takes no money
        uint256 before = bob.balance;
        vm.expectEmit(address(dlps));
        emit IDLPRegistry.DepositsWithdrawn(bob, DEPOSIT);
        dlps.withdrawDeposits(bob);
        assertEq(bob.balance - before, DEPOSIT);
        dlps.withdrawDeposits(bob);
        assertEq(bob.balance - before, DEPOSIT, "there was no more");
    }

    // ---- code and roles

    function test_PoolImplementationTakesTwo() public {
        vm.expectRevert(_missingRole(address(this), 0));
        dlps.updatePoolImplementation(bob);
        address code = address(new DataLiquidityPool(address(dlps), address(registry), address(engine), address(relay)));
        address timelock = pool.timelock();
        vm.prank(timelock);
        vm.expectRevert(IDataLiquidityPool.UpgradeRefused.selector); // not published by the network
        pool.upgradeToAndCall(code, "");
        vm.startPrank(address(networkTimelock));
        vm.expectRevert(IDLPRegistry.ZeroAddress.selector);
        dlps.updatePoolImplementation(address(0));
        vm.expectEmit(address(dlps));
        emit IDLPRegistry.PoolImplementationUpdated(code);
        dlps.updatePoolImplementation(code);
        vm.expectRevert(IDataLiquidityPool.UpgradeRefused.selector); // nor can the network do it alone
        pool.upgradeToAndCall(code, "");
        vm.stopPrank();
        vm.prank(daoOwner);
        vm.expectRevert(IDataLiquidityPool.UpgradeRefused.selector);
        pool.upgradeToAndCall(code, "");
        vm.prank(timelock);
        pool.upgradeToAndCall(code, "");
        assertEq(pool.rewardPot(), POT);
    }

    function test_UpgradeIsTheTimelocks() public {
        address code = address(new DLPRegistry(address(registry), address(engine), address(factory), dlps.teePoolImplementation()));
        vm.expectRevert(_missingRole(address(this), 0));
        dlps.upgradeToAndCall(code, "");
        vm.prank(daoOwner);
        vm.expectRevert(_missingRole(daoOwner, 0));
        dlps.upgradeToAndCall(code, "");
        vm.prank(address(networkTimelock));
        dlps.upgradeToAndCall(code, "");
        assertEq(dlps.dlpsCount(), 1);
        assertEq(dlps.dlps(1).name, "fitness");
    }

    function test_Initialisation() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        dlps.initialize(bob, bob, bob, 0, 1);
        address code = address(new DLPRegistry(address(registry), address(engine), address(factory), address(1)));
        vm.expectRevert(IDLPRegistry.ZeroAddress.selector);
        new ERC1967Proxy(code, abi.encodeCall(DLPRegistry.initialize, (bob, bob, address(0), 0, 1)));
        uint256[3] memory wrong = [uint256(0), 2 ** 32, type(uint256).max];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IDLPRegistry.InvalidEpochLength.selector, 1));
            new ERC1967Proxy(code, abi.encodeCall(DLPRegistry.initialize, (bob, bob, address(1), 0, wrong[i])));
        }
    }

    /// @dev Nobody but the network's timelock administers anything; whoever deployed it has the maintainer's part and no more.
    function test_TheNetworksTimelockAloneAdministers() public view {
        address[7] memory all = [
            address(registry), address(teePool), address(dlps), address(refiners), address(queries), address(instructions), address(engine)
        ];
        for (uint256 i = 0; i < all.length; ++i) {
            DLPRegistry access = DLPRegistry(all[i]);
            assertTrue(access.hasRole(0, address(networkTimelock)));
            assertFalse(access.hasRole(0, address(this)));
            assertFalse(access.hasRole(0, daoOwner));
            assertFalse(access.hasRole(MAINTAINER, daoOwner));
            assertEq(access.getRoleAdmin(MAINTAINER), 0);
        }
        assertEq(networkTimelock.getMinDelay(), DELAY);
        assertFalse(networkTimelock.hasRole(0, address(this)));
    }
}
