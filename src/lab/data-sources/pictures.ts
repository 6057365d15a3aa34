import { FreckleError } from '../../core/errors.js';
import type { ImageStack } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { selectRows, subsampleRows } from '../data.js';
import type { DataSource, Reality } from '../data-source.js';
import { numberSetting, wordSetting } from '../settings.js';

const SIDE = 28;

const held = (count: number) =>
  ({
    id: 'held-out',
    description: 'real pictures that no generation trains on',
    default: count,
    range: [10, 1e6],
    wholeNumber: true,
  }) as const;

const MNIST_SETTINGS = [held(1000)] as const;

/** Handwritten digits: MNIST's 10,000 test pictures. */
export const mnist: DataSource<ImageStack> = {
  id: 'mnist',
  title: 'Handwritten digits (MNIST)',
  dataKind: 'images',
  settings: MNIST_SETTINGS,
  needs: ['mnist'],
  open: (size, random, settings, data) => {
    if (data.mnist === null)
      throw new FreckleError('no-input', 'the MNIST digits were not found; name their folder with --data');
    const pictures = picturesOf([data.mnist.pixels]);
    return dealtOut(pictures, size, numberSetting(MNIST_SETTINGS, settings, 'held-out'), random);
  },
};

const DRAWING_SETTINGS = [
  held(400),
  {
    id: 'drawings',
    description: 'subject of the drawings',
    default: 'both',
    choices: ['bird', 'flower', 'both'],
  },
] as const;

/** Birds and flowers drawn by people in Quick, Draw! (Google, CC BY 4.0); ink is 1. */
export const quickdraw: DataSource<ImageStack> = {
  id: 'quickdraw',
  title: 'Drawings of birds and flowers (Quick, Draw!)',
  dataKind: 'images',
  settings: DRAWING_SETTINGS,
  needs: ['quickdraw'],
  open: (size, random, settings, data) => {
    if (data.quickdraw === null)
      throw new FreckleError('no-input', 'the drawings were not found; name their folder with --data');
    const { bird, flower } = data.quickdraw;
    const kind = wordSetting(DRAWING_SETTINGS, settings, 'drawings');
    const pictures = picturesOf(kind === 'both' ? [bird, flower] : [kind === 'bird' ? bird : flower]);
    return dealtOut(pictures, size, numberSetting(DRAWING_SETTINGS, settings, 'held-out'), random);
  },
};

/** Bytes of several sets as pictures in [0, 1]. */
function picturesOf(sets: readonly Uint8Array[]): ImageStack {
  const length = sets.reduce((sum, set) => sum + set.length, 0);
  const pixels = new Float32Array(length);
  let at = 0;
  for (const set of sets) for (const byte of set) pixels[at++] = byte / 255;
  return { kind: 'images', count: length / SIDE ** 2, width: SIDE, height: SIDE, pixels };
}

/** A finite set in random order: first held-out, then initial, then fresh pictures. */
function dealtOut(pictures: ImageStack, size: number, heldOut: number, random: Random): Reality<ImageStack> {
  if (heldOut + size > pictures.count)
    throw new FreckleError(
      'no-input',
      `the run needs ${size} pictures for training and ${heldOut} held out, but there are ${pictures.count}; lower --size`,
    );
  const order = subsampleRows(pictures.count, pictures.count, random.split('order'));
  let given = heldOut + size;
  return {
    heldOut: selectRows(pictures, order.subarray(0, heldOut)),
    initial: selectRows(pictures, order.subarray(heldOut, given)),
    fresh: (count) => {
      if (given + count > order.length)
        throw new FreckleError(
          'no-input',
          `fresh pictures are used up: the run needs ${count}, but ${order.length - given} are left; lower --size`,
        );
      given += count;
      return selectRows(pictures, order.subarray(given - count, given));
    },
  };
}
