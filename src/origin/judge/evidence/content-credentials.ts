import type { CredentialState } from '../../declared/c2pa/credentials.js';
import {
  type CredentialsCodec,
  IMAGE_CREDENTIALS,
  type MeasuredCredentials,
  TEXT_CREDENTIALS,
} from '../../declared/measured/credentials.js';
import { detailOf, type EvidenceKind } from './kind.js';

/** Signatures and hashes hold. */
const HOLDS: ReadonlySet<CredentialState> = new Set([
  'trusted',
  'valid',
  'untrusted-signer',
  'expired-signer',
]);

const isSigned = ({ origin, state }: MeasuredCredentials): boolean =>
  HOLDS.has(state) && (origin !== 'human' || state === 'trusted');

/**
 * Content credentials whose signature holds. Anybody can make a certificate and sign `digitalCapture` with it, so that
 * `human` takes a signer who leads to an anchor; nobody gains by signing that a model made something, so that word is
 * taken from any signer.
 */
const signed = (id: string, title: string, credentials: CredentialsCodec): EvidenceKind => ({
  id,
  rung: 'signed',
  version: 1,
  title,
  signals: [credentials.signals.state, credentials.signals.origin],
  read: (record) => {
    const found = credentials.read(record);
    if (found === null || !isSigned(found)) return null;
    return { origin: found.origin, detail: detailOf([`signature ${found.state}`, ...found.words]) };
  },
});

export const contentCredentials = signed('content-credentials', 'content credentials', IMAGE_CREDENTIALS);

export const textContentCredentials = signed(
  'text-content-credentials',
  'content credentials in text',
  TEXT_CREDENTIALS,
);

/** Where the signature does not hold the words are still somebody's; an image's stand among its metadata. */
export const textCredentialsClaim: EvidenceKind = {
  ...textContentCredentials,
  rung: 'declared',
  title: 'content credentials in text that do not hold',
  read: (record) => {
    const found = TEXT_CREDENTIALS.read(record);
    if (found === null || isSigned(found)) return null;
    return { origin: found.origin, detail: detailOf([found.state, ...found.words]) };
  },
};
