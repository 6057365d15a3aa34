import { hash } from 'node:crypto';
import type { ColumnNames, Format, NamedInput } from '../core/format.js';
import { LADDER } from '../origin/inferred/calibration/ladder.js';
import { normaliseForDetection } from '../origin/inferred/calibration/normalise.js';
import { passageOf } from '../origin/inferred/detectors/detector.js';
import {
  keyOfContent,
  rowOf,
  type ScoreTable,
  ScoreTableBuilder,
} from '../origin/inferred/scores/score-table.js';
import { createReader } from '../text/reading.js';
import { type OnProblem, textsOf } from './texts.js';

/** The inputs whose texts are scored. */
export interface ScoredInputs {
  /** Files, folders or globs. */
  readonly inputs: readonly (string | NamedInput)[];
  /** Format of all inputs; overrides their file names. */
  readonly format?: string;
  /** Known formats; default: Freckle's own. */
  readonly formats?: readonly Format[];
  readonly columns?: Pick<ColumnNames, 'text' | 'id'>;
}

export interface TextToScore {
  readonly contentHash: string;
  /** The part of the text that detectors read. */
  readonly passage: string;
}

/** The distinct, sufficiently long texts of the inputs, and counts of the others. */
export class TextsToScore {
  tooShort = 0;
  scoredBefore = 0;
  /** Texts seen so far, so that copies are scored once. */
  private met: ScoreTableBuilder;

  constructor(
    private readonly source: ScoredInputs,
    /** Scores of an earlier run. */
    private readonly before: ScoreTable | null,
    private readonly maxBytes: number,
  ) {
    this.met = new ScoreTableBuilder(maxBytes);
  }

  /** Number of distinct texts that are long enough. */
  get count(): number {
    return this.met.rowCount;
  }

  /** The texts without scores, in order; resets the counts. @throws FreckleError for a missing input */
  async *waiting(onProblem?: OnProblem): AsyncGenerator<TextToScore, void, void> {
    const { before } = this;
    const reader = createReader();
    this.met = new ScoreTableBuilder(this.maxBytes);
    [this.tooShort, this.scoredBefore] = [0, 0];
    const { inputs, format, formats, columns } = this.source;
    for await (const { text } of textsOf({
      paths: inputs,
      format,
      formats,
      columns,
      label: 'input',
      onProblem,
    })) {
      const contentHash = hash('sha256', text);
      const key = keyOfContent(contentHash);
      if (rowOf(this.met, key) >= 0) continue;
      const clean = normaliseForDetection(reader.read(text));
      if (clean.wordCount < LADDER[0]) {
        this.tooShort++;
        continue;
      }
      this.met.row(key);
      if (before !== null && rowOf(before, key) >= 0) this.scoredBefore++;
      else yield { contentHash, passage: clean.text.slice(0, passageOf(clean, LADDER.at(-1)!).end) };
    }
  }
}
