// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {VestingWallet} from "@openzeppelin/contracts/finance/VestingWallet.sol";
import {VestingWalletCliff} from "@openzeppelin/contracts/finance/VestingWalletCliff.sol";
import {DataDAOFactory} from "../../src/DataDAOFactory.sol";
import {DataToken} from "../../src/DataToken.sol";
import {DataDAOGovernor} from "../../src/governance/DataDAOGovernor.sol";
import {DataDAOTimelock} from "../../src/governance/DataDAOTimelock.sol";
import {InsiderVesting} from "../../src/governance/InsiderVesting.sol";
import "./BadTokens.sol";
import {Vrc20, Vrc20Rules} from "./Vrc20.sol";

/// A token, and two insiders' wallets with a part of it, as the network makes them.
abstract contract FoundedToken is Vrc20Rules {
    uint64 internal constant LEAST = uint64(SIX_MONTHS);

    function _found() internal {
        DataDAOFactory factory =
            new DataDAOFactory(address(new DataDAOTimelock(48 hours)), address(new DataDAOGovernor()), address(new InsiderVesting()));
        address made = factory.createToken("Coppice", "COP", 1e24);
        address[] memory insiders = new address[](2);
        insiders[0] = factory.createVesting(makeAddr("founder"), LEAST, LEAST);
        insiders[1] = factory.createVesting(makeAddr("investor"), 365 days, 3 * 365 days);
        DataToken(made).transfer(insiders[0], 1e23);
        DataToken(made).transfer(insiders[1], 1e22 + 7);
        DataToken(made).transfer(makeAddr("whale"), 5e23);
        _subject(made, makeAddr("whale"), insiders, block.timestamp);
    }
}

/// What the network makes keeps every rule.
contract DataTokenVrc20Test is FoundedToken, Vrc20 {
    function setUp() public {
        _found();
    }
}

/// @notice A token on a chain: VRC20_TOKEN, VRC20_HOLDER (somebody with an unlocked balance, impersonated), and if it has insiders
/// VRC20_WALLETS (comma-separated) and VRC20_CREATED (when the token was, in seconds):
/// forge test --match-contract Vrc20External --fork-url URL
/// Without VRC20_TOKEN it checks a token that it makes.
contract Vrc20External is FoundedToken, Vrc20 {
    function setUp() public {
        address named = vm.envOr("VRC20_TOKEN", address(0));
        if (named == address(0)) return _found();
        address[] memory insiders = vm.envOr("VRC20_WALLETS", ",", new address[](0));
        _subject(named, vm.envOr("VRC20_HOLDER", address(0)), insiders, vm.envOr("VRC20_CREATED", block.timestamp));
    }
}

/// Each way to break a rule is found, under the name of that rule and of no other.
contract Vrc20NegativeTest is FoundedToken {
    address[] private none;

    function test_TheSpoiledTokensAreGoodButForTheirFault() public {
        _expectOnly(address(new Plain()), "");
    }

    function test_NoToken() public {
        string[10] memory names;
        function() external[10] memory checks;
        (names, checks) = _rules();
        _subject(makeAddr("no contract"), address(this), none, block.timestamp);
        for (uint256 i = 0; i < 8; i++) {
            vm.expectRevert(abi.encodeWithSelector(Vrc20Violation.selector, names[i]));
            checks[i]();
        }
    }

    function test_Metadata() public {
        _expectOnly(address(new SixDecimals()), "metadata");
    }

    function test_Votes() public {
        _expectOnly(address(new BlockClock()), "votes");
        _expectOnly(address(new VotesWithTheHolder()), "votes");
    }

    function test_Permit() public {
        _expectOnly(address(new PermitTwice()), "permit");
        _expectOnly(address(new PermitLate()), "permit");
    }

    function test_FixedCap() public {
        _expectOnly(address(new Mintable()), "fixed-cap");
        _expectOnly(address(new MintableByTime()), "fixed-cap");
        _expectOnly(address(new CapRaised()), "fixed-cap");
    }

    function test_Burnable() public {
        _expectOnly(address(new NotBurnable()), "burnable");
        _expectOnly(address(new BurnsAnybodys()), "burnable");
        _expectOnly(address(new BurnsToASink()), "burnable");
    }

    function test_NoRebase() public {
        _expectOnly(address(new RebasesWithTime()), "no-rebase");
        // it changes the balances of senders and receivers too, so not this rule alone
        _subject(address(new Reflects()), address(this), none, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(Vrc20Violation.selector, "no-rebase"));
        this.check_noRebase();
    }

    function test_NoFee() public {
        _expectOnly(address(new FeeOnTransfer()), "no-fee");
        _expectOnly(address(new FeeOnTop()), "no-fee");
    }

    function test_NoRestriction() public {
        _expectOnly(address(new Blocklist()), "no-restriction");
        _expectOnly(address(new Pausable()), "no-restriction");
        _expectOnly(address(new AntiWhale()), "no-restriction");
    }

    function test_NoUpgrade() public {
        _expectOnly(address(new Upgradeable()), "no-upgrade");
    }

    function test_InsidersVest_CliffTooShort() public {
        _insider(address(new VestingWallet(alice, uint64(block.timestamp + SIX_MONTHS - 1), 365 days)));
    }

    function test_InsidersVest_DurationTooShort() public {
        _insider(address(new VestingWallet(alice, uint64(block.timestamp + SIX_MONTHS), LEAST - 1)));
    }

    function test_InsidersVest_AllAtOnce() public {
        _insider(address(new VestingWallet(alice, uint64(block.timestamp + SIX_MONTHS), 0)));
    }

    /// What accrued before the cliff comes at once when it ends.
    function test_InsidersVest_LumpAtTheCliff() public {
        _insider(address(new LumpWallet(alice, uint64(block.timestamp), 2 * LEAST, LEAST)));
    }

    function test_InsidersVest_BackDoor() public {
        _insider(address(new BackDoorWallet(alice)));
    }

    function test_InsidersVest_PaysMoreThanItShows() public {
        _insider(address(new ImpatientWallet(alice)));
    }

    function test_InsidersVest_NotAWallet() public {
        _insider(makeAddr("an ordinary account"));
    }

    function test_InsidersVest_Empty() public {
        _found();
        wallets.push(address(new InsiderVesting()));
        _expectThese("insiders-vest");
    }

    function _insider(address wallet) private {
        _found();
        vm.prank(holder);
        token.transfer(wallet, 1e21);
        wallets.push(wallet);
        _expectThese("insiders-vest");
    }

    function _expectOnly(address bad, string memory rule) private {
        _subject(bad, address(this), none, block.timestamp);
        _expectThese(rule);
    }

    /// @dev Every check on the subject as it is: only `rule` is broken; none if it is empty.
    function _expectThese(string memory rule) private {
        (string[10] memory names, function() external[10] memory checks) = _rules();
        for (uint256 i = 0; i < names.length; i++) {
            uint256 before = vm.snapshotState();
            if (keccak256(bytes(names[i])) == keccak256(bytes(rule))) {
                vm.expectRevert(abi.encodeWithSelector(Vrc20Violation.selector, rule));
            }
            checks[i]();
            vm.revertToState(before);
        }
    }
}

contract LumpWallet is VestingWalletCliff {
    constructor(address owner, uint64 start, uint64 duration, uint64 cliff)
        VestingWallet(owner, start, duration)
        VestingWalletCliff(cliff)
    {}
}
