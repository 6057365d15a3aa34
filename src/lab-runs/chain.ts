import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Parameters } from '../core/model.js';
import { guarded, makeFolder, PARTIAL } from '../disk/atomic.js';
import type { ChainGeneration, ChainResult } from '../lab/chain-result.js';
import type { LabData } from '../lab/preset.js';
import { type LoopPlan, runLoop } from '../lab/run.js';
import { randomFrom } from '../math/random.js';
import { GrowingFile } from './growing-file.js';
import { SampleWriter } from './samples-file.js';

/** Where a chain is written, and what determines it. */
export interface ChainPlace {
  readonly seed: number;
  readonly chain: number;
  /** Final path of its folder, once complete. */
  readonly folder: string;
  readonly fingerprint: string;
  readonly keepsSamples: boolean;
}

/**
 * Runs one chain and writes its folder: `generations.jsonl` with counts and measurements, `parameters.jsonl`,
 * `samples.bin` with its format in `samples.json`, `chain.json` with the fingerprint and the files' sizes. The folder is
 * renamed into place when complete, so a stopped run repeats only unfinished chains.
 *
 * @throws FreckleError `no-space` | `write-failed`, and the errors of the loop
 */
export async function runChain(
  plan: LoopPlan,
  { seed, chain, folder, fingerprint, keepsSamples }: ChainPlace,
  data: LabData,
  onGeneration: (generation: ChainGeneration) => void,
): Promise<ChainResult> {
  // The key leaves out the regime: cells that differ only in it see the same real records.
  const random = randomFrom(seed).split('lab', plan.model.id, chain);
  const generations: ChainGeneration[] = [];
  const partial = `${folder}${PARTIAL}`;
  rmSync(partial, { recursive: true, force: true });
  makeFolder(partial);
  const lines = new GrowingFile(join(partial, 'generations.jsonl'));
  const parameters = new GrowingFile(join(partial, 'parameters.jsonl'));
  const samples = keepsSamples ? new SampleWriter(partial) : null;
  try {
    for await (const outcome of runLoop(plan, random, { data })) {
      const { generation, counts, measurements } = outcome;
      generations.push({ generation, counts, measurements });
      lines.add(`${JSON.stringify(generations.at(-1))}\n`);
      parameters.add(`${JSON.stringify(plainParameters(outcome.parameters))}\n`);
      samples?.add(outcome.samples);
      onGeneration(generations.at(-1)!);
    }
  } finally {
    for (const file of [lines, parameters, samples]) file?.close();
  }
  guarded(folder, () => {
    const sizes = sizesOf(partial);
    writeFileSync(join(partial, 'chain.json'), `${JSON.stringify({ fingerprint, sizes })}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  });
  return { generations };
}

interface ChainStamp {
  readonly fingerprint: string;
  /** Bytes of every other file. */
  readonly sizes: { readonly [file: string]: number };
}

const sizesOf = (folder: string): ChainStamp['sizes'] =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, statSync(join(folder, name)).size]),
  );

/** The result of a finished chain with this fingerprint and complete files; else null. */
export function readChain(folder: string, fingerprint: string, generations: number): ChainResult | null {
  try {
    const stamp: Partial<ChainStamp> = JSON.parse(readFileSync(join(folder, 'chain.json'), 'utf8'));
    if (stamp.fingerprint !== fingerprint || stamp.sizes === undefined) return null;
    const sizes = sizesOf(folder);
    if (Object.entries(stamp.sizes).some(([name, size]) => sizes[name] !== size)) return null;
    const lines = readFileSync(join(folder, 'generations.jsonl'), 'utf8').trimEnd().split('\n');
    return lines.length === generations + 1 ? { generations: lines.map((line) => JSON.parse(line)) } : null;
  } catch {
    // Missing, or truncated by a crash.
    return null;
  }
}

const plainParameters = (parameters: Parameters) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'number' || typeof value === 'string' ? value : Array.from(value),
    ]),
  );
