import { FreckleError } from '../../core/errors.js';
import { base64 } from '../../kernels/generated/mixture.js';
import { instantiateKernel } from '../../kernels/instantiate.js';

/** Points, row by row, with one weight each, or none. */
export interface EmRecords {
  readonly values: Float64Array;
  readonly weights: Float64Array | null;
  readonly count: number;
  readonly columns: number;
}

/** Moments about the given means, in the layout of the parameters, and the log-likelihood of all records. */
export interface EmSums {
  readonly sums: Float64Array;
  readonly logLikelihood: number;
}

/** Offsets count numbers of 8 bytes; `kernels/mixture.as.ts` defines the layout. */
interface Exports {
  readonly step: (
    count: number,
    columns: number,
    components: number,
    values: number,
    weights: number,
    mixture: number,
    sums: number,
    total: number,
    scratch: number,
  ) => void;
  readonly evaluate: (
    count: number,
    columns: number,
    components: number,
    values: number,
    mixture: number,
    rows: number,
    scratch: number,
  ) => void;
}

/** Values that fit into memory at once; larger sets are copied in piece by piece at every step. */
const CHUNK_VALUES = 2 ** 19;
const WEIGHTS = CHUNK_VALUES;
const ROWS = 2 * CHUNK_VALUES;
const TOTAL = 4 * CHUNK_VALUES;
const TABLES = TOTAL + 6;
const PAGE_NUMBERS = 8192;
const MOST_PAGES = 65536;

interface Kernel {
  readonly exports: Exports;
  readonly numbers: Float64Array;
  readonly words: Int32Array;
  /** The set whose records are loaded, and the first row. */
  inside: { readonly pass: number; readonly from: number } | null;
}

/** One per thread; its users never yield while they use it. */
let opened: Kernel | null = null;
let passes = 0;

/** @throws FreckleError invalid-setting for a mixture larger than the memory a kernel can have */
function openKernel(columns: number, components: number, length: number): Kernel {
  const needed = TABLES + components * 3 * length + 2 * (2 * columns + components);
  if (opened === null || opened.numbers.length < needed) {
    const pages = Math.ceil((1.25 * needed) / PAGE_NUMBERS);
    if (pages > MOST_PAGES)
      throw new FreckleError(
        'invalid-setting',
        `a mixture of ${components} components in ${columns} columns exceeds the limit of 500 million numbers; use fewer components or columns`,
      );
    const { exports, memory } = instantiateKernel<Exports>(base64, pages);
    opened = {
      exports,
      numbers: new Float64Array(memory.buffer),
      words: new Int32Array(memory.buffer, TOTAL * 8, 12),
      inside: null,
    };
  }
  return opened;
}

/** Numbers per component: log constant, mean, lower triangle of the whitening matrix; and as many moments. */
export const componentLength = (columns: number): number => 1 + columns + (columns * (columns + 1)) / 2;

/** Steps of expectation-maximisation over one set of records. */
export class EmPasses {
  private readonly kernel: Kernel;
  private readonly chunkRows: number;
  private readonly pass = ++passes;

  constructor(
    private readonly records: EmRecords,
    private readonly components: number,
  ) {
    this.kernel = openKernel(records.columns, components, componentLength(records.columns));
    // Even, so that a record keeps its lane.
    this.chunkRows = Math.max(2, 2 * Math.floor(CHUNK_VALUES / records.columns / 2));
  }

  sums(parameters: Float64Array): EmSums {
    const { exports, numbers, words } = this.kernel;
    const { columns, weights } = this.records;
    const sumsAt = TABLES + parameters.length;
    const scratch = sumsAt + 2 * parameters.length;
    numbers.set(parameters, TABLES);
    numbers.fill(0, sumsAt, scratch);
    numbers.set([0, 0, 1, 1, 0, 0], TOTAL);
    this.eachChunk((rows) =>
      exports.step(
        rows,
        columns,
        this.components,
        0,
        weights === null ? -1 : WEIGHTS,
        TABLES,
        sumsAt,
        TOTAL,
        scratch,
      ),
    );
    const logs = numbers[TOTAL]! + numbers[TOTAL + 1]!;
    const mantissas = Math.log(numbers[TOTAL + 2]!) + Math.log(numbers[TOTAL + 3]!);
    const exponents = words[8]! + words[10]!;
    return {
      sums: Float64Array.from(
        parameters,
        (_, at) => numbers[sumsAt + 2 * at]! + numbers[sumsAt + 2 * at + 1]!,
      ),
      logLikelihood:
        weights === null
          ? logs + mantissas + exponents * Math.LN2
          : this.logDensities(parameters).reduce((sum, log, row) => sum + weights[row]! * log, 0),
    };
  }

  /** One per record. */
  logDensities(parameters: Float64Array): Float64Array {
    const { exports, numbers } = this.kernel;
    const { columns, count } = this.records;
    const found = new Float64Array(count);
    numbers.set(parameters, TABLES);
    const scratch = TABLES + 3 * parameters.length;
    this.eachChunk((rows, from) => {
      exports.evaluate(rows, columns, this.components, 0, TABLES, ROWS, scratch);
      for (let row = 0; row < rows; row++) {
        const at = ROWS + 4 * (row >> 1) + (row & 1);
        found[from + row] = numbers[at]! + Math.log(numbers[at + 2]!);
      }
    });
    return found;
  }

  private eachChunk(visit: (rows: number, from: number) => void): void {
    const { kernel, pass } = this;
    const { values, weights, count, columns } = this.records;
    for (let from = 0; from < count; from += this.chunkRows) {
      const to = Math.min(count, from + this.chunkRows);
      if (kernel.inside?.pass !== pass || kernel.inside.from !== from) {
        kernel.numbers.set(values.subarray(from * columns, to * columns), 0);
        if (weights !== null) kernel.numbers.set(weights.subarray(from, to), WEIGHTS);
        kernel.inside = { pass, from };
      }
      visit(to - from, from);
    }
  }
}
