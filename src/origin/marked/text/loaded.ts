import type { WatermarkConfig } from './config.js';
import type { TextTokenizer } from './tokenizer.js';

/** Watermarks with their keys, and the tokenizer where one is given. */
export interface OpenWatermarks {
  readonly config: WatermarkConfig;
  readonly tokenizer: TextTokenizer | null;
}

/** Watermarks loaded in this thread, by the digest in the signal settings. Filled before the first measurement. */
const loaded = new Map<string, OpenWatermarks>();

export const holdWatermarks = (digest: string, watermarks: OpenWatermarks): void => {
  loaded.set(digest, watermarks);
};

export const heldWatermarks = (digest: string): OpenWatermarks | undefined => loaded.get(digest);
