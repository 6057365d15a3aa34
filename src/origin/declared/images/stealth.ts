import type { DecodedPixels } from '../../../image/decode.js';
import { inflate } from '../../../image/inflate.js';
import type { MetadataEntry } from '../../../image/metadata.js';
import { jsonObject } from '../generators/fields.js';

/** The four magic values at the start of a payload: they tell its channel and compression. */
const MAGICS = [
  { text: 'stealth_pnginfo', isAlpha: true, isCompressed: false },
  { text: 'stealth_pngcomp', isAlpha: true, isCompressed: true },
  { text: 'stealth_rgbinfo', isAlpha: false, isCompressed: false },
  { text: 'stealth_rgbcomp', isAlpha: false, isCompressed: true },
] as const;
const MAGIC_BYTES = 15;
const MAX_PAYLOAD_BYTES = 4 << 20;

/**
 * Reads metadata from the lowest bits of alpha, or of red, green and blue, column by column from the top, highest bit
 * first: a magic of 15 bytes, the payload's length in bits (32 bits, big-endian), the payload. The format is that of
 * ashen-sensored/sd_webui_stealth_pnginfo, which NovelAI adopted. Null without the magic, which occurs by chance once
 * in 2^120 pictures.
 */
export async function readStealth(pixels: DecodedPixels): Promise<MetadataEntry[] | null> {
  for (const isAlpha of [true, false]) {
    const bits = hiddenBits(pixels, isAlpha);
    if (bits === null) continue;
    const head = bits(0, MAGIC_BYTES);
    const magic = MAGICS.find((one) => one.isAlpha === isAlpha && head !== null && latin1(head) === one.text);
    if (magic === undefined) continue;
    const length = bits(MAGIC_BYTES, 4);
    if (length === null) return [];
    const bytes = Math.floor(new DataView(length.buffer).getUint32(0) / 8);
    const payload = bytes > MAX_PAYLOAD_BYTES ? null : bits(MAGIC_BYTES + 4, bytes);
    const text =
      payload === null
        ? null
        : magic.isCompressed
          ? await inflate(payload, 'gzip', MAX_PAYLOAD_BYTES)
          : payload;
    return text === null ? [] : entriesOf(new TextDecoder().decode(text));
  }
  return null;
}

type BitReader = (firstByte: number, count: number) => Uint8Array<ArrayBuffer> | null;

/** Reads bytes from the lowest bits; null beyond the last pixel. */
function hiddenBits({ width, height, channels, data }: DecodedPixels, isAlpha: boolean): BitReader | null {
  const alpha = channels === 4 ? 3 : channels === 2 ? 1 : -1;
  if (isAlpha ? alpha < 0 : channels < 3) return null;
  const perPixel = isAlpha ? 1 : 3;
  const capacity = Math.floor((width * height * perPixel) / 8);
  return (firstByte, count) => {
    if (firstByte + count > capacity) return null;
    const bytes = new Uint8Array(count);
    for (let bit = 0; bit < count * 8; bit++) {
      const index = firstByte * 8 + bit;
      const pixel = Math.floor(index / perPixel);
      const at = ((pixel % height) * width + Math.floor(pixel / height)) * channels;
      const sample = data[at + (isAlpha ? alpha : index % 3)]!;
      bytes[bit >> 3]! |= (sample & 1) << (7 - (bit & 7));
    }
    return bytes;
  };
}

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** NovelAI hides its PNG texts as one JSON object; the others hide the text of `parameters`. */
function entriesOf(text: string): MetadataEntry[] {
  const facts = jsonObject(text);
  const place = { carrier: 'pixels', start: 0, end: 0 } as const;
  if (facts === null || (facts['Comment'] === undefined && facts['Software'] === undefined))
    return [{ ...place, key: 'parameters', text }];
  return Object.entries(facts).map(([key, value]) => ({
    ...place,
    key,
    text: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}
