import type { Part, Role } from './part.js';

/** The text of some parts of a record, with the way back to the record's own text. */
export interface PartText {
  readonly text: string;
  /** Where each part begins in `text`, ascending, and how far it stands before its place in the record's text. */
  readonly starts: readonly number[];
  readonly shifts: readonly number[];
}

/** Joins the parts with these roles by empty lines, as in the record; null if the record has none. */
export function textOfRoles(text: string, parts: readonly Part[], roles: ReadonlySet<Role>): PartText | null {
  let joined = '';
  const starts: number[] = [];
  const shifts: number[] = [];
  for (const { role, start, end } of parts) {
    if (!roles.has(role)) continue;
    if (start < end && joined !== '') joined += '\n\n';
    starts.push(joined.length);
    shifts.push(start - joined.length);
    joined += text.slice(start, end);
  }
  return starts.length === 0 ? null : { text: joined, starts, shifts };
}

/** Offset in the record's text of an offset in the text of its parts. */
export function toWhole({ starts, shifts }: PartText, at: number): number {
  let part = starts.length - 1;
  while (part > 0 && starts[part]! > at) part--;
  return at + shifts[part]!;
}
