import { ReadableStream } from 'node:stream/web';
import xzDecompress from 'xz-decompress';
import type { ByteChunks, Fault } from '../fault.js';
import type { Codec } from './codec.js';

export const xz: Codec = {
  id: 'xz',
  title: 'xz',
  endings: ['.xz'],
  isAtStart: (head) => head.subarray(0, MAGIC.length).equals(MAGIC),
  decompress: unxz,
};

/** The .xz file format 1.2.1, 2.1.1.1. */
const MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);

/** Decompresses xz as a stream: CRC-32 and CRC-64 are verified; SHA-256 is not supported by the library. */
async function* unxz(compressed: ByteChunks): ByteChunks {
  const input = new Input(compressed);
  const stream = new xzDecompress.XzReadableStream(input.stream as globalThis.ReadableStream<Uint8Array>);
  const reader = stream.getReader();
  try {
    if (await input.isEmpty()) return input.fault;
    while (true) {
      const step = await reader.read();
      if (step.done) return input.fault;
      if (step.value.length > 0) yield step.value;
    }
  } catch (error) {
    return input.fault ?? faultOf(error, input.at);
  } finally {
    // The library decodes one stream at a time, so one that is left must be given back.
    await reader.cancel().catch(() => undefined);
    await compressed.return(null);
  }
}

/** The compressed bytes as the kind of stream that the library reads. */
class Input {
  /** Bytes given so far. */
  at = 0;
  fault: Fault | null = null;
  readonly stream: ReadableStream<Uint8Array>;
  private first: Promise<Uint8Array | null> | null = null;

  constructor(private readonly chunks: ByteChunks) {
    this.stream = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const chunk = await (this.first ?? this.next());
          this.first = null;
          if (chunk === null) controller.close();
          else controller.enqueue(chunk);
        },
      },
      { highWaterMark: 0 },
    );
  }

  async isEmpty(): Promise<boolean> {
    this.first = this.next();
    return (await this.first) === null;
  }

  private async next(): Promise<Uint8Array | null> {
    const step = await this.chunks.next();
    if (step.done === true) {
      this.fault = step.value;
      return null;
    }
    this.at += step.value.length;
    // Copied, since the next chunk overwrites this one.
    return Uint8Array.from(step.value);
  }
}

/** Results of XZ Embedded (xz.h), which the library puts at the end of its messages. */
enum Result {
  OutOfMemory = 3,
  MemoryLimit = 4,
  Format = 5,
  Options = 6,
  Ended = 8,
}

function faultOf(error: unknown, byteOnDisk: number): Fault {
  const message = error instanceof Error ? error.message : String(error);
  const result = Number(/(\d+)$/.exec(message)?.[1] ?? Number.NaN);
  if (result === Result.Ended)
    return {
      code: 'truncated-input',
      message: `The xz stream is cut off, or other bytes follow it, at byte ${byteOnDisk} on disk. Fetch the file again.`,
      byteOnDisk,
    };
  const why: { readonly [result: number]: string } = {
    [Result.OutOfMemory]: 'its dictionary needs more memory than there is',
    [Result.MemoryLimit]:
      'its dictionary needs more memory than is allowed; compress it again with at most xz -9',
    [Result.Format]: 'expected the start of a stream, found other bytes',
    [Result.Options]:
      'it uses a filter or a check (SHA-256) that is not supported; compress it again with xz',
  };
  return {
    code: 'corrupt-compression',
    message: `The xz stream cannot be read before byte ${byteOnDisk} on disk: ${why[result] ?? 'it is damaged'}.`,
    byteOnDisk,
  };
}
