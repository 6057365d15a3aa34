import type { ColumnChunk, SchemaTree } from 'hyparquet';
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from 'hyparquet/src/schema.js';
import { FreckleError } from '../../core/errors.js';
import type { Splice, Split } from '../../core/format.js';
import type { Provenance } from '../../core/provenance.js';
import { openParquet, type ParquetFile } from '../parquet-file.js';
import { PageCursor, type RawPage } from '../parquet-pages.js';
import { copiedFooter, readFooter } from './footer.js';
import { ParquetOutput } from './output.js';
import { encodePage, type PageContent } from './page.js';
import { addedColumns, isAdded } from './provenance-columns.js';
import { fieldOf, listOf, structOf, T, type ThriftStruct, withField } from './thrift-tree.js';

/**
 * Writes the rows of a Parquet file to Parquet files without interpreting them: the values of a column are copied as
 * stored, and a row group that goes to one decision is copied byte for byte. So every type survives, whether or not we
 * know it. Columns that an earlier run added are replaced.
 */
export const parquetSplice: Splice = {
  extension: '.parquet',
  write: (task) => write(task),
  fallback: 'parquet',
};

/** A column at the end of a path of the schema. */
interface Leaf {
  readonly path: SchemaTree[];
  /** Its place among the columns of a row group. */
  readonly index: number;
}

/** The rows of a group that go to one output. */
interface Part {
  readonly output: ParquetOutput;
  readonly isChosen: Uint8Array;
  readonly rows: readonly Provenance[];
}

const write: Splice['write'] = async ({ input, split, provenanceOf, sinkOf }) => {
  const file = await openParquet(input);
  // Nothing was read from it either; the gate counts what is written.
  if ('code' in file) return undefined;
  try {
    const footer = await readFooter(file);
    const leaves = leavesOf(file.schema).filter(({ path }) => !isAdded(path[1]!.element.name));
    const decided = decidedRows(file, split, provenanceOf);
    const outputs = new Map<string, ParquetOutput>();
    for (let group = split.start; group < split.end; group++) {
      const parts = partsOf(file, group, decided, (decision) => {
        let output = outputs.get(decision);
        output ??= new ParquetOutput(sinkOf(decision));
        outputs.set(decision, output);
        return output;
      });
      if (parts.length === 0) continue;
      for (const leaf of leaves) await copyColumn(file, footer, group, leaf, parts);
      for (const part of parts) {
        for (const { path, content } of addedColumns(part.rows)) writeAdded(part.output, path, content);
        part.output.endGroup(part.rows.length);
      }
    }
    for (const output of outputs.values()) output.end((rows, groups) => copiedFooter(footer, rows, groups));
    return undefined;
  } catch (error) {
    if (error instanceof FreckleError) throw error;
    return { notCopied: error instanceof Error ? error.message : String(error) };
  } finally {
    await file.close();
  }
};

function leavesOf(schema: SchemaTree): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (node: SchemaTree, path: SchemaTree[]): void => {
    const own = [...path, node];
    if (node.children.length === 0) leaves.push({ path: own, index: leaves.length });
    for (const child of node.children) visit(child, own);
  };
  for (const child of schema.children) visit(child, [schema]);
  return leaves;
}

/** Provenance by number of the row in the file, which ends its position: damage may have left out rows before it. */
function decidedRows(
  file: ParquetFile,
  split: Split,
  provenanceOf: (ordinal: number) => Provenance | null,
): Map<number, Provenance> {
  const rows = new Map<number, Provenance>();
  const first = file.firstRow[split.start] ?? 0;
  const count = (file.firstRow[split.end] ?? first) - first;
  for (let ordinal = 0; ordinal < count; ordinal++) {
    const provenance = provenanceOf(ordinal);
    if (provenance === null) continue;
    const row = /#row=(\d+)$/.exec(provenance.position)?.[1];
    rows.set(row === undefined ? first + ordinal : Number(row), provenance);
  }
  return rows;
}

