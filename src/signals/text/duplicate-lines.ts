import { OWN_ROLES } from '../../core/part.js';
import { defineTextSignal } from '../../core/signal.js';
import { lineProfileOf } from '../../text/line-profile.js';
import { NO_LINES, ratio, SHARE_RANGE } from './ratio.js';

const GOPHER =
  'Rae et al. 2021 (Gopher), arXiv:2112.11446, table A1; equality of lines is ours, src/text/line-profile.ts';

/** Undefined without non-blank lines. Known bias: code repeats short lines (`}`) by nature. */
export const duplicateLineShare = defineTextSignal({
  id: 'duplicate-line-share',
  version: 2,
  roles: OWN_ROLES,
  title: 'Repeated lines',
  description: 'Share of lines that occur earlier in the text, ignoring case and spacing; Gopher allows 0.3.',
  formula: 'lines seen before / non-blank lines',
  source: GOPHER,
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => {
    const lines = lineProfileOf(reading);
    return ratio(lines.duplicateLines, lines.lineCount, NO_LINES);
  },
});

/** Undefined without non-blank lines. */
export const duplicateLineCharacterShare = defineTextSignal({
  id: 'duplicate-line-character-share',
  version: 2,
  roles: OWN_ROLES,
  title: 'Characters in repeated lines',
  description: 'Share of characters that lie in lines seen before; Gopher allows 0.2.',
  formula:
    'characters of lines seen before / characters of lines; ends trimmed, runs of white space count once',
  source: GOPHER,
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => {
    const lines = lineProfileOf(reading);
    return ratio(lines.duplicateLineCharacters, lines.characters, NO_LINES);
  },
});

/** Undefined without paragraphs. A paragraph is a run of adjacent non-blank lines. */
export const duplicateParagraphShare = defineTextSignal({
  id: 'duplicate-paragraph-share',
  version: 2,
  roles: OWN_ROLES,
  title: 'Repeated paragraphs',
  description: 'Share of paragraphs that occur earlier in the text; Gopher allows 0.3.',
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
  version: 2,
  roles: OWN_ROLES,
  title: 'Characters in repeated paragraphs',
  description: 'Share of characters that lie in paragraphs seen before; Gopher allows 0.2.',
  formula: 'characters of paragraphs seen before / characters of paragraphs; counted as for lines',
  source: GOPHER,
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => {
    const lines = lineProfileOf(reading);
    return ratio(lines.duplicateParagraphCharacters, lines.characters, 'no paragraphs');
  },
});
