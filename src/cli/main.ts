#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { FreckleError } from '../core/errors.js';
import { VERSION } from '../wiring/version.js';
import { EXIT, exitCodeOf } from './exit.js';
import { addVerb, type Verb, type VerbGroup } from './verb.js';

/** Each verb, in the order of the help. Loading takes half a second for all: a verb pays for itself alone. */
const VERBS: { readonly [verb: string]: () => Promise<Verb | VerbGroup> } = {
  vet: async () => (await import('./vet.js')).vetVerb,
  calibrate: async () => (await import('./calibrate.js')).calibrateVerb,
  score: async () => (await import('./score.js')).scoreVerb,
  decide: async () => (await import('./decide.js')).decideVerb,
  explain: async () => (await import('./explain.js')).explainVerb,
  policy: async () => (await import('./policy.js')).policyVerb,
  lab: async () => (await import('./lab.js')).labVerbs,
  watermark: async () => (await import('./watermark.js')).watermarkVerb,
  demo: async () => (await import('./demo.js')).demoVerb,
  completion: async () => (await import('./completion.js')).completionVerb(everyVerb),
};

const everyVerb = () => Promise.all(Object.values(VERBS).map((load) => load()));

const program = new Command('freckle')
  .description('Keeps the rare things in your training data: vets a corpus and explains every decision.')
  .version(VERSION)
  .exitOverride();

const asked = process.argv[2] ?? '';
for (const load of Object.hasOwn(VERBS, asked) ? [VERBS[asked]!] : Object.values(VERBS))
  addVerb(program, await load());
pointToHelp(program, 'freckle');

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

/** After a mistake, where to read on: the page of the command that was meant. */
function pointToHelp(command: Command, called: string): void {
  command.showHelpAfterError(`(${called} --help shows what there is)`);
  for (const each of command.commands) pointToHelp(each, `${called} ${each.name()}`);
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
