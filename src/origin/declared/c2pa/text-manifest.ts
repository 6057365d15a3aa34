/** A manifest in a text, possibly damaged or remote. */
export interface TextManifest {
  /** The manifest store; null where it is remote or damaged. */
  readonly store: Uint8Array | null;
  readonly state: 'embedded' | 'remote-only' | 'unreadable';
  /** The standard's code or the address, for people. */
  readonly why: string;
  /** The wrapper in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

const MAGIC = 'C2PATXT\0';
const HEADER_BYTES = 13;
const LARGEST_STORE = 16 * 1024 * 1024;
const BEGIN = /-{3,5}BEGIN C2PA MANIFEST-{3,5}/;
const END = /-{3,5}END C2PA MANIFEST-{3,5}/;

/**
 * Finds content credentials in a text. A wrapper is U+FEFF followed by variation selectors, one per byte: U+FE00 + b
 * below 16, else U+E0100 + b − 16. The bytes are `C2PATXT\0`, version 1, the length, and the store. The older armour
 * has the store in Base64, or its address, between `-----BEGIN C2PA MANIFEST-----` and its end. Null for nearly all
 * texts, at the cost of two searches.
 *
 * Source: C2PA specification 2.2, A.7 (unstructured and structured text)
 */
export function findTextManifest(text: string): TextManifest | null {
  return findWrapper(text) ?? (text.includes('BEGIN C2PA MANIFEST') ? findArmour(text) : null);
}

function findWrapper(text: string): TextManifest | null {
  let found: TextManifest | null = null;
  for (let start = text.indexOf('\ufeff'); start >= 0; start = text.indexOf('\ufeff', start + 1)) {
    const first = selectorByte(text, start + 1);
    if (first !== MAGIC.charCodeAt(0)) continue;
    const { bytes, end } = bytesFrom(text, start + 1);
    if (!startsWithMagic(bytes)) continue;
    // A text must have one manifest: with two, it is unclear which one applies.
    if (found !== null)
      return {
        store: null,
        state: 'unreadable',
        why: 'manifest.text.multipleWrappers',
        start: found.start,
        end,
      };
    found = { ...storeOf(bytes), start, end };
  }
  return found;
}

const startsWithMagic = (bytes: Uint8Array): boolean =>
  bytes.length >= MAGIC.length && [...MAGIC].every((sign, at) => bytes[at] === sign.charCodeAt(0));

function storeOf(bytes: Uint8Array): Pick<TextManifest, 'store' | 'state' | 'why'> {
  const length =
    bytes.length < HEADER_BYTES
      ? -1
      : new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length + 1);
  if (bytes[MAGIC.length] !== 1 || length <= 0 || length > bytes.length - HEADER_BYTES)
    return { store: null, state: 'unreadable', why: 'manifest.text.corruptedWrapper' };
  return { store: bytes.slice(HEADER_BYTES, HEADER_BYTES + length), state: 'embedded', why: '' };
}

/** The byte that a variation selector encodes; −1 for other characters. */
function selectorByte(text: string, at: number): number {
  const point = text.codePointAt(at) ?? -1;
  if (point >= 0xfe00 && point <= 0xfe0f) return point - 0xfe00;
  return point >= 0xe0100 && point <= 0xe01ef ? point - 0xe0100 + 16 : -1;
}

function bytesFrom(text: string, start: number): { bytes: Uint8Array; end: number } {
  const bytes: number[] = [];
  let at = start;
  for (
    let byte = selectorByte(text, at);
    byte >= 0 && bytes.length < LARGEST_STORE;
    byte = selectorByte(text, at)
  ) {
    bytes.push(byte);
    at += byte < 16 ? 1 : 2;
  }
  return { bytes: Uint8Array.from(bytes), end: at };
}

/** Searches for the beginning, then for the end: a single pattern would take quadratic time. */
function findArmour(text: string): TextManifest | null {
  const begin = BEGIN.exec(text);
  if (begin === null) return null;
  const from = begin.index + begin[0].length;
  const end = END.exec(text.slice(from));
  if (end === null) return null;
  const place = { start: begin.index, end: from + end.index + end[0].length };
  const inside = text
    .slice(from, from + end.index)
    .trim()
    .replace(/^data:[\w./+-]+;base64,/, '');
  if (/^https?:\/\//i.test(inside))
    return { store: null, state: 'remote-only', why: inside.slice(0, 200), ...place };
  const base64 = inside.replace(/\s/g, '');
  if (base64 === '' || base64.length > 2 * LARGEST_STORE || !/^[A-Za-z0-9+/]+=*$/.test(base64))
    return { store: null, state: 'unreadable', why: 'manifest.text.corruptedWrapper', ...place };
  return { store: Uint8Array.from(Buffer.from(base64, 'base64')), state: 'embedded', why: '', ...place };
}
