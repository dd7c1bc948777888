// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice A token of any decimals that takes a fee, answers false, answers nothing, lies about balances, or calls back.
contract OddToken {
    enum Kind {
        Plain,
        Fee, // one per cent
        False,
        NoReturn,
        LyingBalance,
        CallsBack
    }

    uint8 public immutable decimals;
    Kind public kind;
    mapping(address account => uint256) private _balances;
    address private _target;
    bytes private _data;
    bool public callSucceeded;
    bytes public callResult;

    constructor(uint8 decimals_, Kind kind_) {
        (decimals, kind) = (decimals_, kind_);
    }

    function mint(address to, uint256 amount) external {
        _balances[to] += amount;
    }

    function setKind(Kind kind_) external {
        kind = kind_;
    }

    function callBack(address target, bytes calldata data) external {
        kind = Kind.CallsBack;
        (_target, _data) = (target, data);
    }

    function balanceOf(address account) external view returns (uint256) {
        if (kind == Kind.LyingBalance) return gasleft() < 2 ** 64 ? type(uint256).max - gasleft() : 0;
        return _balances[account];
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        return _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        return _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private returns (bool) {
        if (kind == Kind.False) return false;
        if (kind == Kind.CallsBack) {
            (callSucceeded, callResult) = _target.call(_data);
        }
        _balances[from] -= amount;
        _balances[to] += kind == Kind.Fee ? amount - amount / 100 : amount;
        if (kind == Kind.NoReturn) {
            assembly {
                return(0, 0)
            }
        }
        return true;
    }
}
