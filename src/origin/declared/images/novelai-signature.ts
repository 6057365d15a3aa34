import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { DecodedPixels } from '../../../image/decode.js';
import type { MetadataEntry } from '../../../image/metadata.js';
import { jsonObject } from '../generators/fields.js';

/** NovelAI's published key (NovelAI/novelai-image-metadata nai_sig.py): Ed25519, raw, base64. */
export const NOVELAI_KEY = 'Y2JcQAOhLwzwSDUJPNgL04nS0Tbqm7cSRc4xk0vRMic=';
/** Prefix of a raw Ed25519 key in a SubjectPublicKeyInfo (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export const ed25519Key = (base64: string): KeyObject =>
  createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, Buffer.from(base64, 'base64')]),
    format: 'der',
    type: 'spki',
  });

/** NovelAI's comments nest three deep; the limit protects the stack. */
const MAX_DEPTH = 32;

export const SIGNATURE_ANSWERS = ['verified', 'mismatch', 'absent'] as const;
export type SignatureAnswer = (typeof SIGNATURE_ANSWERS)[number];

/**
 * Checks whether NovelAI signed these pixels with this comment: Ed25519 over the RGB bytes, row by row without alpha,
 * and over the comment without `signed_hash` as Python's `json.dumps` writes it. `mismatch`: cropped, recompressed,
 * edited or forged. A match cannot be forged without the key.
 */
export function verifyNovelai(
  comments: readonly Pick<MetadataEntry, 'text'>[],
  pixels: DecodedPixels,
  key: KeyObject,
): SignatureAnswer {
  let answer: SignatureAnswer = 'absent';
  for (const { text } of comments) {
    const comment = innermost(text);
    const signed = jsonObject(comment)?.['signed_hash'];
    if (typeof signed !== 'string') continue;
    if (isSignedBy(key, pixels, comment, signed)) return 'verified';
    answer = 'mismatch';
  }
  return answer;
}

function isSignedBy(key: KeyObject, pixels: DecodedPixels, comment: string, signature: string): boolean {
  if (pixels.channels < 3) return false;
  try {
    return verify(null, signedBytes(pixels, comment), key, Buffer.from(signature, 'base64'));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Older files wrap the comment in another object. */
function innermost(text: string): string {
  const inner = jsonObject(text)?.['Comment'];
  return typeof inner === 'string' ? inner : text;
}

function signedBytes({ width, height, channels, data }: DecodedPixels, comment: string): Buffer {
  const rgb = Buffer.allocUnsafe(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += channels) {
    rgb[to++] = data[from]!;
    rgb[to++] = data[from + 1]!;
    rgb[to++] = data[from + 2]!;
  }
  return Buffer.concat([rgb, Buffer.from(pythonJsonWithout(comment, 'signed_hash'))]);
}

/**
 * The object without one of its members, as Python's `json.dumps(json.loads(text))` writes it: members in order,
 * separated by `", "` and `": "`, non-ASCII characters escaped. Numbers keep their digits, since JavaScript would turn
 * 0.0 into 0.
 */
export function pythonJsonWithout(text: string, member: string): string {
  let at = 0;
  const space = () => {
    while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++;
  };
  const string = (): string => {
    const start = at++;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    return JSON.parse(text.slice(start, ++at)) as string;
  };
  const list = (close: string, item: () => string | null): string => {
    const items: string[] = [];
    at++;
    for (space(); at < text.length && text[at] !== close; space()) {
      const one = item();
      if (one !== null) items.push(one);
      space();
      if (text[at] === ',') at++;
    }
    at++;
    return items.join(', ');
  };
  const value = (depth: number): string => {
    space();
    if (depth > MAX_DEPTH) throw new RangeError(`nested deeper than ${MAX_DEPTH} levels`);
    if (text[at] === '"') return pythonString(string());
    if (text[at] === '[') return `[${list(']', () => value(depth + 1))}]`;
    if (text[at] === '{')
      return `{${list('}', () => {
        const name = string();
        space();
        at++;
        const inner = value(depth + 1);
        return depth === 0 && name === member ? null : `${pythonString(name)}: ${inner}`;
      })}}`;
    const start = at;
    while (at < text.length && !',]} \t\r\n'.includes(text[at]!)) at++;
    return text.slice(start, at);
  };
  return value(0);
}

/** JSON.stringify escapes like Python, except for DEL and non-ASCII characters. */
const pythonString = (text: string): string =>
  JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
