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

/** Where a chain goes, and what it was made from. */
export interface ChainPlace {
  readonly seed: number;
  readonly chain: number;
  /** Where its folder stands when it is whole. */
  readonly folder: string;
  readonly fingerprint: string;
  readonly keepsSamples: boolean;
}

/**
 * Runs one chain and writes its folder: `generations.jsonl` with counts and measurements, `parameters.jsonl`,
 * `samples.bin` with `samples.json` that says how to read it, `chain.json` with the fingerprint and the files' sizes. The
 * folder gets its name when it is whole, so a stopped run repeats only the chains it had not finished.
 *
 * @throws FreckleError `no-space` | `write-failed`, and what the loop throws
 */
export async function runChain(
  plan: LoopPlan,
  { seed, chain, folder, fingerprint, keepsSamples }: ChainPlace,
  data: LabData,
  onGeneration: (generation: ChainGeneration) => void,
): Promise<ChainResult> {
  // The regime is no part of the key: cells that differ in nothing else see the same real records.
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
  /** Bytes of each file but this one. */
  readonly sizes: { readonly [file: string]: number };
}

const sizesOf = (folder: string): ChainStamp['sizes'] =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, statSync(join(folder, name)).size]),
  );

/** What a finished chain wrote, if it was made from the same things and is whole; else null. */
export function readChain(folder: string, fingerprint: string, generations: number): ChainResult | null {
  try {
    const stamp: Partial<ChainStamp> = JSON.parse(readFileSync(join(folder, 'chain.json'), 'utf8'));
    if (stamp.fingerprint !== fingerprint || stamp.sizes === undefined) return null;
    const sizes = sizesOf(folder);
    if (Object.entries(stamp.sizes).some(([name, size]) => sizes[name] !== size)) return null;
    const lines = readFileSync(join(folder, 'generations.jsonl'), 'utf8').trimEnd().split('\n');
    return lines.length === generations + 1 ? { generations: lines.map((line) => JSON.parse(line)) } : null;
  } catch {
    // Absent, or cut short where the machine went down.
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
