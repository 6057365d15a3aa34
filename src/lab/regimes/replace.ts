import type { Regime } from '../../core/regime.js';
import { latest, trainingSet } from './compose.js';

/** The fully synthetic loop: every generation trains only on samples of the previous one. */
export const replace: Regime = {
  id: 'replace',
  version: 1,
  title: 'Replace',
  description: 'Only the samples of the previous generation; all older records are discarded.',
  trainedOn: 'only on its own output',
  source: 'Shumailov et al., Nature 631:755, 2024',
  settings: [],
  expectedCounts: (_generation, size) => ({ real: 0, synthetic: size, total: size }),
  compose: (state) => trainingSet([], [latest(state)]),
};
