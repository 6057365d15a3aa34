import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Comparison, Preset } from '../../src/lab/preset.js';
import type { Plain } from './plain.js';

/** What `freckle lab reproduce` kept of a preset once; without pictures, and here and there made up to be short. */
export const keptNumbers = ({
  id,
}: Preset): { readonly isQuick: boolean; readonly parts: readonly Plain[] } =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'numbers', `${id}.json`), 'utf8'));

export const failuresOf = (comparisons: readonly Comparison[]): string[] =>
  comparisons.filter(({ verdict }) => verdict === 'failed').map(({ quantity }) => quantity);
