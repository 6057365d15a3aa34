/** Number of levels of probability, of equal width in log odds. */
export const LEVELS = 48;
const LARGEST_LOG_ODDS = 6;
const WIDTH = (2 * LARGEST_LOG_ODDS) / LEVELS;

export function levelOf(probability: number): number {
  const logOdds = Math.log(probability / (1 - probability));
  return Math.max(0, Math.min(LEVELS - 1, Math.floor((logOdds + LARGEST_LOG_ODDS) / WIDTH)));
}

/** Likelihood ratio synthetic : human at the middle of a level. */
export const levelRatio = (level: number): number => Math.exp((level + 0.5) * WIDTH - LARGEST_LOG_ODDS);
