import {
  PROVENANCE_COLUMNS,
  PROVENANCE_FIELDS,
  PROVENANCE_LISTS,
  PROVENANCE_PREFIX,
  type Provenance,
} from '../../core/provenance.js';
import type { AddedField } from './arrow-schema.js';
import type { PageContent } from './page.js';
import { structOf, T, type ThriftStruct, type ThriftValue } from './thrift-tree.js';

/** The columns that are added. */
export const ADDED_FIELDS: readonly AddedField[] = PROVENANCE_FIELDS.map(({ name }) => ({
  name: PROVENANCE_PREFIX + name,
  isList: PROVENANCE_LISTS.has(name),
}));

export const isAdded = (name: string): boolean => PROVENANCE_COLUMNS.includes(name);

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
export const addedColumns = (rows: readonly Provenance[]): AddedColumn[] =>
  PROVENANCE_FIELDS.map(({ cellOf }, index) => {
    const { name, isList } = ADDED_FIELDS[index]!;
    const cells = rows.map(cellOf);
    return isList ? listColumn(name, cells as string[][]) : stringColumn(name, cells as string[]);
  });

const BYTES = { type: 'BYTE_ARRAY', typeLength: 0 } as const;

const stringColumn = (name: string, rows: readonly string[]): AddedColumn => ({
  path: [name],
  content: {
    ...BYTES,
    maxDefinition: 1,
    maxRepetition: 0,
    definitionLevels: rows.map(() => 1),
    repetitionLevels: [],
    values: rows.map((value) => Buffer.from(value)),
    count: rows.length,
  },
});

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
