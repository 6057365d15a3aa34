import type { Engine } from '../../core/engine.js';
import type { FindingMetric, MetricSettings } from '../../core/metric.js';
import { preferenceOrder, RECORDS_WITH_SEVERITY } from '../preference.js';
import type { NearDuplicates } from './answer.js';
import { BucketVerifier } from './bucket.js';
import { findCandidates } from './candidates.js';
import { ClusterWriter, clusteredNodes } from './clusters.js';
import { divideCandidates, PART_BYTES } from './parts.js';
import { passesOf } from './pass.js';
import { findSlowly } from './reference.js';
import { PartTexts, storeDetails } from './texts.js';
import { UnionFind } from './union-find.js';
import { verifyPart } from './verify.js';

/**
 * Clusters of texts that share most of their shingles, of five words or, in scripts without spaces, five characters.
 * Candidates are pairs with an equal band of their sketches' minima; each is confirmed by the exact Jaccard similarity of
 * the two sets of distinct shingles (first 100,000 words, without system prompts and without a context that many records
 * share), and confirmed pairs are joined to connected components. A chain of other copies can connect a copy whose
 * similarity to the kept copy is below the threshold; its value is that similarity.
 *
 * A pair at the threshold is found with probability 0.95 or more (`shapeFor`), a more similar one more probably. No pair
 * below the threshold is confirmed, but boilerplate alone can make short texts similar. A text on either side of half
 * its words without spaces is not compared with one on the other side.
 */
export const nearDuplicates = nearDuplicatesWithin(PART_BYTES);

/** `partBytes` bounds the texts in memory, and changes no result. */
export function nearDuplicatesWithin(partBytes: number): FindingMetric<NearDuplicates> {
  return {
    id: 'near-duplicates',
    version: 5,
    title: 'Near-duplicates',
    description:
      'Records that share most of their sequences of words, or of characters in scripts without spaces. One of each cluster is kept; the others are copies.',
    formula: 'connected components of pairs with an equal MinHash band and |A ∩ B| / |A ∪ B| ≥ threshold',
    source:
      'Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4; exact confirmation: ours',
    needs: ['records', 'preliminary_decisions', 'exact_members', 'words'],
    roles: ['kept', 'copy'],
    modality: 'text',
    memberValue: { unit: 'exact Jaccard similarity to the kept copy', range: [0, 1] },
    prepare: findCandidates,
    wordsOf: () => 'select record from near_nodes',
    find: (engine, settings) => findClusters(engine, settings, partBytes),
    reference: findSlowly,
  };
}

async function findClusters(
  engine: Engine,
  settings: MetricSettings,
  partBytes: number,
): Promise<NearDuplicates> {
  const [counted] = await engine.rows('select count(*) as candidates from near_nodes');
  const candidates = counted!['candidates'] as number;
  await storeDetails(engine);
  const ranks = await ranksOf(engine, candidates, settings);
  const { parts, bytes, readable } = await divideCandidates(engine, candidates, partBytes);
  const components = new UnionFind(candidates);
  const verifier = new BucketVerifier(components, settings.nearDuplicateThreshold, settings.pivotLimit);
  const writer = new ClusterWriter(engine);
  for (const nodes of parts) {
    const texts = new PartTexts(engine, nodes, bytes, partBytes, settings.ngramSize);
    await verifyPart(engine, nodes, texts, components, verifier, passesOf(settings));
    await writer.write(clusteredNodes(nodes, components, ranks), texts);
  }
  const written = await writer.close();
  for (const table of ['near_texts', 'near_nodes', 'near_buckets', 'near_details'])
    await engine.run(`drop table if exists ${table}`);
  return {
    threshold: settings.nearDuplicateThreshold,
    thresholdUnspaced: settings.nearDuplicateThresholdUnspaced,
    candidates,
    unread: candidates - readable,
    pairsCompared: verifier.pairsCompared,
    pairsConfirmed: verifier.pairsConfirmed,
    pairsLeftOut: verifier.pairsLeftOut,
    ...written,
  };
}

/** The place of each candidate in the order of preference; shape (candidates). */
async function ranksOf(engine: Engine, candidates: number, settings: MetricSettings): Promise<Int32Array> {
  const ranks = new Int32Array(candidates);
  let rank = 0;
  const sql = `select n.node from near_nodes n join ${RECORDS_WITH_SEVERITY} r on r.record = n.record
    order by ${preferenceOrder(engine.dialect, settings)}`;
  for await (const rows of engine.stream(sql)) for (const { node } of rows) ranks[node as number] = rank++;
  return ranks;
}
