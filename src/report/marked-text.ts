import type { Span } from '../core/measurement.js';
import { boundExcerpt, type Excerpt } from './excerpt.js';
import { segments } from './hidden.js';
import { html, type Markup } from './html.js';
import { formatCount } from './numbers.js';

/** A stretch of text under the same spans, with the notes of the spans that end at its end. */
export interface Stretch {
  readonly text: string;
  readonly isMarked: boolean;
  readonly notes: readonly string[];
}

/** Cuts `text`, which begins at `start` of the whole, at the ends of all spans; overlapping spans share marks. */
export function stretches(text: string, start: number, spans: readonly Span[]): Stretch[] {
  const within = spans.filter(
    (span) => span.end > span.start && span.start < start + text.length && span.end > start,
  );
  const cuts = new Set([0, text.length]);
  for (const span of within) {
    cuts.add(Math.max(0, span.start - start));
    cuts.add(Math.min(text.length, span.end - start));
  }
  const ordered = [...cuts].sort((a, b) => a - b);
  return ordered.slice(1).map((to, index) => {
    const from = ordered[index]!;
    const over = within.filter((span) => span.start - start < to && span.end - start > from);
    const notes = within
      .filter((span) => Math.min(text.length, span.end - start) === to && span.note)
      .map((span) => span.note!);
    return { text: text.slice(from, to), isMarked: over.length > 0, notes: [...new Set(notes)] };
  });
}

/** An excerpt for people: spans are marked and named, invisible characters are spelt out. */
export function markedText(excerpt: Excerpt): Markup {
  const { pieces, length, spans } = boundExcerpt(excerpt);
  let shownTo = 0;
  const parts = pieces.map((piece) => {
    const before = gap(piece.start - shownTo);
    shownTo = piece.start + piece.text.length;
    return html`${before}${stretches(piece.text, piece.start, spans).map(stretchMarkup)}`;
  });
  return html`<pre class="text" dir="auto">${parts}${gap(length - shownTo)}</pre>`;
}

function stretchMarkup({ text, isMarked, notes }: Stretch): Markup {
  const labels = notes.map((note) => html`<span class="note">${note}</span>`);
  return isMarked ? html`<mark>${visible(text)}${labels}</mark>` : visible(text);
}

/** Text with hidden characters as chips. */
export const visible = (text: string): Markup =>
  html`${segments(text).map((segment) =>
    segment.kind === 'text' ? html`${segment.text}` : html`<span class="chip">${segment.label}</span>`,
  )}`;

const gap = (characters: number): Markup | null =>
  characters > 0 ? html`<span class="gap">… ${formatCount(characters)} characters left out …</span>` : null;
