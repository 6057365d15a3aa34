import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MersenneTwister } from '../../../src/math/mersenne-twister.js';
import { torchRandperm, torchUniformAt } from '../../../src/math/torch-random.js';
import { createGreenLists } from '../../../src/origin/marked/text/green-list.js';
import {
  AUTHORS_TABLE_SEED,
  createTokenHash,
  PRFS,
  pythonSeed,
  seedingOf,
} from '../../../src/origin/marked/text/prf.js';
import { initialOf, referenceGValues } from '../../../src/origin/marked/text/synthid.js';
import { type GValues, readBits } from '../../../src/origin/marked/text/synthid-hash.js';
import { samplingTable, tableGValues } from '../../../src/origin/marked/text/synthid-huggingface.js';
import { unigramMask } from '../../../src/origin/marked/text/unigram.js';
import { VECTORS_FILE, type Vectors } from './data.js';

const isThere = existsSync(VECTORS_FILE);
if (!isThere) console.warn(`skipped: ${VECTORS_FILE} is not there`);
const vectors: Vectors = isThere ? JSON.parse(readFileSync(VECTORS_FILE, 'utf8')) : EMPTY();
function EMPTY(): Vectors {
  return { torch_cpu: {}, kgw: [], unigram: [], synthid: { keys: [], sequences: [] } } as unknown as Vectors;
}
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe.skipIf(!isThere)('golden vectors', () => {
  test('PyTorch on the CPU draws the same permutations, floats and bits', () => {
    const given = vectors.torch_cpu;
    expect([...torchRandperm(10, new MersenneTwister(0))]).toEqual(given.randperm_seed0_n10);
    expect([...torchRandperm(20, new MersenneTwister(42))]).toEqual(given.randperm_seed42_n20);
    const floats = given.rand_float32_seed0_n5.map((_, at) => torchUniformAt(at, new MersenneTwister(0)));
    expect(floats).toEqual(given.rand_float32_seed0_n5);
    expect([...samplingTable('cpu', 0).subarray(0, 64)].join('')).toBe(vectors.synthid.cpu_table_first64);
  });

  const authors = createTokenHash(AUTHORS_TABLE_SEED);
  const huggingFace = createTokenHash(15485863);
  test.each(vectors.kgw.map((vector, index) => ({ ...vector, index })))(
    'green list $index ($scheme, vocabulary $vocab) is exact',
    (vector) => {
      const isHuggingFace = vector.scheme.startsWith('hf_');
      const { prf } = seedingOf(vector.scheme.replace('hf_', ''))!;
      const seed = pythonSeed(
        PRFS[prf](Int32Array.from(vector.context), 15485863n, isHuggingFace ? huggingFace : authors),
      );
      expect(String(seed)).toBe(vector.prf_seed);
      const lists = createGreenLists(vector.vocab, vector.gamma, 'first');
      expect(lists.greenCount).toBe(vector.n_green);
      const green: number[] = [];
      for (let token = 0; token < vector.vocab; token++)
        if (lists.isGreenInKept(seed, token)) green.push(token);
      expect(sha256(green.join())).toBe(vector.sha256_sorted_csv);
      const isIn = new Set(green);
      for (const token of [...vector.first10, ...Object.keys(vector.target_green).map(Number), 7, 4711])
        expect(lists.isGreen(seed, token)).toBe(isIn.has(token));
      for (const [token, expected] of Object.entries(vector.target_green))
        expect(lists.isGreen(seed, Number(token))).toBe(expected);
    },
  );

  test.each(vectors.unigram)('Unigram’s list for key $key and vocabulary $vocab is exact', (vector) => {
    const { isGreen, greenCount } = unigramMask(vector.vocab, vector.fraction, BigInt(vector.key));
    expect(greenCount).toBe(vector.n_green);
    expect(isGreen.subarray(0, 64).join('')).toBe(vector.first64);
    expect(sha256(isGreen.join(''))).toBe(vector.sha256_bits);
  });

  const keys = vectors.synthid.keys.map(BigInt);
  test('SynthID’s initial hash and both sampling tables are exact', () => {
    expect(String(initialOf(keys))).toBe(vectors.synthid.reference_hash_iv);
    expect(sha256(samplingTable('cpu', 0).join(''))).toBe(vectors.synthid.cpu_table_sha256);
    expect(sha256(samplingTable('cuda', 0).join(''))).toBe(vectors.synthid.cuda_table_sha256);
  });

  test.each(vectors.synthid.sequences.map((sequence, index) => ({ ...sequence, index })))(
    'SynthID’s g-values and context mask of sequence $index are exact under all three hashes',
    (sequence) => {
      const ids = Int32Array.from(sequence.ids);
      const kinds = {
        reference_hashbits: referenceGValues(keys),
        hf_table_cpu: tableGValues(samplingTable('cpu', 0), keys),
        hf_table_cuda: tableGValues(samplingTable('cuda', 0), keys),
      };
      for (const [kind, values] of Object.entries(kinds)) {
        const { g, context_mask } = sequence[kind as keyof typeof kinds];
        expect(gValuesOf(ids, values)).toEqual(g);
        const { counts } = readBits(ids, values, { ngramLength: 5, contextHistory: 1024, endToken: null });
        expect([...counts]).toEqual(context_mask);
      }
    },
  );
});

/** The g-values of every n-gram, repeated ones included: each n-gram is read as a text of its own. */
function gValuesOf(ids: Int32Array, values: GValues): string[] {
  const rules = { ngramLength: 5, contextHistory: 1024, endToken: null };
  return Array.from({ length: ids.length - 4 }, (_, at) =>
    readBits(ids.subarray(at, at + 5), values, rules).bits.join(''),
  );
}
