// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";
import {DataLiquidityPool} from "../../src/DataLiquidityPool.sol";
import {DataToken} from "../../src/DataToken.sol";
import {InsiderVesting} from "../../src/governance/InsiderVesting.sol";
import {IDLPRegistry} from "../../src/interfaces/IDLPRegistry.sol";
import {IDataDAOFactory} from "../../src/interfaces/IDataDAOFactory.sol";
import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {Extremes} from "./Extremes.sol";

/// @notice DataDAOs: their register, the maker of their parts, their pools.
contract DaoExtremesTest is Extremes {
    address private network;
    address private timelock;
    address private r;
    address private p;
    address private d;
    address private f;

    function setUp() public override {
        super.setUp();
        (network, timelock) = (address(networkTimelock), pool.timelock());
        (r, p, d, f) = (address(registry), address(pool), address(dlps), address(factory));
    }

    function test_dlpRegistryZero() public {
        IDLPRegistry.CreateParams memory c;
        _no(alice, d, abi.encodeCall(dlps.createDataDAO, (c)), IDLPRegistry.InvalidDepositAmount.selector);
        _no(alice, d, DEPOSIT, abi.encodeCall(dlps.createDataDAO, (c)), IDLPRegistry.InvalidName.selector);
        c.name = "name";
        _no(alice, d, DEPOSIT, abi.encodeCall(dlps.createDataDAO, (c)), IDLPRegistry.InvalidSupply.selector);
        _no(alice, d, abi.encodeCall(dlps.createGovernor, (0, 0, 0, 0, 0)), IDLPRegistry.DlpNotFound.selector);
        bytes4 noPeriod = IGovernor.GovernorInvalidVotingPeriod.selector;
        _no(daoOwner, d, abi.encodeCall(dlps.createGovernor, (1, 0, 0, 0, 0)), noPeriod);
        _ok(address(this), d, abi.encodeCall(dlps.updateDlpRegistrationDepositAmount, (0)));
        _ok(alice, d, abi.encodeCall(dlps.createDataDAO, (_params("free"))));
        assertEq(dlps.dlpNameToId("free"), 2);
        _no(network, d, abi.encodeCall(dlps.updateEpochLength, (0)), IDLPRegistry.InvalidEpochLength.selector);
        _no(network, d, abi.encodeCall(dlps.updatePoolImplementation, (address(0))), IDLPRegistry.ZeroAddress.selector);
        _no(network, d, abi.encodeCall(dlps.withdrawDeposits, (address(0))), IDLPRegistry.ZeroAddress.selector);
        for (uint256 i = 0; i < 2; ++i) {
            _ok(network, d, abi.encodeCall(dlps.withdrawDeposits, (LAST)));
            assertEq(LAST.balance, DEPOSIT, "once");
        }
    }

    function test_dlpRegistryMaximum() public {
        IDLPRegistry.CreateParams memory c = _params("large");
        (c.cap, c.rewardPot, c.stock) = (MAX, MAX, MAX);
        _no(alice, d, DEPOSIT, abi.encodeCall(dlps.createDataDAO, (c)), IDLPRegistry.InvalidSupply.selector);
        (c.cap, c.rewardPot, c.stock) = (type(uint112).max, type(uint112).max, 0);
        c.allocations = new IDLPRegistry.Allocation[](0);
        (c.fileRewardFactor, c.epochRewardCap) = ((2 ** 63 - 1) * 1e9, type(uint112).max);
        (c.salePrice, c.treasuryShareBps) = (type(uint96).max, 5000);
        _ok(alice, d, DEPOSIT, abi.encodeCall(dlps.createDataDAO, (c)));
        assertEq(DataLiquidityPool(payable(registry.dlpOf(2))).rewardPot(), type(uint112).max);
        bytes memory data = abi.encodeCall(dlps.createGovernor, (1, type(uint48).max, type(uint32).max, MAX, MAX));
        _no(daoOwner, d, data, bytes4(keccak256("GovernorInvalidQuorumFraction(uint256,uint256)")));
        _no(daoOwner, d, abi.encodeCall(dlps.createGovernor, (MAX, 0, 1, 0, 1)), IDLPRegistry.DlpNotFound.selector);
        _ok(daoOwner, d, abi.encodeCall(dlps.createGovernor, (1, type(uint48).max, type(uint32).max, MAX, 100)));
        _no(network, d, abi.encodeCall(dlps.updateEpochLength, (MAX)), IDLPRegistry.InvalidEpochLength.selector);
        _ok(network, d, abi.encodeCall(dlps.updateEpochLength, (type(uint32).max)));
        _ok(alice, d, DEPOSIT, abi.encodeCall(dlps.createDataDAO, (_params("slow"))));
        _ok(address(this), d, abi.encodeCall(dlps.updateDlpRegistrationDepositAmount, (MAX)));
        _no(alice, d, DEPOSIT, abi.encodeCall(dlps.createDataDAO, (_params("dear"))), IDLPRegistry.InvalidDepositAmount.selector);
        _ok(address(this), d, abi.encodeCall(dlps.updateDlpRegistrationDepositAmount, (0)));
        _ok(network, d, abi.encodeCall(dlps.updatePoolImplementation, (LAST)));
        bytes4 noCode = bytes4(keccak256("ERC1967InvalidImplementation(address)"));
        _no(alice, d, abi.encodeCall(dlps.createDataDAO, (_params("codeless"))), noCode);
        _ok(network, d, abi.encodeCall(dlps.withdrawDeposits, (LAST)));
        assertEq(LAST.balance, 3 * DEPOSIT);
    }

    // ---- the factory

    function test_factoryZero() public {
        bytes4 zero = IDataDAOFactory.ZeroAddress.selector;
        _no(alice, f, abi.encodeCall(factory.createTimelock, (address(0))), zero);
        _no(alice, f, abi.encodeCall(factory.createVesting, (address(0), 0, 0)), zero);
        _no(alice, f, abi.encodeCall(factory.createGovernor, (address(0), address(0), "", 0, 0, 0, 0)), zero);
        DataToken t = DataToken(factory.createToken("", "", 0));
        assertEq(t.totalSupply(), 0);
        InsiderVesting wallet = InsiderVesting(payable(factory.createVesting(alice, 0, 0)));
        assertEq(wallet.end(), block.timestamp, "the DLPRegistry asks for six months, not the wallet");
    }

    function test_factoryMaximum() public {
        bytes4 tooMuch = bytes4(keccak256("ERC20ExceededSafeSupply(uint256,uint256)"));
        _no(alice, f, abi.encodeCall(factory.createToken, (_text(31), _text(1000), MAX)), tooMuch);
        bytes4 tooLong = ShortStrings.StringTooLong.selector; // a permit's domain keeps the name in one word
        _no(alice, f, abi.encodeCall(factory.createToken, (_text(32), _text(1000), 1)), tooLong);
        _ok(alice, f, abi.encodeCall(factory.createToken, (_text(31), _text(1000), type(uint208).max)));
        _ok(alice, f, abi.encodeCall(factory.createTimelock, (LAST)));
        _no(alice, f, abi.encodeCall(factory.createVesting, (LAST, type(uint64).max, type(uint64).max)), OVERFLOW);
        uint64 last = type(uint64).max - uint64(block.timestamp);
        InsiderVesting wallet = InsiderVesting(payable(factory.createVesting(LAST, last, type(uint64).max)));
        assertEq(wallet.start(), type(uint64).max);
        bytes memory data = abi.encodeCall(factory.createGovernor, (address(token), LAST, "", type(uint48).max, type(uint32).max, MAX, MAX));
        _no(alice, f, data, bytes4(keccak256("GovernorInvalidQuorumFraction(uint256,uint256)")));
    }

    // ---- a pool

    function _init(IDataLiquidityPool.InitParams memory x, bytes4 why) private {
        address code = dlps.poolImplementation();
        vm.expectRevert(why);
        new ERC1967Proxy(code, abi.encodeCall(DataLiquidityPool.initialize, (x)));
    }

    function test_poolMoneyZero() public {
        bytes4 none = IDataLiquidityPool.ZeroAmount.selector;
        _no(alice, p, abi.encodeCall(pool.addRewardsForContributors, (0)), none);
        _no(alice, p, abi.encodeCall(pool.addStock, (0)), none);
        _no(alice, p, abi.encodeCall(pool.buy, (0)), none);
        _no(alice, p, abi.encodeCall(pool.distribute, ()), none);
        _no(alice, p, abi.encodeCall(pool.fundSponsorBudget, ()), none);
        _no(address(relay), p, abi.encodeCall(pool.sponsor, (address(0), address(0), 0, 0)), none);
        _no(daoOwner, p, abi.encodeCall(pool.withdrawSponsorBudget, (address(0), 0)), IDataLiquidityPool.ZeroAddress.selector);
        _no(daoOwner, p, abi.encodeCall(pool.withdrawSponsorBudget, (bob, 0)), none);
        _no(daoOwner, p, abi.encodeCall(pool.withdrawTreasury, (address(0))), IDataLiquidityPool.ZeroAddress.selector);
        _ok(r, p, "");
        _ok(address(engine), p, abi.encodeCall(pool.distributeTokens, (0, 0)));
        (uint256 vana, uint256 tokens) = pool.treasury();
        assertEq(vana + tokens + pool.sponsorBudget(), 0);
        _no(r, p, abi.encodeCall(pool.credit, (address(0), 0, 0, 0, 0, 0)), IDataRegistry.BundleMismatch.selector);
        _no(r, p, abi.encodeCall(pool.withdrawStake, (address(0), 0, 0)), IDataLiquidityPool.WrongFingerprint.selector);
    }

    function test_poolMoneyMaximum() public {
        _no(alice, p, abi.encodeCall(pool.addRewardsForContributors, (MAX)), IDataLiquidityPool.InvalidParameter.selector);
        _no(alice, p, abi.encodeCall(pool.addStock, (MAX)), OVERFLOW);
        _no(alice, p, abi.encodeCall(pool.addStock, (MAX - STOCK)), IERC20Errors.ERC20InsufficientAllowance.selector);
        _no(alice, p, abi.encodeCall(pool.buy, (MAX)), IDataLiquidityPool.InsufficientStock.selector);
        _no(address(relay), p, abi.encodeCall(pool.sponsor, (LAST, LAST, MAX, MAX)), IDataLiquidityPool.NotSponsored.selector);
        _ok(alice, p, type(uint112).max, abi.encodeCall(pool.fundSponsorBudget, ()));
        _no(alice, p, 1, abi.encodeCall(pool.fundSponsorBudget, ()), IDataLiquidityPool.InvalidParameter.selector);
        _no(r, p, 1, "", IDataLiquidityPool.InvalidParameter.selector);
        _no(daoOwner, p, abi.encodeCall(pool.withdrawSponsorBudget, (LAST, MAX)), IDataLiquidityPool.InvalidParameter.selector);
        _ok(daoOwner, p, abi.encodeCall(pool.withdrawSponsorBudget, (LAST, type(uint112).max)));
        _ok(r, p, type(uint112).max, "");
        assertEq(pool.sponsorBudget(), type(uint112).max);
        _ok(alice, p, type(uint128).max, abi.encodeCall(pool.distribute, ()));
        _ok(address(engine), p, abi.encodeCall(pool.distributeTokens, (type(uint112).max, MAX)));
        (uint256 vana, uint256 tokens) = pool.treasury();
        assertEq(vana, type(uint128).max, "nobody holds stake");
        assertEq(tokens, type(uint112).max);
        _no(daoOwner, p, abi.encodeCall(pool.withdrawTreasury, (LAST)), IERC20Errors.ERC20InsufficientBalance.selector);
        _no(r, p, abi.encodeCall(pool.credit, (LAST, MAX, MAX, ONES, ONES, ONES)), IDataRegistry.BundleMismatch.selector);
        _no(r, p, abi.encodeCall(pool.credit, (LAST, MAX, MAX, BUNDLE, ONES, ONES)), OVERFLOW);
        _no(r, p, abi.encodeCall(pool.withdrawStake, (LAST, MAX, ONES)), IDataLiquidityPool.WrongFingerprint.selector);
    }

    /// @dev With the greatest factor and a full score a stake still fits, and the reward is what the pot has.
    function test_poolCreditMaximum() public {
        _ok(timelock, p, abi.encodeCall(pool.updateFileRewardFactor, ((2 ** 63 - 1) * 1e9)));
        _ok(r, p, abi.encodeCall(pool.credit, (LAST, 2 ** 40 - 1, 1e18, BUNDLE, ONES, ONES)));
        (, uint256 pending) = pool.stakeOf(LAST);
        assertEq(pending, (2 ** 63 - 1) * 1e9);
        assertEq(token.balanceOf(LAST), POT);
        assertEq(pool.rewardPot(), 0);
        assertEq(pool.fileOfFingerprint(ONES), 2 ** 40 - 1);
        _ok(r, p, abi.encodeCall(pool.withdrawStake, (LAST, 2 ** 40 - 1, ONES)));
        (, pending) = pool.stakeOf(LAST);
        assertEq(pending, 0);
    }

    function test_poolTermsZero() public {
        IDataLiquidityPool.InitParams memory x;
        _init(x, IDataLiquidityPool.ZeroAddress.selector);
        (x.owner, x.timelock, x.token) = (alice, alice, alice);
        _init(x, IDataLiquidityPool.InvalidParameter.selector);
        _no(daoOwner, p, abi.encodeCall(pool.transferOwnership, (address(0))), IDataLiquidityPool.ZeroAddress.selector);
        _no(timelock, p, abi.encodeCall(pool.updateProofInstruction, (0, "")), IDataLiquidityPool.InvalidParameter.selector);
        _no(timelock, p, abi.encodeCall(pool.upgradeToAndCall, (address(0), "")), IDataLiquidityPool.UpgradeRefused.selector);
        _ok(timelock, p, abi.encodeCall(pool.updateEpochRewardCap, (0)));
        _ok(timelock, p, abi.encodeCall(pool.updateFileRewardFactor, (0)));
        _ok(timelock, p, abi.encodeCall(pool.updateOpinionTerms, (IDataRegistry.OpinionTerms(0, 0, false))));
        _ok(timelock, p, abi.encodeCall(pool.updateSalePrice, (0)));
        _ok(daoOwner, p, abi.encodeCall(pool.updateSponsorTerms, (IDataLiquidityPool.SponsorTerms(address(0), 0, 0, 0))));
        _ok(timelock, p, abi.encodeCall(pool.updateTreasuryShare, (0)));
        _valid(alice, D);
        (uint256 active, uint256 pending) = pool.stakeOf(alice);
        assertEq(active + pending + token.balanceOf(alice), 0, "nothing is what a proof brings");
        _no(alice, p, abi.encodeCall(pool.buy, (1)), IDataLiquidityPool.SaleClosed.selector);
    }

    function test_poolTermsMaximum() public {
        IDataLiquidityPool.InitParams memory x;
        (x.owner, x.timelock, x.token, x.epochLength) = (LAST, LAST, LAST, MAX);
        _init(x, IDataLiquidityPool.InvalidParameter.selector);
        bytes4 why = IDataLiquidityPool.InvalidParameter.selector;
        _no(timelock, p, abi.encodeCall(pool.updateEpochRewardCap, (MAX)), why);
        _no(timelock, p, abi.encodeCall(pool.updateFileRewardFactor, (MAX)), why);
        _no(timelock, p, abi.encodeCall(pool.updateSalePrice, (MAX)), why);
        _no(timelock, p, abi.encodeCall(pool.updateTreasuryShare, (MAX)), IDataLiquidityPool.InvalidShare.selector);
        IDataRegistry.OpinionTerms memory terms = IDataRegistry.OpinionTerms(255, 255, true);
        _no(timelock, p, abi.encodeCall(pool.updateOpinionTerms, (terms)), IDataRegistry.InvalidOpinionTerms.selector);
        _no(timelock, p, abi.encodeCall(pool.upgradeToAndCall, (LAST, "")), IDataLiquidityPool.UpgradeRefused.selector);
        _ok(timelock, p, abi.encodeCall(pool.updateEpochRewardCap, (type(uint112).max)));
        _ok(timelock, p, abi.encodeCall(pool.updateFileRewardFactor, ((2 ** 63 - 1) * 1e9)));
        _ok(timelock, p, abi.encodeCall(pool.updateSalePrice, (type(uint96).max)));
        _ok(timelock, p, abi.encodeCall(pool.updateTreasuryShare, (5000)));
        _ok(timelock, p, abi.encodeCall(pool.updateOpinionTerms, (IDataRegistry.OpinionTerms(8, 8, true))));
        _ok(timelock, p, abi.encodeCall(pool.updateProofInstruction, (ONES, _text(10_000))));
        IDataLiquidityPool.SponsorTerms memory sponsor =
            IDataLiquidityPool.SponsorTerms(LAST, type(uint96).max, type(uint128).max, type(uint32).max);
        _ok(daoOwner, p, abi.encodeCall(pool.updateSponsorTerms, (sponsor)));
        assertEq(abi.encode(pool.sponsorTerms()), abi.encode(sponsor));
        assertEq(pool.fileRewardFactor(), (2 ** 63 - 1) * 1e9);
        assertEq(pool.epochLength(), EPOCH, "neighbours in the word are untouched");
        assertEq(pool.token(), address(token));
        assertEq(pool.epochRewardCap(), type(uint112).max);
        assertEq(pool.salePrice(), type(uint96).max);
        assertEq(pool.treasuryShareBps(), 5000);
        _ok(daoOwner, p, abi.encodeCall(pool.transferOwnership, (LAST)));
        _no(daoOwner, p, abi.encodeCall(pool.transferOwnership, (daoOwner)), IDataLiquidityPool.NotDlpOwner.selector);
    }
}
