import type { Argument, Completion, Flag } from '../flags/flag.js';
import type { Verb, VerbGroup } from '../verb.js';

/** What can follow: a completion, or any word. */
export type Follows = Completion | 'word';

export interface CompletedFlag {
  /** `-o` and `--out`. */
  readonly names: readonly string[];
  readonly help: string;
  /** Null for a flag without a value. */
  readonly follows: Follows | null;
  readonly isRepeated: boolean;
}

/** One command as a shell completes it: verbs, or flags and positional arguments. */
export interface CompletedCommand {
  /** As typed after `freckle`; empty for `freckle` itself. */
  readonly path: string;
  readonly verbs: readonly { readonly name: string; readonly help: string }[];
  readonly flags: readonly CompletedFlag[];
  readonly words: readonly Follows[];
}

const HELP: CompletedFlag = {
  names: ['-h', '--help'],
  help: 'display help for command',
  follows: null,
  isRepeated: false,
};
const VERSION: CompletedFlag = { ...HELP, names: ['-V', '--version'], help: 'output the version number' };

/** Every command; a group comes before its verbs. */
export function commandsOf(verbs: readonly (Verb | VerbGroup)[]): CompletedCommand[] {
  const top = { path: '', verbs: named(verbs), flags: [VERSION, HELP], words: [] };
  return [
    top,
    ...verbs.flatMap((verb) =>
      'verbs' in verb
        ? [
            { path: verb.path, verbs: named(verb.verbs), flags: [HELP], words: [] },
            ...verb.verbs.map(commandOf),
          ]
        : [commandOf(verb)],
    ),
  ];
}

const named = (verbs: readonly Pick<Verb, 'path' | 'description'>[]) =>
  verbs.map(({ path, description }) => ({ name: path.split(' ').at(-1)!, help: description }));

const commandOf = ({ path, flags, args }: Verb): CompletedCommand => ({
  path,
  verbs: [],
  flags: [...Object.values(flags).map(completedFlag), HELP],
  words: Object.values(args).map(followsOf),
});

const completedFlag = (flag: Flag): CompletedFlag => ({
  names: flag.usage.match(/(?<![\w-])--?[a-z][\w-]*/gi)!,
  help: flag.help,
  follows: flag.usage.includes('<') ? followsOf(flag) : null,
  isRepeated: flag.isRepeated === true,
});

const followsOf = ({ choices, completes }: Flag | Argument): Follows =>
  completes ?? (choices === undefined ? 'word' : { kind: 'values', values: () => choices });
