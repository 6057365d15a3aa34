import type { Provenance } from '../../core/format.js';
import { PROVENANCE_COLUMNS } from '../provenance.js';
import type { AddedField } from './arrow-schema.js';
import type { PageContent } from './page.js';
import { structOf, T, type ThriftStruct, type ThriftValue } from './thrift-tree.js';

/** The columns that are added, and their values. */
const VALUES: {
  readonly [name in (typeof PROVENANCE_COLUMNS)[number]]: (of: Provenance) => string | readonly string[];
} = {
  freckle_source: ({ source }) => source,
  freckle_position: ({ position }) => position,
  freckle_content_hash: ({ contentHash }) => contentHash,
  freckle_decision: ({ decision }) => decision,
  freckle_reasons: ({ reasons }) => reasons,
  freckle_origin: ({ origin }) => origin,
  freckle_evidence: ({ evidence }) => evidence,
};

const LISTS: readonly string[] = ['freckle_reasons', 'freckle_evidence'];

export const ADDED_FIELDS: readonly AddedField[] = PROVENANCE_COLUMNS.map((name) => ({
  name,
  isList: LISTS.includes(name),
}));

export const isAdded = (name: string): boolean => (PROVENANCE_COLUMNS as readonly string[]).includes(name);

const BYTE_ARRAY = 6;
const OPTIONAL = 1;
const REPEATED = 2;
const text = (value: string): readonly [number, ThriftValue] => [T.binary, Buffer.from(value)];

const stringElement = (name: string): ThriftStruct =>
  structOf({
    1: [T.i32, BYTE_ARRAY],
    3: [T.i32, OPTIONAL],
    4: text(name),
    6: [T.i32, 0],
    10: [T.struct, structOf({ 1: [T.struct, []] })],
  });

/** Elements of the schema: strings, and lists of three levels as Arrow writes them. */
export const addedElements = (): ThriftStruct[] =>
  ADDED_FIELDS.flatMap(({ name, isList }) =>
    isList
      ? [
          structOf({
            3: [T.i32, OPTIONAL],
            4: text(name),
            5: [T.i32, 1],
            6: [T.i32, 3],
            10: [T.struct, structOf({ 3: [T.struct, []] })],
          }),
          structOf({ 3: [T.i32, REPEATED], 4: text('list'), 5: [T.i32, 1] }),
          stringElement('element'),
        ]
      : [stringElement(name)],
  );

export interface AddedColumn {
  readonly path: readonly string[];
  readonly content: PageContent;
}

/** One page of each added column for these rows. */
export function addedColumns(rows: readonly Provenance[]): AddedColumn[] {
  return ADDED_FIELDS.map(({ name, isList }) => {
    const cellOf = VALUES[name as keyof typeof VALUES];
    return isList
      ? listColumn(
          name,
          rows.map((row) => cellOf(row) as readonly string[]),
        )
      : {
          path: [name],
          content: {
            ...BYTES,
            maxDefinition: 1,
            maxRepetition: 0,
            definitionLevels: rows.map(() => 1),
            repetitionLevels: [],
            values: rows.map((row) => Buffer.from(cellOf(row) as string)),
            count: rows.length,
          },
        };
  });
}

const BYTES = { type: 'BYTE_ARRAY', typeLength: 0 } as const;

function listColumn(name: string, rows: readonly (readonly string[])[]): AddedColumn {
  const definitionLevels: number[] = [];
  const repetitionLevels: number[] = [];
  const values: Buffer[] = [];
  for (const list of rows) {
    if (list.length === 0) {
      definitionLevels.push(1);
      repetitionLevels.push(0);
    }
    for (const [index, value] of list.entries()) {
      definitionLevels.push(3);
      repetitionLevels.push(index === 0 ? 0 : 1);
      values.push(Buffer.from(value));
    }
  }
  return {
    path: [name, 'list', 'element'],
    content: {
      ...BYTES,
      maxDefinition: 3,
      maxRepetition: 1,
      definitionLevels,
      repetitionLevels,
      values,
      count: definitionLevels.length,
    },
  };
}
