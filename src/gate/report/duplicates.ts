import type { Engine, Row } from '../../core/engine.js';
import type { EffectiveSettings } from '../../core/policy.js';
import { boilerplateLines } from '../../metrics/boilerplate-lines.js';
import { exactDuplicates } from '../../metrics/exact-duplicates.js';
import { NEAR_IMAGE_DISTANCE, nearDuplicateImages } from '../../metrics/near-duplicate-images.js';
import { nearDuplicates } from '../../metrics/near-duplicates/near-duplicates.js';
import { type Pass, passesOf } from '../../metrics/near-duplicates/pass.js';
import { preferredFor, RECORDS_WITH_SEVERITY } from '../../metrics/preference.js';
import { sharedParts } from '../../metrics/shared-parts.js';
import { type ClusterMember, COPIES_SHOWN, type DuplicateCluster } from '../../report/duplicate-cluster.js';
import {
  CLUSTERS_SHOWN,
  type DuplicateFacts,
  type DuplicatesReport,
} from '../../report/sections/duplicates.js';
import type { FoundCorpus } from '../find/find-corpus.js';
import { boilerplateShown } from './boilerplate.js';
import { differencesOf } from './differences.js';
import type { ShownRecords } from './excerpts.js';
import type { ReportContext, SectionFacts } from './section-facts.js';
import { sharedPartsShown } from './shared-parts.js';
import { whyNotKept } from './why-kept.js';

type Settings = Pick<EffectiveSettings, 'credibility'>;

/** Duplicate clusters and boilerplate lines. */
export const duplicates: SectionFacts<DuplicatesReport> = {
  covers: [exactDuplicates, nearDuplicates, nearDuplicateImages, boilerplateLines, sharedParts],
  choose: ({ engine }) => chooseClusters(engine),
  collect: async (context, shown) => ({ duplicates: await collectDuplicates(context, shown) }),
};

const METRICS = [exactDuplicates, nearDuplicates, nearDuplicateImages].map(({ id }) => `'${id}'`).join(', ');
/** Sorts the least similar first; for pictures the value is the number of differing bits. */
const LIKENESS = `CASE WHEN metric = '${nearDuplicateImages.id}' THEN -value ELSE value END`;

/** Chooses the largest clusters, with the copies least similar to the kept copy, as a table `shown_members`. */
async function chooseClusters(engine: Engine): Promise<string> {
  await engine.createTable(
    'shown_members',
    `WITH largest AS (
       SELECT metric, finding, size FROM findings WHERE metric IN (${METRICS})
       ORDER BY size DESC, metric DESC, finding LIMIT ${CLUSTERS_SHOWN}),
     ranked AS (
       SELECT m.metric, m.finding, l.size, m.record, m.role, m.value, row_number() OVER (
         PARTITION BY m.metric, m.finding, m.role ORDER BY ${LIKENESS}, r.content_hash, r.input, r.position) AS place
       FROM finding_members m JOIN largest l USING (metric, finding) JOIN records r USING (record))
     SELECT metric, finding, size, record, role, value FROM ranked WHERE place <= ${COPIES_SHOWN}`,
  );
  return 'SELECT record FROM shown_members';
}

