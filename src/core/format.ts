import type { Provenance } from './provenance.js';
import type { DataRecord, ReadItem } from './record.js';
import type { Sample } from './sample.js';

export const SOURCES_FROM = ['column', 'url', 'file', 'folder'] as const;
export type SourceFrom = (typeof SOURCES_FROM)[number];

/** Columns of the parts of a record. Names given by the user take precedence over the common names. */
export interface ColumnNames {
  readonly text?: string;
  /** Several columns that form the text, in this order; each may have a role before it: `prompt=question`. */
  readonly texts?: readonly string[];
  /** The text with columns in braces: `{question}\n{answer}`. */
  readonly template?: string;
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
  /** Where the source is read from alone; by default the column, else the host of the URL, else the file or folder. */
  readonly sourceFrom?: SourceFrom;
  /** Further columns whose values are kept as facets. */
  readonly facets?: readonly string[];
  /** Columns of scores computed elsewhere: numbers, or numbers written as text. */
  readonly scores?: readonly string[];
}

/** How files of text are read where their bytes do not say it. */
export interface ReadingOptions {
  /** A label of the WHATWG Encoding Standard; by default UTF-8. Outputs are UTF-8. */
  readonly encoding?: string;
  /** The character between the cells of a table; by default the header shows it. */
  readonly delimiter?: string;
  /** Names of the columns of tables without a header. */
  readonly header?: readonly string[];
}

export interface FormatSettings {
  readonly columns: ColumnNames;
  readonly reading?: ReadingOptions;
  /** Maximum size of a line or record in bytes; longer ones are unreadable. */
  readonly maxRecordBytes: number;
  /** Target size of a split. */
  readonly splitBytes: number;
  /** Measure the first so many items alone; formats need not know. */
  readonly limit?: number;
  /** Read all, but measure this share alone; formats need not know. */
  readonly sample?: Sample;
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
  /** Default of `source`: the file's name, or the folder's for folders of texts. */
  readonly source: string;
  /** For a folder of texts: the sum over its files. */
  readonly sizeBytes: number;
  /**
   * For a folder of texts: its files in bytewise order of their names, which are relative to the folder. Since there
   * may be tens of thousands, they form one input, and a split is a run of them of about `splitBytes`. Send the input
   * to a worker once, not with every split.
   */
  readonly files?: readonly InputFile[];
  /** Files that belong to this one, such as the caption beside a picture: read, decided and copied with it. */
  readonly companions?: readonly InputFile[];
  /** For a folder: tables with a row about each of its files, such as `metadata.jsonl`. */
  readonly tables?: readonly InputFile[];
}

/** A file, folder or glob as the user named it, with what was said of it alone. */
export interface NamedInput {
  readonly path: string;
  /** Id of its format, whatever its name. */
  readonly format?: string;
  readonly columns?: ColumnNames;
  readonly reading?: ReadingOptions;
}

/** Files found in folders and globs that were not read, by reason and ending. */
export interface FilesNotRead {
  /** `no-format`: no format reads files of this name in a folder; `link`: a symbolic link, which is not followed. */
  readonly reason: 'no-format' | 'link';
  /** Lower case, with its dot; empty for names without one. */
  readonly ending: string;
  readonly count: number;
  /** Names of the first few, below the folder. */
  readonly examples: readonly string[];
}

/**
 * A part of one input that one worker reads. The format defines the unit of `start` and `end`: bytes of plain JSONL,
 * row groups of Parquet, files of a folder of texts, bytes on disk of inputs that cannot be cut.
 */
export interface Split {
  readonly start: number;
  readonly end: number;
  /** 1-based number of its first line, for line-oriented formats. */
  readonly firstLine?: number;
}

/** Receives the bytes of an output. The gate provides one per decision, opened at the first write. */
export interface ByteSink {
  /** The caller may reuse the bytes after the call, so a sink that keeps them must copy them. */
  readonly write: (bytes: Uint8Array) => void;
}

/** Writes a whole file into the folder of a decision; `name` is relative, `/`-separated and stays inside it. */
export type FileCopier = (decision: string, name: string, bytes: Uint8Array) => void;

