import { assert } from '../core/errors.js';
import type { Data } from '../core/model.js';
import type { Random } from '../core/random.js';

/** The records at `rows`, in that order; rows may repeat. */
export function selectRows<D extends Data>(data: D, rows: ArrayLike<number>): D {
  return selected(data, rows) as D;
}

/** Several sets of one kind and shape, one after another. */
export function joinData<D extends Data>(parts: readonly D[]): D {
  assert(parts.length > 0, 'joining needs at least one part');
  return parts.length === 1 ? parts[0]! : (joined(parts) as D);
}

/** The first `count` records. */
export function firstRows<D extends Data>(data: D, count: number): D {
  return selectRows(
    data,
    Int32Array.from({ length: Math.min(count, data.count) }, (_, row) => row),
  );
}

/** `count` records without replacement, in random order. */
export function subsample<D extends Data>(data: D, count: number, random: Random): D {
  return selectRows(data, subsampleRows(data.count, count, random));
}

/** `count` of `total` row numbers without replacement, in random order: the first steps of a shuffle. */
export function subsampleRows(total: number, count: number, random: Random): Int32Array {
  assert(count <= total, `cannot draw ${count} of ${total} rows without replacement`);
  const order = Int32Array.from({ length: total }, (_, row) => row);
  for (let at = 0; at < count; at++) {
    const other = at + random.integer(total - at);
    const moved = order[at]!;
    order[at] = order[other]!;
    order[other] = moved;
  }
  return order.subarray(0, count);
}

/**
 * Draws subsets of a growing pool in time proportional to the subset. A partial shuffle may start from any order, so the
 * order is kept between draws.
 */
export function growingSubsampler(
  largest: number,
): (total: number, count: number, random: Random) => Int32Array {
  const order = Int32Array.from({ length: largest }, (_, row) => row);
  return (total, count, random) => {
    for (let at = 0; at < count; at++) {
      const other = at + random.integer(total - at);
      const moved = order[at]!;
      order[at] = order[other]!;
      order[other] = moved;
    }
    return order.subarray(0, count);
  };
}

/** Numbers of points and pictures, which can be averaged; null for symbols and texts. */
export const numbersOf = (data: Data): Float64Array | Float32Array | null =>
  data.kind === 'numeric' ? data.values : data.kind === 'images' ? data.pixels : null;

/** Numbers per record for tables; 1 for other kinds. */
export function recordWidth(data: Data): number {
  switch (data.kind) {
    case 'numeric':
      return data.columns;
    case 'tokens':
      return data.blockLength;
    case 'images':
      return data.width * data.height;
    case 'categorical':
    case 'texts':
      return 1;
    default:
      return data satisfies never;
  }
}

function selected(data: Data, rows: ArrayLike<number>): Data {
  const count = rows.length;
  switch (data.kind) {
    case 'numeric':
      return { ...data, count, values: gather(data.values, data.columns, rows) };
    case 'categorical':
      return { ...data, count, draws: gather(data.draws, 1, rows) };
    case 'tokens':
      return { ...data, count, tokens: gather(data.tokens, data.blockLength, rows) };
    case 'images':
      return { ...data, count, pixels: gather(data.pixels, data.width * data.height, rows) };
    case 'texts':
      return { ...data, count, texts: Array.from(rows, (row) => data.texts[row]!) };
    default:
      return data satisfies never;
  }
}

function joined(parts: readonly Data[]): Data {
  const first = parts[0]!;
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  for (const part of parts)
    assert(
      part.kind === first.kind && recordWidth(part) === recordWidth(first),
      'joined sets differ in shape',
    );
  switch (first.kind) {
    case 'numeric':
      return { ...first, count, values: append(parts.map((part) => (part as typeof first).values)) };
    case 'categorical':
      return { ...first, count, draws: append(parts.map((part) => (part as typeof first).draws)) };
    case 'tokens':
      return { ...first, count, tokens: append(parts.map((part) => (part as typeof first).tokens)) };
    case 'images':
      return { ...first, count, pixels: append(parts.map((part) => (part as typeof first).pixels)) };
    case 'texts':
      return { ...first, count, texts: parts.flatMap((part) => (part as typeof first).texts) };
    default:
      return first satisfies never;
  }
}

type Numbers = Float64Array | Float32Array | Int32Array;

function gather<A extends Numbers>(from: A, width: number, rows: ArrayLike<number>): A {
  const to = new (from.constructor as new (length: number) => A)(rows.length * width);
  for (let at = 0; at < rows.length; at++) {
    const start = rows[at]! * width;
    for (let column = 0; column < width; column++) to[at * width + column] = from[start + column]!;
  }
  return to;
}

function append<A extends Numbers>(parts: readonly A[]): A {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const to = new (parts[0]!.constructor as new (length: number) => A)(length);
  let at = 0;
  for (const part of parts) {
    to.set(part, at);
    at += part.length;
  }
  return to;
}
