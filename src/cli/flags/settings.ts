import type { Flag, FlagTable, Raw, Values } from './flag.js';

type Plain =
  | string
  | number
  | boolean
  | bigint
  | symbol
  | null
  | readonly unknown[]
  | ((...given: never[]) => unknown);

/** The paths of the options that accept such a value: `out`, `columns.text`. */
type PathsFor<Options, Value> = {
  [Name in keyof Options & string]-?:
    | ([Value] extends [Options[Name]] ? Name : never)
    | (NonNullable<Options[Name]> extends Plain
        ? never
        : `${Name}.${PathsFor<Required<NonNullable<Options[Name]>>, NonNullable<Value>>}`);
}[keyof Options & string];

type PathsOf<Table> = {
  [Name in keyof Table]: Table[Name] extends Flag<unknown, infer Path> ? Path : never;
}[keyof Table];
type Head<Path> = Path extends `${infer First}.${string}` ? First : Path;

/** A table whose flags set existing options of the right type; checked by the compiler. */
export const flagsSetting =
  <Options>() =>
  <const Table extends FlagTable>(
    table: Table & {
      readonly [Name in keyof Table]: Table[Name] extends Flag<infer Value, infer Path>
        ? [Path] extends [PathsFor<Options, Value>]
          ? unknown
          : { readonly sets?: PathsFor<Options, Value> }
        : never;
    },
  ): Table =>
    table;

/** The options that the flags set. Options that were not given are absent. */
export function settingsOf<Options, Table extends FlagTable>(
  table: Table,
  values: Values<Table>,
): Pick<Options, Head<PathsOf<Table>> & keyof Options> {
  const options: Tree = {};
  for (const [name, { sets }] of Object.entries(table)) {
    const value = values[name as keyof Table];
    if (sets !== undefined && value !== undefined) put(options, sets.split('.'), value);
  }
  return options as Pick<Options, Head<PathsOf<Table>> & keyof Options>;
}

interface Tree {
  [name: string]: unknown;
}

function put(tree: Tree, [first, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) tree[first!] = value;
  else {
    tree[first!] ??= {};
    put(tree[first!] as Tree, rest, value);
  }
}

/** Parses the typed values. @throws FreckleError `invalid-setting` */
export const valuesOf = <Table extends { readonly [name: string]: { readonly read: (raw: Raw) => unknown } }>(
  table: Table,
  typed: { readonly [name: string]: Raw },
): Values<Table> =>
  Object.fromEntries(
    Object.entries(table).map(([name, { read }]) => [name, read(typed[name])]),
  ) as Values<Table>;
