import type { TokenLogs } from '../../../core/language-model.js';

/**
 * The tokens that a model did not list: their probability together, and the mean of the logarithm and of its square
 * under the model itself.
 */
export interface Tail {
  readonly mass: number;
  readonly mean: number;
  readonly square: number;
}

/**
 * The unlisted tokens as a geometric row that goes on from the least likely one of the list, p·λ, p·λ² …, with
 * λ = r ÷ (r + p) so that they sum to what is missing, r (the geometric estimate of Glimpse, Bao et al., arXiv 2412.11506):
 * no unlisted token is likelier than a listed one, and nothing is left out. The text's own token does not count as the
 * last: servers list it wherever it stands. A model's true tail is longer, so the surprise of the tail is a little too
 * small.
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
  // 1 − λ and log λ as they stand where p is far smaller than r.
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

/** Mean and mean square of a scoring model's logarithm over tokens drawn from a reference model. */
export interface Moments {
  readonly mean: number;
  readonly square: number;
}

/**
 * Both models at the same place. Of the reference's listed tokens those that the scoring model did not list have the
 * mean logarithm of its tail; beyond its list the reference is taken to choose as the scoring model does there. Where
 * both are one model, nothing is assumed but the tail.
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
