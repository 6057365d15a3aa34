import type { ByteChunks, Fault } from './fault.js';

/** Consecutive whole lines; the last line of a file may lack its newline. Valid until the next block. */
export interface LineBlock {
  readonly kind: 'lines';
  readonly bytes: Buffer;
  /** Offset of the first byte in the stream. */
  readonly at: number;
}

/** A line that is too long to keep in memory. */
export interface LongLine {
  readonly kind: 'too-long';
  readonly at: number;
  /** Without the newline. */
  readonly length: number;
  readonly head: Buffer;
}

/** The start of a line that a fault cut off. */
export interface CutLine {
  readonly fault: Fault;
  readonly at: number;
  readonly head: Buffer;
}

const HEAD_BYTES = 800;

/**
 * Cuts chunks into blocks of whole lines. A block is usually a chunk itself, without a copy; only lines that span chunks
 * are copied. Lines longer than `maxLineBytes` are skipped and never kept in memory.
 */
export async function* blocksOfLines(
  chunks: ByteChunks,
  maxLineBytes: number,
): AsyncGenerator<LineBlock | LongLine, CutLine | null, void> {
  const carry = new Carry();
  /** Offset in the stream of the carried bytes, or of the line being skipped. */
  let at = 0;
  let passed: { length: number; head: Buffer } | null = null;
  try {
    while (true) {
      const step = await chunks.next();
      if (step.done === true) {
        if (step.value !== null)
          return {
            fault: step.value,
            at,
            head: passed?.head ?? Buffer.from(carry.bytes().subarray(0, HEAD_BYTES)),
          };
        if (passed !== null) yield { kind: 'too-long', at, ...passed };
        else if (carry.length > 0) yield { kind: 'lines', bytes: carry.bytes(), at };
        return null;
      }
      let chunk = Buffer.from(step.value.buffer, step.value.byteOffset, step.value.length);
      if (passed !== null || carry.length > 0) {
        const newline = chunk.indexOf(NEWLINE);
        const own = newline < 0 ? chunk.length : newline;
        if (passed === null && carry.length + own > maxLineBytes) {
          passed = { length: carry.length, head: headOf(carry.bytes(), chunk) };
          carry.length = 0;
        }
        if (passed === null) carry.append(chunk.subarray(0, newline < 0 ? own : own + 1));
        else passed.length += own;
        if (newline < 0) continue;
        const length: number = passed === null ? carry.length : passed.length + 1;
        if (passed === null) yield { kind: 'lines', bytes: carry.bytes(), at };
        else yield { kind: 'too-long', at, ...passed };
        passed = null;
        carry.length = 0;
        at += length;
        chunk = chunk.subarray(newline + 1);
      }
      const whole = chunk.lastIndexOf(NEWLINE) + 1;
      if (whole > 0) {
        yield { kind: 'lines', bytes: chunk.subarray(0, whole), at };
        at += whole;
      }
      const rest = chunk.subarray(whole);
      if (rest.length > maxLineBytes) passed = { length: rest.length, head: headOf(rest, EMPTY) };
      else carry.append(rest);
    }
  } finally {
    await chunks.return(null);
  }
}

export const NEWLINE = 0x0a;
const EMPTY = Buffer.alloc(0);

const headOf = (first: Buffer, then: Buffer): Buffer =>
  Buffer.concat([first.subarray(0, HEAD_BYTES), then.subarray(0, Math.max(0, HEAD_BYTES - first.length))]);

/** A buffer that grows and never shrinks, since a file with one long line often has more. */
class Carry {
  length = 0;
  private buffer = Buffer.allocUnsafe(64 * 1024);

  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  append(bytes: Buffer): void {
    if (this.length + bytes.length > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + bytes.length));
      this.buffer.copy(larger, 0, 0, this.length);
      this.buffer = larger;
    }
    bytes.copy(this.buffer, this.length);
    this.length += bytes.length;
  }
}
