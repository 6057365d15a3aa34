import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { FreckleError } from '../core/errors.js';
import { readNamedFile } from '../disk/named-file.js';
import type { Frequencies } from '../lab/survival-curves.js';
import { createReader } from '../text/reading.js';
import { type OnProblem, textsOf } from './texts.js';

const FREQUENCY_FILE = { what: 'frequencies', limitBytes: 512 * 1024 * 1024 };

/** The JSON file of a corpus's frequencies: for each kind (word, source), how many items occur how often. */
const FREQUENCIES = z.object({
  version: z.literal(1),
  kinds: z.array(
    z.object({
      kind: z.string().min(1),
      histogram: z.array(z.tuple([z.number().int().positive(), z.number().int().positive()])),
    }),
  ),
});

/**
 * Reads the frequencies of a corpus from a JSON file or from the `frequencies.json` of a run folder. Without such a
 * file it counts the run's `admitted/`, or any folder or file that Freckle reads.
 *
 * @throws FreckleError input-not-found | invalid-setting | no-readable-files
 */
export async function readFrequencies(path: string, onProblem: OnProblem): Promise<Frequencies[]> {
  if (!existsSync(path)) throw new FreckleError('input-not-found', `${path} does not exist`);
  if (path.endsWith('.json')) return parseFrequencies(path);
  if (statSync(path).isDirectory()) {
    if (existsSync(join(path, 'frequencies.json'))) return parseFrequencies(join(path, 'frequencies.json'));
    if (existsSync(join(path, 'admitted'))) return countCorpus(join(path, 'admitted'), onProblem);
  }
  return countCorpus(path, onProblem);
}

function parseFrequencies(path: string): Frequencies[] {
  let content: unknown;
  try {
    content = JSON.parse(readNamedFile(path, FREQUENCY_FILE).toString());
  } catch (cause) {
    throw new FreckleError('invalid-setting', `${path} is not JSON`, { cause });
  }
  const parsed = FREQUENCIES.safeParse(content);
  if (!parsed.success)
    throw new FreckleError(
      'invalid-setting',
      `expected {"version":1,"kinds":[{"kind":"word","histogram":[[occurrences, items], …]}]} in ${path}: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`,
    );
  return parsed.data.kinds.map(({ kind, histogram }) => ({
    kind,
    histogram: [...histogram].sort((a, b) => a[0] - b[0]),
  }));
}

async function countCorpus(path: string, onProblem: OnProblem): Promise<Frequencies[]> {
  const words = new Map<number, number>();
  const sources = new Map<string, number>();
  const reader = createReader();
  for await (const { source, text } of textsOf({ paths: [path], label: 'corpus', onProblem })) {
    sources.set(source, (sources.get(source) ?? 0) + 1);
    const reading = reader.read(text);
    for (let at = 0; at < reading.wordCount; at++) {
      const hash = reading.wordHash[at]!;
      words.set(hash, (words.get(hash) ?? 0) + 1);
    }
  }
  if (words.size === 0) throw new FreckleError('no-readable-files', `no readable text in ${path}`);
  return [
    { kind: 'word', histogram: histogramOf(words.values()) },
    { kind: 'source', histogram: histogramOf(sources.values()) },
  ];
}

function histogramOf(counts: Iterable<number>): [number, number][] {
  const histogram = new Map<number, number>();
  for (const count of counts) histogram.set(count, (histogram.get(count) ?? 0) + 1);
  return [...histogram].sort((a, b) => a[0] - b[0]);
}