async function collectDuplicates(context: ReportContext, shown: ShownRecords): Promise<DuplicateFacts> {
  const { engine, run, found } = context;
  const hasImages = run.signals.some(({ modality }) => modality === 'image');
  const totals = await engine.rows(
    `SELECT f.metric, count(*) AS clusters, sum(f.size) - count(*) AS copies FROM findings f
     WHERE f.metric IN (${METRICS}) GROUP BY f.metric`,
  );
  const rows = await engine.rows(
    `SELECT s.*, r.severity, r.day, r.source, r.content_hash, r.input, r.position
     FROM shown_members s JOIN ${RECORDS_WITH_SEVERITY} r USING (record)
     ORDER BY s.size DESC, s.metric DESC, s.finding, s.role DESC, ${LIKENESS}, r.content_hash, r.input, r.position`,
  );
  const differences = await differencesOf(context.run, engine, NEAR_PAIRS);
  const clusters = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${String(row['metric'])}\n${String(row['finding'])}`;
    clusters.set(key, [...(clusters.get(key) ?? []), row]);
  }
  return {
    exact: totalsOf(totals, exactDuplicates.id),
    near: totalsOf(totals, nearDuplicates.id),
    ...(hasImages ? { images: totalsOf(totals, nearDuplicateImages.id) } : {}),
    method: methodOf(found, hasImages),
    largest: [...clusters.values()].flatMap((members) =>
      clusterOf(members, found.settings, shown, differences),
    ),
    boilerplate: await boilerplateShown(context),
    sharedParts: await sharedPartsShown(context),
  };
}

/** `70 % (17 bands of 5 minima)` */
const passInWords = ({ isUnspaced, threshold, shape: { bands, rows } }: Pass): string =>
  `${Number((threshold * 100).toFixed(2))} %${isUnspaced ? ' in scripts without spaces' : ''} (${bands} bands of ${rows})`;

const methodOf = ({ settings }: FoundCorpus, hasImages: boolean): string =>
  `Near duplicates share at least ${passesOf(settings).map(passInWords).join(', or ')} of their sequences of ${settings.ngramSize} ${settings.ngramSize === 1 ? 'word' : 'words'}: ` +
  'MinHash finds the candidates, and the exact Jaccard similarity of both texts confirms each.' +
  (hasImages
    ? ` Pictures are near duplicates if their perceptual hashes differ in at most ${NEAR_IMAGE_DISTANCE} of 64 bits.`
    : '');

function totalsOf(rows: readonly Row[], metric: string): { clusters: number; copies: number } {
  const row = rows.find((candidate) => candidate['metric'] === metric);
  return { clusters: Number(row?.['clusters'] ?? 0), copies: Number(row?.['copies'] ?? 0) };
}

type Differences = Awaited<ReturnType<typeof differencesOf>>;

/** The shown near copies of texts, each with its kept copy. */
const NEAR_PAIRS = `SELECT k.record AS kept, c.record AS copy FROM shown_members k JOIN shown_members c
  ON c.metric = k.metric AND c.finding = k.finding AND k.role = 'kept' AND c.role = 'copy'
  WHERE c.metric = '${nearDuplicates.id}'`;

const KINDS: { readonly [metric: string]: DuplicateCluster['kind'] } = {
  [exactDuplicates.id]: 'exact',
  [nearDuplicates.id]: 'near',
  [nearDuplicateImages.id]: 'image',
};

function clusterOf(
  members: readonly Row[],
  settings: Settings,
  shown: ShownRecords,
  differences: Differences,
): DuplicateCluster[] {
  const kept = members.find((row) => row['role'] === 'kept');
  if (kept === undefined) return [];
  const keptMember = memberOf(kept, shown);
  const [begin] = keptMember.excerpt.pieces;
  /** Left out where the excerpts show it already. */
  const beyond = (row: Row): Pick<ClusterMember, 'difference'> => {
    const difference = differences.get(Number(row['record']));
    return difference === undefined || difference.at < (begin?.text.length ?? 0) ? {} : { difference };
  };
  return [
    {
      id: String(kept['finding']),
      kind: KINDS[String(kept['metric'])]!,
      size: Number(kept['size']),
      kept: keptMember,
      copies: members
        .filter((row) => row['role'] === 'copy')
        .map((row) => ({ ...memberOf(row, shown, reasonFor(kept, row, settings)), ...beyond(row) })),
    },
  ];
}

/** Null if only the position decided, since that is not a reason. */
const reasonFor = (kept: Row, copy: Row, settings: Settings): string | null =>
  preferredFor(kept, copy, settings) === 'place' ? null : whyNotKept(kept, copy, settings);

function memberOf(row: Row, shown: ShownRecords, why: string | null = null): ClusterMember {
  const value = row['role'] === 'kept' ? null : (row['value'] as number | null);
  const isPicture = row['metric'] === nearDuplicateImages.id;
  return {
    record: String(row['position']),
    source: String(row['source']),
    position: String(row['position']),
    similarity: isPicture ? null : value,
    ...(isPicture && value !== null ? { differingBits: value } : {}),
    whyNotKept: why,
    ...shown.of(Number(row['record'])),
  };
}
