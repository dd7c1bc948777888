// What each proxied contract stores where. An upgrade may append to it, or to a struct that is a mapping's value (each has its own slots
// to its end), and change nothing else.
//
//   node script/layout.mjs            writes storage-layout/*.json
//   node script/layout.mjs --check    fails unless each layout equals the committed one or only appends to it
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const solc = createRequire(import.meta.url)(path.join(root, 'node_modules', 'solc'));
const dir = path.join(root, 'storage-layout');
const check = process.argv.includes('--check');

const NAMES = [
  'DataRegistry',
  'DataRegistryExtension',
  'DataLiquidityPool',
  'DLPRegistry',
  'QueryEngine',
  'ComputeEngine',
  'TeePool',
  'DataRefinerRegistry',
  'ComputeInstructionRegistry',
];

function readUnit(unit) {
  for (const file of [path.join(root, unit), path.join(root, 'node_modules', unit)]) {
    if (fs.existsSync(file)) return fs.readFileSync(file, 'utf8');
  }
  throw new Error(`no such source unit: ${unit}`);
}

// Layouts do not depend on the optimizer, so nothing is compiled to code.
function layouts() {
  const sources = Object.fromEntries(NAMES.map((n) => [`src/${n}.sol`, { content: readUnit(`src/${n}.sol`) }]));
  const input = { language: 'Solidity', sources, settings: { evmVersion: 'prague', outputSelection: { '*': { '*': ['storageLayout'] } } } };
  const find = (unit) => {
    try {
      return { contents: readUnit(unit) };
    } catch (e) {
      return { error: e.message };
    }
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find }));
  const errors = (output.errors ?? []).filter((e) => e.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((e) => e.formattedMessage).join('\n'));
  return Object.fromEntries(NAMES.map((n) => [n, normalised(output.contracts[`src/${n}.sol`][n].storageLayout)]));
}

// The compiler's type ids carry AST numbers that change with every edit, so types are spelled out: a struct by its members.
function normalised({ storage, types }) {
  const spell = (id) => {
    const t = types[id];
    if (t.encoding === 'mapping') return `mapping(${spell(t.key)} => ${spell(t.value)})`;
    if (t.members) return `${t.label} {${t.members.map((m) => `${m.label} @${m.slot}+${m.offset} ${spell(m.type)}`).join('; ')}}`;
    if (t.base) return `${spell(t.base)}${t.label.slice(t.label.lastIndexOf('['))}`;
    return t.label;
  };
  return storage.map((s) => ({ label: s.label, slot: Number(s.slot), offset: s.offset, type: spell(s.type) }));
}

// A flat struct directly under a mapping, with members after those it had.
function appends(was, is) {
  const [, head, tail] = was.type.match(/^(mapping\(.* => struct [\w.]+ \{[^{}]*)(\}\)+)$/) ?? [];
  const same = is && was.label === is.label && was.slot === is.slot && was.offset === is.offset;
  return same && head !== undefined && is.type.startsWith(`${head}; `) && is.type.endsWith(tail) && !is.type.slice(head.length, -tail.length).includes('}');
}

const text = (layout) => `[\n${layout.map((s) => `  ${JSON.stringify(s)}`).join(',\n')}\n]\n`;
const now = layouts();
const problems = [];
if (JSON.stringify(now.DataRegistry) !== JSON.stringify(now.DataRegistryExtension)) {
  problems.push('DataRegistry and DataRegistryExtension run on the same storage, but their layouts differ');
}
for (const [name, layout] of Object.entries(now)) {
  const file = path.join(dir, `${name}.json`);
  if (!check) {
    fs.mkdirSync(dir, { recursive: true });
    fs.writeFileSync(file, text(layout));
    continue;
  }
  if (!fs.existsSync(file)) {
    problems.push(`${name}: storage-layout/${name}.json is missing`);
    continue;
  }
  JSON.parse(fs.readFileSync(file, 'utf8')).forEach((was, i) => {
    if (JSON.stringify(was) !== JSON.stringify(layout[i]) && !appends(was, layout[i])) {
      problems.push(`${name}: was ${JSON.stringify(was)}\n${' '.repeat(name.length)}   is ${JSON.stringify(layout[i])}`);
    }
  });
}
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
