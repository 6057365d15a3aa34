import { open } from 'node:fs/promises';
import type { Format, FormatSettings, InputFile, SpliceTask, Split } from '../core/format.js';
import { provenanceJson } from '../core/provenance.js';
import type { ImageRecord, ReadItem } from '../core/record.js';
import { formatOfImageName, sniffImage } from '../image/format.js';
import { readRange } from './bytes.js';
import { excerptOf, fileFault, inputChanged, unreadable } from './fault.js';
import { imageRecord, notAnImage } from './image-record.js';
import { Outputs } from './outputs.js';
import { captionOf } from './parquet-images.js';
import { createRowReader, type RowReader } from './row.js';
import { type TarFault, type TarMember, tarMembers } from './webdataset-tar.js';

/**
 * WebDataset: a tar archive whose adjacent files with one key (the path up to the first dot of the name) form a sample.
 * Each image of a sample is a record. The sample's JSON gives its id, source, date, label and declared origin, its `.cls`
 * the label, its `.txt` the caption. Samples without an image are unreadable items.
 */
export const webdataset: Format = {
  id: 'webdataset',
  title: 'WebDataset (tar)',
  modality: 'image',
  extensions: ['.tar'],
  splitsAt: 'samples',
  provenanceIn: 'a member `….freckle.json` in each sample',
  plan,
  read,
  splice: { extension: '.tar', write },
};

/** Adjacent files with one key. */
interface Sample {
  readonly key: string;
  readonly members: readonly TarMember[];
}

/** The path up to the first dot of the file name: `shard/0001` for `shard/0001.seg.png`. */
const keyOf = (name: string): string => {
  const dot = name.indexOf('.', name.lastIndexOf('/') + 1);
  return dot < 0 ? name : name.slice(0, dot);
};
const endingOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase();

async function* samplesOf(path: string, split: Split): AsyncGenerator<Sample, TarFault | null, void> {
  const file = await open(path, 'r');
  try {
    const walk = tarMembers(file, split.start, split.end);
    let members: TarMember[] = [];
    for (let step = await walk.next(); ; step = await walk.next()) {
      const isNext =
        !step.done && (members.length === 0 || keyOf(step.value.name) === keyOf(members[0]!.name));
      if (!isNext && members.length > 0) {
        yield { key: keyOf(members[0]!.name), members };
        members = [];
      }
      if (step.done) return step.value;
      if (members.length < MAX_MEMBERS) members.push(step.value);
    }
  } finally {
    await file.close();
  }
}

/** Further files of a sample are ignored, since a hostile archive could put all files under one key. */
const MAX_MEMBERS = 1024;

/** Splits start at samples, found in one walk over the headers. The last split includes any damage. */
async function plan(input: InputFile, settings: FormatSettings): Promise<Split[]> {
  const splits: Split[] = [];
  let start = 0;
  try {
    for await (const { members } of samplesOf(input.path, { start: 0, end: input.sizeBytes })) {
      const end = members.at(-1)!.end;
      if (end - start < settings.splitBytes) continue;
      splits.push({ start, end });
      start = end;
    }
  } catch {
    // Reading reports the fault.
  }
  if (start < input.sizeBytes || splits.length === 0) splits.push({ start, end: input.sizeBytes });
  return splits;
}

async function* read(
  input: InputFile,
  split: Split,
  settings: FormatSettings,
): AsyncGenerator<ReadItem[], void, void> {
  const rows = createRowReader(settings.columns);
  let ordinal = 0;
  const samples = samplesOf(input.path, split);
  try {
    for (;;) {
      const step = await samples.next();
      if (!step.done) {
        const items = await itemsOf(step.value, input, settings, rows, ordinal);
        ordinal += items.length;
        yield items;
        continue;
      }
      if (step.value !== null) {
        const { byte, code, message } = step.value;
        yield [unreadable(ordinal, input.source, { byte }, code, message)];
      }
      return;
    }
  } catch (error) {
    const { code, message } = fileFault(error, input.path);
    yield [unreadable(ordinal, input.source, {}, code, message)];
  }
}

async function itemsOf(
  { key, members }: Sample,
  input: InputFile,
  settings: FormatSettings,
  rows: RowReader,
  first: number,
): Promise<ReadItem[]> {
  const images = members.filter(({ name }) => formatOfImageName(name) !== null);
  if (images.length === 0) {
    const message = `The sample ${key} has no PNG, JPEG, WebP, AVIF or GIF, only ${members.map(({ name }) => endingOf(name)).join(', ')}.`;
    return [unreadable(first, input.source, { file: key }, 'not-an-image', message)];
  }
  const about = await metadataOf(members, input, settings, rows);
  const items: ReadItem[] = [];
  for (const { name, dataStart, dataEnd } of images) {
    const ordinal = first + items.length;
    const position = { file: name };
    const size = dataEnd - dataStart;
    if (size > settings.maxRecordBytes) {
      const message = `The image has ${size} bytes; the limit is ${settings.maxRecordBytes}. If the image is genuine, raise --max-record.`;
      items.push(unreadable(ordinal, input.source, position, 'record-too-long', message));
      continue;
    }
    const bytes = await readRange(input.path, dataStart, dataEnd);
    if (bytes.length === 0)
      items.push(unreadable(ordinal, input.source, position, 'empty-file', 'The file is empty.'));
    else if (sniffImage(bytes) === null)
      items.push(
        unreadable(ordinal, input.source, position, 'not-an-image', notAnImage(name), excerptOf(bytes)),
      );
    else
      items.push({
        ...imageRecord(bytes, name, { ordinal, position, source: input.source, facets: [] }),
        id: key,
        ...about,
      });
  }
  return items;
}

