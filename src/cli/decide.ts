import { join } from 'node:path';
import { renderComparison } from '../report/comparison-terminal.js';
import { renderSummary } from '../report/index.js';
import { type DecideOptions, decide } from '../wiring/decide.js';
import { exitCodeOfRun } from './exit.js';
import {
  FOLDERS,
  jsonFlag,
  POLICY_HELP,
  POLICY_NAMES,
  POLICY_USAGE,
  QUIET,
  RESOURCE_FLAGS,
} from './flags/common.js';
import { argument, flag } from './flags/flag.js';
import { asText } from './flags/parsers.js';
import { flagsSetting, settingsOf } from './flags/settings.js';
import { outputSettings, print, printJson } from './print.js';
import { withProgress } from './terminal.js';
import { defineVerb } from './verb.js';

export const DECIDE_FLAGS = flagsSetting<DecideOptions>()({
  policy: flag(POLICY_USAGE, POLICY_HELP, asText, {
    isRequired: true,
    sets: 'policy',
    completes: POLICY_NAMES,
  }),
  ...RESOURCE_FLAGS,
  json: jsonFlag('print the changes as JSON'),
  quiet: QUIET,
});

export const decideVerb = defineVerb({
  path: 'decide',
  description: 'apply another policy to a finished run, from its stored measurements',
  args: { run: argument('<run>', 'folder of the run', { completes: FOLDERS }) },
  flags: DECIDE_FLAGS,
  after: `
Nothing is measured again. Decisions, outputs, the report and <run>/policy.yaml are overwritten. To be able to go
back, copy policy.yaml first.

Examples:
  freckle decide run/ --policy strict
  cp run/policy.yaml mine.yaml && $EDITOR mine.yaml && freckle decide run/ --policy mine.yaml`,
  run: async ({ args: { run }, flags }) => {
    const settings = settingsOf<DecideOptions, typeof DECIDE_FLAGS>(DECIDE_FLAGS, flags);
    const { comparison, report, isAccepted } = await withProgress(flags.quiet, (onProgress) =>
      decide({ ...settings, run, onProgress }),
    );
    if (flags.json) printJson({ ...report, folder: run, changed: comparison });
    else if (!flags.quiet) {
      print(renderSummary(report, { ...outputSettings(), reportPath: join(run, 'report.html') }));
      print(renderComparison(comparison));
    }
    process.exitCode = exitCodeOfRun(isAccepted, report);
  },
});
