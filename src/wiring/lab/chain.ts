import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Data, Parameters } from '../../core/model.js';
import { makeFolder } from '../../gate/atomic.js';
import { LAB_LISTS, type LabLists, type PlanText, planOf } from '../../lab/plan.js';
import type { LabData } from '../../lab/preset.js';
import { runLoop } from '../../lab/run.js';
import type { ChainResult } from '../../lab/sweep.js';
import { randomFrom } from '../../math/random.js';

export interface ChainTask {
  readonly plan: PlanText;
  readonly seed: number;
  readonly chain: number;
  /** Where its folder stands when it is whole. */
  readonly folder: string;
  readonly dataFolder: string;
  readonly keepsSamples: boolean;
}

/**
 * Runs one chain and writes its folder: `generations.jsonl` with counts and measurements, `parameters.jsonl`,
 * `samples.bin` with `samples.json` that says how to read it. The folder gets its name when it is whole, so a
 * stopped run repeats only the chains it had not finished.
 */
export async function runChain(
  task: ChainTask,
  data: LabData,
  onGeneration: () => void,
  lists: LabLists = LAB_LISTS,
): Promise<ChainResult> {
  const plan = planOf(task.plan, lists);
  // The regime is no part of the key: cells that differ in nothing else see the same real records.
  const random = randomFrom(task.seed).split('lab', plan.model.id, task.chain);
  const generations: ChainResult['generations'][number][] = [];
  const parameters: string[] = [];
  const samples: Data[] = [];
  for await (const outcome of runLoop(plan, random, { data })) {
    const { generation, counts, measurements } = outcome;
    generations.push({ generation, counts, measurements });
    parameters.push(JSON.stringify(plainParameters(outcome.parameters)));
    if (task.keepsSamples) samples.push(outcome.samples);
    onGeneration();
  }
  const partial = `${task.folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  makeFolder(partial);
  writeFileSync(join(partial, 'generations.jsonl'), lines(generations.map((one) => JSON.stringify(one))));
  writeFileSync(join(partial, 'parameters.jsonl'), lines(parameters));
  if (task.keepsSamples) writeSamples(partial, samples);
  renameSync(partial, task.folder);
  return { generations };
}

/** What a finished chain wrote, or null. */
export function readChain(folder: string): ChainResult | null {
  const path = join(folder, 'generations.jsonl');
  if (!existsSync(path)) return null;
  return {
    generations: readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

const plainParameters = (parameters: Parameters) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'number' || typeof value === 'string' ? value : Array.from(value),
    ]),
  );

/** Shape of every generation's samples in `samples.bin`, one after another. */
export interface SamplesIndex {
  readonly kind: Data['kind'];
  readonly type: 'float32' | 'int32' | 'json';
  readonly count: number;
  readonly width: number;
  readonly generations: number;
  /** Rows and columns of a picture. */
  readonly height?: number;
}

function writeSamples(folder: string, samples: readonly Data[]): void {
  const first = samples[0]!;
  if (first.kind === 'texts') {
    writeFileSync(
      join(folder, 'samples.jsonl'),
      lines(samples.map((one) => JSON.stringify((one as typeof first).texts))),
    );
    return;
  }
  const numbers = samples.map(numbersOf);
  const isWhole = first.kind === 'tokens' || first.kind === 'categorical';
  const parts = numbers.map((one) => (isWhole ? Int32Array.from(one) : Float32Array.from(one)));
  const index: SamplesIndex = {
    kind: first.kind,
    type: isWhole ? 'int32' : 'float32',
    count: first.count,
    width: numbers[0]!.length / first.count,
    generations: samples.length,
    ...(first.kind === 'images' ? { height: first.height } : {}),
  };
  writeFileSync(join(folder, 'samples.json'), `${JSON.stringify(index)}\n`);
  writeFileSync(join(folder, 'samples.bin'), Buffer.concat(parts.map((part) => new Uint8Array(part.buffer))));
}

function numbersOf(data: Data): ArrayLike<number> {
  switch (data.kind) {
    case 'numeric':
      return data.values;
    case 'categorical':
      return data.draws;
    case 'tokens':
      return data.tokens;
    case 'images':
      return data.pixels;
    case 'texts':
      return [];
    default:
      return data satisfies never;
  }
}

/** The samples of a finished chain, one array per generation, little-endian as every machine Node runs on; null where none were kept. */
export function readSamples(
  folder: string,
): { index: SamplesIndex; generations: (Float32Array | Int32Array)[] } | null {
  const path = join(folder, 'samples.json');
  if (!existsSync(path)) return null;
  const index = JSON.parse(readFileSync(path, 'utf8')) as SamplesIndex;
  const bytes = readFileSync(join(folder, 'samples.bin'));
  const all = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const length = index.count * index.width;
  return {
    index,
    generations: Array.from({ length: index.generations }, (_, g) =>
      index.type === 'int32'
        ? new Int32Array(all, g * length * 4, length)
        : new Float32Array(all, g * length * 4, length),
    ),
  };
}
