import { undefinedBecause } from '../../core/measurement.js';
import { defineImageSignal } from '../../core/signal.js';
import { isDecoded } from '../../image/decode.js';
import type { ImageReading } from '../../image/reading.js';
import { hasDallE2Squares } from '../../origin/marked/image/dall-e-2.js';
import { matchPayloads, type PayloadMatch } from '../../origin/marked/image/index.js';
import { KNOWN_PAYLOADS } from '../../origin/marked/image/payloads.js';

const MATCHES = Symbol('payload matches');
const matchesOf = (reading: ImageReading) => reading.once(MATCHES, () => matchPayloads(reading));

/**
 * A payload counts as found from this share on: 39 of 48 bits, 26 of 32. Stability’s own tool calls 36 of 48 very
 * likely. The best of 1,500 unmarked crops of 25 pictures reached 35 of 46 (bench/accuracy-image-watermarks.ts), so the
 * threshold is a little higher.
 */
export const FOUND_SHARE = 13 / 16;

const inWords = ({ payload, method, matches }: PayloadMatch): string =>
  `${payload.title}, ${method}: ${matches} of ${payload.bits.length} bits`;

/** The watermark does not survive resizing, cropping or strong JPEG, so `none` is no evidence. */
export const invisibleWatermark = defineImageSignal({
  id: 'invisible-watermark',
  version: 1,
  title: 'Invisible watermark',
  description: 'The generator whose known payload is embedded in the picture’s colours.',
  formula:
    'the payload with the largest share of matching bits by dwtDct or dwtDctSvd, if at least 13/16; else none',
  source: 'ShieldMnt/invisible-watermark; thresholds: Stability-AI/generative-models scripts/demo/detect.py',
  kind: 'category',
  unit: 'code',
  values: ['none', ...KNOWN_PAYLOADS.map(({ id }) => id)],
  measure: async (reading) => {
    const matches = await matchesOf(reading);
    if ('why' in matches) return undefinedBecause(matches.why);
    const found = matches.filter(({ share }) => share >= FOUND_SHARE);
    if (found.length === 0) return { value: 'none' };
    const spans = found.map((match) => ({ start: 0, end: reading.bytes.length, note: inWords(match) }));
    return { value: found[0]!.payload.id, spans };
  },
});

/**
 * Not a probability: the bits of an unmarked picture are correlated, so binomial tails are wrong by orders of
 * magnitude.
 */
export const invisibleWatermarkMatch = defineImageSignal({
  id: 'invisible-watermark-match',
  version: 1,
  title: 'Invisible watermark match',
  description:
    'Share of matching bits of the best known payload: about ½ for unmarked pictures, 1 for watermarked ones.',
  formula: 'max over payloads and methods of matching bits / bits',
  source: 'ShieldMnt/invisible-watermark',
  kind: 'number',
  unit: 'share',
  range: [0, 1],
  measure: async (reading) => {
    const matches = await matchesOf(reading);
    return 'why' in matches ? undefinedBecause(matches.why) : { value: matches[0]!.share };
  },
});

export const dallE2Signature = defineImageSignal({
  id: 'dall-e-2-signature',
  version: 2,
  title: 'DALL·E 2 colour squares',
  description: 'Whether the bottom right corner shows the five coloured squares of DALL·E 2.',
  formula:
    'mean colour of each square within 25 levels per channel of its colour, squares of width/64 pixels',
  source: 'two public tools that describe the service’s pictures',
  kind: 'category',
  unit: 'code',
  values: ['present', 'absent'],
  measure: async (reading) => {
    const pixels = await reading.pixels();
    if (!isDecoded(pixels)) return undefinedBecause(`not decoded: ${pixels.why}`);
    const found = hasDallE2Squares(pixels);
    if (found === null) return undefinedBecause('not square, too small, or greyscale');
    if (!found) return { value: 'absent' };
    const note = 'the five coloured squares of DALL·E 2 in the bottom right corner';
    return { value: 'present', spans: [{ start: 0, end: reading.bytes.length, note }] };
  },
});
