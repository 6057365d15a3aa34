import type { Origin } from '../../../core/origin.js';
import type { ImageReading } from '../../../image/reading.js';
import { meaningOf } from '../iptc/source-types.js';
import { type ManifestStore, readManifests, type TrustSettings } from './engine.js';
import { type ChainedSourceType, generatorOf, sourceTypesOf } from './source-types.js';

/**
 * States of content credentials:
 * `trusted`: signatures and hashes are valid, and the signer chains to one of the user's trust anchors;
 * `valid`: signatures and hashes are valid; trust was not checked;
 * `untrusted-signer`: signatures and hashes are valid, but the signer chains to no given trust anchor;
 * `expired-signer`: valid except for a certificate that had expired when it signed, or that has no time stamp;
 * `tampered`: the picture, an assertion or the claim differs from what was signed;
 * `invalid`: another rule of C2PA is broken;
 * `unreadable`: the library cannot read the manifest: it is damaged, or older than the standard;
 * `remote-only`: the file names a remote address of its credentials, which is not fetched;
 * `removed`: the file refers to credentials that are no longer there.
 */
export const CREDENTIAL_STATES = [
  'trusted',
  'valid',
  'untrusted-signer',
  'expired-signer',
  'tampered',
  'invalid',
  'unreadable',
  'remote-only',
  'removed',
] as const;
export type CredentialState = (typeof CREDENTIAL_STATES)[number];

export interface Credentials {
  readonly state: CredentialState;
  /** The engine's failure codes (C2PA specification 2.1, §15.2), or its message for an unreadable manifest. */
  readonly failures: readonly string[];
  readonly sourceTypes: readonly ChainedSourceType[];
  readonly generator: string | null;
  readonly issuer: string | null;
  readonly signedAt: string | null;
  readonly start: number;
  readonly end: number;
}

const DCTERMS = 'http://purl.org/dc/terms/';

/** Null where the file neither has content credentials nor refers to any. */
export async function readCredentials(
  reading: ImageReading,
  trust: TrustSettings,
): Promise<Credentials | null> {
  const { credentials: place, xmp } = await reading.metadata();
  if (place === null) {
    const provenance = xmp
      .flatMap(({ properties, start, end }) => properties.map((property) => ({ ...property, start, end })))
      .find(({ namespace, name }) => namespace === DCTERMS && name === 'provenance');
    if (provenance === undefined) return null;
    const { value, start, end } = provenance;
    const state = /^https?:\/\//i.test(value) ? 'remote-only' : value.includes('jumbf=') ? 'removed' : null;
    return state === null ? null : { ...NOTHING, state, failures: [value], start, end };
  }
  try {
    return { ...verdictOn(await readManifests(reading.bytes, reading.format!, trust)), ...place };
  } catch (error) {
    return { ...NOTHING, state: 'unreadable', failures: [wordOf(error)], ...place };
  }
}

export const NOTHING = { sourceTypes: [], generator: null, issuer: null, signedAt: null } as const;

export const wordOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^C2pa\((.*)\)$/s, '$1').slice(0, 200);

/** Failure codes for content that differs from what was signed. */
const TAMPERED =
  /(\.|H)ash(edURI)?\.mismatch$|mismatch$|^assertion\.(missing|undeclared)|^claimSignature\.missing/i;
const EXPIRED =
  /^signingCredential\.(expired|ocsp\.unknown)$|^claimSignature\.outsideValidity$|^timeStamp\.outsideValidity$/;

export function verdictOn(store: ManifestStore): Omit<Credentials, 'start' | 'end'> {
  const results = store.validation_results;
  const failures = [
    ...(results?.activeManifest?.failure ?? []),
    ...(results?.ingredientDeltas ?? []).flatMap(({ validationDeltas }) => validationDeltas?.failure ?? []),
  ].map(({ code }) => code ?? 'unnamed');
  const active = store.manifests?.[store.active_manifest ?? ''];
  return {
    state: stateOf(store.validation_state, failures),
    failures: [...new Set(failures)],
    sourceTypes: sourceTypesOf(store),
    generator: active === undefined ? null : generatorOf(active),
    issuer: active?.signature_info?.issuer ?? active?.signature_info?.common_name ?? null,
    signedAt: active?.signature_info?.time ?? null,
  };
}

function stateOf(state: ManifestStore['validation_state'], failures: readonly string[]): CredentialState {
  if (failures.some((code) => TAMPERED.test(code))) return 'tampered';
  const others = failures.filter((code) => code !== 'signingCredential.untrusted');
  if (others.length > 0) return others.every((code) => EXPIRED.test(code)) ? 'expired-signer' : 'invalid';
  if (others.length < failures.length) return 'untrusted-signer';
  if (state === 'Trusted') return 'trusted';
  return state === 'Valid' ? 'valid' : 'invalid';
}

/**
 * Who made the picture, according to the whole chain. Claims of the file and of its parents count fully; a synthetic
 * component makes it mixed. A tampered claim still counts as a claim.
 */
export function originOf({ sourceTypes }: Pick<Credentials, 'sourceTypes'>): Origin | null {
  const meanings = sourceTypes.map(({ term, role }) => ({ meaning: meaningOf(term), role }));
  if (meanings.some(({ meaning, role }) => meaning === 'synthetic' && role !== 'component'))
    return 'synthetic';
  if (meanings.some(({ meaning }) => meaning === 'synthetic' || meaning === 'mixed')) return 'mixed';
  if (meanings.some(({ meaning }) => meaning === 'human')) return 'human';
  return meanings.length > 0 ? 'unknown' : null;
}
