import { renderExplanation } from '../report/index.js';
import { explain } from '../wiring/explain.js';
import { FOLDERS, jsonFlag } from './flags/common.js';
import { argument } from './flags/flag.js';
import { outputSettings, print, printJson } from './print.js';
import { defineVerb } from './verb.js';

export const explainVerb = defineVerb({
  path: 'explain',
  description: 'print everything about one record: origin, measurements, findings, decision and reasons',
  args: {
    run: argument('<run>', 'folder of the run', { completes: FOLDERS }),
    record: argument(
      '<record>',
      'its id, its position (corpus/web.jsonl:12), or at least the first 6 digits of its content hash',
    ),
  },
  flags: { json: jsonFlag('print as JSON') },
  after: `
Examples:
  freckle explain run/ web.jsonl:12
  freckle explain run/ doc-000193 --json
  freckle explain run/ 3fa9c01b`,
  run: async ({ args, flags }) => {
    const facts = await explain(args);
    if (flags.json) printJson(facts);
    else print(renderExplanation(facts, outputSettings()));
  },
});
