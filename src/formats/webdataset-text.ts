import { isUtf8 } from 'node:buffer';
import { stat } from 'node:fs/promises';
import type { Format, FormatSettings, InputFile } from '../core/format.js';
import type { ReadItem, UnreadableCode } from '../core/record.js';
import { formatOfImageName } from '../image/format.js';
import { readRange } from './bytes.js';
import { unreadable } from './fault.js';
import type { RowReader } from './row.js';
import { itemOfRow } from './text-record.js';
import {
  endingOf,
  objectOf,
  planSamples,
  readSamples,
  type Sample,
  samplesOf,
  writeSamples,
} from './webdataset-samples.js';

/**
 * WebDataset of texts: each sample is a record. Its `.txt` is the text and its JSON the metadata; without a `.txt` the
 * JSON is read as a line of JSON lines is. Its `.cls` is the label.
 */
export const webdatasetText: Format = {
  id: 'webdataset-text',
  title: 'WebDataset of texts (tar)',
  modality: 'text',
  extensions: ['.tar'],
  splitsAt: 'samples',
  provenanceIn: 'a member `….freckle.json` in each sample',
  recognises: { by: 'samples with texts and without images', is: isOfTexts },
  plan: planSamples,
  read: (input, split, settings) => readSamples(input, split, settings, itemsOf),
  splice: { extension: '.tar', write: (task) => writeSamples(task, itemsOf) },
};

/** Best first. */
const TEXT_ENDINGS = ['txt', 'text', 'md'];
/** Samples looked at to tell texts from pictures. */
const LOOKED_AT = 50;

async function isOfTexts(path: string): Promise<boolean> {
  try {
    const samples = samplesOf(path, { start: 0, end: (await stat(path)).size });
    let [texts, count] = [0, 0];
    for await (const { members } of samples) {
      if (members.some(({ name }) => formatOfImageName(name) !== null)) return false;
      if (members.some(({ name }) => [...TEXT_ENDINGS, 'json'].includes(endingOf(name)))) texts++;
      if (++count >= LOOKED_AT) break;
    }
    return texts > 0 && texts * 2 >= count;
  } catch {
    // Reading reports the fault.
    return false;
  }
}

async function itemsOf(
  { key, members }: Sample,
  input: InputFile,
  settings: FormatSettings,
  rows: RowReader,
  first: number,
): Promise<ReadItem[]> {
  const position = { file: key };
  const bad = (code: UnreadableCode, message: string) => [
    unreadable(first, input.source, position, code, message),
  ];
  const byEnding = (ending: string) => members.find(({ name }) => endingOf(name) === ending);
  const read = ['json', ...TEXT_ENDINGS, 'cls'].flatMap((ending) => byEnding(ending) ?? []);
  const size = read.reduce((sum, { dataStart, dataEnd }) => sum + dataEnd - dataStart, 0);
  if (size > settings.maxRecordBytes)
    return bad(
      'record-too-long',
      `The sample has ${size} bytes; the limit is ${settings.maxRecordBytes}. If the sample is genuine, raise --max-record.`,
    );
  const contents = new Map<string, string>();
  for (const { name, dataStart, dataEnd } of read) {
    const bytes = await readRange(input.path, dataStart, dataEnd);
    if (!isUtf8(bytes)) return bad('invalid-utf8', `${name} is not valid UTF-8.`);
    contents.set(endingOf(name), bytes.toString('utf8'));
  }
  const json = contents.get('json') ?? null;
  const text = TEXT_ENDINGS.flatMap((ending) => contents.get(ending) ?? [])[0];
  if (json === null && text === undefined) {
    const endings = members.map(({ name }) => endingOf(name)).join(', ');
    return bad('missing-text', `The sample has no .txt or .json, only ${endings.slice(0, 200)}.`);
  }
  const about = objectOf(json);
  if (json !== null && about === null)
    return bad('malformed-json', `The .json of the sample ${key.slice(0, 200)} is not a JSON object.`);
  const label = contents.get('cls')?.trim();
  const alone = text === undefined ? {} : { text };
  const row = { __key__: key, ...about, ...alone, ...(label === undefined ? {} : { label }) };
  const item = itemOfRow(rows, row, input, first, position, () => (text ?? json ?? '').slice(0, 200));
  return [item.modality === 'text' && item.id === null ? { ...item, id: key } : item];
}
