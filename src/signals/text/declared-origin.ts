import { undefinedBecause } from '../../core/measurement.js';
import { ORIGINS } from '../../core/origin.js';
import { defineTextSignal } from '../../core/signal.js';

/** A claim, not a fact. Undefined where the data set claims nothing; `unknown` where it says so. */
export const declaredOrigin = defineTextSignal({
  id: 'declared-origin',
  version: 1,
  title: 'Declared origin',
  description:
    'Who made the record, according to the data set’s own columns: a claim that nobody has checked.',
  formula: 'the column’s words, as interpreted by text/declared-origin.ts',
  source: 'IPTC digital source type; Data & Trust Alliance generation-method; columns of published data sets',
  kind: 'category',
  unit: 'code',
  values: ORIGINS,
  measure: (_reading, { declaredOrigin: origin }) =>
    origin === null ? undefinedBecause('the data set states no origin') : { value: origin },
});
