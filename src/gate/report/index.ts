/**
 * Collects the facts of a report from the tables of a finished run: one file per section, listed in the order of
 * report.json. Nothing here decides, and nothing here knows how a page looks: each file returns plain JSON in the shape
 * that its section in `report/sections/` draws. A corpus question that no file covers is shown from its definition, so
 * that a question of the user's own needs no code here.
 */

import { isFindingMetric, type Metric } from '../../core/metric.js';
import { FINDING_METRICS, METRICS } from '../../metrics/index.js';
import type { ReportData } from '../../report/data.js';
import { absentColumns } from './absent-columns.js';
import { withBoundedNames } from './bounded-names.js';
import { composition } from './composition.js';
import { diversity } from './diversity.js';
import { duplicates } from './duplicates.js';
import { readShown } from './excerpts.js';
import { findings } from './findings.js';
import { collectHead } from './head.js';
import { collectNulls } from './nulls.js';
import { origin } from './origin.js';
import { overRepresentation } from './over-representation.js';
import { planted } from './planted.js';
import { questions } from './questions.js';
import { rules } from './rules.js';
import { samples } from './samples.js';
import type { CollectedBy, ReportContext, SectionFacts } from './section-facts.js';
import { signals } from './signals.js';
import { sources } from './sources.js';
import { unreadable } from './unreadable.js';
import { summarizeUnreadable } from './unreadable-notes.js';

const SECTION_FACTS = [
  rules,
  origin,
  sources,
  signals,
  composition,
  duplicates,
  findings,
  diversity,
  overRepresentation,
  questions,
  samples,
  unreadable,
  absentColumns,
  planted,
] as const;

/** Collects all facts of a report: first the records that it shows, then the facts, with the texts of those records at hand. */
export async function collectReport(
  request: Omit<ReportContext, 'unreadable' | 'nulls' | 'uncovered'>,
): Promise<ReportData> {
  const { engine, run } = request;
  const sections: readonly SectionFacts<object>[] = SECTION_FACTS;
  await engine.createTable('verdicts', 'SELECT record, decision FROM decisions');
  const context: ReportContext = {
    ...request,
    unreadable: summarizeUnreadable(run),
    nulls: await collectNulls(engine),
    uncovered: uncoveredBy(sections, run),
  };
  const chosen: (string | null)[] = [];
  for (const { choose } of sections) chosen.push((await choose?.(context)) ?? null);
  const shown = await readShown(
    run,
    engine,
    chosen.filter((query) => query !== null),
  );
  const facts = new Map<SectionFacts<object>, object>();
  for (const section of picturedFirst(sections)) facts.set(section, await section.collect(context, shown));
  const collected = Object.assign({}, ...sections.map((section) => facts.get(section)));
  return withBoundedNames({
    ...collectHead(context),
    ...(collected as CollectedBy<typeof SECTION_FACTS>),
  });
}

function uncoveredBy(
  sections: readonly SectionFacts<object>[],
  { questions: more }: ReportContext['run'],
): ReportContext['uncovered'] {
  const covered = new Set(sections.flatMap(({ covers = [] }) => covers.map(({ id }) => id)));
  const uncovered = [...FINDING_METRICS, ...METRICS, ...more].filter(({ id }) => !covered.has(id));
  return {
    findings: uncovered.filter(isFindingMetric),
    values: uncovered.filter((question): question is Metric => !isFindingMetric(question)),
  };
}

const picturedFirst = (all: readonly SectionFacts<object>[]): SectionFacts<object>[] => [
  ...all.filter(({ isPicturedFirst }) => isPicturedFirst),
  ...all.filter(({ isPicturedFirst }) => !isPicturedFirst),
];
