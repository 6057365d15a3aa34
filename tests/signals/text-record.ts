import type { TextRecord } from '../../src/core/record.js';

/** A record of nothing but its text. */
export const textRecord = (text: string): TextRecord => ({
  modality: 'text',
  ordinal: 0,
  position: {},
  id: null,
  source: 'test',
  url: null,
  date: null,
  language: null,
  declaredOrigin: null,
  declaredOriginText: null,
  label: null,
  facets: [],
  scores: [],
  text,
});
