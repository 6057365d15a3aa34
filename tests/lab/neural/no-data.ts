import type { LabData } from '../../../src/lab/preset.js';

/** Worlds of a known law need none. */
export const NO_DATA: LabData = { wikitext: null, mnist: null, quickdraw: null };
