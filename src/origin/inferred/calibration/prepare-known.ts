import { FreckleError } from '../../../core/errors.js';
import { nullScoresNeeded } from '../../../math/conformal.js';
import { createReader } from '../../../text/reading.js';
import { FOLDS, type Passage, passageOf } from '../detectors/detector.js';
import { assignFolds, openingOf } from './groups.js';
import { FEWEST_AT_STEP } from './head.js';
import type { FitSettings, Known, KnownText } from './known-texts.js';
import { LADDER } from './ladder.js';
import { normaliseForDetection } from './normalise.js';

export const DEFAULT_TEXTS_PER_SIDE = 5000;
/** A calibration needs at least this many known texts of each side. */
export const FEWEST_TEXTS = 40;

/**
 * Cleans and cuts the known texts, assigns them to folds and finds the lengths with enough texts.
 * @throws FreckleError `invalid-setting` with too few texts
 */
export function prepareKnown(texts: readonly KnownText[], settings: FitSettings, rate: number): Known {
  const reader = createReader();
  const longest = LADDER.at(-1)!;
  const kept: KnownText[] = [];
  const words: number[] = [];
  const groups: string[] = [];
  const limit = settings.textsPerSide ?? DEFAULT_TEXTS_PER_SIDE;
  const { chosen, beyondLimit } = limited(texts, limit);
  let tooShort = 0;
  for (const text of chosen) {
    const reading = normaliseForDetection(reader.read(text.text));
    if (reading.wordCount < LADDER[0]) {
      tooShort++;
      continue;
    }
    const passage = passageOf(reading, longest);
    groups.push(text.group ?? openingOf(reading));
    words.push(passage.words);
    kept.push({ ...text, text: reading.text.slice(0, passage.end) });
  }
  const labels = Uint8Array.from(kept, ({ label }) => (label === 'synthetic' ? 1 : 0));
  refuseTooFew(labels, tooShort);
  const folds = assignFolds(groups, labels, settings.seed);
  refuseEmptyFolds(folds, labels);
  const steps = usableSteps(words, labels, rate);
  const passage = (index: number): Passage => passageOf(reader.read(kept[index]!.text));
  return {
    texts: kept,
    examples: { count: kept.length, labels, folds, passage },
    atStep: (index, step) =>
      words[index]! < steps[step]! ? null : passageOf(reader.read(kept[index]!.text), steps[step]!),
    steps,
    ownStep: Int8Array.from(words, (count) => steps.findLastIndex((step) => step <= count)),
    groups: new Set(groups).size,
    tooShort,
    beyondLimit,
  };
}

/** Chooses at most `limit` texts of each side, evenly over the input. */
function limited(texts: readonly KnownText[], limit: number): { chosen: KnownText[]; beyondLimit: number } {
  const totals = { human: 0, synthetic: 0 };
  for (const { label } of texts) totals[label]++;
  const seen = { human: 0, synthetic: 0 };
  const chosen = texts.filter(({ label }) => {
    const at = seen[label]++;
    const share = Math.min(1, limit / totals[label]);
    return Math.floor((at + 1) * share) > Math.floor(at * share);
  });
  return { chosen, beyondLimit: texts.length - chosen.length };
}

function refuseTooFew(labels: Uint8Array, tooShort: number): void {
  const synthetic = labels.reduce((sum, label) => sum + label, 0);
  const human = labels.length - synthetic;
  if (human >= FEWEST_TEXTS && synthetic >= FEWEST_TEXTS) return;
  throw new FreckleError(
    'invalid-setting',
    `a calibration needs at least ${FEWEST_TEXTS} human and ${FEWEST_TEXTS} synthetic texts of at least ${LADDER[0]} words, found ${human} and ${synthetic}` +
      (tooShort > 0 ? ` (${tooShort} texts were too short)` : ''),
  );
}

function refuseEmptyFolds(folds: Uint8Array, labels: Uint8Array): void {
  for (let fold = 0; fold < FOLDS; fold++)
    for (const label of [0, 1])
      if (!folds.some((of, row) => of === fold && labels[row] === label))
        throw new FreckleError(
          'invalid-setting',
          `too few groups for ${FOLDS} folds: most texts share a prompt or a value of the group column. Give texts from more prompts`,
        );
}

/** Steps with enough texts for the promised rate, or with all human texts where the rate cannot be promised. */
function usableSteps(words: readonly number[], labels: Uint8Array, rate: number): number[] {
  const humans = labels.filter((label) => label === 0).length;
  const needed = Math.max(FEWEST_AT_STEP, Math.min(nullScoresNeeded(rate), humans));
  return LADDER.filter((step) => {
    const reached = words.map((count, row) => (count >= step ? labels[row]! : -1));
    return (
      reached.filter((label) => label === 0).length >= needed &&
      reached.filter((label) => label === 1).length >= FEWEST_AT_STEP
    );
  });
}
