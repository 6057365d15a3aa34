import type { Format, SpliceTask } from '../core/format.js';
import { type Compression, isPackedAgain, outputEnding, provenanceWhere } from './compression.js';
import { inputChanged } from './fault.js';
import { insideGzip, looksLikeJsonLines } from './head.js';
import { itemsOfParts } from './json-items.js';
import { spliceMember } from './json-splice.js';
import { itemsOfLines, planLines } from './line-items.js';
import { NEWLINE } from './lines.js';
import { Outputs } from './outputs.js';
import { compressionOf, storedAs } from './stored-as.js';

/** One JSON object per line. A compressed file is one split; a plain file is split at lines. */
function defineJsonl(
  compression: Compression,
  words: Pick<Format, 'id' | 'title' | 'extensions' | 'extensionsWhenNamed' | 'looksLike'>,
): Format {
  return {
    ...words,
    modality: 'text',
    splitsAt: compression === 'none' ? 'lines' : undefined,
    provenanceIn: provenanceWhere('a member `"freckle"`', compression),
    plan: async (input, settings) =>
      compression === 'none' && (await storedAs(input, compression)) === 'none'
        ? planLines(input, settings)
        : [{ start: 0, end: input.sizeBytes, firstLine: 1 }],
    read: (input, split, settings, wanted) =>
      itemsOfParts(itemsOfLines(input, split, settings, compression), input, settings, wanted),
    splice: {
      extension: outputEnding('.jsonl', compression),
      write: (task) => write(task, compression),
    },
  };
}

export const jsonl = defineJsonl('none', {
  id: 'jsonl',
  title: 'JSON lines',
  extensions: ['.jsonl', '.ndjson', '.json'],
  // In folders, .json files seldom hold JSON lines.
  extensionsWhenNamed: ['.json'],
  looksLike: looksLikeJsonLines,
});
/** Also chosen for gzip input that does not look like a table. */
export const jsonlGzip = defineJsonl('gzip', {
  id: 'jsonl-gzip',
  title: 'JSON lines, gzip',
  extensions: ['.jsonl.gz', '.ndjson.gz', '.json.gz'],
  looksLike: insideGzip(looksLikeJsonLines, 'perhaps'),
});
/** Chosen for all Zstandard input without a name. */
export const jsonlZstd = defineJsonl('zstd', {
  id: 'jsonl-zstd',
  title: 'JSON lines, Zstandard',
  extensions: ['.jsonl.zst', '.ndjson.zst', '.json.zst', '.jsonl.zstd'],
  looksLike: (head) => (compressionOf(head) === 'zstd' ? 'surely' : 'no'),
});

const PACKED: ReadonlyMap<string, Compression> = new Map([
  [jsonl.id, 'none'],
  [jsonlGzip.id, 'gzip'],
  [jsonlZstd.id, 'zstd'],
]);

/** The compression of a JSON-lines format; undefined for other formats. */
export const packingOfJsonl = (formatId: string): Compression | undefined => PACKED.get(formatId);

/** The main ending of each JSON-lines format, for messages. */
export const JSONL_ENDINGS = [jsonl, jsonlGzip, jsonlZstd].map(({ extensions }) => extensions[0]).join(', ');

async function write(
  { input, split, settings, provenanceOf, sinkOf }: SpliceTask,
  compression: Compression,
): Promise<undefined> {
  const outputs = new Outputs(sinkOf, isPackedAgain(compression));
  let ordinal = 0;
  for await (const part of itemsOfLines(input, split, settings, compression)) {
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
