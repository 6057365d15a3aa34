#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { FreckleError } from '../core/errors.js';
import { VERSION } from '../wiring/version.js';
import { addCalibrateCommand } from './calibrate.js';
import { addDecideCommand } from './decide.js';
import { addDemoCommand } from './demo.js';
import { EXIT, exitCodeOf } from './exit.js';
import { addExplainCommand } from './explain.js';
import { addLabCommands } from './lab.js';
import { addPolicyCommand } from './policy.js';
import { addVetCommand } from './vet.js';
import { addWatermarkCommand } from './watermark.js';

const program = new Command('freckle')
  .description('Keeps the rare things in your training data: vets a corpus and explains every decision.')
  .version(VERSION)
  .showHelpAfterError('(freckle --help shows what there is)')
  .exitOverride();

addVetCommand(program);
addCalibrateCommand(program);
addDecideCommand(program);
addExplainCommand(program);
addPolicyCommand(program);
addLabCommands(program);
addWatermarkCommand(program);
addDemoCommand(program);

// Whoever reads us may have read enough, as `| head` does: no fault, and nobody left to tell.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}

function tell(error: unknown): number {
  // Commander has already said what is wrong; help and version end well.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
  if (error instanceof FreckleError) process.stderr.write(`freckle: ${error.message} [${error.code}]\n`);
  else
    process.stderr.write(
      `freckle: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  return exitCodeOf(error);
}
