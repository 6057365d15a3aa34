/** A number with its interval where it has one, or a refusal with its reason. */
export type Estimate =
  | {
      readonly value: number;
      readonly low?: number;
      readonly high?: number;
      /** Coverage of the interval, e.g. 0.95. */
      readonly level?: number;
    }
  | { readonly value: null; readonly why: string };
