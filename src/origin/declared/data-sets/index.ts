import { card } from './card.js';
import type { DataSetReader } from './claim.js';
import { croissant } from './croissant.js';

/** Every kind of file in which data sets describe themselves. */
export const DATA_SET_READERS: readonly DataSetReader[] = [croissant, card];
