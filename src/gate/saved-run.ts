import { existsSync, readFileSync } from 'node:fs';
import { FreckleError } from '../core/errors.js';
import type { FilesNotRead, FormatSettings } from '../core/format.js';
import { type CorpusQuestion, metricRef } from '../core/metric.js';
import type { OtherCorpus } from '../core/other-corpus.js';
import type { Signal, SignalSettings } from '../core/signal.js';
import { signalRef } from '../core/signal.js';
import { signalNamed } from '../core/signal-in-role.js';
import { writeAtomically } from '../disk/atomic.js';
import type { RunFolder } from '../disk/run-folder.js';
import type { Edges, RunContext } from './context.js';
import type { MeasureResult } from './measure/measure-split.js';
import type { Plan } from './plan/plan.js';
import type { RunAbout } from './request.js';
import type { OutputFormat } from './write/record-writers.js';

/** What later commands need to reopen a run without planning or measuring it again. */
export interface SavedRun {
  readonly plan: Plan;
  readonly fingerprints: readonly string[];
  /** `signal/…@n` of every signal measured. */
  readonly signals: readonly string[];
  /** `metric/…@n` of the user's own metrics; absent if there were none. */
  readonly ownQuestions?: readonly string[];
  readonly signalSettings: SignalSettings;
  readonly formatSettings: FormatSettings;
  /** Other runs that it was compared with; absent if there are none. */
  readonly others?: readonly OtherCorpus[];
  readonly to: OutputFormat | null;
  readonly command: string;
  readonly about?: RunAbout;
  /** Files found and not read; absent if there are none. */
  readonly notRead?: readonly FilesNotRead[];
}

const FILE = 'plan.json';

export interface RunAsked extends Pick<SavedRun, 'to' | 'command' | 'about' | 'notRead'> {
  readonly ownQuestions: readonly CorpusQuestion[];
}

export function saveRun(run: RunContext, { to, command, about, notRead, ownQuestions }: RunAsked): void {
  const saved: SavedRun = {
    plan: run.plan,
    fingerprints: run.fingerprints,
    signals: run.signals.map(signalRef),
    ...(ownQuestions.length === 0 ? {} : { ownQuestions: ownQuestions.map(metricRef) }),
    signalSettings: run.signalSettings,
    formatSettings: run.formatSettings,
    ...(run.others === undefined ? {} : { others: run.others }),
    to,
    command,
    ...(about === undefined ? {} : { about }),
    ...(notRead === undefined ? {} : { notRead }),
  };
  writeAtomically(run.folder.state(FILE), JSON.stringify(saved));
}

/** @throws FreckleError `not-a-run` */
export function loadSavedRun(folder: RunFolder): SavedRun {
  if (!existsSync(folder.state(FILE)))
    throw new FreckleError(
      'not-a-run',
      `${folder.root} is not a run folder: ${folder.state(FILE)} is missing`,
    );
  return JSON.parse(readFileSync(folder.state(FILE), 'utf8')) as SavedRun;
}

/** The signals of the saved run in this version of Freckle. @throws FreckleError `run-incomplete` where their versions differ */
export function savedSignals(saved: SavedRun, signals: readonly Signal[]): Signal[] {
  return saved.signals.map((ref) => {
    const signal = signalNamed(signals, ref.slice('signal/'.length, ref.lastIndexOf('@')));
    if (signal !== undefined && signalRef(signal) === ref) return signal;
    if (signal === undefined) throw notGiven('measured with', ref, 'signals');
    throw new FreckleError(
      'run-incomplete',
      `the run was measured with ${ref}, which this version of Freckle does not have; run its vet command again`,
    );
  });
}

/** Refuses a run made with formats or metrics of the user's own that are not given. @throws FreckleError `run-incomplete` */
export function refuseMissing(
  { plan, ownQuestions = [] }: SavedRun,
  edges: Pick<Edges, 'formats' | 'ownQuestions'>,
): void {
  const formats = new Set(edges.formats.map(({ id }) => id));
  for (const { format } of plan.inputs)
    if (!formats.has(format)) throw notGiven('read by the format', format, 'formats');
  const asked = new Set(edges.ownQuestions.map(metricRef));
  for (const ref of ownQuestions) if (!asked.has(ref)) throw notGiven('made with the metric', ref, 'metrics');
}

/** A run cannot store functions: the user has to give their own definitions again. */
const notGiven = (how: string, what: string, option: string): FreckleError =>
  new FreckleError(
    'run-incomplete',
    `the run was ${how} ${what}, which is not built in and was not given; pass it to decide() or explain() of the library, in ${option} or in a module of extensions`,
  );

/** The results of measuring each split. @throws FreckleError `run-incomplete` */
export function savedMeasurements(folder: RunFolder, saved: SavedRun): MeasureResult[] {
  return saved.fingerprints.map((fingerprint) => {
    const known = folder.marker<MeasureResult>(`measure/${fingerprint.slice(0, 16)}`, fingerprint);
    if (known === null)
      throw new FreckleError(
        'run-incomplete',
        `the run in ${folder.root} is not fully measured; run its vet command again`,
      );
    return known;
  });
}
