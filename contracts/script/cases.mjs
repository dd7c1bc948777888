// Every state-changing function of every deployed contract, and by which test each of its cases is shown: test/cases.json.
//
//   node script/cases.mjs                 fails unless the table has all functions and cases, and names only what there is
//   node script/cases.mjs --traces FILE   also looks at what the tests did: FILE is the output of `forge test -vvvv`
//
// The table: { reasons: {name: text}, inherited: {name: {functions}}, contracts: {name: {inherits: [name], functions}} }, where a function
// is its signature with a line for each case. A line is `Suite.test`, `Suite.test!Error` (the test sees it refused by that error; several
// are separated by spaces), or `-reason` (there is no such case). Two reasons are checked against the ABI: `-no-input` and `-no-pause`; and
// `-no-call` against the traces of the happy case.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const CASES = ['happy', 'unauthorised', 'paused', 'replayed', 'reentrant', 'zero', 'maximum'];
const NOT_OURS = ['ERC1967Proxy']; // passes everything on to what is in the table
const table = JSON.parse(fs.readFileSync(path.join(root, 'test', 'cases.json'), 'utf8'));
const bindings = JSON.parse(fs.readFileSync(path.join(root, 'script', 'bindings.json'), 'utf8'));
const problems = [];

function type(p) {
  return p.type.startsWith('tuple') ? `(${p.components.map(type).join(',')})${p.type.slice(5)}` : p.type;
}

// signature -> ABI entry of what changes state
function functionsOf(name, target) {
  const file = path.join(root, 'out', path.basename(target.split(':')[0]), `${name}.json`);
  if (!fs.existsSync(file)) throw new Error(`${file} is missing: run ./bin/forge build first`);
  const { abi } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const changing = abi.filter((e) => ['function', 'receive', 'fallback'].includes(e.type) && !['view', 'pure'].includes(e.stateMutability));
  return new Map(changing.map((e) => [`${e.name ?? e.type}(${(e.inputs ?? []).map(type).join(',')})`, e]));
}

