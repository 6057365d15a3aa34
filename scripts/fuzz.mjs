// npm run fuzz -- --seconds 60 [--seed 7]: runs the fuzzer of the formats for that long and prints counts.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
});
const seed = values.seed ?? String(Date.now() % 2 ** 31);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
console.log(`${values.seconds} s over all formats, seed ${seed}`);
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', 'tests/formats/fuzz.slow.test.ts', '--silent=false', '--disable-console-intercept'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, FRECKLE_FUZZ_SECONDS: values.seconds, FRECKLE_FUZZ_SEED: seed },
  },
);
process.exit(status ?? 3);
