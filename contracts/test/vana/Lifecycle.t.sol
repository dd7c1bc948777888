// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Vm} from "forge-std/Vm.sol";
import {ReferenceAbi} from "./ReferenceAbi.sol";

/// @notice A contribution, its reward, a refiner, permissions, deposits and a job, as a client does it that knows Vana's ABIs only. What
/// validators do is ours.
contract VanaLifecycleTest is ReferenceAbi {
    // The reference's structs, field by field.

    struct FileResponse {
        uint256 id;
        address ownerAddress;
        string url;
        uint256 schemaId;
        uint256 addedAtBlock;
    }

    struct Permission {
        address account;
        string key;
    }

    struct ProofData {
        uint256 score;
        uint256 dlpId;
        string metadata;
        string proofUrl;
        string instruction;
    }

    struct Proof {
        bytes signature;
        ProofData data;
    }

    struct Job {
        uint256 fileId;
        uint256 bidAmount;
        uint8 status;
        uint256 addedTimestamp;
        address ownerAddress;
        address teeAddress;
    }

    struct TeeInfo {
        address teeAddress;
        string url;
        uint8 status;
        uint256 amount;
        uint256 withdrawnAmount;
        uint256 jobsCount;
        string publicKey;
    }

    struct RefinerInfo {
        uint256 dlpId;
        address owner;
        string name;
        string schemaDefinitionUrl;
        string refinementInstructionUrl;
        uint256 schemaId;
    }

    struct PermissionInfo {
        uint256 permissionId;
        address grantee;
        bool approved;
        uint256 refinerId;
        string tableName;
        string columnName;
        uint256 price;
        address tokenAddress;
    }

    struct DataPermission {
        address grantee;
        bool approved;
        uint256 refinerId;
        string tableName;
        string columnName;
        uint256 price;
        address tokenAddress;
    }

    struct Instruction {
        bytes32 hash;
        address owner;
        string url;
    }

    struct ComputeJob {
        address ownerAddress;
        uint80 maxTimeout;
        bool gpuRequired;
        uint8 status;
        address teeAddress;
        uint32 computeInstructionId;
        uint48 addedTimestamp;
        string statusMessage;
        address teePoolAddress;
    }

    string private constant FILES = "DataRegistry";
    string private constant TEES = "TeePool";
    string private constant DLP = "DataLiquidityPool";
    string private constant REFINERS = "DataRefinerRegistry";
    string private constant QUERIES = "QueryEngine";
    string private constant CODE = "ComputeInstructionRegistry";
    string private constant ENGINE = "ComputeEngine";
    string private constant URL = "ipfs://bafkreiabxxewjsnj6e26bjtiebgtnprmdmvfdgm6z7kxzsdmh2m6oakzre";
    string private constant OTHER_URL = "ipfs://bafkreidtl27ckrmdpcluthi7uhzvyghdmbpvvtcnlfg3d4dpu6d4gpdloi";

    address private at; // of the registry
    address private facade;
    address private timelock;

    function setUp() public override {
        super.setUp();
        at = address(registry);
        facade = pool.teePool();
        timelock = pool.timelock();
    }

    // ---- contributing

    function _addFile(string memory url) private returns (uint256) {
        assertEq(_outputs(FILES, "addFile"), "(uint256)");
        return abi.decode(_send(alice, FILES, at, 0, "addFile", abi.encode(url)), (uint256));
    }

    function test_Files() public {
        uint256 fileId = _addFile(URL);
        Permission[] memory keys_ = new Permission[](1);
        keys_[0] = Permission({account: bob, key: "sealed to bob"});
        bytes memory result = _send(alice, FILES, at, 0, "addFileWithPermissions", abi.encode(OTHER_URL, alice, keys_));
        uint256 second = abi.decode(result, (uint256));
        _send(alice, FILES, at, 0, "addFilePermission", abi.encode(fileId, buyer, "sealed to the buyer"));
        assertEq(_number(FILES, at, "filesCount", ""), 2);
        assertEq(_number(FILES, at, "fileIdByUrl", abi.encode(OTHER_URL)), second);
        result = _ask(FILES, at, "files", abi.encode(fileId), "((uint256,address,string,uint256,uint256))");
        FileResponse memory f = abi.decode(result, (FileResponse));
        assertEq(f.id, fileId);
        assertEq(f.ownerAddress, alice);
        assertEq(f.url, URL);
        assertEq(f.schemaId, 0);
        assertEq(f.addedAtBlock, vm.getBlockNumber());
        result = _ask(FILES, at, "filePermissions", abi.encode(second, bob), "(string)");
        assertEq(abi.decode(result, (string)), "sealed to bob");
        assertFalse(abi.decode(_ask(FILES, at, "paused", "", "(bool)"), (bool)));
    }

    function _jobOf(uint256 jobId) private returns (Job memory) {
        string memory outputs = "((uint256,uint256,uint8,uint256,address,address))";
        bytes memory one = _ask(TEES, facade, "jobs", abi.encode(jobId), outputs);
        assertEq(one, _ask(TEES, address(teePool), "jobs", abi.encode(jobId)), "both pools say the same");
        return abi.decode(one, (Job));
    }

    function _teeOf(address who) private returns (TeeInfo memory) {
        string memory outputs = "((address,string,uint8,uint256,uint256,uint256,string))";
        bytes memory one = _ask(TEES, facade, "tees", abi.encode(who), outputs);
        assertEq(one, _ask(TEES, address(teePool), "tees", abi.encode(who)));
        return abi.decode(one, (TeeInfo));
    }

    /// @dev As a client does it: the fee is asked, paid, and the job's id read from the event.
    function _requestProof(uint256 fileId) private returns (uint256 jobId) {
        uint256 fee = _number(TEES, facade, "teeFee", "");
        (bytes32 topic,) = _event(TEES, "JobSubmitted");
        vm.recordLogs();
        _send(alice, TEES, facade, fee, "requestContributionProof", abi.encode(fileId));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == topic && uint256(logs[i].topics[2]) == fileId) jobId = uint256(logs[i].topics[1]);
        }
    }

    function test_ContributionProofAndReward() public {
        uint256 fileId = _addFile(URL);
        uint256 jobId = _requestProof(fileId);
        Job memory job = _jobOf(jobId);
        assertEq(job.fileId, fileId);
        assertEq(job.bidAmount, FEES);
        assertEq(job.status, 1, "Submitted");
        assertEq(job.addedTimestamp, vm.getBlockTimestamp());
        assertEq(job.ownerAddress, alice);
        _seed();
        address holder = _jobOf(jobId).teeAddress;
        assertTrue(abi.decode(_ask(TEES, facade, "isTee", abi.encode(holder), "(bool)"), (bool)));
        _record(_proof(jobId, 0.75e18));

        job = _jobOf(jobId);
        assertEq(job.status, 2, "Completed");
        assertEq(job.teeAddress, holder);
        bytes memory result =
            _ask(FILES, at, "fileProofs", abi.encode(fileId, uint256(1)), "((bytes,(uint256,uint256,string,string,string)))");
        Proof memory p = abi.decode(result, (Proof));
        assertEq(p.data.score, 0.75e18);
        assertEq(p.data.dlpId, 1);
        assertEq(p.data.instruction, "ipfs://bundle");
        assertEq(bytes(p.data.proofUrl).length, 66);
        _send(alice, DLP, address(pool), 0, "requestReward", abi.encode(fileId, uint256(1)));
        assertEq(token.balanceOf(alice), 75 ether);
        assertEq(_number(DLP, address(pool), "fileRewardFactor", ""), FACTOR);
        assertEq(abi.decode(_ask(DLP, address(pool), "name", "", "(string)"), (string)), "fitness");
        assertEq(abi.decode(_ask(DLP, address(pool), "teePool", "", "(address)"), (address)), facade);
        assertEq(abi.decode(_ask(DLP, address(pool), "token", "", "(address)"), (address)), address(token));
        assertEq(abi.decode(_ask(DLP, address(pool), "dataRegistry", "", "(address)"), (address)), at);

        TeeInfo memory tee = _teeOf(holder);
        assertEq(tee.teeAddress, holder);
        assertEq(tee.url, "https://v");
        assertEq(tee.status, 1, "Active");
        assertEq(tee.amount, PROOF_FEE);
        assertEq(tee.withdrawnAmount, 0);
        assertEq(bytes(tee.publicKey).length, 66);
        // a validator's claim has Vana's selector, at the registry
        _send(holder, TEES, at, 0, "claim", "");
        assertEq(holder.balance, PROOF_FEE);
        assertEq(_teeOf(holder).withdrawnAmount, PROOF_FEE);
    }

    function test_CancelledJob() public {
        uint256 jobId = _requestProof(_addFile(URL));
        vm.warp(vm.getBlockTimestamp() + TRIES * LEASE);
        assertEq(_jobOf(jobId).teeAddress, address(0));
        _send(alice, TEES, at, 0, "cancelJob", abi.encode(jobId));
        assertEq(_jobOf(jobId).status, 3, "Canceled");
        assertEq(alice.balance, 100 ether);
    }

    function test_TeeLists() public {
        assertEq(_number(TEES, facade, "teesCount", ""), 4);
        teePool.removeValidator(vm.addr(keys[0]));
        assertEq(_number(TEES, facade, "activeTeesCount", ""), 3);
        address[] memory list = abi.decode(_ask(TEES, facade, "teeList", "", "(address[])"), (address[]));
        assertEq(list.length, 4);
        list = abi.decode(_ask(TEES, facade, "activeTeeList", "", "(address[])"), (address[]));
        assertEq(list.length, 3);
        assertEq(_teeOf(vm.addr(keys[0])).status, 2, "Removed");
        assertEq(abi.decode(_ask(TEES, facade, "dataRegistry", "", "(address)"), (address)), at);
    }

    // ---- refiner and permission

    function _addVanaRefiner() private returns (uint256) {
        bytes memory arguments = abi.encode(uint256(1), "athletes", URL, OTHER_URL);
        return abi.decode(_send(timelock, REFINERS, address(refiners), 0, "addRefiner", arguments), (uint256));
    }

    function test_Refiner() public {
        uint256 id = _addVanaRefiner();
        assertEq(_number(REFINERS, address(refiners), "refinersCount", ""), id);
        string memory outputs = "((uint256,address,string,string,string,uint256))";
        bytes memory result = _ask(REFINERS, address(refiners), "refiners", abi.encode(id), outputs);
        RefinerInfo memory r = abi.decode(result, (RefinerInfo));
        assertEq(r.dlpId, 1);
        assertEq(r.owner, daoOwner);
        assertEq(r.name, "athletes");
        assertEq(r.schemaDefinitionUrl, URL);
        assertEq(r.refinementInstructionUrl, OTHER_URL);
        assertEq(r.schemaId, 0);
        result = _ask(REFINERS, address(refiners), "dlpRefiners", abi.encode(uint256(1)), "(uint256[])");
        assertEq(abi.decode(result, (uint256[])).length, 2);
        uint256 fileId = _valid(alice, keccak256("content"));
        _seed();
        _refine(_refinement(fileId, refinerId));
        result = _ask(FILES, at, "fileRefinements", abi.encode(fileId, refinerId), "(string)");
        assertEq(bytes(abi.decode(result, (string))).length, 66);
    }

    function _permit(address grantee, uint256 price) private returns (uint256) {
        bytes memory arguments = abi.encode(grantee, refinerId, "table", "column", address(token), price);
        return abi.decode(_send(timelock, QUERIES, address(queries), 0, "addPermission", arguments), (uint256));
    }

    function test_Permissions() public {
        address to = address(queries);
        uint256 id = _permit(buyer, 5);
        bytes memory arguments = abi.encode(refinerId, "", "", address(token), uint256(7));
        uint256 generic = abi.decode(_send(timelock, QUERIES, to, 0, "addGenericPermission", arguments), (uint256));
        assertEq(_number(QUERIES, to, "permissionsCount", ""), 2);
        string memory outputs = "((address,bool,uint256,string,string,uint256,address))";
        DataPermission memory p = abi.decode(_ask(QUERIES, to, "permissions", abi.encode(id), outputs), (DataPermission));
        assertEq(p.grantee, buyer);
        assertTrue(p.approved);
        assertEq(p.refinerId, refinerId);
        assertEq(p.tableName, "table");
        assertEq(p.columnName, "column");
        assertEq(p.price, 5);
        assertEq(p.tokenAddress, address(token));
        PermissionInfo[] memory list = _permissionsOf(buyer);
        assertEq(list.length, 2);
        assertEq(list[0].permissionId, generic);
        assertEq(list[1].permissionId, id);
        assertEq(list[1].price, 5);
        assertTrue(list[1].approved);
        _send(daoOwner, QUERIES, to, 0, "updatePermissionApproval", abi.encode(id, false));
        assertEq(_permissionsOf(buyer).length, 1);
    }

    function _permissionsOf(address who) private returns (PermissionInfo[] memory) {
        string memory outputs = "((uint256,address,bool,uint256,string,string,uint256,address)[])";
        bytes memory result = _ask(QUERIES, address(queries), "getPermissions", abi.encode(refinerId, who), outputs);
        return abi.decode(result, (PermissionInfo[]));
    }

    // ---- access

    function _addCode() private returns (uint256 id) {
        address to = address(instructions);
        id = abi.decode(_send(bob, CODE, to, 0, "addComputeInstruction", abi.encode(keccak256("code"), URL)), (uint256));
        _send(timelock, CODE, to, 0, "updateComputeInstruction", abi.encode(id, uint256(1), true));
    }

    function test_Instruction() public {
        uint256 id = _addCode();
        address to = address(instructions);
        bytes memory result = _ask(CODE, to, "instructions", abi.encode(id), "((bytes32,address,string))");
        Instruction memory i = abi.decode(result, (Instruction));
        assertEq(i.hash, keccak256("code"));
        assertEq(i.owner, bob);
        assertEq(i.url, URL);
        assertEq(_number(CODE, to, "instructionsCount", ""), id);
        assertTrue(abi.decode(_ask(CODE, to, "isApproved", abi.encode(id, uint256(1)), "(bool)"), (bool)));
        assertTrue(abi.decode(_ask(CODE, to, "isValidInstructionId", abi.encode(id), "(bool)"), (bool)));
    }

    function _balance(address of_, address in_) private returns (uint256) {
        return _number(ENGINE, address(engine), "balanceOf", abi.encode(of_, in_));
    }

    function test_DepositAndJob() public {
        address to = address(engine);
        uint256 code = _addCode();
        _send(buyer, ENGINE, to, 3 ether, "deposit", abi.encode(address(0), uint256(3 ether)));
        vm.startPrank(buyer);
        pool.buy{value: 1 ether}(100 ether);
        token.approve(to, 100 ether);
        vm.stopPrank();
        _send(buyer, ENGINE, to, 0, "deposit", abi.encode(address(token), uint256(100 ether)));
        assertEq(_balance(buyer, address(token)), 100 ether);
        _send(buyer, ENGINE, to, 1 ether, "submitJob", abi.encode(uint80(30), false, code));
        assertEq(_balance(buyer, address(0)), 4 ether);
        uint256 jobId = _number(ENGINE, to, "jobsCount", "");
        ComputeJob memory job = _computeJob(jobId);
        assertEq(job.ownerAddress, buyer);
        assertEq(job.maxTimeout, 30);
        assertFalse(job.gpuRequired);
        assertEq(job.status, 1, "Registered");
        assertEq(job.computeInstructionId, code);
        _send(buyer, ENGINE, to, 0, "cancelJob", abi.encode(jobId));
        assertEq(_computeJob(jobId).status, 6, "Canceled");
        uint256 before = buyer.balance;
        _send(buyer, ENGINE, to, 0, "withdraw", abi.encode(address(0), uint256(4 ether)));
        assertEq(buyer.balance - before, 4 ether);
        _send(buyer, ENGINE, to, 0, "withdraw", abi.encode(address(token), uint256(100 ether)));
        assertEq(token.balanceOf(buyer), 100 ether);
    }

    function _computeJob(uint256 jobId) private returns (ComputeJob memory) {
        string memory outputs = "((address,uint80,bool,uint8,address,uint32,uint48,string,address))";
        return abi.decode(_ask(ENGINE, address(engine), "jobs", abi.encode(jobId), outputs), (ComputeJob));
    }

    // ---- events

    /// @dev Everything once, with the logs kept; then each of the reference's events must be among them, from the contract where a
    /// client looks, with as many indexed fields.
    function test_EventsHaveTheSameTopics() public {
        bytes32[2][20] memory expected; // emitter and topic
        uint256[20] memory topics;
        string[2][20] memory all = [
            [FILES, "FileAdded"],
            [FILES, "ProofAdded"],
            [FILES, "RefinementAdded"],
            [FILES, "PermissionGranted"],
            [TEES, "JobSubmitted"],
            [TEES, "JobCanceled"],
            [TEES, "Claimed"],
            [TEES, "TeeAdded"],
            [TEES, "TeeRemoved"],
            [DLP, "RewardRequested"],
            [REFINERS, "RefinerAdded"],
            [QUERIES, "PermissionAdded"],
            [QUERIES, "PermissionApprovalUpdated"],
            [CODE, "ComputeInstructionAdded"],
            [CODE, "ComputeInstructionUpdated"],
            [ENGINE, "JobRegistered"],
            [ENGINE, "JobStatusUpdated"],
            [ENGINE, "JobCanceled"],
            [ENGINE, "Deposit"],
            [ENGINE, "Withdraw"]
        ];
        for (uint256 i = 0; i < all.length; ++i) {
            bytes32 topic;
            (topic, topics[i]) = _event(all[i][0], all[i][1]);
            expected[i] = [bytes32(uint256(uint160(_emitter(i)))), topic];
        }
        vm.recordLogs();
        _everythingOnce();
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < all.length; ++i) {
            bool found = false;
            for (uint256 j = 0; j < logs.length; ++j) {
                if (bytes32(uint256(uint160(logs[j].emitter))) != expected[i][0] || logs[j].topics[0] != expected[i][1]) continue;
                assertEq(logs[j].topics.length, 1 + topics[i], all[i][1]);
                found = true;
            }
            assertTrue(found, all[i][1]);
        }
    }

    /// @dev In the order of the list above. Jobs of files and earnings are the registry's here.
    function _emitter(uint256 i) private view returns (address) {
        if (i < 7) return at;
        if (i < 9) return address(teePool);
        if (i == 9) return address(pool);
        if (i == 10) return address(refiners);
        if (i < 13) return address(queries);
        if (i < 15) return address(instructions);
        return address(engine);
    }

    function _everythingOnce() private {
        _admit(0xA11CE + 9);
        teePool.removeValidator(vm.addr(0xA11CE + 9));
        uint256 fileId = _addFile(URL);
        _send(alice, FILES, at, 0, "addFilePermission", abi.encode(fileId, buyer, "key"));
        _send(alice, TEES, facade, FEES, "requestContributionProof", abi.encode(fileId));
        _seed();
        address holder = _holder(fileId);
        _record(_proof(fileId, 1e18));
        _send(holder, TEES, at, 0, "claim", "");
        _seed();
        _refine(_refinement(fileId, refinerId));
        uint256 other = _contribute(alice, keccak256("never proven"));
        vm.warp(vm.getBlockTimestamp() + TRIES * LEASE);
        _send(alice, TEES, at, 0, "cancelJob", abi.encode(other));
        _addVanaRefiner();
        uint256 permissionId = _permit(buyer, 1);
        _send(daoOwner, QUERIES, address(queries), 0, "updatePermissionApproval", abi.encode(permissionId, false));
        uint256 code = _addCode();
        _send(buyer, ENGINE, address(engine), 1 ether, "deposit", abi.encode(address(0), uint256(1 ether)));
        _send(buyer, ENGINE, address(engine), 0, "submitJob", abi.encode(uint80(30), false, code));
        _send(buyer, ENGINE, address(engine), 0, "cancelJob", abi.encode(uint256(1)));
        _send(buyer, ENGINE, address(engine), 0, "withdraw", abi.encode(address(0), uint256(1 ether)));
    }
}
