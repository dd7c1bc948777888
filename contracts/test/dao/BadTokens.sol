// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {VestingWallet} from "@openzeppelin/contracts/finance/VestingWallet.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {StorageSlot} from "@openzeppelin/contracts/utils/StorageSlot.sol";

/// A VRC-20 whose parts can be spoiled one at a time.
contract Plain is ERC20, ERC20Permit, ERC20Votes {
    uint256 public cap = 1e24;

    constructor() ERC20("Plain", "PLN") ERC20Permit("Plain") {
        _mint(msg.sender, cap);
    }

    function burn(uint256 amount) external virtual {
        _burn(msg.sender, amount);
    }

    function burnFrom(address from, uint256 amount) external virtual {
        _spendAllowance(from, msg.sender, amount);
        _burn(from, amount);
    }

    function clock() public view virtual override returns (uint48) {
        return uint48(block.timestamp);
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public view virtual override returns (string memory) {
        return "mode=timestamp";
    }

    function _update(address from, address to, uint256 value) internal virtual override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }

    function nonces(address account) public view virtual override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(account);
    }
}

contract SixDecimals is Plain {
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}

contract BlockClock is Plain {
    function clock() public view override returns (uint48) {
        return uint48(block.number);
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=blocknumber&from=default";
    }
}

contract VotesWithTheHolder is Plain {
    function _delegate(address account, address) internal override {
        super._delegate(account, account);
    }
}

contract PermitTwice is Plain {
    function permit(address owner, address spender, uint256 value, uint256, uint8, bytes32, bytes32) public override {
        _approve(owner, spender, value); // asks for no signature at all
    }
}

contract PermitLate is Plain {
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) public override {
        bytes32 permitHash = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 text = keccak256(abi.encode(permitHash, owner, spender, value, _useNonce(owner), deadline));
        require(ecrecover(_hashTypedDataV4(text), v, r, s) == owner, "signer"); // whatever the deadline
        _approve(owner, spender, value);
    }
}

contract Mintable is Plain {
    address public minter = address(0x1234);

    function mint(address to, uint256 amount) external {
        require(msg.sender == minter, "minter");
        _mint(to, amount);
    }
}

contract MintableByTime is Plain {
    function totalSupply() public view override returns (uint256) {
        return super.totalSupply() + (block.timestamp / 365 days - 55);
    }
}

contract CapRaised is Plain {
    function setCap(uint256 cap_) external {
        cap = cap_;
    }
}

contract NotBurnable is Plain {
    function burn(uint256) external pure override {
        revert("no");
    }
}

contract BurnsAnybodys is Plain {
    function burnFrom(address from, uint256 amount) external override {
        _burn(from, amount);
    }
}

contract BurnsToASink is Plain {
    function burn(uint256 amount) external override {
        _transfer(msg.sender, address(0xdead), amount); // the supply stays
    }
}

contract FeeOnTransfer is Plain {
    function _update(address from, address to, uint256 value) internal override {
        uint256 fee = from == address(0) || to == address(0) ? 0 : value / 100;
        super._update(from, to, value - fee);
        if (fee > 0) super._update(from, address(0xfee), fee);
    }
}

/// The receiver gets all; the sender pays on top.
contract FeeOnTop is Plain {
    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (from != address(0) && to != address(0) && balanceOf(from) > 0) super._update(from, address(0xfee), 1);
    }
}

contract RebasesWithTime is Plain {
    uint256 private immutable born = block.timestamp;

    function balanceOf(address account) public view override returns (uint256) {
        return super.balanceOf(account) * (1000 - (block.timestamp - born) / 365 days) / 1000; // demurrage
    }
}

/// Everybody who takes no part in a transfer gains by it.
contract Reflects is Plain {
    uint256 private transfers;
    address private lastFrom;
    address private lastTo;

    function balanceOf(address account) public view override returns (uint256) {
        uint256 has = super.balanceOf(account);
        return has == 0 || account == lastFrom || account == lastTo ? has : has + transfers;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        (lastFrom, lastTo) = (from, to);
        transfers++;
    }
}

contract Blocklist is Plain {
    address public owner = address(0x1234);
    mapping(address account => bool) private blocked;

    function setBlacklist(address account, bool on) external {
        require(msg.sender == owner, "owner");
        blocked[account] = on;
    }

    function _update(address from, address to, uint256 value) internal override {
        require(!blocked[from] && !blocked[to], "blocked");
        super._update(from, to, value);
    }
}

contract Pausable is Plain {
    address private immutable deployer = msg.sender;
    bool private paused;

    function pause() external {
        require(msg.sender == deployer, "deployer");
        paused = true;
    }

    function _update(address from, address to, uint256 value) internal override {
        require(!paused, "paused");
        super._update(from, to, value);
    }
}

/// No more than half of the supply at a time.
contract AntiWhale is Plain {
    function _update(address from, address to, uint256 value) internal override {
        require(from == address(0) || value <= cap / 2, "whale");
        super._update(from, to, value);
    }
}

contract Upgradeable is Plain {
    constructor() {
        StorageSlot.getAddressSlot(ERC1967Utils.IMPLEMENTATION_SLOT).value = address(1); // as a proxy has it
    }
}

/// Shows a schedule of any length and gives all to whom it knows.
contract BackDoorWallet is VestingWallet {
    constructor(address owner) VestingWallet(owner, uint64(block.timestamp + 365 days), 365 days) {}

    function emergencyWithdraw(address token) external onlyOwner {
        ERC20(token).transfer(owner(), ERC20(token).balanceOf(address(this)));
    }
}

contract ImpatientWallet is VestingWallet {
    constructor(address owner) VestingWallet(owner, uint64(block.timestamp + 365 days), 365 days) {}

    function releasable(address token) public view override returns (uint256) {
        return ERC20(token).balanceOf(address(this)); // whatever the schedule that it shows
    }
}
