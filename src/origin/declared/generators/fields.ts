import type { ImageMetadata, MetadataEntry } from '../../../image/metadata.js';

type Entries = Pick<ImageMetadata, 'entries'>;
export type JsonObject = { readonly [name: string]: unknown };

/** The first entry with one of the keys, in any letter case. */
export const entryOf = ({ entries }: Entries, ...keys: string[]): MetadataEntry | undefined => {
  const wanted = keys.map((key) => key.toLowerCase());
  return entries.find(({ key }) => wanted.includes(key.toLowerCase()));
};

/** PNG text under the keyword, or the comment that JPEG and WebP use instead. */
export const settingsEntries = ({ entries }: Entries, key: string): readonly MetadataEntry[] =>
  entries.filter(
    (entry) => entry.key.toLowerCase() === key || entry.key === 'UserComment' || entry.carrier === 'comment',
  );

/** A JSON object, or null. Python's NaN and Infinity are read as null. */
export function jsonObject(text: unknown): JsonObject | null {
  if (typeof text === 'object' && text !== null && !Array.isArray(text)) return text as JsonObject;
  if (typeof text !== 'string') return null;
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return null;
  return parsed(trimmed) ?? parsed(trimmed.replace(/([:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g, '$1null'));
}

function parsed(text: string): JsonObject | null {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return null;
  }
}

/** The trimmed text, or undefined for an empty one. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