interface FormatReader {
  readonly id: string;
  /** For user-defined formats: grows by one whenever any record can be read differently. */
  readonly version?: number;
  readonly title: string;
  readonly modality: 'text' | 'image';
  /** File name endings, lower case, longest match wins: `.jsonl.gz`. */
  readonly extensions: readonly string[];
  /** Ambiguous endings, which count only where the user names the file itself; in folders such files are skipped. */
  readonly extensionsWhenNamed?: readonly string[];
  /** File names of this format without an ending, and some examples for people. */
  readonly bareNames?: { readonly has: (name: string) => boolean; readonly examples: string };
  /** Whether each record is a whole file; the files of one folder then form one input. */
  readonly isWholeFiles?: boolean;
  /** Files in the same folder that belong to its records: by ending beside a file of the same stem, and tables by name. */
  readonly companions?: { readonly endings: readonly string[]; readonly tables: readonly string[] };
  /** How well bytes without a file name match this format. The head is at most the first megabyte. */
  readonly looksLike?: (head: Buffer) => Resemblance;
  /** Unit at which an input can be cut into splits, for people: `lines`; absent for formats that cannot be cut. */
  readonly splitsAt?: string;
  /** Place of the provenance in its outputs, for people. */
  readonly provenanceIn: string;
  /**
   * Whether a file with one of its endings is this format and not the first format with that ending: some formats
   * differ only in their content. Never throws for the content of a file.
   */
  readonly recognises?: {
    /** The distinguishing content, for people. */
    readonly by: string;
    readonly is: (path: string, columns: ColumnNames, reading?: ReadingOptions) => Promise<boolean>;
    /** Whether to read such a file in a folder, where its ending alone would skip it. */
    readonly inFolders?: (path: string, columns: ColumnNames, reading?: ReadingOptions) => Promise<boolean>;
  };
  /** Cuts an input into splits; deterministic for the same bytes and settings. */
  readonly plan: (input: InputFile, settings: FormatSettings) => Promise<Split[]>;
  /**
   * Items of one split, in order, in batches of bounded size; ordinals count from 0 without gaps.
   * Blank lines are not items. With `wanted`, ordinals in ascending order, other items may be skipped where that is
   * cheaper.
   */
  readonly read: (
    input: InputFile,
    split: Split,
    settings: FormatSettings,
    wanted?: Int32Array,
  ) => AsyncIterable<ReadItem[]>;
}

/** How well bytes match a format; `perhaps` counts only where no format is sure. */
export type Resemblance = 'surely' | 'perhaps' | 'no';

/** A split to write again, record by record. */
export interface SpliceTask {
  readonly input: InputFile;
  readonly split: Split;
  readonly settings: FormatSettings;
  /** Ordinals are those of `read`; null for an item to skip (unreadable ones). */
  readonly provenanceOf: (ordinal: number) => Provenance | null;
  /** The sink of a decision; bytes passed to it are valid only during the call. */
  readonly sinkOf: (decision: string) => ByteSink;
  /** For formats whose records are whole files; their sinks receive provenance as JSON lines beside the copies. */
  readonly copy: FileCopier;
}

/**
 * Streams a split again and writes each item's original bytes with its provenance. The outputs of splits can be
 * concatenated after one `header`, save Parquet; compressed outputs then have several members, as gzip allows. Throws
 * FreckleError `input-changed` where an item that was read before is missing.
 */
export interface Splice {
  /** Ending of the files written, e.g. `.jsonl`. */
  readonly extension: string;
  /** Written once at the start of every output of this input, e.g. the column names of CSV. */
  readonly header?: (input: InputFile, settings: FormatSettings) => Promise<Uint8Array | null>;
  /**
   * Gives the reason if some bytes cannot be copied. What it wrote is then dropped, and the records of the split are
   * written as `fallback` instead, which the run says aloud.
   */
  readonly write: (task: SpliceTask) => Promise<{ readonly notCopied: string } | undefined>;
  /** Required where `write` may give a reason. */
  readonly fallback?: OutputFormat;
}

/**
 * Converts between bytes and records. A format reads hostile input: it never throws for the content of a file but
 * yields an Unreadable with a position and continues where it can. A format either splices or names a default output
 * format, in which the gate writes its records with a RecordWriter.
 */
export type Format = FormatReader &
  (
    | { readonly splice: Splice; readonly writtenAs?: undefined }
    | { readonly splice?: undefined; readonly writtenAs: OutputFormat }
  );

/** Formats in which any record can be written, with the columns that Freckle recognises. */
export const OUTPUT_FORMATS = ['jsonl', 'parquet'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** How the records of an input are written; `to` is the format the user asked for. */
export const outputOf = (format: Format, to: OutputFormat | null): Splice | OutputFormat =>
  to ?? (format.splice === undefined ? format.writtenAs : format.splice);

/** Writes records in its own format, regardless of their input format. */
export interface RecordWriter {
  readonly write: (record: DataRecord, provenance: Provenance) => void | Promise<void>;
  readonly close: () => Promise<void>;
}
