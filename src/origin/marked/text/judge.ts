import type { Watermark, WatermarkConfig } from './config.js';
import type { ReadingScore, RecordJudgement, Refusal, WatermarkJudgement } from './judgement.js';
import type { WatermarkReader } from './scheme.js';
import type { UnmarkedReference } from './unmarked.js';

/** A record's token ids and how well they agree with the tokenizer. */
export interface TokenSource {
  readonly tokens: Int32Array;
  /** Share of the ids that the given tokenizer also produces; null without a tokenizer. */
  readonly agreement: number | null;
}

/** Below this agreement, another tokenizer produced the ids. */
export const LEAST_AGREEMENT = 0.8;

/**
 * Decides whether a record carries one of the watermarks. The watermarks share the promised false-positive rate evenly,
 * and a watermark's p-value is multiplied by the number of its readings (Bonferroni). The rate therefore holds for the
 * record however many combinations are tried.
 */
export function judgeRecord(
  source: TokenSource,
  config: WatermarkConfig,
  unmarked?: UnmarkedReference,
): RecordJudgement {
  const refused = refusalOfSource(source);
  if (refused !== null) return { verdict: 'refused', ...refused, watermarks: [] };
  const rate = config.falsePositiveRate / config.watermarks.length;
  const watermarks = config.watermarks.map((watermark) =>
    judgeWatermark(source.tokens, watermark, rate, config.leastTokens, unmarked),
  );
  if (watermarks.some(({ verdict }) => verdict === 'watermarked'))
    return { verdict: 'watermarked', watermarks };
  if (watermarks.some(({ verdict }) => verdict === 'not-found')) return { verdict: 'not-found', watermarks };
  const { refusal, why } = watermarks[0]!;
  return { verdict: 'refused', refusal: refusal!, why: why!, watermarks };
}

function refusalOfSource({ tokens, agreement }: TokenSource): { refusal: Refusal; why: string } | null {
  if (tokens.length === 0) return { refusal: 'no-tokens', why: 'the record has no token ids' };
  if (agreement !== null && agreement < LEAST_AGREEMENT)
    return {
      refusal: 'wrong-tokenizer',
      why: `only ${Math.round(agreement * 100)} % of the ids agree with the tokenizer: expected at least ${LEAST_AGREEMENT * 100} %`,
    };
  return null;
}

function judgeWatermark(
  tokens: Int32Array,
  watermark: Watermark,
  rate: number,
  leastTokens: number,
  unmarked: UnmarkedReference | undefined,
): WatermarkJudgement {
  const { name, readers } = watermark;
  const fitting = readers.filter((reader) => isWithin(tokens, reader));
  const readings = fitting.map((reader) => ({
    reading: reader.reading,
    isAsked: reader.isAsked,
    ...reader.score(tokens),
  }));
  const asked = readings.filter(({ isAsked }) => isAsked);
  const best = asked.reduce<ReadingScore | null>(
    (a, b) => (a === null || (b.pValue.value ?? 2) < (a.pValue.value ?? 2) ? b : a),
    null,
  );
  const refuse = (refusal: Refusal, why: string): WatermarkJudgement => ({
    watermark: name,
    verdict: 'refused',
    refusal,
    why,
    pValue: null,
    best,
    readings,
  });
  if (best === null) {
    const sizes = readers.map(({ vocabulary }) => vocabulary);
    const largest = tokens.reduce((most, token) => Math.max(most, token), 0);
    return refuse(
      'ids-outside-vocabulary',
      `id ${largest} is outside the vocabulary of ${sizes.join(' or ')}: another tokenizer produced these ids`,
    );
  }
  if (best.scored < leastTokens)
    return refuse(
      'too-few-tokens',
      `${best.scored} tokens could be scored: at least ${leastTokens} are needed`,
    );
  if (best.pValue.value === null) return refuse('no-p-value', best.pValue.why);
  const byLaw = Math.min(1, best.pValue.value * asked.length);
  const pValue = unmarked === undefined ? byLaw : Math.max(byLaw, unmarked.rank(name, byLaw));
  return { watermark: name, verdict: pValue <= rate ? 'watermarked' : 'not-found', pValue, best, readings };
}

function isWithin(tokens: Int32Array, { vocabulary }: WatermarkReader): boolean {
  for (const token of tokens) if (token < 0 || (vocabulary !== null && token >= vocabulary)) return false;
  return true;
}
