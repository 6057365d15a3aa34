import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LabData } from '../lab/preset.js';

const SIDE = 28;

/**
 * Opens the public data sets of a folder; each is null unless all its files are there:
 * `wikitext-2/wiki.{train,valid,test}.txt`, `images/mnist-t10k-images-idx3-ubyte` with its labels, and
 * `images/quickdraw-{bird,flower}.bin` (28 × 28 bytes per drawing); each may end in `.gz`.
 */
export function openLabData(folder: string): LabData {
  return { wikitext: wikitext(folder), mnist: mnist(folder), quickdraw: quickdraw(folder) };
}

/** SHA-256 of a data set's contents, independent of folder and compression; null where the data set is missing. */
export function digestLabData(data: LabData, need: keyof LabData): string | null {
  const set = data[need];
  if (set === null) return null;
  const hash = createHash('sha256');
  for (const [name, content] of Object.entries<string | Uint8Array>({ ...set }))
    hash.update(`${name} ${content.length}\n`).update(content);
  return hash.digest('hex');
}

function wikitext(folder: string): LabData['wikitext'] {
  const [train, valid, test] = ['train', 'valid', 'test'].map((part) =>
    bytesOf(join(folder, 'wikitext-2', `wiki.${part}.txt`)),
  );
  if (train == null || valid == null || test == null) return null;
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { train: text(train), valid: text(valid), test: text(test) };
}

/** IDX files have a header of 16 bytes before the pictures and 8 before the labels. */
function mnist(folder: string): LabData['mnist'] {
  const pictures = bytesOf(join(folder, 'images', 'mnist-t10k-images-idx3-ubyte'));
  const labels = bytesOf(join(folder, 'images', 'mnist-t10k-labels-idx1-ubyte'));
  if (pictures === null || labels === null) return null;
  return { pixels: pictures.subarray(16), labels: labels.subarray(8) };
}

function quickdraw(folder: string): LabData['quickdraw'] {
  const bird = bytesOf(join(folder, 'images', 'quickdraw-bird.bin'));
  const flower = bytesOf(join(folder, 'images', 'quickdraw-flower.bin'));
  if (bird === null || flower === null) return null;
  const whole = (bytes: Uint8Array) => bytes.subarray(0, bytes.length - (bytes.length % (SIDE * SIDE)));
  return { bird: whole(bird), flower: whole(flower) };
}

function bytesOf(path: string): Uint8Array | null {
  if (existsSync(path)) return readFileSync(path);
  return existsSync(`${path}.gz`) ? gunzipSync(readFileSync(`${path}.gz`)) : null;
}
