/** Maximum length of a text in a note. */
const SHOWN = 120;

const quoted = (text: string): string =>
  JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** Tag characters U+E0020–E007E are ASCII moved up by 0xE0000. */
export function describeTags(run: string): string {
  const characters = [...run.slice(0, SHOWN * 4)];
  const said = characters
    .map((character) => character.codePointAt(0)! - 0xe0000)
    .map((ascii) => (ascii >= 0x20 && ascii <= 0x7e ? String.fromCharCode(ascii) : ''))
    .join('');
  return said === '' ? 'tag characters' : `tag characters say ${quoted(said)}`;
}

/** Variation selectors 1–16 carry bytes 0–15, selectors 17–256 bytes 16–255 (as C2PA and the emoji trick have it). */
export function describeSelectors(run: string): string {
  const bytes = Uint8Array.from(
    [...run.slice(0, SHOWN * 4)].map((character) => {
      const codePoint = character.codePointAt(0)!;
      return codePoint >= 0xe0100 ? codePoint - 0xe0100 + 16 : codePoint & 0x0f;
    }),
  );
  if (bytes.length < 2) return 'variation selector without a character that varies';
  const text = printable(bytes);
  if (text?.startsWith('C2PATXT')) return 'variation selectors hold a C2PA manifest';
  // The popular encoder leaves ASCII unchanged; others shift it down by 16.
  const shifted = text ?? printable(bytes.map((byte) => byte + 16));
  const said = shifted === null ? `bytes ${hexadecimal(bytes)}` : quoted(shifted);
  return `variation selectors hold ${said}`;
}

/** Describes a run of invisible characters, decoded as bits if it uses two of them. */
export function describeZeroWidth(run: string): string {
  const kinds = [...new Set(run)];
  const names = kinds.slice(0, 4).map(codeName).join(' ');
  if (run.length < 2) return names;
  const decoded = kinds.length === 2 && run.length >= 14 ? bitsOf(run.slice(0, 4096), kinds[0]!) : null;
  return decoded === null
    ? `${run.length} × ${names}`
    : `${run.length} × ${names}, as bits ${quoted(decoded)}`;
}

export const codeName = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** Tries both meanings of the two characters and both lengths of a letter. */
function bitsOf(run: string, zero: string): string | null {
  for (const size of [8, 7])
    for (const isFirstZero of [true, false]) {
      const bytes = new Uint8Array(Math.floor(run.length / size));
      for (let at = 0; at < bytes.length * size; at++)
        if ((run[at] === zero) !== isFirstZero)
          bytes[Math.floor(at / size)]! |= 1 << (size - 1 - (at % size));
      const text = printable(bytes);
      if (text !== null) return text;
    }
  return null;
}

function printable(bytes: Uint8Array): string | null {
  const text = new TextDecoder().decode(bytes);
  const readable = text.match(/[\p{L}\p{N}\p{P}\p{Zs}\n]/gu)?.length ?? 0;
  return text.length > 0 && !text.includes('\uFFFD') && readable >= 0.9 * [...text].length ? text : null;
}

const hexadecimal = (bytes: Uint8Array): string =>
  [...bytes.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ') +
  (bytes.length > 16 ? ' …' : '');
