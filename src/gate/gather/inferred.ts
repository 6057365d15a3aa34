import { INFERRED_SYNTHETIC, type InferredSynthetic } from '../../origin/share/inferred-answer.js';
import type { GroupShare as SharesOfGroup } from '../../origin/share/judged-sources.js';
import type { ShareEstimate } from '../../origin/share/share.js';
import { type Estimate, type GroupShare, type OriginFacts, REPORT_LIMITS } from '../../report/data.js';
import type { RunContext } from '../context.js';
import type { FindSummary } from '../find.js';

/** What the run's calibration says; nothing where there was none. */
export function inferredFacts(
  { questions }: Pick<RunContext, 'questions'>,
  { answers }: FindSummary,
): Pick<OriginFacts, 'inferredShare' | 'inferred'> | undefined {
  if (!questions.some(({ id }) => id === INFERRED_SYNTHETIC.id)) return undefined;
  const found = answers[INFERRED_SYNTHETIC.id] as InferredSynthetic;
  const { calibration, promisedRate, refusal, refused, flagRates } = found;
  return {
    inferredShare: estimateOf(found.share),
    inferred: {
      calibration,
      promisedRate,
      bySource: found.bySource.slice(0, REPORT_LIMITS.compositionRows).map(groupOf),
      byMonth: found.byMonth.slice(0, REPORT_LIMITS.compositionRows).map(groupOf),
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

/** Without what the estimator keeps for itself. */
function estimateOf(share: ShareEstimate): Estimate {
  if (share.value === null) return share;
  const { value, low, high, level } = share;
  return { value, low, high, level };
}
