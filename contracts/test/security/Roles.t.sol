// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {Network} from "../Network.sol";
import {ComputeEngine} from "../../src/ComputeEngine.sol";
import {ComputeInstructionRegistry} from "../../src/ComputeInstructionRegistry.sol";
import {DLPRegistry} from "../../src/DLPRegistry.sol";
import {DataRefinerRegistry} from "../../src/DataRefinerRegistry.sol";
import {DataRegistry} from "../../src/DataRegistry.sol";
import {DataRegistryExtension} from "../../src/DataRegistryExtension.sol";
import {QueryEngine} from "../../src/QueryEngine.sol";
import {TeePool} from "../../src/TeePool.sol";

interface IProxied is IAccessControl {
    function upgradeToAndCall(address code, bytes calldata data) external payable;
}

/// @notice Roles and upgrades are the same code in every contract that has them, so every case is shown for each.
contract RolesTest is Network {
    bytes32 private constant ADMIN = 0;
    bytes32 private constant MAINTAINER = keccak256("MAINTAINER_ROLE");
    bytes32 private constant CODE_SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;
    address private constant LAST = address(type(uint160).max);

    function _all() private view returns (IProxied[7] memory) {
        return [
            IProxied(address(registry)),
            IProxied(address(teePool)),
            IProxied(address(dlps)),
            IProxied(address(refiners)),
            IProxied(address(queries)),
            IProxied(address(instructions)),
            IProxied(address(engine))
        ];
    }

    /// @dev Nothing here is stopped by a pause either.
    modifier whilePaused() {
        registry.pause();
        _;
    }

    function _code(IProxied c) private view returns (address) {
        return address(uint160(uint256(vm.load(address(c), CODE_SLOT))));
    }

    function _refused(address who, bytes32 role) private {
        vm.prank(who);
        vm.expectRevert(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, who, role));
    }

    // ---- initialisers

    /// @dev A second network, as the first was made: each proxy has its administrator from the transaction that creates it.
    function test_initialised() public {
        _deploy();
        for (uint256 i = 0; i < 7; ++i) {
            assertTrue(_all()[i].hasRole(ADMIN, address(networkTimelock)));
            assertFalse(_all()[i].hasRole(ADMIN, address(this)));
        }
        assertTrue(_all()[0].hasRole(MAINTAINER, address(this)));
    }

    function test_initialisedOnce() public {
        uint8[] memory none;
        bytes32[] memory nothing;
        bytes[7] memory calls = [
            abi.encodeCall(DataRegistryExtension.initialize, (alice, alice, 0, 0, 1, 1)),
            abi.encodeCall(TeePool.initialize, (alice, alice, 0, 0, 1, none, nothing)),
            abi.encodeCall(DLPRegistry.initialize, (alice, alice, alice, 0, 1)),
            abi.encodeCall(DataRefinerRegistry.initialize, (alice)),
            abi.encodeCall(QueryEngine.initialize, (alice)),
            abi.encodeCall(ComputeInstructionRegistry.initialize, (alice)),
            abi.encodeCall(ComputeEngine.initialize, (alice, alice, 0, 1, 1, 1))
        ];
        for (uint256 i = 0; i < 7; ++i) {
            address code = i == 0 ? DataRegistry(payable(address(registry))).extension() : _code(_all()[i]);
            address[2] memory both = [address(_all()[i]), code];
            for (uint256 j = 0; j < 2; ++j) {
                (bool ok, bytes memory why) = both[j].call(calls[i]);
                assertFalse(ok);
                assertEq(bytes4(why), Initializable.InvalidInitialization.selector);
            }
        }
    }

    /// @dev Where an administrator is all there is to say, any address is taken: nobody, and then nobody ever upgrades it; or the last.
    function test_initialisedForAnybody() public {
        for (uint256 i = 3; i < 6; ++i) {
            address[2] memory admins = [address(0), LAST];
            for (uint256 j = 0; j < 2; ++j) {
                bytes memory init = abi.encodeCall(QueryEngine.initialize, (admins[j]));
                IProxied c = IProxied(address(new ERC1967Proxy(_code(_all()[i]), init)));
                assertTrue(c.hasRole(ADMIN, admins[j]));
                _refused(alice, ADMIN);
                c.upgradeToAndCall(LAST, "");
            }
        }
    }

    // ---- roles

    function test_granted() public whilePaused {
        for (uint256 i = 0; i < 7; ++i) {
            IProxied c = _all()[i];
            vm.startPrank(address(networkTimelock));
            c.grantRole(MAINTAINER, alice);
            assertTrue(c.hasRole(MAINTAINER, alice));
            vm.recordLogs();
            c.grantRole(MAINTAINER, alice);
            assertEq(vm.getRecordedLogs().length, 0, "once");
            c.grantRole(bytes32(type(uint256).max), LAST);
            assertTrue(c.hasRole(bytes32(type(uint256).max), LAST));
            c.grantRole(MAINTAINER, address(0)); // who never calls
            c.revokeRole(MAINTAINER, alice);
            assertFalse(c.hasRole(MAINTAINER, alice));
            vm.recordLogs();
            c.revokeRole(MAINTAINER, alice);
            c.revokeRole(bytes32(type(uint256).max), address(0));
            assertEq(vm.getRecordedLogs().length, 0, "once");
            c.revokeRole(bytes32(type(uint256).max), LAST);
            assertFalse(c.hasRole(bytes32(type(uint256).max), LAST));
            vm.stopPrank();
        }
    }

    function test_grantedByNobodyElse() public {
        for (uint256 i = 0; i < 7; ++i) {
            IProxied c = _all()[i];
            address[2] memory others = [address(this), alice]; // the first is the maintainer
            for (uint256 j = 0; j < 2; ++j) {
                _refused(others[j], ADMIN);
                c.grantRole(MAINTAINER, alice);
                _refused(others[j], ADMIN);
                c.revokeRole(ADMIN, address(networkTimelock));
                _refused(others[j], ADMIN);
                c.upgradeToAndCall(address(c), "");
            }
        }
    }

    function test_renounced() public whilePaused {
        for (uint256 i = 0; i < 7; ++i) {
            IProxied c = _all()[i];
            vm.prank(address(networkTimelock));
            c.grantRole(MAINTAINER, alice);
            vm.startPrank(bob);
            address[3] memory others = [alice, address(0), LAST];
            for (uint256 j = 0; j < 3; ++j) {
                vm.expectRevert(IAccessControl.AccessControlBadConfirmation.selector);
                c.renounceRole(MAINTAINER, others[j]);
            }
            vm.stopPrank();
            vm.startPrank(alice);
            c.renounceRole(MAINTAINER, alice);
            assertFalse(c.hasRole(MAINTAINER, alice));
            vm.recordLogs();
            c.renounceRole(MAINTAINER, alice);
            c.renounceRole(bytes32(type(uint256).max), alice);
            assertEq(vm.getRecordedLogs().length, 0, "once");
            vm.stopPrank();
        }
    }

    // ---- upgrades

    /// @dev What is no code of a proxy's is refused, and the proxy goes on.
    function test_upgradesToNothing() public whilePaused {
        bytes memory notCode = abi.encodeWithSignature("ERC1967InvalidImplementation(address)", address(token));
        for (uint256 i = 0; i < 7; ++i) {
            IProxied c = _all()[i];
            address before = _code(c);
            vm.startPrank(address(networkTimelock));
            vm.expectRevert(); // no code there: nobody says why
            c.upgradeToAndCall(address(0), "");
            vm.expectRevert();
            c.upgradeToAndCall(LAST, "");
            vm.expectRevert(notCode);
            c.upgradeToAndCall(address(token), "");
            c.upgradeToAndCall(before, "");
            vm.stopPrank();
            assertEq(_code(c), before);
            vm.expectRevert(UUPSUpgradeable.UUPSUnauthorizedCallContext.selector);
            IProxied(before).upgradeToAndCall(before, "");
        }
    }

    /// @dev The extension is code for the registry's storage: called at its own address it has no administrator and takes none.
    function test_extensionOfItsOwn() public {
        IProxied extension = IProxied(DataRegistry(payable(address(registry))).extension());
        _refused(address(networkTimelock), ADMIN);
        extension.grantRole(ADMIN, alice);
        _refused(address(networkTimelock), ADMIN);
        extension.revokeRole(ADMIN, alice);
        vm.prank(bob);
        vm.expectRevert(IAccessControl.AccessControlBadConfirmation.selector);
        extension.renounceRole(ADMIN, alice);
        vm.prank(alice);
        extension.renounceRole(ADMIN, alice);
        assertFalse(extension.hasRole(ADMIN, alice));
    }
}
