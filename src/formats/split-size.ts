/** Inputs of fewer splits leave workers without work while the last ones are measured. */
export const FEWEST_SPLITS = 12;
/** Below this a split's own files cost more than waiting. */
const SMALLEST_BYTES = 4 * 1024 * 1024;

/**
 * Size aimed at for the splits of one input of so many bytes: what the setting says, or less where that makes too
 * few. Asks nothing but the input, so that no other input, worker or machine changes how it is cut.
 */
export const splitBytesOf = (totalBytes: number, { splitBytes }: { readonly splitBytes: number }): number =>
  Math.min(splitBytes, Math.max(SMALLEST_BYTES, Math.ceil(totalBytes / FEWEST_SPLITS)));
