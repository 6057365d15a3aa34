import { FreckleError } from '../core/errors.js';
import type { ColumnNames, Format, NamedInput } from '../core/format.js';
import type { Progress } from '../core/progress.js';
import { RunFolder } from '../disk/run-folder.js';
import type { VetRequest } from '../gate/request.js';
import type { LmOptions } from '../lm/server.js';
import type { Calibration } from '../origin/inferred/calibration/calibration.js';
import { settingsOfNames } from '../origin/inferred/scores/score-names.js';
import { listOf, readScoreFiles } from './score-files.js';
import { scoreFiles } from './score-texts.js';

/** Sources of externally computed scores for a corpus; see the options of `vet`. */
export interface ScoreSources {
  readonly scores?: readonly string[];
  readonly columns?: ColumnNames;
  readonly lm?: LmOptions;
  readonly out: string;
  readonly format?: string;
  readonly formats?: readonly Format[];
  readonly onProgress?: (progress: Progress) => void;
  readonly onProblem?: (problem: { readonly message: string }) => void;
}

/** Whether any scores are given. */
export const isScored = ({ scores, columns, lm }: Pick<ScoreSources, 'scores' | 'columns' | 'lm'>): boolean =>
  lm !== undefined || (scores?.length ?? 0) + (columns?.scores?.length ?? 0) > 0;

/**
 * The scores that the calibration was fitted with: from the given files and from a language model.
 * @throws FreckleError `invalid-setting` where the given scores do not fit the calibration
 */
export async function scoresOfCorpus(
  sources: ScoreSources,
  inputs: readonly (string | NamedInput)[],
  calibration: Calibration | null,
  maxBytes: number,
): Promise<VetRequest['scores'] | null> {
  const { columns: { scores: columns = [] } = {}, lm, onProblem } = sources;
  const asked = await askForScores(sources, inputs, calibration);
  const paths = [...(sources.scores ?? []), ...asked];
  const wanted = calibration?.card.external ?? [];
  if (!isScored(sources)) {
    if (wanted.length > 0)
      onProblem?.({
        message: `the calibration was also fitted with the scores ${listOf(wanted)}, which are not given: texts are judged without them. Give them with --scores or --score-column`,
      });
    return null;
  }
  if (calibration === null)
    throw new FreckleError(
      'invalid-setting',
      'scores computed elsewhere need a calibration that was fitted with them: give it with --calibration',
    );
  if (wanted.length === 0)
    throw new FreckleError(
      'invalid-setting',
      `the calibration ${calibration.card.name} was fitted without scores: fit it again with --scores or --score-column`,
    );
  const files = paths.length === 0 ? null : await readScoreFiles(paths, wanted, maxBytes);
  // With a language model, all scores count as given even if no text could be scored.
  const given = new Set([...columns, ...(files?.table.names ?? []), ...(lm === undefined ? [] : wanted)]);
  const missing = wanted.filter((name) => !given.has(name));
  if (missing.length > 0)
    throw new FreckleError(
      'invalid-setting',
      `missing scores: ${listOf(missing)}. The calibration was fitted with ${listOf(wanted)}, and a text needs all of them`,
    );
  const unknown = columns.filter((name) => !wanted.includes(name));
  if (unknown.length > 0)
    throw new FreckleError(
      'invalid-setting',
      `--score-column ${listOf(unknown)}: not a score of this calibration, which was fitted with ${listOf(wanted)}`,
    );
  for (const note of files?.notes ?? []) onProblem?.({ message: `scores: ${note}` });
  return { setting: { names: wanted, digest: files?.digest ?? null }, table: files?.table ?? null };
}

/** The file of language-model scores, computed with the calibration's settings; empty without `lm`. */
async function askForScores(
  { lm, out, format, formats, columns, onProgress, onProblem }: ScoreSources,
  inputs: readonly (string | NamedInput)[],
  calibration: Calibration | null,
): Promise<string[]> {
  if (lm === undefined) return [];
  const wanted = calibration?.card.external ?? [];
  const settings = settingsOfNames(wanted);
  if (settings === null)
    throw new FreckleError(
      'invalid-setting',
      calibration === null
        ? '--lm needs a calibration that was fitted with its scores: give it with --calibration'
        : `the calibration ${calibration.card.name} was fitted with ${listOf(wanted)}, which are not scores of one language model: fit it again with --lm`,
    );
  return scoreFiles({
    inputs,
    format,
    formats,
    columns: columns?.text === undefined ? {} : { text: columns.text },
    lm: { ...lm, ...settings, observer: settings.observer ?? undefined },
    out: new RunFolder(out).state('lm.scores.jsonl'),
    onProgress,
    onProblem: (message) => onProblem?.({ message }),
  });
}
