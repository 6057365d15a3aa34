import { join } from 'node:path';
import { DEFAULT_FORMAT_SETTINGS, type InputFile } from '../../src/core/format.js';
import { DEFAULT_SIGNAL_SETTINGS, type Signal } from '../../src/core/signal.js';
import { jsonl } from '../../src/formats/jsonl.js';
import { measureSplit } from '../../src/gate/measure/measure-split.js';

/** Measures a file of JSON lines as a worker thread does; measurements go to the folder. Returns the bytes of text. */
export async function measured(
  input: InputFile,
  signals: readonly Signal[],
  folder: string,
): Promise<number> {
  let bytes = 0;
  for (const split of await jsonl.plan(input, DEFAULT_FORMAT_SETTINGS)) {
    const { textBytes } = await measureSplit({
      format: jsonl,
      input,
      split,
      formatSettings: DEFAULT_FORMAT_SETTINGS,
      signals,
      scoreTable: null,
      signalSettings: DEFAULT_SIGNAL_SETTINGS,
      measurementPath: join(folder, 'measurements.parquet'),
      unreadablePath: join(folder, 'unreadable.jsonl'),
      onProgress: () => {},
    });
    bytes += textBytes;
  }
  return bytes;
}
