import type { Engine } from '../../core/engine.js';
import { INFERRED_SYNTHETIC, type InferredSynthetic } from '../../origin/inferred/share/inferred-answer.js';
import type { GroupShare as SharesOfGroup } from '../../origin/inferred/share/judged-corpus.js';
import type { ShareEstimate } from '../../origin/inferred/share/share.js';
import type { Estimate } from '../../report/estimate.js';
import type { OriginFacts } from '../../report/sections/origin.js';
import { GROUPS_SHOWN, type GroupShare } from '../../report/sections/synthetic.js';
import type { ReportContext } from './section-facts.js';

/** Results of the run's calibration; undefined without one. */
export async function inferredFacts({
  engine,
  run: { questions },
  found: corpus,
}: ReportContext): Promise<Pick<OriginFacts, 'inferredShare' | 'inferred'> | undefined> {
  if (!questions.some(({ id }) => id === INFERRED_SYNTHETIC.id)) return undefined;
  const found = corpus.summary.answers[INFERRED_SYNTHETIC.id] as InferredSynthetic;
  const { calibration, promisedRate, refusal, refused, flagRates } = found;
  const bySource = found.bySource.slice(0, GROUPS_SHOWN).map(groupOf);
  const flagged = await flaggedBySource(engine, bySource);
  return {
    inferredShare: estimateOf(found.share),
    inferred: {
      calibration,
      promisedRate,
      bySource: bySource.map((group) => ({ ...group, flagged: flagged.get(group.key) ?? 0 })),
      byMonth: found.byMonth.slice(0, GROUPS_SHOWN).map(groupOf),
      flagged: { texts: found.flagged, judged: found.judged },
      refusal,
      refused: {
        ...refused,
        largest: refused.largest.map(({ name, records, refusal: why }) => ({
          key: name,
          records,
          why: why ?? 'refused',
        })),
      },
      smallSources: found.small.sources,
      flagRates,
    },
  };
}

const groupOf = ({ key, records, share }: SharesOfGroup): GroupShare => ({
  key,
  records,
  share: estimateOf(share),
});

/** The number of flagged texts in each shown source, including small ones. */
async function flaggedBySource(
  engine: Engine,
  sources: readonly Pick<GroupShare, 'key'>[],
): Promise<ReadonlyMap<string, number>> {
  if (sources.length === 0) return new Map();
  const rows = await engine.rows(
    `SELECT r.source, count(*) AS flagged FROM finding_members m JOIN records r USING (record)
     WHERE m.metric = '${INFERRED_SYNTHETIC.id}' AND m.role = 'flagged'
       AND r.source IN (${sources.map(({ key }) => engine.dialect.text(key)).join(', ')}) GROUP BY r.source`,
  );
  return new Map(rows.map((row) => [String(row['source']), Number(row['flagged'])]));
}

/** Leaves out the estimator's internal fields. */
function estimateOf(share: ShareEstimate): Estimate {
  if (share.value === null) return share;
  const { value, low, high, level } = share;
  return { value, low, high, level };
}
