import { isAscii, isUtf8 } from 'node:buffer';
import type { FormatSettings, InputFile } from '../core/format.js';
import type { ReadItem, UnreadableCode } from '../core/record.js';
import { excerptOf, unreadable } from './fault.js';
import { findJsonFault } from './json-fault.js';
import { loaderHazard } from './json-hazards.js';
import { numberAt } from './json-members.js';
import type { ItemLines, LostItem } from './line-items.js';
import { createRowReader, type Row } from './row.js';
import { itemOfRow } from './text-record.js';
import { invalidUtf8At } from './utf8.js';

/** The items of objects in JSON, be they lines or elements of a document; other parts are passed over. */
export async function* itemsOfParts(
  parts: AsyncIterable<ItemLines | LostItem | { readonly kind: 'start' | 'end' }>,
  input: InputFile,
  settings: FormatSettings,
  wanted?: Int32Array,
): AsyncGenerator<ReadItem[], void, void> {
  const itemsOf = createReader(input, settings, wanted);
  let ordinal = 0;
  for await (const part of parts)
    if (part.kind === 'lost')
      yield [unreadable(ordinal++, input.source, part.position, part.code, part.message, part.excerpt)];
    else if (part.kind === 'lines') {
      for (const items of itemsOf(part, ordinal)) yield items;
      ordinal += part.count;
    }
}

/**
 * Small enough that a batch dies young: the garbage collector would copy a megabyte of records before they are
 * measured.
 */
const ITEMS_PER_BATCH = 32;

/** Yields the items of a block of lines in batches; `ordinal` is that of the first line. Unwanted lines are not parsed. */
function createReader(
  input: InputFile,
  settings: FormatSettings,
  wanted?: Int32Array,
): (part: ItemLines, ordinal: number) => Generator<ReadItem[], void, void> {
  const rows = createRowReader(settings.columns);
  let nextWanted = 0;

  /** The first wanted ordinal from `ordinal` on. */
  function wantedFrom(ordinal: number): number {
    if (wanted === undefined) return ordinal;
    while (nextWanted < wanted.length && wanted[nextWanted]! < ordinal) nextWanted++;
    return wanted[nextWanted] ?? Number.POSITIVE_INFINITY;
  }

  function itemOfLine(part: ItemLines, index: number, ordinal: number, line: string | null): ReadItem {
    const start = part.start[index]!;
    const bytes = part.bytes.subarray(start, part.end[index]!);
    const position = { line: part.line[index]!, byte: part.at + start };
    const bad = (code: UnreadableCode, message: string): ReadItem =>
      unreadable(ordinal, input.source, position, code, message, excerptOf(bytes));
    if (line === null) {
      const at = invalidUtf8At(bytes);
      return bad('invalid-utf8', `Byte ${position.byte + at} (${at} in the line) is not valid UTF-8.`);
    }
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch (error) {
      const fault = findJsonFault(line);
      const message =
        fault === null
          ? `The line is not JSON: ${(error as Error).message}.`
          : `Column ${fault.at + 1}: ${fault.message}.`;
      return bad('malformed-json', message);
    }
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      return bad('not-an-object', notAnObject(row, position.byte === 0));
    const excerpt = () => excerptOf(bytes);
    const item = itemOfRow(rows, row as Row, input, ordinal, position, excerpt, (path) =>
      numberAt(bytes, path),
    );
    const hazard = item.modality === 'unreadable' ? null : loaderHazard(line, row);
    return hazard === null ? item : bad(hazard.code, hazard.message);
  }

  return function* itemsOf(part, firstOrdinal) {
    const { bytes, start, end } = part;
    let items: ReadItem[] = [];
    let index = wantedFrom(firstOrdinal) - firstOrdinal;
    if (index >= part.count) return;
    // Most blocks are ASCII or at least valid: one check for all their lines.
    const isPlain = isAscii(bytes);
    const isValid = isPlain || isUtf8(bytes);
    for (; index < part.count; index = wantedFrom(firstOrdinal + index + 1) - firstOrdinal) {
      const from = start[index]!;
      const to = end[index]!;
      const line = isPlain
        ? bytes.toString('latin1', from, to)
        : isValid || isUtf8(bytes.subarray(from, to))
          ? bytes.toString('utf8', from, to)
          : null;
      items.push(itemOfLine(part, index, firstOrdinal + index, line));
      if (items.length < ITEMS_PER_BATCH) continue;
      yield items;
      items = [];
    }
    if (items.length > 0) yield items;
  };
}

function notAnObject(value: unknown, isFirst: boolean): string {
  const found = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  const hint = Array.isArray(value) && isFirst ? ' A file that is one list is read with --format json.' : '';
  return `Expected a JSON object, found ${found}.${hint}`;
}
