import type { Signal } from '../core/signal.js';
import { INFERRED_SIGNALS } from '../origin/inferred/calibration/signals.js';
import { WATERMARK_SIGNALS } from '../origin/marked/text/signals.js';
import { IMAGE_SIGNALS } from './image/index.js';
import { TEXT_SIGNALS } from './text/index.js';

/** Every signal there is, whatever it measures. Libraries for images are loaded when the first image is read. */
export const SIGNALS: readonly Signal[] = [
  ...TEXT_SIGNALS,
  ...INFERRED_SIGNALS,
  ...WATERMARK_SIGNALS,
  ...IMAGE_SIGNALS,
];
