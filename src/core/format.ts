import type { DataRecord, ReadItem } from './record.js';

/** How records are found in rows: names given by the user win over the common names. */
export interface ColumnNames {
  readonly text?: string;
  /** Column of an image's bytes, or of `{bytes, path}`. */
  readonly image?: string;
  readonly id?: string;
  readonly source?: string;
  readonly url?: string;
  readonly date?: string;
  readonly language?: string;
  readonly origin?: string;
  readonly label?: string;
  /** Ids of the text's tokens; there is no common name for them. */
  readonly tokens?: string;
  /** Further columns whose values are kept as facets. */
  readonly facets?: readonly string[];
  /** Columns of scores computed elsewhere: numbers, or numbers written as text. */
  readonly scores?: readonly string[];
}

export interface FormatSettings {
  readonly columns: ColumnNames;
  /** Longest line or record in bytes that is taken into memory; longer ones are unreadable. */
  readonly maxRecordBytes: number;
  /** Size aimed at when an input can be cut. */
  readonly splitBytes: number;
}

export const DEFAULT_FORMAT_SETTINGS: FormatSettings = {
  columns: {},
  maxRecordBytes: 64 * 1024 * 1024,
  splitBytes: 32 * 1024 * 1024,
};

/** One file of a corpus as found on disk. */
export interface InputFile {
  /** Path to open it by. */
  readonly path: string;
  /** Path shown to people and stored in outputs: relative to what the user named, `/`-separated. */
  readonly name: string;
  /** What `source` falls back to: the file's name, or the folder's for folders of texts. */
  readonly source: string;
  /** For a folder of texts: the sum over its files. */
  readonly sizeBytes: number;
  /**
   * Set for a folder of texts: its files in bytewise order of their names, which are relative to the folder.
   * There may be tens of thousands, so they are one input, and a split is a run of about `splitBytes` of them.
   * Send the input to a worker once, not with every split.
   */
  readonly files?: readonly InputFile[];
}

/**
 * A stretch of one input that one worker reads. What `start` and `end` count is the format's affair:
 * bytes of plain JSONL, row groups of Parquet, files of a folder of texts, bytes on disk of what cannot be cut.
 */
export interface Split {
  readonly start: number;
  readonly end: number;
  /** 1-based line at which it starts, where lines are counted. */
  readonly firstLine?: number;
}

/** What is put beside each record that is written out. Plain values only. */
export interface Provenance {
  readonly source: string;
  /** `corpus/web.jsonl:12` or `…#row=3`. */
  readonly position: string;
  readonly contentHash: string;
  readonly decision: string;
  /** Ids of all matching rules. */
  readonly reasons: readonly string[];
  /** Who made it: human, synthetic, mixed or unknown. */
  readonly origin: string;
  /** What that follows from, strongest first, e.g. `declared/columns=synthetic`. */
  readonly evidence: readonly string[];
}

/** Where bytes of an output go; the gate gives one per decision, opened at the first write. */
export interface ByteSink {
  /** The bytes belong to the caller again after the call: a sink that keeps them copies them. */
  readonly write: (bytes: Uint8Array) => void;
}

/** Writes a whole file under the folder of a decision; `name` is relative, `/`-separated and never leaves it. */
export type FileCopier = (decision: string, name: string, bytes: Uint8Array) => void;

interface FormatReader {
  readonly id: string;
  /** Of one that is not Freckle's own: grows by one whenever any record can be read differently. */
  readonly version?: number;
  readonly title: string;
  readonly modality: 'text' | 'image';
  /** File name endings, lower case, longest match wins: `.jsonl.gz`. */
  readonly extensions: readonly string[];
  /** Endings that say too little where nobody named the file itself: in folders such files are passed over. */
  readonly extensionsWhenNamed?: readonly string[];
  /** Whole names that are of this format without any ending, and some of them for people. */
  readonly bareNames?: { readonly has: (name: string) => boolean; readonly examples: string };
  /** Whether its record is a whole file: its files of one folder are then one input. */
  readonly isWholeFiles?: boolean;
  /** Whether bytes that came without a name look like this format. The head is at most the first megabyte. */
  readonly looksLike?: (head: Buffer) => Resemblance;
  /** Where an input can be cut into splits, for people: `lines`; absent where it cannot. */
  readonly splitsAt?: string;
  /** Where its outputs have the provenance of a record, for people. */
  readonly provenanceIn: string;
  /**
   * Whether a file of its endings is this format and not the one that has them first: some formats are told apart by
   * what is inside. Never throws for what a file contains.
   */
  readonly recognises?: {
    /** What is inside, for people. */
    readonly by: string;
    readonly is: (path: string, columns: ColumnNames) => Promise<boolean>;
  };
  /** Cuts an input into splits; deterministic for the same bytes and settings. */
  readonly plan: (input: InputFile, settings: FormatSettings) => Promise<Split[]>;
  /**
   * Items of one split, in order, in batches of bounded size; ordinals count from 0 without gaps.
   * Blank lines are no items. With `wanted`, ordinals in ascending order, other items may be left out, and are
   * where that is cheaper.
   */
  readonly read: (
    input: InputFile,
    split: Split,
    settings: FormatSettings,
    wanted?: Int32Array,
  ) => AsyncIterable<ReadItem[]>;
}

/** How much bytes look like a format: `perhaps` counts where nothing else is sure. */
export type Resemblance = 'surely' | 'perhaps' | 'no';

/**
 * Streams the split again and writes each item's original bytes with its provenance. Ordinals are those
 * of `read`. `provenanceOf` gives null for an item that is to be left out (unreadable ones).
 * `sinkOf` gives the sink for a decision; bytes given to a sink are valid only during the call.
 * What splits wrote may be put one behind the other, after one `header`: compressed outputs are
 * then files of several members, as gzip allows. `copy` is used by folders of texts alone, whose sinks
 * get provenance as JSONL beside the copied files.
 * Throws FreckleError `input-changed` where an item that was read is gone now.
 */
export interface Splice {
  /** Ending of the files written, e.g. `.jsonl`. */
  readonly extension: string;
  /** What stands once at the head of every output of this input, e.g. the column names of CSV. */
  readonly header?: (input: InputFile, settings: FormatSettings) => Promise<Uint8Array | null>;
  readonly write: (
    input: InputFile,
    split: Split,
    settings: FormatSettings,
    provenanceOf: (ordinal: number) => Provenance | null,
    sinkOf: (decision: string) => ByteSink,
    copy: FileCopier,
  ) => Promise<void>;
}

/**
 * Bytes ↔ records. A format reads hostile input: it never throws for what a file contains, it yields
 * an Unreadable with a position and goes on where it can. It splices, or says what its records are written as where
 * nobody asks for anything else: the gate then writes them through a RecordWriter.
 */
export type Format = FormatReader &
  (
    | { readonly splice: Splice; readonly writtenAs?: undefined }
    | { readonly splice?: undefined; readonly writtenAs: OutputFormat }
  );

/** Formats in which any record can be written, with the columns that Freckle reads. */
export const OUTPUT_FORMATS = ['jsonl', 'parquet'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** How the records of an input are written, where `to` is what somebody asked for. */
export const outputOf = (format: Format, to: OutputFormat | null): Splice | OutputFormat =>
  to ?? (format.splice === undefined ? format.writtenAs : format.splice);

/** Writes records in a format of its own, whatever they were read from. */
export interface RecordWriter {
  readonly write: (record: DataRecord, provenance: Provenance) => void | Promise<void>;
  readonly close: () => Promise<void>;
}
