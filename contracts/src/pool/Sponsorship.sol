// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IRegistry} from "../interfaces/IRegistry.sol";
import {Authority} from "./Authority.sol";

/// @title Paying for contributors without VANA
/// @notice The budget is the owner's money, apart from the treasury. What the registry gives back for a sponsored request that was
/// never delivered returns to it, whoever sets that off.
abstract contract Sponsorship is Authority {
    /// @dev The registry sends nothing else here, and it does so whenever anybody calls its claimFor.
    receive() external payable {
        _takeRefund();
    }

    function _takeRefund() private {
        if (msg.sender != dataRegistry) revert OnlyRegistry();
        _addToBudget(msg.value);
    }

    function fundSponsorBudget() external payable override nonReentrant {
        if (msg.value == 0) revert ZeroAmount();
        _addToBudget(msg.value);
    }

    function collectSponsorRefunds() external override nonReentrant returns (uint256 amount) {
        uint256 before = _sponsorAccount.budget;
        IRegistry(dataRegistry).claimFor(address(this));
        amount = _sponsorAccount.budget - before;
    }

    function withdrawSponsorBudget(address to, uint256 amount) external override nonReentrant onlyOwner {
        if (to == address(0)) revert ZeroAddress();
        if (amount == 0) revert ZeroAmount();
        uint256 budget = _sponsorAccount.budget;
        if (amount > budget) revert InvalidParameter();
        _sponsorAccount.budget = uint112(budget - amount);
        emit SponsorBudgetWithdrawn(to, amount);
        _send(to, amount);
    }

    function updateSponsorTerms(SponsorTerms calldata terms) external override onlyOwner {
        _sponsorTerms = terms;
        emit SponsorTermsUpdated(terms.relayer, terms.perFile, terms.perEpoch, terms.filesPerOwner);
    }

    function sponsor(address owner, address relayer, uint256 files, uint256 fees) external override nonReentrant {
        if (msg.sender != relay) revert OnlyRelay();
        if (files == 0) revert ZeroAmount();
        SponsorTerms memory terms = _sponsorTerms;
        if (terms.relayer != address(0) && terms.relayer != relayer) revert NotSponsored();
        uint256 toRelayer = files * terms.perFile;
        _spend(fees + toRelayer, terms.perEpoch);
        uint256 ofOwner = _sponsoredFiles[owner] + files;
        if (terms.filesPerOwner != 0 && ofOwner > terms.filesPerOwner) revert NotSponsored();
        _sponsoredFiles[owner] = ofOwner;
        emit Sponsored(owner, files, fees, toRelayer);
        _send(msg.sender, fees);
        _send(relayer, toRelayer);
    }

    function _spend(uint256 amount, uint256 perEpoch) private {
        SponsorAccount memory account = _sponsorAccount;
        uint256 epoch = currentEpoch();
        if (account.epoch != epoch) (account.epoch, account.spentInEpoch) = (uint32(epoch), 0);
        uint256 spent = account.spentInEpoch + amount;
        if (perEpoch == 0 || amount > account.budget || spent > Math.min(perEpoch, type(uint112).max)) revert NotSponsored();
        account.budget -= uint112(amount);
        account.spentInEpoch = uint112(spent);
        _sponsorAccount = account;
    }

    function _addToBudget(uint256 amount) private {
        if (amount > type(uint112).max - _sponsorAccount.budget) revert InvalidParameter();
        _sponsorAccount.budget += uint112(amount);
        emit SponsorBudgetFunded(msg.sender, amount);
    }

    function sponsorTerms() external view override returns (SponsorTerms memory) {
        return _sponsorTerms;
    }

    function sponsorBudget() external view override returns (uint256) {
        return _sponsorAccount.budget;
    }
}
