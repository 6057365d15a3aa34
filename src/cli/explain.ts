import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { explain } from '../gate/explain.js';
import { renderExplanation } from '../report/index.js';
import { LOCAL_EDGES } from '../wiring/edges.js';
import { DEFAULT_MEMORY_BYTES } from '../wiring/vet.js';
import { VOCABULARY } from '../wiring/vocabulary.js';
import { isColourful, terminalWidth } from './terminal.js';

export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description('print everything about one record: origin, measurements, findings, decision and why')
    .argument('<run>', 'folder of the run')
    .argument(
      '<record>',
      'its id, its position (corpus/web.jsonl:12), or the first 6 digits or more of its content hash',
    )
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      `
Examples:
  freckle explain run/ web.jsonl:12
  freckle explain run/ doc-000193 --json
  freckle explain run/ 3fa9c01b`,
    )
    .action(async (run: string, record: string, flags: { json?: boolean }) => {
      const resources = { workers: Math.min(2, availableParallelism()), memoryBytes: DEFAULT_MEMORY_BYTES };
      const facts = await explain(run, record, VOCABULARY, resources, LOCAL_EDGES);
      if (flags.json === true) process.stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
      else
        process.stdout.write(
          renderExplanation(facts, {
            color: isColourful(process.stdout),
            width: terminalWidth(process.stdout),
          }),
        );
    });
}
