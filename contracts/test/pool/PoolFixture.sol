// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {Test} from "forge-std/Test.sol";
import {DataLiquidityPool} from "../../src/DataLiquidityPool.sol";
import {DataToken} from "../../src/DataToken.sol";
import {IDataLiquidityPool} from "../../src/interfaces/IDataLiquidityPool.sol";
import {DlpRegistryMock, RegistryMock} from "./Mocks.sol";

/// @notice One open pool with a pot and stock, the rest of the network played by mocks and pranks.
abstract contract PoolFixture is Test {
    uint256 internal constant DLP = 7;
    uint256 internal constant EPOCH = 1 days;
    uint256 internal constant CAP = 1e9 ether;
    uint256 internal constant POT = 1e6 ether;
    uint256 internal constant STOCK = 1e6 ether;
    uint256 internal constant FACTOR = 100 ether;
    uint256 internal constant PRICE = 0.01 ether;
    uint256 internal constant SHARE = 1000;
    bytes32 internal constant BUNDLE = "bundle";

    RegistryMock internal registry = new RegistryMock();
    DlpRegistryMock internal dlps = new DlpRegistryMock();
    address internal engine = makeAddr("engine");
    address internal relay = makeAddr("relay");
    address internal founder = makeAddr("founder");
    address internal timelock = makeAddr("timelock");
    address internal alice = makeAddr("alice");
    address internal bob = makeAddr("bob");
    address internal carol = makeAddr("carol");

    DataToken internal token;
    DataLiquidityPool internal code;
    DataLiquidityPool internal pool;
    uint256 private _lastFile;

    function setUp() public virtual {
        token = new DataToken("Data", "DATA", address(this), CAP);
        code = new DataLiquidityPool(address(dlps), address(registry), engine, relay);
        pool = _deploy(_params());
        token.approve(address(pool), type(uint256).max);
        pool.addRewardsForContributors(POT);
        pool.addStock(STOCK);
        vm.prank(founder);
        pool.open();
        vm.deal(address(this), 1e9 ether);
        vm.deal(bob, 1000 ether);
    }

    function _params() internal view returns (IDataLiquidityPool.InitParams memory) {
        return IDataLiquidityPool.InitParams({
            owner: founder,
            timelock: timelock,
            token: address(token),
            dlpId: DLP,
            name: "fitness",
            proofBundle: BUNDLE,
            proofInstruction: "ipfs://proof",
            fileRewardFactor: FACTOR,
            epochLength: EPOCH,
            epochRewardCap: 0,
            salePrice: PRICE,
            treasuryShareBps: SHARE
        });
    }

    function _deploy(IDataLiquidityPool.InitParams memory p) internal returns (DataLiquidityPool) {
        return DataLiquidityPool(payable(new ERC1967Proxy(address(code), abi.encodeCall(DataLiquidityPool.initialize, (p)))));
    }

    function _nextEpoch() internal {
        vm.warp((vm.getBlockTimestamp() / EPOCH + 1) * EPOCH);
    }

    /// @dev A valid first proof of new content; its fingerprint is _fp(fileId).
    function _contribute(address who, uint256 score) internal returns (uint256 fileId) {
        fileId = ++_lastFile;
        _credit(who, fileId, score, _fp(fileId), 0);
    }

    function _credit(address who, uint256 fileId, uint256 score, bytes32 fingerprint, bytes32 identity)
        internal
        returns (uint256 reward, uint256 stake, uint256 duplicateOf, bool conflict)
    {
        if (fileId > _lastFile) _lastFile = fileId;
        registry.setFile(fileId, who, DLP, score);
        vm.prank(address(registry));
        return pool.credit(who, fileId, score, BUNDLE, fingerprint, identity);
    }

    function _withdraw(address who, uint256 fileId) internal returns (uint256) {
        vm.prank(address(registry));
        return pool.withdrawStake(who, fileId, _fp(fileId));
    }

    function _distributeTokens(uint256 amount, uint256 submittedAt) internal returns (uint256 toContributors, uint256 toTreasury) {
        token.transfer(address(pool), amount);
        vm.prank(engine);
        return pool.distributeTokens(amount, submittedAt);
    }

    function _fp(uint256 fileId) internal pure returns (bytes32) {
        return keccak256(abi.encode("fingerprint", fileId));
    }

    function _vana(address who) internal view returns (uint256 vana) {
        (vana,) = pool.claimable(who);
    }

    function _tokens(address who) internal view returns (uint256 tokens) {
        (, tokens) = pool.claimable(who);
    }

    /// @dev The next call, by `who`, reverts so.
    function _refused(address who, bytes4 selector) internal {
        vm.prank(who);
        vm.expectRevert(selector);
    }

    /// @dev Every function that moves money, as `who` would call it back.
    function _guarded(address who) internal view returns (bytes[] memory calls) {
        calls = new bytes[](13);
        calls[0] = abi.encodeCall(IDataLiquidityPool.claim, ());
        calls[1] = abi.encodeCall(IDataLiquidityPool.buy, (1));
        calls[2] = abi.encodeCall(IDataLiquidityPool.distribute, ());
        calls[3] = abi.encodeCall(IDataLiquidityPool.distributeTokens, (1, 1));
        calls[4] = abi.encodeCall(IDataLiquidityPool.withdrawTreasury, (who));
        calls[5] = abi.encodeCall(IDataLiquidityPool.withdrawSponsorBudget, (who, 1));
        calls[6] = abi.encodeCall(IDataLiquidityPool.fundSponsorBudget, ());
        calls[7] = abi.encodeCall(IDataLiquidityPool.sponsor, (alice, who, 1, 1));
        calls[8] = abi.encodeCall(IDataLiquidityPool.collectSponsorRefunds, ());
        calls[9] = abi.encodeCall(IDataLiquidityPool.addStock, (1));
        calls[10] = abi.encodeCall(IDataLiquidityPool.addRewardsForContributors, (1));
        calls[11] = abi.encodeCall(IDataLiquidityPool.credit, (alice, 9, 1e18, BUNDLE, "f", 0));
        calls[12] = abi.encodeCall(IDataLiquidityPool.withdrawStake, (alice, 9, "f"));
    }
}
