// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ActionsBase} from "./ActionsBase.sol";
import {DataDAOTimelock} from "../../src/governance/DataDAOTimelock.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {ITeePool} from "../../src/interfaces/ITeePool.sol";

/// @notice Time, validators that come and go, the network's administration, and what DataDAOs decide.
abstract contract ActionsNetwork is ActionsBase {
    uint256 internal constant KINDS = 7;
    bytes32 private constant INTAKE_KEY_TYPE = keccak256("IntakeKey(uint256 dlpId,uint256 epoch,bytes32 digest,uint256 deadline)");

    struct Change {
        uint256 dao;
        uint256 kind;
        uint256 value;
        bytes32 salt;
        uint256 scheduledAt;
    }

    Change[] private _changes;
    uint256 private _salt;
    uint256[KINDS][2] public terms; // what they should be

    constructor() {
        for (uint256 d = 0; d < 2; ++d) {
            for (uint256 k = 0; k < KINDS; ++k) {
                terms[d][k] = termNow(d, k);
            }
        }
    }

    function pass(uint256 time) external step {
        if (time % 5 == 0) _nextEpoch();
        else if (time % 17 == 1) vm.warp(vm.getBlockTimestamp() + 49 hours);
        else vm.warp(vm.getBlockTimestamp() + time % 200);
        vm.roll(vm.getBlockNumber() + 1 + (time % 41 == 2 ? 300 : 0));
        if ((time >> 64) % 2 == 0 && registry.paused()) registry.unpause();
        _count("pass");
    }

    function pause(uint256 how) external step {
        if (how % 3 == 0) {
            registry.pause();
            _count("pause");
        } else {
            registry.unpause();
        }
    }

    function setTerms(uint256 how, uint256 x) external step {
        if (how % 4 == 0) {
            _byTimelock(
                address(registry), abi.encodeWithSignature("setFees(uint256,uint256)", (x % 20e6) * 1 gwei, ((x >> 64) % 10e6) * 1 gwei)
            );
            _count("fees");
        } else if (how % 4 == 1) {
            _byTimelock(
                address(engine), abi.encodeWithSignature("updateBurnShares(uint256,uint256)", x % 10_000 + 1, (x >> 64) % 10_000 + 1)
            );
            _count("shares");
        } else if (how % 4 == 2) {
            engine.updatePricePerSecond(x % 0.002 ether);
            _count("price");
        } else {
            _byTimelock(address(registry), abi.encodeWithSignature("setLease(uint256,uint256)", 40 + x % 60, 2 + x % 3));
            _count("lease");
        }
    }

    // ---- validators

    function validators(uint256 which, uint256 how) external step {
        address v = vm.addr(keys[which % keys.length]);
        how %= 12;
        bool active = registry.isValidator(v);
        if (how == 0 && active) {
            vm.prank(v);
            teePool.leaveNetwork();
            _count("leave");
        } else if (how == 1 && active) {
            bytes32 measurement = teePool.validatorInfo(v).measurement;
            teePool.suspendMeasurement(measurement);
            _byTimelock(address(teePool), abi.encodeCall(teePool.allowMeasurement, (measurement)));
            _count("suspend");
        } else if (how == 2) {
            if (!active && which % 2 == 0) vm.warp(vm.getBlockTimestamp() + UNBONDING);
            _withdrawBond(v);
        } else if (how == 3 && active) {
            vm.prank(v);
            teePool.setValidatorKeys(keyEpochs[v] + 1, keccak256(abi.encode(v, keyEpochs[v])));
            keyEpochs[v] += 1;
            _count("keys");
        } else if (how == 4 && active) {
            _intake(which % 2, keys[which % keys.length]);
        } else if (how > 4 && !active) {
            _readmit(v);
        }
    }

    function _withdrawBond(address v) private {
        uint256 freeAt = teePool.validatorInfo(v).bondFreeAt;
        bool free = freeAt != 0 && block.timestamp >= freeAt && teePool.validatorInfo(v).bond != 0;
        vm.prank(v);
        try teePool.withdrawBond() {
            if (!free) forgeries += 1;
            _count("bond");
        } catch {
            if (free) stuck += 1;
        }
    }

    function _readmit(address v) private {
        uint256 bond = teePool.validatorInfo(v).bond;
        vm.deal(address(this), 1e6 ether);
        if (bond < BOND) {
            try teePool.admitValidator(_admission(v)) {
                forgeries += 1;
            } catch {}
            teePool.postBond{value: BOND - bond}(v);
        }
        teePool.admitValidator(_admission(v));
        keyEpochs[v] += 1;
        _count("readmit");
    }

    function _intake(uint256 d, uint256 key) private {
        bytes32 digest = sha256(bytes("age1"));
        bytes32 hash = keccak256(abi.encode(INTAKE_KEY_TYPE, d + 1, intakeEpochs[d] + 1, digest, block.timestamp));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _digest(hash, block.chainid, address(teePool)));
        try teePool.setIntakeKey(d + 1, intakeEpochs[d] + 1, "age1", block.timestamp, abi.encodePacked(r, s, v)) {
            intakeEpochs[d] += 1;
            _count("intake");
        } catch {}
    }

    // ---- governance

    function termNow(uint256 d, uint256 kind) public view returns (uint256) {
        if (kind == 0) return pools[d].fileRewardFactor();
        if (kind == 1) return uint256(pools[d].proofBundle());
        if (kind == 2) return pools[d].salePrice();
        if (kind == 3) return pools[d].treasuryShareBps();
        if (kind == 4) return queries.terms(permissions[d][0]).price;
        if (kind == 5) return instructions.isApproved(instructionId, d + 1) ? 1 : 0;
        return pools[d].epochRewardCap();
    }

    function _call(uint256 d, uint256 kind, uint256 value) private view returns (address to, bytes memory data) {
        to = address(pools[d]);
        if (kind == 0) data = abi.encodeWithSignature("updateFileRewardFactor(uint256)", value);
        if (kind == 1) data = abi.encodeWithSignature("updateProofInstruction(bytes32,string)", bytes32(value), "ipfs://b");
        if (kind == 2) data = abi.encodeWithSignature("updateSalePrice(uint256)", value);
        if (kind == 3) data = abi.encodeWithSignature("updateTreasuryShare(uint256)", value);
        if (kind == 6) data = abi.encodeWithSignature("updateEpochRewardCap(uint256)", value);
        if (kind == 4) {
            return (address(queries), abi.encodeWithSignature("updatePermissionPrice(uint256,uint256)", permissions[d][0], value));
        }
        if (kind == 5) {
            to = address(instructions);
            data = abi.encodeWithSignature("updateComputeInstruction(uint256,uint256,bool)", instructionId, d + 1, value == 1);
        }
    }

    function _valueOf(uint256 kind, uint256 x) private pure returns (uint256) {
        if (kind == 0) return (x % 200) * 1 ether + 1 gwei;
        if (kind == 1) return uint256(keccak256(abi.encode("bundle", x % 3)));
        if (kind == 2) return x % SALE_PRICE + 1;
        if (kind == 3) return x % 5001;
        if (kind == 4) return x % 0.1 ether;
        if (kind == 5) return 1;
        return x % 3 == 0 ? 0 : (x % 5000) * 1 ether;
    }

    function schedule(uint256 dao, uint256 kind, uint256 x) external step {
        (dao, kind) = (dao % 2, kind % KINDS);
        Change memory c = Change({dao: dao, kind: kind, value: _valueOf(kind, x), salt: bytes32(++_salt), scheduledAt: block.timestamp});
        (address to, bytes memory data) = _call(dao, kind, c.value);
        DataDAOTimelock timelock = DataDAOTimelock(payable(pools[dao].timelock()));
        // one who cannot wait first
        vm.prank(daoOwner);
        try timelock.schedule(to, 0, data, 0, c.salt, DELAY - 1 - x % DELAY) {
            bypasses += 1;
        } catch {}
        vm.prank(daoOwner);
        timelock.schedule(to, 0, data, 0, c.salt, DELAY);
        _changes.push(c);
        _count("schedule");
    }

    function execute(uint256 which) external step {
        if (_changes.length == 0) return;
        uint256 i = which % _changes.length;
        Change memory c = _changes[i];
        (address to, bytes memory data) = _call(c.dao, c.kind, c.value);
        bool due = block.timestamp >= c.scheduledAt + DELAY;
        try DataDAOTimelock(payable(pools[c.dao].timelock())).execute(to, 0, data, 0, c.salt) {
            if (!due) tooEarly += 1;
            terms[c.dao][c.kind] = c.value;
            _changes[i] = _changes[_changes.length - 1];
            _changes.pop();
            _count("execute");
        } catch {
            if (due) stuck += 1;
        }
    }

    /// @dev The owner alone. What lowers or changes must be refused; what protects contributors goes through at once.
    function direct(uint256 dao, uint256 kind, uint256 x) external step {
        (dao, kind) = (dao % 2, kind % KINDS);
        uint256 value = _valueOf(kind, x);
        if (kind == 5 && x % 8 == 0) value = 0;
        if ((kind == 2 || kind == 4) && x % 4 == 0) value = terms[dao][kind] + x % 1e12 + (terms[dao][kind] == 0 ? 0 : 1);
        bool protects = (kind == 5 && value <= terms[dao][kind] && value == 0)
            || (kind == 2 && terms[dao][kind] != 0 && value >= terms[dao][kind]) || (kind == 4 && value >= terms[dao][kind]);
        (address to, bytes memory data) = _call(dao, kind, value);
        vm.prank(daoOwner);
        (bool ok,) = to.call(data);
        if (!ok && protects) stuck += 1;
        if (ok && !protects) bypasses += 1;
        if (ok) terms[dao][kind] = value;
        _count(ok ? "tighten" : "refused");
    }
}
