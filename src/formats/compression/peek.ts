import type { ByteChunks, Fault } from '../fault.js';

/** Bytes from chunks of any size that are looked at before they are taken, and may be given back. */
export class Peek {
  /** Offset of the next byte. */
  at = 0;
  /** What ended the bytes early. */
  fault: Fault | null = null;
  private held: Buffer = Buffer.alloc(0);
  private isDone = false;

  constructor(private readonly chunks: ByteChunks) {}

  /** At least `count` bytes without taking them; fewer at the end. */
  async peek(count: number): Promise<Buffer> {
    while (this.held.length < count && !this.isDone) {
      const step = await this.chunks.next();
      if (step.done === true) {
        this.isDone = true;
        this.fault = step.value;
      } else this.held = Buffer.concat([this.held, step.value]);
    }
    return this.held;
  }

  take(count: number): void {
    this.held = this.held.subarray(count);
    this.at += count;
  }

  /** The next piece, taken and copied; empty at the end. */
  async piece(mostBytes: number): Promise<Buffer> {
    const held = await this.peek(1);
    const piece = Buffer.from(held.subarray(0, mostBytes));
    this.take(piece.length);
    return piece;
  }

  /** Gives back the end of a piece. */
  putBack(rest: Buffer): void {
    this.held = Buffer.concat([rest, this.held]);
    this.at -= rest.length;
  }
}
