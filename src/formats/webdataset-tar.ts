import type { FileHandle } from 'node:fs/promises';

/** A file inside a tar archive. */
export interface TarMember {
  /** Path inside the archive. */
  readonly name: string;
  /** Start of its first header block, including extended headers. */
  readonly start: number;
  /** Start of its content. */
  readonly dataStart: number;
  readonly dataEnd: number;
  /** After its padding; the next member starts here. */
  readonly end: number;
}

/** The reason why reading an archive ended early. */
export interface TarFault {
  readonly byte: number;
  readonly code: 'malformed-tar' | 'truncated-input';
  readonly message: string;
}

const BLOCK = 512;
/** Limit for names in extended headers. */
const MAX_EXTENSION_BYTES = 64 * 1024;

enum Type {
  PaxNext = 'x',
  GnuLongName = 'L',
}
const FILE_TYPES = ['0', '\0', '7'];

/**
 * The files of a tar archive in `[start, end)`, in order, without their contents: POSIX ustar, pax and GNU long names.
 * Folders and links are skipped. Returns the fault, or null.
 */
export async function* tarMembers(
  file: FileHandle,
  start: number,
  end: number,
): AsyncGenerator<TarMember, TarFault | null, void> {
  const header = Buffer.alloc(BLOCK);
  let at = start;
  let memberStart = start;
  let extended: { path?: string; size?: number } = {};
  while (at + BLOCK <= end) {
    const { bytesRead } = await file.read(header, 0, BLOCK, at);
    if (bytesRead < BLOCK) return truncated(at);
    if (header.every((byte) => byte === 0)) return null;
    const size = extended.size ?? numberIn(header, 124, 12);
    if (size === null || !isChecksumRight(header))
      return {
        byte: at,
        code: 'malformed-tar',
        message: `Expected a tar header at byte ${at}, found something else.`,
      };
    const dataStart = at + BLOCK;
    const dataEnd = dataStart + size;
    const next = dataStart + Math.ceil(size / BLOCK) * BLOCK;
    if (dataEnd > end) return truncated(at);
    const type = String.fromCharCode(header[156]!);
    if (type === Type.PaxNext || type === Type.GnuLongName) {
      const body = Buffer.alloc(Math.min(size, MAX_EXTENSION_BYTES));
      await file.read(body, 0, body.length, dataStart);
      extended =
        type === Type.PaxNext ? { ...extended, ...paxFields(body) } : { ...extended, path: zeroEnded(body) };
      at = next;
      continue;
    }
    if (FILE_TYPES.includes(type))
      yield {
        name: extended.path ?? nameIn(header),
        start: memberStart,
        dataStart,
        dataEnd,
        end: Math.min(next, end),
      };
    extended = {};
    at = next;
    memberStart = next;
  }
  return null;
}

const truncated = (at: number): TarFault => ({
  byte: at,
  code: 'truncated-input',
  message: `The archive ends inside the member at byte ${at}.`,
});

const zeroEnded = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return Buffer.from(bytes.subarray(0, end < 0 ? bytes.length : end)).toString('utf8');
};

function nameIn(header: Buffer): string {
  const name = zeroEnded(header.subarray(0, 100));
  const isUstar = header.toString('latin1', 257, 262) === 'ustar';
  const prefix = isUstar ? zeroEnded(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** A number in octal digits, or in GNU's binary form if the first bit is set; null otherwise. */
function numberIn(header: Buffer, at: number, length: number): number | null {
  if (header[at]! & 0x80) {
    const value = Number(header.readBigUInt64BE(at + length - 8));
    return Number.isSafeInteger(value) ? value : null;
  }
  const text = header
    .toString('latin1', at, at + length)
    .replace(/[\0 ]+$/, '')
    .trim();
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || '0', 8) : null;
}

/** The checksum is the sum of the header's bytes, with spaces in its own field. */
function isChecksumRight(header: Buffer): boolean {
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += at >= 148 && at < 156 ? 0x20 : header[at]!;
  return numberIn(header, 148, 8) === sum;
}

/** `length key=value\n` records (POSIX.1-2001 pax). */
function paxFields(body: Buffer): { path?: string; size?: number } {
  const fields: { path?: string; size?: number } = {};
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at);
    const length = space < 0 ? 0 : Number(body.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= space - at) break;
    const [key, ...value] = body.toString('utf8', space + 1, at + length - 1).split('=');
    if (key === 'path') fields.path = value.join('=');
    if (key === 'size') fields.size = Number(value.join('='));
    at += length;
  }
  return fields;
}
