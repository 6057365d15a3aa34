/** One member of a JSON object, as offsets into its bytes. */
export interface JsonMember {
  readonly name: string;
  /** At the opening quote of the name. */
  readonly start: number;
  readonly valueStart: number;
  /** After the last byte of the value. */
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Members of an object, without parsing their values. `bytes` must be JSON whose value is an object. It recovers what
 * parsing loses: the digits of large numbers, and the place of each member.
 */
export function membersOf(bytes: Buffer, from = 0, to = bytes.length): JsonMember[] {
  const members: JsonMember[] = [];
  let at = bytes.indexOf(0x7b, from) + 1;
  while (at > 0 && at < to) {
    at = skipTo(bytes, at, to, QUOTE);
    if (at >= to) break;
    const start = at;
    at = endOfString(bytes, at, to);
    const name = JSON.parse(bytes.toString('utf8', start, at)) as string;
    at = skipSpace(bytes, skipTo(bytes, at, to, 0x3a) + 1, to);
    const valueStart = at;
    at = endOfValue(bytes, at, to);
    members.push({ name, start, valueStart, end: at });
    at = skipSpace(bytes, at, to);
    if (bytes[at] !== 0x2c) break;
    at++;
  }
  return members;
}

/** The digits of the number at `path`, or null. Of equal names the last counts, as in JSON.parse. */
export function numberAt(bytes: Buffer, path: readonly string[]): string | null {
  let from = 0;
  let to = bytes.length;
  for (const name of path) {
    if (bytes[skipSpace(bytes, from, to)] !== 0x7b) return null;
    const member = membersOf(bytes, from, to).findLast((candidate) => candidate.name === name);
    if (member === undefined) return null;
    from = member.valueStart;
    to = member.end;
  }
  const digits = bytes.toString('latin1', from, to);
  return /^-?[\d.eE+-]+$/.test(digits) ? digits : null;
}

function endOfValue(bytes: Buffer, start: number, to: number): number {
  const first = bytes[start];
  if (first === QUOTE) return endOfString(bytes, start, to);
  let depth = 0;
  let at = start;
  while (at < to) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at = endOfString(bytes, at, to);
      continue;
    }
    if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      // The brace of the object around it.
      if (depth === 0) return trimEnd(bytes, start, at);
      depth--;
      if (depth === 0) return at + 1;
    } else if (byte === 0x2c && depth === 0) return trimEnd(bytes, start, at);
    at++;
  }
  return to;
}

function endOfString(bytes: Buffer, start: number, to: number): number {
  let at = start + 1;
  while (at < to) {
    const quote = bytes.indexOf(QUOTE, at);
    if (quote < 0) return to;
    let slashes = 0;
    while (bytes[quote - 1 - slashes] === BACKSLASH) slashes++;
    at = quote + 1;
    if (slashes % 2 === 0) return at;
  }
  return to;
}

function skipTo(bytes: Buffer, at: number, to: number, byte: number): number {
  let found = at;
  while (found < to && bytes[found] !== byte) found++;
  return found;
}

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

function skipSpace(bytes: Buffer, at: number, to: number): number {
  let found = at;
  while (found < to && isSpace(bytes[found])) found++;
  return found;
}

function trimEnd(bytes: Buffer, start: number, end: number): number {
  let found = end;
  while (found > start && isSpace(bytes[found - 1])) found--;
  return found;
}
