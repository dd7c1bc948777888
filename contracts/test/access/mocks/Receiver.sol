// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IComputeEngine} from "../../../src/interfaces/IComputeEngine.sol";

/// @notice Holds VANA in the engine, and is awkward about getting it.
contract Receiver {
    enum Kind {
        Accepts,
        Refuses,
        WithdrawsAgain,
        BurnsGas
    }

    IComputeEngine private immutable _engine;
    Kind private immutable _kind;
    uint256 private _spun;

    constructor(address engine, Kind kind) payable {
        _engine = IComputeEngine(engine);
        _kind = kind;
    }

    function put() external {
        _engine.deposit{value: address(this).balance}(address(0), address(this).balance);
    }

    function take(uint256 amount) external {
        _engine.withdraw(address(0), amount);
    }

    receive() external payable {
        if (_kind == Kind.Refuses) revert();
        if (_kind == Kind.WithdrawsAgain) _engine.withdraw(address(0), msg.value);
        if (_kind == Kind.BurnsGas) {
            while (true) ++_spun;
        }
    }
}
