import { z } from 'zod';
import { low32 } from './green-list.js';
import { REPEATS } from './green-score.js';
import { greenReader } from './kgw.js';
import { createTokenHash, PRFS, pythonSeed } from './prf.js';
import { defineWatermarkScheme } from './scheme.js';
import { cpuOnlySetting, keySetting, shareSetting, vocabularySetting } from './setting-types.js';

const settings = z.strictObject({
  seeding: z.enum(['lefthash', 'selfhash']).default('lefthash'),
  'context-width': z.int().min(1).max(64).default(1),
  key: keySetting.prefault(15485863),
  'green-share': shareSetting.default(0.25),
  vocabulary: vocabularySetting,
  repeats: z.enum(REPEATS).default('draws'),
  bias: z.number().default(2),
  device: cpuOnlySetting,
});

/** KGW as Hugging Face's `WatermarkLogitsProcessor` seeds it. Not interchangeable with the authors' code. */
export const kgwHuggingFace = defineWatermarkScheme<z.infer<typeof settings>>({
  id: 'kgw-huggingface',
  version: 1,
  title: 'KGW green list, Hugging Face',
  description:
    'The green list as the transformers library draws it. The key seeds its hash table, and its lefthash depends on the last token only.',
  formula: 'z = (G − γT) / √(Tγ(1−γ)) over T distinct draws, G of them green',
  nullLaw:
    'Exact binomial tail over distinct (seed, token) draws, over the choice of the key. The library itself counts repeated n-grams again by default, which makes its p-value too small.',
  source: 'huggingface/transformers, generation/logits_process.py and generation/watermarking.py',
  settings,
  published: {
    'huggingface-lefthash': { seeding: 'lefthash' },
    'huggingface-selfhash': { seeding: 'selfhash', 'context-width': 4 },
  },
  open: (chosen) => {
    const { key } = chosen;
    const selfSalt = chosen.seeding === 'selfhash';
    const width = chosen['context-width'];
    const both = { ...chosen, 'green-end': 'first' } as const;
    if (!selfSalt)
      // The seed is the key times the last token for every width. The width only sets where scoring starts.
      return chosen.vocabulary.map((vocabulary) =>
        greenReader(vocabulary, both, { width, selfSalt }, (context) =>
          pythonSeed(key * BigInt(context.at(-1)!)),
        ),
      );
    const hash = createTokenHash(low32(key));
    return chosen.vocabulary.map((vocabulary) =>
      greenReader(vocabulary, both, { width, selfSalt }, (context) =>
        pythonSeed(PRFS.anchored_minhash_prf(context, key, hash)),
      ),
    );
  },
});
