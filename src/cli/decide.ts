import { join } from 'node:path';
import type { Command } from 'commander';
import { redecide } from '../gate/redecide.js';
import { renderSummary } from '../report/index.js';
import { LOCAL_EDGES } from '../wiring/edges.js';
import { readPolicy } from '../wiring/policy.js';
import { VERSION } from '../wiring/version.js';
import { DEFAULT_MEMORY_BYTES, defaultWorkers } from '../wiring/vet.js';
import { EXIT } from './exit.js';
import { parseCount, parseSize } from './flag-values.js';
import { isColourful, terminalWidth, withProgress } from './terminal.js';

interface DecideFlags {
  readonly policy: string;
  readonly workers?: string;
  readonly memory: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addDecideCommand(program: Command): void {
  program
    .command('decide')
    .description('decide a finished run again under another policy, from its measurements')
    .argument('<run>', 'folder of the run')
    .requiredOption('-p, --policy <name|file>', 'default, strict, annotate-only, or a YAML file')
    .option('-w, --workers <n>', 'worker threads (default: one per core, as many as --memory has room for)')
    .option('--memory <size>', 'bound on the memory of the whole run', `${DEFAULT_MEMORY_BYTES / 1e9}GB`)
    .option('--json', 'print what changed as JSON')
    .option('-q, --quiet', 'print errors only')
    .addHelpText(
      'after',
      `
No text is measured again. Decisions, outputs, the report and <run>/policy.yaml are written anew: copy
policy.yaml first if you may want to go back.

Examples:
  freckle decide run/ --policy strict
  cp run/policy.yaml mine.yaml && $EDITOR mine.yaml && freckle decide run/ --policy mine.yaml`,
    )
    .action(async (run: string, flags: DecideFlags) => {
      const { policy, yaml } = readPolicy(flags.policy);
      const memoryBytes = parseSize('--memory', flags.memory);
      const outcome = await withProgress(flags.quiet === true, (onProgress) =>
        redecide(
          {
            run,
            policy,
            policyYaml: yaml,
            version: VERSION,
            workers:
              flags.workers === undefined
                ? defaultWorkers(memoryBytes)
                : parseCount('--workers', flags.workers, 1, 256),
            memoryBytes,
            onProgress,
          },
          LOCAL_EDGES,
        ),
      );
      const { comparison, report } = outcome;
      if (flags.json === true)
        process.stdout.write(`${JSON.stringify({ ...report, folder: run, changed: comparison }, null, 2)}\n`);
      else if (flags.quiet !== true) {
        const settings = {
          color: isColourful(process.stdout),
          width: terminalWidth(process.stdout),
          reportPath: join(run, 'report.html'),
        };
        process.stdout.write(renderSummary(report, settings));
        process.stdout.write(`\nChanged: ${comparison.sentences.join('\n  ')}\n`);
        for (const { rule, gained, lost } of comparison.rules.slice(0, 12))
          process.stdout.write(`  ${rule}: ${gained} more, ${lost} fewer\n`);
      }
      process.exitCode = outcome.isAccepted ? EXIT.done : EXIT.refused;
    });
}
