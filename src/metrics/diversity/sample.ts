import type { Dialect, Row } from '../../core/engine.js';
import type { MetricSettings, Tables } from '../../core/metric.js';
import { compareText } from '../preference.js';

/** A group's candidates have this many times the words of the sample. */
const MARGIN = 8;
const LEAST_TEXTS = 64;

/**
 * Selects the sample: for the whole corpus and each of its largest sources, distinct texts in the order of their
 * content hashes until `sampleWords` words are reached. Columns `record, whole, source, content_hash, ratio`. The
 * hash order is a random order that is the same on every machine, and the sample of a union is part of the union of
 * the samples. Copies count once: the duplicate metrics measure repetition.
 */
export function sampleSql({ name, type }: Dialect, { sampleWords, sampledSources }: MetricSettings): string {
  // Only hashes that begin with so many zeros are sorted: 1 text in 16^zeros.
  const zeros = `cast(greatest(0, floor(ln(greatest(1, least(words / ${MARGIN * sampleWords}e0, texts / ${LEAST_TEXTS}e0)))
    / ln(16e0))) as integer)`;
  return `with measured as (
      select record, source, content_hash, ${name('word-count')} as size, ${name('compression-ratio')} as ratio
      from records where ${name('word-count')} > 0),
    sources as (
      select 0 as whole, source, ${zeros} as zeros from (
        select source, sum(size) as words, count(*) as texts from measured group by source
        order by words desc, source limit ${sampledSources}) largest
      union all
      select 1, cast(null as ${type('text')}), ${zeros} from (
        select sum(size) as words, count(*) as texts from measured) everything where texts > 0),
    texts as (
      select s.whole, s.source, m.content_hash, min(m.record) as record, max(m.size) as size, max(m.ratio) as ratio
      from measured m join sources s on (s.whole = 1 or s.source = m.source)
      where substr(m.content_hash, 1, s.zeros) = repeat('0', s.zeros)
      group by s.whole, s.source, m.content_hash),
    running as (
      select *, sum(size) over (partition by whole, source order by content_hash
        rows between unbounded preceding and current row) - size as words_before from texts)
    select record, whole, source, content_hash, ratio from running where words_before < ${sampleWords}`;
}

/** The same rows in TypeScript, without the shortcut of leading zeros. */
export function sampleSlowly({ records }: Tables, settings: MetricSettings): Row[] {
  const measured = records!.filter((row) => Number(row['word-count'] ?? 0) > 0);
  const words = new Map<string, number>();
  for (const row of measured) {
    const source = String(row['source']);
    words.set(source, (words.get(source) ?? 0) + Number(row['word-count']));
  }
  const largest = [...words.keys()]
    .sort((a, b) => words.get(b)! - words.get(a)! || compareText(a, b))
    .slice(0, settings.sampledSources);
  const groups = [...largest, null].map((source) =>
    measured
      .filter((row) => source === null || row['source'] === source)
      .map((row) => ({ ...row, whole: source === null ? 1 : 0, source })),
  );
  return groups.flatMap((rows) => takeInHashOrder(rows, settings.sampleWords));
}

function takeInHashOrder(rows: readonly Row[], sampleWords: number): Row[] {
  const byHash = new Map(
    rows
      .toSorted((a, b) => Number(b['record']) - Number(a['record']))
      .map((row) => [row['content_hash'], row]),
  );
  const taken: Row[] = [];
  let before = 0;
  for (const row of [...byHash.values()].sort((a, b) => compareText(a['content_hash'], b['content_hash']))) {
    if (before >= sampleWords) break;
    const { record, whole, source, content_hash } = row as { [column: string]: Row[string] };
    taken.push({
      record: record!,
      whole: whole!,
      source: source!,
      content_hash: content_hash!,
      ratio: row['compression-ratio']!,
    });
    before += Number(row['word-count']);
  }
  return taken;
}
