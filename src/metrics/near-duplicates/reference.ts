import type { Row } from '../../core/engine.js';
import type { Finding } from '../../core/finding.js';
import type { Found, MetricSettings, Tables } from '../../core/metric.js';
import { jaccard, shingleSet } from '../../text/jaccard.js';
import { estimateJaccard } from '../../text/minhash.js';
import { groupByText } from '../exact-duplicates.js';
import { comparePreference, compareText, recordsWithSeverity } from '../preference.js';
import { wordsFromBytes } from '../word-bytes.js';
import type { NearDuplicates } from './answer.js';
import { describeCluster, type Member } from './cluster.js';
import { type Pass, passesOf, UNSPACED_SHARE } from './pass.js';

interface Text {
  readonly row: Row;
  readonly sketch: Uint8Array;
  /** Null if the text could not be read again. */
  readonly shingles: Uint32Array | null;
  readonly pass: Pass;
}

/** The numbers that do not depend on the order of comparisons. */
type Comparable = Omit<NearDuplicates, 'pairsCompared' | 'pairsConfirmed' | 'pairsLeftOut'>;

/** All pairs of texts, one after another; components by walking from each text. */
export function findSlowly(tables: Tables, settings: MetricSettings): Found<NearDuplicates> {
  const texts = representatives(tables, settings);
  const candidates = texts.filter((a) => texts.some((b) => a !== b && sharesBand(a, b)));
  const components = walk(candidates);
  const clusters = components.map((component) => toCluster(component, settings));
  const copies = clusters.flatMap(({ members }) => members.filter(({ role }) => role === 'copy'));
  const summary: Comparable = {
    threshold: settings.nearDuplicateThreshold,
    thresholdUnspaced: settings.nearDuplicateThresholdUnspaced,
    candidates: candidates.length,
    unread: candidates.filter(({ shingles }) => shingles === null).length,
    clusters: clusters.length,
    copies: copies.length,
    largest: Math.max(0, ...clusters.map(({ members }) => members.length)),
    meanEstimateError:
      copies.length === 0
        ? null
        : copies.reduce((sum, { exact, estimate }) => sum + Math.abs(exact - estimate), 0) / copies.length,
  };
  const findings = clusters.map(({ finding }) => finding).sort((a, b) => compareText(a.id, b.id));
  // The amount of work is not compared: this reference compares every pair.
  return { findings, summary: { ...summary, pairsCompared: 0, pairsConfirmed: 0, pairsLeftOut: 0 } };
}

function representatives(tables: Tables, settings: MetricSettings): Text[] {
  const byRecord = new Map(tables.words!.map((row) => [row['record'], row]));
  const isShared = sharedContexts(tables, settings);
  const [spaced, unspaced] = passesOf(settings);
  return [...groupByText(recordsWithSeverity(tables), settings).values()]
    .map(([row]) => row!)
    .filter((row) => row['minhash-sketch'] !== null)
    .map((row) => {
      const words = byRecord.get(row['record']!);
      const own = isShared(row) ? (words?.['own_words'] as Uint8Array | null | undefined) : null;
      const bytes = own ?? (words?.['words'] as Uint8Array | undefined);
      return {
        row,
        sketch: row[isShared(row) ? 'minhash-sketch-without-context' : 'minhash-sketch'] as Uint8Array,
        shingles: bytes === undefined ? null : shingleSet(wordsFromBytes(bytes), settings.ngramSize),
        pass: Number(row['unspaced-word-share'] ?? 0) >= UNSPACED_SHARE ? unspaced : spaced,
      };
    });
}

/** Whether a record has a context that many share, and other words. */
function sharedContexts(tables: Tables, { boilerplateRecords }: MetricSettings): (row: Row) => boolean {
  const counts = new Map<string, number>();
  const contextOf = (row: Row): string | null =>
    row['context-hash'] == null ? null : String(row['context-hash']);
  for (const row of tables['records']!) {
    const context = contextOf(row);
    if (context !== null) counts.set(context, (counts.get(context) ?? 0) + 1);
  }
  return (row) => {
    const context = contextOf(row);
    return (
      context !== null &&
      row['minhash-sketch-without-context'] != null &&
      counts.get(context)! >= boilerplateRecords
    );
  };
}

function sharesBand(a: Text, b: Text): boolean {
  if (a.pass !== b.pass) return false;
  const { bands, rows } = a.pass.shape;
  for (let band = 0; band < bands; band++) {
    const slice = (text: Text) => text.sketch.subarray(band * rows * 4, (band + 1) * rows * 4);
    const other = slice(b);
    if (slice(a).every((byte, index) => byte === other[index])) return true;
  }
  return false;
}

function walk(texts: readonly Text[]): Text[][] {
  const isLinked = (a: Text, b: Text): boolean =>
    a.shingles !== null &&
    b.shingles !== null &&
    sharesBand(a, b) &&
    jaccard(a.shingles, b.shingles) >= a.pass.threshold;
  const unseen = new Set(texts);
  const components: Text[][] = [];
  for (const start of texts) {
    if (!unseen.delete(start)) continue;
    const component = [start];
    for (const text of component)
      for (const other of [...unseen])
        if (isLinked(text, other)) {
          unseen.delete(other);
          component.push(other);
        }
    if (component.length > 1) components.push(component);
  }
  return components;
}

function toCluster(component: Text[], settings: MetricSettings): { finding: Finding; members: Member[] } {
  const texts = component.toSorted((a, b) => comparePreference(a.row, b.row, settings));
  const kept = texts[0]!;
  const members = texts.map(
    (text): Member => ({
      record: text.row['record'] as number,
      role: text === kept ? 'kept' : 'copy',
      exact: jaccard(text.shingles!, kept.shingles!),
      estimate: estimateJaccard(text.sketch, kept.sketch),
    }),
  );
  const finding: Finding = {
    metric: 'near-duplicates',
    ...describeCluster({
      kept: kept.row,
      size: members.length,
      sources: new Set(texts.map(({ row }) => row['source'] as string)),
      leastSimilar: Math.min(...members.map(({ exact }) => exact)),
    }),
    members: members
      .map(({ record, role, exact: value }) => ({ record, role, value }))
      .sort((a, b) => a.record - b.record),
  };
  return { finding, members };
}
