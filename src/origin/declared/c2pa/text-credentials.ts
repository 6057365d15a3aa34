import { type Credentials, NOTHING, verdictOn, wordOf } from './credentials.js';
import { dataHashHolds, readDataHash } from './data-hash.js';
import { readManifestStore, type TrustSettings } from './engine.js';
import { findTextManifest, type TextManifest } from './text-manifest.js';

/**
 * Content credentials of a text. The engine checks signatures, assertions and certificates of the store; the text itself is
 * checked here against the hash in it, in the form found and in composed form (NFC), which the standard asks for. What
 * is excluded from the hash must be the wrapper and nothing else. A store that is bound in another way says nothing of
 * these words and is `unreadable`.
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

/** Checks the credentials of a text, where it has some, so that they can be asked for at once; null where it has none. */
export function prepareTextCredentials(text: string, trustAnchors = ''): Promise<void> | null {
  const manifest = findTextManifest(text);
  if (manifest === null) return null;
  return readTextCredentials(text, manifest, { trustAnchors }).then((credentials) => {
    heldText = text;
    heldAnchors = trustAnchors;
    held = credentials;
  });
}

/** What was prepared for this very text; null where there was nothing. */
export const textCredentials = (text: string, trustAnchors = ''): Credentials | null =>
  heldText === text && heldAnchors === trustAnchors ? held : null;
