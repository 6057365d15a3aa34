import { join } from 'node:path';
import { DECISION_FOLDERS, type DecisionKind } from '../../core/decision.js';
import { assert, FreckleError } from '../../core/errors.js';
import {
  type ByteSink,
  type Format,
  type FormatSettings,
  type InputFile,
  outputOf,
  type RecordWriter,
  type Splice,
  type Split,
} from '../../core/format.js';
import type { Provenance } from '../../core/provenance.js';
import { AtomicFile, writeAtomically } from '../../disk/atomic.js';
import { readDecided } from '../decide/decided-file.js';
import { createRecordWriter, type OutputFormat } from './record-writers.js';

export interface WriteTask {
  readonly format: Format;
  readonly input: InputFile;
  readonly split: Split;
  readonly formatSettings: FormatSettings;
  readonly decidedPath: string;
  readonly runPath: string;
  /** Name of the outputs without decision folder and ending, e.g. `corpus/web.00003`. */
  readonly outputName: string;
  /** Folder of copied files, below the decision's folder. */
  readonly copyFolder: string;
  /** Null for the input's own format. */
  readonly to: OutputFormat | null;
}

export type WriteCommand = Omit<WriteTask, 'format'> & { readonly format: string };

export interface WriteResult {
  /** Files written, relative to the run. */
  readonly files: readonly string[];
  /** Records written, by decision. */
  readonly counts: { readonly [kind in DecisionKind]: number };
  /** Why the input's bytes could not be copied; its records then have the columns that Freckle knows. */
  readonly notCopied?: string;
}

/** Reads a split a second time and writes each record to the folder of its decision. Files are complete or absent. */
export async function writeSplit(task: WriteTask): Promise<WriteResult> {
  const output = outputOf(task.format, task.to);
  const result = await writeAs(task, output);
  if (result.notCopied === undefined) return result;
  assert(
    typeof output === 'object' && output.fallback !== undefined,
    'a splice that may fail names a fallback',
  );
  return { ...(await writeAs(task, output.fallback)), notCopied: result.notCopied };
}

/** Writes nothing if the result says that the bytes cannot be copied. */
async function writeAs(task: WriteTask, output: Splice | OutputFormat): Promise<WriteResult> {
  const provenance = await readDecided(task.decidedPath);
  const outputs = new Outputs(task);
  const counts = { admit: 0, quarantine: 0, reject: 0 };
  const provenanceOf = (ordinal: number): Provenance | null => {
    const found = provenance.of(ordinal);
    if (found !== null) counts[found.decision as DecisionKind]++;
    return found;
  };
  try {
    if (typeof output === 'object') {
      const failure = await splice(task, output, provenanceOf, outputs);
      if (failure !== undefined) {
        outputs.discard();
        return { files: [], counts, ...failure };
      }
    } else await rewrite(task, output, provenanceOf, outputs);
    await outputs.commit();
  } catch (error) {
    outputs.discard();
    throw error;
  }
  const written = counts.admit + counts.quarantine + counts.reject;
  if (written !== provenance.size)
    throw new FreckleError(
      'input-changed',
      `${task.input.path} has changed since it was measured: expected ${provenance.size} records, found ${written}; run the command again`,
    );
  return { files: outputs.files, counts };
}

async function splice(
  task: WriteTask,
  format: Splice,
  provenanceOf: (ordinal: number) => Provenance | null,
  outputs: Outputs,
): ReturnType<Splice['write']> {
  const header = (await format.header?.(task.input, task.formatSettings)) ?? null;
  const sinkOf = (decision: string) => outputs.sink(decision as DecisionKind, format.extension, header);
  const copy = (decision: string, name: string, bytes: Uint8Array) =>
    outputs.copy(decision as DecisionKind, name, bytes);
  const { input, split, formatSettings: settings } = task;
  return format.write({ input, split, settings, provenanceOf, sinkOf, copy });
}

async function rewrite(
  task: WriteTask,
  to: OutputFormat,
  provenanceOf: (ordinal: number) => Provenance | null,
  outputs: Outputs,
): Promise<void> {
  for await (const items of task.format.read(task.input, task.split, task.formatSettings)) {
    for (const item of items) {
      if (item.modality === 'unreadable') continue;
      const provenance = provenanceOf(item.ordinal);
      if (provenance !== null)
        await outputs.writer(provenance.decision as DecisionKind, to).write(item, provenance);
    }
  }
}

/** The output files of one split, opened at the first byte. */
class Outputs {
  readonly files: string[] = [];
  private readonly sinks = new Map<DecisionKind, BufferedSink>();
  private readonly writers = new Map<DecisionKind, RecordWriter>();

  constructor(private readonly task: WriteTask) {}

  sink(kind: DecisionKind, extension: string, header: Uint8Array | null = null): ByteSink {
    let sink = this.sinks.get(kind);
    if (sink === undefined) {
      sink = new BufferedSink(this.open(kind, `${this.task.outputName}${extension}`));
      if (header !== null) sink.write(header);
      this.sinks.set(kind, sink);
    }
    return sink;
  }

  writer(kind: DecisionKind, to: OutputFormat): RecordWriter {
    let writer = this.writers.get(kind);
    if (writer === undefined) {
      writer = createRecordWriter(to, this.sink(kind, `.${to}`));
      this.writers.set(kind, writer);
    }
    return writer;
  }

  copy(kind: DecisionKind, name: string, bytes: Uint8Array): void {
    const path = join(DECISION_FOLDERS[kind], this.task.copyFolder, name);
    assert(
      !name.split('/').includes('..') && !name.startsWith('/'),
      `an output stays in its folder: ${name}`,
    );
    writeAtomically(join(this.task.runPath, path), bytes);
    this.files.push(path);
  }

  async commit(): Promise<void> {
    for (const writer of this.writers.values()) await writer.close();
    for (const sink of this.sinks.values()) sink.commit();
  }

  discard(): void {
    for (const sink of this.sinks.values()) sink.discard();
  }

  private open(kind: DecisionKind, name: string): AtomicFile {
    const path = join(DECISION_FOLDERS[kind], name);
    this.files.push(path);
    return new AtomicFile(join(this.task.runPath, path));
  }
}

const BUFFER_BYTES = 1 << 20;

/** Combines small writes: one system call per record would cost more than the record. */
class BufferedSink implements ByteSink {
  private readonly buffer = new Uint8Array(BUFFER_BYTES);
  private used = 0;

  constructor(private readonly file: AtomicFile) {}

  write(bytes: Uint8Array): void {
    if (this.used + bytes.length > BUFFER_BYTES) this.flush();
    if (bytes.length > BUFFER_BYTES) return this.file.write(bytes);
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
  }

  commit(): void {
    this.flush();
    this.file.commit();
  }

  discard(): void {
    this.file.discard();
  }

  private flush(): void {
    this.file.write(this.buffer.subarray(0, this.used));
    this.used = 0;
  }
}
