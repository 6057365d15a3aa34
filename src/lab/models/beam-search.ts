import type { Decoding } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import type { TransformerDesign } from '../neural/transformer.js';
import type { TransformerDecoder } from '../neural/transformer-decoder.js';
import { drawFrom, largest } from './token-choice.js';

/**
 * Beam search: keeps `width` beams per line, at each place the likeliest of all their continuations, and writes the
 * likeliest beam. The first token of a line is sampled, so that lines differ. `decoder` has `width` lines per written
 * line; with a vocabulary smaller than the width some of them stay unused.
 */
export function searchBeams(
  decoder: TransformerDecoder,
  { length, vocabulary }: TransformerDesign,
  width: number,
  { temperature = 1 }: Decoding,
  random: Random,
): Int32Array {
  const lines = decoder.lines / width;
  const columns = vocabulary + 1;
  let tokens = new Int32Array(decoder.lines * length);
  let totals = new Float64Array(decoder.lines);
  let last = new Int32Array(decoder.lines).fill(vocabulary);
  for (let place = 0; place < length; place++) {
    const sources = new Int32Array(decoder.lines);
    decoder.advance(last, temperature, (probabilities) => {
      const nextTokens = new Int32Array(tokens.length);
      const nextTotals = new Float64Array(totals.length);
      last = new Int32Array(decoder.lines);
      for (let line = 0; line < lines; line++) {
        const first = line * width;
        const rowOf = (beam: number) =>
          probabilities.subarray((first + beam) * columns, (first + beam) * columns + vocabulary);
        const chosen =
          place === 0
            ? sameStart(rowOf(0), width, random)
            : likeliest(width, rowOf, totals.subarray(first, first + width), place === 1 ? 1 : width);
        for (let beam = 0; beam < width; beam++) {
          const { source, token, total } = chosen[beam]!;
          const to = first + beam;
          nextTokens.set(
            tokens.subarray((first + source) * length, (first + source + 1) * length),
            to * length,
          );
          nextTokens[to * length + place] = token;
          nextTotals[to] = total;
          sources[to] = first + source;
          last[to] = token;
        }
      }
      tokens = nextTokens;
      totals = nextTotals;
    });
    decoder.reorder(sources);
  }
  const best = new Int32Array(lines * length);
  // Beams are sorted by their totals: the first is the likeliest.
  for (let line = 0; line < lines; line++)
    best.set(tokens.subarray(line * width * length, (line * width + 1) * length), line * length);
  return best;
}

interface Candidate {
  readonly source: number;
  readonly token: number;
  readonly total: number;
}

function sameStart(row: Float32Array | Float64Array, width: number, random: Random): Candidate[] {
  const token = drawFrom(row, random);
  return Array.from({ length: width }, (_, source) => ({ source, token, total: Math.log(row[token]!) }));
}

/**
 * The `width` likeliest continuations of the first `alive` beams; at the start all beams are equal, so one is alive. If
 * there are fewer continuations, the rest are dead beams that never win.
 */
function likeliest(
  width: number,
  rowOf: (beam: number) => Float32Array | Float64Array,
  totals: Float64Array,
  alive: number,
): Candidate[] {
  const candidates: Candidate[] = [];
  for (let source = 0; source < alive; source++) {
    const row = rowOf(source);
    for (const token of largest(row, width))
      candidates.push({ source, token, total: totals[source]! + Math.log(row[token]! + 1e-30) });
  }
  candidates.sort((a, b) => b.total - a.total || a.source - b.source || a.token - b.token);
  while (candidates.length < width) candidates.push({ ...candidates[0]!, total: -Infinity });
  return candidates.slice(0, width);
}
