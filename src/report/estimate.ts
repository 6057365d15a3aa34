/** A number, with its interval if it has one; or null with the reason. */
export type Estimate =
  | {
      readonly value: number;
      readonly low?: number;
      readonly high?: number;
      /** Coverage of the interval, e.g. 0.95. */
      readonly level?: number;
    }
  | { readonly value: null; readonly why: string };
