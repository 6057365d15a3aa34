/** `read = admitted + quarantined + rejected + unreadable`, always. */
export interface Counts {
  readonly read: number;
  readonly admitted: number;
  readonly quarantined: number;
  readonly rejected: number;
  readonly unreadable: number;
}

export const keptOut = (counts: Counts): number => counts.quarantined + counts.rejected;

/** The number of readable records. */
export const recordsIn = (counts: Counts): number => counts.admitted + keptOut(counts);
