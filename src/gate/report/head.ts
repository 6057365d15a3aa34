import { COLUMNS_SHOWN, INPUTS_SHOWN, type ReportHead, type RunFacts } from '../../report/head.js';
import { READING_VERSION } from '../../text/reading.js';
import { mergeColumns } from '../measure/column-tally.js';
import { policyDigest, settingsOf } from '../policy/index.js';
import type { ReportContext } from './section-facts.js';

export const collectHead = (context: ReportContext): ReportHead => ({
  format: 'freckle-report@1',
  run: runFacts(context),
  counts: context.counts,
});

function runFacts({ run, request, found, measured, written }: ReportContext): RunFacts {
  const { policy } = request;
  return {
    command: request.command,
    inputs: run.plan.inputs.slice(0, INPUTS_SHOWN).map(({ file, format, digest }) => ({
      name: file.name,
      sizeBytes: file.sizeBytes,
      digest,
      format,
    })),
    totals: {
      inputs: run.plan.inputs.length,
      sizeBytes: run.plan.inputs.reduce((sum, { file }) => sum + file.sizeBytes, 0),
    },
    ...(run.formatSettings.limit === undefined ? {} : { limit: run.formatSettings.limit }),
    ...(run.formatSettings.sample === undefined ? {} : { sampled: run.formatSettings.sample.share }),
    ...readFrom(measured),
    ...(request.notRead === undefined ? {} : { notRead: request.notRead }),
    ...notCopied(run, written),
    versions: [
      { name: 'freckle', version: request.version },
      { name: 'reading', version: String(READING_VERSION) },
      ...run.signals.map(({ id, version }) => ({ name: id, version: String(version) })),
    ],
    policy: { name: policy.policy, digest: policyDigest(policy), description: policy.description ?? '' },
    settings: [
      { name: 'near-duplicate n-gram', value: String(found.settings.ngramSize) },
      { name: 'near-duplicate threshold', value: String(found.settings.nearDuplicateThreshold) },
      {
        name: 'near-duplicate threshold without spaces',
        value: String(found.settings.nearDuplicateThresholdUnspaced),
      },
      { name: 'capture cut-off', value: settingsOf(policy).captureCutoff },
      { name: 'written as', value: request.to ?? "the inputs' own formats" },
      ...(run.others ?? []).map(({ path }) => ({ name: 'compared with', value: path })),
      ...saidOfInputs(run.plan),
      ...Object.entries(request.about ?? {}).map(([name, value]) => ({ name, value })),
    ],
  };
}

/** What was said of one input alone. */
const saidOfInputs = ({ inputs }: ReportContext['run']['plan']): RunFacts['settings'] =>
  inputs.slice(0, INPUTS_SHOWN).flatMap(({ file, columns = {}, reading = {} }) =>
    [
      { name: `columns of ${file.name}`, said: columns },
      { name: `reading of ${file.name}`, said: reading },
    ].flatMap(({ name, said }) => {
      const value = Object.entries(said).map(([key, one]) => `${key} ${String(one)}`);
      return value.length === 0 ? [] : [{ name, value: value.join('; ') }];
    }),
  );

/** One line per input: its splits usually fail for one reason. */
function notCopied(
  { plan }: ReportContext['run'],
  written: ReportContext['written'],
): Pick<RunFacts, 'notCopied'> {
  const reasons = new Map<string, string>();
  for (const [index, { notCopied: reason }] of written.entries())
    if (reason !== undefined) reasons.set(plan.inputs[plan.splits[index]!.input]!.file.name, reason);
  if (reasons.size === 0) return {};
  return { notCopied: [...reasons].map(([input, reason]) => ({ input, reason })) };
}

function readFrom(measured: ReportContext['measured']): Pick<RunFacts, 'readFrom'> {
  const { text, unread } = mergeColumns(measured.map(({ columnsRead }) => columnsRead));
  if (text.length === 0) return {};
  return {
    readFrom: {
      text: text.slice(0, COLUMNS_SHOWN).map(([columns, records]) => ({ columns, records })),
      unread: unread.slice(0, COLUMNS_SHOWN).map(([column, records]) => ({ column, records })),
    },
  };
}
