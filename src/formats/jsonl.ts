import type { Format, FormatSettings, InputFile, SpliceTask, Split } from '../core/format.js';
import {
  CODECS,
  type Codec,
  compressedId,
  type FormatWords,
  outputEnding,
  provenanceWhere,
  storedAs,
  withCodecs,
} from './compression/index.js';
import { otherEncoding } from './encoding.js';
import { inputChanged } from './fault.js';
import { looksLikeJsonLines } from './head.js';
import { itemsOfParts } from './json-items.js';
import { spliceMember } from './json-splice.js';
import { itemsOfLines, planLines } from './line-items.js';
import { NEWLINE } from './lines.js';
import { Outputs } from './outputs.js';

/** One JSON object per line. A compressed file is one split; a plain file is split at lines. */
export const JSONL_FORMATS = withCodecs(
  {
    id: 'jsonl',
    title: 'JSON lines',
    extensions: ['.jsonl', '.ndjson', '.json'],
    // In folders, .json files seldom hold JSON lines.
    extensionsWhenNamed: ['.json'],
    looksLike: looksLikeJsonLines,
  },
  defineJsonl,
);

export const [jsonl] = JSONL_FORMATS;

function defineJsonl(words: FormatWords, codec: Codec | null): Format {
  return {
    ...words,
    modality: 'text',
    splitsAt: codec === null ? 'lines' : undefined,
    provenanceIn: provenanceWhere('a member `"freckle"`', codec),
    plan: (input, settings) => plan(input, settings, codec),
    read: (input, split, settings, wanted) =>
      itemsOfParts(itemsOfLines(input, split, settings, codec), input, settings, wanted),
    splice: {
      extension: outputEnding('.jsonl', codec),
      write: (task) => write(task, codec),
    },
  };
}

async function plan(input: InputFile, settings: FormatSettings, codec: Codec | null): Promise<Split[]> {
  const isCut = codec === null && otherEncoding(settings.reading) === undefined;
  const stored = isCut ? await storedAs(input, codec) : null;
  return stored !== null && 'codec' in stored && stored.codec === null
    ? planLines(input, settings)
    : [{ start: 0, end: input.sizeBytes, firstLine: 1 }];
}

/** The codec of a JSON-lines format, null for the plain one; undefined for other formats. */
export const codecOfJsonl = (formatId: string): Codec | null | undefined =>
  formatId === jsonl.id ? null : CODECS.find((codec) => compressedId(jsonl.id, codec) === formatId);

/** The main ending of each JSON-lines format, for messages. */
export const JSONL_ENDINGS = JSONL_FORMATS.map(({ extensions }) => extensions[0]).join(', ');

async function write(
  { input, split, settings, provenanceOf, sinkOf }: SpliceTask,
  codec: Codec | null,
): Promise<undefined> {
  const outputs = new Outputs(sinkOf, codec !== null);
  let ordinal = 0;
  for await (const part of itemsOfLines(input, split, settings, codec)) {
    if (part.kind === 'lost') {
      if (provenanceOf(ordinal++) !== null) throw inputChanged(input, part.message);
      continue;
    }
    for (let index = 0; index < part.count; index++) {
      const provenance = provenanceOf(ordinal++);
      if (provenance === null) continue;
      const output = outputs.of(provenance.decision);
      if (!spliceMember(output, part.bytes, part.start[index]!, part.end[index]!, provenance))
        throw inputChanged(input, `line ${part.line[index]} was an object and no longer is.`);
      output.byte(NEWLINE);
    }
    await outputs.flush();
  }
  await outputs.close();
}
