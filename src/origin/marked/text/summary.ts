import { wilsonInterval } from '../../../math/intervals.js';
import type { WatermarkConfig } from './config.js';
import type { TokenSource } from './judge.js';
import type { RecordJudgement, Refusal, Verdict } from './judgement.js';

/** Scores of one reading of a watermark over all records. */
export interface ReadingTally {
  readonly reading: string;
  readonly isAsked: boolean;
  /** Records scored. */
  readonly records: number;
  /**
   * Σz / √records. Standard normal where no text is marked and the texts share few n-grams. An indication, not a test:
   * under one key, similar texts have correlated scores.
   */
  readonly pooledZ: number;
}

export interface WatermarkCounts {
  readonly watermark: string;
  readonly scheme: string;
  readonly verdicts: { readonly [verdict in Verdict]: number };
  readonly refusals: { readonly [refusal in Refusal]?: number };
  /**
   * Upper bound on the expected false positives: this watermark's part of the promised rate times the judged records.
   */
  readonly expectedFalse: number;
  readonly readings: readonly ReadingTally[];
}

export interface WatermarkSummary {
  readonly records: number;
  readonly verdicts: { readonly [verdict in Verdict]: number };
  readonly refusals: { readonly [refusal in Refusal]?: number };
  /** Share of the judged records found watermarked, with its 95 % Wilson interval; null without judged records. */
  readonly foundShare: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly falsePositiveRate: number;
  readonly watermarks: readonly WatermarkCounts[];
  /** Whether the ids were checked with a tokenizer. */
  readonly isTokenizerChecked: boolean;
  /** Likely mistakes in the settings, one sentence each. */
  readonly warnings: readonly string[];
}

/** A pooled z above this is no chance result; one below half of it shows no watermark. */
const CLEAR_Z = 6;
/** Fewer records give no warning about a reading that the settings exclude. */
const LEAST_RECORDS = 3;

/** Counts judgements one by one in constant memory. */
export class WatermarkTally {
  private records = 0;
  private checked = 0;
  private readonly verdicts = noVerdicts();
  private readonly refusals: { [refusal in Refusal]?: number } = {};
  private readonly watermarks;

  constructor(private readonly config: WatermarkConfig) {
    this.watermarks = config.watermarks.map(({ name, scheme, readers }) => ({
      watermark: name,
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
    for (const [index, judged] of judgement.watermarks.entries()) {
      const tally = this.watermarks[index]!;
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
    const watermarks = this.watermarks.map((tally): WatermarkCounts => {
      const own = tally.verdicts.watermarked + tally.verdicts['not-found'];
      return {
        ...tally,
        expectedFalse: (falsePositiveRate / this.watermarks.length) * own,
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
      watermarks,
      isTokenizerChecked: this.checked > 0,
      warnings: [...watermarks.flatMap(warningsOf), ...this.generalWarnings(judged)],
    };
  }

  private generalWarnings(judged: number): string[] {
    const warnings: string[] = [];
    const wrong = this.refusals['wrong-tokenizer'] ?? 0;
    if (wrong > 0)
      warnings.push(
        `Wrong tokenizer: the ids of ${wrong} of ${this.records} records do not match it. Give the tokenizer of the model that wrote the texts.`,
      );
    if (judged > 0 && this.verdicts.watermarked === 0)
      warnings.push(
        'No watermark was found. This does not prove that the texts are unmarked: a wrong key, tokenizer, vocabulary or device gives the same result' +
          `${this.checked > 0 ? ' (the tokenizer agrees with the ids)' : ''}. To check the settings, pass watermarked texts as --control.`,
      );
    return warnings;
  }
}

/** Warnings about ids outside the vocabulary, and about an excluded reading that fits the texts. */
function warningsOf({ watermark, refusals, readings, verdicts }: WatermarkCounts): string[] {
  const warnings: string[] = [];
  const outside = refusals['ids-outside-vocabulary'] ?? 0;
  if (outside > 0)
    warnings.push(
      `${watermark}: ${outside} records hold ids outside the vocabulary. Either another tokenizer produced them or the vocabulary size is wrong.`,
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
        `${watermark}: wrong device. Read as ${asked.map((one) => one.reading).join(', ')} the texts show no watermark (${verdicts.watermarked} found, pooled z ${asked.map((one) => one.pooledZ.toFixed(1)).join(', ')}); read as ${reading} they are watermarked (pooled z ${pooledZ.toFixed(1)}). Set device: ${reading} or any.`,
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
