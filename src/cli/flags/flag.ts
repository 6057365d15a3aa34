import type { Parser } from './parsers.js';

/** The value that commander returns for a flag: a text, several, a boolean, or undefined if it was not given. */
export type Raw = string | readonly string[] | boolean | undefined;

/** What a shell suggests for a value. A list takes several values, separated by commas. */
export type Completion =
  | { readonly kind: 'files' | 'folders' }
  | {
      readonly kind: 'values';
      readonly values: () => readonly string[];
      readonly orFiles?: true;
      readonly isList?: true;
    };

interface Described {
  /** Short name, long name and value, as help shows them: `-o, --out <folder>`. */
  readonly usage: string;
  readonly help: string;
  /** As one would type it. */
  readonly default?: string | readonly string[];
  /** The allowed values, if help lists them. */
  readonly choices?: readonly string[];
  readonly completes?: Completion;
}

/** One flag of a command. Help, parser, options, the command line in reports, docs and completion derive from it. */
export interface Flag<Value = unknown, Sets extends string = string> extends Described {
  readonly isRequired?: boolean;
  readonly isRepeated?: true;
  /** Parses what was typed. @throws FreckleError `invalid-setting` */
  readonly read: (raw: Raw) => Value;
  /** The library option that this flag sets: `policy`, `columns.text`. */
  readonly sets?: Sets;
  /** When the command line in a report shows the flag. The default is `changed`: when it differs from its default. */
  readonly told?: 'always' | 'changed' | 'never';
  /** The flag that it follows there; by default the one before it in the table. */
  readonly toldAfter?: string;
}

/** A positional argument: `<inputs...>`. */
export interface Argument<Value = unknown> extends Described {
  readonly read: (raw: Raw) => Value;
}

export type FlagTable = { readonly [name: string]: Flag };
export type ArgumentTable = { readonly [name: string]: Argument };

/** The parsed values of a table, by name. */
export type Values<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends { readonly read: (raw: Raw) => infer Value }
    ? Value
    : never;
};

export const longName = ({ usage }: Pick<Flag, 'usage'>): string => /--[\w-]+/.exec(usage)![0];
/** `--no-samples`: on unless given. */
export const isNegated = (flag: Pick<Flag, 'usage'>): boolean => longName(flag).slice(2).startsWith('no-');

type More = Partial<Pick<Flag, 'sets' | 'told' | 'toldAfter' | 'completes' | 'isRequired'>>;
/** A flag with a default, or a required one, is never undefined. */
type Present<Value, Given> = Given extends { readonly default: unknown } | { readonly isRequired: true }
  ? Value
  : Value | undefined;
type SetBy<Given> = Given extends { readonly sets: infer Path extends string } ? Path : never;

/** A flag with one value, parsed by `parse`. */
export function flag<Value, const Given extends More & { readonly default?: string }>(
  usage: string,
  help: string,
  parse: Parser<Value>,
  more: Given = {} as Given,
): Flag<Present<Value, Given>, SetBy<Given>> {
  const name = longName({ usage });
  const read = (raw: Raw) => (raw === undefined ? undefined : parse(String(raw), name));
  return made<Present<Value, Given>, Given>({ usage, help, read }, more);
}

/** A flag with one of the values that help lists. Commander rejects all others. */
export function choice<Value extends string, const Given extends More & { readonly default?: Value }>(
  usage: string,
  help: string,
  choices: readonly Value[],
  more: Given = {} as Given,
): Flag<Present<Value, Given>, SetBy<Given>> {
  return { ...flag(usage, help, (text) => text as Value, more), choices };
}

/** A flag that may be repeated, or that takes several values at once. */
export function repeated<const Given extends More & { readonly default?: readonly string[] }>(
  usage: string,
  help: string,
  more: Given = {} as Given,
): Flag<Present<readonly string[], Given>, SetBy<Given>> {
  return made<Present<readonly string[], Given>, Given>(
    { usage, help, isRepeated: true, read: (raw) => raw },
    more,
  );
}

/** A flag without a value. */
export function toggle<const Given extends More>(
  usage: string,
  help: string,
  more: Given = {} as Given,
): Flag<boolean, SetBy<Given>> {
  const read = (raw: Raw) => (isNegated({ usage }) ? raw !== false : raw === true);
  return made<boolean, Given>({ usage, help, read }, more);
}

/** The caller knows the types of the values that commander returns. */
const made = <Value, Given>(base: Flag, more: Given) =>
  ({ ...base, ...more }) as unknown as Flag<Value, SetBy<Given>>;

/** One positional argument. */
export function argument(
  usage: string,
  help: string,
  more: Pick<Argument, 'default' | 'completes'> = {},
): Argument<string> {
  return { usage, help, read: String, ...more };
}

/** One positional argument among the values that help lists. */
export const choiceArgument = <Value extends string>(
  usage: string,
  help: string,
  choices: readonly Value[],
): Argument<Value> => ({ usage, help, choices, read: (raw) => raw as Value });

/** All remaining positional arguments. */
export const rest = (usage: string, help: string, completes: Completion): Argument<readonly string[]> => ({
  usage,
  help,
  completes,
  read: (raw) => raw as readonly string[],
});
