import { undefinedBecause } from '../../core/measurement.js';
import { defineImageSignal, type ImageSignal } from '../../core/signal.js';
import { isDecoded } from '../../image/decode.js';
import { formatOfImageName, IMAGE_FORMATS } from '../../image/format.js';
import type { ImageReading } from '../../image/reading.js';

const NO_HEADER = 'the header gives no size';
/** Two bytes hold a JPEG's side, four a PNG's: what a header claims, whether or not the picture keeps it. */
const MOST_PIXELS_A_SIDE = 2 ** 32 - 1;

const sideSignal = (id: string, title: string, side: 'width' | 'height'): ImageSignal =>
  defineImageSignal({
    id,
    version: 1,
    title,
    description: `Pixels of the picture’s ${side} as its header claims them, before any turning by EXIF.`,
    formula: `${side} in the container’s header`,
    source: 'PNG §11.2.1; ITU-T T.81 §B.2.2; RFC 9649; ISO 23008-12 §6.5.3; GIF89a §18',
    kind: 'number',
    unit: 'pixels',
    range: [0, MOST_PIXELS_A_SIDE],
    measure: async (reading) => {
      const value = (await reading.metadata())[side];
      return value === null ? undefinedBecause(NO_HEADER) : { value };
    },
  });

export const imageWidth = sideSignal('image-width', 'Image width', 'width');
export const imageHeight = sideSignal('image-height', 'Image height', 'height');

export const imageFormat = defineImageSignal({
  id: 'image-format',
  version: 1,
  title: 'Image format',
  description: 'The container by its first bytes, whatever the file is called.',
  formula: 'magic number',
  source: 'PNG §5.2; ITU-T T.81; RFC 9649; ISO 14496-12 `ftyp`; GIF89a',
  kind: 'category',
  unit: 'code',
  values: IMAGE_FORMATS,
  measure: async ({ format }) =>
    format === null ? undefinedBecause('the first bytes are those of no image format') : { value: format },
});

/** A wrong ending is usually a careless download, now and then a way past a filter. */
export const imageExtension = defineImageSignal({
  id: 'image-extension',
  version: 1,
  title: 'Image file ending',
  description: 'Whether the ending of the file’s name fits its bytes.',
  formula: '`right` where the name’s ending is one of the format’s own, `wrong` where it is another’s',
  source: 'ours',
  kind: 'category',
  unit: 'code',
  values: ['right', 'wrong', 'none'],
  measure: async ({ format }, { name }) => {
    if (format === null) return undefinedBecause('the first bytes are those of no image format');
    const claimed = formatOfImageName(name);
    return { value: claimed === null ? 'none' : claimed === format ? 'right' : 'wrong' };
  },
});

export const imageIntegrity = defineImageSignal({
  id: 'image-integrity',
  version: 2,
  title: 'Image integrity',
  description:
    '`whole`: it decodes to its end. `damaged`: it breaks off or holds nonsense. `too-large`: its header claims more pixels than are decoded, as bombs do.',
  formula: 'the decoder’s answer; sizes are refused by the header, before anything is unpacked',
  source: 'libvips through sharp',
  kind: 'category',
  unit: 'code',
  values: ['whole', 'damaged', 'too-large'],
  measure: async (reading) => {
    const pixels = await reading.pixels();
    if (isDecoded(pixels)) return { value: 'whole' };
    if (pixels.fault === 'no-decoder') return undefinedBecause(pixels.why);
    return { value: pixels.fault, spans: evidence(reading, pixels.why) };
  },
});

/** Bits of file per pixel: near 0 for flat pictures and for bombs, 24 and more for noise and for what travels along. */
export const imageBitsPerPixel = defineImageSignal({
  id: 'image-bits-per-pixel',
  version: 1,
  title: 'File bits per pixel',
  description: 'How large the file is for its picture: tiny means flat, strongly compressed, or a bomb.',
  formula: '8 · bytes of the file / (width · height)',
  source: 'ours',
  kind: 'number',
  unit: 'bits',
  range: [0, Number.MAX_SAFE_INTEGER],
  measure: async (reading) => {
    const { width, height } = await reading.metadata();
    if (width === null || height === null) return undefinedBecause(NO_HEADER);
    if (width === 0 || height === 0) return undefinedBecause('the header claims no pixels');
    return { value: (8 * reading.bytes.length) / (width * height) };
  },
});

/** A note about the whole file. */
const evidence = ({ bytes }: ImageReading, note: string) => [{ start: 0, end: bytes.length, note }];
