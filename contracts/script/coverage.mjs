// Reads lcov.info and fails when less of src/ is covered than is promised: lines 95 %, branches 90 %.
//
//   ./bin/forge coverage --no-match-coverage '(test|node_modules)' --report lcov && node script/coverage.mjs
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const file = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'lcov.info');
const sums = { LF: 0, LH: 0, BRF: 0, BRH: 0 };
for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
  const [key, value] = line.split(':');
  if (key in sums) sums[key] += Number(value);
}
if (sums.LF === 0 || sums.BRF === 0) throw new Error('lcov.info covers nothing');
const lines = (100 * sums.LH) / sums.LF;
const branches = (100 * sums.BRH) / sums.BRF;
process.stdout.write(`lines ${lines.toFixed(2)} % (${sums.LH} of ${sums.LF}), branches ${branches.toFixed(2)} % (${sums.BRH} of ${sums.BRF})\n`);
if (lines < 95 || branches < 90) {
  process.stderr.write('less than promised: lines 95 %, branches 90 %\n');
  process.exit(1);
}
