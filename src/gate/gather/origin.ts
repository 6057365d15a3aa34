import type { Engine } from '../../core/engine.js';
import type { Signal, SignalSettings } from '../../core/signal.js';
import type { OriginFacts } from '../../report/data.js';
import { quoteName } from '../records-view.js';

/** What only machines leave behind, and what they say of themselves; manners are no evidence. */
const TRACES = [
  'chat-template-count',
  'citation-artefact-count',
  'assistant-link-count',
  'assistant-self-reference-count',
];

/** What is known of who made the records, before any detector is asked. */
export async function gatherOrigin(
  engine: Engine,
  signals: readonly Signal[],
  settings: SignalSettings,
): Promise<OriginFacts> {
  const has = (id: string) => signals.some((signal) => signal.id === id);
  const declared = has('declared-origin') ? quoteName('declared-origin') : 'NULL';
  const era = has('capture-era') ? quoteName('capture-era') : 'NULL';
  const traces = TRACES.filter(has);
  const traced =
    traces.length === 0 ? 'false' : traces.map((id) => `coalesce(${quoteName(id)}, 0) > 0`).join(' OR ');
  const [row] = await engine.rows(
    `SELECT count(*) AS records,
       count(*) FILTER (${declared} = 'human') AS human, count(*) FILTER (${declared} = 'synthetic') AS synthetic,
       count(*) FILTER (${declared} = 'mixed') AS mixed,
       count(*) FILTER (${era} = 'before-cutoff') AS before, count(*) FILTER (${era} = 'after-cutoff') AS after,
       count(*) FILTER (${traced}) AS traced,
       count(*) FILTER (${declared} IN ('synthetic', 'mixed') OR ${traced}) AS evidenced
     FROM records`,
  );
  const count = (name: string): number => Number(row![name]);
  const [human, synthetic, mixed, before, after] = ['human', 'synthetic', 'mixed', 'before', 'after'].map(
    count,
  ) as [number, number, number, number, number];
  return {
    declared: { human, synthetic, mixed, notDeclared: count('records') - human - synthetic - mixed },
    traces: { records: count('traced'), kinds: await gatherTraceKinds(engine, traces) },
    era: { cutoff: settings.captureCutoff, before, after, undated: count('records') - before - after },
    evidenced: count('evidenced'),
    inferredShare: { value: null, why: 'no detector has been calibrated for this corpus' },
  };
}

async function gatherTraceKinds(
  engine: Engine,
  traces: readonly string[],
): Promise<{ kind: string; records: number }[]> {
  const kinds = new Map<string, number>();
  if (traces.length === 0) return [];
  const found = traces.map((id) => `json_extract(spans, '$."${id}"') IS NOT NULL`).join(' OR ');
  for await (const rows of engine.stream(
    `SELECT spans FROM records WHERE spans IS NOT NULL AND (${found})`,
  )) {
    for (const row of rows) {
      const spans = JSON.parse(String(row['spans'])) as { [signal: string]: [number, number, string?][] };
      const seen = new Set(traces.flatMap((id) => (spans[id] ?? []).map(([, , note]) => note ?? id)));
      for (const kind of seen) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
  }
  return [...kinds]
    .map(([kind, records]) => ({ kind, records }))
    .sort((a, b) => b.records - a.records || (a.kind < b.kind ? -1 : 1))
    .slice(0, 12);
}
