import type { Origin } from './origin.js';

/** Where a record stands in its input, in the terms a person would use to find it. */
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

/** What every record carries whatever its modality. */
interface RecordBase {
  /** 0-based count of the items (records and unreadable ones) before it in its split. */
  readonly ordinal: number;
  readonly position: Position;
  /** The id the data set gave it; null where it gave none. */
  readonly id: string | null;
  /** Who published it: the named column, else the file or folder it came from. Never empty. */
  readonly source: string;
  readonly url: string | null;
  /** When it was captured or published, as the data set wrote it. */
  readonly date: string | null;
  /** The language the data set claims, as it wrote it. */
  readonly language: string | null;
  /** What the data set says about who made it. A claim, not a fact. */
  readonly declaredOrigin: Origin | null;
  /** The words in which it said so, kept as evidence. */
  readonly declaredOriginText: string | null;
  readonly label: string | null;
  /** Values of the facet columns the user named, in the order named. */
  readonly facets: readonly (string | null)[];
}

export interface TextRecord extends RecordBase {
  readonly modality: 'text';
  readonly text: string;
  /** Scores computed elsewhere, in the order in which their columns or files were named; empty where none were. */
  readonly scores: readonly (number | null)[];
  /** Ids of its tokens, or why there are none; absent where no column of them was named. */
  readonly tokens?: Int32Array | { readonly why: string };
}

export interface ImageRecord extends RecordBase {
  readonly modality: 'image';
  /** The encoded file as found. */
  readonly bytes: Uint8Array;
  /** File name inside its container; empty where it has none. */
  readonly name: string;
  /** What the data set says of the picture; null where it says nothing. */
  readonly caption: string | null;
}

/** One unit of training data with its metadata. */
export type DataRecord = TextRecord | ImageRecord;

export type Modality = DataRecord['modality'];

/** Why an item of an input could not become a record. Codes are documented in docs/errors.md. */
export type UnreadableCode =
  | 'malformed-json'
  | 'not-an-object'
  | 'missing-text'
  | 'missing-image'
  | 'text-not-a-string'
  | 'invalid-utf8'
  | 'lone-surrogate'
  | 'line-too-long'
  | 'record-too-long'
  | 'malformed-csv'
  | 'malformed-parquet'
  | 'malformed-tar'
  | 'not-an-image'
  | 'truncated-input'
  | 'corrupt-compression'
  | 'input-changed'
  | 'input-unreadable'
  | 'empty-file';

/** An item that was read but is no record: kept, counted, never fatal. */
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
}

export type ReadItem = DataRecord | Unreadable;
