// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Network} from "../Network.sol";

/// @notice Calls our contracts by nothing but Vana's ABI files: names and types are looked up there, and selectors and topics follow.
/// @dev The files are taken from COPPICE_REFERENCE_ABI, or from where the project keeps Vana's release, or, where neither is there, from
/// test/vana/abi, which has the entries that are needed of it. foundry.toml allows reading the last two.
abstract contract ReferenceAbi is Network {
    string private constant KEPT = "../../shared/reference/abi";
    string private constant NEEDED = "test/vana/abi";

    string internal abiDirectory;
    mapping(string name => string json) private _files;

    function setUp() public virtual override {
        super.setUp();
        abiDirectory = vm.envOr("COPPICE_REFERENCE_ABI", string(""));
        if (bytes(abiDirectory).length != 0) return; // what was asked for, or a failure
        abiDirectory = _readable(KEPT) ? KEPT : NEEDED;
    }

    /// @dev Asking for a directory outside what is allowed reverts.
    function _readable(string memory directory) private returns (bool) {
        try vm.isFile(string.concat(directory, "/DataRegistry.json")) returns (bool found) {
            return found;
        } catch {
            return false;
        }
    }

    function _json(string memory name) private returns (string memory json) {
        json = _files[name];
        if (bytes(json).length != 0) return json;
        json = vm.readFile(string.concat(abiDirectory, "/", name, ".json"));
        _files[name] = json;
    }

    // ---- looking up

    /// @dev The one entry of a kind and name; the reference overloads nothing that is used here.
    function _entry(string memory json, string memory kind, string memory name) private view returns (string memory at) {
        for (uint256 i = 0;; ++i) {
            string memory path = string.concat("$[", vm.toString(i), "]");
            if (!vm.keyExistsJson(json, path)) revert(string.concat("not in the reference: ", name));
            if (!_is(json, string.concat(path, ".type"), kind)) continue;
            if (_is(json, string.concat(path, ".name"), name)) return path;
        }
    }

    function _is(string memory json, string memory path, string memory expected) private pure returns (bool) {
        return keccak256(bytes(vm.parseJsonString(json, path))) == keccak256(bytes(expected));
    }

    /// @dev The types of a list of parameters, as they stand in a signature.
    function _types(string memory json, string memory path) private view returns (string memory list) {
        for (uint256 i = 0;; ++i) {
            string memory at = string.concat(path, "[", vm.toString(i), "]");
            if (!vm.keyExistsJson(json, at)) return string.concat("(", list, ")");
            list = string.concat(list, i == 0 ? "" : ",", _type(json, at));
        }
    }

    function _type(string memory json, string memory at) private view returns (string memory) {
        string memory name = vm.parseJsonString(json, string.concat(at, ".type"));
        bytes memory b = bytes(name);
        if (b.length < 5 || bytes5(b) != "tuple") return name;
        bytes memory suffix = new bytes(b.length - 5);
        for (uint256 i = 0; i < suffix.length; ++i) {
            suffix[i] = b[i + 5];
        }
        return string.concat(_types(json, string.concat(at, ".components")), string(suffix));
    }

    function _selector(string memory file, string memory name) internal returns (bytes4) {
        string memory json = _json(file);
        string memory at = _entry(json, "function", name);
        return bytes4(keccak256(bytes(string.concat(name, _types(json, string.concat(at, ".inputs"))))));
    }

    function _outputs(string memory file, string memory name) internal returns (string memory) {
        string memory json = _json(file);
        return _types(json, string.concat(_entry(json, "function", name), ".outputs"));
    }

    /// @return topic the first of the event
    /// @return more how many follow it
    function _event(string memory file, string memory name) internal returns (bytes32 topic, uint256 more) {
        string memory json = _json(file);
        string memory at = string.concat(_entry(json, "event", name), ".inputs");
        topic = keccak256(bytes(string.concat(name, _types(json, at))));
        for (uint256 i = 0; vm.keyExistsJson(json, string.concat(at, "[", vm.toString(i), "]")); ++i) {
            if (vm.parseJsonBool(json, string.concat(at, "[", vm.toString(i), "].indexed"))) ++more;
        }
    }

    // ---- calling

    function _send(address from, string memory file, address to, uint256 value, string memory name, bytes memory arguments)
        internal
        returns (bytes memory result)
    {
        bytes memory data = abi.encodePacked(_selector(file, name), arguments);
        bool ok;
        vm.prank(from);
        (ok, result) = to.call{value: value}(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
    }

    function _ask(string memory file, address to, string memory name, bytes memory arguments) internal returns (bytes memory) {
        return _send(buyer, file, to, 0, name, arguments);
    }

    /// @dev The same, after checking that the reference returns what the test is going to decode.
    function _ask(string memory file, address to, string memory name, bytes memory arguments, string memory outputs)
        internal
        returns (bytes memory)
    {
        assertEq(_outputs(file, name), outputs, name);
        return _ask(file, to, name, arguments);
    }

    function _number(string memory file, address to, string memory name, bytes memory arguments) internal returns (uint256) {
        return abi.decode(_ask(file, to, name, arguments, "(uint256)"), (uint256));
    }
}
