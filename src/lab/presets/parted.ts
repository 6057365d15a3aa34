import type { PartedWork, Preset, PresetContext, PresetOutcome } from '../preset.js';

/** A preset whose parts are independent, with one kind of result. */
export interface PartedPreset<Result> extends Omit<Preset, 'run' | 'work'> {
  readonly parts: (isQuick: boolean) => readonly string[];
  readonly runPart: (part: string, context: PresetContext) => Result | Promise<Result>;
  readonly conclude: (results: readonly Result[], context: PresetContext) => PresetOutcome;
}

/** `run` takes the parts one after another; a runner with several workers shares them out. */
export function partedPreset<Result>(definition: PartedPreset<Result>): Preset {
  const { parts, runPart, conclude, ...rest } = definition;
  return {
    ...rest,
    work: { parts, runPart, conclude } as PartedWork,
    run: async (context) => {
      const names = parts(context.isQuick);
      const results: Result[] = [];
      for (const [done, name] of names.entries()) {
        const progress = (share: number, note?: string): void =>
          context.progress((done + share) / names.length, note === undefined ? name : `${name}: ${note}`);
        results.push(await runPart(name, { ...context, progress }));
      }
      return conclude(results, context);
    },
  };
}
