import type { Data } from '../../src/core/model.js';
import { MODELS } from '../../src/lab/models/index.js';
import { REGIMES } from '../../src/lab/regimes/index.js';
import { runLoop } from '../../src/lab/run.js';
import { WORLDS } from '../../src/lab/worlds/index.js';
import { randomFrom } from '../../src/math/random.js';

/** What a loop left behind: every number that was sampled, and the measurements, generation by generation. */
export interface LoopTrace {
  readonly samples: number[][];
  readonly measurements: number[][];
}

/** The same few generations wherever this module runs. */
export async function traceLoop(modelId: string, settings: { [id: string]: number }): Promise<LoopTrace> {
  const model = MODELS.find(({ id }) => id === modelId)!;
  const plan = {
    model,
    regime: REGIMES.find(({ id }) => id === 'replace')!,
    world: WORLDS.find(({ id }) => id === model.world)!,
    generations: 3,
    size: 60,
    modelSettings: settings,
    regimeSettings: {},
    worldSettings: {},
    decoding: {},
    hasSamplingError: true,
  };
  const data = { wikitext: null, mnist: null, quickdraw: null };
  const trace: LoopTrace = { samples: [], measurements: [] };
  for await (const { samples, measurements } of runLoop(plan, randomFrom(5), { data })) {
    trace.samples.push(numbersOf(samples));
    trace.measurements.push(Object.values(measurements).flatMap(({ value }) => value ?? []));
  }
  return trace;
}

function numbersOf(data: Data): number[] {
  if (data.kind === 'numeric') return Array.from(data.values);
  if (data.kind === 'images') return Array.from(data.pixels);
  if (data.kind === 'tokens') return Array.from(data.tokens);
  throw new Error(`no loop here samples ${data.kind}`);
}

(globalThis as { traceLoop?: typeof traceLoop }).traceLoop = traceLoop;
