import type { Engine, Row } from '../../core/engine.js';
import { FreckleError } from '../../core/errors.js';
import { type RunContext, unreadableName } from '../context.js';
import { readUnreadable } from '../report/unreadable-notes.js';
import type { OpenedRun } from './opened-run.js';

/** Finds a record by id, position, or a prefix of at least 6 digits of its content hash. @throws FreckleError `record-not-found` */
export async function findRecord({ run, engine }: OpenedRun, wanted: string): Promise<Row> {
  const { text, startsWith } = engine.dialect;
  const byHash = /^[0-9a-f]{6,64}$/.test(wanted) ? `OR ${startsWith('r.content_hash', text(wanted))}` : '';
  const rows = await engine.rows(
    `SELECT r.*, d.decision FROM records r JOIN decisions d USING (record)
     WHERE r.id = ${text(wanted)} OR r.position = ${text(wanted)} ${byHash} ORDER BY r.record LIMIT 6`,
  );
  const exact = rows.filter((row) => row['position'] === wanted);
  if (exact.length === 1 || rows.length === 1) return exact[0] ?? rows[0]!;
  if (rows.length > 0) throw ambiguous(rows, wanted);
  refuseUnreadable(run, wanted);
  const meant = await positionsLike(engine, wanted);
  const help =
    meant.length > 0 ? `did you mean ${meant.join(' or ')}?` : 'decisions.parquet lists all records';
  throw new FreckleError(
    'record-not-found',
    `no record of ${run.folder.root} has the id, position or content hash ${wanted}; ${help}`,
  );
}

function ambiguous(rows: readonly Row[], wanted: string): FreckleError {
  const count = rows.length > 5 ? 'more than 5' : rows.length;
  const positions = rows.slice(0, 5).map((row) => String(row['position']));
  return new FreckleError(
    'record-not-found',
    `${count} records match ${wanted}; give the position of one: ${positions.join(', ')}`,
  );
}

/** Positions that differ only in the folders before the file name. */
async function positionsLike(engine: Engine, wanted: string): Promise<string[]> {
  const { dialect } = engine;
  const text = dialect.text(wanted);
  const found = await engine.rows(
    `SELECT position FROM records WHERE ${dialect.endsWith('position', `'/' || ${text}`)}
       OR ${dialect.endsWith(text, "'/' || position")} ORDER BY record LIMIT 3`,
  );
  return found.map((row) => String(row['position']));
}

/** An unreadable item has a position but no measurements. @throws FreckleError `record-not-found` */
function refuseUnreadable({ folder, fingerprints }: RunContext, wanted: string): void {
  for (const fingerprint of fingerprints)
    for (const { position, code, message } of readUnreadable(folder.path(unreadableName(fingerprint))))
      if (position === wanted)
        throw new FreckleError(
          'record-not-found',
          `${wanted} could not be read as a record: ${code}. ${message}`,
        );
}
