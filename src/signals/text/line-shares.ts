import { defineTextSignal } from '../../core/signal.js';
import { lineProfileOf, SHORT_LINE_CHARACTERS } from '../../text/line-profile.js';
import { NO_LINES, ratio, SHARE_RANGE } from './ratio.js';

/** Undefined without non-blank lines. A hyphen, star, plus or dash is a bullet only before white space. */
export const bulletLineShare = defineTextSignal({
  id: 'bullet-line-share',
  version: 1,
  title: 'Bullet lines',
  description: 'Share of lines that start with a bullet; Gopher allows 0.9.',
  formula: 'lines whose first visible character is a bullet / non-blank lines',
  source: 'Rae et al. 2021 (Gopher), arXiv:2112.11446, appendix A.1.1; glyphs are ours',
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => {
    const lines = lineProfileOf(reading);
    return ratio(lines.bulletLines, lines.lineCount, NO_LINES);
  },
});

/** Undefined without non-blank lines. */
export const ellipsisLineShare = defineTextSignal({
  id: 'ellipsis-line-share',
  version: 1,
  title: 'Lines ending in an ellipsis',
  description: 'Share of lines that end in an ellipsis, as truncated teasers do; Gopher allows 0.3.',
  formula: 'lines that end in `…` or `...` / non-blank lines',
  source: 'Rae et al. 2021 (Gopher), arXiv:2112.11446, appendix A.1.1',
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => {
    const lines = lineProfileOf(reading);
    return ratio(lines.ellipsisLines, lines.lineCount, NO_LINES);
  },
});

/** Undefined without non-blank lines. Known bias: verse, dialogue and Chinese have short lines by nature. */
export const shortLineShare = defineTextSignal({
  id: 'short-line-share',
  version: 1,
  title: 'Short lines',
  description: 'Share of short lines; high in menus and listings, FineWeb allows 0.67.',
  formula: `lines of at most ${SHORT_LINE_CHARACTERS} characters / non-blank lines`,
  source: 'Penedo et al. 2024 (FineWeb), arXiv:2406.17557, section 3.6',
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => {
    const lines = lineProfileOf(reading);
    return ratio(lines.shortLines, lines.lineCount, NO_LINES);
  },
});

/** Undefined without non-blank lines. Known bias: text hard-wrapped at 80 columns scores low. */
export const terminalPunctuationLineShare = defineTextSignal({
  id: 'terminal-punctuation-line-share',
  version: 1,
  title: 'Lines that end a sentence',
  description: 'Share of lines that end like a sentence; FineWeb requires 0.12.',
  formula:
    'lines that end in a sentence terminator, optionally followed by closing quotes and brackets / non-blank lines',
  source: 'Penedo et al. 2024 (FineWeb), arXiv:2406.17557, section 3.6; terminators are the reading’s',
  kind: 'number',
  unit: 'share',
  range: SHARE_RANGE,
  measure: (reading) => {
    const lines = lineProfileOf(reading);
    return ratio(lines.terminalLines, lines.lineCount, NO_LINES);
  },
});
