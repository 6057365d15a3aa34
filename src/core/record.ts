// The nouns of Freckle as types: records, measurements, signals, metrics, findings, policies, decisions, formats, engines,
// models, regimes, errors. A few pure functions that every room needs are here too.
// No logic of a room belongs here, and this room imports nothing except two types of readings.
// Every other room is written against these types, so that signals, metrics, formats and engines never import one another.

import type { Origin } from './origin.js';
import type { Part } from './part.js';

/** Position of a record in its input, in the units people use to find it. */
export interface Position {
  /** 1-based line, for line-oriented formats. */
  readonly line?: number;
  /** 0-based byte offset in the decompressed stream, where the format knows it. */
  readonly byte?: number;
  /** 0-based row, for tables. */
  readonly row?: number;
  /** Name of the file, for an input that is a folder of texts. */
  readonly file?: string;
}

/** Fields of every record, whatever its modality. */
interface RecordBase {
  /** 0-based count of the items (records and unreadable ones) before it in its split. */
  readonly ordinal: number;
  readonly position: Position;
  /** The data set's id, or null. */
  readonly id: string | null;
  /** Publisher: the source column, else the file or folder. Never empty. */
  readonly source: string;
  readonly url: string | null;
  /** Date of capture or publication, as written in the data set. */
  readonly date: string | null;
  /** Language claimed by the data set, as written there. */
  readonly language: string | null;
  /** Origin claimed by the data set. A claim, not a fact. */
  readonly declaredOrigin: Origin | null;
  /** Wording of that claim, kept as evidence. */
  readonly declaredOriginText: string | null;
  readonly label: string | null;
  /** Values of the facet columns the user named, in the order named. */
  readonly facets: readonly (string | null)[];
}

export interface TextRecord extends RecordBase {
  readonly modality: 'text';
  readonly text: string;
  /** What the text is made of, in its order; absent for a plain document. */
  readonly parts?: readonly Part[];
  /** Columns that hold strings and were not looked at; may be shared between records. */
  readonly unread?: readonly string[];
  /** Scores computed elsewhere, in the order of the named columns or files; may be empty. */
  readonly scores: readonly (number | null)[];
  /** Token ids, or the reason for their absence; absent without a column of token ids. */
  readonly tokens?: Int32Array | { readonly why: string };
}

export interface ImageRecord extends RecordBase {
  readonly modality: 'image';
  /** The encoded file as found. */
  readonly bytes: Uint8Array;
  /** File name inside its container; may be empty. */
  readonly name: string;
  /** The data set's caption of the picture, or null. */
  readonly caption: string | null;
}

/** One unit of training data with its metadata. */
export type DataRecord = TextRecord | ImageRecord;

export type Modality = DataRecord['modality'];

/** Reasons why an item is unreadable. docs/errors.md documents the codes. */
export type UnreadableCode =
  | 'malformed-json'
  | 'not-an-object'
  | 'missing-text'
  | 'missing-image'
  | 'text-not-a-string'
  | 'unclear-text'
  | 'invalid-utf8'
  | 'invalid-encoding'
  | 'lone-surrogate'
  | 'duplicate-key'
  | 'nested-too-deeply'
  | 'line-too-long'
  | 'record-too-long'
  | 'malformed-csv'
  | 'malformed-parquet'
  | 'malformed-tar'
  | 'malformed-warc'
  | 'not-an-image'
  | 'truncated-input'
  | 'corrupt-compression'
  | 'input-changed'
  | 'input-unreadable'
  | 'empty-file';

/** An item that could not be turned into a record: listed and counted, never fatal. */
export interface Unreadable {
  readonly modality: 'unreadable';
  readonly ordinal: number;
  readonly position: Position;
  readonly source: string;
  readonly code: UnreadableCode;
  /** What was expected and what was found, for people. */
  readonly message: string;
  /** First bytes of the item as text, at most 200 characters, for people; may be empty. */
  readonly excerpt: string;
  /** The row's columns, where none of them could be taken for the text. */
  readonly columns?: readonly string[];
}

export type ReadItem = DataRecord | Unreadable;
