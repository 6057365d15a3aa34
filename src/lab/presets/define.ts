import type { Preset, PresetContext, PresetOutcome } from '../preset.js';

/** A preset that is measured as a whole. */
export interface WholePreset<Numbers> extends Omit<Preset, 'parts' | 'measure' | 'judge'> {
  readonly measure: (context: PresetContext) => Numbers | Promise<Numbers>;
  readonly judge: (numbers: Numbers, isQuick: boolean) => PresetOutcome;
}

export const definePreset = <Numbers>({ measure, judge, ...rest }: WholePreset<Numbers>): Preset =>
  definePartedPreset<Numbers>({
    ...rest,
    parts: () => ['all'],
    measure: (_part, context) => measure(context),
    judge: ([numbers], isQuick) => judge(numbers!, isQuick),
  });

/** A preset of independent parts with numbers of one type. The list of presets drops that type. */
export const definePartedPreset = <Numbers>(definition: Preset<Numbers>): Preset =>
  definition as unknown as Preset;
