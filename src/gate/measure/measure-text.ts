import { comparedParts } from '../../core/compared-parts.js';
import type { Measurement, Span } from '../../core/measurement.js';
import { type Part, type Role, wholeText } from '../../core/part.js';
import { type PartText, textOfRoles, toWhole } from '../../core/part-text.js';
import type { TextRecord } from '../../core/record.js';
import type { Signal, SignalSettings, TextSignal } from '../../core/signal.js';
import type { CellValue } from '../../disk/table-file.js';
import { createReader, type Reading } from '../../text/reading.js';
import type { RowNotes } from './measurement-row.js';

/** Signals that ask the same roles, with their places in the row; null: they ask the whole text. */
interface Group {
  readonly roles: ReadonlySet<Role> | null;
  readonly why: string;
  /** They ask only the parts by which records are compared. */
  readonly isOfComparedParts: boolean;
  readonly members: readonly { readonly place: number; readonly signal: TextSignal }[];
}

/**
 * Measures texts by all text signals. A record is read once for the signals that ask all its parts, and once more for
 * each set of roles that leaves some of its parts out.
 */
export class TextMeter {
  private readonly groups: readonly Group[];
  private readonly reader = createReader();

  constructor(
    private readonly signals: readonly Signal[],
    private readonly settings: SignalSettings,
  ) {
    this.groups = groupsOf(signals);
  }

  /** One cell per signal, in their order; null for signals of other modalities. */
  measure(record: TextRecord, whole: Reading, notes: RowNotes): CellValue[] {
    const cells = new Array<CellValue>(this.signals.length).fill(null);
    const parts = record.parts ?? wholeText(record.text);
    const isOfLines = parts.every((part) => isOwnLine(record.text, part));
    let lastText: string | null = null;
    let reading = whole;
    const compared = comparedParts(parts, this.settings.duplicatesBy ?? {});
    for (const { roles, why, isOfComparedParts, members } of this.groups) {
      const asked = isOfComparedParts ? compared : parts;
      const isWhole = roles === null || (asked === parts && parts.every(({ role }) => roles.has(role)));
      const part = isWhole ? null : textOfRoles(record.text, asked, roles);
      for (const { place, signal } of members) {
        if (!isWhole && part === null) {
          cells[place] = notes.refuse(signal.id, why);
          continue;
        }
        const settled = part !== null && isOfLines ? (signal.settledBy?.(whole) ?? null) : null;
        if (settled !== null) {
          cells[place] = notes.take(signal.id, settled);
          continue;
        }
        if (part === null) reading = whole;
        else if (part.text !== lastText || reading === whole) reading = this.reader.read(part.text);
        lastText = part?.text ?? null;
        const measured = signal.measure(reading, record, this.settings);
        cells[place] = notes.take(signal.id, part === null ? measured : inRecord(measured, part));
      }
    }
    return cells;
  }
}

/** Whether no other words stand in the lines of a part, as between those of a template. */
const isOwnLine = (text: string, { start, end }: Part): boolean =>
  (start === 0 || text.charCodeAt(start - 1) === NEWLINE) &&
  (end === text.length || text.charCodeAt(end) === NEWLINE);

const NEWLINE = 0x0a;

function groupsOf(signals: readonly Signal[]): Group[] {
  const groups = new Map<string, Omit<Group, 'members'> & { members: Group['members'][number][] }>();
  for (const [place, signal] of signals.entries()) {
    if (signal.modality !== 'text') continue;
    const { roles, isOfComparedParts = false } = signal;
    const key = `${isOfComparedParts} ${roles?.join(' ') ?? ''}`;
    let group = groups.get(key);
    if (group === undefined) {
      const why = roles?.length === 1 ? `no part of the role ${roles[0]}` : 'no part that it asks';
      group = { roles: roles === undefined ? null : new Set(roles), why, isOfComparedParts, members: [] };
      groups.set(key, group);
    }
    group.members.push({ place, signal });
  }
  // Sets of many roles often leave out the same parts: side by side, they share a reading.
  const size = ({ roles }: Group): number => roles?.size ?? Number.POSITIVE_INFINITY;
  return [...groups.values()].sort((a, b) => size(b) - size(a));
}

/** Moves spans from the text of some parts to their places in the record's text. */
function inRecord(measured: Measurement, part: PartText): Measurement {
  if (measured.value === null || measured.spans === undefined) return measured;
  const spans = measured.spans.map(
    (span): Span => ({ ...span, start: toWhole(part, span.start), end: toWhole(part, span.end) }),
  );
  return { ...measured, spans };
}
