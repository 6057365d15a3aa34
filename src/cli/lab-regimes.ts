import { REGIMES } from '../lab/regimes/index.js';
import { renderEntries } from '../report/lab/lists-terminal.js';
import { jsonFlag } from './flags/common.js';
import { outputSettings, print, printJson } from './print.js';
import { defineVerb } from './verb.js';

/** `freckle lab regimes`: how the next generation's data can be composed. */
export const regimesVerb = defineVerb({
  path: 'lab regimes',
  description: 'how the next generation’s training data can be composed',
  args: {},
  flags: { json: jsonFlag('print as JSON') },
  after: '\nExample:\n  freckle lab regimes',
  run: ({ flags: { json } }) => {
    if (json) printJson(REGIMES.map(({ compose: _compose, expectedCounts: _expected, ...rest }) => rest));
    else print(renderEntries(regimeEntries(), outputSettings()));
  },
});

const regimeEntries = () =>
  REGIMES.map(({ id, description, settings, source }) => ({
    id,
    text: `${description} ${source[0]!.toUpperCase()}${source.slice(1)}.`,
    settings,
  }));
