import type { Format } from '../../core/format.js';
import type { Policy } from '../../core/policy.js';
import type { SignalSettings } from '../../core/signal.js';
import { signalNamed } from '../../core/signal-in-role.js';
import type { Edges, RunContext } from '../context.js';
import { settingsOf, signalsToMeasure } from '../policy/index.js';

/**
 * The signals that a policy tests or lists, in the order of the list. Leaves out signals of a modality that no input has,
 * so that a corpus of texts has no cost for images.
 */
export function signalsOf(
  policy: Policy,
  { signals }: Pick<Edges, 'signals'>,
  inputs: readonly { readonly format: Pick<Format, 'modality'> }[],
): RunContext['signals'] {
  const wanted = signalsToMeasure(policy, { signals, findings: [] });
  const occurring = new Set(inputs.map(({ format }) => format.modality));
  return wanted.map((id) => signalNamed(signals, id)!).filter(({ modality }) => occurring.has(modality));
}

export function signalSettingsOf(policy: Policy): SignalSettings {
  const { captureCutoff, ngramSize, duplicatesBy } = settingsOf(policy);
  return { captureCutoff, ngramSize, duplicatesBy };
}
