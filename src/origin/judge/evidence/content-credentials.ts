import type { Origin } from '../../../core/origin.js';
import { detailOf, type EvidenceKind } from './kind.js';

/** Signatures and hashes hold. */
const HOLDS: ReadonlySet<unknown> = new Set(['trusted', 'valid', 'untrusted-signer', 'expired-signer']);

const isSigned = (origin: Origin, state: unknown): boolean =>
  HOLDS.has(state) && (origin !== 'human' || state === 'trusted');

/**
 * Content credentials whose signature holds. Anybody can make a certificate and sign `digitalCapture` with it, so that
 * `human` takes a signer who leads to an anchor; nobody gains by signing that a model made something, so that word is
 * taken from any signer.
 */
const signed = (id: string, title: string, originSignal: string): EvidenceKind => ({
  id,
  rung: 'signed',
  version: 1,
  title,
  signals: [id, originSignal],
  read: ({ value, notes }) => {
    const origin = value(originSignal) as Origin | null;
    const state = value(id);
    if (origin === null || !isSigned(origin, state)) return null;
    return { origin, detail: detailOf([`signature ${state}`, ...notes(id)]) };
  },
});

export const contentCredentials = signed(
  'content-credentials',
  'content credentials',
  'content-credentials-origin',
);

export const textContentCredentials = signed(
  'text-content-credentials',
  'content credentials in text',
  'text-credentials-origin',
);

/** Where the signature does not hold the words are still somebody's; an image's stand among its metadata. */
export const textCredentialsClaim: EvidenceKind = {
  ...textContentCredentials,
  rung: 'declared',
  title: 'content credentials in text that do not hold',
  read: ({ value, notes }) => {
    const origin = value('text-credentials-origin') as Origin | null;
    const state = value('text-content-credentials');
    if (origin === null || isSigned(origin, state)) return null;
    return { origin, detail: detailOf([String(state), ...notes('text-content-credentials')]) };
  },
};
