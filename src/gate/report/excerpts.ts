import type { Engine } from '../../core/engine.js';
import type { RecordKey } from '../../core/finding.js';
import { THUMBNAIL_CHARACTERS } from '../../report/picture.js';
import type { RunContext } from '../context.js';
import { revisit } from '../find/revisit-corpus.js';
import type { Shown } from '../find/shown-record.js';

/** The shown parts of records: their texts, and thumbnails in the order requested until the page's limit is reached. */
export class ShownRecords {
  private left: number = THUMBNAIL_CHARACTERS;

  constructor(private readonly read: ReadonlyMap<RecordKey, Shown>) {}

  of(record: RecordKey): Shown {
    const { excerpt, picture } = this.read.get(record) ?? NOTHING;
    if (picture === undefined) return { excerpt };
    if (picture.thumbnail === null) return { excerpt, picture };
    this.left -= picture.thumbnail.webp.length;
    if (this.left >= 0) return { excerpt, picture };
    return {
      excerpt,
      picture: { ...picture, thumbnail: null, why: 'the page’s limit for pictures is reached' },
    };
  }
}

const NOTHING: Shown = { excerpt: { pieces: [], length: 0, spans: [] } };

/** Reads the texts of chosen records again; each query returns a column `record`. */
export async function readShown(
  run: RunContext,
  engine: Engine,
  chosen: readonly string[],
): Promise<ShownRecords> {
  const selected = `SELECT record, spans FROM records WHERE record IN (${chosen.join(' UNION ')})`;
  await revisit(run, engine, selected, 'shown_texts', 'excerpt');
  const rows = await engine.rows('SELECT record, excerpt FROM shown_texts ORDER BY record');
  return new ShownRecords(
    new Map(rows.map((row) => [Number(row['record']), JSON.parse(String(row['excerpt'])) as Shown])),
  );
}
