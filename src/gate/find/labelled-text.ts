import type { Span } from '../../core/measurement.js';
import { isWhole, type Part, type Role } from '../../core/part.js';

/** A text as people read it. */
export interface LabelledText {
  readonly text: string;
  readonly spans: readonly Span[];
}

/** Parts that many records share: people look for what differs. */
const SHARED: readonly Role[] = ['system', 'context'];

/**
 * The record's text with the role before each part, `user: …`, and the spans at their new places. System prompts and
 * contexts come last, so that excerpts begin where records differ, unless words of a template join the parts. A plain
 * document stays.
 */
export function labelledText(text: string, parts: readonly Part[], spans: readonly Span[]): LabelledText {
  if (parts.length === 0 || isWhole(parts)) return { text, spans };
  const isShared = ({ role }: Part): boolean => SHARED.includes(role);
  const ordered = isTemplated(text, parts)
    ? parts
    : [...parts.filter((part) => !isShared(part)), ...parts.filter(isShared)];
  const isMoved = ordered.some((part, index) => part !== parts[index]);
  let labelled = '';
  const shifts = new Map<Part, number>();
  let at = 0;
  for (const part of ordered) {
    const { role, start, end } = part;
    // In their own order, what stands between two parts is kept: an empty line, or the words of a template.
    if (!isMoved && start > at) labelled += text.slice(at, start);
    else if (labelled !== '') labelled += '\n\n';
    labelled += `${role}: `;
    shifts.set(part, labelled.length - start);
    labelled += text.slice(start, end);
    at = end;
  }
  if (!isMoved) labelled += text.slice(at);
  return { text: labelled, spans: spans.map((span) => placed(span, parts, shifts)) };
}

/** Whether words stand before, between or after the parts. */
function isTemplated(text: string, parts: readonly Part[]): boolean {
  let at = 0;
  for (const { start, end } of parts) {
    if (text.slice(at, start).trim() !== '') return true;
    at = end;
  }
  return text.slice(at).trim() !== '';
}

/** A span at the place of the part in which it begins. */
function placed(span: Span, parts: readonly Part[], shifts: ReadonlyMap<Part, number>): Span {
  const part = parts.find(({ end }) => span.start < end) ?? parts.at(-1)!;
  const shift = shifts.get(part)!;
  const start = Math.max(span.start, part.start) + shift;
  return { ...span, start, end: Math.max(start, Math.min(span.end, part.end) + shift) };
}
