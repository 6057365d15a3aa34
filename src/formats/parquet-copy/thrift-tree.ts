/** Values of Thrift's compact protocol with their types, so that what is not understood is written back as it was read. */
export interface ThriftField {
  readonly id: number;
  readonly type: number;
  readonly value: ThriftValue;
}
export type ThriftStruct = readonly ThriftField[];
export type ThriftValue =
  | null
  | number
  | bigint
  | Uint8Array
  | ThriftStruct
  | { readonly of: number; readonly items: readonly ThriftValue[] };

/** Types of the compact protocol; a boolean's value is its type. */
export const T = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
} as const;

/** Reads a struct whose bounds were checked before. @throws Error for types that Parquet does not use */
export function readStruct(bytes: Uint8Array): ThriftStruct {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const zigzag = (): bigint => {
    const value = varint();
    return (value >> 1n) ^ -(value & 1n);
  };
  const struct = (): ThriftField[] => {
    const fields: ThriftField[] = [];
    for (let id = 0; ; ) {
      const byte = view.getUint8(at++);
      const type = byte & 15;
      if (type === 0) return fields;
      id = byte >> 4 === 0 ? Number(zigzag()) : id + (byte >> 4);
      fields.push({ id, type, value: type <= T.false ? null : value(type) });
    }
  };
  const value = (type: number): ThriftValue => {
    switch (type) {
      case T.true:
      case T.false:
      case T.byte:
        return view.getInt8(at++);
      case T.i16:
      case T.i32:
      case T.i64:
        return zigzag();
      case T.double:
        at += 8;
        return view.getFloat64(at - 8, true);
      case T.binary: {
        const length = Number(varint());
        at += length;
        return bytes.subarray(at - length, at);
      }
      case T.list:
      case 10: {
        const byte = view.getUint8(at++);
        const count = byte >> 4 === 15 ? Number(varint()) : byte >> 4;
        const items: ThriftValue[] = [];
        for (let index = 0; index < count; index++) items.push(value(byte & 15));
        return { of: byte & 15, items };
      }
      case T.struct:
        return struct();
      default:
        throw new Error(`a footer has the unknown type ${type}`);
    }
  };
  return struct();
}

/** The bytes of a struct. */
export function writeStruct(struct: ThriftStruct): Buffer {
  const parts: Buffer[] = [];
  const byte = (value: number) => parts.push(Buffer.from([value & 255]));
  const varint = (value: bigint): void => {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    parts.push(Buffer.from(bytes));
  };
  const zigzag = (value: bigint) => varint(value >= 0n ? value << 1n : (-value << 1n) - 1n);
  const fields = (all: ThriftStruct): void => {
    let last = 0;
    for (const { id, type, value } of all) {
      const delta = id - last;
      if (delta > 0 && delta <= 15) byte((delta << 4) | type);
      else {
        byte(type);
        zigzag(BigInt(id));
      }
      last = id;
      if (type > T.false) put(type, value);
    }
    byte(0);
  };
  const put = (type: number, value: ThriftValue): void => {
    if (typeof value === 'number') {
      if (type === T.double) {
        const double = Buffer.alloc(8);
        double.writeDoubleLE(value);
        parts.push(double);
      } else if (type === T.i16 || type === T.i32 || type === T.i64) zigzag(BigInt(value));
      else byte(value);
    } else if (typeof value === 'bigint') zigzag(value);
    else if (value instanceof Uint8Array) {
      varint(BigInt(value.length));
      parts.push(Buffer.from(value));
    } else if (Array.isArray(value)) fields(value as ThriftStruct);
    else if (value !== null) {
      const { of, items } = value as Extract<ThriftValue, { of: number }>;
      if (items.length < 15) byte((items.length << 4) | of);
      else {
        byte(0xf0 | of);
        varint(BigInt(items.length));
      }
      for (const item of items) put(of, item);
    }
  };
  fields(struct);
  return Buffer.concat(parts);
}

export const fieldOf = (struct: ThriftStruct, id: number): ThriftValue | undefined =>
  struct.find((field) => field.id === id)?.value;

/** The struct with a field set, in the order of ids; `undefined` removes it. */
export function withField(
  struct: ThriftStruct,
  id: number,
  type: number,
  value: ThriftValue | undefined,
): ThriftStruct {
  const others = struct.filter((field) => field.id !== id);
  if (value === undefined) return others;
  return [...others, { id, type, value }].sort((a, b) => a.id - b.id);
}

export const structOf = (fields: {
  readonly [id: number]: readonly [type: number, value: ThriftValue];
}): ThriftStruct => Object.entries(fields).map(([id, [type, value]]) => ({ id: Number(id), type, value }));

export const textOf = (value: ThriftValue | undefined): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : '';

export const listOf = (value: ThriftValue | undefined): readonly ThriftValue[] =>
  value !== null && typeof value === 'object' && 'items' in value ? value.items : [];
