import { DATA_SOURCES } from '../lab/data-sources/index.js';
import { MODELS } from '../lab/models/index.js';
import { renderEntries } from '../report/lab/lists-terminal.js';
import { jsonFlag } from './flags/common.js';
import { longName } from './flags/flag.js';
import { DECODING_FLAGS } from './flags/lab.js';
import { outputSettings, print, printJson } from './print.js';
import { defineVerb } from './verb.js';

const OWN_PROGRAMS =
  'Your own trainer and sampler, run as programs that exchange JSON lines: --train, --sample, --texts and, for a likelihood, --score. Learns texts.';

/** `freckle lab models`: all models and data sources, with every setting. */
export const modelsVerb = defineVerb({
  path: 'lab models',
  description: 'list the models and the data sources of the lab, with their settings',
  args: {},
  flags: { json: jsonFlag('print as JSON') },
  after: '\nExample:\n  freckle lab models --json',
  run: ({ flags: { json } }) => {
    if (json) return printJson({ models: plainModels(), dataSources: plainDataSources() });
    const settings = outputSettings();
    print(renderEntries([...modelEntries(), { id: 'command', text: OWN_PROGRAMS, settings: [] }], settings));
    print(`Data sources\n${renderEntries(dataSourceEntries(), settings)}`);
  },
});

const plainModels = (): object[] =>
  MODELS.map(({ fit: _fit, refitExactly: _refit, minimumCount: _minimum, ...rest }) => rest);
const plainDataSources = (): object[] => DATA_SOURCES.map(({ open: _open, ...rest }) => rest);

const modelEntries = () =>
  MODELS.map(({ id, description, settings, dataSource, dataKind, decoding }) => {
    const flags = decoding.map((name) => longName(DECODING_FLAGS[name])).join(', ');
    const obeys = flags === '' ? '' : ` Supports ${flags}.`;
    return {
      id,
      text: `${description} Learns ${dataKind} data; default data source: ${dataSource}.${obeys}`,
      settings,
    };
  });

const dataSourceEntries = () =>
  DATA_SOURCES.map(({ id, title, settings, needs }) => ({
    id,
    text: `${title}.${needs.length > 0 ? ' Reads public data from the --data folder.' : ''}`,
    settings,
  }));
