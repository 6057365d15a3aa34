/** Compression of whole files: one file per codec, listed in `codecs.ts`. Outputs are plain, or gzip. */
import type { Format, FormatSettings, InputFile, Split } from '../../core/format.js';
import { bytesOfFile } from '../bytes.js';
import { asUtf8, otherEncoding } from '../encoding.js';
import type { ByteChunks } from '../fault.js';
import type { Codec } from './codec.js';
import { CODECS } from './codecs.js';
import { gzip } from './gzip.js';
import { storedAs } from './stored-as.js';

export type { Codec } from './codec.js';
export { CODECS, codecOf } from './codecs.js';
export { storedAs } from './stored-as.js';

/** The ending of outputs, from the plain ending and the codec of the input. */
export const outputEnding = (ending: string, codec: Codec | null): string =>
  codec === null ? ending : `${ending}${gzip.endings[0]}`;

/** Words for the place of the provenance in outputs. */
export function provenanceWhere(plain: string, codec: Codec | null): string {
  if (codec === null) return plain;
  return codec === gzip ? `${plain}, gzip` : `${plain}, as gzip`;
}

/** What a format is called, plain or compressed. */
export type FormatWords = Pick<Format, 'id' | 'title' | 'extensions' | 'extensionsWhenNamed' | 'looksLike'>;

/** A format and its form under each codec, whose ids and endings follow from the plain ones. */
export function withCodecs(
  plain: FormatWords,
  define: (words: FormatWords, codec: Codec | null) => Format,
): readonly [Format, ...Format[]] {
  const { id, title, extensions } = plain;
  const compressed = CODECS.map((codec) =>
    define(
      {
        id: compressedId(id, codec),
        title: `${title}, ${codec.title}`,
        extensions: codec.endings.flatMap((ending) => extensions.map((own) => `${own}${ending}`)),
      },
      codec,
    ),
  );
  return [define(plain, null), ...compressed];
}

export const compressedId = (id: string, codec: Codec): string => `${id}-${codec.id}`;

/**
 * The decompressed bytes of a split, in UTF-8. A compressed file is one split, and so is one in another encoding. `named`
 * is the codec that the file's ending names; its first bytes outrank it.
 */
export async function* bytesOfSplit(
  input: InputFile,
  split: Split,
  named: Codec | null,
  { reading }: Pick<FormatSettings, 'reading'> = {},
): ByteChunks {
  // Only plain files are cut.
  const stored = split.start > 0 ? { codec: null } : await storedAs(input, named);
  if ('code' in stored) return stored;
  const bytes = bytesOfFile(input.path, split.start, split.end);
  const plain = stored.codec === null ? bytes : stored.codec.decompress(bytes);
  const encoding = otherEncoding(reading);
  return yield* encoding === undefined ? plain : asUtf8(plain, encoding);
}

/** The first decompressed bytes of a head, at most `most`; what decompresses before its end or its damage. */
export async function startOf(head: Buffer, codec: Codec, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  const chunks = codec.decompress(oneChunk(head));
  try {
    for (let step = await chunks.next(); step.done !== true && length < most; step = await chunks.next()) {
      pieces.push(Buffer.from(step.value));
      length += step.value.length;
    }
  } finally {
    await chunks.return(null);
  }
  return Buffer.concat(pieces).subarray(0, most);
}

async function* oneChunk(bytes: Buffer): ByteChunks {
  yield bytes;
  return null;
}
