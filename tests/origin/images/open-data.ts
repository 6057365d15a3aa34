import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_SIGNAL_SETTINGS, type ImageSignal, type SignalSettings } from '../../../src/core/signal.js';
import { createImageReading } from '../../../src/image/index.js';
import { IMAGE_SIGNALS } from '../../../src/signals/image/index.js';
import { imageRecord } from '../../image/fixtures.js';

const ROOT = new URL('../../../../shared/data/origin-images', import.meta.url).pathname;

export interface ManifestEntry {
  readonly file: string;
  readonly expected_declaration: string;
  readonly tool: string | null;
  readonly c2pa_wasm_state: string | null;
  readonly c2pa_wasm_failures: readonly string[] | null;
  readonly c2pa_wasm_error: string | null;
  readonly issuer: string | null;
}

/** What a folder of the open data says of its files; null where the data is not here. */
export function manifestOf<T>(folder: string): T | null {
  const path = join(ROOT, folder, 'manifest.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as T;
  console.warn(`skipped: there is no ${path}`);
  return null;
}

export const openFile = (folder: string, file: string): Buffer => readFileSync(join(ROOT, folder, file));

/** Measures one signal of a file. */
export function measure(
  id: string,
  bytes: Uint8Array,
  settings: SignalSettings = DEFAULT_SIGNAL_SETTINGS,
  name?: string,
) {
  const signal = IMAGE_SIGNALS.find((one) => one.id === id) as ImageSignal;
  return signal.measure(createImageReading(bytes), imageRecord(bytes, name), settings);
}

export async function signalValue(id: string, bytes: Uint8Array, settings?: SignalSettings) {
  return (await measure(id, bytes, settings)).value;
}

export async function notesOf(id: string, bytes: Uint8Array): Promise<string[]> {
  const measurement = await measure(id, bytes);
  return measurement.value === null ? [] : (measurement.spans ?? []).map(({ note }) => note ?? '');
}
