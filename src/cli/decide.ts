import { join } from 'node:path';
import { renderComparison } from '../report/comparison-terminal.js';
import { briefOf, renderSummary } from '../report/index.js';
import { type DecideOptions, decide } from '../wiring/decide.js';
import { exitCodeOfRun } from './exit.js';
import {
  FOLDERS,
  LOG_FORMAT,
  POLICY_HELP,
  POLICY_NAMES,
  POLICY_USAGE,
  QUIET,
  RESOURCE_FLAGS,
} from './flags/common.js';
import { argument, flag } from './flags/flag.js';
import { jsonFormFlag } from './flags/json-form.js';
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
  json: jsonFormFlag('print the summary and the changes as JSON'),
  logFormat: LOG_FORMAT,
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
    const { comparison, report, isAccepted } = await withProgress(flags, (onProgress) =>
      decide({ ...settings, run, onProgress }),
    );
    if (flags.json !== null) {
      const facts = flags.json === 'full' ? report : briefOf(report);
      printJson({ ...facts, folder: run, changed: comparison });
    } else if (!flags.quiet) {
      print(renderSummary(report, { ...outputSettings(), reportPath: join(run, 'report.html') }));
      print(renderComparison(comparison));
    }
    process.exitCode = exitCodeOfRun(isAccepted, report);
  },
});
