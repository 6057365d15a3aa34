import { forecastVerb } from './lab-forecast.js';
import { modelsVerb } from './lab-models.js';
import { regimesVerb } from './lab-regimes.js';
import { reproduceVerb } from './lab-reproduce.js';
import { runVerb } from './lab-run.js';
import type { VerbGroup } from './verb.js';

/** `freckle lab …`: run generational loops, reproduce the papers, forecast the user's own loop. */
export const labVerbs: VerbGroup = {
  path: 'lab',
  description:
    'run generational loops with small real models, reproduce the published collapse experiments, forecast your own loop',
  after: `
Examples:
  freckle lab reproduce --quick
  freckle lab run --model gmm --regime replace,accumulate --generations 200 --chains 50
  freckle lab forecast --real 100000 --synthetic 400000 --regime accumulate-subsample --generations 20
  freckle lab models
  freckle lab regimes`,
  verbs: [runVerb, reproduceVerb, forecastVerb, modelsVerb, regimesVerb],
};
