import type { CredentialState } from '../../declared/c2pa/credentials.js';
import {
  type CredentialsCodec,
  IMAGE_CREDENTIALS,
  type MeasuredCredentials,
  TEXT_CREDENTIALS,
} from '../../declared/measured/credentials.js';
import { detailOf, type EvidenceKind } from './kind.js';

/** States whose signature and hashes are valid. */
const HOLDS: ReadonlySet<CredentialState> = new Set([
  'trusted',
  'valid',
  'untrusted-signer',
  'expired-signer',
]);

const isSigned = ({ origin, state }: MeasuredCredentials): boolean =>
  HOLDS.has(state) && (origin !== 'human' || state === 'trusted');

/**
 * Content credentials with a valid signature. Anybody can create a certificate and sign `digitalCapture` with it, so
 * `human` needs a signer who chains to a trust anchor. Nobody gains by signing that a model made something, so that
 * statement is accepted from any signer.
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

/** Credentials with an invalid signature still count as a claim. Those of images count as image metadata. */
export const textCredentialsClaim: EvidenceKind = {
  ...textContentCredentials,
  rung: 'declared',
  title: 'content credentials in text without a valid signature',
  read: (record) => {
    const found = TEXT_CREDENTIALS.read(record);
    if (found === null || isSigned(found)) return null;
    return { origin: found.origin, detail: detailOf([found.state, ...found.words]) };
  },
};
