import type { Engine } from '../../core/engine.js';
import type { RecordKey } from '../../core/finding.js';
import { REPORT_LIMITS } from '../../report/data.js';
import type { RunContext } from '../context.js';
import { revisit } from '../find/revisit-corpus.js';
import type { Shown } from '../find/shown-record.js';

/** What is shown of each record that the report shows. */
export type Excerpts = ReadonlyMap<RecordKey, Shown>;

export const noExcerpt = (): Shown => ({ excerpt: { pieces: [], length: 0, spans: [] } });

/** Gives pictures their thumbnails in the order asked, until the page would hold too much. */
export class ThumbnailBudget {
  private left: number = REPORT_LIMITS.thumbnailCharacters;

  take({ excerpt, picture }: Shown): Shown {
    if (picture === undefined) return { excerpt };
    if (picture.thumbnail === null) return { excerpt, picture };
    this.left -= picture.thumbnail.webp.length;
    if (this.left >= 0) return { excerpt, picture };
    return { excerpt, picture: { ...picture, thumbnail: null, why: 'the page holds enough pictures' } };
  }
}

/** Reads the texts of chosen records again: `selectSql` gives `record` and `spans`. */
export async function gatherExcerpts(run: RunContext, engine: Engine, selectSql: string): Promise<Excerpts> {
  await revisit(run, engine, selectSql, 'shown_texts', 'excerpt');
  const rows = await engine.rows('SELECT record, excerpt FROM shown_texts ORDER BY record');
  return new Map(rows.map((row) => [Number(row['record']), JSON.parse(String(row['excerpt'])) as Shown]));
}
