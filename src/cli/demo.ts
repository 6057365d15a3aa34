import { runDemo } from '../demo/demo.js';
import { EXIT } from './exit.js';
import { outFlag } from './flags/common.js';
import { jsonFormFlag } from './flags/json-form.js';
import { tell } from './print.js';
import { printOutcome } from './print-outcome.js';
import { withProgress } from './terminal.js';
import { defineVerb } from './verb.js';

export const demoVerb = defineVerb({
  path: 'demo',
  description:
    'vet the Markdown and licence files of the installed packages, with a few contaminations planted in them',
  args: {},
  flags: {
    out: outFlag('folder for the planted records and the run', 'freckle-demo'),
    json: jsonFormFlag('print the summary as JSON'),
  },
  after: `
The corpus is real text that is already on this machine. The planted contaminations are known, so the summary
reports how many were caught and how many were missed.

Examples:
  freckle demo
  freckle demo --out /tmp/look && freckle explain /tmp/look/run planted-homoglyphs-1`,
  run: async ({ flags: { out, json } }) => {
    const outcome = await withProgress({ quiet: false, logFormat: 'text' }, (onProgress) =>
      runDemo({ out, onProgress, announce: tell }),
    );
    printOutcome(outcome, { json, quiet: false });
    process.exitCode = EXIT.done;
  },
});
