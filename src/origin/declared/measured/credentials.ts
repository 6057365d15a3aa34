import {
  type MeasuredRecord,
  type Measurement,
  type Span,
  undefinedBecause,
} from '../../../core/measurement.js';
import { ORIGINS, type Origin } from '../../../core/origin.js';
import { CREDENTIAL_STATES, type CredentialState, type Credentials, originOf } from '../c2pa/credentials.js';
import { field, noted, wordOf } from './noted.js';

/** Measured content credentials that state an origin. */
export interface MeasuredCredentials {
  readonly state: CredentialState;
  readonly origin: Origin;
  /** Further statements, for people. */
  readonly words: readonly string[];
}

interface CredentialSignals {
  readonly state: string;
  readonly origin: string;
  /** Reason for an undefined origin. */
  readonly whyUnsaid: string;
  readonly spansOf: (credentials: Credentials) => Span[];
}

/** Encodes content credentials as two measured values with notes, and decodes them for the judge. */
export class CredentialsCodec {
  constructor(readonly signals: CredentialSignals) {}

  /** The state of the credentials as a measurement. */
  measuredState(credentials: Credentials | null): Measurement<string> {
    if (credentials === null) return undefinedBecause('no content credentials');
    return { value: credentials.state, spans: this.signals.spansOf(credentials) };
  }

  measuredOrigin(credentials: Credentials | null): Measurement<string> {
    const value = credentials === null ? null : originOf(credentials);
    return value === null ? undefinedBecause(this.signals.whyUnsaid) : { value };
  }

  /** Null where they state no origin. */
  read(record: MeasuredRecord): MeasuredCredentials | null {
    const origin = wordOf(record, this.signals.origin, ORIGINS);
    const state = origin === null ? null : wordOf(record, this.signals.state, CREDENTIAL_STATES);
    if (origin === null || state === null) return null;
    return { state, origin, words: record.notes(this.signals.state) };
  }
}

/** The meaning of each state, for people. */
const IN_WORDS: { readonly [state in CredentialState]: string } = {
  trusted: 'signature and hashes are valid, and the signer chains to a trust anchor',
  valid: 'signature and hashes are valid; trust in the signer was not checked',
  'untrusted-signer': 'signature and hashes are valid, but the signer chains to no trust anchor',
  'expired-signer': 'signature and hashes are valid, but the certificate had expired',
  tampered: 'the content differs from what was signed',
  invalid: 'the credentials break a rule of C2PA',
  unreadable: 'the credentials cannot be read',
  'remote-only': 'the credentials are at a remote address, which was not fetched',
  removed: 'the file refers to credentials that are no longer there',
};

const termsOf = ({ sourceTypes }: Credentials): string[] =>
  sourceTypes.map(({ term, role }) => `${term} (${role})`);

export const IMAGE_CREDENTIALS = new CredentialsCodec({
  state: 'content-credentials',
  origin: 'content-credentials-origin',
  whyUnsaid: 'no content credentials that state an origin',
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
