// Compiles src/ with the pinned solcjs and writes the Go bindings of the deployable contracts.
//
//   node script/generate.mjs [--out DIR]      (DIR: where gen.go and runtime.go go; default ../internal/contracts/gen)
//
// The compiler settings are those of foundry.toml's profile gas: through the IR, which the unit tests leave out for the time it takes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const solc = createRequire(import.meta.url)(path.join(root, 'node_modules', 'solc'));

// binding name -> source unit : contract
const CONTRACTS = JSON.parse(fs.readFileSync(path.join(root, 'script', 'bindings.json'), 'utf8'));

const at = process.argv.indexOf('--out');
const outDir = at > 0 ? path.resolve(process.argv[at + 1]) : path.join(root, '..', 'internal', 'contracts', 'gen');

const sources = {};
for (const target of Object.values(CONTRACTS)) {
  const unit = target.split(':')[0];
  sources[unit] = { content: readUnit(unit) };
}

function readUnit(unit) {
  for (const file of [path.join(root, unit), path.join(root, 'node_modules', unit)]) {
    if (fs.existsSync(file)) return fs.readFileSync(file, 'utf8');
  }
  throw new Error(`no such source unit: ${unit}`);
}

const input = {
  language: 'Solidity',
  sources,
  settings: {
    optimizer: { enabled: true, runs: 200 },
    evmVersion: 'prague',
    viaIR: true,
    metadata: { bytecodeHash: 'none', appendCBOR: false },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.methodIdentifiers', 'evm.deployedBytecode.object', 'evm.deployedBytecode.immutableReferences'] } },
  },
};
const output = JSON.parse(
  solc.compile(JSON.stringify(input), {
    import: (unit) => {
      try {
        return { contents: readUnit(unit) };
      } catch (e) {
        return { error: e.message };
      }
    },
  }),
);
const errors = (output.errors ?? []).filter((e) => e.severity === 'error');
if (errors.length > 0) {
  for (const e of errors) process.stderr.write(e.formattedMessage);
  process.exit(1);
}

// The registry is two contracts at one address: whoever calls it needs the functions of both.
const registry = output.contracts[CONTRACTS.DataRegistry.split(':')[0]].DataRegistry;
const extension = output.contracts[CONTRACTS.DataRegistryExtension.split(':')[0]].DataRegistryExtension;
const known = new Set(registry.abi.map((x) => JSON.stringify(x)));
registry.abi = registry.abi.concat(extension.abi.filter((x) => x.type !== 'constructor' && !known.has(JSON.stringify(x))));
Object.assign(registry.evm.methodIdentifiers, extension.evm.methodIdentifiers);
extension.abi = extension.abi.filter((x) => x.type === 'constructor');
extension.evm.methodIdentifiers = {};

const runtimes = [];
const combined = { version: solc.version(), contracts: {} };
for (const [name, target] of Object.entries(CONTRACTS)) {
  const [unit, contract] = target.split(':');
  const c = output.contracts[unit][contract];
  const size = c.evm.deployedBytecode.object.length / 2;
  if (size > 24576) throw new Error(`${name}: ${size} bytes of code, more than a chain accepts (24576)`);
  if (process.argv.includes('--sizes')) process.stdout.write(`${name.padEnd(28)} ${size}\n`);
  runtimes.push(runtime(name, c.evm.deployedBytecode));
  combined.contracts[`${unit}:${name}`] = {
    abi: c.abi,
    bin: c.evm.bytecode.object,
    'bin-runtime': '',
    hashes: c.evm.methodIdentifiers,
    srcmap: '',
    'srcmap-runtime': '',
    metadata: '',
    devdoc: {},
    userdoc: {},
  };
}

const tmp = fs.mkdtempSync(path.join(os.tmpdir(), 'coppice-gen-'));
try {
  const file = path.join(tmp, 'combined.json');
  fs.writeFileSync(file, JSON.stringify(combined));
  const gen = path.join(tmp, 'gen.go');
  execFileSync('go', ['tool', 'abigen', '--v2', '--combined-json', file, '--pkg', 'gen', '--out', gen], {
    cwd: path.join(root, '..'),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  fs.mkdirSync(outDir, { recursive: true });
  fs.writeFileSync(path.join(outDir, 'gen.go'), dropRepeatedTypes(fs.readFileSync(gen, 'utf8')));
  fs.writeFileSync(path.join(outDir, 'runtime.go'), runtimeFile(runtimes));
  execFileSync('gofmt', ['-w', path.join(outDir, 'gen.go'), path.join(outDir, 'runtime.go')]);
} finally {
  fs.rmSync(tmp, { recursive: true, force: true });
}

// abigen names the result of a view with several values after the method alone, so two contracts with a `leaseOf` declare the same Go
// type twice. Where the declarations are equal one is dropped; where they differ the interfaces have to change.
function dropRepeatedTypes(code) {
  const seen = new Map();
  return code.replace(/(?:\/\/ [^\n]*\n)*type (\w+) struct \{\n([\s\S]*?)\n\}\n/g, (block, name, fields) => {
    if (!seen.has(name)) {
      seen.set(name, fields);
      return block;
    }
    if (seen.get(name) !== fields) throw new Error(`two different Go types named ${name}`);
    return '';
  });
}

// What a deployment is verified against: the digest of the code as it is on chain, with the immutables' places zeroed.
function runtime(name, code) {
  const bytes = Buffer.from(code.object, 'hex');
  const immutables = Object.values(code.immutableReferences ?? {})
    .flat()
    .map((r) => [r.start, r.length])
    .sort((a, b) => a[0] - b[0]);
  for (const [start, length] of immutables) bytes.fill(0, start, start + length);
  return { name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), immutables };
}

function runtimeFile(list) {
  const entries = list
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((r) => `"${r.name}": {Size: ${r.size}, SHA256: "${r.sha256}", Immutables: [][2]int{${r.immutables.map((i) => `{${i[0]}, ${i[1]}}`).join(', ')}}},`);
  return `// Code generated by contracts/script/generate.mjs - DO NOT EDIT.

package gen

// Code describes the code of a deployed contract: its size in bytes and its SHA-256 with all immutables (offset, length) zeroed.
type Code struct {
	Size       int
	SHA256     string
	Immutables [][2]int
}

// Runtime has the code of each contract by its binding's name.
var Runtime = map[string]Code{
${entries.join('\n')}
}
`;
}
