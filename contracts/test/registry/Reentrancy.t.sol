// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RegistryBase} from "./RegistryBase.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {ITeePool} from "../../src/interfaces/ITeePool.sol";

/// @notice Calls something when it is paid, and keeps what came of it.
contract Caller {
    address private _to;
    bytes private _data;
    uint256 public calls;
    bytes public answer;
    bool public refuses;

    function arm(address to, bytes calldata data) external {
        (_to, _data, calls) = (to, data, 0);
    }

    function refuse() external {
        refuses = true;
    }

    function execute(address to, uint256 value, bytes calldata data) external returns (bytes memory result) {
        bool ok;
        (ok, result) = to.call{value: value}(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
    }

    receive() external payable {
        require(!refuses, "no");
        if (_to == address(0)) return;
        ++calls;
        (, answer) = _to.call(_data);
    }
}

contract RegistryReentrancyTest is RegistryBase {
    Caller private caller;

    function setUp() public override {
        super.setUp();
        caller = new Caller();
        vm.deal(address(caller), 100 ether);
        payers.push(address(caller));
    }

    /// @dev Arms the caller with every call that could take money or open a job, and does `data` each time.
    function _refusesEach(uint256 value, bytes memory data) private {
        IDataRegistry.NewFile[] memory list = new IDataRegistry.NewFile[](1);
        list[0] = _file(keccak256("inner"));
        bytes[6] memory inner = [
            abi.encodeCall(registry.claim, ()),
            abi.encodeCall(registry.claimFor, (address(caller))),
            abi.encodeCall(registry.contribute, (list[0])),
            abi.encodeCall(registry.contributeBatch, (list)),
            abi.encodeCall(registry.cancelJob, (1)),
            abi.encodeCall(registry.withdrawFile, (1, 0))
        ];
        for (uint256 i = 0; i < inner.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            caller.arm(address(registry), inner[i]);
            caller.execute(address(registry), value, data);
            assertEq(caller.calls(), 1);
            assertEq(bytes4(caller.answer()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
            _assertConserved();
            vm.revertToState(snapshot);
        }
    }

    function test_ExcessOfAContribution() public {
        _refusesEach(1 ether, abi.encodeCall(registry.contribute, (_file(D))));
    }

    function test_ExcessOfABatch() public {
        IDataRegistry.NewFile[] memory list = new IDataRegistry.NewFile[](1);
        list[0] = _file(D);
        _refusesEach(1 ether, abi.encodeCall(registry.contributeBatch, (list)));
    }

    function test_Cancelling() public {
        caller.execute(address(registry), FEES, abi.encodeCall(registry.contribute, (_file(D))));
        _expire(1);
        _refusesEach(0, abi.encodeCall(registry.cancelJob, (1)));
    }

    function test_Claiming() public {
        caller.execute(address(registry), FEES, abi.encodeCall(registry.contribute, (_file(D))));
        _expire(1);
        registry.cancelJob(1);
        _refusesEach(0, abi.encodeCall(registry.claim, ()));
    }

    function test_ExcessOfARequest() public {
        caller.execute(address(registry), FEES, abi.encodeCall(registry.contribute, (_file(D))));
        _expire(1);
        _refusesEach(1 ether, abi.encodeCall(registry.requestContributionProof, (1)));
    }

    function test_WithdrawingABond() public {
        teePool.postBond{value: 1 ether}(address(caller));
        caller.arm(address(teePool), abi.encodeCall(teePool.withdrawBond, ()));
        caller.execute(address(teePool), 0, abi.encodeCall(teePool.withdrawBond, ()));
        assertEq(caller.calls(), 1);
        assertEq(bytes4(caller.answer()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        assertEq(address(caller).balance, 101 ether);
    }

    /// @dev Who cannot be paid holds up nobody else.
    function test_WhoRefusesMoney() public {
        caller.execute(address(registry), FEES, abi.encodeCall(registry.contribute, (_file(D))));
        caller.refuse();
        vm.expectRevert(IDataRegistry.TransferFailed.selector);
        caller.execute(address(registry), 1 ether, abi.encodeCall(registry.contribute, (_file(keccak256("b")))));
        _expire(1);
        vm.expectRevert(IDataRegistry.TransferFailed.selector);
        caller.execute(address(registry), 0, abi.encodeCall(registry.cancelJob, (1)));
        registry.cancelJob(1);
        assertEq(registry.claimable(address(caller)), FEES);
        vm.expectRevert(IDataRegistry.TransferFailed.selector);
        registry.claimFor(address(caller));
        _assertConserved();
        teePool.postBond{value: 1 ether}(address(caller));
        vm.expectRevert(ITeePool.TransferFailed.selector);
        caller.execute(address(teePool), 0, abi.encodeCall(teePool.withdrawBond, ()));
    }
}
