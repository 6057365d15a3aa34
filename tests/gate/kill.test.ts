import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { randomFrom } from '../../src/math/random.js';
import { type CliResult, freckle } from '../support/cli.js';
import { fingerprintRun, madeRecords, temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('kill');
const KILLS = 24;

/** A corpus of several splits and formats. */
function makeCorpus(): string[] {
  const plain = join(folder, 'plain.jsonl');
  const packed = join(folder, 'packed.jsonl.gz');
  writeFileSync(plain, `${toJsonl(madeRecords(700, 'plain'))}{"text": broken\n`);
  writeFileSync(packed, gzipSync(toJsonl(madeRecords(120, 'packed'))));
  return [plain, packed];
}

/** The run folder is named relative to the working folder, since the report shows the command as it was given. */
const command = (inputs: readonly string[]): string[] => [
  'vet',
  ...inputs,
  ...['--out', 'run', '--split-size', '100kB', '--workers', '2', '--quiet'],
];

/** When each split was measured. */
function measuredAt(run: string): Map<string, number> {
  const markers = join(run, '.freckle', 'done', 'measure');
  if (!existsSync(markers)) return new Map();
  const names = readdirSync(markers).filter((name) => name.endsWith('.json'));
  return new Map(names.map((name) => [name, statSync(join(markers, name)).mtimeMs]));
}

test(`runs killed ${KILLS} times in all end with the bytes of an undisturbed one and measure no finished split again`, async () => {
  const inputs = makeCorpus();
  const calm = temporaryFolder('calm');
  const started = performance.now();
  expect((await freckle(command(inputs), { cwd: calm })).code).toBe(0);
  const wholeMs = performance.now() - started;
  const expected = fingerprintRun(join(calm, 'run'));
  const random = randomFrom('kills');
  let kills = 0;
  while (kills < KILLS) {
    const cwd = temporaryFolder('killed');
    const run = join(cwd, 'run');
    let measured = new Map<string, number>();
    let result: CliResult;
    do {
      result = await freckle(command(inputs), {
        cwd,
        onStart: (child) => setTimeout(() => child.kill('SIGKILL'), 100 + random.uniform() * wholeMs * 0.9),
      });
      const after = measuredAt(run);
      for (const [split, time] of measured) expect(after.get(split), `${split} was measured once`).toBe(time);
      measured = after;
      if (result.signal === 'SIGKILL') kills++;
    } while (result.signal === 'SIGKILL' && kills < KILLS * 2);
    expect(result.code, result.stderr).toBe(0);
    expect(fingerprintRun(run)).toEqual(expected);
  }
}, 600_000);
