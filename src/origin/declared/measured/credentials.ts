import {
  type MeasuredRecord,
  type Measurement,
  type Span,
  undefinedBecause,
} from '../../../core/measurement.js';
import { ORIGINS, type Origin } from '../../../core/origin.js';
import { CREDENTIAL_STATES, type CredentialState, type Credentials, originOf } from '../c2pa/credentials.js';
import { field, noted, wordOf } from './noted.js';

/** Content credentials that say who made a record, as they were measured. */
export interface MeasuredCredentials {
  readonly state: CredentialState;
  readonly origin: Origin;
  /** What else they say, for people. */
  readonly words: readonly string[];
}

interface CredentialSignals {
  readonly state: string;
  readonly origin: string;
  /** Why there is no origin. */
  readonly whyUnsaid: string;
  readonly spansOf: (credentials: Credentials) => Span[];
}

/** How content credentials travel from their reader to the judge: as two words and notes, there and back. */
export class CredentialsCodec {
  constructor(readonly signals: CredentialSignals) {}

  /** What became of them. */
  measuredState(credentials: Credentials | null): Measurement<string> {
    if (credentials === null) return undefinedBecause('no content credentials');
    return { value: credentials.state, spans: this.signals.spansOf(credentials) };
  }

  measuredOrigin(credentials: Credentials | null): Measurement<string> {
    const value = credentials === null ? null : originOf(credentials);
    return value === null ? undefinedBecause(this.signals.whyUnsaid) : { value };
  }

  /** Null where they do not say who made the record. */
  read(record: MeasuredRecord): MeasuredCredentials | null {
    const origin = wordOf(record, this.signals.origin, ORIGINS);
    const state = origin === null ? null : wordOf(record, this.signals.state, CREDENTIAL_STATES);
    if (origin === null || state === null) return null;
    return { state, origin, words: record.notes(this.signals.state) };
  }
}

/** What each state means, for people. */
const IN_WORDS: { readonly [state in CredentialState]: string } = {
  trusted: 'signed, all hashes hold, and the signer leads to a trusted anchor',
  valid: 'signed, and all hashes hold; whether the signer is to be trusted was not asked',
  'untrusted-signer': 'signed, and all hashes hold, by a signer that leads to no trusted anchor',
  'expired-signer': 'signed, and all hashes hold, by a certificate that had run out',
  tampered: 'signed, and what is in the file is not what was signed',
  invalid: 'signed, against a rule of C2PA',
  unreadable: 'there are credentials, and they cannot be read',
  'remote-only': 'the file names an address where its credentials are; nothing was fetched',
  removed: 'the file speaks of credentials that are gone',
};

const termsOf = ({ sourceTypes }: Credentials): string[] =>
  sourceTypes.map(({ term, role }) => `${term} (${role})`);

export const IMAGE_CREDENTIALS = new CredentialsCodec({
  state: 'content-credentials',
  origin: 'content-credentials-origin',
  whyUnsaid: 'no content credentials that say it',
  spansOf: (credentials) => {
    const { state, failures, generator, issuer, signedAt } = credentials;
    return noted(
      credentials,
      IN_WORDS[state],
      field('generator', generator),
      field('signed by', issuer),
      field('signed at', signedAt),
      ...termsOf(credentials),
      failures.length === 0 ? null : failures.join(', '),
    );
  },
});

const TEXT_NOTE_CHARACTERS = 200;

export const TEXT_CREDENTIALS = new CredentialsCodec({
  state: 'text-content-credentials',
  origin: 'text-credentials-origin',
  whyUnsaid: 'no content credentials',
  spansOf: (credentials) => {
    const { failures, generator, issuer, start, end } = credentials;
    const notes = [
      ...(generator === null ? [] : [`generator: ${generator}`]),
      ...(issuer === null ? [] : [`signed by: ${issuer}`]),
      ...termsOf(credentials),
      ...failures,
    ];
    return notes.map((note) => ({ start, end, note: note.slice(0, TEXT_NOTE_CHARACTERS).toWellFormed() }));
  },
});