/** Larger JSON beside an image is not read as metadata. */
const MAX_METADATA_BYTES = 4 << 20;
const MAX_CAPTION_CHARACTERS = 65_536;

/** Metadata from the sample's JSON, class and caption files; unreadable files are ignored. */
async function metadataOf(
  members: readonly TarMember[],
  input: InputFile,
  { columns }: FormatSettings,
  rows: RowReader,
): Promise<Partial<ImageRecord>> {
  const contentOf = async (ending: string): Promise<string | null> => {
    const member = members.find(({ name }) => endingOf(name) === ending);
    if (member === undefined || member.dataEnd - member.dataStart > MAX_METADATA_BYTES) return null;
    return (await readRange(input.path, member.dataStart, member.dataEnd)).toString('utf8');
  };
  const json = objectOf(await contentOf('json'));
  const { source, id, label, ...rest } = rows.about(json);
  const written = async (ending: string) =>
    (await contentOf(ending))?.trim().slice(0, MAX_CAPTION_CHARACTERS).toWellFormed() ?? null;
  return {
    ...rest,
    label: label ?? (await written('cls'))?.slice(0, 200) ?? null,
    caption: captionOf(json, columns) ?? (await written('txt')) ?? (await written('caption')),
    ...(source === null ? {} : { source }),
    ...(id === null ? {} : { id }),
  };
}

function objectOf(text: string | null): { [name: string]: unknown } {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Puts each sample's own bytes where its first image goes, with a `.freckle.json` of its provenance beside them. */
async function write({ input, split, settings, provenanceOf, sinkOf }: SpliceTask): Promise<undefined> {
  const outputs = new Outputs(sinkOf, false);
  const rows = createRowReader(settings.columns);
  let ordinal = 0;
  for await (const sample of samplesOf(input.path, split)) {
    const items = await itemsOf(sample, input, settings, rows, ordinal);
    const decided = items.map((_, index) => provenanceOf(ordinal + index));
    ordinal += items.length;
    const names = items.map((item) => item.position.file ?? sample.key);
    for (const decision of new Set(decided.flatMap((one) => (one === null ? [] : [one.decision])))) {
      const out = outputs.of(decision);
      const own = new Set(names.filter((_, index) => decided[index]?.decision === decision));
      for (const { name, start, end } of sample.members) {
        // Images of one sample may be decided apart; captions and metadata go with each of them.
        if (names.includes(name) && !own.has(name)) continue;
        const bytes = await readRange(input.path, start, end);
        if (bytes.length < end - start) throw inputChanged(input, `${name} is cut off now.`);
        out.copy(bytes, 0, bytes.length);
        // The last member of an archive that was cut off may lack its padding.
        const padding = Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK);
        out.copy(padding, 0, padding.length);
      }
      const about = decided.flatMap((one, index) =>
        one?.decision === decision ? [`${JSON.stringify(names[index])}:${provenanceJson(one)}`] : [],
      );
      const member = Buffer.from(`{${about.join(',')}}\n`);
      const block = tarFile(`${sample.key}.freckle.json`, member);
      out.copy(block, 0, block.length);
    }
    await outputs.flush();
  }
  await outputs.close();
}

const BLOCK = 512;

/** A ustar member; a name beyond 100 bytes gets a GNU long name before it. */
function tarFile(name: string, content: Buffer): Buffer {
  const nameBytes = Buffer.from(name);
  const parts =
    nameBytes.length > 100
      ? [tarMember('././@LongLink', 'L', Buffer.concat([nameBytes, Buffer.alloc(1)]))]
      : [];
  return Buffer.concat([...parts, tarMember(nameBytes.subarray(0, 100).toString('latin1'), '0', content)]);
}

function tarMember(name: string, type: string, content: Buffer): Buffer {
  const padded = Math.ceil(content.length / BLOCK) * BLOCK;
  const block = Buffer.alloc(BLOCK + padded);
  block.write(name, 0, 'latin1');
  block.write('0000644\x000000000\x000000000\x00', 100, 'latin1');
  block.write(
    `${content.length.toString(8).padStart(11, '0')}\x0000000000000\x00        ${type}`,
    124,
    'latin1',
  );
  block.write('ustar\x0000', 257, 'latin1');
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += block[at]!;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  content.copy(block, BLOCK);
  return block;
}
