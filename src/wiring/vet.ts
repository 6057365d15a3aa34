/**
 * Wiring: joins lists, formats, engine, threads and clock into workflows, for the command line and the library alike.
 *
 * Each workflow turns options into a request, calls the gate, and returns its result. Nothing is measured or decided
 * here. The rooms below see each other only as interfaces of `core/`; this room chooses the implementations. It is
 * apart from `cli/` so that the library's `vet` and the command's are one.
 */
import { resolve } from 'node:path';
import { FreckleError } from '../core/errors.js';
import {
  type ColumnNames,
  DEFAULT_FORMAT_SETTINGS,
  type Format,
  type FormatSettings,
  type NamedInput,
  type ReadingOptions,
} from '../core/format.js';
import type { Progress } from '../core/progress.js';
import type { Signal } from '../core/signal.js';
import { readNamedFile } from '../disk/named-file.js';
import { RunFolder } from '../disk/run-folder.js';
import { checkedReading, type InputProblem, listInputs } from '../formats/index.js';
import { roomBeside } from '../gate/memory.js';
import type { RunAbout, VetRequest } from '../gate/request.js';
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
import { otherCorpora, withHeldElsewhere } from './other-corpora.js';
import { type LoadedPolicy, readPolicy, refuseUnknownSignals, withSignals } from './policy.js';
import { resourcesOf } from './resources.js';
import { spoolStandardInput } from './standard-input.js';
import { VERSION } from './version.js';
import { vocabularyOf } from './vocabulary.js';
import { watermarksSetting } from './watermark-setting.js';

export interface VetOptions extends Omit<Extensions, 'signals'> {
  /** Files, folders or globs, each with its own format and columns if need be; `-` is standard input. */
  readonly inputs: readonly (string | NamedInput)[];
  /** The run folder; created if absent, resumed if it holds the same run. */
  readonly out: string;
  /** `default` (the default), `strict`, `annotate-only`, or the path of a YAML file. */
  readonly policy?: string;
  /** Output format; by default that of the input. */
  readonly to?: OutputFormat;
  /** Worker threads; by default one per core, fewer if the memory has no room. */
  readonly workers?: number;
  /** Memory limit of the whole run; 1.5 GB by default. */
  readonly memoryBytes?: number;
  /** Id of the format of all inputs, whatever their names; by default each name decides. */
  readonly format?: string;
  /** Names of columns, by field; the common names by default. */
  readonly columns?: ColumnNames;
  /** How files of text are read where their bytes do not say it: encoding, delimiter, header. */
  readonly reading?: ReadingOptions;
  readonly maxRecordBytes?: number;
  /** Vet the first so many records alone, in the order of the inputs. */
  readonly limit?: number;
  /** Vet this share of the records, 0 < share < 1, instead of all. */
  readonly sample?: number;
  /** Another seed samples other records; 0 by default. */
  readonly sampleSeed?: number;
  readonly splitBytes?: number;
  /** File of PEM certificates to trust as roots of content credentials. */
  readonly trustAnchors?: string;
  /** Folders of other runs: what they hold, byte for byte, is rejected, unless the policy has rules on `held-elsewhere`. */
  readonly againstCorpora?: readonly string[];
  /** Signals to measure beside those that the policy needs: ids of signals or groups, or your own, made by `defineTextSignal` or `defineImageSignal`. */
  readonly signals?: readonly (string | Signal)[];
  /** Folder written by `freckle calibrate`; its detectors run on every text. */
  readonly calibration?: string;
  /** Files of scores computed elsewhere, as JSON lines; joined by `content_hash` (SHA-256 of the text) or `id`. */
  readonly scores?: readonly string[];
  /** YAML file of watermark schemes and keys to look for in every text. Token ids come from `columns.tokens` or the tokenizer. */
  readonly watermarks?: string;
  /** tokenizer.json of the model whose watermarks are looked for. */
  readonly tokenizer?: string;
  /** Server of the language model that the calibration was fitted with. It scores the texts; the run folder keeps the scores. */
  readonly lm?: LmOptions;
  /** What people want to know of the run; shown in the report. */
  readonly about?: RunAbout;
  /** The command line to show in the report; by default the call. */
  readonly command?: string;
  /** For corpora with planted records: returns what became of each kind. */
  readonly planted?: VetRequest['planted'];
  /** Receives the progress, many times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Receives warnings on inputs and score files, once, before any record is read. */
  readonly onProblem?: (problem: Pick<InputProblem, 'message'>) => void;
}

