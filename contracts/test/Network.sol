// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {Burner} from "../src/Burner.sol";
import {ComputeEngine} from "../src/ComputeEngine.sol";
import {ContributionRelay} from "../src/ContributionRelay.sol";
import {ComputeInstructionRegistry} from "../src/ComputeInstructionRegistry.sol";
import {DLPRegistry} from "../src/DLPRegistry.sol";
import {DataLiquidityPool} from "../src/DataLiquidityPool.sol";
import {DataRefinerRegistry} from "../src/DataRefinerRegistry.sol";
import {DataDAOFactory} from "../src/DataDAOFactory.sol";
import {DataDAOGovernor} from "../src/governance/DataDAOGovernor.sol";
import {DataDAOTimelock} from "../src/governance/DataDAOTimelock.sol";
import {DataRegistry} from "../src/DataRegistry.sol";
import {DataRegistryExtension} from "../src/DataRegistryExtension.sol";
import {DataToken} from "../src/DataToken.sol";
import {QueryEngine} from "../src/QueryEngine.sol";
import {TeePool} from "../src/TeePool.sol";
import {DlpTeePool} from "../src/DlpTeePool.sol";
import {InsiderVesting} from "../src/governance/InsiderVesting.sol";
import {IComputeEngine} from "../src/interfaces/IComputeEngine.sol";
import {IDLPRegistry} from "../src/interfaces/IDLPRegistry.sol";
import {IDataRegistry} from "../src/interfaces/IDataRegistry.sol";
import {IQueryEngine} from "../src/interfaces/IQueryEngine.sol";
import {IRegistry} from "../src/interfaces/IRegistry.sol";
import {ITeePool} from "../src/interfaces/ITeePool.sol";

