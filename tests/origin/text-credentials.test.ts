import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { DEFAULT_SIGNAL_SETTINGS } from '../../src/core/signal.js';
import { dataHashHolds, readDataHash } from '../../src/origin/declared/c2pa/data-hash.js';
import { readManifestStore } from '../../src/origin/declared/c2pa/engine.js';
import { findTextManifest } from '../../src/origin/declared/c2pa/text-manifest.js';
import { textContentCredentials, textCredentialsOrigin } from '../../src/signals/text-content-credentials.js';
import { readText } from '../../src/text/reading.js';
import { textRecord } from '../signals/text-record.js';

const FIREFLY = new URL('../../../shared/data/origin-images/c2pa/wd_firefly-1.png', import.meta.url).pathname;
const hasData = existsSync(FIREFLY);
if (!hasData) console.warn(`skipped: ${FIREFLY} is not there`);

/** The manifest store of a PNG: its chunk caBX. */
function storeOf(png: Buffer): Uint8Array {
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'caBX')
      return png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
  throw new Error('no manifest');
}

const selector = (byte: number): string =>
  String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16);
function wrapped(store: Uint8Array, { length = store.length, version = 1 } = {}): string {
  const header = Buffer.alloc(13);
  header.write('C2PATXT\0', 'latin1');
  header[8] = version;
  header.writeUInt32BE(length, 9);
  return `\ufeff${[...header, ...store].map(selector).join('')}`;
}

async function measured(text: string) {
  const record = textRecord(text);
  await textContentCredentials.ahead?.(record, DEFAULT_SIGNAL_SETTINGS);
  const ask = (signal: typeof textContentCredentials) =>
    signal.measure(readText(text), record, DEFAULT_SIGNAL_SETTINGS);
  return { state: ask(textContentCredentials), origin: ask(textCredentialsOrigin).value };
}

const BYTES = Uint8Array.from({ length: 300 }, (_, at) => (at * 7) % 256);

describe('a manifest in a text', () => {
  test.each([0, 3, 20])('every byte comes out of its variation selector, after %i words', (words) => {
    const before = 'word '.repeat(words);
    const wrapper = wrapped(BYTES);
    expect(findTextManifest(`${before}${wrapper} after`)).toEqual({
      store: BYTES,
      state: 'embedded',
      why: '',
      start: before.length,
      end: before.length + wrapper.length,
    });
  });

  test.each<[string, string, string]>([
    ['a length beyond the wrapper', wrapped(BYTES, { length: 301 }), 'manifest.text.corruptedWrapper'],
    ['no length', wrapped(BYTES, { length: 0 }), 'manifest.text.corruptedWrapper'],
    ['another version', wrapped(BYTES, { version: 2 }), 'manifest.text.corruptedWrapper'],
    [
      'a header alone',
      `\ufeff${[...'C2PATXT\0'].map((sign) => selector(sign.charCodeAt(0))).join('')}`,
      'manifest.text.corruptedWrapper',
    ],
    ['two wrappers', `${wrapped(BYTES)} and ${wrapped(BYTES)}`, 'manifest.text.multipleWrappers'],
    [
      'armour that is no Base64',
      '-----BEGIN C2PA MANIFEST-----\n?!\n-----END C2PA MANIFEST-----',
      'manifest.text.corruptedWrapper',
    ],
  ])('with %s is unreadable', async (_name, text, why) => {
    const { state, origin } = await measured(text);
    expect(state).toMatchObject({ value: 'unreadable', spans: [{ note: why }] });
    expect(origin).toBeNull();
  });

  it('armour holds the store, or an address, which is not fetched', async () => {
    const armour = (inside: string) =>
      `# x -----BEGIN C2PA MANIFEST----- ${inside} -----END C2PA MANIFEST-----`;
    const base64 = Buffer.from(BYTES).toString('base64');
    for (const inside of [base64, `data:application/c2pa;base64,${base64}`])
      expect(findTextManifest(armour(inside))?.store).toEqual(BYTES);
    const { state } = await measured(armour('https://example.org/m.c2pa'));
    expect(state).toMatchObject({ value: 'remote-only', spans: [{ note: 'https://example.org/m.c2pa' }] });
  });

  test.each([
    '',
    'Plain words, and nothing hidden.',
    '\ufeffA byte order mark.',
    'An emoji ❤\ufe0f and another 👍\ufe0f',
    '\ufeff\ufe0f\ufe0f\ufe0f',
    'The words BEGIN C2PA MANIFEST without their dashes.',
  ])('is not seen in %j', async (text) => {
    expect(findTextManifest(text)).toBeNull();
    expect((await measured(text)).state.value).toBeNull();
  });

  it('bytes that are no manifest store are unreadable, with the engine’s word', async () => {
    const { state } = await measured(`Words.${wrapped(BYTES)}`);
    expect(state.value).toBe('unreadable');
  });
});

describe.skipIf(!hasData)('a store signed for something else', () => {
  const png = hasData ? readFileSync(FIREFLY) : Buffer.alloc(0);

  it('is tampered in a text, and its claim of a model is kept', async () => {
    for (const text of [
      `Rain on a tin roof.${wrapped(storeOf(png))}`,
      `-----BEGIN C2PA MANIFEST-----\n${Buffer.from(storeOf(png)).toString('base64')}\n-----END C2PA MANIFEST-----\nRain.`,
    ]) {
      const { state, origin } = await measured(text);
      expect(state).toMatchObject({ value: 'tampered' });
      expect(JSON.stringify(state)).toContain('assertion.dataHash.mismatch');
      expect(origin).toBe('synthetic');
    }
  });

  it('is bound to the bytes that it was signed for, and to no others', async () => {
    const { manifests, dataHash } = await readManifestStore(storeOf(png), { trustAnchors: '' });
    expect(manifests.validation_state).toBe('Valid');
    const read = readDataHash(dataHash)!;
    expect(dataHashHolds(png, read)).toBe(true);
    const [{ start, length }] = read.exclusions as [{ start: number; length: number }];
    const changed = (at: number): Buffer => {
      const copy = Buffer.from(png);
      copy[at]! ^= 1;
      return copy;
    };
    expect(dataHashHolds(changed(start + 20), read)).toBe(true);
    for (const at of [0, start - 1, start + length, png.length - 1])
      expect(dataHashHolds(changed(at), read)).toBe(false);
    expect(dataHashHolds(png.subarray(0, png.length - 1), read)).toBe(false);
    expect(dataHashHolds(png, { ...read, exclusions: [{ start, length: png.length }] })).toBe(false);
  });
});

test('hashes that nothing can be checked by are none', () => {
  const good = { alg: 'sha256', hash: `b64'${Buffer.alloc(32).toString('base64')}'`, exclusions: [] };
  expect(readDataHash(good)).not.toBeNull();
  for (const bad of [
    null,
    {},
    { ...good, alg: 'md5' },
    { ...good, hash: 'x' },
    { ...good, exclusions: [{ start: -1, length: 1 }] },
  ])
    expect(readDataHash(bad)).toBeNull();
});

test.each([
  ['blanks without an end', `-----BEGIN C2PA MANIFEST-----${' '.repeat(200_000)}x`],
  ['beginnings without an end', '-----BEGIN C2PA MANIFEST-----'.repeat(50_000)],
])('%s are read once, not over and over', (_name, text) => expect(findTextManifest(text)).toBeNull());
