// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IContributionRelay} from "./interfaces/IContributionRelay.sol";
import {IDataLiquidityPool} from "./interfaces/IDataLiquidityPool.sol";
import {IDataRegistry} from "./interfaces/IDataRegistry.sol";
import {IRegistry} from "./interfaces/IRegistry.sol";
import {Statements} from "./libraries/Statements.sol";

/// @title Contributions of people without VANA, see IContributionRelay
/// @notice Holds nothing: what the sponsor budget gives goes to the registry in the same call. The one contract from which the registry
/// takes an owner's name, so it has no owner and no upgrade.
contract ContributionRelay is IContributionRelay {
    bytes32 private constant FILE_TYPE = keccak256("NewFile(bytes32 digest,uint8 codec,uint256 dlpId)");
    bytes32 private constant CONTRIBUTION_TYPE = keccak256(
        "Contribution(address owner,NewFile[] files,uint256 nonce,uint256 deadline)NewFile(bytes32 digest,uint8 codec,uint256 dlpId)"
    );
    uint256 private constant MAX_FILES = 50;

    IRegistry public immutable registry;
    mapping(address owner => uint256) public override nonces;
    address private transient _asked; // the pool that is paying the fees at this moment

    constructor(address registry_) {
        registry = IRegistry(registry_);
    }

    // slither-disable-next-line reentrancy-benign (another contribution in between names its own pool; this one needs none afterwards)
    function contribute(Contribution calldata x, bytes calldata signature) external returns (uint256 firstFileId) {
        if (block.timestamp > x.deadline) revert SignatureExpired();
        uint256 next = nonces[x.owner];
        if (x.nonce != next) revert InvalidNonce(next);
        uint256 dlpId = _dlpOf(x.files);
        address signer = Statements.signer(_hash(x), signature);
        if (signer == address(0) || signer != x.owner) revert InvalidSignature();
        nonces[x.owner] = next + 1;

        address pool = registry.dlpOf(dlpId);
        if (pool == address(0)) revert DlpNotFound();
        uint256 fees = registry.feeOf(dlpId) * x.files.length;
        _asked = pool;
        IDataLiquidityPool(pool).sponsor(x.owner, msg.sender, x.files.length, fees);
        _asked = address(0);
        firstFileId = registry.contributeFor{value: fees}(x.owner, pool, x.files);
        emit Relayed(x.owner, msg.sender, dlpId, firstFileId, x.files.length);
    }

    /// @dev The fees, from the pool that was asked for them. Anything else would be lost here.
    receive() external payable {
        if (msg.sender != _asked) revert OnlyPool();
    }

    function _dlpOf(IDataRegistry.NewFile[] calldata files) private pure returns (uint256 dlpId) {
        if (files.length == 0 || files.length > MAX_FILES) revert InvalidBatch();
        dlpId = files[0].dlpId;
        for (uint256 i = 1; i < files.length; ++i) {
            if (files[i].dlpId != dlpId) revert InvalidBatch();
        }
    }

    function _hash(Contribution calldata x) private pure returns (bytes32) {
        bytes32[] memory each = new bytes32[](x.files.length);
        for (uint256 i = 0; i < each.length; ++i) {
            each[i] = keccak256(abi.encode(FILE_TYPE, x.files[i]));
        }
        return keccak256(abi.encode(CONTRIBUTION_TYPE, x.owner, keccak256(abi.encodePacked(each)), x.nonce, x.deadline));
    }

    function contributionHash(Contribution calldata x) external view returns (bytes32 structHash, bytes32 digest) {
        structHash = _hash(x);
        digest = Statements.digest(structHash);
    }
}