/**
 * Vets a corpus: measures every record, computes the corpus metrics, decides by the policy, and writes the sorted
 * records and the report into `out`.
 *
 * @throws FreckleError for errors that the caller can fix: inputs, policy, settings, disk
 */
export async function vet(options: VetOptions): Promise<VetOutcome> {
  const found = options.calibration === undefined ? null : readCalibration(resolve(options.calibration));
  const watermarks = watermarksSetting(options);
  const { byId, own } = signalsOf(options);
  const lists = await extendedLists({ ...options, signals: own });
  const asked = policyOf(options.policy ?? 'default', lists, [
    ...byId,
    // Signals of the group `default` are always measured.
    ...own.filter(({ group }) => group !== 'default').map(({ id }) => id),
    ...(found === null ? [] : [CALIBRATION_GROUP]),
    ...(isScored(options) ? [SCORES_GROUP] : []),
    ...(watermarks === null ? [] : [WATERMARKS_GROUP]),
  ]);
  const others = otherCorpora(options.againstCorpora ?? [], options.out);
  const { named, paths, inputs, notRead } = await inputsOf(options, lists.formats);
  const policy = withHeldElsewhere(asked, others, vocabularyOf(lists));
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
      ...(file.columns === undefined ? {} : { columns: file.columns }),
      ...(file.reading === undefined ? {} : { reading: file.reading }),
    })),
    out: options.out,
    ...(others.length === 0 ? {} : { others }),
    policy: policy.policy,
    policyYaml: policy.yaml,
    formatSettings: formatSettings(options),
    to: options.to ?? null,
    workers,
    memoryBytes: memoryBytes - (scores?.table == null ? 0 : sizeOfTable(scores.table)),
    command: options.command ?? `vet(${JSON.stringify(options.inputs)})`,
    version: VERSION,
    ...(notRead.length === 0 ? {} : { notRead }),
    ...aboutOf(options),
    planted: options.planted,
    ...(watermarks === null ? {} : { watermarks }),
    ...(options.trustAnchors === undefined ? {} : { trustAnchors: readAnchors(options.trustAnchors) }),
    ...(scores === null ? {} : { scores }),
    ...(found === null ? {} : { calibration: found.setting }),
    onProgress: options.onProgress ?? (() => {}),
  };
  return runVet(request, edgesOf(lists, 'vet'));
}

/** The policy, widened by further signals. @throws FreckleError `invalid-policy` | `unknown-signal` */
function policyOf(nameOrPath: string, lists: ExtendedLists, asked: readonly string[]): LoadedPolicy {
  const vocabulary = vocabularyOf(lists);
  refuseUnknownSignals(asked, vocabulary);
  return withSignals(readPolicy(nameOrPath, vocabulary), asked, vocabulary);
}

/** The inputs as the user named them, as paths, and with their formats. @throws FreckleError where none can be read */
async function inputsOf(options: VetOptions, formats: readonly Format[]) {
  const { format, out } = options;
  if (options.inputs.length === 0)
    throw new FreckleError(
      'no-input',
      'no input given. Name a file, folder or glob, or - for standard input; or write freckle.yaml (freckle init writes a first one)',
    );
  const asked = options.inputs.map((input) =>
    typeof input === 'string' ? { path: input } : withReading(input),
  );
  for (const id of [format, ...asked.map((input) => input.format)]) refuseUnknownFormat(id, formats);
  const named = asked.map(({ path }) => (path === '-' ? path : resolve(path)));
  new RunFolder(out).refuseForeign();
  const paths: NamedInput[] = [];
  for (const input of asked) {
    const isSpooled = input.path === '-';
    const path = isSpooled ? await spoolStandardInput(out, formats, input.format ?? format) : input.path;
    paths.push({ ...input, path });
  }
  const columns = given(options.columns ?? {});
  const { inputs, problems, notRead } = await listInputs(paths, {
    formats,
    format,
    columns,
    ...withReading({ reading: options.reading }),
  });
  if (inputs.length === 0)
    throw nothingToRead(
      asked.map(({ path }) => path),
      problems,
    );
  for (const problem of problems) options.onProblem?.(problem);
  return { named, paths, inputs, notRead };
}

