import type { ParquetFile } from '../parquet-file.js';
import { extendArrowSchema } from './arrow-schema.js';
import { ADDED_FIELDS, addedElements, isAdded } from './provenance-columns.js';
import {
  fieldOf,
  listOf,
  readStruct,
  structOf,
  T,
  type ThriftStruct,
  type ThriftValue,
  textOf,
  withField,
} from './thrift-tree.js';

/** The footer of a file as stored. */
export async function readFooter({ sizeBytes, slice }: ParquetFile): Promise<ThriftStruct> {
  const tail = await slice(sizeBytes - 8, sizeBytes);
  return readStruct(await slice(sizeBytes - 8 - tail.readUInt32LE(0), sizeBytes - 8));
}

/**
 * The source's footer with other rows and with the columns that are added. Every other word of it stays: types,
 * nullability, ids and metadata of fields, `pandas`, `huggingface`, and Arrow's own schema, which is extended.
 */
export function copiedFooter(source: ThriftStruct, rows: number, groups: ThriftValue): ThriftStruct {
  const [root, ...elements] = listOf(fieldOf(source, 2)) as ThriftStruct[];
  const tops = topsOf(elements);
  const kept = tops.filter(({ name }) => !isAdded(name));
  const newRoot = withField(root!, 5, T.i32, kept.length + ADDED_FIELDS.length);
  let footer = withField(source, 2, T.list, {
    of: T.struct,
    items: [newRoot, ...kept.flatMap(({ own }) => own), ...addedElements()],
  });
  footer = withField(footer, 3, T.i64, BigInt(rows));
  footer = withField(footer, 4, T.list, groups);
  const orders = fieldOf(footer, 7);
  if (orders !== undefined) {
    const all = listOf(orders);
    let leaf = 0;
    const keptOrders = tops.flatMap(({ name, leaves }) => {
      const own = all.slice(leaf, leaf + leaves);
      leaf += leaves;
      return isAdded(name) ? [] : own;
    });
    const order = structOf({ 1: [T.struct, []] });
    const items = [...keptOrders, ...ADDED_FIELDS.map(() => order)];
    footer = withField(footer, 7, T.list, { of: T.struct, items });
  }
  const metadata = fieldOf(footer, 5);
  if (metadata === undefined) return footer;
  const names = new Set(kept.map(({ index }) => index));
  const items = (listOf(metadata) as ThriftStruct[]).flatMap((pair): ThriftStruct[] => {
    if (textOf(fieldOf(pair, 1)) !== 'ARROW:schema') return [pair];
    const value = extendArrowSchema(textOf(fieldOf(pair, 2)), (_, index) => names.has(index), ADDED_FIELDS);
    return value === null ? [] : [withField(pair, 2, T.binary, Buffer.from(value))];
  });
  return withField(footer, 5, T.list, { of: T.struct, items });
}

interface Top {
  readonly index: number;
  readonly name: string;
  /** Its element and those below it. */
  readonly own: readonly ThriftStruct[];
  readonly leaves: number;
}

/** The columns at the top of a schema, which lists its tree depth first. */
function topsOf(elements: readonly ThriftStruct[]): Top[] {
  const tops: Top[] = [];
  for (let at = 0; at < elements.length; ) {
    const start = at;
    let leaves = 0;
    for (let open = 1; open > 0; open--) {
      const children = Number(fieldOf(elements[at++]!, 5) ?? 0);
      if (children === 0) leaves++;
      open += children;
    }
    const own = elements.slice(start, at);
    tops.push({ index: tops.length, name: textOf(fieldOf(own[0]!, 4)), own, leaves });
  }
  return tops;
}
