import { defineTextSignal } from '../../core/signal.js';
import { lineProfileOf } from '../../text/line-profile.js';
import { NO_LINES, ratio, SHARE_RANGE } from './ratio.js';

const GOPHER =
  'Rae et al. 2021 (Gopher), arXiv:2112.11446, table A1; sameness is ours, src/text/line-profile.ts';

/** Undefined without lines that are not blank. Known bias: code repeats short lines (`}`) by nature. */
export const duplicateLineShare = defineTextSignal({
  id: 'duplicate-line-share',
  version: 1,
  title: 'Repeated lines',
  description:
    'Share of lines that stood earlier in the text, whatever their case and spacing; Gopher allows 0.3.',
  formula: 'lines seen before / lines that are not blank',
  source: GOPHER,
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => {
    const lines = lineProfileOf(reading);
    return ratio(lines.duplicateLines, lines.lineCount, NO_LINES);
  },
});

/** Undefined without lines that are not blank. */
export const duplicateLineCharacterShare = defineTextSignal({
  id: 'duplicate-line-character-share',
  version: 1,
  title: 'Characters in repeated lines',
  description: 'Share of the characters of lines that lie in lines seen before; Gopher allows 0.2.',
  formula: 'characters of lines seen before / characters of lines; ends trimmed, runs of white space as one',
  source: GOPHER,
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => {
    const lines = lineProfileOf(reading);
    return ratio(lines.duplicateLineCharacters, lines.characters, NO_LINES);
  },
});

/** Undefined without paragraphs. A paragraph is a run of adjacent lines that are not blank. */
export const duplicateParagraphShare = defineTextSignal({
  id: 'duplicate-paragraph-share',
  version: 1,
  title: 'Repeated paragraphs',
  description: 'Share of paragraphs that stood earlier in the text; Gopher allows 0.3.',
  formula: 'paragraphs seen before / paragraphs',
  source: GOPHER,
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => {
    const lines = lineProfileOf(reading);
    return ratio(lines.duplicateParagraphs, lines.paragraphCount, 'no paragraphs');
  },
});

/** Undefined without paragraphs. */
export const duplicateParagraphCharacterShare = defineTextSignal({
  id: 'duplicate-paragraph-character-share',
  version: 1,
  title: 'Characters in repeated paragraphs',
  description: 'Share of the characters of lines that lie in paragraphs seen before; Gopher allows 0.2.',
  formula: 'characters of paragraphs seen before / characters of paragraphs; counted by line as for lines',
  source: GOPHER,
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => {
    const lines = lineProfileOf(reading);
    return ratio(lines.duplicateParagraphCharacters, lines.characters, 'no paragraphs');
  },
});
