import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SIGNAL_SETTINGS } from '../../../src/core/signal.js';
import { originOf } from '../../../src/origin/declared/c2pa/credentials.js';
import { sourceTypesOf } from '../../../src/origin/declared/c2pa/source-types.js';
import { internationalChunk, png, xmpPacket } from '../../image/fixtures.js';
import { type ManifestEntry, manifestOf, notesOf, openFile, signalValue } from './open-data.js';

const manifest = manifestOf<ManifestEntry[]>('c2pa');
const ORIGINS: { readonly [declaration: string]: string | null } = {
  ai: 'synthetic',
  non_ai_declared: 'unknown',
  c2pa_no_source_type: null,
  remote_only: null,
  none: null,
};

/** The state that the manifest's reference answers stand for. */
function stateOf({
  c2pa_wasm_state: state,
  c2pa_wasm_failures: failures,
  c2pa_wasm_error: error,
}: ManifestEntry) {
  if (error?.includes('RemoteManifestUrl')) return 'remote-only';
  if (error?.includes('PrereleaseError')) return 'unreadable';
  if (error?.includes('JumbfNotFound')) return null;
  if (state === 'Valid') return 'valid';
  return failures!.every((code) => code === 'signingCredential.expired') ? 'expired-signer' : 'tampered';
}

/** Certificates of the chain that a file carries: DER sequences that parse as such. */
function certificatesIn(bytes: Buffer): X509Certificate[] {
  const found: X509Certificate[] = [];
  for (let at = bytes.indexOf('3082', 0, 'hex'); at >= 0; at = bytes.indexOf('3082', at + 1, 'hex'))
    try {
      found.push(new X509Certificate(bytes.subarray(at, at + 4 + bytes.readUInt16BE(at + 2))));
    } catch {
      // A sequence of another kind.
    }
  return found;
}

describe.skipIf(manifest === null)('content credentials of the open files', () => {
  it.each((manifest ?? []).map((entry) => [entry.file, entry] as const))(
    '%s reads as its manifest says',
    async (file, entry) => {
      const bytes = openFile('c2pa', file);
      expect(await signalValue('image-declared-origin', bytes)).toBe(ORIGINS[entry.expected_declaration]);
      const state = await signalValue('content-credentials', bytes);
      // Its XMP points at credentials that somebody took out.
      if (file === 'rs_no_manifest.jpg') expect(state).toBe('removed');
      else expect(state).toBe(stateOf(entry));
      const notes = await notesOf('content-credentials', bytes);
      if (entry.issuer !== null) expect(notes).toContain(`signed by: ${entry.issuer}`);
      for (const code of entry.c2pa_wasm_failures ?? []) expect(notes.join()).toContain(code);
    },
  );

  it('trust anchors tell signers that lead to them from others', async () => {
    const bytes = openFile('c2pa', 'pub_C.jpg');
    const anchors = certificatesIn(bytes).filter(({ ca }) => ca);
    expect(anchors.length).toBeGreaterThan(0);
    const settings = { ...DEFAULT_SIGNAL_SETTINGS, trustAnchors: anchors.map(String).join('\n') };
    const state = (file: string) => signalValue('content-credentials', openFile('c2pa', file), settings);
    expect(await state('pub_C.jpg')).toBe('trusted');
    expect(await state('wd_firefly-1.png')).toBe('untrusted-signer');
    expect(await state('pub_XCA.jpg')).toBe('tampered');
    expect(await state('pub_E-sig-CA.jpg')).toBe('tampered');
  });

  it('a byte changed in the picture is tampering; a manifest cut in two is unreadable', async () => {
    const bytes = Buffer.from(openFile('c2pa', 'rs_C.jpg'));
    bytes[bytes.length - 2000]! ^= 1;
    expect(await signalValue('content-credentials', bytes)).toBe('tampered');
    const damaged = Buffer.from(openFile('c2pa', 'rs_C.jpg'));
    damaged.fill(0xa5, 200, 20_000);
    expect(await signalValue('content-credentials', damaged)).toBe('unreadable');
    // The engine goes on after a file that it could not read.
    expect(await signalValue('content-credentials', openFile('c2pa', 'rs_C.jpg'))).toBe('valid');
  });
});