function partsOf(
  file: ParquetFile,
  group: number,
  decided: ReadonlyMap<number, Provenance>,
  outputOf: (decision: string) => ParquetOutput,
): Part[] {
  const first = file.firstRow[group]!;
  const count = file.firstRow[group + 1]! - first;
  const parts = new Map<string, { output: ParquetOutput; isChosen: Uint8Array; rows: Provenance[] }>();
  for (let row = 0; row < count; row++) {
    const provenance = decided.get(first + row);
    if (provenance === undefined) continue;
    let part = parts.get(provenance.decision);
    if (part === undefined) {
      part = { output: outputOf(provenance.decision), isChosen: new Uint8Array(count), rows: [] };
      parts.set(provenance.decision, part);
    }
    part.isChosen[row] = 1;
    part.rows.push(provenance);
  }
  return [...parts.values()];
}

async function copyColumn(
  file: ParquetFile,
  footer: ThriftStruct,
  group: number,
  leaf: Leaf,
  parts: readonly Part[],
): Promise<void> {
  const chunk = file.groups[group]!.columns[leaf.index]!;
  const rowGroup = listOf(fieldOf(footer, 4))[group] as ThriftStruct;
  const stored = fieldOf(listOf(fieldOf(rowGroup, 1))[leaf.index] as ThriftStruct, 3) as ThriftStruct;
  const rows = file.firstRow[group + 1]! - file.firstRow[group]!;
  const [only] = parts;
  if (parts.length === 1 && only!.rows.length === rows) await copyChunk(file, chunk, stored, only!.output);
  else await copyValues(file, chunk, stored, leaf, rows, parts);
}

/** Bytes that are held at once while a column is copied whole. */
const COPY_BYTES = 4 * 1024 * 1024;

/** Copies a column byte for byte; its indexes and filters, which lie elsewhere, are left out. */
async function copyChunk(
  file: ParquetFile,
  { meta_data: meta, file_path: elsewhere }: ColumnChunk,
  stored: ThriftStruct,
  output: ParquetOutput,
): Promise<void> {
  if (meta === undefined || elsewhere) throw new Error('a column is encrypted or lies in another file');
  const dictionaryAt = Number(meta.dictionary_page_offset ?? 0);
  const dataAt = Number(meta.data_page_offset);
  const from = dictionaryAt > 0 && dictionaryAt < dataAt ? dictionaryAt : dataAt;
  const end = from + Number(meta.total_compressed_size);
  const start = output.offset;
  for (let at = from; at < end; at += COPY_BYTES)
    output.write(await file.slice(at, Math.min(end, at + COPY_BYTES)));
  const moved = BigInt(start - from);
  let own = withField(stored, 9, T.i64, BigInt(dataAt) + moved);
  if (dictionaryAt > 0) own = withField(own, 11, T.i64, BigInt(dictionaryAt) + moved);
  for (const left of [10, 14, 15]) own = withField(own, left, T.i64, undefined);
  output.endColumn(own, start, Number(meta.total_uncompressed_size));
}

const SNAPPY = 1n;
const ENCODINGS = { of: T.i32, items: [0n, 3n] };

