import type { Origin } from '../../core/origin.js';
import { detailOf, type EvidenceKind } from './kind.js';

/** Signatures and hashes hold. */
const HOLDS: ReadonlySet<unknown> = new Set(['trusted', 'valid', 'untrusted-signer', 'expired-signer']);

/**
 * Content credentials whose signature holds. Anybody can make a certificate and sign `digitalCapture` with it, so that
 * `human` takes a signer who leads to an anchor; nobody gains by signing that a model made a picture, so that word is
 * taken from any signer.
 */
export const contentCredentials: EvidenceKind = {
  id: 'content-credentials',
  rung: 'signed',
  version: 1,
  title: 'content credentials',
  signals: ['content-credentials', 'content-credentials-origin'],
  read: ({ value, notes }) => {
    const origin = value('content-credentials-origin') as Origin | null;
    const state = value('content-credentials');
    if (origin === null || !HOLDS.has(state) || (origin === 'human' && state !== 'trusted')) return null;
    return { origin, detail: detailOf([`signature ${state}`, ...notes('content-credentials')]) };
  },
};
