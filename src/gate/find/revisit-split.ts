import { comparedParts, type DuplicatesBy } from '../../core/compared-parts.js';
import type { Format, FormatSettings, InputFile, Split } from '../../core/format.js';
import { type Role, SIMILARITY_ROLES, wholeText } from '../../core/part.js';
import { textOfRoles } from '../../core/part-text.js';
import type { DataRecord, TextRecord } from '../../core/record.js';
import { type CellValue, type ColumnSpec, TableFile } from '../../disk/table-file.js';
import { SHARED_ROLES } from '../../metrics/shared-parts.js';
import { WORDS_LIMIT } from '../../metrics/tables.js';
import { createReader, type Reader } from '../../text/reading.js';
import { labelledText } from './labelled-text.js';
import { linesIn } from './lines-in.js';
import { type Shown, shownImage, shownText } from './shown-record.js';

export interface RevisitTask {
  readonly format: Format;
  readonly input: InputFile;
  readonly split: Split;
  readonly formatSettings: FormatSettings;
  /** Ascending ordinals of the records to read again. */
  readonly ordinals: Int32Array;
  /** The parts whose words are compared. */
  readonly duplicatesBy?: DuplicatesBy;
  /** `words`: their word hashes, for shingles; `excerpt`: text for people, around the spans; `lines`: the lines of `lineHashes`; `parts`: the beginnings of system prompt and context; `text`: the text as people read it. */
  readonly want: 'words' | 'excerpt' | 'lines' | 'parts' | 'text';
  /** For each ordinal, the `spans` column of its measurements. */
  readonly spans?: readonly (string | null)[];
  /** Signals that summarize others: excerpts leave out their notes. */
  readonly summaries?: readonly string[];
  /** Hashes of the lines to find, in hexadecimal as `boilerplate-lines` gives them. */
  readonly lineHashes?: readonly string[];
  readonly path: string;
}

/** Columns besides `ordinal`, by what is wanted. */
export const REVISIT_COLUMNS: { readonly [want in RevisitTask['want']]: readonly ColumnSpec[] } = {
  words: [
    { name: 'words', type: 'BYTES' },
    { name: 'own_words', type: 'BYTES' },
  ],
  excerpt: [{ name: 'excerpt', type: 'STRING' }],
  parts: [
    { name: 'role', type: 'STRING' },
    { name: 'part', type: 'STRING' },
  ],
  text: [{ name: 'text', type: 'STRING' }],
  lines: [
    { name: 'hash', type: 'STRING' },
    { name: 'line', type: 'STRING' },
  ],
};

/** Cells besides the ordinal, one list per row; `at` is the record's place among the ordinals. */
type RowsOf = (record: DataRecord, at: number) => CellValue[][] | Promise<CellValue[][]>;

/** Reads some records of a split again and writes what is wanted of them. The file is complete or absent. */
export async function revisitSplit(task: RevisitTask): Promise<void> {
  const { format, input, split, formatSettings, ordinals, want } = task;
  const table = new TableFile(task.path, [{ name: 'ordinal', type: 'INT32' }, ...REVISIT_COLUMNS[want]]);
  const rowsOf = READERS[want](task, createReader());
  let next = 0;
  try {
    reading: for await (const items of format.read(input, split, formatSettings, ordinals)) {
      for (const item of items) {
        if (next === ordinals.length) break reading;
        if (item.ordinal !== ordinals[next]) continue;
        if (item.modality !== 'unreadable')
          for (const row of await rowsOf(item, next)) table.push([item.ordinal, ...row]);
        next++;
      }
    }
    table.commit();
  } catch (error) {
    table.discard();
    throw error;
  }
}

const PART_CHARACTERS = 300;
/** Compared with another text for people; the rest of a longer text is not. */
const TEXT_CHARACTERS = 100_000;

/** The beginnings of the parts that `shared-parts` compares, each with its role. */
const sharedPartsOf = ({ text, parts = [] }: TextRecord): CellValue[][] =>
  SHARED_ROLES.flatMap((role) => {
    const part = textOfRoles(text, parts, new Set([role]));
    return part === null ? [] : [[role, part.text.slice(0, PART_CHARACTERS).toWellFormed()]];
  });

const SIMILAR: ReadonlySet<Role> = new Set(SIMILARITY_ROLES);
const OWN: ReadonlySet<Role> = new Set(SIMILARITY_ROLES.filter((role) => role !== 'context'));

const READERS: {
  readonly [want in RevisitTask['want']]: (task: RevisitTask, reader: Reader) => RowsOf;
} = {
  words:
    ({ duplicatesBy = {} }, reader) =>
    (record) => {
      if (record.modality !== 'text') return [];
      const parts = comparedParts(record.parts ?? wholeText(record.text), duplicatesBy);
      const wordsOf = (roles: ReadonlySet<Role>): Uint8Array => {
        const { wordHash, wordCount } = reader.read(textOfRoles(record.text, parts, roles)?.text ?? '');
        return new Uint8Array(wordHash.slice(0, Math.min(wordCount, WORDS_LIMIT)).buffer);
      };
      const hasContext = parts.some(({ role }) => role === 'context');
      return [[wordsOf(SIMILAR), hasContext ? wordsOf(OWN) : null]];
    },
  excerpt:
    ({ spans, summaries = [] }) =>
    async (record, at) => {
      const own = spans?.[at] ?? null;
      const shown: Shown =
        record.modality === 'text' ? shownText(record, own) : await shownImage(record, own, summaries);
      return [[JSON.stringify(shown)]];
    },
  parts: () => (record) => (record.modality === 'text' ? sharedPartsOf(record) : []),
  text: () => (record) => {
    if (record.modality !== 'text') return [];
    const { text } = labelledText(record.text, record.parts ?? [], []);
    return [[text.slice(0, TEXT_CHARACTERS).toWellFormed()]];
  },
  lines: ({ lineHashes }, reader) => {
    const wanted = new Set(lineHashes);
    return (record) => (record.modality === 'text' ? [...linesIn(reader.read(record.text), wanted)] : []);
  },
};
