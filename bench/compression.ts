/**
 * Decompression of each codec as formats use it, in megabytes of text per second, on what the codec's own program makes of
 * real text; also gzip with a member per 4 KB of text, as crawls store their records.
 *
 *   npm run bench -- compression [megabytes] [rounds]
 *
 * Codecs whose program is not installed are left out. The figure is the median of the rounds, which take turns.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CODECS, type Codec } from '../src/formats/compression/index.js';
import type { ByteChunks } from '../src/formats/fault.js';

const [megabytes = '20', rounds = '5'] = process.argv.slice(2);
const prose = gunzipSync(readFileSync('../shared/data/wikitext-2/wiki.train.txt.gz'));
const text = Buffer.alloc(Number(megabytes) * 1e6, prose);

const PROGRAMS: { readonly [codec: string]: readonly string[] } = {
  gzip: ['gzip', '-6'],
  zstd: ['zstd', '-3'],
  bzip2: ['bzip2', '-9'],
  xz: ['xz', '-6'],
  lz4: ['lz4', '-1'],
};

interface Case {
  readonly name: string;
  readonly codec: Codec;
  readonly bytes: Buffer;
  readonly rates: number[];
}

const cases: Case[] = CODECS.flatMap((codec) => {
  const [program, ...args] = PROGRAMS[codec.id]!;
  const { error, stdout } = spawnSync(program!, [...args, '-q', '-c'], {
    input: text,
    maxBuffer: 2 ** 31 - 1,
  });
  if (error === undefined) return [{ name: PROGRAMS[codec.id]!.join(' '), codec, bytes: stdout, rates: [] }];
  console.log(`${program} is not installed`);
  return [];
});
const members: Buffer[] = [];
for (let at = 0; at < text.length; at += 4096) members.push(gzipSync(text.subarray(at, at + 4096)));
const gzip = CODECS.find(({ id }) => id === 'gzip')!;
cases.push({ name: 'gzip, a member per 4 KB', codec: gzip, bytes: Buffer.concat(members), rates: [] });

/** In chunks of one reused buffer, as files are read. */
async function* chunksOf(bytes: Buffer): ByteChunks {
  const buffer = Buffer.alloc(1024 * 1024);
  for (let at = 0; at < bytes.length; at += buffer.length)
    yield buffer.subarray(0, bytes.copy(buffer, 0, at, Math.min(bytes.length, at + buffer.length)));
  return null;
}

for (let round = 0; round <= Number(rounds); round++)
  for (const { name, codec, bytes, rates } of cases) {
    const start = performance.now();
    let length = 0;
    for await (const piece of codec.decompress(chunksOf(bytes))) length += piece.length;
    if (length !== text.length) throw new Error(`${name} gave ${length} bytes of ${text.length}`);
    // The first round compiles.
    if (round > 0) rates.push(length / 1000 / (performance.now() - start));
  }

for (const { name, bytes, rates } of cases) {
  const median = rates.sort((a, b) => a - b)[rates.length >> 1]!;
  const share = ((100 * bytes.length) / text.length).toFixed(0);
  console.log(`${name.padEnd(24)} ${median.toFixed(0).padStart(5)} MB/s  ${share.padStart(3)} % of the size`);
}
