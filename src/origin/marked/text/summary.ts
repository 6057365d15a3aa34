import { wilsonInterval } from '../../../math/intervals.js';
import type { MarksConfig } from './config.js';
import type { TokenSource } from './judge.js';
import type { RecordJudgement, Refusal, Verdict } from './judgement.js';

/** What one reading of a mark found over all records. */
export interface ReadingTally {
  readonly reading: string;
  readonly isAsked: boolean;
  /** Records it scored. */
  readonly records: number;
  /**
   * Σz / √records: standard normal where nothing is marked and texts share few n-grams. An indication, no test: under
   * one key, texts that repeat one another share their luck.
   */
  readonly pooledZ: number;
}

export interface MarkTally {
  readonly mark: string;
  readonly scheme: string;
  readonly verdicts: { readonly [verdict in Verdict]: number };
  readonly refusals: { readonly [refusal in Refusal]?: number };
  /** Records that chance alone would call marked, at most: the mark's part of the promised rate times those judged. */
  readonly expectedFalse: number;
  readonly readings: readonly ReadingTally[];
}

export interface WatermarkSummary {
  readonly records: number;
  readonly verdicts: { readonly [verdict in Verdict]: number };
  readonly refusals: { readonly [refusal in Refusal]?: number };
  /** Share of the judged records found marked, with its 95 % Wilson interval; null where none was judged. */
  readonly foundShare: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly falsePositiveRate: number;
  readonly marks: readonly MarkTally[];
  /** Whether a tokenizer was held against the ids. */
  readonly isTokenizerChecked: boolean;
  /** What is, or may be, wrong with the settings. One sentence each. */
  readonly warnings: readonly string[];
}

/** A pooled z beyond this is no chance, and one within half of it no mark. */
const CLEAR_Z = 6;
/** Below it a pooled z of an unasked reading is not worth a word. */
const LEAST_RECORDS = 3;

/** Counts judgements as they come; memory does not grow with the records. */
export class WatermarkTally {
  private records = 0;
  private checked = 0;
  private readonly verdicts = noVerdicts();
  private readonly refusals: { [refusal in Refusal]?: number } = {};
  private readonly marks;

  constructor(private readonly config: MarksConfig) {
    this.marks = config.marks.map(({ name, scheme, readers }) => ({
      mark: name,
      scheme: scheme.id,
      verdicts: noVerdicts(),
      refusals: {} as { [refusal in Refusal]?: number },
      readings: readers.map(({ reading, isAsked }) => ({ reading, isAsked, records: 0, sum: 0 })),
    }));
  }

  add({ agreement }: TokenSource, judgement: RecordJudgement): void {
    this.records++;
    if (agreement !== null) this.checked++;
    count(this.verdicts, this.refusals, judgement);
    for (const [index, judged] of judgement.marks.entries()) {
      const tally = this.marks[index]!;
      count(tally.verdicts, tally.refusals, judged);
      if (judged.refusal === 'too-few-tokens') continue;
      for (const { reading, z } of judged.readings) {
        const own = tally.readings.find((one) => one.reading === reading)!;
        if (z.value === null) continue;
        own.records++;
        own.sum += z.value;
      }
    }
  }

  finish(): WatermarkSummary {
    const { falsePositiveRate } = this.config;
    const judged = this.verdicts.watermarked + this.verdicts['not-found'];
    const marks = this.marks.map((tally): MarkTally => {
      const own = tally.verdicts.watermarked + tally.verdicts['not-found'];
      return {
        ...tally,
        expectedFalse: (falsePositiveRate / this.marks.length) * own,
        readings: tally.readings.map(({ sum, ...reading }) => ({
          ...reading,
          pooledZ: reading.records === 0 ? 0 : sum / Math.sqrt(reading.records),
        })),
      };
    });
    return {
      records: this.records,
      verdicts: this.verdicts,
      refusals: this.refusals,
      foundShare: judged === 0 ? null : shareOf(this.verdicts.watermarked, judged),
      falsePositiveRate,
      marks,
      isTokenizerChecked: this.checked > 0,
      warnings: [...marks.flatMap(warningsOf), ...this.generalWarnings(judged)],
    };
  }

  private generalWarnings(judged: number): string[] {
    const warnings: string[] = [];
    const wrong = this.refusals['wrong-tokenizer'] ?? 0;
    if (wrong > 0)
      warnings.push(
        `Wrong tokenizer: for ${wrong} of ${this.records} records the tokenizer gives other ids than the record has. Name the tokenizer of the model that wrote them.`,
      );
    if (judged > 0 && this.verdicts.watermarked === 0)
      warnings.push(
        'No mark was found. A wrong key, tokenizer, vocabulary or device looks the same as an unmarked text' +
          `${this.checked > 0 ? '; the tokenizer agrees with the ids' : ''}. Texts known to be marked, given as --control, tell the two apart.`,
      );
    return warnings;
  }
}

/** Readings that the settings exclude but the texts speak for, and ids that no vocabulary holds. */
function warningsOf({ mark, refusals, readings, verdicts }: MarkTally): string[] {
  const warnings: string[] = [];
  const outside = refusals['ids-outside-vocabulary'] ?? 0;
  if (outside > 0)
    warnings.push(
      `${mark}: ${outside} records hold ids outside the vocabulary. Another tokenizer made them, or the size of the vocabulary is wrong.`,
    );
  const asked = readings.filter(({ isAsked }) => isAsked);
  for (const { reading, isAsked, records, pooledZ } of readings)
    if (
      !isAsked &&
      records >= LEAST_RECORDS &&
      pooledZ > CLEAR_Z &&
      asked.every((one) => one.pooledZ < CLEAR_Z / 2)
    )
      warnings.push(
        `${mark}: wrong device. Read as ${asked.map((one) => one.reading).join(', ')} the texts look unmarked (${verdicts.watermarked} found, pooled z ${asked.map((one) => one.pooledZ.toFixed(1)).join(', ')}); read as ${reading} they are marked (pooled z ${pooledZ.toFixed(1)}). Set device: ${reading} or any.`,
      );
  return warnings;
}

const noVerdicts = (): { [verdict in Verdict]: number } => ({ watermarked: 0, 'not-found': 0, refused: 0 });

function count(
  verdicts: { [verdict in Verdict]: number },
  refusals: { [refusal in Refusal]?: number },
  { verdict, refusal }: { verdict: Verdict; refusal?: Refusal },
): void {
  verdicts[verdict]++;
  if (refusal !== undefined) refusals[refusal] = (refusals[refusal] ?? 0) + 1;
}

function shareOf(found: number, judged: number): { value: number; low: number; high: number } {
  const [low, high] = wilsonInterval(found, judged);
  return { value: found / judged, low, high };
}
