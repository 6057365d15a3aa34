/** What a model says at one place of a text, given the tokens before it. Logarithms are natural. */
export interface TokenLogs {
  /** Of the token that stands there. */
  readonly own: { readonly token: string; readonly log: number };
  /**
   * Of its most likely tokens there, by token, in no order. The own one may stand among them, and in the lists of some
   * servers always does, however unlikely.
   */
  readonly top: ReadonlyMap<string, number>;
}

/** Where a model gives no probability at all: servers write such a logarithm as −9999 or so, which would drown all else. */
export const LEAST_LOG = -100;

/** Everything that a language model's scores depend on beside the text. */
export interface LmSettings {
  /** The model whose probabilities are read. */
  readonly model: string;
  /** The model whose tokens are imagined; null where it is the same one. */
  readonly observer: string | null;
  /** How many of its likeliest tokens a model lists at each place. */
  readonly top: number;
}

/** Between the names of two models. */
export const JOINT = ' + ';
