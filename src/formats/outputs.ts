import type { ByteSink } from '../core/format.js';
import { type GzipSink, gzipInto } from './compression/gzip.js';

/** A buffer that grows and is emptied into a sink. */
export class OutputBuffer {
  bytes = Buffer.allocUnsafe(1 << 20);
  length = 0;

  /** Room for `count` more bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + count));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  copy(from: Buffer, start: number, end: number): void {
    this.reserve(end - start);
    from.copy(this.bytes, this.length, start, end);
    this.length += end - start;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  text(text: string): void {
    // Three bytes per UTF-16 unit is the most that UTF-8 needs.
    this.reserve(text.length * 3);
    this.length += this.bytes.write(text, this.length, 'utf8');
  }
}

const FLUSH_BYTES = 256 * 1024;

/** The outputs of a split, by decision. If compressed, each is one gzip member. */
export class Outputs {
  private readonly open = new Map<string, { buffer: OutputBuffer; sink: ByteSink; gzip: GzipSink | null }>();

  constructor(
    private readonly sinkOf: (decision: string) => ByteSink,
    private readonly isCompressed: boolean,
  ) {}

  of(decision: string): OutputBuffer {
    const known = this.open.get(decision);
    if (known !== undefined) return known.buffer;
    const sink = this.sinkOf(decision);
    const buffer = new OutputBuffer();
    this.open.set(decision, { buffer, sink, gzip: this.isCompressed ? gzipInto(sink) : null });
    return buffer;
  }

  /** Empties buffers of at least this size. */
  async flush(atLeast = FLUSH_BYTES): Promise<void> {
    for (const { buffer, sink, gzip } of this.open.values()) {
      if (buffer.length < atLeast) continue;
      const bytes = buffer.bytes.subarray(0, buffer.length);
      if (gzip === null) sink.write(bytes);
      else await gzip.write(bytes);
      buffer.length = 0;
    }
  }

  async close(): Promise<void> {
    await this.flush(1);
    for (const { gzip } of this.open.values()) await gzip?.close();
  }
}
