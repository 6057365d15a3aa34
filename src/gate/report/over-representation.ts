import { overRepresentation as metric } from '../../metrics/over-representation.js';
import {
  type CompositionReport,
  type OverRepresentation,
  VALUES_SHOWN,
} from '../../report/sections/composition.js';
import { answerOf } from '../find/find.js';
import type { SectionFacts } from './section-facts.js';

/** Values compared with their expected shares. */
export const overRepresentation: SectionFacts<Pick<CompositionReport, 'overRepresentation'>> = {
  covers: [metric],
  collect: ({ found }) => ({ overRepresentation: factsOf(answerOf(found.summary, metric)) }),
};

function factsOf(dimensions: ReturnType<typeof metric.value>): OverRepresentation[] {
  return dimensions
    .flatMap(({ name, values }) =>
      values.map((found) => ({
        facet: name,
        value: found.value,
        count: found.records,
        share: found.share,
        expectedShare: found.expected,
        ratio:
          found.ratio === null
            ? { value: null, why: 'its expected share is 0' }
            : {
                value: found.ratio,
                low: found.low / found.expected,
                high: found.high / found.expected,
                level: 0.95,
              },
      })),
    )
    .slice(0, VALUES_SHOWN);
}
