// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {stdError} from "forge-std/Test.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {DataToken} from "../../src/DataToken.sol";
import {DataDAOTimelock} from "../../src/governance/DataDAOTimelock.sol";
import {InsiderVesting} from "../../src/governance/InsiderVesting.sol";
import {Parts, Target} from "./Parts.sol";

/// Calls back when it is paid, or when its transfer is asked for: once.
contract Caller {
    address private to;
    bytes private data;
    uint256 public calls;
    mapping(address account => uint256) public balanceOf;

    function arm(address to_, bytes calldata data_) external {
        (to, data) = (to_, data_);
    }

    function mint(address account, uint256 amount) external {
        balanceOf[account] += amount;
    }

    function transfer(address account, uint256 amount) external returns (bool) {
        _back();
        balanceOf[msg.sender] -= amount;
        balanceOf[account] += amount;
        return true;
    }

    function hit() external {
        _back();
    }

    receive() external payable {
        _back();
    }

    function _back() private {
        if (++calls > 1 || to == address(0)) return;
        (bool ok,) = to.call(data);
        ok;
    }
}

/// What timelocks, vesting wallets and tokens have from OpenZeppelin, as these contracts set it up.
contract InheritedTest is Parts {
    uint256 private constant MAX = type(uint256).max;
    address private constant LAST = address(type(uint160).max);
    uint64 private constant CLIFF = 200 days;
    uint64 private constant DURATION = 400 days;

    DataDAOTimelock private timelock;
    InsiderVesting private wallet;
    DataToken private token;
    Target private target;

    function setUp() public {
        _parts();
        timelock = _timelock();
        token = _token(1e24);
        target = new Target(address(timelock));
        wallet = InsiderVesting(payable(factory.createVesting(founder, CLIFF, DURATION)));
        vm.deal(address(this), 100 ether);
    }

    // ---- the timelock

    function _batch(uint256 size, bytes memory data)
        private
        view
        returns (address[] memory to, uint256[] memory values, bytes[] memory calls)
    {
        (to, values, calls) = (new address[](size), new uint256[](size), new bytes[](size));
        for (uint256 i = 0; i < size; i++) {
            (to[i], calls[i]) = (address(target), data);
        }
    }

    function test_TimelockBatch() public {
        (address[] memory to, uint256[] memory values, bytes[] memory calls) = _batch(2, abi.encodeCall(Target.set, (5)));
        _notRole(stranger, timelock.PROPOSER_ROLE());
        vm.prank(stranger);
        timelock.scheduleBatch(to, values, calls, 0, 0, DELAY);
        vm.startPrank(founder);
        vm.expectPartialRevert(bytes4(keccak256("TimelockInsufficientDelay(uint256,uint256)")));
        timelock.scheduleBatch(to, values, calls, 0, 0, DELAY - 1);
        timelock.scheduleBatch(to, values, calls, 0, 0, DELAY);
        vm.expectPartialRevert(bytes4(keccak256("TimelockUnexpectedOperationState(bytes32,bytes32)")));
        timelock.scheduleBatch(to, values, calls, 0, 0, DELAY);
        vm.stopPrank();
        vm.warp(vm.getBlockTimestamp() + DELAY);
        vm.prank(stranger);
        timelock.executeBatch(to, values, calls, 0, 0);
        assertEq(target.calls(), 2);
        vm.expectPartialRevert(bytes4(keccak256("TimelockUnexpectedOperationState(bytes32,bytes32)")));
        timelock.executeBatch(to, values, calls, 0, 0);
    }

    function test_TimelockBatchInsideItself() public {
        Caller evil = new Caller();
        (address[] memory to, uint256[] memory values, bytes[] memory calls) = _batch(1, abi.encodeCall(Caller.hit, ()));
        to[0] = address(evil);
        bytes memory again = abi.encodeCall(timelock.executeBatch, (to, values, calls, 0, 0));
        evil.arm(address(timelock), again);
        vm.prank(founder);
        timelock.scheduleBatch(to, values, calls, 0, 0, DELAY);
        vm.warp(vm.getBlockTimestamp() + DELAY);
        vm.expectPartialRevert(bytes4(keccak256("TimelockUnexpectedOperationState(bytes32,bytes32)")));
        timelock.executeBatch(to, values, calls, 0, 0); // it ran inside, so it is done: all of it is undone
        assertEq(evil.calls(), 0);
    }

    function test_TimelockExtremes() public {
        bytes4 state = bytes4(keccak256("TimelockUnexpectedOperationState(bytes32,bytes32)"));
        bytes32[2] memory ids = [bytes32(0), bytes32(MAX)];
        (address[] memory to, uint256[] memory values, bytes[] memory calls) = _batch(1, "");
        for (uint256 i = 0; i < 2; i++) {
            vm.prank(founder);
            vm.expectPartialRevert(state);
            timelock.cancel(ids[i]);
            vm.expectPartialRevert(state);
            timelock.execute(i == 0 ? address(0) : LAST, i == 0 ? 0 : MAX, "", ids[i], ids[i]);
            vm.expectPartialRevert(state);
            timelock.executeBatch(to, values, calls, ids[i], ids[i]);
        }
        bytes4 length = bytes4(keccak256("TimelockInvalidOperationLength(uint256,uint256,uint256)"));
        vm.expectPartialRevert(length);
        timelock.executeBatch(to, new uint256[](2), calls, 0, 0);
        vm.startPrank(founder);
        vm.expectPartialRevert(length);
        timelock.scheduleBatch(to, new uint256[](2), calls, 0, 0, DELAY);
        vm.expectPartialRevert(bytes4(keccak256("TimelockInsufficientDelay(uint256,uint256)")));
        timelock.schedule(address(0), 0, "", 0, 0, 0);
        vm.expectRevert(stdError.arithmeticError);
        timelock.schedule(LAST, MAX, "", bytes32(MAX), bytes32(MAX), MAX);
        vm.expectRevert(stdError.arithmeticError);
        timelock.scheduleBatch(to, values, calls, bytes32(MAX), bytes32(MAX), MAX);
        vm.stopPrank();
        vm.startPrank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(DataDAOTimelock.DelayBelowFloor.selector, DELAY));
        timelock.updateDelay(0);
        timelock.updateDelay(MAX);
        assertEq(timelock.getMinDelay(), MAX, "it can end itself, after its delay");
        DataDAOTimelock own = DataDAOTimelock(payable(Clones.clone(address(timelockCode))));
        own.initialize(LAST);
        assertTrue(own.hasRole(own.PROPOSER_ROLE(), LAST));
    }

    function test_TimelockHolds() public {
        uint256 much = type(uint128).max;
        vm.deal(address(this), much);
        (bool ok,) = address(timelock).call{value: much}("");
        assertTrue(ok);
        (ok,) = address(timelock).call("");
        assertTrue(ok);
        assertEq(address(timelock).balance, much);
        assertEq(timelock.onERC721Received(LAST, LAST, MAX, ""), timelock.onERC721Received.selector);
        assertEq(timelock.onERC721Received(address(0), address(0), 0, ""), timelock.onERC721Received.selector);
        assertEq(timelock.onERC1155Received(LAST, LAST, MAX, MAX, ""), timelock.onERC1155Received.selector);
        uint256[] memory none = new uint256[](0);
        assertEq(timelock.onERC1155BatchReceived(LAST, LAST, none, none, ""), timelock.onERC1155BatchReceived.selector);
        vm.prank(founder);
        timelock.schedule(stranger, much, "", 0, 0, DELAY);
        vm.warp(vm.getBlockTimestamp() + DELAY);
        timelock.execute(stranger, much, "", 0, 0);
        assertEq(stranger.balance, much, "and what it holds moves after its delay");
    }

    function test_TimelockRoles() public {
        bytes32 proposer = timelock.PROPOSER_ROLE();
        _notRole(founder, 0);
        vm.prank(founder);
        timelock.revokeRole(proposer, founder);
        vm.expectRevert(bytes4(keccak256("AccessControlBadConfirmation()")));
        timelock.renounceRole(proposer, founder);
        vm.startPrank(address(timelock));
        address[2] memory extremes = [address(0), LAST];
        for (uint256 i = 0; i < 2; i++) {
            timelock.grantRole(bytes32(i * MAX), extremes[i]);
            timelock.grantRole(bytes32(i * MAX), extremes[i]);
            assertTrue(timelock.hasRole(bytes32(i * MAX), extremes[i]));
            timelock.revokeRole(bytes32(i * MAX), extremes[i]);
            timelock.revokeRole(bytes32(i * MAX), extremes[i]);
            assertFalse(timelock.hasRole(bytes32(i * MAX), extremes[i]));
        }
        vm.stopPrank();
        vm.startPrank(founder);
        timelock.renounceRole(proposer, founder);
        timelock.renounceRole(proposer, founder);
        timelock.renounceRole(bytes32(MAX), founder);
        assertFalse(timelock.hasRole(proposer, founder));
        vm.stopPrank();
    }

    // ---- vesting

    function test_VestingOfVana() public {
        (bool ok,) = address(wallet).call{value: 4 ether}("");
        assertTrue(ok);
        wallet.release();
        assertEq(founder.balance, 0);
        vm.warp(wallet.start() + DURATION / 4);
        vm.prank(stranger);
        wallet.release();
        wallet.release();
        assertEq(founder.balance, 1 ether);
        assertEq(stranger.balance, 0);
        vm.warp(wallet.end());
        wallet.release();
        assertEq(founder.balance, 4 ether);
    }

    function test_VestingExtremes() public {
        vm.expectRevert();
        wallet.release(address(0)); // no token
        vm.expectRevert();
        wallet.release(LAST);
        (bool ok,) = address(wallet).call("");
        assertTrue(ok);
        vm.deal(address(this), type(uint128).max);
        (ok,) = address(wallet).call{value: type(uint128).max}("");
        assertTrue(ok);
        vm.warp(wallet.end());
        wallet.release();
        assertEq(founder.balance, type(uint128).max);
        InsiderVesting own = InsiderVesting(payable(Clones.clone(address(vestingCode))));
        own.initialize(LAST, 0, type(uint64).max); // its end does not fit, and nothing but end() needs it
        assertEq(own.owner(), LAST);
    }

    function test_VestingOwnership() public {
        bytes4 notOwner = bytes4(keccak256("OwnableUnauthorizedAccount(address)"));
        vm.expectPartialRevert(notOwner);
        wallet.renounceOwnership();
        vm.startPrank(founder);
        vm.expectRevert(abi.encodeWithSignature("OwnableInvalidOwner(address)", address(0)));
        wallet.transferOwnership(address(0));
        wallet.transferOwnership(LAST);
        vm.expectPartialRevert(notOwner);
        wallet.transferOwnership(founder);
        vm.stopPrank();
        token.transfer(address(wallet), 1 ether);
        vm.startPrank(LAST);
        wallet.renounceOwnership();
        vm.expectPartialRevert(notOwner);
        wallet.renounceOwnership();
        vm.stopPrank();
        vm.warp(wallet.end());
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        wallet.release(address(token)); // with the owner goes what it holds
    }

    function test_ABeneficiaryCallsBack() public {
        Caller evil = new Caller();
        InsiderVesting own = InsiderVesting(payable(factory.createVesting(address(evil), CLIFF, DURATION)));
        vm.deal(address(own), 4 ether);
        evil.arm(address(own), abi.encodeWithSignature("release()"));
        vm.warp(own.start() + DURATION / 4);
        own.release();
        assertGt(evil.calls(), 1, "it called back, and was paid nothing by it");
        assertEq(address(evil).balance, 1 ether);
        assertEq(address(own).balance, 3 ether);
    }

    function test_ATokenCallsBack() public {
        Caller evil = new Caller();
        evil.mint(address(wallet), 4 ether);
        token.transfer(address(wallet), 4 ether);
        evil.arm(address(wallet), abi.encodeWithSignature("release(address)", address(token)));
        vm.warp(wallet.start() + DURATION / 4);
        wallet.release(address(evil));
        assertEq(evil.balanceOf(founder), 1 ether);
        assertEq(token.balanceOf(founder), 1 ether, "what was due anyhow, to whom it was due");
        assertEq(token.balanceOf(address(wallet)), 3 ether);
    }

    // ---- the token

    function test_TokenZero() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        token.transfer(address(0), 1);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSpender.selector, address(0)));
        token.approve(address(0), 1);
        token.approve(founder, 1);
        vm.startPrank(founder);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        token.transferFrom(address(this), address(0), 1);
        token.transferFrom(address(this), founder, 0);
        token.burnFrom(address(this), 0);
        token.transfer(stranger, 0);
        token.burn(0);
        token.delegate(address(0));
        vm.expectPartialRevert(bytes4(keccak256("ERC2612ExpiredSignature(uint256)")));
        token.permit(address(0), address(0), 0, 0, 0, 0, 0);
        vm.expectPartialRevert(bytes4(keccak256("VotesExpiredSignature(uint256)")));
        token.delegateBySig(address(0), 0, 0, 0, 0, 0);
        vm.stopPrank();
        assertEq(token.balanceOf(address(this)), 1e24);
    }

    function test_TokenMaximum() public {
        bytes4 little = IERC20Errors.ERC20InsufficientBalance.selector;
        vm.expectPartialRevert(little);
        token.transfer(LAST, MAX);
        vm.expectPartialRevert(little);
        token.burn(MAX);
        token.approve(founder, MAX);
        token.delegate(LAST);
        assertEq(token.getVotes(LAST), 1e24);
        vm.startPrank(founder);
        vm.expectPartialRevert(little);
        token.transferFrom(address(this), LAST, MAX);
        vm.expectPartialRevert(little);
        token.burnFrom(address(this), MAX);
        token.transferFrom(address(this), founder, 1e24);
        assertEq(token.allowance(address(this), founder), MAX, "without end");
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientAllowance.selector);
        token.transferFrom(stranger, founder, 1);
        vm.expectRevert(bytes4(keccak256("ECDSAInvalidSignature()")));
        token.permit(LAST, LAST, MAX, MAX, 255, bytes32(MAX), 0);
        vm.expectRevert(bytes4(keccak256("ECDSAInvalidSignature()")));
        token.delegateBySig(LAST, MAX, MAX, 255, bytes32(MAX), 0);
        vm.stopPrank();
    }

    function test_DelegationBySignature() public {
        (address owner, uint256 key) = makeAddrAndKey("owner");
        token.transfer(owner, 5);
        bytes32 text = keccak256(
            abi.encode(keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)"), stranger, 0, vm.getBlockTimestamp())
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), text)));
        uint256 expiry = vm.getBlockTimestamp();
        token.delegateBySig(founder, 0, expiry, v, r, s); // another delegate: somebody else's signature, who has nothing
        assertEq(token.getVotes(founder), 0);
        token.delegateBySig(stranger, 0, expiry, v, r, s);
        assertEq(token.getVotes(stranger), 5);
        vm.expectPartialRevert(bytes4(keccak256("InvalidAccountNonce(address,uint256)")));
        token.delegateBySig(stranger, 0, expiry, v, r, s);
    }
}
