import type { Regime } from '../../core/regime.js';
import { everything } from './compose.js';

/** Keeps everything: the pool of real and synthetic records grows with every generation. */
export const accumulate: Regime = {
  id: 'accumulate',
  version: 1,
  title: 'Accumulate',
  description: 'The first real records and the samples of every generation so far.',
  trainedOn: 'on all data so far',
  source: 'Gerstgrasser et al., arXiv 2404.01413',
  settings: [],
  expectedCounts: (generation, size) => ({
    real: size,
    synthetic: generation * size,
    total: (generation + 1) * size,
  }),
  compose: (state) => everything(state),
};
