import type { Rung } from '../core/origin.js';
import { glyph } from './glyphs.js';
import { type Child, html, type Markup } from './html.js';
import { formatCount } from './numbers.js';

/** Records whose strongest evidence of origin is on one rung; `none` holds records without evidence. */
export interface LadderRung {
  readonly rung: Rung | 'none';
  readonly human: number;
  readonly synthetic: number;
  readonly mixed: number;
  readonly unknown: number;
}

/** Names of the rungs. */
export const RUNG_NAMES: { readonly [rung in Rung | 'none']: string } = {
  signed: 'Signed',
  watermarked: 'Watermarked',
  declared: 'Declared',
  traces: 'Traces',
  dated: 'Dated',
  inferred: 'Inferred',
  none: 'Unknown',
};

export const onRung = ({ human, synthetic, mixed, unknown }: LadderRung): number =>
  human + synthetic + mixed + unknown;

/**
 * Records with direct evidence that a model made them or a part of them. Includes contradicted records, whose origin is
 * unknown; excludes records that only a detector flags.
 */
export const shownByEvidence = (ladder: readonly LadderRung[]): number =>
  ladder.reduce(
    (sum, { rung, synthetic, mixed, unknown }) =>
      sum + (rung === 'inferred' || rung === 'none' ? 0 : synthetic + mixed + unknown),
    0,
  );

/** `3 human, 2 synthetic` with the glyphs of both. */
export function rungCounts(rung: LadderRung): Markup {
  if (rung.rung === 'none') return html`${formatCount(onRung(rung))} <span class="quiet">no evidence</span>`;
  const parts: Child[] = [];
  if (rung.human > 0) parts.push(html`${glyph('real')} ${formatCount(rung.human)} human`);
  if (rung.synthetic > 0) parts.push(html`${glyph('synthetic')} ${formatCount(rung.synthetic)} synthetic`);
  if (rung.mixed > 0) parts.push(html`${formatCount(rung.mixed)} mixed`);
  if (rung.unknown > 0) parts.push(html`${formatCount(rung.unknown)} contradicted`);
  return html`${parts.map((part, index) => html`${index > 0 && ', '}${part}`)}`;
}
