/** A column that is added to an Arrow schema: a string, or a list of strings. */
export interface AddedField {
  readonly name: string;
  readonly isList: boolean;
}

/**
 * The value of `ARROW:schema` with fields added and some left out. Without it, Arrow would read the rows with the types
 * of Parquet alone: a large string as a string, a duration as an integer. Null where the value is no Arrow schema.
 *
 * The value is a message in FlatBuffers, whose references only point forward. New tables stand before the old message and
 * refer to the fields in it, so that nothing in a field has to be understood.
 *
 * Source: Arrow, format/Message.fbs and format/Schema.fbs; FlatBuffers, internals.
 */
export function extendArrowSchema(
  value: string,
  isKept: (name: string, index: number) => boolean,
  added: readonly AddedField[],
): string | null {
  try {
    const message = Buffer.from(value, 'base64');
    const start = message.readInt32LE(0) === -1 ? 8 : 4;
    const old = message.subarray(start, start + message.readInt32LE(start - 4));
    return encapsulated(extended(old, isKept, added)).toString('base64');
  } catch {
    return null;
  }
}

function encapsulated(message: Buffer): Buffer {
  const length = Math.ceil(message.length / 8) * 8;
  const head = Buffer.alloc(8);
  head.writeInt32LE(-1, 0);
  head.writeInt32LE(length, 4);
  return Buffer.concat([head, message, Buffer.alloc(length - message.length)]);
}

/** Offset of a field of a table, or null. */
function slot(bytes: Buffer, table: number, field: number): number | null {
  const vtable = table - bytes.readInt32LE(table);
  const entry = 4 + 2 * field;
  const at = entry < bytes.readUInt16LE(vtable) ? bytes.readUInt16LE(vtable + entry) : 0;
  return at === 0 ? null : table + at;
}

const follow = (bytes: Buffer, at: number): number => at + bytes.readUInt32LE(at);
const refOf = (bytes: Buffer, table: number, field: number): number | null => {
  const at = slot(bytes, table, field);
  return at === null ? null : follow(bytes, at);
};

const SCHEMA_HEADER = 1;
const UTF8 = 5;
const LIST = 12;

function extended(
  old: Buffer,
  isKept: (name: string, index: number) => boolean,
  added: readonly AddedField[],
): Buffer {
  const message = follow(old, 0);
  const kind = slot(old, message, 1);
  if (kind === null || old[kind] !== SCHEMA_HEADER) throw new Error('the message holds no schema');
  const schema = refOf(old, message, 2)!;
  const fields = refOf(old, schema, 1)!;
  const kept: number[] = [];
  for (let index = 0; index < old.readUInt32LE(fields); index++) {
    const field = follow(old, fields + 4 + 4 * index);
    const name = refOf(old, field, 0);
    const text = name === null ? '' : old.toString('utf8', name + 4, name + 4 + old.readUInt32LE(name));
    if (isKept(text, index)) kept.push(field);
  }
  const front = new Front();
  const root = front.ref();
  const version = slot(old, message, 0);
  const endianness = slot(old, schema, 0);
  const newMessage = front.table([
    { id: 0, size: 2, value: version === null ? 0 : old.readInt16LE(version) },
    { id: 1, size: 1, value: SCHEMA_HEADER },
    { id: 2, size: 4, value: 0 },
  ]);
  front.point(root, newMessage.start);
  const newSchema = front.table([
    { id: 0, size: 2, value: endianness === null ? 0 : old.readInt16LE(endianness) },
    { id: 1, size: 4, value: 0 },
    ...[2, 3].flatMap((id) => (refOf(old, schema, id) === null ? [] : [{ id, size: 4, value: 0 }])),
  ]);
  front.point(newMessage.at(2), newSchema.start);
  const vector = front.vector(kept.length + added.length);
  front.point(newSchema.at(1), vector);
  for (const [index, { name, isList }] of added.entries())
    front.point(vector + 4 + 4 * (kept.length + index), addField(front, name, isList));
  // The old message follows at a multiple of eight bytes, as its own alignment demands.
  const prefix = front.padded(8);
  for (const [index, field] of kept.entries()) front.point(vector + 4 + 4 * index, prefix + field);
  for (const id of [2, 3]) {
    const ref = refOf(old, schema, id);
    if (ref !== null) front.point(newSchema.at(id), prefix + ref);
  }
  return Buffer.concat([front.bytes(), old]);
}

function addField(front: Front, name: string, isList: boolean): number {
  const field = front.table([
    { id: 0, size: 4, value: 0 },
    { id: 1, size: 1, value: 1 },
    { id: 2, size: 1, value: isList ? LIST : UTF8 },
    { id: 3, size: 4, value: 0 },
    { id: 5, size: 4, value: 0 },
  ]);
  front.point(field.at(0), front.text(name));
  front.point(field.at(3), front.table([]).start);
  const children = front.vector(isList ? 1 : 0);
  front.point(field.at(5), children);
  if (isList) front.point(children + 4, addField(front, 'element', false));
  return field.start;
}

interface Slot {
  readonly id: number;
  readonly size: number;
  readonly value: number;
}

/** Builds FlatBuffers from front to back. */
class Front {
  private buffer = Buffer.alloc(1024);
  private length = 0;

  /** A reference to be set later. */
  ref(): number {
    return this.room(4, 4);
  }

  point(at: number, target: number): void {
    this.buffer.writeUInt32LE(target - at, at);
  }

  table(slots: readonly Slot[]): { readonly start: number; readonly at: (id: number) => number } {
    const count = slots.length === 0 ? 0 : Math.max(...slots.map(({ id }) => id)) + 1;
    const vtable = this.room(4 + 2 * count, 2);
    const start = this.room(4, 8);
    const places = new Map<number, number>();
    for (const { id, size, value } of [...slots].sort((a, b) => b.size - a.size)) {
      const at = this.room(size, size);
      this.buffer.writeUIntLE(value, at, size);
      this.buffer.writeUInt16LE(at - start, vtable + 4 + 2 * id);
      places.set(id, at);
    }
    this.buffer.writeUInt16LE(4 + 2 * count, vtable);
    this.buffer.writeUInt16LE(this.length - start, vtable + 2);
    this.buffer.writeInt32LE(start - vtable, start);
    return { start, at: (id) => places.get(id)! };
  }

  vector(count: number): number {
    const at = this.room(4 + 4 * count, 4);
    this.buffer.writeUInt32LE(count, at);
    return at;
  }

  text(text: string): number {
    const bytes = Buffer.from(text);
    const at = this.room(4 + bytes.length + 1, 4);
    this.buffer.writeUInt32LE(bytes.length, at);
    bytes.copy(this.buffer, at + 4);
    return at;
  }

  padded(size: number): number {
    this.room(0, size);
    return this.length;
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  private room(size: number, alignment: number): number {
    const at = Math.ceil(this.length / alignment) * alignment;
    this.length = at + size;
    if (this.length > this.buffer.length)
      this.buffer = Buffer.concat([this.buffer, Buffer.alloc(this.buffer.length + size)]);
    return at;
  }
}
