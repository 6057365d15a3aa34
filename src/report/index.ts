/**
 * The report: pure functions from facts to strings. `ReportData` holds all facts of a run as plain JSON; the page, the
 * terminal summary and `report.json` are three renderings of it in one visual language (`palette.ts`). Nothing here
 * reads a file, a clock or the network, and nothing decides. Runs unchanged in a browser.
 *
 * All data is treated as hostile text: `html.ts` escapes every value of a template, and `hidden.ts` spells out invisible
 * characters.
 */

export { type BinFacts, type Bins, binIndex, chooseBins } from './bins.js';
export { type Brief, briefOf } from './brief.js';
export type { ReportData } from './data.js';
export { EXCERPT_UNITS, type Excerpt, excerptOf, type Piece } from './excerpt.js';
export { renderExplanation } from './explanation.js';
export { reveal } from './hidden.js';
export { renderReport } from './page.js';
export { FATES, type Fate, type Meaning, PALETTE } from './palette.js';
export type { RecordFacts } from './record-facts.js';
export { renderSummary, type SummarySettings } from './terminal.js';
export type { TerminalSettings } from './terminal-text.js';
export type { Warning } from './warning.js';
export { warningsOf } from './warnings.js';
