/**
 * Processor time of the measure step for conversations and pairs, beside plain documents of the same text: megabytes per
 * second relative to plain text.
 *
 *   npm run bench -- records [megabytes] [rounds]
 *
 * Rounds take turns, so that a busy machine slows all layouts alike; the ratio is that of the medians.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { prepareSignals } from '../src/core/signal.js';
import { randomFrom } from '../src/math/random.js';
import { TEXT_SIGNALS } from '../src/signals/index.js';
import { measured } from './lib/measured.js';

const [megabytes = '10', rounds = '7'] = process.argv.slice(2);
const signals = TEXT_SIGNALS.filter(({ group }) => group === 'default');
const folder = mkdtempSync(join(tmpdir(), 'freckle-bench-'));

const paragraphs = gunzipSync(readFileSync('../shared/data/wikitext-2/wiki.train.txt.gz'))
  .toString()
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line.length > 100);

/** Passages of about `characters`, from their own stream of random numbers. */
function passages(name: string): (characters: number) => string {
  const random = randomFrom(name);
  return (characters) => {
    let text = '';
    while (text.length < characters) text += ` ${paragraphs[random.integer(paragraphs.length)]!}`;
    return text.slice(1, characters);
  };
}

/** How a row is made of passages; each has about 2,000 characters. */
const LAYOUTS: { readonly [name: string]: (said: (characters: number) => string) => object } = {
  plain: (said) => ({ text: said(2000) }),
  chat: (said) => ({
    messages: [
      { role: 'user', content: said(300) },
      { role: 'assistant', content: said(700) },
      { role: 'user', content: said(200) },
      { role: 'assistant', content: said(800) },
    ],
  }),
  'chat with a system prompt': (said) => ({
    messages: [
      { role: 'system', content: paragraphs[0]!.slice(0, 400) },
      { role: 'user', content: said(400) },
      { role: 'assistant', content: said(1200) },
    ],
  }),
  'prompt and completion': (said) => ({ prompt: said(400), completion: said(1600) }),
  'chosen and rejected': (said) => ({ prompt: said(400), chosen: said(800), rejected: said(800) }),
};

const inputs = Object.entries(LAYOUTS).map(([name, rowOf], index) => {
  const path = join(folder, `${index}.jsonl`);
  const file = openSync(path, 'w');
  const said = passages(name);
  for (let written = 0; written < Number(megabytes) * 1e6; )
    written += writeSync(file, `${JSON.stringify(rowOf(said))}\n`);
  closeSync(file);
  return { name, path, source: name, sizeBytes: statSync(path).size };
});

await prepareSignals(signals);
const spent = inputs.map((): number[] => []);
for (let round = 0; round <= Number(rounds); round++)
  for (const [index, input] of inputs.entries()) {
    const start = process.cpuUsage();
    const bytes = await measured(input, signals, folder);
    const { user, system } = process.cpuUsage(start);
    // The first round compiles.
    if (round > 0) spent[index]!.push((user + system) / 1000 / (bytes / 1e6));
  }

const medians = spent.map((times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!);
for (const [index, { name }] of inputs.entries())
  console.log(
    `${name.padEnd(26)} ${medians[index]!.toFixed(1).padStart(6)} ms/MB  ${(medians[0]! / medians[index]!).toFixed(2)} of plain text`,
  );
rmSync(folder, { recursive: true });
