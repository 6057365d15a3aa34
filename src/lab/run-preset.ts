import type { Preset, PresetContext, PresetOutcome } from './preset.js';

/** Measures the parts one by one and judges them; a runner with several workers distributes the parts. */
export async function runPreset(preset: Preset, context: PresetContext): Promise<PresetOutcome> {
  return preset.judge(await measurePreset(preset, context), context.isQuick);
}

/** The numbers of all parts, in order: the input of `judge`. */
export async function measurePreset(preset: Preset, context: PresetContext): Promise<unknown[]> {
  const parts = preset.parts(context.isQuick);
  const numbers: unknown[] = [];
  for (const [done, part] of parts.entries()) {
    const progress = (share: number, note?: string): void =>
      context.progress((done + share) / parts.length, note === undefined ? part : `${part}: ${note}`);
    numbers.push(await preset.measure(part, { ...context, progress }));
  }
  return numbers;
}
