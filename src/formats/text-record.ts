import type { InputFile } from '../core/format.js';
import type { Position, ReadItem } from '../core/record.js';
import { unreadable } from './fault.js';
import { type ExactNumber, isRowFault, type Row, type RowReader } from './row.js';

/** Turns a row into a record or an unreadable item. */
export function itemOfRow(
  reader: RowReader,
  row: Row,
  input: InputFile,
  ordinal: number,
  position: Position,
  excerpt: () => string,
  exactNumber?: ExactNumber,
): ReadItem {
  const fields = reader.read(row, exactNumber);
  if (isRowFault(fields))
    return {
      ...unreadable(ordinal, input.source, position, fields.code, fields.message, excerpt()),
      ...(fields.columns === undefined ? {} : { columns: fields.columns }),
    };
  return {
    modality: 'text',
    ordinal,
    position,
    id: fields.id,
    source: fields.source ?? input.source,
    url: fields.url,
    date: fields.date,
    language: fields.language,
    declaredOrigin: fields.declaredOrigin,
    declaredOriginText: fields.declaredOriginText,
    label: fields.label,
    facets: fields.facets,
    scores: fields.scores,
    text: fields.text,
    parts: fields.parts,
    unread: fields.unread,
    ...(fields.tokens === undefined ? {} : { tokens: fields.tokens }),
  };
}
