#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { FreckleError } from '../core/errors.js';
import { VERSION } from '../wiring/version.js';
import { addDecideCommand } from './decide.js';
import { addDemoCommand } from './demo.js';
import { EXIT, exitCodeOf } from './exit.js';
import { addExplainCommand } from './explain.js';
import { addLabCommands } from './lab.js';
import { addPolicyCommand } from './policy.js';
import { addVetCommand } from './vet.js';

const program = new Command('freckle')
  .description('Keeps the rare things in your training data: vets a corpus and explains every decision.')
  .version(VERSION)
  .showHelpAfterError('(freckle --help shows what there is)')
  .exitOverride();

addVetCommand(program);
addDecideCommand(program);
addExplainCommand(program);
addPolicyCommand(program);
addLabCommands(program);
addDemoCommand(program);

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
