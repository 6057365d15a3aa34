import { undefinedBecause } from '../../core/measurement.js';
import { defineImageSignal } from '../../core/signal.js';
import type { LumaPlane } from '../../image/luma.js';
import { perceptualHash as hashOf } from '../../image/perceptual-hash.js';
import type { ImageReading } from '../../image/reading.js';
import { imageKernel } from '../../image/simd.js';
import { highFrequencyShare as shareOf } from '../../image/spectrum.js';
import { entropyPlugIn } from '../../math/entropy.js';

/** A statistic of the brightness; a reason where the picture does not decode or the statistic is null. */
async function ofLuma<V extends number | Uint8Array>(
  reading: ImageReading,
  ask: (plane: LumaPlane) => V | null,
  why: string,
) {
  const luma = await reading.luma();
  if (!('histogram' in luma)) return undefinedBecause(`not decoded: ${luma.why}`);
  const value = ask(luma);
  return value === null ? undefinedBecause(why) : { value };
}

export const imageEntropy = defineImageSignal({
  id: 'image-entropy',
  version: 1,
  title: 'Brightness entropy',
  description:
    'Variety of brightness among the pixels: 0 for one flat tone, 8 for all tones equally frequent.',
  formula: '−Σ p log₂ p over the 256 levels of luma (ITU-R BT.601)',
  source: 'Shannon 1948',
  kind: 'number',
  unit: 'bits',
  range: [0, 8],
  measure: (reading) =>
    ofLuma(
      reading,
      ({ histogram }) => Math.min(8, entropyPlugIn(histogram)! / Math.LN2),
      'the picture has no pixels',
    ),
});

export const imageSharpness = defineImageSignal({
  id: 'image-sharpness',
  version: 1,
  title: 'Sharpness',
  description:
    'How strongly brightness changes between neighbouring pixels: low for blurred or smooth pictures, high for detail and noise.',
  formula: 'variance of the Laplacian [0 1 0; 1 −4 1; 0 1 0] of luma over inner pixels, in squared levels',
  source: 'Pech-Pacheco et al., ICPR 2000 (LAPV)',
  kind: 'number',
  unit: 'squared levels',
  range: [0, 1020 ** 2],
  measure: (reading) => ofLuma(reading, imageKernel().laplacianVariance, 'smaller than 3 × 3 pixels'),
});

export const highFrequencyShare = defineImageSignal({
  id: 'high-frequency-share',
  version: 1,
  title: 'High-frequency share',
  description:
    'Share of a picture’s variation that is fine detail, its freckles. Most generators produce less of it, some more. Compare only pictures of equal size and codec.',
  formula:
    'Σ power at r ≥ ¼ cycle per pixel / Σ power at r > 0, over up to 20 Hann-windowed tiles of 64 × 64 of luma',
  source: 'radial power spectra of real and synthetic pictures: arXiv 2304.06408; the tiles: ours',
  kind: 'number',
  unit: 'share',
  range: [0, 1],
  measure: (reading) => ofLuma(reading, shareOf, 'flat, or a side below 8 pixels'),
});

export const perceptualHash = defineImageSignal({
  id: 'perceptual-hash',
  version: 1,
  title: 'Perceptual hash',
  description:
    '64 bits, most of them equal for near-duplicate pictures; for near-duplicate search by Hamming distance.',
  formula: 'mean luma of 32 × 32 fields; bit = cosine coefficient (1…8, 1…8) above the median of all 64',
  source: 'Zauner 2010, §3.2.1 (pHash)',
  kind: 'bytes',
  unit: 'bytes',
  measure: (reading) =>
    ofLuma(
      reading,
      (plane) => hashOf(plane, imageKernel().columnSumsOf),
      'flat picture: the bits would be noise',
    ),
});
