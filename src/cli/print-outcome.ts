import { join } from 'node:path';
import type { VetOutcome } from '../gate/vet.js';
import { inputTotals } from '../report/head.js';
import { briefOf, renderSummary } from '../report/index.js';
import { renderSpeed } from '../report/progress-text.js';
import type { JsonForm } from './flags/json-form.js';
import { outputSettings, print, printJson } from './print.js';

/** Prints the summary: as text, or with `--json` as JSON, in brief or in full. */
export function printOutcome(
  { run, report, timings }: VetOutcome,
  flags: { readonly json: JsonForm; readonly quiet: boolean },
): void {
  if (flags.json === 'full') return printJson({ ...report, folder: run, timings });
  if (flags.json === 'brief') return printJson({ ...briefOf(report), folder: run, seconds: timings.seconds });
  if (flags.quiet) return;
  print(renderSummary(report, { ...outputSettings(), reportPath: join(run, 'report.html') }));
  print(`\n${renderSpeed(timings, inputTotals(report.run).sizeBytes)}\n`);
}
