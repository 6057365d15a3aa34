import { ORIGINS } from '../core/origin.js';
import type { TextRecord } from '../core/record.js';
import { defineTextSignal, type SignalSettings, type TextSignal } from '../core/signal.js';
import { CREDENTIAL_STATES } from '../origin/declared/c2pa/credentials.js';
import {
  textCredentials as heldCredentials,
  prepareTextCredentials,
} from '../origin/declared/c2pa/text-credentials.js';
import { TEXT_CREDENTIALS } from '../origin/declared/measured/credentials.js';

const SOURCE = 'C2PA specification 2.2, A.7 and §15; contentauth/c2pa-rs';
const ahead = ({ text }: TextRecord, { trustAnchors }: SignalSettings): Promise<void> | null =>
  prepareTextCredentials(text, trustAnchors);

/** Undefined for nearly all texts. */
export const textContentCredentials = defineTextSignal({
  id: TEXT_CREDENTIALS.signals.state,
  version: 1,
  title: 'Content credentials of a text (C2PA)',
  description:
    'State of the signed provenance in a text: trusted, valid, untrusted or expired signer, tampered, invalid, unreadable, or only at a remote address.',
  formula:
    'signatures, hashes and certificates, checked without a network; see origin/declared/c2pa/text-credentials.ts',
  source: SOURCE,
  kind: 'category',
  unit: 'code',
  values: CREDENTIAL_STATES,
  ahead,
  measure: (_reading, { text }, { trustAnchors }) =>
    TEXT_CREDENTIALS.measuredState(heldCredentials(text, trustAnchors)),
});

/** Undefined without credentials, and where they state no origin. */
export const textCredentialsOrigin = defineTextSignal({
  id: TEXT_CREDENTIALS.signals.origin,
  version: 1,
  title: 'Origin by a text’s content credentials',
  description:
    'Who made the text, according to the digital source types in its content credentials. `text-content-credentials` gives the state of the signature.',
  formula: 'see originOf in origin/declared/c2pa/credentials.ts',
  source: SOURCE,
  kind: 'category',
  unit: 'code',
  values: ORIGINS,
  ahead,
  measure: (_reading, { text }, { trustAnchors }) =>
    TEXT_CREDENTIALS.measuredOrigin(heldCredentials(text, trustAnchors)),
});

/** They need Node: WebAssembly read from disk checks the signatures. */
export const textCredentialSignals: readonly TextSignal[] = [textContentCredentials, textCredentialsOrigin];
