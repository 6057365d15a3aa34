/** Another run, whose records are not wanted again: a test set, or what is trained on already. */
export interface OtherCorpus {
  /** Folder of the run. */
  readonly path: string;
  /** Of what was measured, so that another corpus in the same folder is another one. */
  readonly digest: string;
  /** Its measurement files. */
  readonly files: readonly string[];
  /** Which of the hashes of compared parts its files have as columns. */
  readonly compared: readonly string[];
}
