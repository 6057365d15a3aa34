import { gunzipSync } from 'node:zlib';
import { utf16In } from './line-items.js';

export interface SniffedFormat {
  /** Id of the format. */
  readonly format: string;
  /** Ending for a spooled file. */
  readonly extension: string;
}

/**
 * Tells the format of bytes that came without a name, from the first 64 KB or so. Null where they look like
 * none: an image, a program, UTF-16.
 *
 * Magic numbers: Parquet `PAR1`, gzip RFC 1952 §2.3.1, Zstandard RFC 8878 §3.1.1. What is inside gzip is looked
 * at; Zstandard is taken for JSON lines. Text whose first line starts with a brace is JSON lines; whose first two lines have as
 * many tabs (or commas), at least one, is TSV (or CSV); other text is one document.
 */
export function sniffFormat(head: Uint8Array): SniffedFormat | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  if (bytes.subarray(0, 4).toString('latin1') === 'PAR1') return { format: 'parquet', extension: '.parquet' };
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const inside = sniffText(startOfGzip(bytes));
    return inside === null || inside.format === 'text'
      ? { format: 'jsonl-gzip', extension: '.jsonl.gz' }
      : { format: `${inside.format}-gzip`, extension: `${inside.extension}.gz` };
  }
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0xfd2fb528)
    return { format: 'jsonl-zstd', extension: '.jsonl.zst' };
  return sniffText(bytes);
}

function startOfGzip(bytes: Buffer): Buffer {
  try {
    // The head is cut off: what came out until then is asked for.
    return gunzipSync(bytes, { finishFlush: 2, maxOutputLength: 16 * 1024 * 1024 });
  } catch {
    // Damaged or a bomb: reading it will say so.
    return Buffer.alloc(0);
  }
}

function sniffText(bytes: Buffer): SniffedFormat | null {
  if (bytes.length === 0) return { format: 'jsonl', extension: '.jsonl' };
  if (utf16In(bytes) !== null || bytes.includes(0)) return null;
  const start = bytes
    .subarray(0, 65_536)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (start[0] === '{') return { format: 'jsonl', extension: '.jsonl' };
  const [first = '', second] = start.split(/\r?\n/, 2);
  for (const [delimiter, id] of [
    ['\t', 'tsv'],
    [',', 'csv'],
  ] as const) {
    const count = first.split(delimiter).length;
    if (count > 1 && (second === undefined || second === '' || second.split(delimiter).length >= count))
      return { format: id, extension: `.${id}` };
  }
  return { format: 'text', extension: '.txt' };
}
