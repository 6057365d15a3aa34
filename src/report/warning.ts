/** Something to check before training, with the place on the page that shows it. */
export interface Warning {
  /** `fail`: the corpus or the run fails. `warn`: check before training. `note`: for information. */
  readonly level: 'fail' | 'warn' | 'note';
  readonly text: string;
  /** Id of a section of the page. */
  readonly anchor: string;
}
