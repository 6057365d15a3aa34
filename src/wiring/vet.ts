import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { FreckleError } from '../core/errors.js';
import {
  type ColumnNames,
  DEFAULT_FORMAT_SETTINGS,
  type Format,
  type FormatSettings,
} from '../core/format.js';
import type { Progress } from '../core/progress.js';
import type { Signal } from '../core/signal.js';
import { RunFolder } from '../disk/run-folder.js';
import { type InputProblem, listInputs } from '../formats/index.js';
import { roomBeside } from '../gate/memory.js';
import type { VetRequest } from '../gate/request.js';
import { vet as runVet, type VetOutcome } from '../gate/vet.js';
import type { OutputFormat } from '../gate/write/record-writers.js';
import type { LmOptions } from '../lm/server.js';
import { sizeOfTable } from '../origin/inferred/scores/score-table.js';
import { CALIBRATION_GROUP, SCORES_GROUP } from '../signals/text/inferred.js';
import { WATERMARKS_GROUP } from '../signals/text/watermarks.js';
import { readCalibration } from './calibration.js';
import { isScored, scoresOfCorpus } from './corpus-scores.js';
import { dataSetStatements } from './data-set-claims.js';
import { edgesOf } from './edges.js';
import { type ExtendedLists, type Extensions, extendedLists } from './extensions.js';
import { type LoadedPolicy, readPolicy, refuseUnknownSignals, withSignals } from './policy.js';
import { resourcesOf } from './resources.js';
import { spoolStandardInput } from './standard-input.js';
import { VERSION } from './version.js';
import { vocabularyOf } from './vocabulary.js';
import { watermarksSetting } from './watermark-setting.js';

export interface VetOptions extends Omit<Extensions, 'signals'> {
  /** Files, folders, globs; `-` for standard input. */
  readonly inputs: readonly string[];
  /** The run folder; made if absent, resumed if it holds the same run. */
  readonly out: string;
  /** `default`, `strict`, `annotate-only`, or the path of a YAML file. */
  readonly policy?: string;
  /** Output format; the input's own where left out. */
  readonly to?: OutputFormat;
  /** Worker threads; one per core where left out, as far as the memory allows. */
  readonly workers?: number;
  /** Bound on the memory of the whole run; 1.5 GB where left out. */
  readonly memoryBytes?: number;
  /** Format of all inputs, whatever their names. */
  readonly format?: string;
  /** Names of columns, by what they hold; the common names where left out. */
  readonly columns?: ColumnNames;
  readonly maxRecordBytes?: number;
  readonly splitBytes?: number;
  /** File of PEM certificates that signers of content credentials must lead to. */
  readonly trustAnchors?: string;
  /** Signals or groups of signals to measure besides those the policy needs, by id; or signals of one's own, as `defineTextSignal` and `defineImageSignal` make them. */
  readonly signals?: readonly (string | Signal)[];
  /** Folder of a calibration that `freckle calibrate` wrote: judges every text by it. */
  readonly calibration?: string;
  /** JSON lines of scores computed elsewhere, joined by `content_hash` (SHA-256 of the text) or `id`. */
  readonly scores?: readonly string[];
  /** Watermarks file with schemes and keys, applied to every text. Ids come from `columns.tokens` or the tokenizer. */
  readonly watermarks?: string;
  /** tokenizer.json of the watermarked model. */
  readonly tokenizer?: string;
  /** Asks the language model that the calibration was fitted with for the scores of the texts; kept in the run folder. */
  readonly lm?: LmOptions;
  /** The command line to show in the report; the call where left out. */
  readonly command?: string;
  /** Where the truth is known: says what became of planted records. */
  readonly planted?: VetRequest['planted'];
  /** Told what it is at, many times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Told of inputs that gave nothing, and of what score files held, once, before anything is read. */
  readonly onProblem?: (problem: Pick<InputProblem, 'message'>) => void;
}

/**
 * Vets a corpus: measures every record, asks the corpus its questions, decides by the policy, writes the
 * decided records and the report into `out`.
 *
 * @throws FreckleError for whatever the caller can mend: inputs, policy, settings, disk
 */