// Suite.test of every test, also those that a suite has from its base
function testsOf(dir) {
  const bodies = new Map(); // contract -> { bases, names, abstract }
  for (const file of fs.readdirSync(dir, { recursive: true }).filter((f) => f.endsWith('.sol'))) {
    const text = fs.readFileSync(path.join(dir, file), 'utf8');
    for (const block of text.split(/^(?=(?:abstract )?contract )/m).slice(1)) {
      const [, name, , bases] = /^(?:abstract )?contract (\w+)( is ([^{]*))?/.exec(block);
      const names = [...block.matchAll(/function ((?:test|invariant)\w*)\(/g)].map((m) => m[1]);
      if (names.length === 0 && bodies.has(name)) continue;
      if (names.length !== 0 && bodies.get(name)?.names.length) problems.push(`two suites are named ${name}`);
      bodies.set(name, { bases: (bases ?? '').split(',').map((b) => b.trim()), names, abstract: block.startsWith('abstract') });
    }
  }
  const all = new Set();
  const collect = (name, into) => {
    const body = bodies.get(name);
    if (!body) return;
    for (const test of body.names) all.add(`${into}.${test}`);
    for (const base of body.bases) collect(base, into);
  };
  for (const [name, body] of bodies) if (!body.abstract) collect(name, name);
  return all;
}

const tests = testsOf(path.join(root, 'test'));
const traces = process.argv[2] === '--traces' ? readTraces(process.argv[3]) : null;
const usedReasons = new Set();
let shown = 0;
let absent = 0;

function checkCase(at, names, entry, which, line) {
  if (typeof line !== 'string' || line === '') return problems.push(`${at}: nothing on ${which}`);
  if (line.startsWith('-')) {
    const reason = line.slice(1);
    if (!(reason in table.reasons)) problems.push(`${at}: ${which}: no such reason: ${reason}`);
    usedReasons.add(reason);
    if (which === 'happy') problems.push(`${at}: every function has a happy case`);
    if (reason === 'no-input' && ((entry.inputs ?? []).length !== 0 || entry.stateMutability === 'payable')) {
      problems.push(`${at}: ${which}: it takes arguments or VANA`);
    }
    if (reason === 'no-pause' && names.some((n) => n.startsWith('DataRegistry'))) problems.push(`${at}: the registry has a pause`);
    absent += 1;
    return;
  }
  for (const ref of line.split(' ')) {
    const [test, error] = ref.split('!');
    if (!tests.has(test)) {
      problems.push(`${at}: ${which}: there is no test ${test}`);
      continue;
    }
    shown += 1;
    if (traces) checkTrace(at, names, entry, which, test, error);
  }
}

// ---- what the tests did

// Suite.test -> Set of `Contract.function` and `Contract.function!Error`, every call at any depth, and `Contract.function>` of what calls
// another contract itself (not what it is a part of, by delegatecall, nor a precompile)
function readTraces(file) {
  const done = new Map();
  let suite = '';
  let calls = null;
  let stack = [];
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    const ran = /^Ran \d+ tests? for \S+:(\w+)/.exec(line);
    const passed = /^\[PASS\] (\w+)\(/.exec(line);
    if (ran) suite = ran[1];
    if (passed) {
      calls = new Set();
      stack = [];
      done.set(`${suite}.${passed[1]}`, calls);
    }
    const call = /^([ │├└─]*)\[\d+\] (?:(\w+)::(\w+)|→ new )/.exec(line);
    if (call && calls) {
      while (stack.length && stack.at(-1).depth >= call[1].length) stack.pop();
      if (stack.at(-1)?.name && call[2] !== 'PRECOMPILES' && !line.endsWith('[delegatecall]')) calls.add(`${stack.at(-1).name}>`);
      stack.push({ depth: call[1].length, name: call[2] ? `${call[2]}.${call[3]}` : '' });
      continue;
    }
    const end = /^([ │├]*)└─ ← \[(\w+)\] ?(.*)$/.exec(line);
    if (!end || !calls) continue;
    while (stack.length && stack.at(-1).depth > end[1].length - 1) stack.pop();
    const { name } = stack.pop() ?? {};
    if (name) calls.add(end[2] === 'Revert' ? `${name}!${/^\w*/.exec(end[3])[0]}` : name);
  }
  return done;
}

function checkTrace(at, names, entry, which, test, error) {
  const calls = traces.get(test);
  if (!calls) return problems.push(`${at}: ${which}: ${test} is not among the traces`);
  const name = entry.name ?? entry.type;
  for (const contract of names) {
    const call = `${contract}.${name}`;
    const seen = error ? calls.has(`${call}!${error}`) : calls.has(call) || (which !== 'happy' && [...calls].some((c) => c.startsWith(`${call}!`)));
    if (!seen) problems.push(`${at}: ${which} (${contract}): ${test} ${error ? `does not see ${error}` : 'does not call it'}`);
  }
}

function checkCallsNobody(at, names, entry, happy) {
  for (const test of happy.split(' ')) {
    for (const contract of names) {
      if (traces.get(test)?.has(`${contract}.${entry.name ?? entry.type}>`)) problems.push(`${at}: reentrant (${contract}): in ${test} it calls somebody`);
    }
  }
}

// ---- the table against the contracts

function checkFunctions(group, names, functions, abis) {
  for (const [signature, cases] of Object.entries(functions)) {
    const at = `${group}: ${signature}`;
    for (const name of names) {
      if (!abis[name].has(signature)) problems.push(`${at}: ${name} has no such function`);
      else if (known[name].has(signature)) problems.push(`${at}: a second row`);
      known[name].add(signature);
    }
    const entry = abis[names[0]]?.get(signature);
    if (!entry) continue;
    for (const which of CASES) checkCase(at, names, entry, which, cases[which]);
    if (traces && cases.reentrant === '-no-call') checkCallsNobody(at, names, entry, cases.happy);
    for (const which of Object.keys(cases)) if (!CASES.includes(which)) problems.push(`${at}: no such case: ${which}`);
  }
}

const contracts = Object.entries(bindings).filter(([name]) => !NOT_OURS.includes(name));
const abis = Object.fromEntries(contracts.map(([name, target]) => [name, functionsOf(name, target)]));
// The registry is two contracts at one address: what the core answers never reaches the extension.
for (const signature of abis.DataRegistry.keys()) abis.DataRegistryExtension.delete(signature);
const known = Object.fromEntries(contracts.map(([name]) => [name, new Set()]));
for (const name of Object.keys(table.contracts)) if (!abis[name]) problems.push(`${name} is not deployed`);
for (const [group, functions] of Object.entries(table.inherited)) {
  const names = contracts.map(([n]) => n).filter((n) => table.contracts[n]?.inherits?.includes(group));
  if (names.length === 0) problems.push(`${group}: no contract has it`);
  else checkFunctions(group, names, functions, abis);
}
for (const [name] of contracts) {
  const row = table.contracts[name];
  if (!row) {
    problems.push(`${name} is not in the table`);
    continue;
  }
  for (const group of row.inherits ?? []) if (!table.inherited[group]) problems.push(`${name}: nothing to inherit: ${group}`);
  checkFunctions(name, [name], row.functions, abis);
  for (const signature of abis[name].keys()) if (!known[name].has(signature)) problems.push(`${name}: ${signature} is not in the table`);
}
for (const reason of Object.keys(table.reasons)) if (!usedReasons.has(reason)) problems.push(`nothing is explained by ${reason}`);

if (problems.length !== 0) {
  process.stderr.write(`test/cases.json:\n${problems.map((p) => `  ${p}\n`).join('')}`);
  process.exit(1);
}
const rows = Object.values(known).reduce((n, set) => n + set.size, 0);
process.stdout.write(`${rows} functions of ${contracts.length} contracts: ${shown} cases shown by tests, ${absent} with a reason why there is none\n`);