/// @notice A whole network behind its proxies, four validators, one DataDAO with one refiner; and what a validator does off chain.
abstract contract Network is Test {
    uint256 internal constant PROOF_FEE = 0.01 ether;
    uint256 internal constant REFINEMENT_FEE = 0.005 ether;
    uint256 internal constant FEES = PROOF_FEE + REFINEMENT_FEE;
    uint256 internal constant LEASE = 60;
    uint256 internal constant TRIES = 3;
    uint256 internal constant PRICE_PER_SECOND = 0.001 ether;
    uint256 internal constant MAX_SECONDS = 60;
    uint256 internal constant EPOCH = 3600;
    uint256 internal constant DELAY = 48 hours;
    uint256 internal constant BOND = 1 ether;
    uint256 internal constant SLASH = 0.5 ether;
    uint256 internal constant UNBONDING = 7 days;
    uint8 internal constant PLATFORM = 1;
    uint256 internal constant DEPOSIT = 1 ether;
    uint256 internal constant FACTOR = 100 ether;
    uint256 internal constant CAP = 1_000_000 ether;
    uint256 internal constant POT = 500_000 ether;
    uint256 internal constant STOCK = 200_000 ether;
    uint256 internal constant SALE_PRICE = 0.01 ether;
    bytes32 internal constant BUNDLE = keccak256("proof bundle");
    bytes32 internal constant REFINER_BUNDLE = keccak256("refiner bundle");

    address internal daoOwner = makeAddr("dao owner");
    address internal alice = makeAddr("alice");
    address internal bob = makeAddr("bob");
    address internal buyer = makeAddr("buyer");

    Burner internal burner;
    IRegistry internal registry;
    DataDAOTimelock internal networkTimelock;
    DataDAOFactory internal factory;
    ContributionRelay internal relay;
    TeePool internal teePool;
    DLPRegistry internal dlps;
    DataRefinerRegistry internal refiners;
    QueryEngine internal queries;
    ComputeInstructionRegistry internal instructions;
    ComputeEngine internal engine;
    DataLiquidityPool internal pool;
    DataToken internal token;
    uint256 internal refinerId;
    uint256[] internal keys; // of the validators

    function setUp() public virtual {
        vm.roll(1000);
        vm.warp(1_750_000_000);
        _deploy();
        for (uint256 k = 1; k <= 4; ++k) {
            _admit(0xA11CE + k);
        }
        vm.deal(address(this), 1000 ether);
        vm.deal(daoOwner, 100 ether);
        vm.deal(alice, 100 ether);
        vm.deal(bob, 100 ether);
        vm.deal(buyer, 10_000 ether);
        pool = _createDao("fitness");
        token = DataToken(pool.token());
        refinerId = _addRefiner(1);
        vm.prank(daoOwner);
        pool.open();
        vm.roll(vm.getBlockNumber() + 1);
    }

    struct Addresses {
        address timelock;
        address registry;
        address teePool;
        address relay;
        address dlps;
        address refiners;
        address queries;
        address instructions;
        address engine;
    }

    /// @dev Everything names everything else by addresses known before they exist, as in the real deployment.
    function _deploy() internal {
        uint256 n = vm.getNonce(address(this));
        Addresses memory a = Addresses({
            timelock: _at(n + 2),
            registry: _at(n + 8),
            teePool: _at(n + 10),
            relay: _at(n + 11),
            dlps: _at(n + 15),
            refiners: _at(n + 17),
            queries: _at(n + 19),
            instructions: _at(n + 21),
            engine: _at(n + 23)
        });
        _deployCore(a);
        _deployAccess(a);
        assertEq(address(networkTimelock), a.timelock);
        assertEq(address(registry), a.registry);
        assertEq(address(engine), a.engine);
    }

    function _deployCore(Addresses memory a) private {
        burner = new Burner();
        address timelockCode = address(new DataDAOTimelock(DELAY));
        networkTimelock = DataDAOTimelock(payable(_proxy(timelockCode, abi.encodeWithSignature("initialize(address)", address(this)))));
        address governorCode = address(new DataDAOGovernor());
        address vestingCode = address(new InsiderVesting());
        factory = new DataDAOFactory(timelockCode, governorCode, vestingCode);
        address extension = address(new DataRegistryExtension(a.dlps, a.teePool, a.refiners, a.relay));
        registry = IRegistry(
            _proxy(
                address(new DataRegistry(extension)),
                abi.encodeCall(DataRegistryExtension.initialize, (a.timelock, address(this), PROOF_FEE, REFINEMENT_FEE, LEASE, TRIES))
            )
        );
        teePool = TeePool(_proxy(address(new TeePool(a.registry, address(burner))), _teePoolInit(a.timelock)));
        relay = new ContributionRelay(a.registry);
    }

    function _deployAccess(Addresses memory a) private {
        address dlpTeePoolCode = address(new DlpTeePool(a.teePool, a.registry));
        address poolCode = address(new DataLiquidityPool(a.dlps, a.registry, a.engine, a.relay));
        dlps = DLPRegistry(
            _proxy(
                address(new DLPRegistry(a.registry, a.engine, address(factory), dlpTeePoolCode)),
                abi.encodeCall(DLPRegistry.initialize, (a.timelock, address(this), poolCode, DEPOSIT, EPOCH))
            )
        );
        bytes memory admin = abi.encodeWithSignature("initialize(address)", a.timelock);
        refiners = DataRefinerRegistry(_proxy(address(new DataRefinerRegistry(a.dlps, a.registry)), admin));
        queries = QueryEngine(_proxy(address(new QueryEngine(a.dlps, a.refiners, a.engine)), admin));
        instructions = ComputeInstructionRegistry(_proxy(address(new ComputeInstructionRegistry(a.dlps)), admin));
        engine = ComputeEngine(
            _proxy(
                address(new ComputeEngine(a.registry, a.queries, a.instructions, address(burner))),
                abi.encodeCall(ComputeEngine.initialize, (a.timelock, address(this), PRICE_PER_SECOND, MAX_SECONDS, 5000, 5000))
            )
        );
    }

    function _at(uint256 nonce) private view returns (address) {
        return vm.computeCreateAddress(address(this), nonce);
    }

    function _teePoolInit(address admin) private view returns (bytes memory) {
        uint8[] memory platforms = new uint8[](1);
        platforms[0] = PLATFORM;
        bytes32[] memory measurements = new bytes32[](2);
        measurements[0] = bytes32(uint256(1));
        measurements[1] = bytes32(uint256(2));
        return abi.encodeCall(TeePool.initialize, (admin, address(this), BOND, SLASH, UNBONDING, platforms, measurements));
    }

    /// @dev Posts the bond of a new validator and admits it; every second one runs the other measurement.
    function _admit(uint256 key) internal {
        keys.push(key);
        address validator = vm.addr(key);
        vm.deal(address(this), BOND);
        teePool.postBond{value: BOND}(validator);
        teePool.admitValidator(_admission(validator));
    }

    function _admission(address validator) internal pure returns (ITeePool.Admission memory) {
        return ITeePool.Admission({
            validator: validator,
            url: "https://v",
            platform: PLATFORM,
            measurement: bytes32(uint256(1 + uint160(validator) % 2)),
            evidenceDigest: bytes32(uint256(uint160(validator)))
        });
    }

    /// @dev What the network's timelock does after its delay.
    function _byTimelock(address to, bytes memory data) internal {
        vm.prank(address(networkTimelock));
        (bool ok, bytes memory result) = to.call(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
    }

    function _proxy(address code, bytes memory init) private returns (address) {
        return address(new ERC1967Proxy(code, init));
    }

    function _allocations() internal pure returns (IDLPRegistry.Allocation[] memory list) {
        list = new IDLPRegistry.Allocation[](1);
        list[0] = IDLPRegistry.Allocation({beneficiary: address(0xF00D), amount: CAP - POT - STOCK, cliff: 183 days, duration: 365 days});
    }

    function _params(string memory name) internal pure returns (IDLPRegistry.CreateParams memory) {
        return IDLPRegistry.CreateParams({
            name: name,
            tokenName: "Token",
            tokenSymbol: "TKN",
            cap: CAP,
            rewardPot: POT,
            stock: STOCK,
            allocations: _allocations(),
            proofBundle: BUNDLE,
            proofInstruction: "ipfs://bundle",
            fileRewardFactor: FACTOR,
            epochRewardCap: 0,
            salePrice: SALE_PRICE,
            treasuryShareBps: 1000,
            metadata: "{}"
        });
    }

    /// @dev Not open yet.
    function _createDao(string memory name) internal returns (DataLiquidityPool) {
        vm.prank(daoOwner);
        uint256 id = dlps.createDataDAO{value: DEPOSIT}(_params(name));
        return DataLiquidityPool(payable(registry.dlpOf(id)));
    }

    function _addRefiner(uint256 dlpId) internal returns (uint256) {
        vm.prank(dlps.timelockOf(dlpId));
        return refiners.addRefiner(dlpId, "refiner", keccak256("schema"), REFINER_BUNDLE, "ipfs://refiner");
    }

    // ---- what a contributor does

    function _contribute(address who, bytes32 digest) internal returns (uint256 fileId) {
        vm.prank(who);
        (fileId,) = registry.contribute{value: FEES}(IDataRegistry.NewFile({digest: digest, codec: 0, dlpId: 1}));
    }

    /// @dev Two blocks on: the seed's block exists and a transaction after it runs.
    function _seed() internal {
        vm.roll(vm.getBlockNumber() + 2);
        vm.warp(vm.getBlockTimestamp() + 2);
    }

    function _nextEpoch() internal {
        vm.warp((vm.getBlockTimestamp() / EPOCH + 1) * EPOCH);
        vm.roll(vm.getBlockNumber() + 1);
    }

    // ---- what a validator does

    function _keyOf(address validator) internal view returns (uint256) {
        for (uint256 i = 0; i < keys.length; ++i) {
            if (vm.addr(keys[i]) == validator) return keys[i];
        }
        revert("no such validator");
    }

    function _otherKey(address validator) internal view returns (uint256) {
        return vm.addr(keys[0]) == validator ? keys[1] : keys[0];
    }

    function _proof(uint256 jobId, uint256 score) internal view returns (IDataRegistry.Proof memory) {
        uint256 fileId = uint40(jobId);
        IDataRegistry.FileInfo memory f = registry.fileInfo(fileId);
        return IDataRegistry.Proof({
            jobId: jobId,
            fileId: fileId,
            dlpId: f.dlpId,
            owner: f.owner,
            contentDigest: f.digest,
            bundleDigest: BUNDLE,
            score: score,
            resultDigest: keccak256(abi.encode("result", jobId)),
            fingerprint: keccak256(abi.encode("fingerprint", f.digest)),
            identity: 0,
            lease: (block.timestamp - registry.jobs(jobId).openedAt) / LEASE
        });
    }

    bytes32 private constant PROOF_TYPE = keccak256(
        "Proof(uint256 jobId,uint256 fileId,uint256 dlpId,address owner,bytes32 contentDigest,bytes32 bundleDigest,uint256 score,bytes32 resultDigest,bytes32 fingerprint,bytes32 identity,uint256 lease)"
    );
    bytes32 private constant REFINEMENT_TYPE = keccak256(
        "Refinement(uint256 fileId,uint256 refinerId,bytes32 bundleDigest,bytes32 artifactDigest,uint8 codec,bytes32 plaintextDigest,uint256 lease)"
    );

    function _hash(IDataRegistry.Proof memory p) internal pure returns (bytes32) {
        return keccak256(abi.encode(PROOF_TYPE, p));
    }

    function _hash(IDataRegistry.Refinement memory r) internal pure returns (bytes32) {
        return keccak256(abi.encode(REFINEMENT_TYPE, r));
    }

    /// @dev (r, vs) over the digest for a contract on a chain.
    function _signFor(uint256 key, bytes32 structHash, uint256 chainId, address verifier) internal pure returns (bytes32 r, bytes32 vs) {
        uint8 v;
        bytes32 s;
        (v, r, s) = vm.sign(key, _digest(structHash, chainId, verifier));
        vs = bytes32(uint256(s) | (uint256(v - 27) << 255));
    }

    function _digest(bytes32 structHash, uint256 chainId, address verifier) internal pure returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Coppice"),
                keccak256("1"),
                chainId,
                verifier
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _sign(uint256 key, bytes32 structHash) internal view returns (bytes32 r, bytes32 vs) {
        return _signFor(key, structHash, block.chainid, address(registry));
    }

    function _holder(uint256 jobId) internal view returns (address holder) {
        (holder,,) = registry.leaseOf(jobId);
    }

    function _record(IDataRegistry.Proof memory p) internal {
        (bytes32 r, bytes32 vs) = _sign(_keyOf(_holder(p.jobId)), _hash(p));
        registry.recordProof(p, r, vs);
    }

    function _valid(address who, bytes32 digest) internal returns (uint256 fileId) {
        fileId = _contribute(who, digest);
        _seed();
        _record(_proof(fileId, 1e18));
    }

    function _refinement(uint256 fileId, uint256 id) internal view returns (IDataRegistry.Refinement memory) {
        IDataRegistry.JobInfo memory job = registry.jobs(registry.fileInfo(fileId).jobId);
        return IDataRegistry.Refinement({
            fileId: fileId,
            refinerId: id,
            bundleDigest: REFINER_BUNDLE,
            artifactDigest: keccak256(abi.encode("artifact", fileId, id)),
            codec: 0,
            plaintextDigest: keccak256("plain"),
            lease: (block.timestamp - job.openedAt) / LEASE
        });
    }

    function _refine(IDataRegistry.Refinement memory x) internal returns (address holder) {
        (holder,,) = registry.refinementLeaseOf(x.fileId, x.refinerId);
        (bytes32 r, bytes32 vs) = _sign(_keyOf(holder), _hash(x));
        registry.recordRefinement(x, r, vs);
    }

    // ---- what a buyer does

    function _policy(bool rowsMayLeave) internal pure returns (IQueryEngine.Policy memory) {
        return IQueryEngine.Policy({rowsMayLeave: rowsMayLeave, minGroupSize: 0, expiresAt: 0, budget: 0});
    }

    function _grant(address grantee, uint256 price, bool rowsMayLeave) internal returns (uint256) {
        vm.prank(pool.timelock());
        return queries.grant(grantee, refinerId, "table", "", price, _policy(rowsMayLeave));
    }

    function _buyTokens(uint256 amount) internal {
        vm.startPrank(buyer);
        pool.buy{value: amount * SALE_PRICE / 1e18}(amount);
        token.approve(address(engine), amount);
        engine.deposit(address(token), amount);
        vm.stopPrank();
    }

    function _request(uint256 instructionId, uint256 permissionId, uint256 maxRows)
        internal
        pure
        returns (IComputeEngine.JobRequest memory r)
    {
        r.instructionId = instructionId;
        r.maxSeconds = MAX_SECONDS;
        r.requestDigest = keccak256("request");
        r.maxPricePerSecond = PRICE_PER_SECOND;
        r.lines = new IComputeEngine.Line[](1);
        r.lines[0] = IComputeEngine.Line({permissionId: permissionId, maxRows: maxRows, maxPrice: type(uint96).max});
    }

    function _receipt(uint256 jobId, uint256 rows, IComputeEngine.Outcome outcome) internal view returns (IComputeEngine.Receipt memory r) {
        IComputeEngine.JobInfo memory job = engine.jobInfo(jobId);
        r.jobId = jobId;
        r.requestDigest = job.requestDigest;
        if (job.instructionId != 0) r.codeDigest = instructions.instructions(job.instructionId).hash;
        r.snapshotDigest = keccak256("snapshot");
        r.resultDigest = keccak256("result");
        r.outcome = outcome;
        r.usedSeconds = 10;
        r.rows = new uint256[](1);
        r.rows[0] = rows;
        r.lease = (block.timestamp - job.openedAt) / (LEASE + job.maxSeconds);
        r.dataBlock = vm.getBlockNumber() - 1;
    }

    function _signReceipt(uint256 key, IComputeEngine.Receipt memory receipt) internal view returns (bytes memory) {
        (, bytes32 digest) = engine.receiptHash(receipt);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _settle(IComputeEngine.Receipt memory receipt) internal returns (address holder) {
        (holder,,) = engine.leaseOf(receipt.jobId);
        engine.settleJob(receipt, _signReceipt(_keyOf(holder), receipt));
    }
}