export async function vet(options: VetOptions): Promise<VetOutcome> {
  const found = options.calibration === undefined ? null : readCalibration(resolve(options.calibration));
  const watermarks = watermarksSetting(options);
  const { byId, own } = signalsOf(options);
  const lists = await extendedLists({ ...options, signals: own });
  const policy = policyOf(options.policy ?? 'default', lists, [
    ...byId,
    // Those of the group default are measured anyway.
    ...own.filter(({ group }) => group !== 'default').map(({ id }) => id),
    ...(found === null ? [] : [CALIBRATION_GROUP]),
    ...(isScored(options) ? [SCORES_GROUP] : []),
    ...(watermarks === null ? [] : [WATERMARKS_GROUP]),
  ]);
  const { named, paths, inputs } = await inputsOf(options, lists.formats);
  const { memoryBytes, workers } = resourcesOf(options);
  const room = roomBeside({ memoryBytes, workers });
  const sources = { ...options, formats: lists.formats };
  const scores = await scoresOfCorpus(sources, paths, found?.calibration ?? null, room);
  const statements = dataSetStatements(inputs);
  const request: VetRequest = {
    named,
    inputs: inputs.map((file, index) => ({
      file,
      format: lists.formats.find(({ id }) => id === file.format)!,
      dataSet: statements[index] ?? null,
    })),
    out: options.out,
    policy: policy.policy,
    policyYaml: policy.yaml,
    formatSettings: formatSettings(options),
    to: options.to ?? null,
    workers,
    memoryBytes: memoryBytes - (scores?.table == null ? 0 : sizeOfTable(scores.table)),
    command: options.command ?? `vet(${JSON.stringify(options.inputs)})`,
    version: VERSION,
    planted: options.planted,
    ...(watermarks === null ? {} : { watermarks }),
    ...(options.trustAnchors === undefined ? {} : { trustAnchors: readAnchors(options.trustAnchors) }),
    ...(scores === null ? {} : { scores }),
    ...(found === null ? {} : { calibration: found.setting }),
    onProgress: options.onProgress ?? (() => {}),
  };
  return runVet(request, edgesOf(lists, 'vet'));
}

/** The policy with the signals asked for beside its own. @throws FreckleError `invalid-policy` | `unknown-signal` */
function policyOf(nameOrPath: string, lists: ExtendedLists, asked: readonly string[]): LoadedPolicy {
  const vocabulary = vocabularyOf(lists);
  refuseUnknownSignals(asked, vocabulary);
  return withSignals(readPolicy(nameOrPath, vocabulary), asked, vocabulary);
}

/** What is read: as the user named it, as paths, and as inputs with their formats. @throws FreckleError where nothing is */
async function inputsOf(options: VetOptions, formats: readonly Format[]) {
  const { format, out } = options;
  if (options.inputs.length === 0)
    throw new FreckleError(
      'no-input',
      'name at least one file, folder or glob to vet, or - for standard input',
    );
  refuseUnknownFormat(format, formats);
  const named = options.inputs.map((input) => (input === '-' ? input : resolve(input)));
  new RunFolder(out).refuseForeign();
  const paths = await Promise.all(
    options.inputs.map((input) => (input === '-' ? spoolStandardInput(out, formats, format) : input)),
  );
  const columns = given(options.columns ?? {});
  const { inputs, problems } = await listInputs(paths, { formats, format, columns });
  if (inputs.length === 0) throw nothingToRead(options.inputs, problems);
  for (const problem of problems) options.onProblem?.(problem);
  return { named, paths, inputs };
}

/** Those named, and those that are objects. */
function signalsOf({ signals = [] }: VetOptions): { byId: readonly string[]; own: readonly Signal[] } {
  return {
    byId: signals.filter((signal) => typeof signal === 'string'),
    own: signals.filter((signal) => typeof signal !== 'string'),
  };
}

/** @throws FreckleError `invalid-setting` */
function readAnchors(path: string): string {
  const pem = existsSync(path) ? readFileSync(path, 'utf8') : null;
  if (pem?.includes('-----BEGIN CERTIFICATE-----')) return pem;
  const found = pem === null ? 'there is no such file' : 'it holds none';
  throw new FreckleError(
    'invalid-setting',
    `--trust-anchors wants a file of PEM certificates; ${path}: ${found}`,
  );
}

function nothingToRead(named: readonly string[], problems: readonly InputProblem[]): FreckleError {
  const [first] = problems;
  const code = first === undefined || first.code === 'input-unreadable' ? 'no-readable-files' : first.code;
  const messages = problems.map(({ message }) => message);
  return new FreckleError(code, messages.join('\n') || `nothing to read in ${named.join(', ')}`);
}

function refuseUnknownFormat(id: string | undefined, formats: readonly Format[]): void {
  if (id !== undefined && !formats.some((format) => format.id === id))
    throw new FreckleError(
      'unknown-format',
      `no format is called ${id}; there are ${formats.map((format) => format.id).join(', ')}`,
    );
}

function formatSettings(options: VetOptions): FormatSettings {
  return {
    columns: { ...DEFAULT_FORMAT_SETTINGS.columns, ...given(options.columns ?? {}) },
    maxRecordBytes: options.maxRecordBytes ?? DEFAULT_FORMAT_SETTINGS.maxRecordBytes,
    splitBytes: options.splitBytes ?? DEFAULT_FORMAT_SETTINGS.splitBytes,
  };
}

/** Without the names that were left undefined: a column nobody named must not look like one that was. */
const given = (columns: ColumnNames): ColumnNames =>
  Object.fromEntries(Object.entries(columns).filter(([, name]) => name !== undefined));
