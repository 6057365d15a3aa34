import type { ByteChunks, Fault } from '../fault.js';

const EMPTY = Buffer.alloc(0);

/** Reads exact numbers of bytes from chunks of any size. */
export class Pull {
  /** Offset of the next byte. */
  at = 0;
  /** The fault that ended the chunks, if any. */
  fault: Fault | null = null;
  private chunk: Uint8Array = EMPTY;
  private used = 0;
  private isDone = false;

  constructor(private readonly chunks: ByteChunks) {}

  /** A copy of the next `count` bytes, or of fewer at the end. */
  async take(count: number): Promise<Buffer> {
    // Copied, since the next chunk overwrites this one.
    if (this.chunk.length - this.used >= count) return Buffer.from(this.advance(count));
    const parts: Buffer[] = [];
    let missing = count;
    while (missing > 0 && (this.used < this.chunk.length || (await this.load()))) {
      const part = Buffer.from(this.advance(Math.min(missing, this.chunk.length - this.used)));
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  async skip(count: number): Promise<boolean> {
    let missing = count;
    while (missing > 0) {
      if (this.used === this.chunk.length && !(await this.load())) return false;
      missing -= this.advance(Math.min(missing, this.chunk.length - this.used)).length;
    }
    return true;
  }

  private advance(count: number): Buffer {
    const bytes = Buffer.from(this.chunk.buffer, this.chunk.byteOffset + this.used, count);
    this.used += count;
    this.at += count;
    return bytes;
  }

  private async load(): Promise<boolean> {
    if (this.isDone) return false;
    const step = await this.chunks.next();
    if (step.done === true) {
      this.isDone = true;
      this.fault = step.value;
      return false;
    }
    this.chunk = step.value;
    this.used = 0;
    return true;
  }
}
