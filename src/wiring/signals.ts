import type { Signal } from '../core/signal.js';
import { TEXT_SIGNALS } from '../signals/index.js';

/** Every signal there is, whatever it measures. */
export const SIGNALS: readonly Signal[] = TEXT_SIGNALS;
