import { open } from 'node:fs/promises';
import type { FormatSettings, InputFile, SpliceTask, Split } from '../core/format.js';
import { provenanceJson } from '../core/provenance.js';
import type { ReadItem } from '../core/record.js';
import { readRange } from './bytes.js';
import { fileFault, inputChanged, unreadable } from './fault.js';
import { Outputs } from './outputs.js';
import { createRowReader, type RowReader } from './row.js';
import { type TarFault, type TarMember, tarMembers } from './webdataset-tar.js';

/** Samples of WebDataset archives: shared by the formats for pictures and for texts. */

/** Adjacent files with one key. */
export interface Sample {
  readonly key: string;
  readonly members: readonly TarMember[];
}

/** The path up to the first dot of the file name: `shard/0001` for `shard/0001.seg.png`. */
const keyOf = (name: string): string => {
  const dot = name.indexOf('.', name.lastIndexOf('/') + 1);
  return dot < 0 ? name : name.slice(0, dot);
};
export const endingOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase();

/** Provenance that an earlier run added. */
const isOurs = (name: string): boolean => name.endsWith('.freckle.json');

export async function* samplesOf(path: string, split: Split): AsyncGenerator<Sample, TarFault | null, void> {
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
      if (members.length < MAX_MEMBERS && !isOurs(step.value.name)) members.push(step.value);
    }
  } finally {
    await file.close();
  }
}

/** Further files of a sample are ignored, since a hostile archive could put all files under one key. */
const MAX_MEMBERS = 1024;

/** Splits start at samples, found in one walk over the headers. The last split includes any damage. */
export async function planSamples(input: InputFile, settings: FormatSettings): Promise<Split[]> {
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

/** The items of one sample, whose ordinals count from `first`. */
export type ItemsOfSample = (
  sample: Sample,
  input: InputFile,
  settings: FormatSettings,
  rows: RowReader,
  first: number,
) => Promise<ReadItem[]>;

/** The items of all samples; damage is the last one. */
export async function* readSamples(
  input: InputFile,
  split: Split,
  settings: FormatSettings,
  itemsOf: ItemsOfSample,
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

/** The content of a sample's file with this ending as text; null without one, or where it is larger than `most`. */
export async function contentOf(
  { members }: Sample,
  ending: string,
  input: InputFile,
  most: number,
): Promise<string | null> {
  const member = members.find(({ name }) => endingOf(name) === ending);
  if (member === undefined || member.dataEnd - member.dataStart > most) return null;
  return (await readRange(input.path, member.dataStart, member.dataEnd)).toString('utf8');
}

/** An object of JSON; null for anything else. */
export function objectOf(text: string | null): { [name: string]: unknown } | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Puts each sample's own bytes where its items go, with a `.freckle.json` of their provenance beside them. */
export async function writeSamples(
  { input, split, settings, provenanceOf, sinkOf }: SpliceTask,
  itemsOf: ItemsOfSample,
): Promise<undefined> {
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
