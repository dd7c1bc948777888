// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RegistryBase} from "./RegistryBase.sol";
import {DataLiquidityPool} from "../../src/DataLiquidityPool.sol";
import {IContributionRelay} from "../../src/interfaces/IContributionRelay.sol";
import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";

/// @notice A relayer that calls something when it is paid.
contract GreedyRelayer {
    IContributionRelay private immutable relay;
    address private _to;
    uint256 private _value;
    bytes private _data;

    constructor(IContributionRelay relay_) {
        relay = relay_;
    }

    function submit(IContributionRelay.Contribution calldata x, bytes calldata s) external {
        relay.contribute(x, s);
    }

    function arm(address to, uint256 value, bytes calldata data) external {
        (_to, _value, _data) = (to, value, data);
    }

    receive() external payable {
        address to = _to;
        if (to == address(0)) return;
        _to = address(0);
        (bool ok, bytes memory why) = to.call{value: _value}(_data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(why, 0x20), mload(why))
            }
        }
    }
}

contract RelayTest is RegistryBase {
    uint256 private constant KEY = uint256(keccak256("walletless"));
    uint96 private constant PER_FILE = 0.001 ether;
    address private owner = vm.addr(KEY);
    address private relayer = makeAddr("relayer");

    function setUp() public override {
        super.setUp();
        vm.deal(daoOwner, 100 ether);
        vm.startPrank(daoOwner);
        pool.fundSponsorBudget{value: 10 ether}();
        pool.updateSponsorTerms(
            IDataLiquidityPool.SponsorTerms({relayer: address(0), perFile: PER_FILE, perEpoch: 1 ether, filesPerOwner: 0})
        );
        vm.stopPrank();
    }

    function _make(uint256 count, uint256 nonce) private view returns (IContributionRelay.Contribution memory x) {
        x.owner = owner;
        x.files = new IDataRegistry.NewFile[](count);
        for (uint256 i = 0; i < count; ++i) {
            x.files[i] = _file(keccak256(abi.encode(nonce, i)));
        }
        x.nonce = nonce;
        x.deadline = vm.getBlockTimestamp();
    }

    /// @dev The hashes are worked out here again, from the type's text.
    function _structHash(IContributionRelay.Contribution memory x) private pure returns (bytes32) {
        bytes32 fileType = keccak256("NewFile(bytes32 digest,uint8 codec,uint256 dlpId)");
        bytes memory each;
        for (uint256 i = 0; i < x.files.length; ++i) {
            each = abi.encodePacked(each, keccak256(abi.encode(fileType, x.files[i].digest, x.files[i].codec, x.files[i].dlpId)));
        }
        return keccak256(
            abi.encode(
                keccak256(
                    "Contribution(address owner,NewFile[] files,uint256 nonce,uint256 deadline)NewFile(bytes32 digest,uint8 codec,uint256 dlpId)"
                ),
                x.owner,
                keccak256(each),
                x.nonce,
                x.deadline
            )
        );
    }

    function _signed(uint256 key, IContributionRelay.Contribution memory x) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _digest(_structHash(x), block.chainid, address(relay)));
        return abi.encodePacked(r, s, v);
    }

    function _submit(IContributionRelay.Contribution memory x) private returns (uint256) {
        bytes memory signature = _signed(KEY, x);
        vm.prank(relayer);
        return relay.contribute(x, signature);
    }

    function _refused(IContributionRelay.Contribution memory x, bytes memory signature, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(relayer);
        relay.contribute(x, signature);
    }

    function test_Happy() public {
        IContributionRelay.Contribution memory x = _make(3, 0);
        (bytes32 structHash, bytes32 digest) = relay.contributionHash(x);
        assertEq(structHash, _structHash(x));
        assertEq(digest, _digest(structHash, block.chainid, address(relay)));
        vm.expectEmit(address(relay));
        emit IContributionRelay.Relayed(owner, relayer, 1, 1, 3);
        assertEq(_submit(x), 1);
        assertEq(relayer.balance, 3 * PER_FILE, "the relayer is paid");
        assertEq(pool.sponsorBudget(), 10 ether - 3 * (PER_FILE + FEES));
        assertEq(relay.nonces(owner), 1);
        assertEq(registry.fileInfo(3).owner, owner);
        assertEq(registry.jobs(3).payer, address(pool));
        assertEq(address(relay).balance, 0);
        _assertConserved();
        _seed();
        _record(_proof(1, 1e18));
        assertEq(token.balanceOf(owner), 100 ether, "the owner earns");
        _assertConserved();
    }

    function test_RefundsReturnToTheBudget() public {
        _submit(_make(2, 0));
        uint256 budget = pool.sponsorBudget();
        _expire(1);
        registry.cancelJob(1);
        assertEq(registry.claimable(address(pool)), FEES);
        assertEq(pool.collectSponsorRefunds(), FEES);
        assertEq(pool.sponsorBudget(), budget + FEES);
        registry.cancelJob(2);
        registry.claimFor(address(pool)); // whoever sets it off
        assertEq(pool.sponsorBudget(), budget + 2 * FEES);
        _assertConserved();
        vm.expectRevert(IDataRegistry.NothingToClaim.selector);
        pool.collectSponsorRefunds();
    }

    function test_OpinionsAreSponsoredToo() public {
        _setOpinions(3, 2, true);
        _submit(_make(1, 0));
        assertEq(pool.sponsorBudget(), 10 ether - PER_FILE - registry.feeOf(1));
        _seed();
        _record(_proof(1, 1e18));
        _seed();
        address[] memory drawn = registry.opinionHolders(1);
        _opine(drawn[0], 1, 1e18);
        _opine(drawn[1], 1, 1e18);
        assertEq(registry.claimable(address(pool)), PROOF_FEE);
        _assertConserved();
    }

    function test_Replay() public {
        IContributionRelay.Contribution memory x = _make(1, 0);
        bytes memory signature = _signed(KEY, x);
        _submit(x);
        _refused(x, signature, abi.encodeWithSelector(IContributionRelay.InvalidNonce.selector, 1));
        x.nonce = 1; // signed for another
        _refused(x, signature, abi.encodeWithSelector(IContributionRelay.InvalidSignature.selector));
        x = _make(1, 7);
        _refused(x, _signed(KEY, x), abi.encodeWithSelector(IContributionRelay.InvalidNonce.selector, 1));
        x = _make(1, 1);
        signature = _signed(KEY, x);
        vm.chainId(block.chainid + 1);
        _refused(x, signature, abi.encodeWithSelector(IContributionRelay.InvalidSignature.selector));
    }

    function test_Refuses() public {
        IContributionRelay.Contribution memory x = _make(1, 0);
        _refused(x, _signed(0xBAD, x), abi.encodeWithSelector(IContributionRelay.InvalidSignature.selector));
        _refused(x, "", abi.encodeWithSelector(IContributionRelay.InvalidSignature.selector));
        x.owner = address(0);
        _refused(x, "", abi.encodeWithSelector(IContributionRelay.InvalidSignature.selector));
        x = _make(1, 0);
        bytes memory signature = _signed(KEY, x);
        x.files[0].digest = keccak256("else");
        _refused(x, signature, abi.encodeWithSelector(IContributionRelay.InvalidSignature.selector));
        x = _make(1, 0);
        x.deadline -= 1;
        _refused(x, _signed(KEY, x), abi.encodeWithSelector(IContributionRelay.SignatureExpired.selector));
        x = _make(1, 0);
        x.files[0].dlpId = 2;
        _refused(x, _signed(KEY, x), abi.encodeWithSelector(IContributionRelay.DlpNotFound.selector));
        _createDao("second");
        x = _make(2, 0);
        x.files[1].dlpId = 2; // paid by one DataDAO
        _refused(x, _signed(KEY, x), abi.encodeWithSelector(IContributionRelay.InvalidBatch.selector));
        x = _make(0, 0);
        _refused(x, _signed(KEY, x), abi.encodeWithSelector(IContributionRelay.InvalidBatch.selector));
        x = _make(51, 0);
        _refused(x, _signed(KEY, x), abi.encodeWithSelector(IContributionRelay.InvalidBatch.selector));
        x = _make(1, 0);
        registry.pause();
        _refused(x, _signed(KEY, x), abi.encodeWithSelector(IDataRegistry.RegistryPaused.selector));
        registry.unpause();
        assertEq(relay.nonces(owner), 0);
        assertEq(pool.sponsorBudget(), 10 ether, "nothing was spent");
        assertEq(_submit(_make(50, 0)), 1);
    }

    function test_TheSameContentTwice() public {
        _submit(_make(1, 0));
        IContributionRelay.Contribution memory x = _make(1, 1);
        x.files[0] = _make(1, 0).files[0];
        _refused(x, _signed(KEY, x), abi.encodeWithSelector(IDataRegistry.FileUrlAlreadyUsed.selector));
        assertEq(relay.nonces(owner), 1);
    }

    function test_OverBudget() public {
        bytes memory reason = abi.encodeWithSelector(IDataLiquidityPool.NotSponsored.selector);
        vm.startPrank(daoOwner);
        pool.withdrawSponsorBudget(daoOwner, 10 ether - (FEES + PER_FILE));
        vm.stopPrank();
        IContributionRelay.Contribution memory x = _make(2, 0);
        _refused(x, _signed(KEY, x), reason);
        _submit(_make(1, 0)); // to the last wei
        assertEq(pool.sponsorBudget(), 0);
        x = _make(1, 1);
        _refused(x, _signed(KEY, x), reason);
        pool.fundSponsorBudget{value: 1 ether}();
        _terms(address(0), uint128(FEES + PER_FILE), 0);
        _refused(x, _signed(KEY, x), reason); // this epoch's limit is used up
        _nextEpoch();
        x.deadline = vm.getBlockTimestamp();
        _submit(x);
        _terms(address(0), 0, 0);
        x = _make(1, 2);
        _refused(x, _signed(KEY, x), reason);
        _assertConserved();
    }

    function test_OtherRelayerAndOwnersLimit() public {
        bytes memory reason = abi.encodeWithSelector(IDataLiquidityPool.NotSponsored.selector);
        IContributionRelay.Contribution memory x = _make(1, 0);
        _terms(bob, 1 ether, 1);
        _refused(x, _signed(KEY, x), reason);
        _terms(relayer, 1 ether, 1);
        IContributionRelay.Contribution memory two = _make(2, 0);
        _refused(two, _signed(KEY, two), reason);
        _submit(x);
        x = _make(1, 1);
        _refused(x, _signed(KEY, x), reason);
    }

    function _terms(address only, uint128 perEpoch, uint32 perOwner) private {
        vm.prank(daoOwner);
        pool.updateSponsorTerms(
            IDataLiquidityPool.SponsorTerms({relayer: only, perFile: PER_FILE, perEpoch: perEpoch, filesPerOwner: perOwner})
        );
    }

    /// @dev The fees of the first are in the relay while its relayer is paid; the second cannot reach them.
    function test_Reentrant() public {
        GreedyRelayer greedy = new GreedyRelayer(relay);
        IContributionRelay.Contribution memory outer = _make(2, 0);
        IContributionRelay.Contribution memory inner = _make(1, 1);
        greedy.arm(address(relay), 0, abi.encodeCall(relay.contribute, (inner, _signed(KEY, inner))));
        bytes memory signature = _signed(KEY, outer);
        vm.expectRevert(IDataLiquidityPool.TransferFailed.selector); // the pool's guard
        greedy.submit(outer, signature);
        assertEq(relay.nonces(owner), 0);
        assertEq(pool.sponsorBudget(), 10 ether);
    }

    /// @dev Another DataDAO's pool is not in the first one's call, and each pays for its own.
    function test_ThroughAnotherDataDaoMeanwhile() public {
        DataLiquidityPool second = _createDao("second");
        vm.startPrank(daoOwner);
        second.open();
        second.fundSponsorBudget{value: 1 ether}();
        second.updateSponsorTerms(
            IDataLiquidityPool.SponsorTerms({relayer: address(0), perFile: PER_FILE, perEpoch: 1 ether, filesPerOwner: 0})
        );
        vm.stopPrank();
        GreedyRelayer greedy = new GreedyRelayer(relay);
        IContributionRelay.Contribution memory outer = _make(2, 0);
        IContributionRelay.Contribution memory inner = _make(1, 1);
        inner.files[0].dlpId = 2;
        greedy.arm(address(relay), 0, abi.encodeCall(relay.contribute, (inner, _signed(KEY, inner))));
        greedy.submit(outer, _signed(KEY, outer));
        assertEq(relay.nonces(owner), 2);
        assertEq(pool.sponsorBudget(), 10 ether - 2 * (PER_FILE + FEES));
        assertEq(second.sponsorBudget(), 1 ether - PER_FILE - FEES);
        assertEq(registry.fileInfo(1).dlpId, 2, "the inner one came first");
        assertEq(address(relay).balance, 0);
    }

    // ---- what is sent to the relay by mistake

    function test_TakesNothingFromAnybody() public {
        bytes memory reason = abi.encodeWithSelector(IContributionRelay.OnlyPool.selector);
        address[4] memory who = [alice, daoOwner, address(pool), address(registry)];
        for (uint256 i = 0; i < who.length; ++i) {
            vm.deal(who[i], 1 ether);
            vm.prank(who[i]);
            (bool ok, bytes memory why) = address(relay).call{value: 1 ether}("");
            assertFalse(ok);
            assertEq(why, reason);
        }
    }

    function test_ABudgetIsNotWithdrawnToIt() public {
        vm.prank(daoOwner);
        vm.expectRevert(IDataLiquidityPool.TransferFailed.selector);
        pool.withdrawSponsorBudget(address(relay), 1 ether);
        assertEq(pool.sponsorBudget(), 10 ether);
    }

    /// @dev Nor from the relayer while it is paid.
    function test_TakesNothingFromARelayerItPays() public {
        GreedyRelayer greedy = new GreedyRelayer(relay);
        greedy.arm(address(relay), PER_FILE, "");
        IContributionRelay.Contribution memory x = _make(1, 0);
        bytes memory signature = _signed(KEY, x);
        vm.expectRevert(IDataLiquidityPool.TransferFailed.selector);
        greedy.submit(x, signature);
        greedy.arm(address(0), 0, "");
        greedy.submit(x, signature);
        assertEq(address(greedy).balance, PER_FILE);
        assertEq(address(relay).balance, 0);
    }

    /// @dev Fees that fall while the relayer is paid would leave the difference here: the contribution is refused, and works when it is
    /// given again.
    function test_FeesThatFallMeanwhile() public {
        bytes memory lower = abi.encodeCall(registry.setFees, (0, 0));
        networkTimelock.schedule(address(registry), 0, lower, 0, 0, networkTimelock.getMinDelay());
        vm.warp(vm.getBlockTimestamp() + networkTimelock.getMinDelay());
        GreedyRelayer greedy = new GreedyRelayer(relay);
        greedy.arm(address(networkTimelock), 0, abi.encodeCall(networkTimelock.execute, (address(registry), 0, lower, 0, 0)));
        IContributionRelay.Contribution memory x = _make(1, 0);
        bytes memory signature = _signed(KEY, x);
        vm.expectRevert(IDataRegistry.TransferFailed.selector);
        greedy.submit(x, signature);
        networkTimelock.execute(address(registry), 0, lower, 0, 0);
        greedy.arm(address(0), 0, "");
        greedy.submit(x, signature);
        assertEq(pool.sponsorBudget(), 10 ether - PER_FILE, "no fees any more");
    }
}
