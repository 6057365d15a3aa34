import type { ReportData } from '../../report/data.js';
import { absentColumns } from './absent-columns.js';
import { composition } from './composition.js';
import { diversity } from './diversity.js';
import { duplicates } from './duplicates.js';
import { readShown } from './excerpts.js';
import type { Asked, GatheredBy, Gathering } from './gathering.js';
import { gatherHead } from './head.js';
import { origin } from './origin.js';
import { overRepresentation } from './over-representation.js';
import { planted } from './planted.js';
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
  diversity,
  overRepresentation,
  samples,
  unreadable,
  absentColumns,
  planted,
] as const;

/** Asks everything a report says: first which records it shows, then, with their texts at hand, the facts. */
export async function gatherReport(request: Omit<Asked, 'unreadable'>): Promise<ReportData> {
  const { engine, run } = request;
  await engine.run('CREATE OR REPLACE TABLE verdicts AS SELECT record, decision FROM decisions');
  const asked: Asked = { ...request, unreadable: summarizeUnreadable(run) };
  const chosen: string[] = [];
  for (const { choose } of GATHERINGS as readonly Gathering<object>[])
    if (choose !== undefined) chosen.push(await choose(asked));
  const shown = await readShown(run, engine, chosen);
  const facts = new Map<Gathering<object>, object>();
  for (const gathering of picturedFirst(GATHERINGS))
    facts.set(gathering, await gathering.gather(asked, shown));
  const gathered = Object.assign({}, ...GATHERINGS.map((gathering) => facts.get(gathering)));
  return { ...gatherHead(asked), ...(gathered as GatheredBy<typeof GATHERINGS>) };
}

const picturedFirst = (all: readonly Gathering<object>[]): Gathering<object>[] => [
  ...all.filter(({ isPicturedFirst }) => isPicturedFirst),
  ...all.filter(({ isPicturedFirst }) => !isPicturedFirst),
];
