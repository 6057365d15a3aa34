import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { ColumnNames } from '../core/format.js';
import type { Progress } from '../core/progress.js';
import type { TextRecord } from '../core/record.js';
import type { LmOptions } from '../lm/server.js';
import type { Calibration } from '../origin/inferred/calibration/calibration.js';
import { fitCalibration } from '../origin/inferred/calibration/fit.js';
import type { KnownText } from '../origin/inferred/calibration/known-texts.js';
import { FEWEST_TEXTS } from '../origin/inferred/calibration/prepare-known.js';
import { allOf } from '../origin/inferred/scores/all-of.js';
import { ScoreJoin } from '../origin/inferred/scores/score-join.js';
import { KNOWN_SCORES, refuseForeignFolder, writeCalibration } from './calibration.js';
import { listOf, readScoreFiles } from './score-files.js';
import { scoreFiles } from './score-texts.js';
import { textsOf } from './texts.js';

export interface CalibrateOptions {
  readonly name: string;
  /** Files, folders or globs of human texts. */
  readonly human: readonly string[];
  /** Files, folders or globs of synthetic texts. */
  readonly synthetic: readonly string[];
  /** Output folder. */
  readonly out: string;
  readonly columns?: Pick<ColumnNames, 'text' | 'id'>;
  /** Column of the prompt, document or author; texts that share a value stay in one fold. */
  readonly groupColumn?: string;
  /** Column of the model that wrote a synthetic text. */
  readonly generatorColumn?: string;
  /** Column of the writer of a human text, for comparing false positives. */
  readonly writerColumn?: string;
  /** Columns of scores computed elsewhere. */
  readonly scoreColumns?: readonly string[];
  /** JSON lines of scores computed elsewhere, joined by `content_hash` (SHA-256 of the text) or `id`. */
  readonly scores?: readonly string[];
  /** Computes scores of the known texts with a language model; they are stored in the folder and reused. */
  readonly lm?: LmOptions;
  readonly onProgress?: (progress: Progress) => void;
  readonly promisedRate?: number;
  readonly textsPerSide?: number;
  readonly withAttacks?: boolean;
  /** Called with warnings about skipped items and unused scores. */
  readonly onProblem?: (message: string) => void;
}

/** Memory limit for the scores of the known texts. */
const SCORE_BYTES = 500e6;

/**
 * Fits a calibration on files of known origin and writes it.
 *
 * @throws FreckleError for missing inputs or too few texts; `other-run` where the folder holds something else
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibration> {
  refuseForeignFolder(options.out);
  const scores = await scoreJoin(options);
  const texts: KnownText[] = [];
  for (const label of ['human', 'synthetic'] as const) {
    const columns = { ...options.columns, facets: facetColumns(options), scores: options.scoreColumns ?? [] };
    const source = { paths: options[label], columns, label, onProblem: options.onProblem };
    for await (const record of textsOf(source)) texts.push(knownText(record, label, options, scores));
  }
  const calibration = fitCalibration(texts, {
    name: options.name,
    promisedRate: options.promisedRate,
    textsPerSide: options.textsPerSide,
    withAttacks: options.withAttacks,
    externalNames: scores.names,
  });
  if (scores.names.length > 0 && calibration.externalHead === null)
    options.onProblem?.(whyUnused(texts, scores));
  writeCalibration(options.out, calibration);
  return calibration;
}

async function scoreJoin(options: CalibrateOptions): Promise<ScoreJoin> {
  const { scoreColumns = [], onProblem } = options;
  const scores = [...(options.scores ?? []), ...(await askedScores(options))];
  const files = scores.length === 0 ? null : await readScoreFiles(scores, null, SCORE_BYTES);
  for (const note of files?.notes ?? []) onProblem?.(`scores: ${note}`);
  const names = [...new Set([...scoreColumns, ...(files?.table.names ?? [])])];
  return new ScoreJoin(names, scoreColumns, files?.table ?? null);
}

/** The file of language-model scores; empty without `lm`. */
async function askedScores(options: CalibrateOptions): Promise<string[]> {
  const { lm, human, synthetic, columns, out, onProgress, onProblem } = options;
  if (lm === undefined) return [];
  const inputs = [...human, ...synthetic];
  return scoreFiles({ inputs, columns, lm, out: join(out, KNOWN_SCORES), onProgress, onProblem });
}

function whyUnused(texts: readonly KnownText[], { names }: ScoreJoin): string {
  const complete = (label: KnownText['label']): number =>
    texts.filter((text) => text.label === label && text.external != null).length;
  return (
    `the scores are not used: ${complete('human')} human and ${complete('synthetic')} synthetic texts have all of ` +
    `${listOf(names)}, and ${FEWEST_TEXTS} sufficiently long texts of each are needed`
  );
}

type Facet = 'groupColumn' | 'generatorColumn' | 'writerColumn';
const FACETS: readonly Facet[] = ['groupColumn', 'generatorColumn', 'writerColumn'];

/** Columns read as facets, in the order in which `knownText` expects them. */
const facetColumns = (options: CalibrateOptions): string[] => FACETS.flatMap((facet) => options[facet] ?? []);

function knownText(
  record: TextRecord,
  label: KnownText['label'],
  options: CalibrateOptions,
  known: ScoreJoin,
): KnownText {
  let at = 0;
  const [group, generator, writer] = FACETS.map((facet) =>
    options[facet] === undefined ? null : (record.facets[at++] ?? null),
  );
  const scores = known.names.length === 0 ? [] : known.scoresOf(record, hash('sha256', record.text));
  return {
    text: record.text,
    label,
    group,
    generator: label === 'synthetic' ? generator : null,
    writer: label === 'human' ? writer : null,
    external: allOf(scores),
  };
}
