/** How a JSON document holds its records. */
export interface JsonShape {
  /** `[{…}, {…}]`, `{"version": "1.1", "data": [{…}]}`, or `{…} {…}`. */
  readonly kind: 'array' | 'wrapped' | 'sequence';
  /** Offset after the bracket that opens the list; of the first object in a sequence. */
  readonly start: number;
}

/** Members of an object that hold the records of a whole file. Others, such as `messages`, are a record's own. */
const WRAPPERS: ReadonlySet<string> = new Set(
  'data rows examples items records instances samples entries documents dataset train validation valid dev test'.split(
    ' ',
  ),
);

/** The shape of a document that begins with these bytes; null if it can hold no objects. */
export function shapeOf(head: Buffer): JsonShape | null {
  const first = nextInk(head, head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0);
  if (head[first] === OPEN_LIST) return { kind: 'array', start: first + 1 };
  if (head[first] !== OPEN_OBJECT) return null;
  const list = wrappedList(head, first);
  return list === null ? { kind: 'sequence', start: first } : { kind: 'wrapped', start: list + 1 };
}

/** Whether the document is a list whose first element is an object. */
export function isListOfObjects(head: Buffer): boolean {
  const shape = shapeOf(head);
  return shape?.kind === 'array' && head[nextInk(head, shape.start)] === OPEN_OBJECT;
}

/** The first object of a list; null if the head ends before it does, or it is not JSON. */
export function firstObject(head: Buffer): object | null {
  const start = nextInk(head, shapeOf(head)?.start ?? head.length);
  let depth = 0;
  for (let at = start; at < head.length; at++) {
    const byte = head[at]!;
    if (byte === 0x22) at = endOfString(head, at);
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
      if (depth === 0) return parsed(head.toString('utf8', start, at + 1));
    }
  }
  return null;
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** Whether the first line is a whole object: JSON lines. */
export function isLineOfJson(head: Buffer): boolean {
  const newline = head.indexOf(0x0a);
  const line = head.toString('utf8', 0, newline < 0 ? head.length : newline).replace(/^\uFEFF/, '');
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    // A line longer than the head cannot be told; lines begin with an object.
    return newline < 0 && shapeOf(head)?.kind === 'sequence';
  }
}

const [OPEN_LIST, OPEN_OBJECT] = [0x5b, 0x7b];

/** Offset of the bracket of a member that holds the file's records; null without one in the head. */
function wrappedList(head: Buffer, object: number): number | null {
  let depth = 0;
  let name = '';
  for (let at = object; at < head.length; at++) {
    const byte = head[at]!;
    if (byte === 0x22) {
      const end = endOfString(head, at);
      if (depth === 1 && end - at <= 64) name = head.toString('utf8', at + 1, end);
      at = end;
    } else if (byte === OPEN_OBJECT) depth++;
    else if (byte === OPEN_LIST) {
      const isList = depth === 1 && WRAPPERS.has(name.toLowerCase());
      if (isList && head[nextInk(head, at + 1)] === OPEN_OBJECT) return at;
      depth++;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
      if (depth === 0) return null;
    }
  }
  return null;
}

/** Offset of the closing quotation mark; the end of the bytes without one. */
function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1;
  for (; at < bytes.length && bytes[at] !== 0x22; at++) if (bytes[at] === 0x5c) at++;
  return at;
}

function nextInk(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] === 0x20 || (bytes[at]! >= 0x09 && bytes[at]! <= 0x0d))) at++;
  return at;
}
