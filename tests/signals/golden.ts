import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/** A file of the shared test data as JSON, or null with a message where the data is absent. */
export function sharedJson<T>(name: string): T | null {
  const path = `${DATA}${name}`;
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as T;
  console.warn(`skipped: ${path} is absent`);
  return null;
}
