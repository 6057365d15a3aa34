import type { TextSignal } from '../core/signal.js';
import { minhashSketch } from './minhash-sketch.js';

/**
 * Every measurement of one text that Freckle knows. A new one is a file, an import and a line here; the
 * command line, the policy checker, the report and the documentation read this list.
 */
export const TEXT_SIGNALS: readonly TextSignal[] = [minhashSketch];
