/**
 * Walks a struct in Thrift's compact protocol and returns the offset after it. Parquet's footer and page headers are
 * walked before they are parsed, since a hostile one could demand huge lists, numbers of millions of digits, or endless
 * nesting. Spec: apache/thrift, doc/specs/thrift-compact-protocol.md.
 *
 * @throws RangeError with the fault in words
 */
export function endOfStruct(bytes: Uint8Array, start: number, maxValues: number): number {
  const walk = new Walk(bytes, start, maxValues);
  walk.struct(0);
  return walk.at;
}

/** Deeper than any structure of Parquet. */
const MAX_DEPTH = 32;
const MAX_VARINT_BYTES = 10;

class Walk {
  private values = 0;

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
    private readonly maxValues: number,
  ) {}

  struct(depth: number): void {
    if (depth > MAX_DEPTH) throw new RangeError('structures are nested too deeply');
    while (true) {
      const field = this.byte();
      const type = field & 0x0f;
      if (type === 0) return;
      if (field >> 4 === 0) this.varint();
      this.value(type, depth);
    }
  }

  private value(type: number, depth: number): void {
    if (++this.values > this.maxValues) throw new RangeError(`there are more than ${this.maxValues} values`);
    switch (type) {
      case 1:
      case 2:
        // A boolean's value is its type.
        break;
      case 3:
        this.skip(1);
        break;
      case 4:
      case 5:
      case 6:
        this.varint();
        break;
      case 7:
        this.skip(8);
        break;
      case 8:
        this.skip(this.varint());
        break;
      case 9:
        this.list(depth);
        break;
      case 12:
        this.struct(depth + 1);
        break;
      default:
        throw new RangeError(`values of type ${type} do not occur in Parquet`);
    }
  }

  private list(depth: number): void {
    const head = this.byte();
    const type = head & 0x0f;
    const size = head >> 4 === 15 ? this.varint() : head >> 4;
    if (size > this.bytes.length - this.at)
      throw new RangeError(`a list of ${size} values goes beyond the end`);
    for (let index = 0; index < size; index++) {
      // In lists, booleans are bytes.
      if (type === 1 || type === 2) this.skip(1);
      else this.value(type, depth + 1);
    }
  }

  /** Unsigned. Large values lose digits, which does not matter for lengths. */
  private varint(): number {
    let value = 0;
    for (let index = 0; index < MAX_VARINT_BYTES; index++) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number has too many bytes');
  }

  private byte(): number {
    if (this.at >= this.bytes.length) throw new RangeError('it is cut off');
    return this.bytes[this.at++]!;
  }

  private skip(count: number): void {
    if (count > this.bytes.length - this.at) throw new RangeError('a value goes beyond the end');
    this.at += count;
  }
}
