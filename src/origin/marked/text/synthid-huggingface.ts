import { z } from 'zod';
import { torchBits, torchCudaBits } from '../../../math/torch-random.js';
import { Word64 } from '../../../math/word64.js';
import { DEVICES, type Device, defineWatermarkScheme } from './scheme.js';
import { deviceSetting } from './setting-types.js';
import { type GValues, hashKey } from './synthid-hash.js';
import { BAYESIAN_INCOMPLETE, isBayesianComplete, synthIdReader, synthIdSettings } from './synthid-reader.js';

/** `sampling_table_size`. A power of two, so the low 16 bits of a hash select the entry. */
const TABLE_SIZE = 65536;

const settings = z
  .strictObject({
    ...synthIdSettings,
    'table-seed': z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .default(0),
    device: deviceSetting,
  })
  .refine(isBayesianComplete, BAYESIAN_INCOMPLETE);

/** SynthID-Text as Hugging Face's `SynthIDTextWatermarkLogitsProcessor` and MarkLLM hash it. */
export const synthIdHuggingFace = defineWatermarkScheme<z.infer<typeof settings>>({
  id: 'synthid-huggingface',
  version: 1,
  title: 'SynthID-Text, Hugging Face',
  description:
    'SynthID-Text with random bits from a table of 65,536 entries. PyTorch fills the table differently on a GPU and on a CPU.',
  formula:
    'weighted mean: Σ w_l g_tl / (n Σ w_l), w = linspace(10, 1, depth); mean: w = 1; Bayesian: posterior',
  nullLaw:
    'A token reads one of 65,536 equally likely rows of the table, so the law of its score is known exactly, including the bias of the table. Mean and weighted mean: saddlepoint tail, accurate to 1 %. Bayesian: 1 / likelihood ratio, an upper bound. Two n-grams share a row with probability 1 in 65,536, which widens the law by 1 % at 1,300 tokens.',
  source:
    'Dathathri et al., Nature 634, 818–823, 2024; huggingface/transformers, generation/logits_process.py; THU-BPM/MarkLLM, watermark/synthid',
  settings,
  published: { 'synthid-huggingface-public': {} },
  open: (chosen) =>
    DEVICES.map((device) => {
      const table = samplingTable(device, chosen['table-seed']);
      const rows = allRows(table, chosen.keys);
      return synthIdReader(tableGValues(table, chosen.keys), rows, chosen, {
        reading: device,
        isAsked: chosen.device === 'any' || chosen.device === device,
      });
    }),
});

export const samplingTable = (device: Device, seed: number): Uint8Array =>
  device === 'cpu' ? torchBits(TABLE_SIZE, seed) : torchCudaBits(TABLE_SIZE, seed);

/** g = table[f(hash, key) mod 65536]. */
export function tableGValues(table: Uint8Array, keys: readonly bigint[]): GValues {
  const layers = keys.map(Word64.from);
  const k = new Word64();
  return {
    depth: keys.length,
    initial: new Word64(0, 1),
    write: (hash, bits, at) => {
      for (let layer = 0; layer < layers.length; layer++)
        bits[at + layer] = table[hashKey(k.set(hash), layers[layer]!).low & (TABLE_SIZE - 1)]!;
    },
  };
}

/** The g-values of every distinct row of the table. */
function allRows(table: Uint8Array, keys: readonly bigint[]): Uint8Array {
  const values = tableGValues(table, keys);
  const rows = new Uint8Array(TABLE_SIZE * keys.length);
  const hash = new Word64();
  for (let low = 0; low < TABLE_SIZE; low++) {
    hash.low = low;
    values.write(hash, rows, low * keys.length);
  }
  return rows;
}
