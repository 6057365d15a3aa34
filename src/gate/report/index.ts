import { isFindingMetric, type Metric } from '../../core/metric.js';
import { FINDING_METRICS, METRICS } from '../../metrics/index.js';
import type { ReportData } from '../../report/data.js';
import { absentColumns } from './absent-columns.js';
import { composition } from './composition.js';
import { diversity } from './diversity.js';
import { duplicates } from './duplicates.js';
import { readShown } from './excerpts.js';
import { findings } from './findings.js';
import type { Asked, GatheredBy, Gathering } from './gathering.js';
import { gatherHead } from './head.js';
import { origin } from './origin.js';
import { overRepresentation } from './over-representation.js';
import { planted } from './planted.js';
import { questions } from './questions.js';
import { rules } from './rules.js';
import { samples } from './samples.js';
import { signals } from './signals.js';
import { sources } from './sources.js';
import { unreadable } from './unreadable.js';
import { summarizeUnreadable } from './unreadable-notes.js';

/** What a report asks, in the order of report.json. What each gives is drawn by a section of `report/sections/`. */
const GATHERINGS = [
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

/** Asks everything a report says: first which records it shows, then, with their texts at hand, the facts. */
export async function gatherReport(request: Omit<Asked, 'unreadable' | 'untold'>): Promise<ReportData> {
  const { engine, run } = request;
  const gatherings: readonly Gathering<object>[] = GATHERINGS;
  await engine.createTable('verdicts', 'SELECT record, decision FROM decisions');
  const asked: Asked = {
    ...request,
    unreadable: summarizeUnreadable(run),
    untold: untoldBy(gatherings, run),
  };
  const chosen: (string | null)[] = [];
  for (const { choose } of gatherings) chosen.push((await choose?.(asked)) ?? null);
  const shown = await readShown(
    run,
    engine,
    chosen.filter((query) => query !== null),
  );
  const facts = new Map<Gathering<object>, object>();
  for (const gathering of picturedFirst(gatherings))
    facts.set(gathering, await gathering.gather(asked, shown));
  const gathered = Object.assign({}, ...gatherings.map((gathering) => facts.get(gathering)));
  return { ...gatherHead(asked), ...(gathered as GatheredBy<typeof GATHERINGS>) };
}

function untoldBy(
  gatherings: readonly Gathering<object>[],
  { questions: more }: Asked['run'],
): Asked['untold'] {
  const told = new Set(gatherings.flatMap(({ tells = [] }) => tells.map(({ id }) => id)));
  const untold = [...FINDING_METRICS, ...METRICS, ...more].filter(({ id }) => !told.has(id));
  return {
    findings: untold.filter(isFindingMetric),
    values: untold.filter((question): question is Metric => !isFindingMetric(question)),
  };
}

const picturedFirst = (all: readonly Gathering<object>[]): Gathering<object>[] => [
  ...all.filter(({ isPicturedFirst }) => isPicturedFirst),
  ...all.filter(({ isPicturedFirst }) => !isPicturedFirst),
];
