import type { Data } from '../../core/model.js';
import type { DataSource } from '../data-source.js';
import { mnist, quickdraw } from './pictures.js';
import { grid, linear, logistic, moons, normal } from './points.js';
import { shapes } from './shapes.js';
import { markov, wikitext, zipf } from './symbols.js';

/** Drops a data source's data type. */
const general = <D extends Data>(dataSource: DataSource<D>): DataSource =>
  dataSource as unknown as DataSource;

/** Every data source of the lab. */
export const DATA_SOURCES: readonly DataSource[] = [
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
