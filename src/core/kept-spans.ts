import type { Span } from './measurement.js';

/** Spans of one record by signal, as the column `spans` of measurements keeps them. */
export type KeptSpans = { readonly [signal: string]: readonly KeptSpan[] };
export type KeptSpan = readonly [start: number, end: number, note?: string];

export const keptSpan = ({ start, end, note }: Span): KeptSpan =>
  note === undefined ? [start, end] : [start, end, note];

/** `{"signal":[[start,end,note],…]}` */
export const encodeSpans = (spans: KeptSpans): string => JSON.stringify(spans);

/** Inverse of `encodeSpans`; empty where the column is null. */
export const decodeSpans = (column: string | null): KeptSpans =>
  column === null ? {} : (JSON.parse(column) as KeptSpans);

/** The notes of spans that have one. */
export const notesOf = (spans: readonly KeptSpan[]): string[] =>
  spans.flatMap(([, , note]) => (note === undefined ? [] : [note]));
