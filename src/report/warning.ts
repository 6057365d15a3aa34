/** Something a careful person would look at, with the place on the page where it is shown. */
export interface Warning {
  /** `fail`: the corpus or the run does not hold. `warn`: look before you train. `note`: good to know, nothing to do. */
  readonly level: 'fail' | 'warn' | 'note';
  readonly text: string;
  /** Id of a section of the page. */
  readonly anchor: string;
}
