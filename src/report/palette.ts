import type { DecisionKind } from '../core/decision.js';

/** The meanings of colours. Everything else is ink and grey. */
export const MEANINGS = ['admit', 'quarantine', 'reject', 'unreadable', 'real', 'synthetic'] as const;
export type Meaning = (typeof MEANINGS)[number];
/** The possible outcomes for an item that was read. */
export type Fate = DecisionKind | 'unreadable';
export const FATES = ['admit', 'quarantine', 'reject', 'unreadable'] as const satisfies readonly Fate[];

export interface Shade {
  /** The word for people; accompanies the first use of colour and glyph. */
  readonly label: string;
  readonly light: string;
  readonly dark: string;
  /** SGR code of one of the terminal's sixteen colours, so that it follows the user's theme. */
  readonly ansi: number;
  /** The second cue, for readers and printers without colour. */
  readonly glyph: string;
  /** The glyph in ASCII. */
  readonly ascii: string;
}

/**
 * The six meanings, chosen by search so that every pair of fates stays at least 0.09 apart in OKLab
 * under simulated protanopia, deuteranopia and tritanopia (Machado et al. 2009, severity 1), and every
 * colour reaches 4.5 : 1 (WCAG 2.2, 1.4.3) on both surfaces of its scheme. `tests/report/palette.test.ts`
 * computes both.
 *
 * A rejected record is a hollow dot, since it is gone.
 */
export const PALETTE: { readonly [meaning in Meaning]: Shade } = {
  admit: { label: 'admitted', light: '#1f63c4', dark: '#7fb2ff', ansi: 94, glyph: '●', ascii: '*' },
  quarantine: { label: 'quarantined', light: '#946300', dark: '#f0be4a', ansi: 33, glyph: '◐', ascii: '%' },
  reject: { label: 'rejected', light: '#ae1963', dark: '#ff6f9a', ansi: 31, glyph: '○', ascii: 'o' },
  unreadable: { label: 'unreadable', light: '#35322e', dark: '#cfcac2', ansi: 90, glyph: '×', ascii: 'x' },
  real: { label: 'real', light: '#00725f', dark: '#3fc7a6', ansi: 32, glyph: '◆', ascii: '+' },
  synthetic: { label: 'synthetic', light: '#8a3fb0', dark: '#d49bf2', ansi: 35, glyph: '◇', ascii: '~' },
};

/** Ink, greys and surfaces. `paper` lies under everything, `panel` under tables and texts. */
export const NEUTRALS = {
  paper: { light: '#fcfbf8', dark: '#171614' },
  panel: { light: '#f4f1ea', dark: '#211f1c' },
  ink: { light: '#1f1d1a', dark: '#ece8e1' },
  muted: { light: '#625d55', dark: '#aaa49a' },
  line: { light: '#ddd7cc', dark: '#3a3733' },
} as const;
