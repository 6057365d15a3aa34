/** A model's log-probabilities at one place of a text, given the preceding tokens. Logarithms are natural. */
export interface TokenLogs {
  /** The text's own token. */
  readonly own: { readonly token: string; readonly log: number };
  /**
   * The model's most likely tokens, in no order. May contain the text's own token; some servers always list it,
   * whatever its rank.
   */
  readonly top: ReadonlyMap<string, number>;
}

/** Floor for tokens of probability 0: servers write values such as −9999, which would dominate every sum. */
export const LEAST_LOG = -100;

/** Everything that a language model's scores depend on, besides the text. */
export interface LmSettings {
  /** The scoring model. */
  readonly model: string;
  /** The reference model (observer); null where it is the same as `model`. */
  readonly observer: string | null;
  /** Number of most likely tokens listed at each place. */
  readonly top: number;
}

/** Separator between the names of two models. */
export const JOINT = ' + ';
