import { type Measurement, undefinedBecause } from '../../core/measurement.js';
import type { TextRecord } from '../../core/record.js';
import { defineTextSignal, type SignalSettings, type TextSignal } from '../../core/signal.js';
import { agreement } from '../../origin/marked/text/agreement.js';
import { judgeRecord } from '../../origin/marked/text/judge.js';
import type { WatermarkJudgement } from '../../origin/marked/text/judgement.js';
import { heldWatermarks } from '../../origin/marked/text/loaded.js';
import type { Reading } from '../../text/reading.js';

/** Measured whenever a watermarks file is given. */
export const WATERMARKS_GROUP = 'watermarks';

const SOURCE = 'the schemes in origin/marked/text; docs/watermarks.md';

interface Judged {
  readonly verdict: 'watermarked' | 'not-found';
  /** The watermark with the smallest p-value. */
  readonly best: WatermarkJudgement;
  /** Over all watermarks: the smallest p-value times their number. */
  readonly pValue: number;
}

let judgedSerial = 0;
let judgedDigest = '';
let judged: Judged | { readonly why: string } = { why: '' };

/** Judges a text once for all signals. */
function judge(reading: Reading, record: TextRecord, settings: SignalSettings): typeof judged {
  const digest = settings.watermarks?.digest ?? '';
  if (reading.serial === judgedSerial && digest === judgedDigest) return judged;
  judgedSerial = reading.serial;
  judgedDigest = digest;
  judged = judgeNow(record, digest);
  return judged;
}

function judgeNow(record: TextRecord, digest: string): typeof judged {
  const watermarks = heldWatermarks(digest);
  if (watermarks === undefined) return { why: 'no watermarks were given' };
  const { config, tokenizer } = watermarks;
  const { tokens: given } = record;
  if (given !== undefined && 'why' in given) return { why: `token ids: ${given.why}` };
  const made = tokenizer?.encode(record.text) ?? null;
  const tokens = given ?? made;
  if (tokens === null) return { why: 'no token ids and no tokenizer were given' };
  const source = { tokens, agreement: given === undefined || made === null ? null : agreement(given, made) };
  const found = judgeRecord(source, config);
  if (found.verdict === 'refused') return { why: `${found.refusal}: ${found.why}` };
  const scored = found.watermarks.filter(({ pValue }) => pValue !== null);
  const best = scored.reduce((a, b) => (b.pValue! < a.pValue! ? b : a));
  return { verdict: found.verdict, best, pValue: Math.min(1, best.pValue! * config.watermarks.length) };
}

/**
 * Undefined for refused texts: no ids, too few, ids of another tokenizer. `not-found` does not prove that a text is
 * unmarked.
 */
const textWatermark = defineTextSignal({
  id: 'text-watermark',
  version: 1,
  title: 'Text watermark',
  description:
    'Whether the text carries one of the watermarks of --watermarks, at the false-positive rate promised for all of them together.',
  formula: 'watermarked where text-watermark-p-value ≤ the promised rate, else not-found',
  source: SOURCE,
  group: WATERMARKS_GROUP,
  kind: 'category',
  unit: 'code',
  values: ['watermarked', 'not-found'],
  measure: (reading, record, settings) => {
    const found = judge(reading, record, settings);
    if ('why' in found) return undefinedBecause(found.why);
    return found.verdict === 'not-found'
      ? { value: 'not-found' }
      : {
          value: 'watermarked',
          spans: [{ start: 0, end: reading.text.length, note: noteOf(found) }],
        };
  },
});

function noteOf({ best, pValue }: Judged): string {
  const { watermark, best: reading } = best;
  const tried = reading === null || reading.reading === '' ? watermark : `${watermark} (${reading.reading})`;
  const scored = reading === null ? '' : ` over ${reading.scored} tokens`;
  return `${tried}, p ${pValue < 1e-3 ? pValue.toExponential(1) : pValue.toPrecision(2)}${scored}`;
}

/** Undefined where the verdict is. docs/watermarks.md describes the law and its limits. */
const textWatermarkPValue = defineTextSignal({
  id: 'text-watermark-p-value',
  version: 1,
  title: 'Text watermark p-value',
  description:
    'Probability that a text generated without any of the keys scores as high. Small values indicate a watermark.',
  formula: 'min(1, watermarks × readings × smallest p-value of a watermark)',
  source: SOURCE,
  group: WATERMARKS_GROUP,
  kind: 'number',
  unit: 'probability',
  range: [0, 1],
  measure: (reading, record, settings): Measurement<number> => {
    const found = judge(reading, record, settings);
    return 'why' in found ? undefinedBecause(found.why) : { value: found.pValue };
  },
});

/** Undefined where no watermark is found. */
const textWatermarkName = defineTextSignal({
  id: 'text-watermark-name',
  version: 1,
  title: 'Name of the text watermark',
  description: 'Name of the watermark that was found, as in the watermarks file.',
  formula: 'name of the watermark with the smallest p-value, where the verdict is watermarked',
  source: SOURCE,
  group: WATERMARKS_GROUP,
  kind: 'category',
  unit: 'code',
  measure: (reading, record, settings) => {
    const found = judge(reading, record, settings);
    if ('why' in found) return undefinedBecause(found.why);
    return found.verdict === 'watermarked'
      ? { value: found.best.watermark }
      : undefinedBecause('no watermark was found');
  },
});

export const watermarkSignals: readonly TextSignal[] = [
  textWatermark,
  textWatermarkPValue,
  textWatermarkName,
];
