import { JOINT, type LmSettings } from '../../../core/language-model.js';
import { CRITERIA, type Criterion } from './criteria.js';

export const criteriaOf = ({ observer }: LmSettings): readonly Criterion[] =>
  CRITERIA.filter(({ needsTwo }) => needsTwo !== true || observer !== null);

/**
 * `fast-detect-gpt@1/gpt2/top-20`: what a score is called says what it was computed by, so that the scores of one model
 * are never taken for those of another. Two models stand as `observer + model`.
 */
export function scoreName({ id, version, of }: Criterion, { model, observer, top }: LmSettings): string {
  const models = of === 'both' && observer !== null ? `${observer}${JOINT}${model}` : model;
  return `${id}@${version}/${models}/top-${top}`;
}

/** Names of all scores, in the order of the criteria. */
export const scoreNames = (settings: LmSettings): string[] =>
  criteriaOf(settings).map((criterion) => scoreName(criterion, settings));

/** The settings that some of the names were made with; null where none is a language model's, or several models' are. */
export function settingsOfNames(names: readonly string[]): LmSettings | null {
  for (const name of names) {
    const match = /^[a-z-]+@\d+\/(.+)\/top-(\d+)$/.exec(name);
    if (match === null) continue;
    const [observer, model] = match[1]!.includes(JOINT) ? match[1]!.split(JOINT) : [null, match[1]!];
    const settings = { model: model!, observer: observer!, top: Number(match[2]) };
    const made = scoreNames(settings);
    // The names of one model alone are among those of two: the whole set tells.
    if (names.filter(isOfModel).every((other) => made.includes(other))) return settings;
  }
  return null;
}

const isOfModel = (name: string): boolean =>
  CRITERIA.some(({ id, version }) => name.startsWith(`${id}@${version}/`));
