import { undefinedBecause } from '../../core/measurement.js';
import { defineImageSignal, type ImageSignal } from '../../core/signal.js';
import { isDecoded } from '../../image/decode.js';
import { formatOfImageName, IMAGE_FORMATS } from '../../image/format.js';
import type { ImageReading } from '../../image/reading.js';

const NO_HEADER = 'the header states no size';
/** The largest side a header can claim: two bytes in JPEG, four in PNG. */
const MOST_PIXELS_A_SIDE = 2 ** 32 - 1;

const sideSignal = (id: string, title: string, side: 'width' | 'height'): ImageSignal =>
  defineImageSignal({
    id,
    version: 1,
    title,
    description: `The picture’s ${side} in pixels according to its header, before any EXIF rotation.`,
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
  description: 'The container format according to the first bytes; the file’s name is ignored.',
  formula: 'magic number',
  source: 'PNG §5.2; ITU-T T.81; RFC 9649; ISO 14496-12 `ftyp`; GIF89a',
  kind: 'category',
  unit: 'code',
  values: IMAGE_FORMATS,
  measure: async ({ format }) =>
    format === null ? undefinedBecause('the first bytes match no known image format') : { value: format },
});

/** A wrong extension is usually a careless download, sometimes an attempt to bypass a filter. */
export const imageExtension = defineImageSignal({
  id: 'image-extension',
  version: 1,
  title: 'Image file extension',
  description: 'Whether the file’s extension matches its bytes.',
  formula: '`right` where the extension belongs to the format, `wrong` where it belongs to another format',
  source: 'ours',
  kind: 'category',
  unit: 'code',
  values: ['right', 'wrong', 'none'],
  measure: async ({ format }, { name }) => {
    if (format === null) return undefinedBecause('the first bytes match no known image format');
    const claimed = formatOfImageName(name);
    return { value: claimed === null ? 'none' : claimed === format ? 'right' : 'wrong' };
  },
});

export const imageIntegrity = defineImageSignal({
  id: 'image-integrity',
  version: 2,
  title: 'Image integrity',
  description:
    '`whole`: the file decodes to its end. `damaged`: it is truncated or corrupt. `too-large`: its header claims more pixels than the limit, as decompression bombs do.',
  formula: 'the decoder’s result; sizes are checked in the header, before anything is decompressed',
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

/** Near 0 for flat pictures and decompression bombs; 24 and more for noise and for appended data. */
export const imageBitsPerPixel = defineImageSignal({
  id: 'image-bits-per-pixel',
  version: 1,
  title: 'File bits per pixel',
  description:
    'File size per pixel. Very low values mean a flat or strongly compressed picture, or a decompression bomb.',
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

/** A note on the whole file. */
const evidence = ({ bytes }: ImageReading, note: string) => [{ start: 0, end: bytes.length, note }];
