import { undefinedBecause } from '../../core/measurement.js';
import type { TextRecord } from '../../core/record.js';
import { defineTextSignal, type SignalSettings, type TextSignal } from '../../core/signal.js';
import { dayNumber, readDate } from '../../text/capture-date.js';

type Days = { readonly days: number } | { readonly why: string };

/** Days from the cut-off to the record's date; a week, month or year counts as its first day. */
function daysAfterCutoffOf({ date }: TextRecord, { captureCutoff }: SignalSettings): Days {
  if (date === null || date.trim() === '') return { why: 'no date' };
  const captured = readDate(date);
  if (captured === null) return { why: `unreadable date: ${JSON.stringify(date.slice(0, 40))}` };
  const cutoff = readDate(captureCutoff);
  if (cutoff === null)
    return { why: `the setting captureCutoff is not a date: ${JSON.stringify(captureCutoff)}` };
  return { days: dayNumber(captured.day) - dayNumber(cutoff.day) };
}

/** Years 1000 to 2999 on both sides. */
const MOST_DAYS = 730_500;

/** Known bias: a date of first publication ignores later edits, and data sets often give the crawl's date. */
export const daysAfterCutoff = defineTextSignal({
  id: 'days-after-cutoff',
  version: 2,
  title: 'Days after the cut-off',
  description: 'Days from the setting captureCutoff to the record’s date; negative before the cut-off.',
  formula: 'day(date) − day(captureCutoff), in UTC',
  source: 'ours; the default cut-off is the day ChatGPT opened to the public',
  kind: 'number',
  unit: 'days',
  range: [-MOST_DAYS, MOST_DAYS],
  measure: (_reading, record, settings) => {
    const found = daysAfterCutoffOf(record, settings);
    return 'why' in found ? undefinedBecause(found.why) : { value: found.days };
  },
});

export const captureEra = defineTextSignal({
  id: 'capture-era',
  version: 2,
  title: 'Era of capture',
  description:
    'Whether the record’s date lies before the setting captureCutoff, the day from which web text may come from models.',
  formula: 'before-cutoff where days-after-cutoff < 0, else after-cutoff',
  source: 'ours',
  kind: 'category',
  unit: 'code',
  values: ['before-cutoff', 'after-cutoff'],
  measure: (_reading, record, settings) => {
    const found = daysAfterCutoffOf(record, settings);
    if ('why' in found) return undefinedBecause(found.why);
    return { value: found.days < 0 ? 'before-cutoff' : 'after-cutoff' };
  },
});

export const captureSignals: readonly TextSignal[] = [daysAfterCutoff, captureEra];
