import { stat } from 'node:fs/promises';
import type { ColumnNames, Format, ReadingOptions, SpliceTask } from '../core/format.js';
import {
  bytesOfSplit,
  type Codec,
  type FormatWords,
  outputEnding,
  provenanceWhere,
  withCodecs,
} from './compression/index.js';
import { inputChanged } from './fault.js';
import { type DocumentEnd, type DocumentStart, itemsOfDocument } from './json-elements.js';
import { itemsOfParts } from './json-items.js';
import { firstObject, isLineOfJson, isListOfObjects, shapeOf } from './json-shape.js';
import { spliceMember } from './json-splice.js';
import { NEWLINE } from './lines.js';
import { type OutputBuffer, Outputs } from './outputs.js';
import { createRowReader, isRowFault, type Row } from './row.js';

/**
 * A JSON document: a list of objects, an object that holds one, or objects one after another over several lines. It is one
 * split, since only its start says how it is to be read. Outputs have its shape: each element's own bytes, with what stood
 * around the list.
 */
function defineJson(words: FormatWords, codec: Codec | null): Format {
  const headOf = (path: string, reading?: ReadingOptions) => startOfFile(path, codec, reading);
  return {
    ...words,
    modality: 'text',
    provenanceIn: provenanceWhere('a member `"freckle"` of each element', codec),
    recognises: {
      by: 'a list of objects, or objects over several lines',
      is: async (path, _columns, reading) => {
        const head = await headOf(path, reading);
        return head !== null && shapeOf(head) !== null && !isLineOfJson(head);
      },
      inFolders: async (path, columns, reading) => {
        const head = await headOf(path, reading);
        return head !== null && isListOfObjects(head) && holdsText(head, columns);
      },
    },
    plan: async (input) => [{ start: 0, end: input.sizeBytes, firstLine: 1 }],
    read: (input, split, settings, wanted) =>
      itemsOfParts(itemsOfDocument(input, split, settings, codec), input, settings, wanted),
    splice: {
      extension: outputEnding('.json', codec),
      write: (task) => write(task, codec),
    },
  };
}

/** JSON documents, plain and with each codec. */
export const JSON_FORMATS = withCodecs(
  {
    id: 'json',
    title: 'JSON',
    extensions: ['.json'],
    // In folders, most .json files are settings; lists of objects are read.
    extensionsWhenNamed: ['.json'],
    looksLike: (head) => (isListOfObjects(head) ? 'surely' : 'no'),
  },
  defineJson,
);

/** Lists of settings are objects without a text. An object that is longer than the head is no setting. */
function holdsText(head: Buffer, columns: ColumnNames): boolean {
  const first = firstObject(head);
  if (first === null) return true;
  const read = createRowReader(columns).read(first as Row);
  return !isRowFault(read) || read.code !== 'missing-text';
}

const HEAD_BYTES = 64 * 1024;

/** The first decompressed bytes; null if the file cannot be read, which reading will report. */
async function startOfFile(
  path: string,
  codec: Codec | null,
  reading?: ReadingOptions,
): Promise<Buffer | null> {
  const status = await stat(path).catch(() => null);
  if (status === null) return null;
  const input = { path, name: path, source: path, sizeBytes: status.size };
  const chunks = bytesOfSplit(input, { start: 0, end: status.size }, codec, { reading });
  let head: Buffer = Buffer.alloc(0);
  try {
    while (head.length < HEAD_BYTES) {
      const step = await chunks.next();
      if (step.done === true) return step.value === null ? head : null;
      head = Buffer.concat([head, step.value]);
    }
    return head.subarray(0, HEAD_BYTES);
  } finally {
    await chunks.return(null);
  }
}

async function write(
  { input, split, settings, provenanceOf, sinkOf }: SpliceTask,
  codec: Codec | null,
): Promise<undefined> {
  const outputs = new Outputs(sinkOf, codec !== null);
  const opened = new Map<string, OutputBuffer>();
  let start: DocumentStart | null = null;
  let ordinal = 0;
  for await (const part of itemsOfDocument(input, split, settings, codec)) {
    if (part.kind === 'start') start = part;
    else if (part.kind === 'end') for (const output of opened.values()) close(output, part);
    else if (part.kind === 'lost') {
      if (provenanceOf(ordinal++) !== null) throw inputChanged(input, part.message);
    } else {
      for (let index = 0; index < part.count; index++) {
        const provenance = provenanceOf(ordinal++);
        if (provenance === null) continue;
        const output = outputs.of(provenance.decision);
        if (opened.has(provenance.decision)) output.text(start!.separator);
        else output.copy(start!.bytes, 0, start!.bytes.length);
        output.byte(NEWLINE);
        opened.set(provenance.decision, output);
        if (!spliceMember(output, part.bytes, part.start[index]!, part.end[index]!, provenance))
          throw inputChanged(input, `line ${part.line[index]} was an object and no longer is.`);
      }
      await outputs.flush();
    }
  }
  await outputs.close();
}

function close(output: OutputBuffer, { bytes }: DocumentEnd): void {
  output.byte(NEWLINE);
  output.copy(bytes, 0, bytes.length);
}
