import { REGIMES } from '../lab/regimes/index.js';
import { renderEntries } from '../report/lab/lists-terminal.js';
import { jsonFlag } from './flags/common.js';
import { outputSettings, print, printJson } from './print.js';
import { defineVerb } from './verb.js';

/** `freckle lab regimes`: all ways to compose the next generation's training data. */
export const regimesVerb = defineVerb({
  path: 'lab regimes',
  description: 'list the regimes: how the next generation’s training data is composed',
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
