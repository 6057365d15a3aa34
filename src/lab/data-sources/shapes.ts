import type { ImageStack } from '../../core/model.js';
import { type DataSource, lawfulReality } from '../data-source.js';
import { numberSetting } from '../settings.js';

const SETTINGS = [
  { id: 'side', description: 'width and height in pixels', default: 12, range: [4, 256], wholeNumber: true },
] as const;

/** Soft blobs: common discs and rare rings; the rings are the tail that a loop can lose. */
export const shapes: DataSource<ImageStack> = {
  id: 'shapes',
  title: 'Blobs and rare rings',
  dataKind: 'images',
  settings: SETTINGS,
  needs: [],
  open: (size, random, settings) => {
    const side = numberSetting(SETTINGS, settings, 'side');
    return lawfulReality(size, 500, random, (count, stream) => {
      const pixels = new Float32Array(count * side * side);
      for (let picture = 0; picture < count; picture++) {
        const isRing = stream.uniform() < 0.05;
        const x = side * (0.3 + 0.4 * stream.uniform());
        const y = side * (0.3 + 0.4 * stream.uniform());
        const radius = side * (0.12 + 0.13 * stream.uniform());
        for (let at = 0; at < side * side; at++) {
          const distance = Math.hypot((at % side) + 0.5 - x, Math.floor(at / side) + 0.5 - y);
          const off = isRing ? Math.abs(distance - radius) * 1.5 : Math.max(0, distance - radius / 2);
          pixels[picture * side * side + at] = Math.exp(-0.5 * (off / (0.1 * side)) ** 2);
        }
      }
      return { kind: 'images', count, width: side, height: side, pixels };
    });
  },
};
