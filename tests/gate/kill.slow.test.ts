import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { randomFrom } from '../../src/math/random.js';
import { type CliResult, freckle } from '../support/cli.js';
import { fingerprintRun, madeRecords, temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('kill');
const KILLS = 12;
/** Of a whole run: before that, the process only loads. */
const LOADING = 0.2;

/** A corpus of several splits and formats. */
function makeCorpus(): string[] {
  const plain = join(folder, 'plain.jsonl');
  const packed = join(folder, 'packed.jsonl.gz');
  writeFileSync(plain, `${toJsonl(madeRecords(120, 'plain'))}{"text": broken\n`);
  writeFileSync(packed, gzipSync(toJsonl(madeRecords(30, 'packed'))));
  return [plain, packed];
}

/** The run folder is named relative to the working folder, since the report shows the command as it was given. */
const command = (inputs: readonly string[]): string[] => [
  'vet',
  ...inputs,
  ...['--out', 'run', '--split-size', '20kB', '--workers', '2', '--quiet'],
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
  expect((await freckle(command(inputs), { cwd: calm, alone: true })).code).toBe(0);
  const wholeMs = performance.now() - started;
  const expected = fingerprintRun(join(calm, 'run'));
  const random = randomFrom('kills');
  // Spread over the run, so that each of its steps is met, in any order.
  const momentsMs = Array.from(
    random.permutation(KILLS),
    (kill) => wholeMs * (LOADING + (0.95 - LOADING) * ((kill + random.uniform()) / KILLS)),
  );
  let kills = 0;
  while (kills < KILLS) {
    const cwd = temporaryFolder('killed');
    const run = join(cwd, 'run');
    let measured = new Map<string, number>();
    let result: CliResult;
    do {
      const killMs = momentsMs[kills];
      result = await freckle(command(inputs), {
        cwd,
        onStart: (child) => {
          if (killMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killMs);
        },
      });
      const after = measuredAt(run);
      for (const [split, time] of measured) expect(after.get(split), `${split} was measured once`).toBe(time);
      measured = after;
      if (result.signal === 'SIGKILL') kills++;
    } while (result.signal === 'SIGKILL');
    expect(result.code, result.stderr).toBe(0);
    expect(fingerprintRun(run)).toEqual(expected);
  }
}, 600_000);
