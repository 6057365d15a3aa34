import { asciiAt, utf8OrLatin1, viewOf } from './bytes.js';

/** One text field of EXIF. */
export interface ExifField {
  readonly name: string;
  readonly text: string;
}

/** Tags that people and programs write text into (Exif 3.0, tables 3 to 8; XP… are Windows'). */
const TEXT_TAGS: { readonly [tag: number]: string } = {
  269: 'DocumentName',
  270: 'ImageDescription',
  271: 'Make',
  272: 'Model',
  305: 'Software',
  306: 'DateTime',
  315: 'Artist',
  316: 'HostComputer',
  33432: 'Copyright',
  36867: 'DateTimeOriginal',
  37510: 'UserComment',
  40091: 'XPTitle',
  40092: 'XPComment',
  40093: 'XPAuthor',
  40094: 'XPKeywords',
  42036: 'LensModel',
};
const EXIF_IFD = 0x8769;
const BYTES_PER_VALUE = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
const MAX_FIELDS = 512;
const MAX_TEXT_BYTES = 1 << 20;

/** The text fields of the first directory and of the EXIF directory. Fields after damaged bytes are lost. */
export function readExif(bytes: Uint8Array): ExifField[] {
  const order = asciiAt(bytes, 0, 2);
  if ((order !== 'II' && order !== 'MM') || bytes.length < 8) return [];
  const littleEndian = order === 'II';
  const view = viewOf(bytes);
  if (view.getUint16(2, littleEndian) !== 42) return [];
  const fields: ExifField[] = [];
  const directories = [view.getUint32(4, littleEndian)];
  // At most two directories, so that circular pointers end.
  for (let index = 0; index < Math.min(directories.length, 2); index++) {
    const start = directories[index]!;
    if (start + 2 > bytes.length) continue;
    const count = Math.min(view.getUint16(start, littleEndian), MAX_FIELDS);
    for (let entry = 0; entry < count; entry++) {
      const at = start + 2 + entry * 12;
      if (at + 12 > bytes.length) break;
      const tag = view.getUint16(at, littleEndian);
      if (tag === EXIF_IFD) directories.push(view.getUint32(at + 8, littleEndian));
      const name = TEXT_TAGS[tag];
      const value = name === undefined ? null : valueAt(bytes, at, littleEndian);
      const text = value === null ? '' : textOf(name!, value);
      if (text !== '') fields.push({ name: name!, text });
    }
  }
  return fields;
}

function valueAt(bytes: Uint8Array, at: number, littleEndian: boolean): Uint8Array | null {
  const view = viewOf(bytes);
  const type = view.getUint16(at + 2, littleEndian);
  const size = (BYTES_PER_VALUE[type] ?? 0) * view.getUint32(at + 4, littleEndian);
  if (size === 0 || size > MAX_TEXT_BYTES) return null;
  const start = size <= 4 ? at + 8 : view.getUint32(at + 8, littleEndian);
  return start + size <= bytes.length ? bytes.subarray(start, start + size) : null;
}

function textOf(name: string, value: Uint8Array): string {
  const text =
    name === 'UserComment'
      ? userComment(value)
      : name.startsWith('XP')
        ? utf16(value, true)
        : utf8OrLatin1(value);
  const end = text.indexOf('\0');
  // Some writers pad with zeros, some end with one.
  return (end < 0 ? text : text.slice(0, end)).trim();
}

/** Eight bytes name the encoding (Exif 3.0 §4.6.6.6.10). */
function userComment(value: Uint8Array): string {
  const body = value.subarray(8);
  switch (asciiAt(value, 0, 8)) {
    case 'ASCII\0\0\0':
    case '\0\0\0\0\0\0\0\0':
      return utf8OrLatin1(body);
    case 'UNICODE\0':
      return utf16(body, looksLittleEndian(body));
    default:
      return utf8OrLatin1(value);
  }
}

/** Writers often ignore the file's byte order. In Latin text the positions of the zero bytes reveal the actual one. */
function looksLittleEndian(bytes: Uint8Array): boolean {
  let even = 0;
  let odd = 0;
  for (let at = 0; at + 1 < Math.min(bytes.length, 4096); at += 2) {
    if (bytes[at] === 0) even++;
    if (bytes[at + 1] === 0) odd++;
  }
  return odd >= even;
}

const utf16 = (bytes: Uint8Array, littleEndian: boolean): string =>
  new TextDecoder(littleEndian ? 'utf-16le' : 'utf-16be').decode(bytes.subarray(0, bytes.length & ~1));
