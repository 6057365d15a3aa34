import { type Command, Argument as CommanderArgument, Option } from 'commander';
import { assert } from '../core/errors.js';
import { commandLine, type Typed } from './flags/command-line.js';
import type { Argument, ArgumentTable, Flag, FlagTable, Values } from './flags/flag.js';
import { valuesOf } from './flags/settings.js';

/** The arguments and flags that a verb was called with. */
export interface Asked<Arguments, Flags> {
  readonly args: Values<Arguments>;
  readonly flags: Values<Flags>;
  /** The command line as a person would type it again. */
  readonly command: string;
}

/** One command: its arguments, its flags and its action. */
export interface Verb {
  /** As typed after `freckle`: `lab run`. */
  readonly path: string;
  readonly description: string;
  readonly args: ArgumentTable;
  readonly flags: FlagTable;
  /** Help text after the flags. */
  readonly after: string;
  /** `isGiven` says whether a flag was typed; others have their defaults. */
  readonly act: (
    words: readonly unknown[],
    typed: Typed,
    isGiven: (flag: string) => boolean,
  ) => void | Promise<void>;
}

/** Verbs under one word, such as `lab`. */
export interface VerbGroup extends Pick<Verb, 'path' | 'description' | 'after'> {
  readonly verbs: readonly Verb[];
}

/** What a verb finds elsewhere than on the command line, such as in a settings file. */
export interface Elsewhere {
  /** Values of flags that were not typed, instead of their defaults. */
  readonly typed: Typed;
}

export type Definition<
  Arguments extends ArgumentTable,
  Flags extends FlagTable,
  Found extends Elsewhere,
> = Omit<Verb, 'args' | 'flags' | 'act'> & {
  readonly args: Arguments;
  readonly flags: Flags;
  /** Looks once, before `run`, which gets what was found. @throws FreckleError */
  readonly lookElsewhere?: (words: readonly unknown[], typed: Typed) => Found;
  readonly run: (asked: Asked<Arguments, Flags> & { readonly found?: Found }) => void | Promise<void>;
};

export function defineVerb<
  Arguments extends ArgumentTable,
  Flags extends FlagTable,
  Found extends Elsewhere = Elsewhere,
>({ run, lookElsewhere, ...verb }: Definition<Arguments, Flags, Found>): Verb {
  return {
    ...verb,
    act: (words, typed, isGiven) => {
      const named = Object.keys(verb.args).map((name, at) => [name, words[at]]);
      const args = Object.fromEntries(named) as Typed;
      const found = lookElsewhere?.(words, typed);
      const elsewhere = Object.entries(found?.typed ?? {}).filter(([name]) => !isGiven(name));
      return run({
        ...(found === undefined ? {} : { found }),
        args: valuesOf(verb.args, args),
        flags: valuesOf(verb.flags, { ...typed, ...Object.fromEntries(elsewhere) }),
        command: commandLine(
          ['freckle', ...verb.path.split(' '), ...Object.values(args).flat().map(String)],
          verb.flags,
          // What stands elsewhere is not told again: typed, it would win over a later change there.
          { ...typed, ...Object.fromEntries(elsewhere.map(([name]) => [name, undefined])) },
        ),
      });
    },
  };
}

/** Adds a verb, or the verbs of a group, to commander. */
export function addVerb(parent: Command, verb: Verb | VerbGroup): void {
  const command = parent
    .command(verb.path.split(' ').at(-1)!)
    .description(verb.description)
    .addHelpText('after', verb.after);
  if ('verbs' in verb) {
    for (const one of verb.verbs) addVerb(command, one);
    return;
  }
  const args = Object.values(verb.args);
  for (const argument of args) command.addArgument(argumentOf(argument));
  for (const [name, flag] of Object.entries(verb.flags)) command.addOption(optionOf(name, flag));
  const isGiven = (flag: string): boolean => command.getOptionValueSource(flag) === 'cli';
  command.action((...given: unknown[]) =>
    verb.act(given.slice(0, args.length), command.opts<Typed>(), isGiven),
  );
}

function argumentOf({ usage, help, choices, default: given }: Argument): CommanderArgument {
  const argument = new CommanderArgument(usage, help);
  if (choices !== undefined) argument.choices(choices);
  return given === undefined ? argument : argument.default(given);
}

function optionOf(name: string, flag: Flag): Option {
  const option = new Option(flag.usage, flag.help);
  assert(option.attributeName() === name, `the flag ${flag.usage} stands under ${name} in its table`);
  if (flag.choices !== undefined) option.choices(flag.choices);
  if (flag.isRepeated === true && !option.variadic) option.argParser(collect);
  if (flag.default !== undefined) option.default(flag.default);
  return option.makeOptionMandatory(flag.isRequired === true);
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
