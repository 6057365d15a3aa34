import type { Rung } from '../core/origin.js';
import { glyph } from './glyphs.js';
import { type Child, html, type Markup } from './html.js';
import { formatCount } from './numbers.js';

/** Records whose origin is told by evidence of one rung; `none` holds those of which nothing tells. */
export interface LadderRung {
  readonly rung: Rung | 'none';
  readonly human: number;
  readonly synthetic: number;
  readonly mixed: number;
  readonly unknown: number;
}

/** The ladder of evidence in words. */
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
 * Records in which a model shows itself, whole or in part, also where somebody says otherwise: unknown with evidence is
 * contradicted. A detector's opinion is no evidence of that kind.
 */
export const shownByEvidence = (ladder: readonly LadderRung[]): number =>
  ladder.reduce(
    (sum, { rung, synthetic, mixed, unknown }) =>
      sum + (rung === 'inferred' || rung === 'none' ? 0 : synthetic + mixed + unknown),
    0,
  );

/** `3 human, 2 synthetic` with the glyphs of both. */
export function rungCounts(rung: LadderRung): Markup {
  if (rung.rung === 'none')
    return html`${formatCount(onRung(rung))} <span class="quiet">nothing tells</span>`;
  const parts: Child[] = [];
  if (rung.human > 0) parts.push(html`${glyph('real')} ${formatCount(rung.human)} human`);
  if (rung.synthetic > 0) parts.push(html`${glyph('synthetic')} ${formatCount(rung.synthetic)} synthetic`);
  if (rung.mixed > 0) parts.push(html`${formatCount(rung.mixed)} mixed`);
  if (rung.unknown > 0) parts.push(html`${formatCount(rung.unknown)} contradicted`);
  return html`${parts.map((part, index) => html`${index > 0 && ', '}${part}`)}`;
}
