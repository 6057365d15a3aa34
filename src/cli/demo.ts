import type { Command } from 'commander';
import { runDemo } from '../demo/demo.js';
import { EXIT } from './exit.js';
import { withProgress } from './terminal.js';
import { printOutcome } from './vet.js';

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description(
      'vet the Markdown and licence files of the installed packages, with a few contaminations planted among them',
    )
    .option('-o, --out <folder>', 'folder for the planted records and the run', 'freckle-demo')
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      `
The corpus is real text that is on this machine already; what was planted is announced and known, so that
the summary can say what was caught and what was missed.

Examples:
  freckle demo
  freckle demo --out /tmp/look && freckle explain /tmp/look/run planted-homoglyphs-1`,
    )
    .action(async (flags: { out: string; json?: boolean }) => {
      const announce = (line: string): void => {
        process.stderr.write(`${line}\n`);
      };
      const outcome = await withProgress(false, (onProgress) =>
        runDemo({ out: flags.out, onProgress, announce }),
      );
      printOutcome(outcome, flags);
      process.exitCode = EXIT.done;
    });
}
