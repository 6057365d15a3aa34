import { JOINT, type LmSettings } from '../../../core/language-model.js';
import { CRITERIA, type Criterion } from './criteria.js';

export const criteriaOf = ({ observer }: LmSettings): readonly Criterion[] =>
  CRITERIA.filter(({ needsTwo }) => needsTwo !== true || observer !== null);

/**
 * `fast-detect-gpt@1/gpt2/top-20`: the name of a score contains its criterion, version and models, so scores of
 * different models are never confused. Two models are written `observer + model`.
 */
export function scoreName({ id, version, of }: Criterion, { model, observer, top }: LmSettings): string {
  const models = of === 'both' && observer !== null ? `${observer}${JOINT}${model}` : model;
  return `${id}@${version}/${models}/top-${top}`;
}

/** Names of all scores, in the order of the criteria. */
export const scoreNames = (settings: LmSettings): string[] =>
  criteriaOf(settings).map((criterion) => scoreName(criterion, settings));

/** The language-model settings in the names; null without any, or where the names come from several settings. */
export function settingsOfNames(names: readonly string[]): LmSettings | null {
  for (const name of names) {
    const match = /^[a-z-]+@\d+\/(.+)\/top-(\d+)$/.exec(name);
    if (match === null) continue;
    const [observer, model] = match[1]!.includes(JOINT) ? match[1]!.split(JOINT) : [null, match[1]!];
    const settings = { model: model!, observer: observer!, top: Number(match[2]) };
    const made = scoreNames(settings);
    // The names of a single model are a subset of those of two models, so all names are checked.
    if (names.filter(isOfModel).every((other) => made.includes(other))) return settings;
  }
  return null;
}

const isOfModel = (name: string): boolean =>
  CRITERIA.some(({ id, version }) => name.startsWith(`${id}@${version}/`));