/** Copies the values of chosen rows, page by page. */
async function copyValues(
  file: ParquetFile,
  chunk: ColumnChunk,
  stored: ThriftStruct,
  { path }: Leaf,
  rows: number,
  parts: readonly Part[],
): Promise<void> {
  const pages = new PageCursor(file, chunk, path, rows, true);
  const column = {
    type: chunk.meta_data!.type,
    typeLength: path.at(-1)!.element.type_length ?? 0,
    maxDefinition: getMaxDefinitionLevel(path),
    maxRepetition: getMaxRepetitionLevel(path),
  };
  const isCompressed = chunk.meta_data!.codec !== 'UNCOMPRESSED';
  const written = parts.map(({ output }) => ({ start: output.offset, count: 0, uncompressedSize: 0 }));
  // Rows after the last chosen one may be damaged.
  const last = Math.max(...parts.map(({ isChosen }) => isChosen.lastIndexOf(1)));
  const isRepeated = column.maxRepetition > 0;
  let row = -1;
  // A list may go on in the next page.
  while (row < last || (isRepeated && row < rows - 1)) {
    const page = await pages.nextRaw();
    if (page === null) break;
    for (const [index, { output, isChosen }] of parts.entries()) {
      const content = chosenIn(page, row, isChosen, column);
      if (content.count === 0) continue;
      const { bytes, uncompressedSize } = encodePage(content, isCompressed);
      output.write(bytes);
      written[index]!.count += content.count;
      written[index]!.uncompressedSize += uncompressedSize;
    }
    row += rowsIn(page);
  }
  if (row < last) throw new Error(`a column has ${row + 1} rows, its group ${rows}`);
  for (const [index, { output }] of parts.entries()) {
    const { start, count, uncompressedSize } = written[index]!;
    let own = withField(stored, 2, T.list, ENCODINGS);
    if (isCompressed) own = withField(own, 4, T.i32, SNAPPY);
    own = withField(own, 5, T.i64, BigInt(count));
    own = withField(own, 6, T.i64, BigInt(uncompressedSize));
    own = withField(own, 7, T.i64, BigInt(output.offset - start));
    own = withField(own, 9, T.i64, BigInt(start));
    // Offsets and statistics of the whole column.
    for (const left of [10, 11, 12, 13, 14, 15, 16, 17]) own = withField(own, left, T.i64, undefined);
    output.endColumn(own, start, uncompressedSize);
  }
}

type ColumnTypes = Pick<PageContent, 'type' | 'typeLength' | 'maxDefinition' | 'maxRepetition'>;

function rowsIn({ count, repetitionLevels }: RawPage): number {
  if (repetitionLevels.length === 0) return count;
  let rows = 0;
  for (let at = 0; at < count; at++) if (repetitionLevels[at] === 0) rows++;
  return rows;
}

/** The part of a page that belongs to chosen rows; `row` is the row before the page's first. */
function chosenIn(page: RawPage, before: number, isChosen: Uint8Array, column: ColumnTypes): PageContent {
  const { count, definitionLevels, repetitionLevels, values } = page;
  const { maxDefinition } = column;
  const hasDefinitions = definitionLevels !== undefined && definitionLevels.length > 0;
  const hasRepetitions = repetitionLevels.length > 0;
  const definitions: number[] = [];
  const repetitions: number[] = [];
  const chosen: unknown[] = [];
  let row = before;
  let value = 0;
  for (let at = 0; at < count; at++) {
    const repetition = hasRepetitions ? repetitionLevels[at]! : 0;
    if (repetition === 0) row++;
    const definition = hasDefinitions ? definitionLevels[at]! : maxDefinition;
    const isValue = definition === maxDefinition;
    if (isChosen[row] === 1) {
      if (isValue) chosen.push(values[value]);
      definitions.push(definition);
      repetitions.push(repetition);
    }
    if (isValue) value++;
  }
  return {
    ...column,
    definitionLevels: definitions,
    repetitionLevels: repetitions,
    values: chosen,
    count: definitions.length,
  };
}

function writeAdded(output: ParquetOutput, path: readonly string[], content: PageContent): void {
  const start = output.offset;
  const { bytes, uncompressedSize } = encodePage(content, true);
  output.write(bytes);
  const meta = structOf({
    1: [T.i32, 6n],
    2: [T.list, ENCODINGS],
    3: [T.list, { of: T.binary, items: path.map((name) => Buffer.from(name)) }],
    4: [T.i32, SNAPPY],
    5: [T.i64, BigInt(content.count)],
    6: [T.i64, BigInt(uncompressedSize)],
    7: [T.i64, BigInt(bytes.length)],
    9: [T.i64, BigInt(start)],
  });
  output.endColumn(meta, start, uncompressedSize);
}
