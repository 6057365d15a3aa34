/** With fewer splits per input, workers idle while the last ones are measured. */
export const FEWEST_SPLITS = 12;
/** Below this size, the files of a split cost more than idle workers. */
const SMALLEST_BYTES = 4 * 1024 * 1024;

/**
 * Target size of the splits of an input: the setting, or less if that gives too few splits. It depends on this input
 * alone, so that other inputs, workers and machines never change where it is cut.
 */
export const splitBytesOf = (totalBytes: number, { splitBytes }: { readonly splitBytes: number }): number =>
  Math.min(splitBytes, Math.max(SMALLEST_BYTES, Math.ceil(totalBytes / FEWEST_SPLITS)));
