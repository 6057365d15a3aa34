/** What one watermark says about one record, in its best reading. */
interface WatermarkJudgementFacts {
  readonly watermark: string;
  readonly pValue: number | null;
  readonly best: {
    readonly z: { readonly value: number | null };
    readonly scored: number;
    readonly statistic: { readonly value: number | null };
    readonly reading: string;
  } | null;
}

/** A record that was asked for watermarks. */
export interface MarkedRecordFacts {
  /** Its id, or its position where it has none. */
  readonly name: string;
  readonly verdict: string;
  readonly why?: string;
  readonly watermarks: readonly WatermarkJudgementFacts[];
}

/** What asking all records came to. */
export interface WatermarkFacts {
  readonly records: number;
  readonly verdicts: { readonly watermarked: number; readonly 'not-found': number; readonly refused: number };
  readonly refusals: { readonly [refusal: string]: number | undefined };
  readonly foundShare: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly falsePositiveRate: number;
  readonly watermarks: readonly {
    readonly watermark: string;
    readonly verdicts: { readonly watermarked: number };
    readonly expectedFalse: number;
    readonly readings: readonly {
      readonly reading: string;
      readonly records: number;
      readonly pooledZ: number;
    }[];
  }[];
  readonly warnings: readonly string[];
}

export interface WatermarkRun {
  readonly summary: WatermarkFacts;
  /** The same of texts known to be marked, and whether their watermarks were found; null where none were given. */
  readonly control: { readonly summary: WatermarkFacts; readonly isFound: boolean } | null;
  /** Texts known to be unmarked were given. */
  readonly isCalibrated: boolean;
}

/** The head of the table of records. */
export const WATERMARKS_HEADER = `${row('verdict', 'p', 'z', 'scored', 'score', 'record', 'watermark')}\n`;

/** One line of the table: the watermark with the smallest p. */
export function renderMarkedRecord({ name, verdict, why, watermarks }: MarkedRecordFacts): string {
  const best = watermarks.reduce<WatermarkJudgementFacts | null>(
    (a, b) => (b.pValue !== null && (a === null || b.pValue < a.pValue!) ? b : a),
    null,
  );
  if (best?.best == null) return `${row(verdict, '–', '–', '–', '–', name, why ?? '')}\n`;
  const { z, scored, statistic, reading } = best.best;
  const watermark = reading === '' ? best.watermark : `${best.watermark} (${reading})`;
  return `${row(verdict, shortP(best.pValue!), fixed(z.value, 2), String(scored), fixed(statistic.value, 3), name, watermark)}\n`;
}

/** What was found in all, in lines. */
export function renderWatermarks({ summary, control, isCalibrated }: WatermarkRun): string {
  const { verdicts, foundShare, falsePositiveRate } = summary;
  const lines = [
    `${summary.records} records: ${verdicts.watermarked} watermarked, ${verdicts['not-found']} without a watermark that was found, ${verdicts.refused} refused`,
  ];
  if (foundShare !== null)
    lines.push(
      `found ${percent(foundShare.value)} (${percent(foundShare.low)} – ${percent(foundShare.high)}) of those judged; promised for unmarked ones: ${percent(falsePositiveRate)}, ${isCalibrated ? 'for this key on texts like --unmarked' : 'over the choice of the key (--unmarked holds for a fixed one)'}`,
    );
  for (const [refusal, count] of Object.entries(summary.refusals))
    lines.push(`refused, ${refusal}: ${count}`);
  lines.push(...summary.watermarks.map(watermarkLine));
  if (control !== null) lines.push(controlLine(control));
  for (const warning of summary.warnings) lines.push(`! ${warning}`);
  return `${lines.join('\n')}\n`;
}

function watermarkLine({
  watermark,
  verdicts,
  expectedFalse,
  readings,
}: WatermarkFacts['watermarks'][number]): string {
  const pooled = readings
    .filter(({ records }) => records > 0)
    .map(({ reading, pooledZ }) => `${reading === '' ? '' : `${reading} `}pooled z ${pooledZ.toFixed(1)}`);
  return `  ${watermark}: ${verdicts.watermarked} found, ${expectedFalse.toFixed(1)} expected by chance${pooled.length > 0 ? `; ${pooled.join(', ')}` : ''}`;
}

function controlLine({ summary, isFound }: NonNullable<WatermarkRun['control']>): string {
  const told = `control: ${summary.verdicts.watermarked} of ${summary.records} marked texts found`;
  return isFound
    ? `${told}: key, tokenizer and device fit`
    : `! ${told}: the key, the tokenizer, the vocabulary or the device is wrong, and the verdicts above mean nothing`;
}

function row(...[verdict, p, z, scored, score, ...rest]: readonly string[]): string {
  return [
    verdict!.padEnd(11),
    p!.padStart(8),
    z!.padStart(6),
    scored!.padStart(6),
    score!.padStart(6),
    ...rest,
  ].join('  ');
}

const fixed = (value: number | null, digits: number): string =>
  value === null ? '–' : value.toFixed(digits);
const shortP = (p: number): string => (p >= 0.001 ? p.toFixed(3) : p.toExponential(1));
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
