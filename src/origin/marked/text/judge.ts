import type { Mark, MarksConfig } from './config.js';
import type { MarkJudgement, ReadingScore, RecordJudgement, Refusal } from './judgement.js';
import type { WatermarkReader } from './scheme.js';
import type { UnmarkedReference } from './unmarked.js';

/** What is known of a record's ids besides themselves. */
export interface TokenSource {
  readonly tokens: Int32Array;
  /** Share of the ids that the tokenizer named in the settings would give too; null where it was not asked. */
  readonly agreement: number | null;
}

/** A tokenizer that gives fewer of a text's ids than this did not make them. */
export const LEAST_AGREEMENT = 0.8;

/**
 * Whether a record carries one of the marks. The promised false-positive rate is shared out evenly among marks, and a
 * mark's p-value is multiplied by its readings (Bonferroni), so it holds for the record whatever is tried.
 */
export function judgeRecord(
  source: TokenSource,
  config: MarksConfig,
  unmarked?: UnmarkedReference,
): RecordJudgement {
  const refused = refusalOfSource(source);
  if (refused !== null) return { verdict: 'refused', ...refused, marks: [] };
  const rate = config.falsePositiveRate / config.marks.length;
  const marks = config.marks.map((mark) =>
    judgeMark(source.tokens, mark, rate, config.leastTokens, unmarked),
  );
  if (marks.some(({ verdict }) => verdict === 'watermarked')) return { verdict: 'watermarked', marks };
  if (marks.some(({ verdict }) => verdict === 'not-found')) return { verdict: 'not-found', marks };
  const { refusal, why } = marks[0]!;
  return { verdict: 'refused', refusal: refusal!, why: why!, marks };
}

function refusalOfSource({ tokens, agreement }: TokenSource): { refusal: Refusal; why: string } | null {
  if (tokens.length === 0) return { refusal: 'no-tokens', why: 'there are no token ids' };
  if (agreement !== null && agreement < LEAST_AGREEMENT)
    return {
      refusal: 'wrong-tokenizer',
      why: `the tokenizer gives other ids for this text: ${Math.round(agreement * 100)} % of them agree`,
    };
  return null;
}

function judgeMark(
  tokens: Int32Array,
  mark: Mark,
  rate: number,
  leastTokens: number,
  unmarked: UnmarkedReference | undefined,
): MarkJudgement {
  const { name, readers } = mark;
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
  const refuse = (refusal: Refusal, why: string): MarkJudgement => ({
    mark: name,
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
      `id ${largest} is outside a vocabulary of ${sizes.join(' or ')}: another tokenizer made these ids`,
    );
  }
  if (best.scored < leastTokens)
    return refuse('too-few-tokens', `${best.scored} tokens to score, fewer than ${leastTokens}`);
  if (best.pValue.value === null) return refuse('no-p-value', best.pValue.why);
  const byLaw = Math.min(1, best.pValue.value * asked.length);
  const pValue = unmarked === undefined ? byLaw : Math.max(byLaw, unmarked.rank(name, byLaw));
  return { mark: name, verdict: pValue <= rate ? 'watermarked' : 'not-found', pValue, best, readings };
}

function isWithin(tokens: Int32Array, { vocabulary }: WatermarkReader): boolean {
  for (const token of tokens) if (token < 0 || (vocabulary !== null && token >= vocabulary)) return false;
  return true;
}
