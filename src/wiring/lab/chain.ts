import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Data, Parameters } from '../../core/model.js';
import { guarded, makeFolder, PARTIAL } from '../../gate/atomic.js';
import type { LabData } from '../../lab/preset.js';
import { type LoopPlan, runLoop } from '../../lab/run.js';
import type { ChainResult } from '../../lab/sweep.js';
import { randomFrom } from '../../math/random.js';

/** Where a chain goes, and what it was made from. */
export interface ChainPlace {
  readonly seed: number;
  readonly chain: number;
  /** Where its folder stands when it is whole. */
  readonly folder: string;
  readonly fingerprint: string;
  readonly keepsSamples: boolean;
}

type Generation = ChainResult['generations'][number];

/**
 * Runs one chain and writes its folder: `generations.jsonl` with counts and measurements, `parameters.jsonl`,
 * `samples.bin` with `samples.json` that says how to read it, `chain.json` with the fingerprint. The folder gets its
 * name when it is whole, so a stopped run repeats only the chains it had not finished.
 *
 * @throws FreckleError `no-space` | `write-failed`, and what the loop throws
 */
export async function runChain(
  plan: LoopPlan,
  { seed, chain, folder, fingerprint, keepsSamples }: ChainPlace,
  data: LabData,
  onGeneration: (generation: Generation) => void,
): Promise<ChainResult> {
  // The regime is no part of the key: cells that differ in nothing else see the same real records.
  const random = randomFrom(seed).split('lab', plan.model.id, chain);
  const generations: Generation[] = [];
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
    writeFileSync(join(partial, 'chain.json'), `${JSON.stringify({ fingerprint })}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  });
  return { generations };
}

/** What a finished chain wrote, if it was made from the same things and is whole; else null. */
export function readChain(folder: string, fingerprint: string, generations: number): ChainResult | null {
  try {
    const stamp: { fingerprint?: unknown } = JSON.parse(readFileSync(join(folder, 'chain.json'), 'utf8'));
    if (stamp.fingerprint !== fingerprint) return null;
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

/** A file that is written as the chain goes, so that no generation has to be held. */
class GrowingFile {
  private readonly handle: number;

  constructor(private readonly path: string) {
    this.handle = guarded(path, () => openSync(path, 'w'));
  }

  add(content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    guarded(this.path, () => {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.handle, bytes, done);
    });
  }

  close(): void {
    closeSync(this.handle);
  }
}

/** Shape of every generation's samples in `samples.bin`, one after another. */
export interface SamplesIndex {
  readonly kind: Data['kind'];
  readonly type: 'float64' | 'float32' | 'int32';
  readonly count: number;
  readonly width: number;
  readonly generations: number;
  /** Rows and columns of a picture. */
  readonly height?: number;
}

/** Writes samples in the precision they were drawn in: a law that has collapsed to a billionth still has a width. */
class SampleWriter {
  private file: GrowingFile | null = null;
  private index: SamplesIndex | null = null;

  constructor(private readonly folder: string) {}

  add(data: Data): void {
    if (data.kind === 'texts') {
      this.file ??= new GrowingFile(join(this.folder, 'samples.jsonl'));
      this.file.add(`${JSON.stringify(data.texts)}\n`);
      return;
    }
    const numbers = numbersOf(data);
    this.file ??= new GrowingFile(join(this.folder, 'samples.bin'));
    this.file.add(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    this.index = {
      kind: data.kind,
      type: data.kind === 'numeric' ? 'float64' : data.kind === 'images' ? 'float32' : 'int32',
      count: data.count,
      width: numbers.length / data.count,
      generations: (this.index?.generations ?? 0) + 1,
      ...(data.kind === 'images' ? { height: data.height } : {}),
    };
  }

  close(): void {
    this.file?.close();
    if (this.index === null) return;
    const path = join(this.folder, 'samples.json');
    guarded(path, () => writeFileSync(path, `${JSON.stringify(this.index)}\n`));
  }
}

export type SampleNumbers = Float64Array | Float32Array | Int32Array;

function numbersOf(data: Exclude<Data, { kind: 'texts' }>): SampleNumbers {
  switch (data.kind) {
    case 'numeric':
      return data.values;
    case 'categorical':
      return data.draws;
    case 'tokens':
      return data.tokens;
    case 'images':
      return data.pixels;
    default:
      return data satisfies never;
  }
}

/** A chain's samples, generation by generation: numbers, or the texts of a model that writes texts. */
export type KeptSamples =
  | { readonly index: SamplesIndex; readonly generations: readonly SampleNumbers[] }
  | { readonly texts: readonly (readonly string[])[] };

/** The samples of a finished chain, one array per generation, little-endian as every machine Node runs on; null where none were kept. */
export function readSamples(folder: string): KeptSamples | null {
  const written = join(folder, 'samples.jsonl');
  if (existsSync(written))
    return {
      texts: readFileSync(written, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as string[]),
    };
  const path = join(folder, 'samples.json');
  if (!existsSync(path)) return null;
  const index = JSON.parse(readFileSync(path, 'utf8')) as SamplesIndex;
  const bytes = readFileSync(join(folder, 'samples.bin'));
  const all = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const length = index.count * index.width;
  const ArrayOf = { float64: Float64Array, float32: Float32Array, int32: Int32Array }[index.type];
  return {
    index,
    generations: Array.from(
      { length: index.generations },
      (_, g) => new ArrayOf(all, g * length * ArrayOf.BYTES_PER_ELEMENT, length),
    ),
  };
}
