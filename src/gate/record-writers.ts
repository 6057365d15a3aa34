import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ByteSink, OutputFormat, RecordWriter } from '../core/format.js';
import type { DataRecord } from '../core/record.js';

export { OUTPUT_FORMATS, type OutputFormat } from '../core/format.js';

/** Writes records in one shape, whatever they were read from. */
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
      const { reasons, contentHash, ...rest } = provenance;
      const line = JSON.stringify({
        ...plainRecord(record),
        freckle: { ...rest, content_hash: contentHash, reasons },
      });
      sink.write(encoder.encode(`${line}\n`));
    },
    async close() {},
  };
}

const PARQUET_COLUMNS = [
  'id',
  'text',
  'source',
  'url',
  'date',
  'language',
  'label',
  'freckle_source',
  'freckle_position',
  'freckle_content_hash',
  'freckle_decision',
  'freckle_reasons',
] as const;
/** Rows or characters after which a row group is written: bounds memory for long texts. */
const ROWS_PER_GROUP = 4096;
const CHARACTERS_PER_GROUP = 16 * 1024 * 1024;

function parquetWriter(sink: ByteSink): RecordWriter {
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [
      { name: 'root', num_children: PARQUET_COLUMNS.length },
      ...PARQUET_COLUMNS.map((name) => ({
        name,
        type: 'BYTE_ARRAY' as const,
        converted_type: 'UTF8' as const,
        repetition_type: 'OPTIONAL' as const,
      })),
    ],
    codec: 'SNAPPY',
    statistics: false,
    createdBy: 'freckle',
  });
  let rows: (string | null)[][] = [];
  let characters = 0;
  const spill = () => {
    sink.write(new Uint8Array(bytes.buffer, 0, bytes.index));
    bytes.index = 0;
  };
  const flush = () => {
    if (rows.length === 0) return;
    const columnData = PARQUET_COLUMNS.map((name, column) => ({
      name,
      data: rows.map((row) => row[column]!),
    }));
    writer.write({ columnData, rowGroupSize: ROWS_PER_GROUP });
    rows = [];
    characters = 0;
    spill();
  };
  return {
    write(record, provenance) {
      const plain = plainRecord(record);
      rows.push([
        ...(['id', 'text', 'source', 'url', 'date', 'language', 'label'] as const).map((name) => plain[name]),
        provenance.source,
        provenance.position,
        provenance.contentHash,
        provenance.decision,
        JSON.stringify(provenance.reasons),
      ]);
      characters += plain.text.length;
      if (rows.length === ROWS_PER_GROUP || characters >= CHARACTERS_PER_GROUP) flush();
    },
    async close() {
      flush();
      writer.finish();
      spill();
    },
  };
}

/** A record's own fields, without what Freckle added. */
function plainRecord(record: DataRecord) {
  return {
    id: record.id,
    text: record.modality === 'text' ? record.text : '',
    source: record.source,
    url: record.url,
    date: record.date,
    language: record.language,
    label: record.label,
  };
}