/** The signals given by id, and those given as objects. */
function signalsOf({ signals = [] }: VetOptions): { byId: readonly string[]; own: readonly Signal[] } {
  return {
    byId: signals.filter((signal) => typeof signal === 'string'),
    own: signals.filter((signal) => typeof signal !== 'string'),
  };
}

/** The bundles of whole operating systems have some 250 kB. */
const LARGEST_ANCHORS_BYTES = 16 * 1024 * 1024;

/** @throws FreckleError `invalid-setting` | `input-not-found` */
function readAnchors(path: string): string {
  const pem = readNamedFile(path, { what: 'PEM certificates', limitBytes: LARGEST_ANCHORS_BYTES }).toString();
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  throw new FreckleError(
    'invalid-setting',
    `--trust-anchors needs a file of PEM certificates; ${path} contains no certificate`,
  );
}

function nothingToRead(named: readonly string[], problems: readonly InputProblem[]): FreckleError {
  const [first] = problems;
  const code = first === undefined || first.code === 'input-unreadable' ? 'no-readable-files' : first.code;
  const messages = problems.map(({ message }) => message);
  return new FreckleError(code, messages.join('\n') || `no readable files in ${named.join(', ')}`);
}

/** @throws FreckleError `invalid-setting` for words that are too long for a report */
function aboutOf({ about = {} }: VetOptions): Pick<VetRequest, 'about'> {
  const given = Object.entries(about).filter(([, text]) => text !== undefined && text !== '');
  for (const [name, text] of given)
    if (text.length > LONGEST_ABOUT)
      throw new FreckleError(
        'invalid-setting',
        `expected --${name} of at most ${LONGEST_ABOUT} characters, found ${text.length}`,
      );
  return given.length === 0 ? {} : { about: Object.fromEntries(given) };
}

const LONGEST_ABOUT = 500;

function refuseUnknownFormat(id: string | undefined, formats: readonly Format[]): void {
  if (id !== undefined && !formats.some((format) => format.id === id))
    throw new FreckleError(
      'unknown-format',
      `unknown format ${id}; the formats are ${formats.map((format) => format.id).join(', ')}`,
    );
}

function formatSettings(options: VetOptions): FormatSettings {
  return {
    columns: { ...DEFAULT_FORMAT_SETTINGS.columns, ...given(options.columns ?? {}) },
    maxRecordBytes: options.maxRecordBytes ?? DEFAULT_FORMAT_SETTINGS.maxRecordBytes,
    splitBytes: options.splitBytes ?? DEFAULT_FORMAT_SETTINGS.splitBytes,
    ...withReading({ reading: options.reading }),
    ...limitOf(options),
    ...sampleOf(options),
  };
}

/** @throws FreckleError `invalid-setting` */
function limitOf({ limit }: VetOptions): Pick<FormatSettings, 'limit'> {
  if (limit === undefined) return {};
  if (!(Number.isSafeInteger(limit) && limit > 0))
    throw new FreckleError('invalid-setting', `expected a limit of 1 or more records, got ${limit}`);
  return { limit };
}

/** @throws FreckleError `invalid-setting` */
function sampleOf({ sample, sampleSeed = 0 }: VetOptions): Pick<FormatSettings, 'sample'> {
  if (sample === undefined) return {};
  if (!(sample > 0 && sample < 1))
    throw new FreckleError('invalid-setting', `expected a sample between 0 and 1, got ${sample}`);
  return { sample: { share: sample, seed: sampleSeed } };
}

/** Its reading checked, or left out where it says nothing. @throws FreckleError `invalid-setting` */
function withReading<T extends { readonly reading?: ReadingOptions | undefined }>(
  input: T,
): T & { readonly reading?: ReadingOptions } {
  const { reading, ...rest } = input;
  const checked = checkedReading(reading);
  return { ...(rest as T), ...(checked === undefined ? {} : { reading: checked }) };
}

/** The columns without undefined names, so that a missing name never counts as given. */
const given = (columns: ColumnNames): ColumnNames =>
  Object.fromEntries(Object.entries(columns).filter(([, name]) => name !== undefined));
