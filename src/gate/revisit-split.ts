import type { Format, FormatSettings, InputFile, Split } from '../core/format.js';
import type { Span } from '../core/measurement.js';
import { excerptOf } from '../report/excerpt.js';
import { createReader } from '../text/reading.js';
import { TableFile } from './table-file.js';

/** Words kept of one text: enough for shingles of any page, bounded for a text of gigabytes. */
const WORDS_KEPT = 100_000;

export interface RevisitTask {
  readonly format: Format;
  readonly input: InputFile;
  readonly split: Split;
  readonly formatSettings: FormatSettings;
  /** Ascending ordinals of the records to read again. */
  readonly ordinals: Int32Array;
  /** `words`: their word hashes, for shingles; `excerpt`: text for people, around the spans. */
  readonly want: 'words' | 'excerpt';
  /** For each ordinal, the `spans` column of its measurements. */
  readonly spans?: readonly (string | null)[];
  readonly path: string;
}

/** Reads some records of a split a second time; writes (ordinal, words) or (ordinal, excerpt), the excerpt as JSON. */
export async function revisitSplit(task: RevisitTask): Promise<void> {
  const table = new TableFile(task.path, [
    { name: 'ordinal', type: 'INT32' },
    task.want === 'words' ? { name: 'words', type: 'BYTES' } : { name: 'excerpt', type: 'STRING' },
  ]);
  const reader = createReader();
  let next = 0;
  try {
    reading: for await (const items of task.format.read(task.input, task.split, task.formatSettings)) {
      for (const item of items) {
        if (next === task.ordinals.length) break reading;
        if (item.ordinal !== task.ordinals[next]) continue;
        if (item.modality === 'text') {
          if (task.want === 'words') {
            const { wordHash, wordCount } = reader.read(item.text);
            const words = wordHash.slice(0, Math.min(wordCount, WORDS_KEPT));
            table.push([item.ordinal, new Uint8Array(words.buffer)]);
          } else {
            table.push([
              item.ordinal,
              JSON.stringify(excerptOf(item.text, spansOf(task.spans?.[next] ?? null))),
            ]);
          }
        }
        next++;
      }
    }
    table.commit();
  } catch (error) {
    table.discard();
    throw error;
  }
}

/** All spans of all signals, each noted with what it is. */
export function spansOf(column: string | null): Span[] {
  if (column === null) return [];
  const bySignal = JSON.parse(column) as { [signal: string]: [number, number, string?][] };
  return Object.entries(bySignal)
    .flatMap(([signal, spans]) => spans.map(([start, end, note]) => ({ start, end, note: note ?? signal })))
    .sort((a, b) => a.start - b.start || b.end - a.end);
}
