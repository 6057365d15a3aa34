import { type Credentials, NOTHING, verdictOn, wordOf } from './credentials.js';
import { dataHashHolds, readDataHash } from './data-hash.js';
import { readManifestStore, type TrustSettings } from './engine.js';
import { findTextManifest, type TextManifest } from './text-manifest.js';

/**
 * Content credentials of a text. The engine checks the store's signatures, assertions and certificates. The text is
 * checked here against the store's hash, both as found and in composed form (NFC), which the standard requires. The
 * hash may exclude only the wrapper. A store with another binding does not cover the text and is `unreadable`.
 */
export async function readTextCredentials(
  text: string,
  manifest: TextManifest,
  trust: TrustSettings,
): Promise<Credentials> {
  const { store, state, why, start, end } = manifest;
  const place = { start, end };
  if (store === null)
    return { ...NOTHING, state: state === 'remote-only' ? state : 'unreadable', failures: [why], ...place };
  try {
    const { manifests, dataHash: written } = await readManifestStore(store, trust);
    const verdict = verdictOn(manifests);
    const dataHash = readDataHash(written);
    if (dataHash === null)
      return {
        ...verdict,
        state: 'unreadable',
        failures: [...verdict.failures, 'no hash of the text'],
        ...place,
      };
    const isBound = [text, text.normalize('NFC')].some((form) => isBoundTo(form, manifest, text, dataHash));
    if (isBound) return { ...verdict, ...place };
    const failures = [...verdict.failures, 'assertion.dataHash.mismatch'];
    return { ...verdict, state: 'tampered', failures, ...place };
  } catch (error) {
    return { ...NOTHING, state: 'unreadable', failures: [wordOf(error)], ...place };
  }
}

function isBoundTo(
  form: string,
  { start, end }: TextManifest,
  text: string,
  dataHash: NonNullable<ReturnType<typeof readDataHash>>,
): boolean {
  const bytes = Buffer.from(form);
  const from = Buffer.byteLength(
    form === text ? text.slice(0, start) : text.slice(0, start).normalize('NFC'),
  );
  const to = from + Buffer.byteLength(text.slice(start, end));
  const isOnlyWrapper = dataHash.exclusions.every(
    (range) => range.start >= from && range.start + range.length <= to,
  );
  return isOnlyWrapper && dataHashHolds(bytes, dataHash);
}

let heldText: string | null = null;
let heldAnchors = '';
let held: Credentials | null = null;

/** Checks the credentials of a text ahead of `textCredentials`, which is synchronous; null for a text without any. */
export function prepareTextCredentials(text: string, trustAnchors = ''): Promise<void> | null {
  const manifest = findTextManifest(text);
  if (manifest === null) return null;
  return readTextCredentials(text, manifest, { trustAnchors }).then((credentials) => {
    heldText = text;
    heldAnchors = trustAnchors;
    held = credentials;
  });
}

/** The credentials prepared for exactly this text, or null. */
export const textCredentials = (text: string, trustAnchors = ''): Credentials | null =>
  heldText === text && heldAnchors === trustAnchors ? held : null;
