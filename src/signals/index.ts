// The list of signals: measurements of one record, one file each or one file per family, in text/ and image/.
// A signal measures and never decides; it sees one record and never the corpus, so records can be measured in any order.
// A signal may be undefined with a reason, never NaN. Those in text/ run in a browser.
// Help, documentation, columns, policies and the conformance tests all read this list.

import type { Signal, TextSignal } from '../core/signal.js';
import { IMAGE_SIGNALS } from './image/index.js';
import { captureSignals } from './text/capture-date.js';
import { WORDING_SIGNALS } from './text/index.js';
import { inferredSignals } from './text/inferred.js';
import { watermarkSignals } from './text/watermarks.js';
import { textCredentialSignals } from './text-content-credentials.js';

/** Every text signal, in the order of the measurement columns. */
export const TEXT_SIGNALS: readonly TextSignal[] = [
  ...WORDING_SIGNALS,
  ...textCredentialSignals,
  ...captureSignals,
  ...inferredSignals,
  ...watermarkSignals,
];

/**
 * Every signal. The command line, the policy checker, the report and the documentation read this list.
 * Image libraries are loaded when the first image is read.
 */
export const SIGNALS: readonly Signal[] = [...TEXT_SIGNALS, ...IMAGE_SIGNALS];
