#!/usr/bin/env node
/**
 * The command line: one file per verb, the tables of its flags, exit codes, and what a terminal shows.
 *
 * It reads words and flags, calls the workflows in `wiring/` that the library calls too, and prints what they return.
 * It measures and decides nothing itself. Flags are written once, in the table of their verb, so that help, options,
 * completion, reports and docs cannot disagree. Console, signals and exit codes belong to this room alone: no other
 * room imports it.
 */
import { Command, CommanderError } from 'commander';
import { FreckleError } from '../core/errors.js';
import { forTerminal } from '../report/terminal-text.js';
import { VERSION } from '../wiring/version.js';
import { EXIT, exitCodeOf } from './exit.js';
import { withJsonForm } from './flags/json-form.js';
import { logFormatIn, logLine } from './log.js';
import { print, tell } from './print.js';
import { addVerb, type Verb, type VerbGroup } from './verb.js';

/** All verbs, in the order of the help. Each is loaded when it is called: loading all takes half a second. */
const VERBS: { readonly [verb: string]: () => Promise<Verb | VerbGroup> } = {
  init: async () => (await import('./init.js')).initVerb,
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
  .configureOutput({
    writeOut: print,
    writeErr: (text) => void process.stderr.write(forTerminal(text)),
  })
  .exitOverride();

const asked = process.argv[2] ?? '';
for (const load of Object.hasOwn(VERBS, asked) ? [VERBS[asked]!] : Object.values(VERBS))
  addVerb(program, await load());
pointToHelp(program, 'freckle');

// A reader such as `| head` may close the pipe early: that is not an error, and nobody is left to report it to.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

try {
  await program.parseAsync([...process.argv.slice(0, 2), ...withJsonForm(process.argv.slice(2))]);
} catch (error) {
  process.exitCode = exitCodeAfter(error);
}

/** Points to the help of the command in question after a usage error. */
function pointToHelp(command: Command, called: string): void {
  command.showHelpAfterError(`(see ${called} --help)`);
  for (const each of command.commands) pointToHelp(each, `${called} ${each.name()}`);
}

function exitCodeAfter(error: unknown): number {
  // Commander has already printed the error; help and version exit with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
  const isJson = logFormatIn(process.argv) === 'json';
  if (error instanceof FreckleError && isJson)
    tell(logLine('error', { event: 'stopped', code: error.code, message: error.message }));
  else if (error instanceof FreckleError) tell(`freckle: ${error.message} [${error.code}]`);
  else tell(`freckle: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return exitCodeOf(error);
}
