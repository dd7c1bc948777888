// Checks docs/vana-abi.md against Vana's ABIs and ours.
//
//   node script/vana-doc.mjs DIRECTORY [--missing]
//
// DIRECTORY holds one file NAME.json per reference contract, an ABI or an object with one under "abi". Everything external in them needs
// exactly one row in the section of that name; what a row calls `same` or `tightened` must be in our ABIs with the same inputs, indexed
// fields and outputs (a result where Vana returns nothing is no difference to a caller); what it calls `left out` must not be. Our ABIs
// are read from the generated bindings, so nothing is compiled. --missing prints the rows that lack, as a start for writing them.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const bindings = join(root, "internal", "contracts", "gen", "gen.go");
const document = join(root, "docs", "vana-abi.md");

// Which of our contracts answer at the address that a client of a Vana contract would call.
const counterparts = {
  DataRegistry: ["DataRegistry"],
  TeePool: ["TeePool"],
  DataLiquidityPool: ["DataLiquidityPool"],
  DataRefinerRegistry: ["DataRefinerRegistry"],
  QueryEngine: ["QueryEngine"],
  ComputeInstructionRegistry: ["ComputeInstructionRegistry"],
  ComputeEngine: ["ComputeEngine"],
  ComputeEngineTeePool: [],
  ComputeEngineTeePoolFactory: [],
  DLPRegistry: ["DLPRegistry"],
  DataAccessTreasury: [],
  DAT: ["DataToken"],
  DATVotes: ["DataToken"],
  DATFactory: ["DataDAOFactory"],
};
const kinds = ["function", "event", "error"];
const verdicts = ["same", "tightened", "better form", "left out"];

function fail(message) {
  console.error(message);
  process.exit(1);
}

function ourAbis() {
  const abis = {};
  const text = readFileSync(bindings, "utf8");
  for (const [, name, abi] of text.matchAll(/var (\w+)MetaData = bind\.MetaData\{\s*ABI:\s*"((?:[^"\\]|\\.)*)"/g)) {
    abis[name] = JSON.parse(JSON.parse(`"${abi}"`));
  }
  return abis;
}

function type(parameter) {
  if (!parameter.type.startsWith("tuple")) return parameter.type;
  return `(${parameter.components.map(type).join(",")})${parameter.type.slice("tuple".length)}`;
}

function signature(entry) {
  const inputs = (entry.inputs ?? []).map((p) => type(p) + (p.indexed ? " indexed" : ""));
  return `${entry.name}(${inputs.join(",")})`;
}

const results = (entry) => (entry.outputs ?? []).map(type).join(",");
const key = (kind, text) => `${kind} ${text}`;

// The rows of each section: | kind | `signature`, `signature` ... | verdict | remark |
function rows() {
  const sections = {};
  let section = null;
  readFileSync(document, "utf8")
    .split("\n")
    .forEach((line, i) => {
      const heading = /^## (\w+)$/.exec(line);
      if (line.startsWith("## ")) section = heading && counterparts[heading[1]] ? (sections[heading[1]] = new Map()) : null;
      const cells = line.split(/(?<!\\)\|/).map((c) => c.trim());
      if (!section || !kinds.includes(cells[1])) return;
      const at = `${document}:${i + 1}`;
      if (cells.length !== 6) fail(`${at}: a row has four cells`);
      const verdict = cells[3];
      if (!verdicts.includes(verdict)) fail(`${at}: no verdict: ${verdict}`);
      if (verdict !== "same" && cells[4] === "") fail(`${at}: ${verdict}, but it does not say which or why`);
      for (const [, text] of cells[2].matchAll(/`([^`]+)`/g)) {
        if (section.has(key(cells[1], text))) fail(`${at}: a second row for ${text}`);
        section.set(key(cells[1], text), { verdict, at });
      }
    });
  return sections;
}

function referenceAbi(directory, name) {
  const path = join(directory, `${name}.json`);
  if (!existsSync(path)) fail(`${path} is missing`);
  const parsed = JSON.parse(readFileSync(path, "utf8"));
  return (parsed.abi ?? parsed).filter((e) => kinds.includes(e.type));
}

function check(name, reference, ours, section) {
  const problems = [];
  const missing = [];
  const counts = Object.fromEntries(verdicts.map((v) => [v, 0]));
  const known = new Set();
  for (const entry of reference) {
    const text = signature(entry);
    const id = key(entry.type, text);
    known.add(id);
    const row = section.get(id);
    if (!row) {
      missing.push(`| ${entry.type} | \`${text}\` |  |  |`);
      continue;
    }
    counts[row.verdict] += 1;
    const own = ours.find((e) => e.type === entry.type && signature(e) === text);
    const alike = own && (results(entry) === "" || results(own) === results(entry));
    if (["same", "tightened"].includes(row.verdict) && !alike) {
      problems.push(`${row.at}: ${row.verdict}, but we have ${own ? `another result of ${text}: ${results(own)}` : `no ${id}`}`);
    }
    if (row.verdict === "left out" && own) problems.push(`${row.at}: left out, but we have ${id}`);
  }
  for (const [id, row] of section) {
    if (!known.has(id)) problems.push(`${row.at}: ${name} has no ${id}`);
  }
  return { problems, missing, counts };
}

const [directory, option] = process.argv.slice(2);
if (!directory) fail("usage: node script/vana-doc.mjs DIRECTORY [--missing]");
const abis = ourAbis();
const sections = rows();
const total = Object.fromEntries(verdicts.map((v) => [v, 0]));
let bad = 0;
for (const [name, counterpart] of Object.entries(counterparts)) {
  for (const own of counterpart) {
    if (!abis[own]) fail(`${bindings} has no ABI of ${own}`);
  }
  const { problems, missing, counts } = check(
    name,
    referenceAbi(directory, name),
    counterpart.flatMap((own) => abis[own]),
    sections[name] ?? new Map(),
  );
  for (const verdict of verdicts) total[verdict] += counts[verdict];
  if (option === "--missing" && missing.length !== 0) console.log([`\n## ${name}`, ...missing].join("\n"));
  if (missing.length !== 0) problems.push(`${name}: ${missing.length} of its functions, events and errors have no row`);
  for (const problem of problems) console.error(problem);
  bad += problems.length;
}
if (bad !== 0) fail(`${bad} problems`);
console.log(verdicts.map((v) => `${total[v]} ${v}`).join(", "));
