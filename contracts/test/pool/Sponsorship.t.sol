// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {Attacker} from "./Mocks.sol";
import {PoolFixture} from "./PoolFixture.sol";

contract SponsorshipTest is PoolFixture {
    uint96 private constant PER_FILE = 0.01 ether;
    uint256 private constant FEES = 0.1 ether;
    address private relayer = makeAddr("relayer");

    function setUp() public override {
        super.setUp();
        _setTerms(relayer, PER_FILE, 1 ether, 3);
        pool.fundSponsorBudget{value: 10 ether}();
    }

    function _setTerms(address relayer_, uint96 perFile, uint128 perEpoch, uint32 filesPerOwner) private {
        vm.prank(founder);
        pool.updateSponsorTerms(IDataLiquidityPool.SponsorTerms(relayer_, perFile, perEpoch, filesPerOwner));
    }

    function _sponsor(address owner, uint256 files) private {
        vm.prank(relay);
        pool.sponsor(owner, relayer, files, files * FEES);
    }

    function _notSponsored(address owner, uint256 files) private {
        vm.expectRevert(IDataLiquidityPool.NotSponsored.selector);
        _sponsor(owner, files);
    }

    function test_sponsor() public {
        vm.expectEmit(address(pool));
        emit IDataLiquidityPool.Sponsored(alice, 2, 2 * FEES, 2 * PER_FILE);
        _sponsor(alice, 2);
        assertEq(relay.balance, 2 * FEES);
        assertEq(relayer.balance, 2 * PER_FILE);
        assertEq(pool.sponsorBudget(), 10 ether - 2 * FEES - 2 * PER_FILE);
        assertEq(address(pool).balance, pool.sponsorBudget());
        (uint256 vana,) = pool.treasury();
        assertEq(vana, 0, "another book");
        IDataLiquidityPool.SponsorTerms memory terms = pool.sponsorTerms();
        assertEq(terms.relayer, relayer);
        assertEq(terms.perEpoch, 1 ether);
    }

    function test_onlyTheRelay() public {
        _refused(founder, IDataLiquidityPool.OnlyRelay.selector);
        pool.sponsor(alice, relayer, 1, 1);
        _refused(relay, IDataLiquidityPool.ZeroAmount.selector);
        pool.sponsor(alice, relayer, 0, 1);
        _refused(relay, IDataLiquidityPool.NotSponsored.selector);
        pool.sponsor(alice, bob, 1, FEES);
        _setTerms(address(0), 0, 1 ether, 0);
        vm.prank(relay);
        pool.sponsor(alice, bob, 1, FEES);
        assertEq(bob.balance, 1000 ether, "nothing for a relayer that is promised nothing");
    }

    function test_filesPerOwnerForEver() public {
        _sponsor(alice, 3);
        _notSponsored(alice, 1);
        _nextEpoch();
        _notSponsored(alice, 1);
        _notSponsored(bob, 4);
        _sponsor(bob, 1);
        _setTerms(relayer, PER_FILE, 1 ether, 0);
        _sponsor(alice, 5);
        _setTerms(relayer, PER_FILE, 1 ether, 8);
        _notSponsored(alice, 1);
        _setTerms(relayer, PER_FILE, 1 ether, 9);
        _nextEpoch();
        _sponsor(alice, 1);
    }

    function test_epochsLimitFeesAndRelayersPartTogether() public {
        _setTerms(relayer, PER_FILE, 0.22 ether, 0);
        _sponsor(alice, 1);
        _sponsor(alice, 1);
        _notSponsored(alice, 1);
        _notSponsored(bob, 1);
        _nextEpoch();
        _notSponsored(alice, 3);
        _sponsor(alice, 2);
        _setTerms(relayer, 0, 0, 0);
        _nextEpoch();
        vm.prank(relay);
        vm.expectRevert(IDataLiquidityPool.NotSponsored.selector);
        pool.sponsor(alice, relayer, 1, 0);
    }

    function test_theBudgetIsTheLimit() public {
        _setTerms(relayer, PER_FILE, type(uint128).max, 0);
        vm.prank(relay);
        vm.expectRevert(IDataLiquidityPool.NotSponsored.selector);
        pool.sponsor(alice, relayer, 1, 10 ether - PER_FILE + 1);
        vm.prank(relay);
        pool.sponsor(alice, relayer, 1, 10 ether - PER_FILE);
        assertEq(pool.sponsorBudget(), 0);
        pool.distribute{value: 1 ether}();
        _notSponsored(alice, 1);
        vm.prank(relay);
        vm.expectRevert();
        pool.sponsor(alice, relayer, type(uint256).max, 0);
    }

    function test_aRelayerThatCannotBePaid() public {
        Attacker stubborn = new Attacker(pool);
        stubborn.setRefuses(true);
        _setTerms(address(0), PER_FILE, 1 ether, 0);
        vm.prank(relay);
        vm.expectRevert(IDataLiquidityPool.TransferFailed.selector);
        pool.sponsor(alice, address(stubborn), 1, FEES);
        assertEq(pool.sponsorBudget(), 10 ether);
    }

    function test_budget() public {
        vm.expectEmit(address(pool));
        emit IDataLiquidityPool.SponsorBudgetFunded(bob, 1 ether);
        vm.prank(bob);
        pool.fundSponsorBudget{value: 1 ether}();
        vm.expectRevert(IDataLiquidityPool.ZeroAmount.selector);
        pool.fundSponsorBudget();
        vm.deal(address(this), type(uint112).max);
        vm.expectRevert(IDataLiquidityPool.InvalidParameter.selector);
        pool.fundSponsorBudget{value: type(uint112).max}();

        _refused(timelock, IDataLiquidityPool.NotDlpOwner.selector);
        pool.withdrawSponsorBudget(bob, 1);
        _refused(founder, IDataLiquidityPool.ZeroAddress.selector);
        pool.withdrawSponsorBudget(address(0), 1);
        _refused(founder, IDataLiquidityPool.ZeroAmount.selector);
        pool.withdrawSponsorBudget(carol, 0);
        _refused(founder, IDataLiquidityPool.InvalidParameter.selector);
        pool.withdrawSponsorBudget(carol, 11 ether + 1);
        vm.prank(founder);
        pool.withdrawSponsorBudget(carol, 11 ether);
        assertEq(carol.balance, 11 ether);
        _refused(founder, IDataLiquidityPool.InvalidParameter.selector);
        pool.withdrawSponsorBudget(carol, 1);
        _refused(timelock, IDataLiquidityPool.NotDlpOwner.selector);
        pool.updateSponsorTerms(IDataLiquidityPool.SponsorTerms(relayer, 1, 1, 1));
    }

    function test_refundsComeBack() public {
        registry.owe{value: 2 ether}(address(pool));
        vm.prank(bob);
        assertEq(pool.collectSponsorRefunds(), 2 ether);
        assertEq(pool.sponsorBudget(), 12 ether);
        vm.expectRevert(IDataRegistry.NothingToClaim.selector);
        pool.collectSponsorRefunds();
        registry.owe{value: 1 ether}(address(pool));
        registry.claimFor(address(pool));
        assertEq(pool.sponsorBudget(), 13 ether, "whoever sets it off");
        assertEq(address(pool).balance, 13 ether);
    }

    function test_nobodyElseSendsVana() public {
        (bool ok,) = address(pool).call{value: 1}("");
        assertFalse(ok);
    }
}
