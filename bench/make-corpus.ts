/**
 * Makes a corpus of any size from real text: paragraphs of wikitext-2 (or of the files of a folder) combined into documents
 * of about 2 kB. 3 of 100 words are exchanged for a random word of the text, so that repeated paragraphs are not copies.
 * The same size and seed give the same bytes.
 *
 *   npm run bench -- make-corpus 100MB /tmp/corpus.jsonl [folder of texts] [--copies 0.6]
 *
 * `--copies` is the share of documents that are a near copy of an earlier one, with 1 of 100 words exchanged.
 */
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { parseSize } from '../src/cli/flag-values.js';
import { randomFrom } from '../src/math/random.js';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { copies: { type: 'string', default: '0' } },
});
const [sizeText, path, folder] = positionals;
if (sizeText === undefined || path === undefined)
  throw new Error('usage: make-corpus <size> <file.jsonl> [folder]');
const size = parseSize('size', sizeText);

const text =
  folder === undefined
    ? gunzipSync(readFileSync('../shared/data/wikitext-2/wiki.train.txt.gz')).toString()
    : readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'utf8'))
        .join('\n');
const paragraphs = text
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line.length > 100);
const words = text
  .slice(0, 2e6)
  .split(/\s+/)
  .filter((word) => /^\w+$/.test(word));
const random = randomFrom('corpus');

const DOCUMENT_CHARACTERS = 2000;
const EXCHANGED = 0.03;
const EXCHANGED_IN_COPIES = 0.01;
/** Copies are made of the latest documents. */
const COPIED_FROM = 1000;
const SOURCES = 40;

function vary(text: string, exchanged: number): string {
  const parts = text.split(' ');
  // One draw decides how far to the next exchange: a draw per word would be most of the work.
  const skip = (): number => 1 + Math.floor(Math.log(1 - random.uniform()) / Math.log(1 - exchanged));
  for (let at = skip(); at < parts.length; at += skip()) parts[at] = words[random.integer(words.length)]!;
  return parts.join(' ');
}

function document(): string {
  const chosen: string[] = [];
  for (let length = 0; length < DOCUMENT_CHARACTERS; ) {
    const paragraph = vary(paragraphs[random.integer(paragraphs.length)]!, EXCHANGED);
    chosen.push(paragraph);
    length += paragraph.length;
  }
  return chosen.join('\n');
}

const copies = Number(flags.copies);
const originals: string[] = [];
let made = 0;

function original(): string {
  const text = document();
  if (copies > 0) originals[made++ % COPIED_FROM] = text;
  return text;
}

const copyOf = (text: string): string => vary(text, EXCHANGED_IN_COPIES);

const file = openSync(path, 'w');
let written = 0;
for (let id = 0; written < size; id++) {
  const isCopy = originals.length > 0 && random.uniform() < copies;
  const text = isCopy ? copyOf(originals[random.integer(originals.length)]!) : original();
  const record = {
    id: `doc-${id}`,
    text,
    source: `site-${random.integer(SOURCES)}.example`,
    date: `20${15 + random.integer(10)}-0${1 + random.integer(9)}-1${random.integer(10)}`,
  };
  written += writeSync(file, `${JSON.stringify(record)}\n`);
}
closeSync(file);