describe('the chain of ingredients', () => {
  const says = (term: string) => [
    { data: { actions: [{ digitalSourceType: `http://cv.iptc.org/newscodes/digitalsourcetype/${term}` }] } },
  ];
  const store = (relationship: string, active: string | null, inner: string) => ({
    active_manifest: 'a',
    manifests: {
      a: {
        claim_generator: 'editor',
        assertions: active === null ? [] : says(active),
        ingredients: [{ active_manifest: 'b', relationship }],
      },
      b: {
        claim_generator: 'model',
        assertions: says(inner),
        ingredients: [{ active_manifest: 'a', relationship }],
      },
    },
  });
  it.each([
    ['an edited AI picture', 'parentOf', null, 'trainedAlgorithmicMedia', 'synthetic'],
    ['an AI picture put into another', 'componentOf', 'composite', 'trainedAlgorithmicMedia', 'mixed'],
    ['a photo given to a model', 'inputTo', 'trainedAlgorithmicMedia', 'digitalCapture', 'synthetic'],
    ['an AI picture given to a camera', 'inputTo', 'digitalCapture', 'trainedAlgorithmicMedia', 'human'],
    ['an edited photo', 'parentOf', 'humanEdits', 'digitalCapture', 'human'],
    ['a formula', 'parentOf', 'algorithmicMedia', 'algorithmicMedia', 'unknown'],
    ['a photo with AI in it', 'parentOf', null, 'compositeWithTrainedAlgorithmicMedia', 'mixed'],
  ])('%s is read to its end', (_, relationship, active, inner, expected) => {
    const sourceTypes = sourceTypesOf(store(relationship, active, inner));
    expect(originOf({ sourceTypes })).toBe(expected);
  });
});

describe('IPTC digital source type in XMP', () => {
  const IPTC = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/';
  const BASE = 'http://cv.iptc.org/newscodes/digitalsourcetype/';
  const withXmp = (inside: string, namespaces: string) =>
    png({
      width: 2,
      height: 2,
      before: [internationalChunk('XML:com.adobe.xmp', xmpPacket(inside, namespaces))],
    });
  it.each([
    ['trainedAlgorithmicMedia', 'synthetic'],
    ['compositeWithTrainedAlgorithmicMedia', 'mixed'],
    ['compositeSynthetic', 'mixed'],
    ['algorithmicMedia', 'unknown'],
    ['digitalCapture', 'human'],
    ['minorHumanEdits', 'human'],
    ['screenCapture', 'unknown'],
  ])('%s means %s, as attribute, element and resource, under any prefix', async (term, origin) => {
    for (const bytes of [
      withXmp('', `xmlns:iptcExt="${IPTC}" iptcExt:DigitalSourceType="${BASE}${term}"`),
      withXmp(`<q:DigitalSourceType>${BASE}${term}</q:DigitalSourceType>`, `xmlns:q="${IPTC}"`),
      withXmp(`<q:DigitalSourceType rdf:resource="${BASE}${term}"/>`, `xmlns:q="${IPTC}"`),
    ]) {
      expect(await signalValue('digital-source-type', bytes)).toBe(term);
      expect(await signalValue('image-declared-origin', bytes)).toBe(origin);
    }
  });

  it('of another namespace, or a term of no list, is none', async () => {
    for (const bytes of [
      withXmp('<q:DigitalSourceType>trainedAlgorithmicMedia</q:DigitalSourceType>', 'xmlns:q="urn:other/"'),
      withXmp(`<q:DigitalSourceType>${BASE}handmade</q:DigitalSourceType>`, `xmlns:q="${IPTC}"`),
    ])
      expect(await signalValue('image-declared-origin', bytes)).toBeNull();
  });
});
