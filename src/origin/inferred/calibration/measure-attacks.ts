import { createReader } from '../../../text/reading.js';
import { passageOf } from '../detectors/detector.js';
import { ATTACKS } from './attacks.js';
import type { AttackPower } from './card.js';
import type { Fitted, KnownScores } from './known-scores.js';
import { attackRandom } from './known-texts.js';
import { stepIndex } from './ladder.js';
import { normaliseForDetection } from './normalise.js';
import { ownScores } from './own-scores.js';

/** Number of texts on which the attacks are tried. */
const ATTACKED_TEXTS = 200;

/** Detection rate at the promised false-positive rate, before and after each cheap attack. */
export function attacksOn(
  scores: KnownScores,
  { known, detectors, settings }: Fitted,
  rate: number,
): AttackPower[] {
  const reader = createReader();
  const rows = scores.rows
    .filter((row) => known.examples.labels[row] === 1 && known.ownStep[row]! >= 0)
    .slice(0, ATTACKED_TEXTS);
  const before = rows.filter((row) => scores.pValue(row)! <= rate).length;
  return ATTACKS.map(({ id, description, apply }) => {
    const random = attackRandom(settings.name, settings.seed).split(id);
    let after = 0;
    for (const row of rows) {
      const reading = normaliseForDetection(reader.read(apply(known.texts[row]!.text, random.split(row))));
      const step = stepIndex(known.steps, reading.wordCount);
      if (step < 0) continue;
      const own = ownScores(detectors, passageOf(reading, known.steps[step]!), known.examples.folds[row]!);
      if (scores.rank(scores.combined(row, own), step, false) <= rate) after++;
    }
    return {
      attack: id,
      description,
      texts: rows.length,
      before: before / rows.length,
      after: after / rows.length,
    };
  });
}
