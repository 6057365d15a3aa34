import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ByteSink, OutputFormat, RecordWriter } from '../../core/format.js';
import {
  PROVENANCE_COLUMNS,
  PROVENANCE_FIELDS,
  PROVENANCE_LISTS,
  PROVENANCE_MEMBER,
  PROVENANCE_PREFIX,
  provenanceJson,
} from '../../core/provenance.js';
import type { DataRecord } from '../../core/record.js';

export { OUTPUT_FORMATS, type OutputFormat } from '../../core/format.js';

/** Writes records in one format, independent of their input format. */
export function createRecordWriter(format: OutputFormat, sink: ByteSink): RecordWriter {
  switch (format) {
    case 'jsonl':
      return jsonlWriter(sink);
    case 'parquet':
      return parquetWriter(sink);
    default:
      void (format satisfies never);
      throw new Error('unreachable');
  }
}

function jsonlWriter(sink: ByteSink): RecordWriter {
  const encoder = new TextEncoder();
  return {
    write(record, provenance) {
      const own = JSON.stringify({
        ...plainRecord(record),
        ...(record.modality === 'image'
          ? { image: { path: record.name, base64: Buffer.from(record.bytes).toString('base64') } }
          : {}),
      });
      const line = `${own.slice(0, -1)},"${PROVENANCE_MEMBER}":${provenanceJson(provenance)}}`;
      sink.write(encoder.encode(`${line}\n`));
    },
    async close() {},
  };
}

/** The record's own columns, then those that Freckle adds. */
const TEXT_COLUMNS = ['id', 'text', 'source', 'url', 'date', 'language', 'label'] as const;
const IMAGE_COLUMNS = ['image', 'id', 'caption', 'source', 'url', 'date', 'language', 'label'] as const;
const STRING = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const;
/** An image column as in Hugging Face's data sets. */
const IMAGE_ELEMENTS: readonly SchemaElement[] = [
  { name: 'image', num_children: 2, repetition_type: 'OPTIONAL' },
  { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  { name: 'path', ...STRING },
];
/** A list of strings as Arrow writes it. */
const listElements = (name: string): readonly SchemaElement[] => [
  { name, num_children: 1, converted_type: 'LIST', repetition_type: 'OPTIONAL' },
  { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
  { name: 'element', ...STRING },
];
const LISTS: ReadonlySet<string> = new Set([...PROVENANCE_LISTS].map((name) => PROVENANCE_PREFIX + name));

/** Rows or bytes after which a row group is written, to bound memory for long texts and for pictures. */
const ROWS_PER_GROUP = 4096;
const BYTES_PER_GROUP = 16 * 1024 * 1024;

type Row = { readonly [column: string]: unknown };

/** All records of one writer have the modality of their input. */
function parquetWriter(sink: ByteSink): RecordWriter {
  const bytes = new ByteWriter();
  let writer: ParquetWriter | null = null;
  let columns: readonly string[] = [];
  let rows: Row[] = [];
  let size = 0;
  const begin = (modality: DataRecord['modality']): ParquetWriter => {
    columns = [...(modality === 'image' ? IMAGE_COLUMNS : TEXT_COLUMNS), ...PROVENANCE_COLUMNS];
    return new ParquetWriter({
      writer: bytes,
      schema: [
        { name: 'root', num_children: columns.length },
        ...columns.flatMap((name): readonly SchemaElement[] =>
          name === 'image' ? IMAGE_ELEMENTS : LISTS.has(name) ? listElements(name) : [{ name, ...STRING }],
        ),
      ],
      codec: 'SNAPPY',
      statistics: false,
      createdBy: 'freckle',
    });
  };
  const spill = () => {
    sink.write(new Uint8Array(bytes.buffer, 0, bytes.index));
    bytes.index = 0;
  };
  const flush = () => {
    if (rows.length === 0) return;
    const columnData = columns.map((name) => ({ name, data: rows.map((row) => row[name] ?? null) }));
    writer?.write({ columnData, rowGroupSize: ROWS_PER_GROUP });
    rows = [];
    size = 0;
    spill();
  };
  return {
    write(record, provenance) {
      writer ??= begin(record.modality);
      rows.push({
        ...plainRecord(record),
        ...(record.modality === 'image' ? { image: { bytes: record.bytes, path: record.name } } : {}),
        ...Object.fromEntries(
          PROVENANCE_FIELDS.map(({ cellOf }, at) => [PROVENANCE_COLUMNS[at], cellOf(provenance)]),
        ),
      });
      size += record.modality === 'image' ? record.bytes.length : record.text.length;
      if (rows.length === ROWS_PER_GROUP || size >= BYTES_PER_GROUP) flush();
    },
    async close() {
      flush();
      writer?.finish();
      spill();
    },
  };
}

/** A record's own fields, without added provenance and without a picture's bytes. */
function plainRecord(record: DataRecord) {
  const { id, source, url, date, language, label } = record;
  return record.modality === 'text'
    ? { id, text: record.text, source, url, date, language, label }
    : { id, caption: record.caption, source, url, date, language, label };
}
