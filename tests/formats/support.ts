import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DEFAULT_FORMAT_SETTINGS,
  type Format,
  type FormatSettings,
  type InputFile,
} from '../../src/core/format.js';
import type { Provenance } from '../../src/core/provenance.js';
import type { ReadItem } from '../../src/core/record.js';

/** A folder that is gone after the test. */
export class TestFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'freckle-formats-'));
  private count = 0;

  write(extension: string, bytes: Uint8Array | string): InputFile {
    const name = `input-${this.count++}${extension}`;
    const path = join(this.path, name);
    writeFileSync(path, bytes);
    return { path, name, source: name, sizeBytes: statSync(path).size };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export const settings = (changes: Partial<FormatSettings> = {}): FormatSettings => ({
  ...DEFAULT_FORMAT_SETTINGS,
  ...changes,
});

/** All items of all splits; checks what every reader promises: ordinals count from 0 without gaps. */
export async function readAll(format: Format, input: InputFile, using = settings()): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for (const split of await format.plan(input, using)) {
    let ordinal = 0;
    for await (const batch of format.read(input, split, using))
      for (const item of batch) {
        if (item.ordinal !== ordinal++) throw new Error(`ordinal ${item.ordinal} stands at ${ordinal - 1}`);
        items.push(item);
      }
  }
  return items;
}

/** The item without the fields that depend on its split and its format. */
export function contentOf(item: ReadItem): unknown {
  if (item.modality !== 'text') return item.modality;
  const { ordinal: _ordinal, position: _position, ...content } = item;
  return content;
}

export const provenanceFor = (ordinal: number, decision = 'admit'): Provenance => ({
  source: 'a "source", with signs',
  position: `input:${ordinal}`,
  contentHash: '0123456789abcdef',
  decision,
  reasons: ['short-text', 'few-words'],
  origin: 'synthetic',
  evidence: ['declared/columns=synthetic', 'traces/chat-template=mixed'],
});

export interface Spliced {
  /** By decision, header first. */
  readonly bytes: Map<string, Buffer>;
  readonly copies: Map<string, Uint8Array>;
  readonly notCopied?: string;
}

/** Reads and splices all splits; `decide` gives the decision of a record. */
export async function spliceAll(
  format: Format,
  input: InputFile,
  decide: (item: ReadItem) => string = () => 'admit',
  using = settings(),
): Promise<Spliced> {
  const splice = format.splice;
  if (splice === undefined) throw new Error(`${format.id} does not splice`);
  const parts = new Map<string, Buffer[]>();
  const copies = new Map<string, Uint8Array>();
  const header = await splice.header?.(input, using);
  for (const split of await format.plan(input, using)) {
    const items: ReadItem[] = [];
    for await (const batch of format.read(input, split, using)) items.push(...batch);
    const failure = await splice.write({
      input,
      split,
      settings: using,
      provenanceOf: (ordinal) => {
        const item = items[ordinal];
        if (item === undefined) throw new Error(`splice asks for item ${ordinal} of ${items.length}`);
        return item.modality === 'unreadable' ? null : provenanceFor(ordinal, decide(item));
      },
      sinkOf: (decision) => ({
        write: (bytes) => {
          const known = parts.get(decision) ?? (header ? [Buffer.from(header)] : []);
          parts.set(decision, [...known, Buffer.from(bytes)]);
        },
      }),
      copy: (decision, name, bytes) => copies.set(`${decision}/${name}`, bytes),
    });
    if (failure !== undefined) return { bytes: new Map(), copies: new Map(), ...failure };
  }
  const bytes = new Map([...parts].map(([decision, pieces]) => [decision, Buffer.concat(pieces)]));
  return { bytes, copies };
}
