import type { TokenLogs } from '../../../core/language-model.js';

/**
 * The tokens that a model did not list: their total probability, and the mean and mean square of their log-probability
 * under the model itself.
 */
export interface Tail {
  readonly mass: number;
  readonly mean: number;
  readonly square: number;
}

/**
 * Models the unlisted tokens as a geometric series that continues from the least likely listed one, p·λ, p·λ² …, with
 * λ = r ÷ (r + p), so that they sum to the missing mass r (the geometric estimate of Glimpse, Bao et al., arXiv
 * 2412.11506). No unlisted token is then likelier than a listed one. The text's own token does not count as the least
 * likely one, since servers list it whatever its rank. A model's true tail is longer, so the surprise of the tail is
 * slightly too small.
 */
export function tailOf({ own, top }: TokenLogs): Tail {
  let least = 0;
  let mass = 1 - Math.exp(own.log);
  let others = 0;
  for (const [token, log] of top) {
    if (token === own.token) continue;
    others++;
    least = Math.min(least, log);
    mass -= Math.exp(log);
  }
  if (others === 0) least = own.log;
  if (mass <= NOTHING) return { mass: 0, mean: least, square: least * least };
  const p = Math.exp(least);
  // Stable forms of 1 − λ and log λ for p far smaller than r.
  const [step, places] = [-Math.log1p(p / mass), (mass + p) / p];
  const ratio = mass / (mass + p);
  return {
    mass,
    mean: least + step * places,
    square: least * least + 2 * least * step * places + step * step * (1 + ratio) * places * places,
  };
}

/** Rounding of a server's logarithms. */
const NOTHING = 1e-9;

/** Mean and mean square of a scoring model's log-probability over tokens drawn from a reference model. */
export interface Moments {
  readonly mean: number;
  readonly square: number;
}

/**
 * Both models at the same place. Tokens that only the reference lists get the mean log-probability of the scoring
 * model's tail. Outside its list the reference is assumed to choose like the scoring model. With a single model, only
 * the tail is assumed.
 */
export function momentsAt(reference: TokenLogs, score: TokenLogs): Moments {
  const tail = tailOf(score);
  let mean = 0;
  let square = 0;
  let listed = 0;
  const known = withOwn(reference);
  for (const [token, log] of known) {
    const p = Math.exp(log);
    const found = token === score.own.token ? score.own.log : score.top.get(token);
    mean += p * (found ?? tail.mean);
    square += p * (found === undefined ? tail.square : found * found);
    listed += p;
  }
  const missing = Math.max(0, 1 - listed);
  let [mass, first, second] = [tail.mass, tail.mass * tail.mean, tail.mass * tail.square];
  for (const [token, log] of score.top) {
    if (known.has(token)) continue;
    const p = Math.exp(log);
    mass += p;
    first += p * log;
    second += p * log * log;
  }
  if (mass <= NOTHING) [mass, first, second] = [1, tail.mean, tail.square];
  return { mean: mean + (missing * first) / mass, square: square + (missing * second) / mass };
}

const withOwn = ({ own, top }: TokenLogs): ReadonlyMap<string, number> =>
  top.get(own.token) === own.log ? top : new Map(top).set(own.token, own.log);
