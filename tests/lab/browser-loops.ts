import type * as Lab from '../../src/lab/index.js';

/** What a loop left behind: every number that was sampled, and the measurements, generation by generation. */
export interface LoopTrace {
  readonly samples: number[][];
  readonly measurements: number[][];
}

/** The same few generations wherever it runs; it is sent to a browser as its source, so it names nothing outside. */
export async function traceLoop(
  lab: typeof Lab,
  model: string,
  modelSettings: { [id: string]: number },
): Promise<LoopTrace> {
  const plan = lab.planOf({ model, regime: 'replace', generations: 3, size: 60, modelSettings });
  const trace: LoopTrace = { samples: [], measurements: [] };
  for await (const { samples, measurements } of lab.runLoop(plan, lab.randomFrom(5))) {
    const numbers = { numeric: 'values', images: 'pixels', tokens: 'tokens', categorical: 'draws' };
    const key = numbers[samples.kind as keyof typeof numbers] as keyof typeof samples;
    trace.samples.push(Array.from(samples[key] as unknown as ArrayLike<number>));
    trace.measurements.push(Object.values(measurements).flatMap(({ value }) => value ?? []));
  }
  return trace;
}
