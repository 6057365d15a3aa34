import { hash } from 'node:crypto';
import type { ColumnNames, Format } from '../core/format.js';
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

/** Where texts come from that are to be scored. */
export interface ScoredInputs {
  /** Files, folders or globs. */
  readonly inputs: readonly string[];
  /** Format of all inputs, whatever their names. */
  readonly format?: string;
  /** Those that inputs may have; Freckle's own where left out. */
  readonly formats?: readonly Format[];
  readonly columns?: Pick<ColumnNames, 'text' | 'id'>;
}

export interface TextToScore {
  readonly contentHash: string;
  /** What detectors read of the text. */
  readonly passage: string;
}

/** The different texts of some inputs that are long enough, and what became of the others. */
export class TextsToScore {
  tooShort = 0;
  scoredBefore = 0;
  /** What has been met, so that copies are scored once. */
  private met: ScoreTableBuilder;

  constructor(
    private readonly source: ScoredInputs,
    /** What an earlier run wrote. */
    private readonly before: ScoreTable | null,
    private readonly maxBytes: number,
  ) {
    this.met = new ScoreTableBuilder(maxBytes);
  }

  /** Different texts that are long enough. */
  get count(): number {
    return this.met.rowCount;
  }

  /** Those without scores yet, in order; counts begin anew. @throws FreckleError where an input is not there */
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
