import { join } from 'node:path';
import type { VetOutcome } from '../gate/vet.js';
import { renderSummary } from '../report/index.js';
import { renderSpeed } from '../report/progress-text.js';
import { outputSettings, print, printJson } from './print.js';

/** Prints the summary: as text, or with `--json` as JSON. */
export function printOutcome(
  { run, report, timings }: VetOutcome,
  flags: { readonly json: boolean; readonly quiet: boolean },
): void {
  if (flags.json) return printJson({ ...report, folder: run, timings });
  if (flags.quiet) return;
  print(renderSummary(report, { ...outputSettings(), reportPath: join(run, 'report.html') }));
  const inputBytes = report.run.inputs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  print(`\n${renderSpeed(timings, inputBytes)}\n`);
}
