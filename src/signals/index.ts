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
