import { decodeSpans, notesOf } from '../../core/kept-spans.js';
import type { Span } from '../../core/measurement.js';
import type { ImageRecord, TextRecord } from '../../core/record.js';
import { createImageReading } from '../../image/reading.js';
import { thumbnailOf } from '../../image/thumbnail.js';
import { type Excerpt, excerptOf } from '../../report/excerpt.js';
import type { PictureFacts } from '../../report/picture.js';
import { labelledText } from './labelled-text.js';

/** The shown parts of one record; for an image its caption as text, and the picture. */
export interface Shown {
  readonly excerpt: Excerpt;
  readonly picture?: PictureFacts;
}

/** An excerpt of a text around its spans, with the role before each turn or part. */
export function shownText({ text, parts = [] }: TextRecord, spans: string | null): Shown {
  const labelled = labelledText(text, parts, spansOf(spans));
  return { excerpt: excerptOf(labelled.text, labelled.spans) };
}

const CAPTION_CHARACTERS = 500;

/** A picture with the notes on its file, without signals that summarize others. */
export async function shownImage(
  { bytes, caption }: ImageRecord,
  spans: string | null,
  summaries: readonly string[],
): Promise<Shown> {
  const reading = createImageReading(bytes);
  const { width, height } = await reading.metadata();
  const picture: PictureFacts = {
    ...(await thumbnailFacts(reading)),
    width,
    height,
    format: reading.format,
    caption: caption?.slice(0, CAPTION_CHARACTERS).toWellFormed() ?? null,
    evidence: evidenceOf(spans, summaries),
  };
  return { excerpt: excerptOf(caption ?? ''), picture };
}

async function thumbnailFacts(
  reading: ReturnType<typeof createImageReading>,
): Promise<Pick<PictureFacts, 'thumbnail' | 'why'>> {
  const made = await thumbnailOf(reading);
  if ('fault' in made) return { thumbnail: null, why: made.why };
  const { bytes, width, height } = made;
  return { thumbnail: { webp: Buffer.from(bytes).toString('base64'), width, height }, why: null };
}

/** The notes of an image's spans; the spans themselves are bytes of its file. */
const evidenceOf = (column: string | null, summaries: readonly string[]): PictureFacts['evidence'] =>
  Object.entries(decodeSpans(column))
    .filter(([signal]) => !summaries.includes(signal))
    .flatMap(([signal, spans]) => notesOf(spans).map((note) => ({ signal, note })));

/** All spans of all signals, each with its note or the signal's id. */
export const spansOf = (column: string | null): Span[] =>
  Object.entries(decodeSpans(column))
    .flatMap(([signal, spans]) => spans.map(([start, end, note]) => ({ start, end, note: note ?? signal })))
    .sort((a, b) => a.start - b.start || b.end - a.end);
