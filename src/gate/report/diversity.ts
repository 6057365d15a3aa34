import {
  type Diversity,
  FIGURES,
  type FigureName,
  type GroupDiversity,
  diversity as metric,
} from '../../metrics/diversity/diversity.js';
import type { Estimate } from '../../report/estimate.js';
import type { DiversityFacts, DiversityReport } from '../../report/sections/diversity.js';
import type { SourceTable } from '../../report/sections/sources.js';
import { answerOf } from '../find/find.js';
import type { FoundCorpus } from '../find/find-corpus.js';
import type { SectionFacts } from './section-facts.js';

/** The diversity of the corpus and its sources. */
export const diversity: SectionFacts<DiversityReport> = {
  covers: [metric],
  collect: ({ found }) => ({ diversity: diversityFacts(answerOf(found.summary, metric)) }),
};

/** The diversity column of the table of sources: the estimate of each source, and the title. */
export function diversityOfSources({ summary }: FoundCorpus): {
  readonly bySource: ReadonlyMap<string, Estimate>;
  readonly column: SourceTable['diversity'];
} {
  const found = answerOf(summary, metric);
  return {
    bySource: new Map(
      found.groups.flatMap((group) =>
        group.source === null ? [] : [[group.source, figureOf(group, SOURCE_FIGURE)] as const],
      ),
    ),
    column:
      found.comparedWords === null
        ? undefined
        : { title: FIGURES[SOURCE_FIGURE].title, unit: unitOf(SOURCE_FIGURE, found), note: noteOf(found) },
  };
}

/** The figure shown in the table of sources. */
const SOURCE_FIGURE: FigureName = 'vocabulary';

function figureOf(group: GroupDiversity, name: FigureName): Estimate {
  const figure = group.figures?.[name];
  if (figure === undefined || figure.value === null)
    return { value: null, why: figure?.why ?? group.why ?? 'not measured' };
  const { value, low, high } = figure;
  return { value, ...(low === null || high === null ? {} : { low, high, level: 0.95 }) };
}

const unitOf = (name: FigureName, { comparedWords }: Diversity): string =>
  FIGURES[name].unit.replace('`comparedWords`', (comparedWords ?? 0).toLocaleString('en-US'));

const noteOf = ({ sampleWords }: Diversity): string =>
  sampleWords === null
    ? 'No group has enough words.'
    : `Every group is cut to the same ${sampleWords.toLocaleString('en-US')} words of distinct texts.`;

function diversityFacts(found: Diversity): DiversityFacts[] {
  const whole = found.groups.find(({ source }) => source === null);
  return (Object.keys(FIGURES) as FigureName[]).map((name) => ({
    id: name,
    title: FIGURES[name].title,
    unit: unitOf(name, found),
    description: FIGURES[name].meaning,
    formula: metric.formula,
    source: metric.source,
    overall: whole === undefined ? { value: null, why: 'the corpus is empty' } : figureOf(whole, name),
    bySource: found.groups.flatMap((group) =>
      group.source === null ? [] : [{ source: group.source, estimate: figureOf(group, name) }],
    ),
    note: noteOf(found),
  }));
}
