import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { type ByteSink, listedInJson, type OutputFormat, type RecordWriter } from '../../core/format.js';
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
      const { reasons, evidence, contentHash, ...rest } = provenance;
      const line = JSON.stringify({
        ...plainRecord(record),
        ...(record.modality === 'image'
          ? { image: { path: record.name, base64: Buffer.from(record.bytes).toString('base64') } }
          : {}),
        freckle: {
          ...rest,
          content_hash: contentHash,
          reasons: listedInJson(reasons),
          evidence: listedInJson(evidence),
        },
      });
      sink.write(encoder.encode(`${line}\n`));
    },
    async close() {},
  };
}

/** The record's own columns, then those that Freckle adds. */
const TEXT_COLUMNS = ['id', 'text', 'source', 'url', 'date', 'language', 'label'] as const;
const IMAGE_COLUMNS = ['image', 'id', 'caption', 'source', 'url', 'date', 'language', 'label'] as const;
const PROVENANCE = [
  'freckle_source',
  'freckle_position',
  'freckle_content_hash',
  'freckle_decision',
  'freckle_reasons',
  'freckle_origin',
  'freckle_evidence',
] as const;
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
const LISTS: readonly string[] = ['freckle_reasons', 'freckle_evidence'];

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
    columns = [...(modality === 'image' ? IMAGE_COLUMNS : TEXT_COLUMNS), ...PROVENANCE];
    return new ParquetWriter({
      writer: bytes,
      schema: [
        { name: 'root', num_children: columns.length },
        ...columns.flatMap((name): readonly SchemaElement[] =>
          name === 'image'
            ? IMAGE_ELEMENTS
            : LISTS.includes(name)
              ? listElements(name)
              : [{ name, ...STRING }],
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
      const { source, position, contentHash, decision, reasons, origin, evidence } = provenance;
      rows.push({
        ...plainRecord(record),
        ...(record.modality === 'image' ? { image: { bytes: record.bytes, path: record.name } } : {}),
        freckle_source: source,
        freckle_position: position,
        freckle_content_hash: contentHash,
        freckle_decision: decision,
        freckle_reasons: reasons,
        freckle_origin: origin,
        freckle_evidence: evidence,
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
