import type { Data } from '../../core/model.js';
import type { World } from '../world.js';
import { mnist, quickdraw } from './pictures.js';
import { grid, linear, logistic, moons, normal } from './points.js';
import { shapes } from './shapes.js';
import { markov, wikitext, zipf } from './symbols.js';

/** A world as the loop sees it. */
const general = <D extends Data>(world: World<D>): World => world as unknown as World;

/** Where real data comes from. */
export const WORLDS: readonly World[] = [
  general(normal),
  general(moons),
  general(grid),
  general(linear),
  general(logistic),
  general(zipf),
  general(markov),
  general(wikitext),
  general(shapes),
  general(mnist),
  general(quickdraw),
];
