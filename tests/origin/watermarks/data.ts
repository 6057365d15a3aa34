import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const folder = new URL('../../../../shared/data/', import.meta.url).pathname;
export const VECTORS_FILE = `${folder}watermark/vectors.json`;
const SYNTHID_FILE = `${folder}watermark/synthid-opt.jsonl.gz`;
const WIKITEXT_FILE = `${folder}wikitext-2/wiki.test.txt.gz`;

export interface Vectors {
  readonly torch_cpu: {
    readonly randperm_seed0_n10: number[];
    readonly randperm_seed42_n20: number[];
    readonly rand_float32_seed0_n5: number[];
    readonly randint2_seed0_n32: number[];
  };
  readonly kgw: readonly {
    readonly scheme: string;
    readonly context: number[];
    readonly vocab: number;
    readonly gamma: number;
    readonly prf_seed: string;
    readonly first10: number[];
    readonly n_green: number;
    readonly sha256_sorted_csv: string;
    readonly target_green: { readonly [token: string]: boolean };
  }[];
  readonly unigram: readonly {
    readonly vocab: number;
    readonly fraction: number;
    readonly key: number;
    readonly first64: string;
    readonly n_green: number;
    readonly sha256_bits: string;
  }[];
  readonly synthid: {
    readonly keys: number[];
    readonly reference_hash_iv: string;
    readonly cpu_table_first64: string;
    readonly cpu_table_sha256: string;
    readonly cuda_table_sha256: string;
    readonly sequences: readonly ({ readonly ids: number[] } & {
      readonly [kind in 'reference_hashbits' | 'hf_table_cpu' | 'hf_table_cuda']: {
        readonly g: string[];
        readonly context_mask: number[];
      };
    })[];
  };
}

export interface MarkedText {
  readonly id: string;
  readonly text: string;
  readonly opt_ids: number[];
  readonly expected: { readonly n: number; readonly mean_g: number; readonly weighted_mean_g: number };
}

/** 300 texts of OPT-1.3b marked on a GPU with the public keys; null where the data is not there. */
export function markedTexts(): readonly MarkedText[] | null {
  if (!existsSync(SYNTHID_FILE)) return told(SYNTHID_FILE);
  const lines = gunzipSync(readFileSync(SYNTHID_FILE)).toString('utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as MarkedText);
}

/** Human text as ids of its words, by rank of frequency: real repetition, no tokenizer. Null where it is not there. */
export function humanIds(): Int32Array | null {
  if (!existsSync(WIKITEXT_FILE)) return told(WIKITEXT_FILE);
  const words = gunzipSync(readFileSync(WIKITEXT_FILE)).toString('utf8').split(/\s+/).filter(Boolean);
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const ranks = new Map([...counts].sort((a, b) => b[1] - a[1]).map(([word], rank) => [word, rank]));
  return Int32Array.from(words, (word) => ranks.get(word)!);
}

function told(file: string): null {
  console.warn(`skipped: ${file} is not there`);
  return null;
}
