// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {DataRegistry} from "../../src/DataRegistry.sol";
import {DataRegistryExtension} from "../../src/DataRegistryExtension.sol";
import {TeePool} from "../../src/TeePool.sol";
import {IContributionRelay} from "../../src/interfaces/IContributionRelay.sol";
import {IDataRegistry} from "../../src/interfaces/IDataRegistry.sol";
import {ITeePool} from "../../src/interfaces/ITeePool.sol";
import {Extremes} from "./Extremes.sol";

contract RegistryExtremesTest is Extremes {
    address private r;
    address private t;
    address private timelock;

    function setUp() public override {
        super.setUp();
        (r, t, timelock) = (address(registry), address(teePool), address(networkTimelock));
    }

    function _file(bytes32 digest, uint8 codec, uint256 dlpId) private pure returns (IDataRegistry.NewFile memory) {
        return IDataRegistry.NewFile({digest: digest, codec: codec, dlpId: dlpId});
    }

    function _files(uint256 dlpId) private pure returns (IDataRegistry.NewFile[] memory list) {
        list = new IDataRegistry.NewFile[](1);
        list[0] = _file(ONES, 1, dlpId);
    }

    // ---- the core

    function test_coreZero() public {
        IDataRegistry.NewFile[] memory none = new IDataRegistry.NewFile[](0);
        _no(alice, r, abi.encodeCall(registry.contribute, (_file(0, 0, 0))), IDataRegistry.InvalidDigest.selector);
        _no(alice, r, abi.encodeCall(registry.contributeBatch, (none)), IDataRegistry.InvalidBatch.selector);
        _no(address(relay), r, abi.encodeCall(registry.contributeFor, (address(0), address(0), none)), IDataRegistry.InvalidBatch.selector);
        _no(alice, r, abi.encodeCall(registry.claimFor, (address(0))), IDataRegistry.NothingToClaim.selector);
        IDataRegistry.Proof memory p;
        _no(alice, r, abi.encodeCall(registry.recordProof, (p, 0, 0)), IDataRegistry.InvalidJobStatus.selector);
        _no(alice, r, abi.encodeCall(registry.recordProofs, (new IDataRegistry.Proof[](0), 0, 0)), IDataRegistry.InvalidBatch.selector);
        IDataRegistry.Refinement memory x;
        _no(alice, r, abi.encodeCall(registry.recordRefinement, (x, 0, 0)), IDataRegistry.FileNotValid.selector);
        IDataRegistry.Refinement[] memory xs = new IDataRegistry.Refinement[](0);
        _no(alice, r, abi.encodeCall(registry.recordRefinements, (xs, 0, 0)), IDataRegistry.InvalidBatch.selector);
        _ok(t, r, "");
        _no(alice, r, hex"00000000", NOTHING);
    }

    function test_coreMaximum() public {
        _no(alice, r, abi.encodeCall(registry.contribute, (_file(ONES, 255, MAX))), IDataRegistry.InvalidCodec.selector);
        _no(alice, r, abi.encodeCall(registry.contribute, (_file(ONES, 1, MAX))), IDataRegistry.DlpNotFound.selector);
        _ok(alice, r, FEES, abi.encodeCall(registry.contribute, (_file(ONES, 1, 1))));
        assertEq(registry.fileIdOf(ONES, alice), 1);
        _no(alice, r, abi.encodeCall(registry.contributeBatch, (_files(MAX))), IDataRegistry.DlpNotFound.selector);
        _no(address(relay), r, abi.encodeCall(registry.contributeFor, (LAST, LAST, _files(MAX))), IDataRegistry.DlpNotFound.selector);
        _ok(address(relay), r, FEES, abi.encodeCall(registry.contributeFor, (LAST, LAST, _files(1))));
        assertEq(registry.fileIdOf(ONES, LAST), 2);
        _no(alice, r, abi.encodeCall(registry.claimFor, (LAST)), IDataRegistry.NothingToClaim.selector);
        IDataRegistry.Proof memory p = IDataRegistry.Proof(MAX, MAX, MAX, LAST, ONES, ONES, MAX, ONES, ONES, ONES, MAX);
        _no(alice, r, abi.encodeCall(registry.recordProof, (p, ONES, ONES)), IDataRegistry.InvalidJobStatus.selector);
        IDataRegistry.Proof[] memory ps = new IDataRegistry.Proof[](1);
        ps[0] = p;
        _no(alice, r, abi.encodeCall(registry.recordProofs, (ps, ONES, ONES)), IDataRegistry.InvalidJobStatus.selector);
        IDataRegistry.Refinement memory x = IDataRegistry.Refinement(MAX, MAX, ONES, ONES, 255, ONES, MAX);
        _no(alice, r, abi.encodeCall(registry.recordRefinement, (x, ONES, ONES)), IDataRegistry.FileNotFound.selector);
        IDataRegistry.Refinement[] memory xs = new IDataRegistry.Refinement[](1);
        xs[0] = x;
        _no(alice, r, abi.encodeCall(registry.recordRefinements, (xs, ONES, ONES)), IDataRegistry.FileNotFound.selector);
        _ok(t, r, type(uint128).max, "");
        _no(alice, r, hex"ffffffff", NOTHING);
    }

    // ---- the extension

    function test_extensionZero() public {
        IDataRegistry.Permission[] memory none = new IDataRegistry.Permission[](0);
        _no(alice, r, abi.encodeCall(registry.addFile, ("")), IDataRegistry.InvalidUrl.selector);
        _no(alice, r, abi.encodeCall(registry.addFilePermission, (0, address(0), "")), IDataRegistry.FileNotFound.selector);
        _no(alice, r, abi.encodeCall(registry.addFileWithPermissions, ("", address(0), none)), IDataRegistry.NotFileOwner.selector);
        _no(alice, r, abi.encodeCall(registry.addFileWithPermissions, ("", alice, none)), IDataRegistry.InvalidUrl.selector);
        _no(alice, r, abi.encodeCall(registry.cancelJob, (0)), IDataRegistry.InvalidJobStatus.selector);
        _no(alice, r, abi.encodeCall(registry.reclaimRefinementFee, (0)), IDataRegistry.FileNotFound.selector);
        IDataRegistry.Opinion memory o;
        _no(alice, r, abi.encodeCall(registry.recordOpinion, (o, 0, 0)), IDataRegistry.InvalidJobStatus.selector);
        _no(alice, r, abi.encodeCall(registry.requestContributionProof, (0)), IDataRegistry.FileNotFound.selector);
        _no(t, r, abi.encodeCall(registry.requestContributionProofFor, (0, 0, address(0))), IDataRegistry.FileNotFound.selector);
        _no(alice, r, abi.encodeCall(registry.reseed, (0)), IDataRegistry.FileNotFound.selector);
        _no(alice, r, abi.encodeCall(registry.withdrawFile, (0, 0)), IDataRegistry.FileNotFound.selector);
    }

    function test_extensionMaximum() public {
        uint256 id = _contribute(alice, D);
        IDataRegistry.Permission[] memory keys_ = new IDataRegistry.Permission[](1);
        keys_[0] = IDataRegistry.Permission(LAST, _text(4097));
        string memory url = "ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";
        _no(alice, r, abi.encodeCall(registry.addFile, (_text(10_000))), IDataRegistry.InvalidUrl.selector);
        _no(alice, r, abi.encodeCall(registry.addFilePermission, (MAX, LAST, "k")), IDataRegistry.FileNotFound.selector);
        _no(alice, r, abi.encodeCall(registry.addFilePermission, (id, LAST, _text(4097))), IDataRegistry.InvalidKey.selector);
        _ok(alice, r, abi.encodeCall(registry.addFilePermission, (id, LAST, _text(4096))));
        assertEq(bytes(registry.filePermissions(id, LAST)).length, 4096);
        _no(alice, r, abi.encodeCall(registry.addFileWithPermissions, (url, alice, keys_)), IDataRegistry.InvalidKey.selector);
        _no(alice, r, abi.encodeCall(registry.cancelJob, (MAX)), IDataRegistry.InvalidJobStatus.selector);
        _no(alice, r, abi.encodeCall(registry.reclaimRefinementFee, (MAX)), IDataRegistry.FileNotFound.selector);
        IDataRegistry.Opinion memory o = IDataRegistry.Opinion(MAX, MAX, ONES, ONES, MAX, ONES, ONES);
        _no(alice, r, abi.encodeCall(registry.recordOpinion, (o, ONES, ONES)), IDataRegistry.InvalidJobStatus.selector);
        _no(alice, r, abi.encodeCall(registry.requestContributionProof, (MAX)), IDataRegistry.FileNotFound.selector);
        _no(t, r, abi.encodeCall(registry.requestContributionProofFor, (MAX, 0, LAST)), IDataRegistry.FileNotFound.selector);
        _no(t, r, abi.encodeCall(registry.requestContributionProofFor, (MAX, MAX, LAST)), IDataRegistry.Unauthorized.selector);
        _no(alice, r, abi.encodeCall(registry.reseed, (MAX)), IDataRegistry.FileNotFound.selector);
        _no(alice, r, abi.encodeCall(registry.withdrawFile, (MAX, ONES)), IDataRegistry.FileNotFound.selector);
        // a job's number leads to its file everywhere but here, where it would be another name for the file
        _no(alice, r, abi.encodeCall(registry.withdrawFile, (id | 1 << 40, 0)), IDataRegistry.FileNotFound.selector);
    }

    // ---- the registry's terms, and what the other contracts tell it

    function test_termsZero() public {
        _ok(timelock, r, abi.encodeCall(registry.setDefaultDlp, (0)));
        _ok(timelock, r, abi.encodeCall(registry.setFees, (0, 0)));
        _no(timelock, r, abi.encodeCall(registry.setLease, (0, 0)), IDataRegistry.InvalidLease.selector);
        IDataRegistry.OpinionTerms memory terms;
        _ok(address(pool), r, abi.encodeCall(registry.setOpinionTerms, (1, terms)));
        _no(address(pool), r, abi.encodeCall(registry.setOpinionTerms, (0, terms)), IDataRegistry.Unauthorized.selector);
        _no(address(pool), r, abi.encodeCall(registry.openDlp, (0)), IDataRegistry.Unauthorized.selector);
        assertEq(registry.feeOf(1), 0);
        uint256 setId = registry.currentSetId();
        _ok(t, r, abi.encodeCall(registry.dismiss, (new address[](0))));
        assertEq(registry.currentSetId(), setId, "nobody was dismissed");
    }

    function test_termsMaximum() public {
        _no(timelock, r, abi.encodeCall(registry.setDefaultDlp, (MAX)), IDataRegistry.DlpNotFound.selector);
        _no(timelock, r, abi.encodeCall(registry.setFees, (MAX, MAX)), IDataRegistry.FeeNotWholeGwei.selector);
        uint256 fee = (2 ** 40 - 1) * 1e9;
        _ok(timelock, r, abi.encodeCall(registry.setFees, (fee, fee)));
        _no(timelock, r, abi.encodeCall(registry.setLease, (MAX, MAX)), IDataRegistry.InvalidLease.selector);
        _ok(timelock, r, abi.encodeCall(registry.setLease, (2 ** 24 - 1, 255)));
        IDataRegistry.OpinionTerms memory terms = IDataRegistry.OpinionTerms(255, 255, true);
        _no(address(pool), r, abi.encodeCall(registry.setOpinionTerms, (1, terms)), IDataRegistry.InvalidOpinionTerms.selector);
        _no(address(pool), r, abi.encodeCall(registry.setOpinionTerms, (MAX, terms)), IDataRegistry.Unauthorized.selector);
        _no(address(pool), r, abi.encodeCall(registry.openDlp, (MAX)), IDataRegistry.Unauthorized.selector);
        _ok(address(pool), r, abi.encodeCall(registry.setOpinionTerms, (1, IDataRegistry.OpinionTerms(8, 8, true))));
        assertEq(registry.feeOf(1), 10 * fee, "a job can hold it");
        _ok(alice, r, 10 * fee, abi.encodeCall(registry.contribute, (_file(D, 0, 1))));
        IDataRegistry.JobInfo memory job = registry.jobs(1);
        assertEq(job.proofFee + job.refinementFee, 10 * fee);
        uint256 setId = registry.currentSetId();
        address[] memory unknown = new address[](1);
        unknown[0] = LAST;
        _ok(t, r, abi.encodeCall(registry.dismiss, (unknown)));
        assertEq(registry.currentSetId(), setId);
        _ok(t, r, abi.encodeCall(registry.enroll, (LAST)));
        assertTrue(registry.isValidator(LAST));
        _ok(address(dlps), r, abi.encodeCall(registry.setDlp, (2 ** 23 - 1, LAST)));
        assertEq(registry.dlpOf(2 ** 23 - 1), LAST);
    }

    /// @dev Other contracts tell the registry something twice: the second time changes nothing.
    function test_toldTwice() public {
        address v = vm.addr(keys[0]);
        uint256 setId = registry.currentSetId();
        _ok(t, r, abi.encodeCall(registry.enroll, (v)));
        assertEq(registry.currentSetId(), setId, "enrolled already");
        address[] memory one = new address[](1);
        one[0] = v;
        _ok(t, r, abi.encodeCall(registry.dismiss, (one)));
        _ok(t, r, abi.encodeCall(registry.dismiss, (one)));
        assertEq(registry.currentSetId(), setId + 1, "dismissed once");
        _ok(address(pool), r, abi.encodeCall(registry.openDlp, (1)));
        assertTrue(registry.isOpen(1));
        _ok(address(refiners), r, abi.encodeCall(registry.setRefiner, (refinerId, 1, ONES, true)));
        uint256 id = _valid(alice, D);
        _seed();
        _refine(_refinement(id, refinerId)); // by its first bundle
        assertEq(registry.jobs(id).refinementFee, 0, "one refiner, who earned all of it");
        for (uint256 i = 0; i < 2; ++i) {
            registry.pause();
            assertTrue(registry.paused());
        }
        for (uint256 i = 0; i < 2; ++i) {
            registry.unpause();
            assertFalse(registry.paused());
        }
    }

    // ---- initialisers, of a proxy of one's own

    function _new(address code, bytes memory init, bytes4 why) private {
        vm.expectRevert(why);
        new ERC1967Proxy(code, init);
    }

    function test_initialisersZero() public {
        address code = DataRegistry(payable(r)).extension();
        bytes memory init = abi.encodeCall(DataRegistryExtension.initialize, (address(0), address(0), 0, 0, 0, 0));
        _new(code, init, IDataRegistry.InvalidLease.selector);
        code = address(new TeePool(r, address(burner)));
        uint8[] memory platforms = new uint8[](0);
        bytes32[] memory measurements = new bytes32[](0);
        init = abi.encodeCall(TeePool.initialize, (address(0), address(0), 0, 0, 0, platforms, measurements));
        _new(code, init, ITeePool.InvalidBondTerms.selector);
        platforms = new uint8[](1);
        init = abi.encodeCall(TeePool.initialize, (alice, alice, 0, 0, 1, platforms, measurements));
        _new(code, init, ITeePool.InvalidStanding.selector);
    }

    function test_initialisersMaximum() public {
        address code = DataRegistry(payable(r)).extension();
        bytes memory init = abi.encodeCall(DataRegistryExtension.initialize, (LAST, LAST, MAX, MAX, MAX, MAX));
        _new(code, init, IDataRegistry.FeeNotWholeGwei.selector);
        init = abi.encodeCall(DataRegistryExtension.initialize, (LAST, LAST, 0, 0, MAX, MAX));
        _new(code, init, IDataRegistry.InvalidLease.selector);
        code = address(new TeePool(r, address(burner)));
        init = abi.encodeCall(TeePool.initialize, (LAST, LAST, MAX, MAX, MAX, new uint8[](0), new bytes32[](0)));
        _new(code, init, ITeePool.InvalidBondTerms.selector);
    }

    // ---- the TeePool and its facades

    function test_teePoolZero() public {
        address v = vm.addr(keys[0]);
        ITeePool.Admission memory a;
        _no(address(this), t, abi.encodeCall(teePool.admitValidator, (a)), ITeePool.NotValidator.selector);
        _no(timelock, t, abi.encodeCall(teePool.allowPlatform, (0)), ITeePool.InvalidStanding.selector);
        _no(timelock, t, abi.encodeCall(teePool.allowMeasurement, (0)), ITeePool.InvalidStanding.selector);
        _no(address(this), t, abi.encodeCall(teePool.suspendPlatform, (0)), ITeePool.InvalidStanding.selector);
        _no(address(this), t, abi.encodeCall(teePool.suspendMeasurement, (0)), ITeePool.InvalidStanding.selector);
        _no(alice, t, abi.encodeCall(teePool.postBond, (v)), ITeePool.ZeroAmount.selector);
        _no(alice, t, 1, abi.encodeCall(teePool.postBond, (address(0))), ITeePool.NotValidator.selector);
        _no(address(this), t, abi.encodeCall(teePool.removeValidator, (address(0))), ITeePool.NotValidator.selector);
        _no(alice, t, abi.encodeCall(teePool.requestContributionProof, (0)), IDataRegistry.FileNotFound.selector);
        _no(alice, dlps.teePoolOf(1), abi.encodeCall(teePool.requestContributionProof, (0)), IDataRegistry.FileNotFound.selector);
        _no(timelock, t, abi.encodeCall(teePool.setBondTerms, (0, 0, 0)), ITeePool.InvalidBondTerms.selector);
        _no(alice, t, abi.encodeCall(teePool.setIntakeKey, (0, 0, "", 0, "")), ITeePool.DlpNotFound.selector);
        _no(alice, t, abi.encodeCall(teePool.setIntakeKey, (1, 0, "", 0, "")), ITeePool.InvalidRecipient.selector);
        _no(v, t, abi.encodeCall(teePool.setValidatorKeys, (0, 0)), ITeePool.InvalidDigest.selector);
        _no(v, t, abi.encodeCall(teePool.setValidatorKeys, (0, D)), ITeePool.InvalidEpoch.selector);
        _ok(r, t, abi.encodeCall(teePool.slash, (address(0), 0, 0)));
        assertEq(burner.burned(), 0, "who has no bond loses none");
        _ok(timelock, t, abi.encodeCall(teePool.setBondTerms, (0, 0, 1)));
        _ok(r, t, abi.encodeCall(teePool.slash, (v, 0, MAX)));
        assertEq(teePool.validatorInfo(v).bond, BOND, "a slash of nothing");
        assertTrue(registry.isValidator(v));
    }

    function test_teePoolMaximum() public {
        address v = vm.addr(keys[0]);
        ITeePool.Admission memory a = ITeePool.Admission(LAST, _text(10_000), 255, ONES, ONES);
        _no(address(this), t, abi.encodeCall(teePool.admitValidator, (a)), ITeePool.NotAllowed.selector);
        _ok(timelock, t, abi.encodeCall(teePool.allowPlatform, (255)));
        _ok(timelock, t, abi.encodeCall(teePool.allowMeasurement, (ONES)));
        _ok(alice, t, type(uint112).max, abi.encodeCall(teePool.postBond, (LAST)));
        _ok(timelock, t, abi.encodeCall(teePool.setBondTerms, (type(uint96).max, type(uint96).max, type(uint32).max)));
        _no(timelock, t, abi.encodeCall(teePool.setBondTerms, (MAX, MAX, MAX)), ITeePool.InvalidBondTerms.selector);
        _ok(address(this), t, abi.encodeCall(teePool.admitValidator, (a)));
        _ok(address(this), t, abi.encodeCall(teePool.suspendPlatform, (255)));
        assertFalse(registry.isValidator(LAST));
        uint256 setId = registry.currentSetId();
        _ok(address(this), t, abi.encodeCall(teePool.suspendPlatform, (255)));
        _ok(address(this), t, abi.encodeCall(teePool.suspendMeasurement, (ONES)));
        assertEq(registry.currentSetId(), setId, "nobody is left to be dismissed");
        _no(address(this), t, abi.encodeCall(teePool.removeValidator, (LAST)), ITeePool.NotValidator.selector);
        _no(alice, t, abi.encodeCall(teePool.requestContributionProof, (MAX)), IDataRegistry.FileNotFound.selector);
        _no(alice, dlps.teePoolOf(1), abi.encodeCall(teePool.requestContributionProof, (MAX)), IDataRegistry.FileNotFound.selector);
        _no(alice, t, abi.encodeCall(teePool.setIntakeKey, (MAX, MAX, "r", MAX, "")), ITeePool.DlpNotFound.selector);
        _no(alice, t, abi.encodeCall(teePool.setIntakeKey, (1, MAX, _text(4097), MAX, "")), ITeePool.InvalidRecipient.selector);
        _no(alice, t, abi.encodeCall(teePool.setIntakeKey, (1, MAX, _text(4096), MAX, "")), ITeePool.InvalidEpoch.selector);
        _no(v, t, abi.encodeCall(teePool.setValidatorKeys, (MAX, ONES)), ITeePool.InvalidEpoch.selector);
        uint256 held = address(registry).balance;
        _ok(r, t, abi.encodeCall(teePool.slash, (v, MAX, MAX)));
        assertEq(teePool.validatorInfo(v).bond, 0, "no more than there is");
        assertEq(address(registry).balance - held, BOND);
        assertFalse(registry.isValidator(v));
    }

    // ---- the relay and the burner

    function test_relayZero() public {
        IContributionRelay.Contribution memory x;
        address to = address(relay);
        _no(alice, to, abi.encodeCall(relay.contribute, (x, "")), IContributionRelay.SignatureExpired.selector);
        x.deadline = MAX;
        _no(alice, to, abi.encodeCall(relay.contribute, (x, "")), IContributionRelay.InvalidBatch.selector);
        x.files = _files(0);
        _no(alice, to, abi.encodeCall(relay.contribute, (x, "")), IContributionRelay.InvalidSignature.selector);
        _no(alice, to, "", IContributionRelay.OnlyPool.selector);
        bytes4 why = bytes4(keccak256("ZeroAmount()"));
        _no(alice, address(burner), abi.encodeCall(burner.burn, ()), why);
    }

    function test_relayMaximum() public {
        address to = address(relay);
        IContributionRelay.Contribution memory x = IContributionRelay.Contribution(LAST, _files(MAX), MAX, MAX);
        _no(alice, to, abi.encodeCall(relay.contribute, (x, "")), IContributionRelay.InvalidNonce.selector);
        (x.owner, x.nonce) = (vm.addr(0xB0B), 0);
        (, bytes32 digest) = relay.contributionHash(x);
        (uint8 v, bytes32 a, bytes32 b) = vm.sign(0xB0B, digest);
        bytes memory data = abi.encodeCall(relay.contribute, (x, abi.encodePacked(a, b, v)));
        _no(alice, to, data, IContributionRelay.DlpNotFound.selector);
        x.files = new IDataRegistry.NewFile[](51);
        _no(alice, to, abi.encodeCall(relay.contribute, (x, "")), IContributionRelay.InvalidBatch.selector);
        _no(alice, to, type(uint128).max, "", IContributionRelay.OnlyPool.selector);
        _ok(alice, address(burner), type(uint128).max, abi.encodeCall(burner.burn, ()));
        _ok(alice, address(burner), type(uint128).max, abi.encodeCall(burner.burn, ()));
        assertEq(burner.burned(), 2 * uint256(type(uint128).max));
    }
}
