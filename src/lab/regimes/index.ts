import type { Regime } from '../../core/regime.js';
import { accumulate } from './accumulate.js';
import { accumulateSubsample } from './accumulate-subsample.js';
import { biasedSelect } from './biased-select.js';
import { fixedReal } from './fixed-real.js';
import { freshMix } from './fresh-mix.js';
import { refreshEvery } from './refresh-every.js';
import { replace } from './replace.js';
import { resampleByDetector } from './resample-by-detector.js';
import { select } from './select.js';
import { weighted } from './weighted.js';

/** Every regime of the lab. */
export const REGIMES: readonly Regime[] = [
  replace,
  accumulate,
  accumulateSubsample,
  freshMix,
  fixedReal,
  refreshEvery,
  weighted,
  select,
  biasedSelect,
  resampleByDetector,
];
