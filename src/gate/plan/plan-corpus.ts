import { LAYOUTS_VERSION } from '../../core/part.js';
import { signalRef } from '../../core/signal.js';
import { fingerprintOf } from '../../disk/fingerprint.js';
import { READING_VERSION } from '../../text/reading.js';
import type { Edges, MeasuredAs, RunContext } from '../context.js';
import type { VetRequest } from '../request.js';
import type { Session } from '../session.js';
import { signalSettingsOf, signalsOf } from './measured-signals.js';
import { type Plan, planRun, splitFingerprint } from './plan.js';

/** Cuts the inputs into splits and selects the signals: everything that the later steps need to know. */
export async function planCorpus(
  request: VetRequest,
  edges: Edges,
  { folder, pool }: Session,
): Promise<RunContext> {
  const { formatSettings, onProgress } = request;
  const totalBytes = request.inputs.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  onProgress({ stage: 'plan', done: 0, total: totalBytes, unit: 'bytes' });
  const plan = await planRun(request.inputs, formatSettings, (paths) => pool.run('digest', { paths }));
  const signals = signalsOf(request.policy, edges, request.inputs);
  const { others } = request;
  const measuredAs: MeasuredAs = {
    signals,
    signalSettings: settingsOf(request),
    plan,
    ...(others === undefined ? {} : { others }),
  };
  return {
    ...measuredAs,
    folder,
    fingerprints: fingerprintsOf(measuredAs, formatSettings),
    questions: [...edges.ownQuestions, ...edges.questionsFor(measuredAs, folder.state())],
    formatSettings,
    pool,
    onProgress,
  };
}

/** Signal settings from the policy and from the user; keys that were not given are absent. */
const settingsOf = ({
  policy,
  calibration,
  scores,
  watermarks,
  trustAnchors,
}: VetRequest): MeasuredAs['signalSettings'] => ({
  ...signalSettingsOf(policy),
  ...(calibration === undefined ? {} : { calibration }),
  ...(scores === undefined ? {} : { scores: scores.setting }),
  ...(watermarks === undefined ? {} : { watermarks }),
  ...(trustAnchors === undefined ? {} : { trustAnchors }),
});

/** Fingerprint of each split's measurements. */
function fingerprintsOf(
  { signals, signalSettings, plan }: MeasuredAs & { readonly plan: Plan },
  formatSettings: VetRequest['formatSettings'],
): string[] {
  const measuredBy = {
    reading: READING_VERSION,
    layouts: LAYOUTS_VERSION,
    signals: signals.map(signalRef),
    // The paths of a calibration and of watermarks do not count, only their contents.
    signalSettings: {
      ...signalSettings,
      calibration: signalSettings.calibration?.digest,
      watermarks: signalSettings.watermarks?.digest,
    },
  };
  return plan.splits.map((split) =>
    fingerprintOf([splitFingerprint(plan, split, formatSettings), measuredBy]),
  );
}
