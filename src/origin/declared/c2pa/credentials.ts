import type { Origin } from '../../../core/origin.js';
import type { ImageReading } from '../../../image/reading.js';
import { meaningOf } from '../iptc/source-types.js';
import { type ManifestStore, readManifests, type TrustSettings } from './engine.js';
import { type ChainedSourceType, generatorOf, sourceTypesOf } from './source-types.js';

/**
 * What became of content credentials, each a different answer:
 * `trusted`: signatures and hashes hold, and the signer leads to an anchor of the user's;
 * `valid`: they hold; nobody was asked whether the signer is to be trusted;
 * `untrusted-signer`: they hold, the signer leads to none of the anchors given;
 * `expired-signer`: they hold but for a certificate that was no longer valid when it signed, or has no time stamp;
 * `tampered`: the picture, an assertion or the claim is not what was signed;
 * `invalid`: another rule of C2PA is broken;
 * `unreadable`: there is a manifest that the library cannot read: damaged, or older than the standard;
 * `remote-only`: the file names an address where they are; nothing is fetched;
 * `removed`: the file says that it had some, and they are gone.
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
  /** The engine's codes for what failed (C2PA specification 2.1, §15.2), or its word for why it could not read. */
  readonly failures: readonly string[];
  readonly sourceTypes: readonly ChainedSourceType[];
  readonly generator: string | null;
  readonly issuer: string | null;
  readonly signedAt: string | null;
  readonly start: number;
  readonly end: number;
}

const DCTERMS = 'http://purl.org/dc/terms/';

/** Null where the file neither has content credentials nor speaks of any. */
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

/** The failing codes that mean that bytes are not those that were signed. */
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
 * Who made the picture, by the whole chain: what the file or what it was edited from says of itself counts whole, what
 * was put into it makes it mixed. A tampered claim is still a claim: it says AI of a picture that was made with it.
 */
export function originOf({ sourceTypes }: Pick<Credentials, 'sourceTypes'>): Origin | null {
  const meanings = sourceTypes.map(({ term, role }) => ({ meaning: meaningOf(term), role }));
  if (meanings.some(({ meaning, role }) => meaning === 'synthetic' && role !== 'component'))
    return 'synthetic';
  if (meanings.some(({ meaning }) => meaning === 'synthetic' || meaning === 'mixed')) return 'mixed';
  if (meanings.some(({ meaning }) => meaning === 'human')) return 'human';
  return meanings.length > 0 ? 'unknown' : null;
}
