import { type Measurement, undefinedBecause } from '../../core/measurement.js';
import type { TextRecord } from '../../core/record.js';
import { defineTextSignal, type SignalSettings, type TextSignal } from '../../core/signal.js';
import { agreement } from '../../origin/marked/text/agreement.js';
import { judgeRecord } from '../../origin/marked/text/judge.js';
import type { MarkJudgement } from '../../origin/marked/text/judgement.js';
import { heldMarks } from '../../origin/marked/text/loaded.js';
import type { Reading } from '../../text/reading.js';

/** Measured when a file of marks is given, and then always. */
export const WATERMARKS_GROUP = 'watermarks';

const SOURCE = 'the schemes in origin/watermarks; docs/watermarks.md';

interface Judged {
  readonly verdict: 'watermarked' | 'not-found';
  /** The mark with the smallest p-value. */
  readonly best: MarkJudgement;
  /** Of all marks together: the smallest, times how many were tried. */
  readonly pValue: number;
}

let judgedSerial = 0;
let judgedDigest = '';
let judged: Judged | { readonly why: string } = { why: '' };

/** What the marks say of a text, once for all signals. */
function judge(reading: Reading, record: TextRecord, settings: SignalSettings): typeof judged {
  const digest = settings.watermarks?.digest ?? '';
  if (reading.serial === judgedSerial && digest === judgedDigest) return judged;
  judgedSerial = reading.serial;
  judgedDigest = digest;
  judged = judgeNow(record, digest);
  return judged;
}

function judgeNow(record: TextRecord, digest: string): typeof judged {
  const marks = heldMarks(digest);
  if (marks === undefined) return { why: 'no marks were given' };
  const { config, tokenizer } = marks;
  const { tokens: given } = record;
  if (given !== undefined && 'why' in given) return { why: `token ids: ${given.why}` };
  const made = tokenizer?.encode(record.text) ?? null;
  const tokens = given ?? made;
  if (tokens === null) return { why: 'neither token ids nor a tokenizer were given' };
  const source = { tokens, agreement: given === undefined || made === null ? null : agreement(given, made) };
  const found = judgeRecord(source, config);
  if (found.verdict === 'refused') return { why: `${found.refusal}: ${found.why}` };
  const scored = found.marks.filter(({ pValue }) => pValue !== null);
  const best = scored.reduce((a, b) => (b.pValue! < a.pValue! ? b : a));
  return { verdict: found.verdict, best, pValue: Math.min(1, best.pValue! * config.marks.length) };
}

/** Undefined where nothing could be judged: no ids, too few, ids of another tokenizer. Not found is no proof of no mark. */
const textWatermark = defineTextSignal({
  id: 'text-watermark',
  version: 1,
  title: 'Text watermark',
  description:
    'Whether the text bears one of the marks given by --watermarks, at the false-positive rate promised for all of them together.',
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
  const { mark, best: reading } = best;
  const tried = reading === null || reading.reading === '' ? mark : `${mark} (${reading.reading})`;
  const scored = reading === null ? '' : ` over ${reading.scored} tokens`;
  return `${tried}, p ${pValue < 1e-3 ? pValue.toExponential(1) : pValue.toPrecision(2)}${scored}`;
}

/** Undefined where the verdict is. The law and where it is not to be trusted: docs/watermarks.md. */
const textWatermarkPValue = defineTextSignal({
  id: 'text-watermark-p-value',
  version: 1,
  title: 'Text watermark p-value',
  description:
    'Chance that a text made without any of the keys scores as high: small values speak for a mark.',
  formula: 'min(1, marks × readings × smallest p-value of a mark)',
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

/** Undefined where no mark is found. */
const textWatermarkName = defineTextSignal({
  id: 'text-watermark-name',
  version: 1,
  title: 'Name of the text watermark',
  description: 'The mark that was found, by its name in the file of marks.',
  formula: 'the mark with the smallest p-value, where it is found',
  source: SOURCE,
  group: WATERMARKS_GROUP,
  kind: 'category',
  unit: 'code',
  measure: (reading, record, settings) => {
    const found = judge(reading, record, settings);
    if ('why' in found) return undefinedBecause(found.why);
    return found.verdict === 'watermarked'
      ? { value: found.best.mark }
      : undefinedBecause('no mark was found');
  },
});

export const watermarkSignals: readonly TextSignal[] = [
  textWatermark,
  textWatermarkPValue,
  textWatermarkName,
];
