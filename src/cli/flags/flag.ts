import type { Parser } from './parsers.js';

/** What commander gives of a flag: its text, several, whether it is there, or nothing. */
export type Raw = string | readonly string[] | boolean | undefined;

/** What a shell offers for a value. A list takes several, comma-separated. */
export type Completion =
  | { readonly kind: 'files' | 'folders' }
  | {
      readonly kind: 'values';
      readonly values: () => readonly string[];
      readonly orFiles?: true;
      readonly isList?: true;
    };

interface Described {
  /** Short and long name with what follows, as help shows them: `-o, --out <folder>`. */
  readonly usage: string;
  readonly help: string;
  /** As it would be typed. */
  readonly default?: string | readonly string[];
  /** The values that are allowed, where help lists them. */
  readonly choices?: readonly string[];
  readonly completes?: Completion;
}

/** One flag of a command, written once: help, parser, options, the command line in reports, pages and completion follow. */
export interface Flag<Value = unknown, Sets extends string = string> extends Described {
  readonly isRequired?: boolean;
  readonly isRepeated?: true;
  /** From what was typed to what it means. @throws FreckleError `invalid-setting` */
  readonly read: (raw: Raw) => Value;
  /** The option of the library that it sets: `policy`, `columns.text`. */
  readonly sets?: Sets;
  /** In the command line that a report shows: `changed` (where left out) where it differs from its default. */
  readonly told?: 'always' | 'changed' | 'never';
  /** The flag it follows there; the one before it in the table where left out. */
  readonly toldAfter?: string;
}

/** What stands without a flag: `<inputs...>`. */
export interface Argument<Value = unknown> extends Described {
  readonly read: (raw: Raw) => Value;
}

export type FlagTable = { readonly [name: string]: Flag };
export type ArgumentTable = { readonly [name: string]: Argument };

/** The values of a table, each under its name. */
export type Values<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends { readonly read: (raw: Raw) => infer Value }
    ? Value
    : never;
};

export const longName = ({ usage }: Pick<Flag, 'usage'>): string => /--[\w-]+/.exec(usage)![0];
/** `--no-samples`: on unless it is given. */
export const isNegated = (flag: Pick<Flag, 'usage'>): boolean => longName(flag).slice(2).startsWith('no-');

type More = Partial<Pick<Flag, 'sets' | 'told' | 'toldAfter' | 'completes' | 'isRequired'>>;
/** Nothing is undefined that has a default or must be given. */
type Present<Value, Given> = Given extends { readonly default: unknown } | { readonly isRequired: true }
  ? Value
  : Value | undefined;
type SetBy<Given> = Given extends { readonly sets: infer Path extends string } ? Path : never;

/** A flag with one value, understood by `parse`. */
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

/** A flag of one value among those that help lists; commander refuses whatever else is typed. */
export function choice<Value extends string, const Given extends More & { readonly default?: Value }>(
  usage: string,
  help: string,
  choices: readonly Value[],
  more: Given = {} as Given,
): Flag<Present<Value, Given>, SetBy<Given>> {
  return { ...flag(usage, help, (text) => text as Value, more), choices };
}

/** A flag that may be given again, or takes several values at once. */
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

/** The types of what commander gives are known where the flag is made. */
const made = <Value, Given>(base: Flag, more: Given) =>
  ({ ...base, ...more }) as unknown as Flag<Value, SetBy<Given>>;

/** One word without a flag. */
export function argument(
  usage: string,
  help: string,
  more: Pick<Argument, 'default' | 'completes'> = {},
): Argument<string> {
  return { usage, help, read: String, ...more };
}

/** One word among those that help lists. */
export const choiceArgument = <Value extends string>(
  usage: string,
  help: string,
  choices: readonly Value[],
): Argument<Value> => ({ usage, help, choices, read: (raw) => raw as Value });

/** All the words that are left. */
export const rest = (usage: string, help: string, completes: Completion): Argument<readonly string[]> => ({
  usage,
  help,
  completes,
  read: (raw) => raw as readonly string[],
});
