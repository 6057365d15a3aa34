import { undefinedBecause } from '../../core/measurement.js';
import { ORIGINS } from '../../core/origin.js';
import type { TextRecord } from '../../core/record.js';
import { defineTextSignal, type SignalSettings } from '../../core/signal.js';
import { CREDENTIAL_STATES, originOf } from '../../origin/declared/c2pa/credentials.js';
import {
  textCredentials as heldCredentials,
  prepareTextCredentials,
} from '../../origin/declared/c2pa/text-credentials.js';

const SOURCE = 'C2PA specification 2.2, A.7 and §15; contentauth/c2pa-rs';
const NONE = undefinedBecause('no content credentials');
const ahead = ({ text }: TextRecord, { trustAnchors }: SignalSettings): Promise<void> | null =>
  prepareTextCredentials(text, trustAnchors);

/** Undefined for nearly all texts. */
export const textContentCredentials = defineTextSignal({
  id: 'text-content-credentials',
  version: 1,
  title: 'Content credentials of a text (C2PA)',
  description:
    'What became of the signed provenance in a text: trusted, valid, by an untrusted or expired signer, tampered, invalid, unreadable, or only at a remote address.',
  formula:
    'signatures, hashes and certificates checked without a network; see origin/c2pa/text-credentials.ts',
  source: SOURCE,
  kind: 'category',
  unit: 'code',
  values: CREDENTIAL_STATES,
  ahead,
  measure: (_reading, { text }, { trustAnchors }) => {
    const found = heldCredentials(text, trustAnchors);
    if (found === null) return NONE;
    const { state, failures, generator, issuer, sourceTypes, start, end } = found;
    const notes = [
      ...(generator === null ? [] : [`generator: ${generator}`]),
      ...(issuer === null ? [] : [`signed by: ${issuer}`]),
      ...sourceTypes.map(({ term, role }) => `${term} (${role})`),
      ...failures,
    ];
    return {
      value: state,
      spans: notes.map((note) => ({ start, end, note: note.slice(0, 200).toWellFormed() })),
    };
  },
});

/** Undefined where there are no credentials or they do not say it. */
export const textCredentialsOrigin = defineTextSignal({
  id: 'text-credentials-origin',
  version: 1,
  title: 'Origin by a text’s content credentials',
  description:
    'Who made the text by the digital source types in its content credentials; `text-content-credentials` says whether the signature holds.',
  formula: 'see originOf in origin/c2pa/credentials.ts',
  source: SOURCE,
  kind: 'category',
  unit: 'code',
  values: ORIGINS,
  ahead,
  measure: (_reading, { text }, { trustAnchors }) => {
    const found = heldCredentials(text, trustAnchors);
    const value = found === null ? null : originOf(found);
    return value === null ? NONE : { value };
  },
});
