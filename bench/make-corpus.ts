/**
 * Makes a corpus of any size from real text: paragraphs of wikitext-2 (or of the files of a folder) combined into documents
 * of about 2 kB. 3 of 100 words are exchanged for a random word of the text, so that repeated paragraphs are not copies.
 * The same size and seed give the same bytes.
 *
 *   npm run bench -- make-corpus 100MB /tmp/corpus.jsonl [folder of texts]
 */
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseSize } from '../src/cli/flag-values.js';
import { randomFrom } from '../src/math/random.js';

const [sizeText, path, folder] = process.argv.slice(2);
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
const SOURCES = 40;

function vary(paragraph: string): string {
  const parts = paragraph.split(' ');
  // One draw decides how far to the next exchange: a draw per word would be most of the work.
  for (let at = skip(); at < parts.length; at += skip()) parts[at] = words[random.integer(words.length)]!;
  return parts.join(' ');
}

const skip = (): number => 1 + Math.floor(Math.log(1 - random.uniform()) / Math.log(1 - EXCHANGED));

const file = openSync(path, 'w');
let written = 0;
for (let id = 0; written < size; id++) {
  const chosen: string[] = [];
  for (let length = 0; length < DOCUMENT_CHARACTERS; ) {
    const paragraph = vary(paragraphs[random.integer(paragraphs.length)]!);
    chosen.push(paragraph);
    length += paragraph.length;
  }
  const record = {
    id: `doc-${id}`,
    text: chosen.join('\n'),
    source: `site-${random.integer(SOURCES)}.example`,
    date: `20${15 + random.integer(10)}-0${1 + random.integer(9)}-1${random.integer(10)}`,
  };
  written += writeSync(file, `${JSON.stringify(record)}\n`);
}
closeSync(file);
